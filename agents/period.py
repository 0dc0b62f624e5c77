"""The order of a period. It stands here once; both readings of the market run through these lists."""

from collections.abc import Callable

from tenfold.agents.customer.awareness import reach
from tenfold.agents.customer.choice import choose
from tenfold.agents.customer.delivery import deliver
from tenfold.agents.customer.loyalty import bond
from tenfold.agents.customer.response import respond
from tenfold.agents.customer.satisfaction import judge
from tenfold.agents.customer.settle import age, settle
from tenfold.agents.customer.word_of_mouth import talk
from tenfold.agents.firm.conduct import SOUND, close_period, open_period
from tenfold.agents.state import BLOCK, World
from tenfold.sim.jit import Long, loop


@loop
def weighing(w: World, low: int, high: int, now: int) -> None:
    """Take customers who weigh firms through these stages, in this order."""
    reach(w, low, high, now)  # adverts and contacts arrive
    choose(w, low, high, now)  # awareness, consideration, choice
    settle(w, low, high, now)  # leaving, joining, payment
    deliver(w, low, high, now)
    judge(w, low, high, now)  # satisfaction, then expectations
    talk(w, low, high, now)  # hear last period's words, publish this one's
    bond(w, low, high, now)  # commitment
    age(w, low, high, now)


@loop
def responding(w: World, low: int, high: int, now: int) -> None:
    """Take customers under a response curve through these stages, in this order."""
    respond(w, low, high, now)
    settle(w, low, high, now)
    age(w, low, high, now)


@loop
def live(w: World, low: int, high: int, now: int) -> None:
    """Take rows low .. high through one period, a block at a time."""
    for start in range(low, high, BLOCK):
        end = min(start + BLOCK, high)
        if w.curve:
            responding(w, start, end, now)
        else:
            weighing(w, start, end, now)


@loop
def play(w: World, first: int, last: int) -> tuple[int, Long]:
    """Play periods first .. last - 1; gives the period reached and how it ended (see conduct.SOUND)."""
    for now in range(first, last):
        open_period(w, now)  # environment, then firms act on what they decided
        w.scratch.tally[:] = 0
        live(w, 0, w.books.size, now)
        ending = close_period(w, now)  # ledger, measures, checks
        if ending != SOUND:
            return now, ending
    return last, SOUND


def order(stages: Callable[[World, int, int, int], None]) -> tuple[str, ...]:
    """Read the names of the stages, in order, off one of the lists above."""
    function = getattr(stages, "py_func", stages)
    names: tuple[str, ...] = function.__code__.co_names
    return names
