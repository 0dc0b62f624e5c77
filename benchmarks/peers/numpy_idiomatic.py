"""Write W as NumPy is usually written: whole columns, one expression a line, float32 throughout."""

import numpy as np
from numpy.typing import NDArray

from benchmarks import workload as w
from benchmarks.workload import FIRMS, OUTSIDE, SEED, Inputs, Outcome

F = np.float32
QUALITY, PRICE = np.array(w.QUALITY, F), np.array(w.PRICE, F)
FIRM_BITS = np.arange(FIRMS, dtype=np.uint8)


def run(inputs: Inputs, periods: int) -> Outcome:
    """Run W; see `workload.Program`."""
    rng = np.random.default_rng(SEED)
    provider, satisfaction = inputs.provider.copy(), inputs.satisfaction.copy()
    expectation, awareness, tenure = inputs.expectation.copy(), inputs.awareness.copy(), inputs.tenure.copy()
    outcome = Outcome.blank(periods)
    with outcome.timed():
        for period in range(periods):
            last = satisfaction
            satisfaction = experience(rng, provider, expectation, last)
            listen(rng, inputs, provider, last, satisfaction, awareness)
            chosen = choose(rng, inputs, provider, satisfaction, awareness)
            stayed = (chosen == provider) & (provider != OUTSIDE)
            tenure = np.where(stayed, tenure + np.int16(1), np.int16(0))
            left = provider[(chosen != provider) & (provider != OUTSIDE)]
            outcome.churn[period] = np.bincount(left, minlength=FIRMS)
            outcome.customers[period] = np.bincount(chosen[chosen != OUTSIDE], minlength=FIRMS)
            outcome.satisfaction[period] = satisfaction.mean(dtype=np.float64)
            provider = chosen
    outcome.tenure = float(tenure.mean())
    return outcome


def experience(
    rng: np.random.Generator,
    provider: NDArray[np.int8],
    expectation: NDArray[np.float32],
    last: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Compare the experience with the expectation; give the new satisfaction and learn the expectation in place."""
    served = provider != OUTSIDE
    lived = QUALITY[provider] + F(w.NOISE) * rng.standard_normal(provider.size, dtype=F)
    gap = lived - expectation
    felt = np.where(gap < 0, F(w.LOSS_AVERSION) * gap, gap)
    expectation[served] += F(w.LEARNING) * gap[served]
    return np.where(served, F(w.CARRY_OVER) * last + F(w.IMPRESSION) * felt, last)


def listen(
    rng: np.random.Generator,
    inputs: Inputs,
    provider: NDArray[np.int8],
    last: NDArray[np.float32],
    satisfaction: NDArray[np.float32],
    awareness: NDArray[np.uint8],
) -> None:
    """Let one in ten hear from a neighbour, in place."""
    listener = np.flatnonzero(rng.random(provider.size, dtype=F) < F(w.LISTENING))
    first = inputs.start[listener]
    known = inputs.start[listener + 1] - first
    speaker = inputs.neighbours[first + (rng.random(listener.size) * known).astype(np.int32)]
    served = provider[speaker] != OUTSIDE
    listener, speaker = listener[served], speaker[served]
    awareness[listener] |= np.left_shift(1, provider[speaker]).astype(np.uint8)
    ill = (provider[speaker] == provider[listener]) & (last[speaker] < F(w.DISSATISFIED))
    satisfaction[listener[ill]] -= F(w.CONTAGION)


def choose(
    rng: np.random.Generator,
    inputs: Inputs,
    provider: NDArray[np.int8],
    satisfaction: NDArray[np.float32],
    awareness: NDArray[np.uint8],
) -> NDArray[np.int8]:
    """Draw from the logit over the firms one is aware of and the outside option."""
    utility = QUALITY - inputs.price_sensitivity[:, None] * PRICE
    served = np.flatnonzero(provider != OUTSIDE)
    utility[served, provider[served]] += F(w.SWITCHING_COST) + satisfaction[served]
    weight = np.exp(utility) * ((awareness[:, None] >> FIRM_BITS) & 1).astype(F)
    upto = np.cumsum(weight, axis=1)
    target = rng.random(provider.size, dtype=F) * (upto[:, -1] + F(1.0))
    position = (upto <= target[:, None]).sum(axis=1)
    return np.where(position < FIRMS, position, OUTSIDE).astype(np.int8)
