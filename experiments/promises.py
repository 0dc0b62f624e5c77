"""E4: one firm promises more than it delivers, gives gifts, or delivers early; what that wins, and what is left of it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from tenfold.experiments import study
from tenfold.experiments.promise_runs import GIFTS, MONEY, OWN, PIECES, STOP, WHO, outcomes
from tenfold.experiments.study import Claim, Design, Judged, Mean, Outcome, Table, Threshold, kit, mean
from tenfold.experiments.study.findings import cell
from tenfold.sim.parameters import quantity

PROMISES, WEIGHTS, NU = (0.72, 0.8, 0.9, 1.0), (0.0, 0.25, 0.5, 1.0), (0.1, 0.3)
AVERSIONS, ZONES = (1.0, 2.25), (0.0, 0.02, 0.04, 0.06, 0.08, 0.1)
EARLY = (-0.2, -0.1, 0.0, 0.1, 0.2)
