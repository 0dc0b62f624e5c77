"""Suggestions: some customers tell a firm what it could do better; what it takes up changes its product and its costs.

A good suggestion betters the product or makes a unit cheaper; a bad one that is taken up, because the customer is
always right, only makes it dearer. What one suggestion does is given for a market of a thousand heads: in a market of
any size, as many suggestions a head do as much. Form and numbers are assumptions.
"""

from typing import TYPE_CHECKING, Literal

from tenfold.agents.customer.birth import put_below
from tenfold.agents.customer.complaint import mark
from tenfold.agents.customer.satisfaction import please
from tenfold.sim.blocks import count_by_group
from tenfold.sim.draws import fill, unit
from tenfold.sim.jit import ZERO, Flag, Float, Int, f4, f8, i4, i8, loop, rule, u1
from tenfold.sim.ledger import FIRST_FIRM, OUTSIDE, cents, post
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I4, I8, U1, U4, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

INVENT, SUGGEST = 32, 33
DRAWS = {
    INVENT: "how good a customer's suggestions are; slots: 0 whether they make any, 1 how good",
    SUGGEST: "what a customer suggests; slots: 0 whether anything, 1 whether it is good, 2 what it is good for",
}
NONE, BAD, BETTER, CHEAPER = (i4(k) for k in range(4))  # what a suggestion comes to
HEADS = f8(1000.0)  # of the market for which the effect of one suggestion is given


class Suggestion(Parameters):
    """Who suggests how often, and how well."""

    on: bool = quantity(False, "-", None, None, "switch: off, nobody suggests anything; firms listen by adoption.on")
    share: float = quantity(0.1, "share of customers", 0, 1, "assumption, swept: who ever suggests something")
    rate: float = quantity(0.05, "probability per period", 0, 1, "assumption: that one of them does")
    good: float = quantity(0.2, "probability", 0.001, 0.5, "assumption: mean of good ones; each from 0 to twice it")
    pleased: float = quantity(0.1, "satisfaction", 0, 2, "assumption, swept: gained by whose suggestion is taken up")


class Adoption(Parameters):
    """What a firm takes up of what customers suggest, and what that does."""

    on: bool = quantity(False, "-", None, None, "switch: off, it takes nothing up; see customers.suggestion.on")
    takes: Literal["good", "all"] = quantity(
        "good", "-", None, None, "good: what helps; all: whatever is suggested, as if customers were always right",
        lever=True,
    )  # fmt: skip
    betters: float = quantity(0.002, "level per suggestion", 0, 1, "assumption: of product, in a market of 1000 heads")
    cuts: float = quantity(0.02, "money per unit and suggestion", 0, 1e6, "assumption: off its cost, of 1000 heads")
    burdens: float = quantity(0.01, "money per unit and suggestion", 0, 1e6, "assumption: a bad one, of 1000 heads")
    effort: float = quantity(20.0, "money per suggestion", 0, 1e6, "assumption: to put one into practice")


class OfCustomers(Record):
    """What every customer can, and does, suggest."""

    inventive: F4 = column("N", "probability", "that a suggestion of theirs is good; 0 for who never makes any")
    suggested: I4 = column("N", "suggestions", "made to the present firm in this spell", until="spell")
    useful: I4 = column("N", "suggestions", "of those, good ones", until="spell")


class Counted(Record):
    """What a firm counts of suggestions."""

    suggestions: I8 = column("F", "suggestions", "made to the firm")
    better: I8 = column("F", "suggestions", "of those, such as better the product")
    cheaper: I8 = column("F", "suggestions", "of those, such as cut the cost of a unit")
    adopted: I8 = column("F", "suggestions", "taken up")


class Booked(Record):
    """What suggestions cost a firm."""

    ideas: I8 = column("F", "cents", "spent on putting suggestions into practice", tag="capability")


@rule
def suggests(luck: Float, chance: Float) -> Flag:
    """Tell whether a customer who has ideas suggests something: u < p."""
    return luck < chance


@rule
def comes_to(good: Float, luck: Float, kind: Float) -> Int:
    """Say what a suggestion comes to: bad with 1 - g, else as often a better product as a cheaper one."""
    helps = BETTER if kind < f4(0.5) else CHEAPER
    return helps if luck < good else BAD


@rule
def takes_up(came_to: Int, everything: Int) -> Flag:
    """Tell whether a firm takes a suggestion up: a good one always, a bad one if it takes up everything."""
    return (came_to > BAD) | ((came_to == BAD) & (everything != i4(0)))


@loop
def draw_ideas(words: U4, good: float, inventive: F4) -> None:
    """Draw how good the suggestions are of those who make any, from 0 to twice the mean."""
    widest = f4(2.0 * good)
    for i in range(inventive.size):
        inventive[i] = inventive[i] * widest * unit(words[i])


@loop
def bear_suggestion(w: "World", low: int, high: int) -> None:
    """Give the rows of one block their ideas."""
    p, size = w.rules.suggestion, high - low
    if not p.on:
        return
    has, out = w.spare.flag[:size], w.columns.inventive[low:high]
    fill(w.spare.words, size, low, (i8(0), i8(INVENT), i8(0)), w.seed)
    has[:] = 0
    put_below(w.spare.words[0], p.share, i8(1), has)
    for i in range(size):
        out[i] = f4(has[i])
    draw_ideas(w.spare.words[1], p.good, out)


@loop
def think_up(words: U4, how_good: U4, what: U4, rate: float, firm: U1, inventive: F4, idea: U1) -> None:
    """Write what everybody suggests to their firm in this period."""
    p = f4(rate)
    for i in range(idea.size):
        says = suggests(unit(words[i]), p) & (inventive[i] > ZERO) & (firm[i] != u1(0))
        end = comes_to(inventive[i], unit(how_good[i]), unit(what[i]))
        idea[i] = u1(end if says else NONE)


@loop
def mark_at_least(idea: U1, least: int, flag: U1) -> None:
    """Flag those whose suggestion comes to so much."""
    k = i4(least)
    for i in range(flag.size):
        flag[i] = u1(i4(idea[i]) >= k)


@loop
def add_flag(flag: U1, number: I4) -> None:
    """Add one for everybody flagged."""
    for i in range(number.size):
        number[i] = i4(number[i] + i4(flag[i] != u1(0)))


@loop
def reward_ideas(idea: U1, everything: bool, pleased: float, flag: U1, gain: F4) -> None:
    """Flag those whose suggestion a firm takes up, if it is theirs, and write what they gain."""
    most, whatever = f4(pleased), i4(everything)
    for i in range(gain.size):
        taken = takes_up(i4(idea[i]), whatever)
        flag[i] = u1(taken)
        gain[i] = most if taken else ZERO


@loop
def suggest(w: "World", low: int, high: int, now: int) -> None:
    """Let customers with ideas suggest something; those whose suggestion is taken up are pleased."""
    p, c, counted, spare, size = w.rules.suggestion, w.columns, w.counted, w.spare, high - low
    if not p.on:
        return
    firm, idea, flag, gain = c.firm[low:high], spare.other[:size], spare.flag[:size], spare.a[:size]
    fill(spare.words, size, low, (now, i8(SUGGEST), i8(0)), w.seed)
    think_up(spare.words[0], spare.words[1], spare.words[2], p.rate, firm, c.inventive[low:high], idea)
    mark_at_least(idea, BAD, flag)
    add_flag(flag, c.suggested[low:high])
    count_by_group(flag, firm, counted.suggestions)
    mark_at_least(idea, BETTER, flag)
    add_flag(flag, c.useful[low:high])
    mark(idea, BETTER, 255, flag)
    count_by_group(flag, firm, counted.better)
    mark(idea, CHEAPER, 255, flag)
    count_by_group(flag, firm, counted.cheaper)
    for f in range(w.firms.price.size):
        if w.settings.adoption.on[f] != 0.0:
            reward_ideas(idea, w.settings.adoption.takes[f] == 1.0, p.pleased, flag, gain)
            please(firm, f + 1, gain, c.satisfaction[f, low:high])
            for i in range(size):
                counted.adopted[f] += i8((flag[i] != u1(0)) & (i4(firm[i]) == i4(f + 1)))


@loop
def close_suggestion(w: "World", f: int, now: int) -> None:
    """Put into practice what was taken up: product and unit cost in force change from the next period on."""
    own, counted, given = w.settings.adoption, w.counted, w.settings
    if not w.rules.suggestion.on or own.on[f] == 0.0:
        return
    better, cheaper, each = counted.better[f], counted.cheaper[f], HEADS / f8(w.books.size)
    bad = counted.adopted[f] - better - cheaper
    given.quality[0, f] = min(1.0, given.quality[0, f] + each * own.betters[f] * f8(better))
    change = own.burdens[f] * f8(bad) - own.cuts[f] * f8(cheaper)
    given.unit_cost[f] = max(0.0, given.unit_cost[f] + each * change)
    w.booked.ideas[now, f] = counted.adopted[f] * cents(own.effort[f])
    post(w.books.balance, FIRST_FIRM + f, OUTSIDE, w.booked.ideas[now, f])
