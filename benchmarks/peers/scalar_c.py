"""Build scalar.c with the system's C compiler, in a temporary folder, and run it."""

import ctypes
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks import workload as w
from benchmarks.workload import FIRMS, SEED, Inputs, Outcome

OPTIONS = ("-O3", "-march=native", "-fno-math-errno", "-shared", "-fPIC")
SINGLES = ("noise", "loss_aversion", "carry_over", "impression", "learning", "dissatisfied", "contagion")
CHANGING = ("provider", "next_provider", "satisfaction", "next_satisfaction", "expectation")
POINTERS = (*CHANGING, "price_sensitivity", "awareness", "tenure", "start", "neighbours")


class Constants(ctypes.Structure):
    """Mirror the structure of the same name."""

    _fields_ = [
        ("quality", ctypes.c_float * FIRMS),
        ("price", ctypes.c_float * FIRMS),
        *((name, ctypes.c_float) for name in (*SINGLES, "switching_cost")),
        ("listening", ctypes.c_uint32),
    ]


class Customers(ctypes.Structure):
    """Mirror the structure of the same name."""

    _fields_ = [("size", ctypes.c_int64), *((name, ctypes.c_void_p) for name in POINTERS)]


def compiler() -> str | None:
    """Find the C compiler, None where there is none."""
    return shutil.which(os.environ.get("CC", "gcc"))


@cache
def library() -> Any:
    """Build and load; a loaded library needs its file no more."""
    with TemporaryDirectory(prefix="tenfold-") as folder:
        built = Path(folder, "scalar.so")
        source = Path(__file__).with_name("scalar.c")
        subprocess.run([compiler() or "gcc", *OPTIONS, str(source), "-o", str(built), "-lm"], check=True)
        return ctypes.CDLL(str(built))


def run(inputs: Inputs, periods: int) -> Outcome:
    """Run W; see `workload.Program`."""
    columns = {name: getattr(inputs, name).copy() for name in POINTERS if not name.startswith("next_")}
    columns |= {f"next_{name}": np.zeros_like(columns[name]) for name in ("provider", "satisfaction")}
    customers = Customers(inputs.customers, *(columns[name].ctypes.data for name in POINTERS))
    singles = (getattr(w, name.upper()) for name in (*SINGLES, "switching_cost"))
    four = ctypes.c_float * FIRMS
    constants = Constants(four(*w.QUALITY), four(*w.PRICE), *singles, round(w.LISTENING * 2**32))
    outcome = Outcome.blank(periods)
    results = [ctypes.c_void_p(a.ctypes.data) for a in (outcome.customers, outcome.churn, outcome.satisfaction)]
    market = library().run
    with outcome.timed():
        market(ctypes.byref(constants), ctypes.byref(customers), periods, ctypes.c_uint32(SEED), *results)
    outcome.tenure = float(columns["tenure"].mean())
    return outcome
