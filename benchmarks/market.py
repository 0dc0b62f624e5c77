"""Time the project's own market: word of mouth on, small world, three firms, five attributes. The suite `market`.

Run as a module (`python -m benchmarks.market CUSTOMERS PERIODS THREADS NAME`) it plays one market from nothing
and says how long that took and what memory it needed: so is the largest measured, in a process of its own.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness import alternate
from benchmarks.options import Options
from benchmarks.report import Row
from benchmarks.worker import resident
from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan, Plan, check
from tenfold.sim.draws import fill
from tenfold.sim.jit import loop, u4

SUITE = "market"
SIZES = (10_000, 100_000, 1_000_000)
LARGEST, PERIODS = 10_000_000, 60
CHOICES = {
    "default": Choice(),  # one in ten reconsiders in a period, and some 2% leave
    "five_to_ten": Choice(reconsider=1.0, inertia=1.0),  # everybody does, as in the experiment; 9% leave
}
WORDS, CHURN = 1024, 100_000  # blocks of words drawn at a time, and how many times in a round
WORK = 4_000_000  # customer-periods in one round, at least two periods
YARDSTICK = "yardstick: random words alone"  # per block of four, in the processor's nearest cache
WARM_UP = 3  # periods until talk and churn are under way
TARGET_NS = 60.0  # per customer-period, on two threads at a million customers
TARGET_SECONDS, TARGET_BYTES = 60.0, 8 * 1024**3 / LARGEST  # for the largest, from nothing
TARGET_GROWTH = 2.0  # of the cost of a customer-period from the smallest to the largest


def market(customers: int, periods: int, name: str) -> Plan:
    """Make the plan of a market that is timed; `name` is one of CHOICES."""
    firms = (
        FirmPlan(name="ours", budget=2.0, start_share=0.25),
        FirmPlan(name="rival", budget=2.5, start_share=0.3),
        FirmPlan(name="second rival", budget=1.5, start_share=0.2),
    )
    return check(
        Plan(
            market=MarketPlan(size=customers, periods=periods, burn_in=0),
            customers=Customers(choice=CHOICES[name]),
            firms=firms,
        )
    )


def measure(options: Options) -> Iterator[Row]:
    """Time a customer-period at every size, on one thread and on two, then the largest market from nothing."""
    cells = [
        (customers, threads, name)
        for customers in (SIZES[:2] if options.quick else SIZES)
        for threads in (1, 2)
        for name in CHOICES
    ]
    tasks = {str(cell): partial(play_on, engine_for(*cell, options.rounds), span(cell[0])) for cell in cells}
    answers = alternate({str(threads): partial(draw_words, threads) for threads in (1, 2)} | tasks, options.rounds)
    for threads in (1, 2):
        rounds, cpu = zip(*answers[str(threads)], strict=True)
        yield Row(SUITE, YARDSTICK, f"{WORDS * CHURN:,}", threads, "ns", rounds=rounds, cpu_rounds=cpu)
    costs: dict[tuple[str, int], float] = {}
    for customers, threads, name in cells:
        rounds, cpu = zip(*answers[str((customers, threads, name))], strict=True)
        target = TARGET_NS if (customers, threads) == (SIZES[-1], 2) else None
        size = f"{customers:,} x {span(customers)}"
        yield Row(SUITE, name, size, threads, "ns", rounds=rounds, cpu_rounds=cpu, target=target)
        if threads == 2:
            costs[name, customers] = median(rounds)
    if options.quick:
        return
    for name in CHOICES:
        yield from largest(name, costs[name, SIZES[0]])


def largest(name: str, smallest_cost: float) -> Iterator[Row]:
    """Play the largest market from nothing, twice: the first may have to compile."""
    answers = [from_nothing(LARGEST, PERIODS, 2, name) for _ in range(2)]
    best, size, work = answers[-1], f"{LARGEST:,} x {PERIODS}", LARGEST * PERIODS
    total = best["build"] + best["run"]
    note = f"{best['build']:.1f} s to be built, {best['bytes'] / 1024**3:.1f} GiB at its peak, at most 8"
    if best["bytes"] > TARGET_BYTES * LARGEST:
        note += ": MISSED"
    whole, each = f"{name}, from nothing", best["bytes"] / LARGEST
    yield Row(SUITE, whole, size, 2, "s", rounds=(total,), target=TARGET_SECONDS, bytes_each=each, note=note)
    growth = 1e9 * best["run"] / work / smallest_cost
    ratio = f"{name}, its cost to that of {SIZES[0]:,}"
    yield Row(SUITE, ratio, size, 2, "x", rounds=(growth,), target=TARGET_GROWTH)


def span(customers: int) -> int:
    """Say how many periods of a market of this size make a round."""
    return max(2, WORK // customers)


def engine_for(customers: int, threads: int, name: str, rounds: int) -> Engine:
    """Make a market under way, with periods enough for all rounds and the warm-up."""
    periods = WARM_UP + span(customers) * (rounds + 1)
    return Engine(market(customers, periods, name), 1, threads).run(WARM_UP)


def play_on(engine: Engine, periods: int) -> tuple[float, float]:
    """Play some periods; gives nanoseconds per customer-period, of the wall's clock and of the processor's."""
    wall, cpu = time.perf_counter(), time.process_time()
    engine.run(periods)
    work = engine.plan.market.size * periods
    return 1e9 * (time.perf_counter() - wall) / work, 1e9 * (time.process_time() - cpu) / work


def draw_words(threads: int) -> tuple[float, float]:
    """Draw random words and do nothing else; gives nanoseconds a block, of the wall's clock and of the processor's.

    What the machine gives at the moment, and what a second thread gains where nothing is shared but the processor.
    """
    scratch = [np.empty((4, WORDS), np.uint32) for _ in range(threads)]
    churn(scratch[0], 1)
    wall, cpu = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda words: churn(words, CHURN // threads), scratch))
    work = WORDS * CHURN
    return 1e9 * (time.perf_counter() - wall) / work, 1e9 * (time.process_time() - cpu) / work


@loop
def churn(words: NDArray[np.uint32], times: int) -> None:
    """Draw a block's words over and over."""
    for k in range(times):
        fill(words, words.shape[1], 0, (k, 0, 0), (u4(1), u4(0)))


def from_nothing(customers: int, periods: int, threads: int, name: str) -> dict[str, float]:
    """Play a market in a process of its own; gives the seconds of building and playing it, and its peak memory."""
    asked = [str(value) for value in (customers, periods, threads, name)]
    command = [sys.executable, "-m", "benchmarks.market", *asked]
    folder = Path(__file__).parents[1]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder, env=os.environ.copy())
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def play_from_nothing(customers: int, periods: int, threads: int, name: str) -> dict[str, float]:
    """Build and play one market in this process, after a small one that loads what is compiled."""
    Engine(market(2000, 2, name), 1, threads).run()
    start = time.perf_counter()
    engine = Engine(market(customers, periods, name), 1, threads)
    built = time.perf_counter()
    engine.run()
    return {"build": built - start, "run": time.perf_counter() - built, "bytes": resident("VmHWM")}


if __name__ == "__main__":
    print(json.dumps(play_from_nothing(*(int(float(x)) for x in sys.argv[1:4]), sys.argv[4])))
