"""The customer as a Mesa agent: the compiled stages, one customer at a time, with their own rules in them.

Subclass `Customer` to try another behaviour on a small market in the Mesa reading. Every stage is a method, and so is
every rule that a stage asks, by the rule's own name and with its own arguments. What nobody overrides stays compiled.

    class Loyalist(Customer):
        def remembers(self, satisfaction, verdict, memory):
            return max(super().remembers(satisfaction, verdict, memory), 0.0)   # never bears a grudge

    class Silent(Customer):
        def talk(self):                                                         # a whole stage
            pass

`help(Customer)` lists all stages and rules, each with its equation.
"""

import inspect
from collections.abc import Callable
from inspect import getattr_static
from threading import local
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from tenfold.agents import period
from tenfold.agents.world import Columns, Firms, World
from tenfold.sim.draws import unit, word
from tenfold.sim.errors import InputError, StateError
from tenfold.sim.jit import RULES, f4, source, u4
from tenfold.sim.rows import Column, RowAgent
from tenfold.sim.twin import casting, rules_below, twin

if TYPE_CHECKING:
    from tenfold.agents.customer.parameters import Customers
    from tenfold.agents.market import Market


STAGES = {name: loop for stages in period.STAGES.values() for name, loop in stages.items()}


def stage(name: str) -> Callable[["Customer"], None]:
    """Show a stage of the period as a method that lets it happen to this one customer.

    Parameters
    ----------
    name : of the stage, as in agents/period.py

    Returns
    -------
    function of the customer
        raises StateError outside of `Market.step`, where nothing holds what one stage hands to the next
    """
    loop = STAGES[name]

    def happen(self: "Customer") -> None:
        kind, market = type(self), self.model
        if market.acting != self.row:
            raise StateError(f"{name} of customer {self.row}: stages happen within Market.step, one customer at a time")
        if name not in kind.plays:
            kind.plays[name] = twin(loop, kind.hooks())
        kind.who.customer = self
        kind.plays[name](market.seen, self.row, self.row + 1, market.engine.now)

    happen.__name__, happen.__qualname__, happen.__doc__ = name, f"Customer.{name}", loop.__doc__
    return happen


def asked(rule: Any) -> Callable[..., Any]:
    """Show a rule as a method: to be overridden, and to be called by `super`.

    Parameters
    ----------
    rule : compiled

    Returns
    -------
    function of the customer and the rule's own arguments
        with the rule's name, docstring and type
    """
    own, call = source(rule), casting(rule)
    assert own is not None

    def method(self: "Customer", *given: Any) -> Any:
        return call(*given)

    method.__name__, method.__qualname__ = own.__name__, f"Customer.{own.__name__}"
    method.__doc__, method.__module__ = own.__doc__, own.__module__
    first = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    names = [inspect.Parameter(name, first.kind) for name in inspect.signature(own).parameters]
    method.__signature__ = inspect.Signature([first, *names])  # type: ignore[attr-defined]
    return method


class Customer(RowAgent):
    """Show one customer, who lives through a period in `step`, stage by stage.

    Where customers weigh firms, a period has these stages, in this order:

    {stages}

    and under a response curve these:

    {curve}

    Attributes are the columns of the market in this customer's row; firms are named by their numbers 1 .. F, as in
    `firm`, and their own place in an array over firms is one less. Further methods are the rules that stages ask.
    """

    model: "Market"
    plays: ClassVar[dict[str, Callable[..., Any]]] = {}  # the stages with this class's rules in them
    who: ClassVar[Any] = local()  # the customer that acts, in each thread
    rules_asked: ClassVar[dict[str, Any]] = {}  # every rule that may be overridden, by its name

    if TYPE_CHECKING:  # columns, stages and rules are shown below, as their modules declare them

        def __getattr__(self, name: str) -> Any: ...

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        cls.plays, cls.who = {}, local()

    def step(self) -> None:
        """Go through the stages of a period, in the order of agents/period.py."""
        for name in self.model.stages:
            getattr(self, name)()

    @classmethod
    def hooks(cls) -> dict[str, Callable[..., Any]]:
        """Give what takes the place of each rule that this class overrides.

        Returns
        -------
        dict
            by the rule's name, a function that asks the customer in `who`
        """
        who = cls.who

        def asking(name: str) -> Callable[..., Any]:
            def ask(*given: Any) -> Any:
                found = getattr(who.customer, name)(*given)
                if not isinstance(found, int | float | np.number | np.bool_ | tuple):
                    raise InputError(f"{type(who.customer).__name__}.{name}", found, "a number, as the rule gives")
                return found

            return ask

        changed = [name for name in cls.rules_asked if getattr_static(cls, name) is not getattr_static(Customer, name)]
        return {name: asking(name) for name in changed}

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
        """Give what firms ask and what their spending does, as arrays over firms."""
        return self.world.firms

    @property
    def now(self) -> int:
        """Give the number of the period."""
        return self.model.engine.now

    def luck(self, decision: int, slot: int = 0) -> np.float32:
        """Draw a number that belongs to this customer, this period, a decision and a slot of it.

        Parameters
        ----------
        decision : its number, as in the `DRAWS` of the mechanisms; one of your own from 1000 on takes nobody's luck
        slot : of the decision

        Returns
        -------
        float32
            within (0, 1), the same whenever it is asked for
        """
        low, high = self.world.seed
        return f4(unit(word(low, high, u4(self.row), u4(self.now), u4(decision), u4(slot))))

    def knows(self, firm: int) -> bool:
        """Tell whether they are aware of a firm."""
        return bool(int(self.aware) >> (firm - 1) & 1)


def told(rule: str) -> str:
    """List the stages of a period under a rule of choice, each with the first line of what it does."""
    stages = period.STAGES[rule].items()
    return "\n".join(f"    {name:<9} {(loop.__doc__ or '').splitlines()[0]}" for name, loop in stages)


Customer.__doc__ = inspect.cleandoc(Customer.__doc__ or "").format(stages=told("utility"), curve=told("response_curve"))
for _name in STAGES:
    setattr(Customer, _name, stage(_name))
for _name, _each in Columns.declared.items():
    _shown: Column[Any] = Column(_name, _each.unit)
    _shown.__doc__ = f"{_each.meaning} [{_each.unit}]"
    setattr(Customer, _name, _shown)
for _stage in STAGES.values():
    for _name, _rule in rules_below(_stage).items():
        if source(_rule).__module__.startswith("tenfold.agents."):  # type: ignore[union-attr]
            Customer.rules_asked[_name] = _rule
for _name, _rule in Customer.rules_asked.items():
    assert not hasattr(Customer, _name), f"{_name}: a rule is not named like a column or a stage"
    setattr(Customer, _name, asked(_rule))


def overridden(kind: type[Customer]) -> list[str]:
    """List the stages, rules and columns of `Customer` that a subclass has changed."""
    ours = {name for name in vars(Customer) if not name.startswith("_")} - set(vars(RowAgent)) - {"plays", "who"}
    return sorted(name for name in ours if getattr_static(kind, name) is not getattr_static(Customer, name))


def never_asked(kind: type[Customer]) -> list[str]:
    """List what a subclass defines by the name of a rule that no stage asks of a customer, as those at birth."""
    names = {own.__name__ for own in RULES if own.__module__.startswith("tenfold.agents.")} - set(Customer.rules_asked)
    return sorted(name for name in names if hasattr(kind, name) and not hasattr(Customer, name))


def seen(world: World, handle: World) -> Any:
    """Give the world as stages in Python read it.

    Parameters
    ----------
    world : the record
    handle : the same as compiled code takes it

    Returns
    -------
    namespace
        the fields of `World`, and `handle`
    """
    return SimpleNamespace(**world._asdict(), handle=handle)
