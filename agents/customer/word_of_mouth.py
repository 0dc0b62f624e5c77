"""Word of mouth on a network, in pull form: everyone hears what his friends published last period.

A customer publishes one byte a period: which firm he talks about, whether badly, and which firm he just left. The
hearer draws by the tie (his own number, the teller's number), so a new friend changes nothing about the old ones.
People told per incident after TARP, a friend's defection after Nitzan & Libai (2011).
"""

from tenfold.agents.customer.expectation import towards
from tenfold.agents.decisions import ATTRIBUTES, Decision, Slot
from tenfold.agents.state import F4, I4, I8, U1, U4, Measure, World
from tenfold.sim.blocks import assign, clear, list_rows
from tenfold.sim.draws import U2, below, fill, unit, word
from tenfold.sim.jit import ONE, ZERO, Float, f4, i4, i8, loop, rule, u1, u4
from tenfold.sim.parameters import Parameters, quantity

HEAR, TIE, RESEND, TALK = int(Decision.HEAR), int(Decision.TIE), int(Decision.RESEND), int(Slot.TALK)
TOLD_GOOD, TOLD_BAD, RESENT = int(Measure.TOLD_GOOD), int(Measure.TOLD_BAD), int(Measure.RESENT)
HEARD = int(Measure.HEARD)
ATTRIBUTE_COUNT = len(ATTRIBUTES)
FIRM, BAD, GONE = 7, 8, 4  # bits 0-2 the firm talked about, bit 3 badly, bits 4-6 the firm just left


class WordOfMouth(Parameters):
    """How much is said, passed on, heard and kept."""

    on: bool = quantity(True, "-", None, None, "switch: off, nobody talks or sees friends leave")
    talk_good: float = quantity(0.8, "probability at S = 1", 0, 1, "assumption (tau+); tuned: 5% talk in a month")
    talk_bad: float = quantity(0.8, "probability at S = -1", 0, 1, "assumption (tau-): as tau+: 3 : 1 is no input")
    told_good: float = quantity(5.0, "people", 0, 1000, "TARP: people told of a good experience")
    told_bad: float = quantity(10.0, "people", 0, 1000, "TARP: people told of a bad experience")
    resend: float = quantity(0.05, "probability", 0, 1, "assumption (q): bad news passed on, once a period")
    weak_ties: int = quantity(1, "chance meetings per period", 0, 4, "assumption")
    impression: float = quantity(0.3, "share of the gap", 0, 1, "assumption: how far one word moves the memory")
    persuasion: float = quantity(0.02, "share of the gap", 0, 1, "assumption: how far a word moves expectations; tuned")
    fading: float = quantity(0.2, "share per period", 0, 1, "assumption: decay of the memory of what was said")
    credit: float = quantity(0.05, "memory", 0, 1, "assumption: good memory with which a purchase counts as won")
    referral_response: float = quantity(0.02, "1/money", 0, 10, "assumption: extra talk per money of reward")
    sobering: float = quantity(0.5, "share per period", 0, 1, "assumption: decay of the effect of friends leaving")


@rule
def talk_probability(satisfaction: Float, good: Float, bad: Float, lift: Float) -> Float:
    """Give the probability of talking: tau+ S (1 + lift) if pleased, tau- |S| if not; at most 1."""
    p = good * satisfaction * (ONE + lift) if satisfaction > ZERO else -bad * satisfaction
    return ONE if p > ONE else p


@rule
def heard_probability(told: Float, ties: Float) -> Float:
    """Give the probability that one given tie hears: told = min(n, ties), so n / ties, at most 1."""
    return ONE if told >= ties else told / ties


@rule
def faded(memory: Float, fading: Float) -> Float:
    """Let a memory decay: m (1 - d)."""
    return memory * (ONE - fading)


@loop
def scan(start: I8, friend: I4, spoken: U1, low: int, flag: U1) -> None:
    """Flag everybody of whose friends at least one published something."""
    for i in range(flag.size):
        heard = u1(0)
        for e in range(start[low + i], start[low + i + 1]):
            heard |= spoken[friend[e]]
        flag[i] = heard


@loop
def meet(words: U4, nodes: int, spoken: U1, flag: U1) -> None:
    """Flag everybody who meets by chance somebody who published something."""
    n = i4(nodes)
    for i in range(flag.size):
        flag[i] |= spoken[below(words[i], n)]


@loop
def overhears(seed: U2, row: int, now: int, teller: int, chance: float) -> bool:
    """Draw whether this tie carries a word this period."""
    return unit(word(seed[0], seed[1], u4(row), u4(now), u4(HEAR), u4(teller << 2))) < chance


@loop
def believe_word(aware: U1, memory: F4, expectation: F4, row: int, f: int, bad: bool, p: WordOfMouth) -> None:
    """Let one word about firm f (from 0) move what a customer knows, remembers and expects."""
    aware[row] |= u1(1 << f)
    memory[f, row] = towards(memory[f, row], -ONE if bad else ONE, p.impression)
    for a in range(ATTRIBUTE_COUNT):
        expectation[f, a, row] = towards(expectation[f, a, row], ZERO if bad else ONE, p.persuasion)


@loop
def hear(w: World, low: int, rows: I4, count: int, now: int) -> None:
    """Let the listed customers hear their friends, then those met by chance; pass bad news on now and then."""
    start, friends, nodes, p, seed = w.network.start, w.network.friend, w.network.nodes, w.rules.word, w.seed
    firm, aware, memory, expectation = w.columns.firm, w.columns.aware, w.columns.word, w.columns.expectation
    contagion, spoken, out = w.columns.contagion, w.columns.spoken[(now + 1) & 1], w.columns.spoken[now & 1]
    met, tally, ties = w.scratch.more, w.scratch.tally, i8(w.rules.word.weak_ties)
    for k in range(count):
        n = i8(rows[k])
        row = low + n
        own, bad_news = i4(firm[row]), i8(0)
        last = start[row + 1]
        for e in range(start[row], last + (ties if row < nodes else 0)):
            friend = e < last
            teller = i8(friends[e]) if friend else i8(below(met[e - last, n], i4(nodes)))
            byte = i4(spoken[teller])
            about, bad = i8(byte & i4(FIRM)), (byte & i4(BAD)) != i4(0)
            if about != 0 and teller != row:
                ways = f4(start[teller + 1] - start[teller] + ties)
                if overhears(seed, row, now, teller, heard_probability(p.told_bad if bad else p.told_good, ways)):
                    believe_word(aware, memory, expectation, row, about - 1, bad, p)
                    tally[about - 1, HEARD] += 1
                    bad_news = about if bad else bad_news
            gone = byte >> i4(GONE)
            if friend and gone != i4(0) and gone == own:
                contagion[row] += ONE
        if bad_news > 0 and out[row] == u1(0):
            if unit(word(seed[0], seed[1], u4(row), u4(now), u4(RESEND), u4(0))) < p.resend:
                out[row] = u1(bad_news | BAD)
                tally[bad_news - 1, RESENT] += 1


@loop
def fade(memory: F4, share: float) -> None:
    """Let a column of memories decay."""
    d = f4(share)
    for i in range(memory.size):
        memory[i] = faded(memory[i], d)


@loop
def publish(words: U4, feeling: F4, lift: F4, firm: U1, p: WordOfMouth, out: U1) -> None:
    """Let everybody who has a firm talk about it, or keep silent."""
    good, bad = p.talk_good, p.talk_bad
    for i in range(out.size):
        talks = (unit(words[i]) < talk_probability(feeling[i], good, bad, lift[i])) & (firm[i] != u1(0))
        said = i4(firm[i]) | (i4(BAD) if feeling[i] < ZERO else i4(0))
        out[i] = u1(said if talks else i4(0))


@loop
def publish_leaving(left: U1, out: U1) -> None:
    """Add which firm was just left."""
    for i in range(out.size):
        out[i] = u1(i4(out[i]) | i4(i4(left[i]) << i4(GONE)))


@loop
def count_said(out: U1, said: int) -> int:
    """Count those who say one thing."""
    k, total = i4(said), i4(0)
    for i in range(out.size):
        total = i4(total + i4((i4(out[i]) & i4(FIRM | BAD)) == k))
    return i8(total)


@loop
def talk(w: World, low: int, high: int, now: int) -> None:
    """Let memories fade, hear last period's words, and publish this period's."""
    c, s, p, size = w.columns, w.scratch, w.rules.word, high - low
    if not p.on:
        return
    for f in range(c.word.shape[0]):
        fade(c.word[f, low:high], p.fading)
    fade(c.contagion[low:high], p.sobering)
    firm, flag, lift, out = c.firm[low:high], s.flag[:size], s.a[:size], c.spoken[now & 1, low:high]
    clear(lift)
    for f in range(c.word.shape[0]):
        assign(w.firms.talk_lift[f], firm, f + 1, lift)
    publish(s.words[TALK], s.feeling, lift, firm, p, out)
    for f in range(c.word.shape[0]):
        s.tally[f, TOLD_GOOD] += count_said(out, f + 1)
        s.tally[f, TOLD_BAD] += count_said(out, (f + 1) | BAD)
    spoken = c.spoken[(now + 1) & 1]
    scan(w.network.start, w.network.friend, spoken, low, flag)
    if p.weak_ties > 0:
        fill(s.more, size, low, (now, TIE, 0), w.seed)
        for t in range(p.weak_ties):
            meet(s.more[t], w.network.nodes, spoken, flag)
    hear(w, low, s.rows, list_rows(flag, s.rows), now)
    publish_leaving(s.left, out)
