"""Write W with the engine's own parts: keyed draws, polynomial functions, one pass a stage over blocks of customers.

A block of BLOCK customers is taken through all stages before the next, so that what passes between stages stays in
the processor's first cache. Each stage is one loop without branches, which the compiler turns into vector code.
What neighbours may hear of a customer is one published byte, its `signal`: the provider (1 .. 4, 0 for none) and
ILL where dissatisfied. Signals are double-buffered, all other columns change in place. Sums are of integers, so
that the result is the same to the last bit for any number of threads.
"""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks import workload as w
from benchmarks.workload import FIRMS, SEED, Inputs, Outcome
from tenfold.sim.draws import below, fill, radius, unit
from tenfold.sim.floats import cos_turns, exp2
from tenfold.sim.jit import HALF, ONE, ZERO, Float, Int, f4, i4, loop, rule, u1, u4

BLOCK = 1024
FIXED_POINT = 65536  # satisfaction is summed in parts of 1 / FIXED_POINT
DRAW, BLOCK_OF_WORDS = 0, 0  # W has one decision of one block of words a period

_LOG2E = 1.4426950408889634
_Q1, _Q2, _Q3, _Q4 = (f4(quality) for quality in w.QUALITY)
_A1, _A2, _A3, _A4 = (f4(quality * _LOG2E) for quality in w.QUALITY)  # utility in units of log 2, for exp2
_B1, _B2, _B3, _B4 = (f4(-price * _LOG2E) for price in w.PRICE)
_NOISE, _LOSSES, _KEEP, _IMPRESSION = f4(w.NOISE), f4(w.LOSS_AVERSION), f4(w.CARRY_OVER), f4(w.IMPRESSION)
_LEARNING, _CONTAGION, _DISSATISFIED = f4(w.LEARNING), f4(w.CONTAGION), f4(w.DISSATISFIED)
_STAY, _SCALE_2 = f4(w.SWITCHING_COST), f4(_LOG2E)
_LISTENS, _ONE_IN = u4(round(w.LISTENING * 2**32)), u4(round(1 / w.LISTENING))
_SCALE = f4(FIXED_POINT)
_0, _1, _2, _3, _4, _7 = i4(0), i4(1), i4(2), i4(3), i4(4), i4(7)
_ILL, _ILL_BIT = i4(128), i4(7)


class Columns(NamedTuple):
    """Hold the customers' columns; `signal` is read by neighbours, `renewed` is the next period's."""

    signal: NDArray[np.uint8]
    renewed: NDArray[np.uint8]
    expectation: NDArray[np.float32]
    satisfaction: NDArray[np.float32]
    price_sensitivity: NDArray[np.float32]
    awareness: NDArray[np.uint8]
    tenure: NDArray[np.int16]
    start: NDArray[np.int32]
    neighbours: NDArray[np.int32]


def run(inputs: Inputs, periods: int, threads: int = 1) -> Outcome:
    """Run W; see `workload.Program`. Threads share the blocks, and meet at the end of each period."""
    columns = columns_of(inputs)
    blocks = -(-inputs.customers // BLOCK)
    edges = [part * blocks // threads for part in range(threads + 1)]
    tallies = np.zeros((periods, threads, 2 * FIRMS + 1), np.int64)
    outcome = Outcome.blank(periods)
    run_part(columns, 0, 0, 0, tallies[0, 0])  # no customers: compiles
    with ThreadPoolExecutor(threads) as pool, outcome.timed():
        each = map if threads == 1 else pool.map
        for period in range(periods):
            job = partial(run_part, columns, period)
            list(each(job, edges[:-1], edges[1:], tallies[period]))
            columns = columns._replace(signal=columns.renewed, renewed=columns.signal)
    total = tallies.sum(axis=1)
    outcome.customers[:], outcome.churn[:] = total[:, :FIRMS], total[:, FIRMS : 2 * FIRMS]
    outcome.satisfaction[:] = total[:, -1] / (FIXED_POINT * inputs.customers)
    outcome.tenure = float(columns.tenure.mean())
    return outcome


def columns_of(inputs: Inputs) -> Columns:
    """Copy the inputs into the engine's columns."""
    dissatisfied = np.where(inputs.satisfaction < w.DISSATISFIED, int(_ILL), 0)
    signal = (inputs.provider + 1 | dissatisfied).astype(np.uint8)
    return Columns(
        signal,
        np.zeros_like(signal),
        inputs.expectation.copy(),
        inputs.satisfaction.copy(),
        inputs.price_sensitivity,
        inputs.awareness.copy(),
        inputs.tenure.copy(),
        inputs.start,
        inputs.neighbours,
    )


@loop
def run_part(columns: Columns, period: int, first: int, end: int, tally: NDArray[np.int64]) -> None:
    """Run one period of blocks first .. end - 1, adding to the tally: customers, churn, sum of satisfaction."""
    words = np.empty((4, BLOCK), np.uint32)
    listener, speaker = np.empty(BLOCK + 1, np.int32), np.empty(BLOCK + 1, np.int32)
    for block in range(first, end):
        a = block * BLOCK
        b = min(a + BLOCK, columns.signal.size)
        signal, renewed = columns.signal[a:b], columns.renewed[a:b]
        satisfaction, awareness = columns.satisfaction[a:b], columns.awareness[a:b]
        fill(words, b - a, a, (period, DRAW, BLOCK_OF_WORDS), (u4(SEED), u4(0)))
        experience(signal, columns.expectation[a:b], satisfaction, words[0], words[1])
        found = find_listeners(words[2], b - a, listener)
        find_speakers(words[2], listener[:found], columns.start[a : b + 1], columns.neighbours, speaker)
        hear(columns.signal, listener[:found], speaker, signal, satisfaction, awareness)
        choose(signal, renewed, satisfaction, columns.price_sensitivity[a:b], awareness, words[3])
        count(signal, renewed, satisfaction, columns.tenure[a:b], tally)


@loop
def experience(
    signal: NDArray[np.uint8],
    expectation: NDArray[np.float32],
    satisfaction: NDArray[np.float32],
    distance: NDArray[np.uint32],
    angle: NDArray[np.uint32],
) -> None:
    """Compare the experience with the expectation."""
    for i in range(signal.size):
        firm = i4(i4(signal[i]) & _7)
        quality = _Q1 if firm == _1 else (_Q2 if firm == _2 else (_Q3 if firm == _3 else _Q4))
        expected, before = expectation[i], satisfaction[i]
        gap = quality + _NOISE * (radius(distance[i]) * cos_turns(unit(angle[i]))) - expected
        felt = _LOSSES * gap if gap < ZERO else gap
        after = _KEEP * before + _IMPRESSION * felt
        satisfaction[i] = after if firm != _0 else before
        expectation[i] = expected + _LEARNING * gap if firm != _0 else expected


@loop
def find_listeners(word: NDArray[np.uint32], size: int, listener: NDArray[np.int32]) -> int:
    """List who listens, without a branch; give their number."""
    found = 0
    for i in range(size):
        listener[found] = i
        found += word[i] < _LISTENS
    return found


@loop
def find_speakers(
    word: NDArray[np.uint32],
    listener: NDArray[np.int32],
    start: NDArray[np.int32],
    neighbours: NDArray[np.int32],
    speaker: NDArray[np.int32],
) -> None:
    """Draw whom each listener hears; what is left of the word, once it is below the threshold, is uniform again."""
    for k in range(listener.size):
        i = listener[k]
        first = start[i]
        speaker[k] = neighbours[first + below(u4(word[i] * _ONE_IN), i4(start[i + 1] - first))]


@loop
def hear(
    published: NDArray[np.uint8],
    listener: NDArray[np.int32],
    speaker: NDArray[np.int32],
    signal: NDArray[np.uint8],
    satisfaction: NDArray[np.float32],
    awareness: NDArray[np.uint8],
) -> None:
    """Learn of the speaker's provider, and lose satisfaction on hearing ill of one's own."""
    for k in range(listener.size):
        i = listener[k]
        heard = i4(published[speaker[k]])
        firm = i4(heard & _7)
        awareness[i] |= u1(i4(_1 << firm) >> _1)
        ill = (heard == i4(i4(i4(signal[i]) & _7) | _ILL)) & (firm != _0)
        satisfaction[i] -= _CONTAGION * f4(i4(ill))


@rule
def weight(base: Float, own: Float, is_own: Int, is_known: Int) -> Float:
    """Give a firm's weight in the logit, 0 where it is not known.

    Selecting the small term and multiplying the large one is what becomes vector code both with AVX2 and with
    AVX-512; two multiplications cost three times as much there, two selections may become branches here.
    """
    return exp2(base + (own if is_own != _0 else ZERO)) * f4(is_known)


@loop
def choose(
    signal: NDArray[np.uint8],
    renewed: NDArray[np.uint8],
    satisfaction: NDArray[np.float32],
    price_sensitivity: NDArray[np.float32],
    awareness: NDArray[np.uint8],
    word: NDArray[np.uint32],
) -> None:
    """Draw from the logit over the firms one is aware of and the outside option, and publish the signal."""
    for i in range(signal.size):
        firm, known = i4(i4(signal[i]) & _7), i4(awareness[i])
        price, mood = price_sensitivity[i], satisfaction[i]
        own = (_STAY + mood) * _SCALE_2
        upto1 = weight(_A1 + price * _B1, own, i4(firm == _1), i4(known & _1))
        upto2 = upto1 + weight(_A2 + price * _B2, own, i4(firm == _2), i4(i4(known >> _1) & _1))
        upto3 = upto2 + weight(_A3 + price * _B3, own, i4(firm == _3), i4(i4(known >> _2) & _1))
        upto4 = upto3 + weight(_A4 + price * _B4, own, i4(firm == _4), i4(i4(known >> _3) & _1))
        target = unit(word[i]) * (upto4 + ONE)
        passed = i4(i4(i4(target >= upto1) + i4(target >= upto2)) + i4(i4(target >= upto3) + i4(target >= upto4)))
        chosen = i4(i4(passed + _1) * i4(passed < _4))
        renewed[i] = u1(i4(chosen | i4(i4(mood < _DISSATISFIED) << _ILL_BIT)))


@loop
def count(
    signal: NDArray[np.uint8],
    renewed: NDArray[np.uint8],
    satisfaction: NDArray[np.float32],
    tenure: NDArray[np.int16],
    tally: NDArray[np.int64],
) -> None:
    """Count customers and churn of each firm, sum satisfaction, and lengthen or end the tenure."""
    total = _0
    for i in range(signal.size):
        total = i4(total + i4(np.floor(satisfaction[i] * _SCALE + HALF)))
    seven, one = u1(7), np.int16(1)
    for i in range(signal.size):
        chosen, firm = np.int16(renewed[i] & seven), np.int16(signal[i] & seven)
        stays = np.int16((chosen == firm) & (firm != np.int16(0)))
        tenure[i] = np.int16(np.int16(tenure[i] + one) * stays)
    won1, won2, won3, won4 = _0, _0, _0, _0
    lost1, lost2, lost3, lost4 = _0, _0, _0, _0
    for i in range(signal.size):
        chosen4, firm4 = i4(renewed[i] & seven), i4(signal[i] & seven)
        leaves = chosen4 != firm4
        won1 = i4(won1 + i4(chosen4 == _1))
        won2 = i4(won2 + i4(chosen4 == _2))
        won3 = i4(won3 + i4(chosen4 == _3))
        won4 = i4(won4 + i4(chosen4 == _4))
        lost1 = i4(lost1 + i4(leaves & (firm4 == _1)))
        lost2 = i4(lost2 + i4(leaves & (firm4 == _2)))
        lost3 = i4(lost3 + i4(leaves & (firm4 == _3)))
        lost4 = i4(lost4 + i4(leaves & (firm4 == _4)))
    tally[0] += won1
    tally[1] += won2
    tally[2] += won3
    tally[3] += won4
    tally[4] += lost1
    tally[5] += lost2
    tally[6] += lost3
    tally[7] += lost4
    tally[8] += total
