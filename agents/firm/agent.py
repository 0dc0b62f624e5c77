"""The firm as a Mesa agent: what it asks, spends and knows, and what it decides."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from tenfold.agents.firm.levers import levers
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.policies import POLICIES, Seen
from tenfold.agents.measures import UNITS, measures
from tenfold.agents.world import Ledger
from tenfold.sim.errors import nearest
from tenfold.sim.ledger import FIRST_FIRM
from tenfold.sim.mesa import Agent
from tenfold.sim.records import mapped

if TYPE_CHECKING:
    from tenfold.agents.market import Market


class Levers:
    """Show the levers of one mechanism of a firm, as in `firm.recovery.ease = 0.5`."""

    def __init__(self, firm: "Firm", prefix: str) -> None:
        self.__dict__.update(_firm=firm, _prefix=prefix)

    def __getattr__(self, name: str) -> Any:
        full = name if name.startswith("_") else f"{self._prefix}.{name}"  # a copy in the making has no prefix yet
        if full not in levers():
            raise AttributeError(_unknown(full))
        return self._firm.lever(full)

    def __setattr__(self, name: str, value: Any) -> None:
        self._firm.pull({f"{self._prefix}.{name}": value})


class Firm(Agent):
    """Show one firm; all it holds stands in the engine's arrays, so both readings see what is set here.

    Its levers are attributes: `firm.price = 45` holds from the next period on. `tenfold show levers` lists them.
    A value out of range is refused, and so are a name like that of a lever, and what only the plan can say.
    A subclass that overrides `decide` is asked at its review periods, in both readings:

        class Prudent(Firm):
            def decide(self, seen):
                lost, had = seen.ledger.lost[-1], seen.ledger.started[-1]
                return {"retention_share": 0.8 if lost > 0.03 * had else 0.3}

    Parameters
    ----------
    model : the market
    number : 1 .. F, as in `Customer.firm`
    """

    model: "Market"

    def __getattr__(self, name: str) -> Any:
        if hasattr(type(self), name):  # a property that failed: what went wrong within it is to be seen
            return object.__getattribute__(self, name)
        near = nearest(name, [each for each in dir(type(self)) if not each.startswith("_")])
        raise AttributeError(f"a firm has no {name}{near and '; nearest: '}{near}", name=name, obj=self)

    def __init__(self, model: "Market", number: int) -> None:
        super().__init__(model)
        self.number = number

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.number}: {self.name}>"

    def __setattr__(self, name: str, value: Any) -> None:
        known = hasattr(type(self), name) or name in self.__dict__ or name in ("model", "unique_id", "pos", "number")
        if not known and name in FirmPlan.model_fields:
            raise AttributeError(f"{name}: no lever, so it stays as the plan says")
        if not known and nearest(name, levers()) and not name.startswith("_"):
            raise AttributeError(f"{_unknown(name)} (to keep something of your own, declare it in your class)")
        super().__setattr__(name, value)

    def decide(self, seen: Seen) -> Mapping[str, Any]:
        """Set levers for the coming periods; by default as the plan's policy says.

        Called every `plan.review` periods, but not in the first.

        Parameters
        ----------
        seen : all that the firm knows

        Returns
        -------
        mapping
            values by the names of levers; those left out stay as they are
        """
        return POLICIES[self.plan.policy](seen)

    def lever(self, name: str) -> Any:
        """Give a lever as it stands, or as it was set for the next period.

        Parameters
        ----------
        name : dotted, as `tenfold show levers` shows it below `firms.0`

        Returns
        -------
        float, int, bool or str
            in the lever's unit

        Raises
        ------
        KeyError : there is no such lever
        """
        return levers()[name].shown(self.model.engine.lever(self.number - 1, name))

    def pull(self, decision: Mapping[str, Any]) -> None:
        """Set levers by name; they hold from the next period on.

        Parameters
        ----------
        decision : values by the names of levers

        Raises
        ------
        InputError : there is no such lever, or the value is out of its range; then none is set
        """
        self.model.engine.pull(self.number - 1, decision)

    @property
    def plan(self) -> FirmPlan:
        """Give what is assumed of the firm at the start."""
        return self.model.plan.firms[self.number - 1]

    @property
    def name(self) -> str:
        """Give its label."""
        return self.plan.name

    @property
    def active(self) -> bool:
        """Tell whether it is in the market yet."""
        return self.model.engine.now >= self.plan.enters

    @property
    def cash(self) -> float:
        """Give its account [money]; a firm opens with 0."""
        return int(self.model.engine.books.balance[FIRST_FIRM + self.number - 1]) / 100

    @property
    def customers(self) -> int:
        """Count its present customers."""
        return int(self.model.engine.books.present[self.number - 1])

    @property
    def seen(self) -> Seen:
        """Give all that it knows now."""
        return self.model.engine.seen(self.number - 1)

    @property
    def ledger(self) -> Ledger:
        """Give its own books so far, an array over periods for each entry."""
        return self.seen.ledger

    @property
    def last(self) -> "pd.Series[float]":
        """Give the measures of its last period by name, as in `tenfold.agents.measures.UNITS`; at first, nan."""
        if self.model.engine.now == 0:
            return pd.Series(math.nan, [name for name in UNITS if name not in ("period", "firm")])
        rows = measures(self.model.plan, mapped(self.model.engine.record, lambda entry: entry[-1:]))
        return rows.drop(columns=["period", "firm"]).iloc[self.number - 1]


def _unknown(name: str) -> str:
    near = nearest(name, levers())
    return f"{name}: a firm has no such lever{near and '; nearest: '}{near}"


def _shown(name: str, meaning: str) -> property:
    """Show one lever as an attribute."""

    def get(firm: Firm) -> Any:
        return firm.lever(name)

    def put(firm: Firm, value: Any) -> None:
        firm.pull({name: value})

    return property(get, put, doc=meaning)


def _group(prefix: str) -> property:
    """Show the levers of a mechanism under its name."""

    def get(firm: Firm) -> Levers:
        return Levers(firm, prefix)

    def put(firm: Firm, value: Any) -> None:
        inner = ", ".join(name for name in levers() if name.startswith(prefix))
        raise AttributeError(f"{prefix} = {value!r}: set one of its levers, {inner}")

    return property(get, put, doc=f"The levers of {prefix}.")


for _name, _lever in levers().items():
    _first, _, _rest = _name.partition(".")
    _meaning = f"{_lever.unit}, {_lever.range}: {_lever.source}"
    setattr(Firm, _first, _group(_first) if _rest else _shown(_name, _meaning))
