"""Measure: `python -m benchmarks [--quick] [--only SUITE ...] [--customers N ...]`."""

import argparse
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from rich.console import Console

from benchmarks.options import QUICK, Options
from benchmarks.report import Row, machine, show, write

# Each suite is a module with a function `measure(options) -> Iterable[Row]`.
SUITES = {
    "workload_w": "benchmarks.comparison",
    "market": "benchmarks.market",
    "small": "benchmarks.small_runs",
    "networks": "benchmarks.networks",
}
RESULTS = Path(__file__).parents[1] / "results" / "bench"
WIDTH = 160  # of a table that goes to a file
BUSY = 0.5  # load average above which figures deserve no trust


def main() -> None:
    """Run the suites asked for, print their tables, and write all rows."""
    asked = arguments()
    options = QUICK if asked.quick else Options()
    if asked.customers:
        options = replace(options, customers=tuple(asked.customers))
    options = replace(options, rounds=asked.rounds or options.rounds)
    console, about, rows = Console(), machine(), list[Row]()
    if not console.is_terminal:
        console.width = WIDTH
    console.print(f"{about['cpu']}, {about['cores']} cores", highlight=False)
    if (about["load_before"] or 0.0) > BUSY:
        console.print(f"[yellow]The machine is busy (load {about['load_before']:.1f}): expect noise.[/yellow]")
    for suite in asked.only or SUITES:
        if find_spec(SUITES[suite]) is None:
            console.print(f"{suite}: skipped, there is no {SUITES[suite]}")
            continue
        measured = list(import_module(SUITES[suite]).measure(options))
        show(console, suite, measured)
        rows += measured
    out = asked.out or RESULTS / ("quick.json" if asked.quick else "latest.json")
    write(out, rows, about)
    console.print(f"written: {out}", highlight=False)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure speed and memory.")
    parser.add_argument("--quick", action="store_true", help="fewer customers, periods and rounds")
    parser.add_argument("--only", nargs="+", choices=SUITES, help="the suites to run (default: all)")
    parser.add_argument("--customers", nargs="+", type=lambda text: int(float(text)), help="sizes of workload W")
    parser.add_argument("--rounds", type=int, help="rounds that count, after one that does not")
    parser.add_argument("--out", type=Path, help="where to write (default: results/bench/latest.json or quick.json)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
