"""The compiled cache: an edited rule never runs stale."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RULE = """
from tenfold.sim.jit import Float, f4, rule

FACTOR = f4({factor})

@rule
def scaled(x: Float) -> Float:
    return FACTOR * x
"""
LOOP = """
import numpy as np
from tenfold.agents.rules import scaled
from tenfold.sim.jit import loop

@loop
def run(x):
    for i in range(x.size):
        x[i] = scaled(x[i])

x = np.ones(4, np.float32)
run(x)
print(x[0], sum(run.stats.cache_hits.values()))
"""


@pytest.mark.slow
def test_an_edited_rule_never_runs_stale(tmp_path: Path) -> None:
    sim, agents = tmp_path / "tenfold" / "sim", tmp_path / "tenfold" / "agents"
    sim.mkdir(parents=True)
    agents.mkdir()
    for name in ("jit.py", "cache.py", "in_use.py"):
        shutil.copy(ROOT / "sim" / name, sim)
    (agents / "loops.py").write_text(LOOP)

    def play(factor: float) -> list[str]:
        (agents / "rules.py").write_text(RULE.format(factor=factor))
        environment = {**os.environ, "PYTHONPATH": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
        command = [sys.executable, "-c", "import tenfold.agents.loops"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return done.stdout.split()

    assert play(2.0) == ["2.0", "0"]
    assert play(2.0) == ["2.0", "1"]  # nothing edited: taken from the cache
    assert play(3.0) == ["3.0", "0"]  # only the file of the rule edited, not that of the loop


def test_compiling_is_told_once_and_what_is_compiled_is_not_told() -> None:
    script = """
import numba
from tenfold.sim.jit import compiling_told
known = numba.njit(lambda x: x)
known(1)
with compiling_told(lambda: print("compiling")):
    known(2)
    print("known")
    numba.njit(lambda x: x + 1)(1)
    numba.njit(lambda x: x + 2)(1)
numba.njit(lambda x: x + 3)(1)
with compiling_told(lambda: print("again")):
    numba.njit(lambda x: x + 4)(1)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["known", "compiling", "again"]
