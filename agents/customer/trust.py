"""Trust: broken promises and bad words lower it, time and affection mend it; it speaks for a firm and for what it says.

What is kept is distrust, 1 - B for a trust B within 0 .. 1, so that a market without this mechanism holds zeros.
"""

from typing import TYPE_CHECKING

from tenfold.agents.decisions import ATTRIBUTES
from tenfold.sim.blocks import clear
from tenfold.sim.floats import in_bounds, weighed
from tenfold.sim.jit import ONE, ZERO, Float, f4, i4, loop, rule
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, U1, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

ATTRIBUTE_COUNT, EMOTION = len(ATTRIBUTES), ATTRIBUTES.index("emotion")


class Trust(Parameters):
    """How trust is lost and regained, and what it weighs."""

    on: bool = quantity(False, "-", None, None, "switch: off, everybody trusts every firm")
    weight: float = quantity(0.5, "utils", 0, 20, "assumption, swept (alpha_T): U gains alpha_T (B - 1)")
    broken: float = quantity(2.0, "trust per level short of the promise", 0, 100, "assumption (b-)")
    deliveries: int = quantity(6, "deliveries", 0, 254, "assumption: during which a promise is held against a firm")
    mending: float = quantity(0.02, "share of the rest per period", 0, 1, "assumption")
    bad_word: float = quantity(0.05, "share per bad word heard", 0, 1, "assumption (b_w)")
    affection: float = quantity(0.0, "share of the rest per level", 0, 1, "off; swept: what affection conveyed regains")
    disbelief: float = quantity(0.0, "share of distrust", 0, 1, "off; swept (d): what it takes off a promise's pull")


class OfCustomers(Record):
    """How far every customer trusts."""

    distrust: F4 = column("F N", "-", "of each firm, 1 - trust, within 0 .. 1")
    received: F4 = column("F N", "level", "mean of what each firm delivered, weighted by what matters")


@rule
def averages(mean: Float, level: Float, experience: Float) -> Float:
    """Take one more delivery into the mean of n: Q <- Q + (x - Q) / n."""
    return mean + (level - mean) / (ONE if experience < ONE else experience)


@rule
def loses_trust(distrust: Float, promise: Float, received: Float, tolerance: Float, broken: Float) -> Float:
    """Lower trust by what a firm falls short of its promise: B <- B - b max(0, promise - Q - z), within 0 .. 1."""
    short = promise - received - tolerance
    return in_bounds(distrust + broken * (short if short > ZERO else ZERO))


@rule
def regains_trust(distrust: Float, mending: Float) -> Float:
    """Let trust mend with time: B <- B + m (1 - B)."""
    return distrust - mending * distrust


@rule
def warms_to(distrust: Float, level: Float, affection: Float) -> Float:
    """Let the affection that a delivery conveys restore trust: B <- B + a x_emotion (1 - B)."""
    return distrust - affection * level * distrust


@rule
def believes(share: Float, distrust: Float, disbelief: Float) -> Float:
    """Give how far a promise moves an expectation: pi (1 - d (1 - B)), which for d = 1 is pi B."""
    return share * (ONE - disbelief * distrust)


@rule
def doubts(distrust: Float, words: Float, bad_word: Float) -> Float:
    """Lower trust by bad words heard: B <- B (1 - b_w) for each, taken together 1 - b_w n."""
    share = bad_word * words
    return distrust + (ONE if share > ONE else share) * (ONE - distrust)


@loop
def taste_level(weight: F4, level: F4, total: F4) -> None:
    """Add one attribute to the weighted level delivered."""
    for i in range(total.size):
        total[i] = weighed(total[i], weight[i], level[i])


@loop
def count_in(experience: U1, firm: U1, number: int, level: F4, mean: F4) -> None:
    """Take a delivery into the mean of firm `number`'s own customers."""
    k = i4(number)
    for i in range(mean.size):
        new, kept = averages(mean[i], level[i], f4(experience[i])), mean[i]
        mean[i] = new if i4(firm[i]) == k else kept


@loop
def hold_to(promise: float, experience: U1, firm: U1, number: int, mean: F4, p: Trust, z: float, out: F4) -> None:
    """Let firm `number`'s new customers hold it to its promise."""
    k, said, most, tolerance, broken = i4(number), f4(promise), i4(p.deliveries), f4(z), p.broken
    for i in range(out.size):
        new, kept = loses_trust(out[i], said, mean[i], tolerance, broken), out[i]
        out[i] = new if (i4(firm[i]) == k) & (i4(experience[i]) <= most) else kept


@loop
def mend(words: U1, p: Trust, out: F4) -> None:
    """Let trust in a firm mend with time, and suffer from bad words heard."""
    mending, bad_word = p.mending, p.bad_word
    for i in range(out.size):
        out[i] = doubts(regains_trust(out[i], mending), f4(words[i]), bad_word)


@loop
def warm(firm: U1, number: int, level: F4, affection: float, out: F4) -> None:
    """Let firm `number`'s customers warm to it."""
    k, a = i4(number), f4(affection)
    for i in range(out.size):
        new, kept = warms_to(out[i], level[i], a), out[i]
        out[i] = new if i4(firm[i]) == k else kept


@loop
def trust(w: "World", low: int, high: int, now: int) -> None:
    """Let trust mend, bad words count, affection be returned, and promises be held against firms."""
    p, c, s, size = w.rules.trust, w.columns, w.passing, high - low
    if not p.on:
        return
    firm, level, z = c.firm[low:high], w.spare.a[:size], w.rules.satisfaction.tolerance
    clear(level)
    for a in range(ATTRIBUTE_COUNT):
        taste_level(c.weight[a, low:high], s.level[a, :size], level)
    for f in range(w.firms.price.size):
        mean, out, experience = c.received[f, low:high], c.distrust[f, low:high], c.experience[f, low:high]
        mend(s.bad_words[f, :size], p, out)
        warm(firm, f + 1, s.level[EMOTION, :size], p.affection, out)
        count_in(experience, firm, f + 1, level, mean)
        hold_to(w.settings.promise[f], experience, firm, f + 1, mean, p, z, out)
        clear(s.bad_words[f, :size])


@loop
def subtract(weight: float, column: F4, total: F4) -> None:
    """Subtract a column with a weight."""
    k = f4(weight)
    for i in range(total.size):
        total[i] = total[i] - k * column[i]


@loop
def trust_speaks(w: "World", low: int, high: int, f: int, total: F4) -> None:
    """Subtract what distrust of firm f weighs."""
    if w.rules.trust.on:
        subtract(w.rules.trust.weight, w.columns.distrust[f, low:high], total)
