"""Run one program of W in a process of its own, told by lines of JSON what to run: `python -m benchmarks.worker`.

Arguments: the program's module, how many threads it may use, and its options as JSON. The first answer says that
it has warmed up; then each line {"inputs": folder, "periods": n} is answered by the outcome. Whatever the program
prints goes to stderr.
"""

import gc
import json
import os
import re
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.workload import Inputs, Outcome, make_inputs

_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def main(module: str, threads: int, options: dict[str, Any]) -> None:
    """Warm up, then run whatever is asked until the questions end."""
    confine(threads)
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    run = import_module(module).run
    run(make_inputs(2000), 2, **options)
    forget_peak()
    idle = resident("VmRSS")
    print(json.dumps({"ready": True}), file=answers)
    inputs, read_from, peaks = None, "", list[int]()
    for line in sys.stdin:
        asked = json.loads(line)
        if inputs is None or asked["inputs"] != read_from:
            inputs, read_from = Inputs.load(Path(asked["inputs"])), asked["inputs"]
        gc.collect()
        forget_peak()
        outcome = run(inputs, asked["periods"], **options)
        peaks.append(resident("VmHWM") - idle)  # the least is reported: one run may compile, another inherit a leak
        print(json.dumps(as_lists(outcome) | {"bytes": min(peaks)}), file=answers)


def as_lists(outcome: Outcome) -> dict[str, Any]:
    """Turn an outcome into what JSON can say."""
    arrays = {name: getattr(outcome, name).tolist() for name in ("customers", "churn", "satisfaction")}
    return arrays | {name: getattr(outcome, name) for name in ("tenure", "seconds", "cpu_seconds")}


def confine(threads: int) -> None:
    """Keep to as many processors as there may be threads, where the system can: no library uses more then."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-threads:])


def forget_peak() -> None:
    """Let the system measure the peak of resident memory anew, where it can (Linux)."""
    with suppress(OSError):
        _CLEAR.write_text("5")


def resident(kind: str) -> int:
    """Read this process's resident memory, now (VmRSS) or at its peak (VmHWM), in bytes; 0 where unknown."""
    with suppress(OSError):
        found = re.search(rf"{kind}:\s+(\d+) kB", _STATUS.read_text())
        return int(found[1]) * 1024 if found else 0
    return 0


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3]))
