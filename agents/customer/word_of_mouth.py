"""Word of mouth on a network, in pull form: everyone hears what his friends published last period.

A customer publishes one byte a period: which firm he talks about, whether badly, and which firm he just left. The
hearer draws by the tie (his own number, the teller's number), so a new friend changes nothing about the old ones.
People told per incident after TARP, a friend's defection after Nitzan & Libai (2011).
"""

from tenfold.agents.customer.expectation import towards
from tenfold.agents.decisions import ATTRIBUTES, Decision, Slot
from tenfold.agents.state import F4, I4, I8, TIES, U1, U4, Measure, World
from tenfold.sim.blocks import assign, clear, list_marked, list_rows, pack_bits
from tenfold.sim.draws import U2, below, fill, philox, unit
from tenfold.sim.jit import ONE, ZERO, Float, Long, f4, i4, i8, loop, rule, u1, u4, u8
from tenfold.sim.parameters import Parameters, quantity

PERIOD, HEAR, RESEND = int(Decision.PERIOD), int(Decision.HEAR), int(Decision.RESEND)
TALK, MEET = int(Slot.TALK), int(Slot.MEET)
TOLD_GOOD, TOLD_BAD, RESENT = int(Measure.TOLD_GOOD), int(Measure.TOLD_BAD), int(Measure.RESENT)
HEARD = int(Measure.HEARD)
ATTRIBUTE_COUNT = len(ATTRIBUTES)
FIRM, BAD, GONE = 7, 8, 4  # bits 0-2 the firm talked about, bit 3 badly, bits 4-6 the firm just left
LEAST = f4(1e-20)  # memory


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
    """Let a memory decay: m (1 - d), until nothing is left; numbers next to 0 are slow to calculate with."""
    left = memory * (ONE - fading)
    return ZERO if abs(left) < LEAST else left


@loop
def note(tellers: I4, spoken: U1, place: I4, count: int, teller: I4, byte: U1) -> None:
    """Note who published what, of those at the listed places."""
    for k in range(count):
        t = tellers[u4(place[k])]
        teller[k] = t
        byte[k] = spoken[u4(t)]  # an unsigned place needs no check for counting from the end


@loop
def find_listeners(start: I8, row: int, first: int, place: I4, count: int, low: int, listener: I4) -> Long:
    """Find whose each listed tie is, ties counted from `first`, from `row` on; gives the row of the last."""
    here = u8(row)
    end = start[here + u8(1)] - first
    for k in range(count):
        while end <= i8(place[k]):
            here = u8(here + u8(1))
            end = start[here + u8(1)] - first
        listener[k] = i4(i8(here) - low)
    return i8(here)


@loop
def miss(listener: I4, byte: U1, firm: U1, contagion: F4) -> None:
    """Count the friends who just left one's own firm."""
    for k in range(byte.size):
        gone, i = byte[k] >> u1(GONE), u4(listener[k])
        contagion[i] += ONE if (gone != u1(0)) & (gone == firm[i]) else ZERO


@loop
def meet(words: U4, nodes: int, met: I4) -> None:
    """Draw whom everybody meets by chance."""
    n = i4(nodes)
    for i in range(met.size):
        met[i] = below(words[i], n)


@loop
def keep_words(listener: I4, teller: I4, byte: U1) -> Long:
    """Keep those of the list who say something of a firm; gives how many."""
    n = u8(0)
    for k in range(byte.size):
        i, t, b = listener[k], teller[k], byte[k]
        listener[n], teller[n], byte[n] = i, t, b
        n = u8(n + u8((b & u1(FIRM)) != u1(0)))
    return i8(n)


@loop
def draw_ties(listener: I4, low: int, teller: I4, now: int, seed: U2, luck: U4) -> None:
    """Draw the number of each tie: the word in slot 4 x teller, which is the first of block `teller`."""
    p, d, first = u4(now), u4(HEAR), u4(low)
    seed0, seed1 = seed
    for k in range(luck.size):
        luck[k] = philox(u4(first + u4(listener[k])), p, d, u4(teller[k]), seed0, seed1)[0]


@loop
def chances(degree: I4, teller: I4, byte: U1, p: WordOfMouth, chance: F4) -> None:
    """Write the probability that each word is heard."""
    good, bad, ties = p.told_good, p.told_bad, i4(p.weak_ties)
    for k in range(chance.size):
        told = bad if (byte[k] & u1(BAD)) != u1(0) else good
        chance[k] = heard_probability(told, f4(i4(degree[u4(teller[k])] + ties)))


@loop
def list_heard(luck: U4, chance: F4, listener: I4, low: int, teller: I4, heard: I4) -> Long:
    """List the words that are said by somebody else and heard; gives how many."""
    n = i8(0)
    for k in range(chance.size):
        heard[n] = k
        n += i8((unit(luck[k]) < chance[k]) & (i8(teller[k]) != low + i8(listener[k])))
    return n


@loop
def believe_word(w: World, low: int, count: int) -> None:
    """Let each heard word about a firm move what its listener knows, remembers and expects; writes `ill`."""
    s, p = w.scratch, w.rules.word
    heard, listener, byte, ill, tally = s.place, s.listener, s.byte, s.flag, s.tally
    aware, memory, expectation = w.columns.aware, w.columns.word, w.columns.expectation
    impression, persuasion = p.impression, p.persuasion
    for k in range(count):
        event = u4(heard[k])
        n, said = u4(listener[event]), u4(byte[event])
        row, f, bad = u8(u8(low) + u8(n)), u4((said & u4(FIRM)) - u4(1)), (said & u4(BAD)) != u4(0)
        aware[row] |= u1(1 << f)
        memory[f, row] = towards(memory[f, row], -ONE if bad else ONE, impression)
        for a in range(ATTRIBUTE_COUNT):
            expectation[f, a, row] = towards(expectation[f, a, row], ZERO if bad else ONE, persuasion)
        ill[n] = u1(f + u4(1)) if bad else ill[n]
        tally[f, HEARD] += 1


@loop
def hear(w: World, low: int, count: int, now: int) -> None:
    """Let the listeners of what was published hear some of the words among it."""
    s = w.scratch
    said = keep_words(s.listener[:count], s.teller[:count], s.byte[:count])
    listener, teller, byte = s.listener[:said], s.teller[:said], s.byte[:said]
    luck, chance = s.luck[:said], s.chance[:said]
    draw_ties(listener, low, teller, now, w.seed, luck)
    chances(w.network.degree, teller, byte, w.rules.word, chance)
    believe_word(w, low, list_heard(luck, chance, listener, low, teller, s.place))


@loop
def hear_friends(w: World, low: int, high: int, now: int) -> None:
    """Let everybody hear his friends, in their order, and see who left; writes `flag` = the firm heard ill of last."""
    s, start, friend, spoken = w.scratch, w.network.start, w.network.friend, w.columns.spoken[(now + 1) & 1]
    active, firm, contagion = w.network.active[(now + 1) & 1], w.columns.firm[low:high], w.columns.contagion[low:high]
    row: Long = low
    last = start[high]
    for first in range(start[low], last, TIES):
        tellers = friend[first : min(first + TIES, last)]
        count = list_marked(active, tellers, s.place)
        note(tellers, spoken, s.place, count, s.teller, s.byte)
        row = find_listeners(start, row, first, s.place, count, low, s.listener)
        miss(s.listener[:count], s.byte[:count], firm, contagion)
        hear(w, low, count, now)


@loop
def hear_others(w: World, low: int, high: int, now: int) -> None:
    """Let everybody with a place in the network hear those he meets by chance."""
    s, nodes, spoken = w.scratch, w.network.nodes, w.columns.spoken[(now + 1) & 1]
    active, size = w.network.active[(now + 1) & 1], min(high, nodes) - low
    if size <= 0 or w.rules.word.weak_ties == 0:
        return
    if MEET + w.rules.word.weak_ties > 12:  # the words up to there have been drawn with the delivery's
        fill(s.words[12:16], size, low, (now, i8(PERIOD), i8(3)), w.seed)
    met = s.pick[:size]
    for t in range(w.rules.word.weak_ties):
        meet(s.words[MEET + t], nodes, met)
        count = list_marked(active, met, s.listener)
        note(met, spoken, s.listener, count, s.teller, s.byte)
        hear(w, low, count, now)


@loop
def mark_troubled(ill: U1, out: U1, flag: U1) -> None:
    """Flag those who heard bad news and have nothing to say themselves."""
    for i in range(out.size):
        flag[i] = u1((ill[i] != u1(0)) & (out[i] == u1(0)))


@loop
def draw_resends(rows: I4, low: int, now: int, seed: U2, luck: U4) -> None:
    """Draw the number of each listed row: the word in slot 0."""
    p, d, first = u4(now), u4(RESEND), u4(low)
    seed0, seed1 = seed
    for k in range(rows.size):
        luck[k] = philox(u4(first + u4(rows[k])), p, d, u4(0), seed0, seed1)[0]


@loop
def pass_on(ill: U1, rows: I4, luck: U4, chance: float, out: U1, tally: I8) -> None:
    """Let the listed rows pass on, now and then, the bad news they heard last."""
    p = f4(chance)
    for k in range(rows.size):
        n = u4(rows[k])
        if unit(luck[k]) < p:
            out[n] = u1(ill[n] | u1(BAD))
            tally[i8(ill[n]) - 1, RESENT] += 1


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
def count_said(out: U1, rows: I4, count: int, tally: I8) -> None:
    """Count good and bad words by firm."""
    for k in range(count):
        said = out[u4(rows[k])]
        tally[i8(said & u1(FIRM)) - 1, TOLD_BAD if (said & u1(BAD)) != u1(0) else TOLD_GOOD] += 1


@loop
def talk(w: World, low: int, high: int, now: int) -> None:
    """Let memories fade, hear last period's words, and publish this period's."""
    c, s, p, size = w.columns, w.scratch, w.rules.word, high - low
    if not p.on:
        return
    for f in range(c.word.shape[0]):
        fade(c.word[f, low:high], p.fading)
    fade(c.contagion[low:high], p.sobering)
    firm, ill, lift, out = c.firm[low:high], s.flag[:size], s.a[:size], c.spoken[now & 1, low:high]
    clear(lift)
    for f in range(c.word.shape[0]):
        assign(w.firms.talk_lift[f], firm, f + 1, lift)
    publish(s.words[TALK], s.feeling, lift, firm, p, out)
    count_said(out, s.rows, list_rows(out, s.rows), s.tally)
    clear(ill)
    hear_friends(w, low, high, now)
    hear_others(w, low, high, now)
    troubled = s.seen[:size]  # adverts of this period have done their work
    mark_troubled(ill, out, troubled)
    rows = s.rows[: list_rows(troubled, s.rows)]
    draw_resends(rows, low, now, w.seed, s.luck)
    pass_on(ill, rows, s.luck, p.resend, out, s.tally)
    publish_leaving(s.left, out)
    pack_bits(out, w.network.active[now & 1, low >> 5 : (high + 31) >> 5])
