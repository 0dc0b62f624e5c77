"""Word of mouth: what customers say on a network of friends and to those they meet by chance.

A customer publishes one byte a period: which firm they talk about, whether badly, and which firm they just left. Others
hear it in the next period (see tenfold.agents.customer.hearing). People told per incident after TARP, a friend's
defection after Nitzan & Libai (2011).
"""

from typing import TYPE_CHECKING

from tenfold.agents.customer.news import follow
from tenfold.agents.decisions import SOURCES, TALK
from tenfold.sim.blocks import list_rows, spread, write_bits
from tenfold.sim.draws import Seed, philox, swapped, unit
from tenfold.sim.jit import ONE, ZERO, Flag, Float, f4, f8, i4, i8, loop, rule, u1, u4
from tenfold.sim.ledger import CUSTOMERS, FIRST_FIRM, cents, post
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I4, I8, U1, U4, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

RESEND = 11
DRAWS = {RESEND: "whether bad news is passed on; slot: 0"}
FIRM, BAD, GONE = 7, 8, 4  # of a word: bits 0-2 the firm talked about, bit 3 badly, bits 4-6 the firm just left
MOST_FIRMS = 7  # a word names its firm in three bits
REFERRAL = SOURCES.index("referral")


class Once(Parameters):
    """Whether bad news is used up: passed on once while it is remembered."""

    on: bool = quantity(False, "-", None, None, "switch: off, bad news is passed on whenever it is heard")
    remembered: float = quantity(0.05, "memory", 0, 1, "assumption: below it what was heard of a firm is forgotten")


class WordOfMouth(Parameters):
    """How much is said, passed on, heard and kept."""

    on: bool = quantity(True, "-", None, None, "switch: off, nobody talks or sees friends leave")
    talk_good: float = quantity(0.8, "probability at S = 1", 0, 1, "assumption (tau+); tuned: 5% talk in a month")
    talk_bad: float = quantity(0.8, "probability at S = -1", 0, 1, "assumption (tau-): as tau+: 3 : 1 is no input")
    told_good: float = quantity(5.0, "people", 0, 1000, "TARP: people told of a good experience")
    told_bad: float = quantity(10.0, "people", 0, 1000, "TARP: people told of a bad experience")
    resend: float = quantity(0.05, "probability", 0, 1, "assumption (q): bad news passed on, once a period")
    once: Once = Once()
    hubs: float = quantity(0.0, "-", 0, 2, "assumption, swept (gamma): told rises with ties^gamma", neutral=0.0)
    weak_ties: int = quantity(1, "chance meetings per period", 0, 4, "assumption")
    impression: float = quantity(0.3, "share of the gap", 0, 1, "assumption: how far one word moves the memory")
    persuasion: float = quantity(0.02, "share of the gap", 0, 1, "assumption: how far a word moves expectations; tuned")
    fading: float = quantity(0.2, "share per period", 0, 1, "assumption: decay of the memory of what was said")
    credit: float = quantity(0.05, "memory", 0, 1, "assumption: good memory with which a purchase counts as won")
    referral_response: float = quantity(0.02, "1/money", 0, 10, "assumption: extra talk per money of reward")
    sobering: float = quantity(0.5, "share per period", 0, 1, "assumption: decay of the effect of friends leaving")


class Referral(Parameters):
    """How a firm rewards recommendations."""

    referral_reward: float = quantity(
        0.0, "money per referral", 0, 1e6, "off; an instrument of acquisition", lever=True
    )


class OfCustomers(Record):
    """What every customer says."""

    spoken: U1 = column("2 N", "-", "the word published in even and in odd periods")
    passed: U1 = column("N", "-", "firms of which bad news was passed on and is remembered, one bit a firm")


class Passing(Record):
    """What makes a customer speak."""

    angry: U1 = column("B", "-", "the firm that something makes them speak ill of, 0 for none; any mechanism may say")


class OfFirms(Record):
    """What a firm's reward for referrals does."""

    reward_cents: I8 = column("F", "cents", "paid for a referral")
    talk_lift: F4 = column("F", "share", "extra talk of the satisfied for a referral reward")


class Observed(Record):
    """What is said of a firm."""

    told_good: I8 = column("F", "customers", "talking well of the firm")
    told_bad: I8 = column("F", "customers", "talking ill of the firm")
    resent: I8 = column("F", "bad words", "passed on")


class Booked(Record):
    """What a firm pays for word of mouth."""

    reward: I8 = column("F", "cents", "paid for referrals", tag="acquire")


@rule
def talk_probability(satisfaction: Float, good: Float, bad: Float, lift: Float) -> Float:
    """Give the probability of talking: tau+ S (1 + lift) if pleased, tau- |S| if not; at most 1."""
    p = good * satisfaction * (ONE + lift) if satisfaction > ZERO else -bad * satisfaction
    return ONE if p > ONE else p


@rule
def talks(luck: Float, chance: Float) -> Flag:
    """Tell whether a customer talks about their firm, well if satisfied with it, ill if not: u < P."""
    return luck < chance


@rule
def passes_on(luck: Float, chance: Float) -> Flag:
    """Tell whether bad news is passed on; asked only of who heard some and has nothing to say themselves: u < q."""
    return luck < chance


@loop
def open_referral(w: "World", f: int, now: int) -> None:
    """Turn a reward for referrals into more talk of the satisfied."""
    reward = w.settings.referral_reward[f]
    w.firms.reward_cents[f] = cents(reward)
    w.firms.talk_lift[f] = f4(reward * f8(w.rules.word.referral_response))


@loop
def close_referral(w: "World", f: int, now: int) -> None:
    """Pay for the referrals of a period."""
    amount = w.counted.won[REFERRAL, f] * w.firms.reward_cents[f]
    w.booked.reward[now, f] = amount
    post(w.books.balance, FIRST_FIRM + f, CUSTOMERS, amount)


@loop
def mark_troubled(ill: U1, out: U1, flag: U1) -> None:
    """Flag those who heard bad news and have nothing to say themselves."""
    for i in range(out.size):
        flag[i] = u1((ill[i] != u1(0)) & (out[i] == u1(0)))


@loop
def keep_unpassed(ill: U1, passed: U1, flag: U1) -> None:
    """Leave only those flagged who have not passed on bad news of that firm before."""
    for i in range(flag.size):
        known = i4(i4(passed[i]) >> i4(i4(ill[i]) - i4(1))) & i4(1)
        flag[i] = u1((flag[i] != u1(0)) & (known == i4(0)))


@loop
def note_passed(ill: U1, rows: I4, out: U1, passed: U1) -> None:
    """Note of whom the listed rows have now passed on bad news."""
    for k in range(rows.size):
        n = u4(rows[k])
        if out[n] != u1(0):
            passed[n] = u1(i4(passed[n]) | i4(i4(1) << i4(i4(ill[n]) - i4(1))))


@loop
def forget_passed(memory: F4, bit: int, least: float, passed: U1) -> None:
    """Forget having passed on news of a firm where hardly anything is remembered of it."""
    mask, small = i4(1 << bit), f4(least)
    for i in range(passed.size):
        kept = i4(passed[i])
        passed[i] = u1(kept & ~mask) if abs(memory[i]) <= small else u1(kept)


@loop
def draw_resends(rows: I4, low: int, now: int, seed: Seed, luck: U4) -> None:
    """Draw the number of each listed row: the word in slot 0."""
    p, d, first = u4(now), u4(RESEND), u4(low)
    seed0, seed1 = seed
    for k in range(rows.size):
        luck[k] = philox(u4(first + u4(rows[k])), p, d, u4(0), seed0, seed1)[0]


@loop
def pass_on(ill: U1, rows: I4, luck: U4, chance: float, out: U1, resent: I8) -> None:
    """Let the listed rows pass on, now and then, the bad news they heard last."""
    p = f4(chance)
    for k in range(rows.size):
        n = u4(rows[k])
        if passes_on(unit(luck[k]), p):
            out[n] = u1(ill[n] | u1(BAD))
            resent[i8(ill[n]) - 1] += 1


@loop
def publish(words: U4, feeling: F4, lift: F4, firm: U1, p: WordOfMouth, out: U1) -> None:
    """Let everybody who has a firm talk about it, or keep silent, by the swapped halves of a word."""
    good, bad = p.talk_good, p.talk_bad
    for i in range(out.size):
        speaks = talks(unit(swapped(words[i])), talk_probability(feeling[i], good, bad, lift[i])) & (firm[i] != u1(0))
        said = i4(firm[i]) | (i4(BAD) if feeling[i] < ZERO else i4(0))
        out[i] = u1(said if speaks else i4(0))


@loop
def publish_anger(angry: U1, out: U1) -> None:
    """Let those speak ill of a firm whom something makes do so, whatever else they would say."""
    for i in range(out.size):
        said = out[i]
        out[i] = u1(i4(angry[i]) | i4(BAD)) if angry[i] != u1(0) else said


@loop
def publish_leaving(left: U1, out: U1) -> None:
    """Add which firm was just left."""
    for i in range(out.size):
        out[i] = u1(i4(out[i]) | i4(i4(left[i]) << i4(GONE)))


@loop
def count_said(out: U1, rows: I4, count: int, good: I8, bad: I8) -> None:
    """Count good and bad words by firm."""
    for k in range(count):
        said = out[u4(rows[k])]
        f = i8(said & u1(FIRM)) - 1
        if (said & u1(BAD)) != u1(0):
            bad[f] += 1
        else:
            good[f] += 1


@loop
def talk(w: "World", low: int, high: int, now: int) -> None:
    """Publish a word about one's own firm, or pass on bad news; and who has left, which."""
    p, s, counted, size = w.rules.word, w.passing, w.counted, high - low
    if not p.on:
        return
    firm, lift, out = w.columns.firm[low:high], w.spare.a[:size], w.columns.spoken[now & 1, low:high]
    troubled, rows, luck = w.spare.flag[:size], w.spare.rows, w.spare.words[0]
    spread(w.firms.talk_lift, firm, lift)
    publish(s.words[TALK], s.feeling, lift, firm, p, out)
    publish_anger(s.angry, out)
    count_said(out, rows, list_rows(out, rows), counted.told_good, counted.told_bad)
    mark_troubled(s.ill[:size], out, troubled)
    if p.once.on:
        for f in range(w.columns.word.shape[0]):
            forget_passed(w.columns.word[f, low:high], f, p.once.remembered, w.columns.passed[low:high])
        keep_unpassed(s.ill[:size], w.columns.passed[low:high], troubled)
    listed = rows[: list_rows(troubled, rows)]
    draw_resends(listed, low, now, w.seed, luck)
    pass_on(s.ill, listed, luck, p.resend, out, counted.resent)
    follow(w, low, high, now, listed)
    if p.once.on:
        note_passed(s.ill, listed, out, w.columns.passed[low:high])
    publish_leaving(s.left, out)
    write_bits(out, low, high, w.books.size, w.network.active[now & 1])  # who published something
