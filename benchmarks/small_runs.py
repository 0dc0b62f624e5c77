"""Time many small markets, each built and played: what sweeps and replications consist of. The suite `small`."""

import time
from collections.abc import Iterator
from functools import partial

from benchmarks.harness import alternate
from benchmarks.market import market
from benchmarks.options import Options
from benchmarks.report import Row
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan, Plan, check
from tenfold.agents.replay import engine_for
from tenfold.sim.runner import play_all

SUITE = "small"
CUSTOMERS, PERIODS, WORKERS = 1000, 60, 2
RUNS = {"response curve": 400, "behavioural": 100}  # in one round
TARGETS = {"response curve": 1000 / 800, "behavioural": 1000 / 200}  # [ms a run]: 800 and 200 runs a second
TARGET_REVIEW = 10.0  # [us a period] what stopping for a policy may add


def plans() -> dict[str, Plan]:
    """Make the two kinds of small market."""
    curve = Plan(
        market=MarketPlan(size=CUSTOMERS, periods=PERIODS),
        customers=Customers(rule="response_curve"),
        firms=(FirmPlan(),),
    )
    return {"response curve": check(curve), "behavioural": market(CUSTOMERS, PERIODS, "default")}


def measure(options: Options) -> Iterator[Row]:
    """Time both kinds on two threads, and what reviewing its policy in every period adds to a run."""
    kinds = plans()
    runs = {name: count // 4 if options.quick else count for name, count in RUNS.items()}
    tasks = {name: partial(many, plan, runs[name]) for name, plan in kinds.items()}
    answers = alternate(tasks, options.rounds)
    for name in kinds:
        size = f"{CUSTOMERS:,} x {PERIODS}, built and run"
        yield Row(SUITE, name, size, WORKERS, "ms", rounds=tuple(answers[name]), target=TARGETS[name])
    yield reviewing(options.rounds)


def many(plan: Plan, runs: int) -> float:
    """Build and play a plan with many seeds, as experiments do; gives milliseconds a run."""
    start = time.perf_counter()
    play_all(lambda seed: engine_for(plan, seed).run().now, range(runs), WORKERS)
    return 1e3 * (time.perf_counter() - start) / runs


def reviewing(rounds: int, periods: int = 300) -> Row:
    """Time a market whose firm is asked in every period against the same left alone."""
    kind = Customers(rule="response_curve")
    plan = check(Plan(market=MarketPlan(size=100, periods=periods), customers=kind, firms=(FirmPlan(review=1),)))

    def play(asked: bool) -> float:
        engine = Engine(plan, 1)
        if asked:
            engine.deciders[0] = lambda _: {}
        start = time.perf_counter()
        engine.run()
        return 1e6 * (time.perf_counter() - start) / periods

    answers = alternate({"asked": partial(play, True), "alone": partial(play, False)}, 4 * rounds)
    added = tuple(a - b for a, b in zip(answers["asked"], answers["alone"], strict=True))
    name, note = "a review each period", "added to a period; what the policy itself calculates is not counted"
    return Row(SUITE, name, f"100 x {periods}", 1, "us", rounds=added, target=TARGET_REVIEW, note=note)
