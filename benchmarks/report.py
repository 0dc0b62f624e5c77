"""Say what was measured, on which machine: a table for the eye, JSON for everything else."""

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.peers.scalar_c import compiler

PACKAGES = ("numba", "numpy", "mesa", "polars", "jax")


@dataclass(frozen=True)
class Row:
    """Hold one figure: the median of its rounds, smaller being better, and what was promised of it."""

    suite: str
    name: str
    size: str  # as a reader would say it
    threads: int
    unit: str
    rounds: tuple[float, ...] = ()  # wall-clock time
    cpu_rounds: tuple[float, ...] = ()  # processor time of all threads, where it was taken
    ratio: float | None = None  # to the engine's figure in the same rounds
    target: float | None = None  # in the same unit, at most
    bytes_each: float | None = None  # peak memory a customer
    note: str = ""

    @property
    def measured(self) -> float | None:
        """Give the median, None if nothing was measured."""
        return median(self.rounds) if self.rounds else None

    @property
    def met(self) -> bool | None:
        """Tell whether the target is met, None without target or figure."""
        return None if self.target is None or self.measured is None else self.measured <= self.target

    def as_dict(self) -> dict[str, Any]:
        """Give all fields, the median and the verdict."""
        return asdict(self) | {"measured": self.measured, "met": self.met}


def machine() -> dict[str, Any]:
    """Describe the machine and the versions of what ran on it."""
    return {
        "cpu": cpu_model(),
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "compiler": compiler_version(),
        "load_before": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        **{package: package_version(package) for package in PACKAGES},
    }


def cpu_model() -> str:
    """Find the processor's name."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    pairs = (line.partition(":") for line in lines)
    known = {name.strip(): value.strip() for name, _, value in pairs}
    numbers = (known.get(key, "?") for key in ("cpu family", "model", "stepping"))
    features = [name for name in ("avx2", "avx512f") if name in known.get("flags", "").split()]
    return f"{known.get('model name', platform.machine())} ({'/'.join(numbers)}; {' '.join(features)})"


def compiler_version() -> str | None:
    """Ask the C compiler for its version, None where there is none."""
    found = compiler()
    if found is None:
        return None
    return subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout.split("\n")[0]


def package_version(package: str) -> str | None:
    """Give a package's version, None where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def write(path: Path, rows: Sequence[Row], about: dict[str, Any]) -> None:
    """Write all rows and the machine they were measured on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    when = datetime.now(UTC).isoformat(timespec="seconds")
    content = {"when": when, "machine": about, "rows": [row.as_dict() for row in rows]}
    path.write_text(json.dumps(content, indent=1) + "\n")


def show(console: Console, suite: str, rows: Sequence[Row]) -> None:
    """Print one suite's table, and beneath it what its rows have to add."""
    table = Table(title=suite, title_justify="left", pad_edge=False)
    table.add_column("what", no_wrap=True)
    for heading in ("size", "threads", "measured", "rounds", "ratio", "bytes", "target"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("verdict")
    for row in rows:
        table.add_row(*cells(row))
    console.print(table)
    for row in rows:
        if row.note:
            console.print(f"  {row.name}: {row.note}", highlight=False)


def cells(row: Row) -> tuple[str, ...]:
    """Write a row's cells."""
    verdict = {True: "[green]met[/green]", False: "[red]missed[/red]", None: ""}[row.met]
    return (
        row.name,
        row.size,
        str(row.threads),
        f"{number(row.measured)} {row.unit}" if row.rounds else "skipped",
        f"{number(min(row.rounds))} .. {number(max(row.rounds))}" if row.rounds else "",
        f"{number(row.ratio)} x" if row.ratio is not None else "",
        number(row.bytes_each),
        f"<= {number(row.target)}" if row.target is not None else "",
        verdict,
    )


def number(value: float | None) -> str:
    """Write a number with three digits that matter."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
