"""Hearing: everyone hears what friends, and others met by chance, published last period.

In pull form: the hearer reads their neighbours' words and draws by the tie (their own number, the teller's number), so
a new friend changes nothing about the old ones. Friends who just left one's own firm are seen to have left.
"""

from typing import TYPE_CHECKING

from tenfold.agents.customer.expectation import learns
from tenfold.agents.customer.hearsay import fade, takes_in
from tenfold.agents.customer.word_of_mouth import BAD, FIRM, GONE, WordOfMouth
from tenfold.agents.decisions import ATTRIBUTES, MEET, MEET_MORE
from tenfold.sim.blocks import clear, list_marked, write_bits
from tenfold.sim.draws import Seed, below, philox, unit
from tenfold.sim.floats import power
from tenfold.sim.jit import ONE, ZERO, Flag, Float, Long, f4, i4, i8, loop, rule, u1, u4, u8
from tenfold.sim.memory import ask_for
from tenfold.sim.records import F4, I4, I8, U1, U2, U4, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

HEAR = 7
DRAWS = {HEAR: "whether a word is heard over a tie; slot: the teller's own number, times four"}
TIES = 8192  # ties listened to at a time, at least a block of customers
ATTRIBUTE_COUNT = len(ATTRIBUTES)


class Passing(Record):
    """What is being listened to: a list of ties on which something is published, and of each ..."""

    ill: U1 = column("B", "-", "the firm that a customer heard ill of last, 0 for none")
    bad_words: U1 = column("F B", "words", "heard against each firm since somebody counted")
    met: I4 = column("B", "-", "who is met by chance")
    place: I4 = column("P", "-", "its place among the ties")
    listener: I4 = column("T", "-", "the listener's row of the block")
    teller: I4 = column("T", "-", "the customer who published")
    byte: U1 = column("T", "-", "what they published")
    luck: U4 = column("T", "-", "the number drawn")
    chance: F4 = column("T", "probability", "to be heard")


class Observed(Record):
    """What is heard of a firm."""

    heard: I8 = column("F", "words", "heard about the firm")


@rule
def heard_probability(told: Float, ties: Float) -> Float:
    """Give the probability that one given tie hears: told = min(n, ties), so n / ties, at most 1."""
    return ONE if told >= ties else told / ties


@rule
def tells(told: Float, ties: Float, mean: Float, hubs: Float) -> Float:
    """Give how many people a talker tells, ties permitting: n (ties / mean)^gamma."""
    return told * power(ties / mean, hubs)


@rule
def hears(luck: Float, chance: Float) -> Flag:
    """Tell whether a word reaches the listener over one tie: u < P."""
    return luck < chance


@loop
def index_words(w: "World", now: int) -> None:
    """Note who published something last period, as the column says: somebody may have written into it."""
    if w.network.nodes > 0:
        spoken = w.columns.spoken[(now + 1) & 1]
        write_bits(spoken, i8(0), spoken.size, spoken.size, w.network.active[(now + 1) & 1])


@loop
def note(tellers: I4, spoken: U1, degree: I4, place: I4, count: int, teller: I4, byte: U1) -> None:
    """Note who published what, of those at the listed places; how many friends they have is soon asked for."""
    first, item = i8(degree.ctypes.data), i8(degree.itemsize)
    for k in range(count):
        t = tellers[u4(place[k])]
        teller[k] = t
        ask_for(first + item * i8(t))
        byte[k] = spoken[u4(t)]  # an unsigned place needs no check for counting from the end


@loop
def find_listeners(owner: U2, place: I4, count: int, low: int, listener: I4) -> None:
    """Find whose each listed tie is, as a row of the block that begins at `low`: no block has 2^16 rows."""
    base = i4(low & 65535)
    for k in range(count):
        listener[k] = i4(i4(i4(owner[u4(place[k])]) - base) & i4(65535))


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
def draw_ties(listener: I4, low: int, teller: I4, now: int, seed: Seed, luck: U4) -> None:
    """Draw the number of each tie: the word in slot 4 x teller, which is the first of block `teller`."""
    p, d, first = u4(now), u4(HEAR), u4(low)
    seed0, seed1 = seed
    for k in range(luck.size):
        luck[k] = philox(u4(first + u4(listener[k])), p, d, u4(teller[k]), seed0, seed1)[0]


@loop
def chances(degree: I4, teller: I4, byte: U1, p: WordOfMouth, mean: float, chance: F4) -> None:
    """Write the probability that each word is heard; `mean` of the ties of all."""
    good, bad, weak, hubs, usual = p.told_good, p.told_bad, i4(p.weak_ties), p.hubs, f4(mean)
    for k in range(chance.size):
        told: Float = bad if (byte[k] & u1(BAD)) != u1(0) else good
        ties = f4(i4(degree[u4(teller[k])] + weak))
        if hubs != ZERO:
            told = tells(told, ties, usual, hubs)
        chance[k] = heard_probability(told, ties)


@loop
def list_heard(luck: U4, chance: F4, listener: I4, low: int, teller: I4, heard: I4) -> Long:
    """List the words that are said by somebody else and heard; gives how many."""
    n = i8(0)
    for k in range(chance.size):
        heard[n] = k
        n += i8(hears(unit(luck[k]), chance[k]) & (i8(teller[k]) != low + i8(listener[k])))
    return n


@loop
def believe_words(w: "World", low: int, count: int, now: int) -> None:
    """Let each heard word about a firm move what its listener knows, remembers and expects."""
    s, p = w.passing, w.rules.word
    heard, listener, byte, ill, counted = s.place, s.listener, s.byte, s.ill, w.counted.heard
    aware, memory, expectation = w.columns.aware, w.columns.word, w.columns.expectation
    impression, persuasion, against = p.impression, p.persuasion, s.bad_words
    followed, told = w.rules.news.on, w.columns.generation[(now + 1) & 1]
    for k in range(count):
        event = u4(heard[k])
        n, said = u4(listener[event]), u4(byte[event])
        row, f, bad = u8(u8(low) + u8(n)), u4((said & u4(FIRM)) - u4(1)), (said & u4(BAD)) != u4(0)
        if followed & bad:
            s.age[n] = told[u4(s.teller[event])]
            w.counted.informed[f] += i8(memory[f, row] == ZERO)
        aware[row] |= u1(1 << f)
        memory[f, row] = takes_in(memory[f, row], -ONE if bad else ONE, impression)
        for a in range(ATTRIBUTE_COUNT):
            expectation[f, a, row] = learns(expectation[f, a, row], ZERO if bad else ONE, persuasion)
        ill[n] = u1(f + u4(1)) if bad else ill[n]
        against[f, n] = u1(min(i4(against[f, n]) + i4(bad), i4(255)))
        counted[f] += 1


@loop
def hear_listed(w: "World", low: int, count: int, now: int) -> None:
    """Let the listeners of what was published hear some of the words among it."""
    s = w.passing
    said = keep_words(s.listener[:count], s.teller[:count], s.byte[:count])
    listener, teller, byte = s.listener[:said], s.teller[:said], s.byte[:said]
    luck, chance = s.luck[:said], s.chance[:said]
    draw_ties(listener, low, teller, now, w.seed, luck)
    mean = w.network.start[w.network.start.size - 1] / max(w.network.nodes, 1) + w.rules.word.weak_ties
    chances(w.network.degree, teller, byte, w.rules.word, mean, chance)
    believe_words(w, low, list_heard(luck, chance, listener, low, teller, s.place), now)


@loop
def hear_friends(w: "World", low: int, high: int, now: int) -> None:
    """Let everybody hear their friends, in their order, and see who left."""
    s, start, friend, spoken = w.passing, w.network.start, w.network.friend, w.columns.spoken[(now + 1) & 1]
    active, firm, contagion = w.network.active[(now + 1) & 1], w.columns.firm[low:high], w.columns.contagion[low:high]
    last = start[high]
    for first in range(start[low], last, TIES):
        tellers = friend[first : min(first + TIES, last)]
        count = list_marked(active, tellers, s.place)
        note(tellers, spoken, w.network.degree, s.place, count, s.teller, s.byte)
        find_listeners(w.network.owner[first : first + TIES], s.place, count, low, s.listener)
        miss(s.listener[:count], s.byte[:count], firm, contagion)
        hear_listed(w, low, count, now)


@loop
def hear_others(w: "World", low: int, high: int, now: int) -> None:
    """Let everybody with a place in the network hear those they meet by chance."""
    s, nodes, spoken = w.passing, w.network.nodes, w.columns.spoken[(now + 1) & 1]
    active, size = w.network.active[(now + 1) & 1], min(high, nodes) - low
    if size <= 0 or w.rules.word.weak_ties == 0:
        return
    met = s.met[:size]
    for t in range(w.rules.word.weak_ties):
        meet(s.words[MEET if t == 0 else MEET_MORE - 1 + t], nodes, met)
        count = list_marked(active, met, s.listener)
        note(met, spoken, w.network.degree, s.listener, count, s.teller, s.byte)
        hear_listed(w, low, count, now)


@loop
def hear(w: "World", low: int, high: int, now: int) -> None:
    """Let memories fade, then hear what friends and others said last period."""
    p = w.rules.word
    if not p.on:
        return
    for f in range(w.columns.word.shape[0]):
        fade(w.columns.word[f, low:high], p.fading)
    fade(w.columns.contagion[low:high], p.sobering)
    clear(w.passing.ill[: high - low])
    hear_friends(w, low, high, now)
    hear_others(w, low, high, now)
