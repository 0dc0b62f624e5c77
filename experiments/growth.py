"""Which curve a spread follows: exponential, logistic or a straight line, compared by Akaike's criterion.

Cumulative numbers are fitted by least squares. The curves are linear in all but one or two of their parameters, of
which a grid is tried, so that no fit depends on where a search begins.
"""

from typing import NamedTuple

import numpy as np

from tenfold.experiments.study.table import Doubles

RATES = np.geomspace(0.005, 2.5, 120)  # per generation
MIDDLES = np.linspace(-10.0, 60.0, 141)  # generation at which half of all know
EXACT = 1e-6  # share of the largest number: residuals below are rounding, and counts are whole


class Fits(NamedTuple):
    """Hold Akaike's criterion of each curve: the smallest fits best for what it takes."""

    line: float
    exponential: float
    logistic: float


def fits(known: Doubles) -> Fits:
    """Fit three curves to how many know by generation.

    line a + b t; exponential a + b e^(c t), c > 0, as cumulative numbers of a branching process are; logistic
    K / (1 + e^(-r (t - m))). AIC = n ln(RSS / n) + 2 p with p = 2, 3, 3, the variance apart.

    Parameters
    ----------
    known : cumulative numbers, one a generation, shape (n,)

    Returns
    -------
    Fits
        nan for fewer than 5 generations, or where nobody knows
    """
    y, n = np.asarray(known, np.float64), len(known)
    if n < 5 or not y[-1] > 0:
        return Fits(*(float("nan"),) * 3)
    t, least = np.arange(n, dtype=np.float64), n * (EXACT * y[-1]) ** 2
    rises = np.exp(RATES[:, None] * (t - t[-1]))
    steps = 1.0 / (1.0 + np.exp(-RATES[:, None, None] * (t - MIDDLES[:, None])))
    return Fits(
        aic(max(float(left_over(t[None], y).min()), least), n, 2),
        aic(max(float(left_over(rises, y).min()), least), n, 3),
        aic(max(float(left_over(steps.reshape(-1, n), y, constant=False).min()), least), n, 3),
    )


def left_over(shapes: Doubles, y: Doubles, constant: bool = True) -> Doubles:
    """Give the residual sum of squares of y on each shape, with a constant or through 0; shape (shapes,)."""
    x = shapes - shapes.mean(axis=1, keepdims=True) if constant else shapes
    z = y - y.mean() if constant else y
    squares = np.maximum((x * x).sum(axis=1), 1e-300)
    found: Doubles = (z @ z) - (x @ z) ** 2 / squares
    return found


def aic(residual: float, count: int, parameters: int) -> float:
    """Give Akaike's criterion of a least-squares fit, n ln(RSS / n) + 2 p."""
    return count * float(np.log(residual / count)) + 2.0 * parameters
