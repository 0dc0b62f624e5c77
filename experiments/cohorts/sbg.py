"""The shifted-beta-geometric model: how a cohort thins out whose customers differ in how readily they leave.

Every customer leaves with a constant chance theta per period of their own, theta ~ Beta(alpha, beta). Nobody grows
loyal, yet the retention of a cohort rises, because the restless go first: the null against which any claim of loyalty
has to stand (Fader & Hardie 2007, J. Interactive Marketing 21(1)).
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaln

from tenfold.sim.statistics import Doubles

LEAST, MOST = 0.01, 500.0  # of alpha + beta: all or nothing; hardly any difference between customers


def survival(alpha: float, beta: float, t: ArrayLike) -> Doubles:
    """Give the share of a cohort left after t periods, S(t) = B(alpha, beta + t) / B(alpha, beta), shape of t."""
    return np.asarray(np.exp(betaln(alpha, beta + np.asarray(t, np.float64)) - betaln(alpha, beta)))


def retention(alpha: float, beta: float, t: ArrayLike) -> Doubles:
    """Give the share of those left after t - 1 periods who stay the t-th, (beta + t - 1) / (alpha + beta + t - 1)."""
    before = np.asarray(t, np.float64) - 1
    return np.asarray((beta + before) / (alpha + beta + before))
