"""A customer as seen from Python: his columns as attributes, his luck, and what he reads of the market."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tenfold.agents.state import F4, I8, U1, Firms, World
from tenfold.sim.draws import unit, word
from tenfold.sim.jit import f4, u4
from tenfold.sim.rows import Column, RowAgent

if TYPE_CHECKING:
    from tenfold.agents.customer.parameters import Customers
    from tenfold.agents.market import Market


class CustomerView(RowAgent):
    """See one row of the market's columns; see `tenfold.agents.state.Columns` for units.

    Firms are named by their numbers 1 .. F, as in `firm`; their own place in an array over firms is one less.
    """

    model: "Market"

    segment = Column[np.uint8]()
    firm = Column[np.uint8]()
    tenure = Column[np.int32]()
    purchases = Column[np.int32]()
    spell = Column[np.int32]()
    source = Column[np.uint8]()
    paid = Column[np.int64]()
    value = Column[np.float32]()
    aware = Column[np.uint8]()
    income = Column[np.float32]()
    taste = Column[np.float32]()
    burden = Column[F4]()
    undelivered = Column[np.float32]()
    weight = Column[F4]()
    expectation = Column[F4]()
    experience = Column[U1]()
    satisfaction = Column[F4]()
    commitment = Column[F4]()
    word = Column[F4]()
    contagion = Column[np.float32]()
    spoken = Column[U1]()
    hazard = Column[np.float32]()

    # What one stage of a period hands to the next. It lives on the view, so only as long as a step.
    _seen: int = 0  # one bit a firm whose advert was seen
    _reached: int = 0  # one bit a firm whose contact arrived
    _next: int = 0  # the firm chosen
    _left: int = 0  # the firm left, 0 for none
    _level: F4  # (A,) what was delivered

    @property
    def world(self) -> World:
        """Give what the compiled stages read."""
        return self.model.engine.world

    @property
    def rules(self) -> "Customers":
        """Give the parameters of behaviour, as float32."""
        return self.world.rules

    @property
    def offers(self) -> Firms:
        """Give what firms ask, deliver and spend, as arrays over firms."""
        return self.world.firms

    @property
    def tally(self) -> I8:
        """Give what is counted this period, shape (firms, COUNTED)."""
        return self.world.scratch.tally

    @property
    def now(self) -> int:
        """Give the number of the period."""
        return self.model.engine.now

    def bits(self, decision: int, slot: int) -> np.uint32:
        """Draw the 32 bits that belong to this customer, this period, a decision and a slot of it."""
        low, high = self.world.seed
        return u4(word(low, high, u4(self.row), u4(self.now), u4(decision), u4(slot)))

    def luck(self, decision: int, slot: int = 0) -> np.float32:
        """Draw a number within (0, 1); the same decision and slot in the same period give the same number."""
        return f4(unit(self.bits(decision, slot)))

    def knows(self, firm: int) -> bool:
        """Tell whether he is aware of a firm."""
        return _has(int(self.aware), firm)

    def was_contacted(self, firm: int) -> bool:
        """Tell whether a firm's contact reached him this period."""
        return _has(self._reached, firm)

    def saw_advert(self, firm: int) -> bool:
        """Tell whether he saw a firm's advert this period."""
        return _has(self._seen, firm)

    def notice(self, firm: int) -> None:
        """Become aware of a firm."""
        self.aware = np.uint8(int(self.aware) | bit(firm))

    def forget(self, firm: int) -> None:
        """Lose awareness of a firm."""
        self.aware = np.uint8(int(self.aware) & ~bit(firm))


def bit(firm: int) -> int:
    """Give a firm's bit in a mask."""
    return 1 << (firm - 1)


def _has(mask: int, firm: int) -> bool:
    return bool(mask & bit(firm))


def floats(values: list[np.float32]) -> NDArray[np.float32]:
    """Make an array of one number an attribute."""
    return np.array(values, np.float32)
