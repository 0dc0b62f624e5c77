"""Gifts: when a firm gives its customers more than they bought, and what that costs it.

What a gift does to who gets one, and to who expected one: tenfold.agents.customer.gift.
"""

from typing import TYPE_CHECKING, Literal

from tenfold.agents.customer.settle import credit_value
from tenfold.sim.blocks import clear, count_both, spread
from tenfold.sim.draws import fill, unit
from tenfold.sim.jit import ONE, ZERO, Flag, Float, Int, f4, i4, i8, loop, rule, u1
from tenfold.sim.ledger import FIRST_FIRM, OUTSIDE, cents, post
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I4, I8, U1, U4, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

GIVE = 16
DRAWS = {GIVE: "whether a gift comes by chance; slot: 0"}
EVERY, RANDOM, FIRST = 1, 2, 3  # schedules by their places; 0 is none
NEVER_AGAIN = i4(1 << 30)  # purchases


class Gifts(Parameters):
    """When a firm gives its customers something, what it is worth to them, and what it costs."""

    schedule: Literal["none", "every", "random", "first"] = quantity(
        "none", "-", None, None,
        "off; every: with the first of a spell and each k-th purchase after it; random: with each by chance, 1 / k",
    )  # fmt: skip
    every: int = quantity(6, "purchases", 1, 1000, "assumption (k)", lever=True)
    size: float = quantity(1.0, "share of a full gift", 0, 1, "a full gift at a time, or less of it", lever=True)
    until: int = quantity(100_000, "period", 0, 100_000, "from this one on nobody is given any", lever=True)
    cost: float = quantity(2.0, "money per full gift", 0, 1e6, "assumption")
    worth: float = quantity(2.0, "money per full gift", 0, 1e6, "assumption (v_g): what it is worth to who gets it")
    weight: float = quantity(0.25, "-", 0, 10, "assumption (w_g): in satisfaction, beside attributes, which sum to 1")


class OfFirms(Record):
    """What a firm's schedule of gifts comes to in a period."""

    gift_chance: F4 = column("F", "probability", "that a purchase brings a gift by chance")
    gift_every: I4 = column("F", "purchases", "from one gift that is due to the next; 0: none is ever due")
    gift_cents: I8 = column("F", "cents", "that a gift of the firm's size costs")


class Passing(Record):
    """What is given in this period."""

    gift: F4 = column("B", "share of a full gift", "handed to each customer; 0 for none")


class Counted(Record):
    """What a firm counts of its gifts."""

    gifts: I8 = column("F", "gifts", "given, of whatever size")


class Booked(Record):
    """What gifts cost a firm."""

    giving: I8 = column("F", "cents", "spent on gifts", tag="retain")


@rule
def is_lucky(luck: Float, chance: Float) -> Flag:
    """Tell whether a purchase brings a gift by chance: u < 1 / k."""
    return luck < chance


@rule
def is_due(purchases: Int, every: Int) -> Flag:
    """Tell whether a gift is due with purchase n of a spell: n - 1 is a multiple of k; never for k = 0."""
    k = every if every > i4(0) else i4(1)
    rest = i4(i4(purchases - i4(1)) % k)
    due: Flag = (every > i4(0)) & (rest == i4(0))
    return due


@loop
def open_gifts(w: "World", f: int, now: int) -> None:
    """Turn a firm's schedule into chances and intervals; none where it is off or over."""
    own, kind = w.settings.gifts, int(w.settings.gifts.schedule[f])
    k, going = i4(own.every[f]), now < own.until[f]
    w.firms.gift_chance[f] = ONE / f4(k) if going and kind == RANDOM else ZERO
    w.firms.gift_every[f] = (k if kind == EVERY else NEVER_AGAIN) if going and kind in (EVERY, FIRST) else i4(0)
    w.firms.gift_cents[f] = cents(own.cost[f] * own.size[f])


@loop
def close_gifts(w: "World", f: int, now: int) -> None:
    """Pay for the gifts of a period."""
    amount = w.counted.gifts[f] * w.firms.gift_cents[f]
    w.booked.giving[now, f] = amount
    post(w.books.balance, FIRST_FIRM + f, OUTSIDE, amount)


@loop
def draw_lots(words: U4, chance: F4, flag: U1) -> None:
    """Flag those who get a gift by chance."""
    for i in range(flag.size):
        flag[i] = u1(is_lucky(unit(words[i]), chance[i]))


@loop
def pick_out(purchases: I4, every: int, firm: U1, number: int, lucky: U1, flag: U1) -> None:
    """Flag the customers of firm `number` who get a gift, by chance or because it is due."""
    k, own = i4(every), i4(number)
    for i in range(flag.size):
        flag[i] = u1(((lucky[i] != u1(0)) | is_due(purchases[i], k)) & (i4(firm[i]) == own))


@loop
def hand_over(flag: U1, size: float, gift: F4) -> None:
    """Hand a gift of a size to those flagged."""
    much = f4(size)
    for i in range(gift.size):
        kept = gift[i]
        gift[i] = much if flag[i] != u1(0) else kept


@loop
def give(w: "World", low: int, high: int, now: int) -> None:
    """Let firms give their customers something, by schedule or by chance."""
    own, firms, c, size = w.settings.gifts, w.firms, w.columns, high - low
    if own.schedule.max() == 0.0:
        return
    firm, flag, gift, lucky = c.firm[low:high], w.spare.flag[:size], w.passing.gift[:size], w.spare.other[:size]
    clear(gift)
    fill(w.spare.words, size, low, (now, i8(GIVE), i8(0)), w.seed)
    spread(firms.gift_chance, firm, w.spare.a[:size])
    draw_lots(w.spare.words[0], w.spare.a[:size], lucky)
    for f in range(firms.price.size):
        pick_out(c.purchases[low:high], firms.gift_every[f], firm, f + 1, lucky, flag)
        hand_over(flag, own.size[f], gift)
        credit_value(firm, f + 1, flag, (0.0, -w.books.worth[now] * firms.gift_cents[f] / 100.0), c.value[low:high])
        w.counted.gifts[f] += count_both(firm, f + 1, flag)
