"""Say what workload W is: constants, initial state, network, and what every program of it must hand back.

W is a market cut down to what every tool can express, so that the same work is timed everywhere. README.md
gives its equations. Everything here is plain NumPy: no program under comparison makes another's inputs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from time import perf_counter, process_time
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

FIRMS = 4
QUALITY = (0.5, 0.6, 0.55, 0.4)  # [utility]
PRICE = (1.0, 1.2, 1.1, 0.8)  # [money]
NOISE = 0.1  # standard deviation of one experience [utility]
LOSS_AVERSION = 2.25  # weight of a disappointment relative to a delight [-]
CARRY_OVER = 0.7  # part of satisfaction that stays from one period to the next [-]
IMPRESSION = 0.3  # part of the disconfirmation that enters satisfaction [-]
LEARNING = 0.2  # part of the disconfirmation that enters the expectation [-]
LISTENING = 0.1  # probability to listen to a neighbour in one period [-]
DISSATISFIED = -0.1  # satisfaction below which a customer speaks ill [utility]
CONTAGION = 0.05  # satisfaction lost on hearing ill of one's own provider [utility]
SWITCHING_COST = 1.0  # utility of staying with one's own provider [utility]
NEIGHBOURS = 8  # mean number of neighbours [customers]
REWIRED = 0.1  # part of the ring's edges that lead elsewhere [-]
SEED = 12345  # of the draws within a run
OUTSIDE = -1  # the provider of a customer of no firm
SPREAD = 0.1  # standard deviation of satisfaction over customers, an upper bound [utility]


@dataclass(frozen=True)
class Inputs:
    """Hold the initial state of N customers and their network; a run copies what it changes.

    Customer i's neighbours are `neighbours[start[i]:start[i + 1]]`.
    """

    provider: NDArray[np.int8]  # (N,) firm 0 .. 3, or OUTSIDE
    expectation: NDArray[np.float32]  # (N,)
    satisfaction: NDArray[np.float32]  # (N,)
    price_sensitivity: NDArray[np.float32]  # (N,)
    awareness: NDArray[np.uint8]  # (N,) bit f is set: aware of firm f
    tenure: NDArray[np.int16]  # (N,) periods with the present provider
    start: NDArray[np.int32]  # (N + 1,)
    neighbours: NDArray[np.int32]  # (2 x edges,)

    @property
    def customers(self) -> int:
        """Count the customers."""
        return self.provider.size

    def save(self, folder: Path) -> None:
        """Write one file a column."""
        for column in fields(self):
            np.save(folder / f"{column.name}.npy", getattr(self, column.name))

    @classmethod
    def load(cls, folder: Path) -> "Inputs":
        """Read what `save` wrote."""
        return cls(**{column.name: np.load(folder / f"{column.name}.npy") for column in fields(cls)})


@dataclass(eq=False)
class Outcome:
    """Hold what a run of W must report: counts per period and firm, mean satisfaction, time of the periods."""

    customers: NDArray[np.int64]  # (periods, FIRMS) at the end of the period
    churn: NDArray[np.int64]  # (periods, FIRMS) who left the firm in the period
    satisfaction: NDArray[np.float64]  # (periods,) mean over all customers
    tenure: float = 0.0  # mean over all customers at the end [periods]
    seconds: float = 0.0  # wall-clock time of the periods, set-up excluded
    cpu_seconds: float = 0.0  # processor time of the same, over all threads

    @classmethod
    def blank(cls, periods: int) -> "Outcome":
        """Make room for the reports of this many periods."""
        counts = np.zeros((2, periods, FIRMS), np.int64)
        return cls(counts[0], counts[1], np.zeros(periods))

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Time the block within: the periods, and nothing else."""
        wall, cpu = perf_counter(), process_time()
        yield
        self.seconds, self.cpu_seconds = perf_counter() - wall, process_time() - cpu


class Program(Protocol):
    """Describe what every program of W exposes as `run`."""

    def __call__(self, inputs: Inputs, periods: int) -> Outcome:
        """Run this many periods from these inputs, timing only the periods."""
        ...


@dataclass(frozen=True)
class Disagreement:
    """Give the largest deviations between two outcomes, in standard errors of their difference."""

    customers: float
    churn: float
    satisfaction: float
    tenure: float

    @property
    def largest(self) -> float:
        """Give the largest of all."""
        return max(self.customers, self.churn, self.satisfaction, self.tenure)


def make_inputs(customers: int, seed: int = 7) -> Inputs:
    """Draw the initial state and the network of W."""
    rng = np.random.default_rng(seed)
    provider = rng.integers(0, FIRMS, customers)
    also_known = rng.integers(0, FIRMS, customers)
    start, neighbours = rewired_ring(customers, rng)
    return Inputs(
        provider=provider.astype(np.int8),
        expectation=rng.uniform(0.3, 0.7, customers).astype(np.float32),
        satisfaction=np.zeros(customers, np.float32),
        price_sensitivity=rng.uniform(0.2, 1.0, customers).astype(np.float32),
        awareness=(1 << provider | 1 << also_known).astype(np.uint8),
        tenure=np.zeros(customers, np.int16),
        start=start,
        neighbours=neighbours,
    )


def rewired_ring(customers: int, rng: np.random.Generator) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Link each customer to the next NEIGHBOURS / 2 around a ring, and lead some of the links elsewhere.

    Watts and Strogatz (1998), Nature 393:440, except that a link may, rarely, be drawn twice. Nobody is their own
    neighbour, and everybody has at least NEIGHBOURS / 2. Returns the two arrays of a CSR matrix.
    """
    ahead = NEIGHBOURS // 2
    source = np.repeat(np.arange(customers, dtype=np.int64), ahead)
    target = (source + np.tile(np.arange(1, ahead + 1), customers)) % customers
    led_away = np.flatnonzero(rng.random(source.size) < REWIRED)
    elsewhere = rng.integers(0, customers - 1, led_away.size)
    target[led_away] = elsewhere + (elsewhere >= source[led_away])
    pairs = np.concatenate([source << 32 | target, target << 32 | source])
    pairs.sort()
    start = np.searchsorted(pairs, np.arange(customers + 1, dtype=np.int64) << 32)
    return start.astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32)


def disagreement(one: Outcome, other: Outcome, sizes: tuple[int, int]) -> Disagreement:
    """Compare two outcomes over the periods both have, as if of independent draws.

    The standard error of a share p among n customers is sqrt(p (1 - p) / n); of the mean satisfaction,
    SPREAD / sqrt(n); of the mean tenure m, sqrt(m (1 + m) / n), as if leaving were equally likely in each period
    (compared only if both ran equally long). Fates are nearly independent, as only one in ten listens.
    """
    periods = min(one.satisfaction.size, other.satisfaction.size)
    scale = 1.0 / sizes[0] + 1.0 / sizes[1]

    def of_shares(name: str) -> float:
        a, b = (getattr(o, name)[:periods] / n for o, n in zip((one, other), sizes, strict=True))
        share = np.clip((a + b) / 2.0, 1e-6, 1.0)
        return float(np.max(np.abs(a - b) / np.sqrt(share * (1.0 - share) * scale)))

    gap = np.max(np.abs(one.satisfaction[:periods] - other.satisfaction[:periods]))
    tenure = 0.0
    if one.satisfaction.size == other.satisfaction.size:
        mean = (one.tenure + other.tenure) / 2.0
        tenure = abs(one.tenure - other.tenure) / np.sqrt(max(mean * (1.0 + mean), 1e-12) * scale)
    mood = float(gap / (SPREAD * np.sqrt(scale)))
    return Disagreement(of_shares("customers"), of_shares("churn"), mood, float(tenure))
