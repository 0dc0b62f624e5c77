"""A save desk: which customers who may leave a firm calls, with which tool, by what it has learned.

In each period some customers are at risk, each by a hidden threat, which decides how likely they leave and what each
tool does for them: much, nothing, or harm. The firm sees a signal that is right with some probability, and what a
customer buys. A tool's effect can only be learned from calls: of those, and of who was not called, it counts who left,
by signal; some are made at random. After a shock other tools work, and what was learned is stale.
"""

from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import Field

from tenfold.agents.firm.save_lift import (
    KINDS,
    OPTIONS,
    ORACLE,
    THREATS,
    TOOLS,
    WINDOW,
    effect_of,
    leaves_at,
    look_back,
    pick,
)
from tenfold.sim.draws import lane, philox, unit, word
from tenfold.sim.errors import InputError
from tenfold.sim.jit import ONE, Flag, Float, f4, f8, i8, loop, rule, u1, u4
from tenfold.sim.ledger import FIRST_FIRM, OUTSIDE, SCALE, cents, post
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, F8, I8, U1, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

THREATEN, CHOOSE, LEAVE = 47, 48, 49
DRAWS = {
    THREATEN: "a threat; slots: 0 whether there is one, 1 which, 2 whether the signal is right, 3 which else",
    CHOOSE: "a call; slots: 0 whom, 1 the tool, 2 whether at random, 3 the tool then",
    LEAVE: "whether who is at risk leaves; slot: 0",
}
LEARNING = 5  # place among the policies from which on they learn
NEVER, ALWAYS = f4(-1e30), f4(1e30)  # of who is not to be called, and of who is whatever others are worth
EFFECTS = (0.45, 0.05, 0.0, 0.05, 0.40, 0.05, 0.05, 0.05, 0.30, 0.0, 0.0, 0.0, -0.15, -0.10, -0.10)
LATER = (0.10, 0.30, 0.05, 0.40, 0.05, 0.0, 0.05, 0.05, 0.10, 0.0, 0.0, 0.0, -0.30, -0.10, -0.05)

Share = Annotated[float, Field(ge=0, le=1)]
Effect = Annotated[float, Field(ge=-1, le=1)]
Five = tuple[Share, Share, Share, Share, Share]
Effects = tuple[
    Effect, Effect, Effect, Effect, Effect, Effect, Effect, Effect, Effect, Effect, Effect, Effect, Effect, Effect,
    Effect,
]
Cost = Annotated[float, Field(ge=0, le=1e6)]
Policy = Literal[
    "none", "uniform", "subjective", "risk", "risk_value", "uplift", "window", "oracle_on_signal", "oracle"
]
NAMES: tuple[Policy, ...] = (
    "none", "uniform", "subjective", "risk", "risk_value", "uplift", "window", "oracle_on_signal", "oracle"
)  # fmt: skip


class SaveDesk(Parameters):
    """What threatens customers, what tools do about it, and whom a firm calls."""

    on: bool = quantity(False, "-", None, None, "switch: off, nobody is at risk or called")
    policy: Policy = quantity("none", "-", None, None, "whom to call; the two oracles know what no firm can")
    at_risk: float = quantity(1.0, "share of customers a period", 0, 1, "assumption: who may leave")
    shares: Five = quantity(
        (0.25, 0.25, 0.20, 0.10, 0.20), f"share of threats: {', '.join(THREATS)}", None, None, "assumption"
    )
    leaves: Five = quantity(
        (0.25, 0.20, 0.15, 0.60, 0.08), f"probability, left alone: {', '.join(THREATS)}", None, None, "assumption"
    )
    effects: Effects = quantity(
        EFFECTS, "share of leaving cut, by threat and tool", None, None, "assumption (Theta); if below 0, half is added"
    )
    later: Effects = quantity(LATER, "the same after the shock", None, None, "assumption")
    shock: int = quantity(-1, "period", -1, 1_000_000, "from which `later` holds; -1: never")
    accuracy: float = quantity(0.7, "probability", 0, 1, "assumption, swept: that the signal is right")
    capacity: float = quantity(0.1, "share of who is at risk", 0, 1, "assumption: who can be called")
    costs: tuple[Cost, Cost, Cost] = quantity(
        (6.0, 3.0, 4.0), f"money per call with {', '.join(TOOLS)}", None, None, "assumption"
    )
    worth: float = quantity(300.0, "money per unit bought", 0, 1e6, "assumption: of a customer who stays")
    random: float = quantity(0.1, "share of calls", 0, 1, "assumption: made at random by a firm that learns")
    prior: float = quantity(15.0, "calls", 0, 1e6, "assumption: by which an estimated effect is shrunk")
    window: int = quantity(8, "periods", 1, 100_000, "assumption: how far the policy window looks back")

    def agree(self, name: str) -> None:
        """Refuse shares that do not sum to 1."""
        if abs(sum(self.shares) - 1.0) > 1e-6:
            raise InputError(f"{name}.shares", list(self.shares), "five shares that sum to 1")


class OfCustomers(Record):
    """Who is at risk, and who is called."""

    threat: U1 = column("N", "-", "what threatens them this period, from 1 on; 0 for nothing")
    signal: U1 = column("N", "-", "what the firm takes it for, from 1 on")
    tool: U1 = column("N", "-", "with which they are called, from 1 on; 0 for no call")
    urgency: F4 = column("N", "-", "by which a save desk ranks them")


class OfFirms(Record):
    """What a save desk thinks of a call."""

    lift: F8 = column("15 F", "share of customers", "whom a call keeps, by signal and tool, as estimated")
    risk: F8 = column("5 F", "share of customers", "who leave if not called, by signal, as estimated")


class Counted(Record):
    """What a save desk counts, by signal and option."""

    desk_asked: I8 = column("20 F", "customers", "at risk, by signal and whether called, with which tool")
    desk_gone: I8 = column("20 F", "customers", "of these, who left")


class Observed(Record):
    """What is known to nobody."""

    threatened: I8 = column("5 F", "customers", "at risk, by what threatens them")
    worth_gone: I8 = column("F", "units of sales", "bought by those at risk who left", tag="share")


class Booked(Record):
    """What a save desk costs."""

    saving: I8 = column("F", "cents", "spent on calls to customers at risk", tag="retain")


@rule
def walks_out(luck: Float, chance: Float) -> Flag:
    """Tell whether who is at risk leaves: u < p."""
    return luck < chance


@loop
def judge_row(w: "World", f: int, now: int, row: int) -> None:
    """Draw what threatens a customer and what the firm sees of it; rank them, with the tool that would be used."""
    own, c, lift = w.settings.save_desk, w.columns, w.firms.lift
    c.threat[row] = c.signal[row] = c.tool[row] = u1(0)
    c.urgency[row] = NEVER
    block = philox(u4(row), u4(now), u4(THREATEN), u4(0), w.seed[0], w.seed[1])
    if i8(c.firm[row]) != f + 1 or unit(lane(block, u4(0))) >= f4(own.at_risk[f]):
        return
    threat = pick(unit(lane(block, u4(1))), own.shares, f)
    other = min(int(unit(lane(block, u4(3))) * f4(KINDS - 1)), KINDS - 2)
    wrong = other + (other >= threat)
    signal = threat if unit(lane(block, u4(2))) < f4(own.accuracy[f]) else wrong
    c.threat[row], c.signal[row] = u1(1 + threat), u1(1 + signal)
    luck = philox(u4(row), u4(now), u4(CHOOSE), u4(0), w.seed[0], w.seed[1])
    chance, policy, buys = unit(lane(luck, u4(0))), int(own.policy[f]), 1.0 + f8(c.extra_volume[row])
    guess = unit(lane(luck, u4(1)))
    tool = 0 if guess < f4(0.6) else (1 if guess < f4(0.8) else 2)  # what staff believe to help
    if policy == 1:
        c.urgency[row], tool = chance, min(int(guess * f4(3.0)), 2)
    elif policy == 2:
        c.urgency[row] = f4(buys)
    elif policy == 3:
        c.urgency[row] = f4(w.firms.risk[signal, f] + 1e-6 * f8(chance))
    elif policy == 4:
        c.urgency[row] = f4(w.firms.risk[signal, f] * buys)
    elif policy >= LEARNING:
        seen, best = threat if policy == ORACLE else signal, -np.inf
        for k in range(OPTIONS - 1):
            gain = lift[3 * seen + k, f] * own.worth[f] * buys - own.costs[k, f]
            tool, best = (k, gain) if gain > best else (tool, best)
        c.urgency[row] = f4(best) if best > 0.0 else NEVER
    c.tool[row] = u1(1 + tool)
    if policy in (LEARNING, WINDOW):  # a call at random is made whatever else is thought, with any tool
        if unit(lane(luck, u4(2))) < f4(own.random[f] * own.capacity[f]):
            c.tool[row] = u1(1 + min(int(unit(lane(luck, u4(3))) * f4(3.0)), 2))
            c.urgency[row] = ALWAYS


@loop
def open_save_desk(w: "World", f: int, now: int) -> None:
    """Let a save desk rank all customers at risk and call the first, as many as it can."""
    own, c = w.settings.save_desk, w.columns
    if own.on[f] == 0.0:
        return
    look_back(w, f, now)
    count = 0
    for row in range(c.firm.size):
        judge_row(w, f, now, row)
        count += c.threat[row] != u1(0)
    calls = 0 if own.policy[f] == 0.0 else int(np.rint(own.capacity[f] * count))
    rank = np.sort(c.urgency)
    least = rank[rank.size - calls] if calls > 0 else ALWAYS
    above = rank.size - np.searchsorted(rank, least, side="right") if calls > 0 else 0
    for row in range(c.firm.size):
        urgent = c.urgency[row]
        called = calls > 0 and urgent > NEVER and (urgent > least or (urgent == least and above < calls))
        above += called and urgent == least
        if not called:
            c.tool[row] = u1(0)


@loop
def close_save_desk(w: "World", f: int, now: int) -> None:
    """Pay for calls."""
    own, amount = w.settings.save_desk, f8(0.0)
    if own.on[f] == 0.0:
        return
    for s in range(KINDS):
        for k in range(OPTIONS - 1):
            amount += own.costs[k, f] * w.counted.desk_asked[s * OPTIONS + 1 + k, f]
    w.booked.saving[now, f] = cents(amount)
    post(w.books.balance, FIRST_FIRM + f, OUTSIDE, w.booked.saving[now, f])


@loop
def save(w: "World", low: int, high: int, now: int) -> None:
    """Let customers at risk leave or stay, called or not."""
    own, c, chosen, counted = w.settings.save_desk, w.columns, w.passing.next, w.counted
    if own.on[0] == 0.0:
        return
    for row in range(low, high):
        if c.threat[row] == u1(0):
            continue
        k, tool, cell = int(c.threat[row]) - 1, int(c.tool[row]), (int(c.signal[row]) - 1) * OPTIONS + int(c.tool[row])
        alone = own.leaves[k, 0]
        chance = leaves_at(alone, effect_of(w, 0, now, k, tool - 1)) if tool > 0 else alone
        counted.desk_asked[cell, 0] += 1
        counted.threatened[k, 0] += 1
        if walks_out(unit(word(w.seed[0], w.seed[1], u4(row), u4(now), u4(LEAVE), u4(0))), f4(chance)):
            chosen[row - low] = u1(0)
            counted.desk_gone[cell, 0] += 1
            counted.worth_gone[0] += i8(np.rint((ONE + c.extra_volume[row]) * f4(SCALE)))
