"""Write W in JAX, whole columns, compiled for the processor as one scan over the periods."""

from functools import cache, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks import workload as w
from benchmarks.workload import FIRMS, OUTSIDE, SEED, Inputs, Outcome

QUALITY, PRICE = jnp.array(w.QUALITY, jnp.float32), jnp.array(w.PRICE, jnp.float32)
FIRM = jnp.arange(FIRMS)[:, None]


class Fixed(NamedTuple):
    """Hold what no period changes."""

    price_sensitivity: jax.Array
    start: jax.Array
    neighbours: jax.Array


class State(NamedTuple):
    """Hold what every period changes."""

    provider: jax.Array
    expectation: jax.Array
    satisfaction: jax.Array
    awareness: jax.Array
    tenure: jax.Array


def run(inputs: Inputs, periods: int) -> Outcome:
    """Run W; see `workload.Program`. Compilation is set-up, done once a size."""
    fixed = Fixed(*(jnp.asarray(getattr(inputs, name)) for name in Fixed._fields))
    state = State(*(jnp.asarray(getattr(inputs, name)) for name in State._fields))
    market = compiled(inputs.customers, inputs.neighbours.size, periods)
    key = jax.random.key(SEED)
    outcome = Outcome.blank(periods)
    with outcome.timed():
        state, reports = jax.block_until_ready(market(fixed, state, key))
    outcome.customers[:], outcome.churn[:], outcome.satisfaction[:] = (np.asarray(report) for report in reports)
    outcome.tenure = float(np.asarray(state.tenure).mean())
    return outcome


@cache
def compiled(customers: int, links: int, periods: int) -> Any:
    """Compile all periods of a market of this size."""

    def column(size: int, dtype: Any) -> Any:
        return jax.ShapeDtypeStruct((size,), dtype)

    fixed = Fixed(column(customers, jnp.float32), column(customers + 1, jnp.int32), column(links, jnp.int32))
    kinds = (jnp.int8, jnp.float32, jnp.float32, jnp.uint8, jnp.int16)
    state = State(*(column(customers, kind) for kind in kinds))

    def market(fixed: Fixed, state: State, key: jax.Array) -> Any:
        return jax.lax.scan(partial(period_of, fixed, key), state, jnp.arange(periods))

    return jax.jit(market).lower(fixed, state, jax.random.key(SEED)).compile()


def period_of(fixed: Fixed, key: jax.Array, state: State, period: jax.Array) -> tuple[State, Any]:
    """Run one period."""
    for_noise, for_rest = jax.random.split(jax.random.fold_in(key, period))
    noise = jax.random.normal(for_noise, state.provider.shape, jnp.float32)
    hears, whom, luck = jax.random.uniform(for_rest, (3, *state.provider.shape), jnp.float32)
    provider = state.provider.astype(jnp.int32)
    served = provider != OUTSIDE

    gap = QUALITY[provider] + w.NOISE * noise - state.expectation
    felt = jnp.where(gap < 0, w.LOSS_AVERSION * gap, gap)
    satisfaction = jnp.where(served, w.CARRY_OVER * state.satisfaction + w.IMPRESSION * felt, state.satisfaction)
    expectation = jnp.where(served, state.expectation + w.LEARNING * gap, state.expectation)

    first, known = fixed.start[:-1], jnp.diff(fixed.start)
    speaker = fixed.neighbours[first + jnp.floor(whom * known).astype(jnp.int32)]
    heard = provider[speaker]
    listens = (hears < w.LISTENING) & (heard != OUTSIDE)
    bit = jnp.left_shift(1, jnp.maximum(heard, 0)).astype(jnp.uint8)
    awareness = state.awareness | jnp.where(listens, bit, 0).astype(jnp.uint8)
    ill = listens & (heard == provider) & (state.satisfaction[speaker] < w.DISSATISFIED)
    satisfaction = jnp.where(ill, satisfaction - w.CONTAGION, satisfaction)

    own = jnp.where(provider == FIRM, w.SWITCHING_COST + satisfaction, 0.0)
    utility = QUALITY[:, None] - fixed.price_sensitivity * PRICE[:, None] + own
    weight = jnp.where((awareness >> FIRM.astype(jnp.uint8)) & 1, jnp.exp(utility), 0.0)
    upto = jnp.cumsum(weight, axis=0)
    position = (upto <= luck * (upto[-1] + 1.0)).sum(axis=0)
    chosen = jnp.where(position < FIRMS, position, OUTSIDE)

    tenure = jnp.where(served & (chosen == provider), state.tenure + 1, 0).astype(jnp.int16)
    customers = (chosen == FIRM).sum(axis=1)
    churn = ((provider == FIRM) & (chosen != FIRM)).sum(axis=1)
    state = State(chosen.astype(jnp.int8), expectation, satisfaction, awareness, tenure)
    return state, (customers, churn, satisfaction.mean())
