"""How many people a test of two proportions needs in each arm, and how often it finds what is there.

The test is the usual one, of the difference of two shares over its standard error with both arms pooled (chi-squared
without correction). Sizes and power by the normal approximation (Fleiss 1981, Statistical Methods for Rates and
Proportions, ch. 3), as R's power.prop.test has them.
"""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm

from tenfold.sim.statistics import Doubles


def people_needed(control: float, treated: float, power: float = 0.8, level: float = 0.05) -> float:
    """Give how many people each arm needs; infinite where there is no difference.

    n = (z_{1 - level/2} sqrt(2 p (1 - p)) + z_power sqrt(p_1 (1 - p_1) + p_2 (1 - p_2)))^2 / (p_1 - p_2)^2, p the mean

    Parameters
    ----------
    control, treated : the rates of the two arms [0 .. 1]
    power : how often the difference is to be found
    level : how often one is to be found where there is none, on both sides together
    """
    if control == treated:
        return math.inf
    apart, mean = abs(control - treated), (control + treated) / 2.0
    free = control * (1.0 - control) + treated * (1.0 - treated)
    reach = norm.isf(level / 2.0) * math.sqrt(2.0 * mean * (1.0 - mean)) + norm.ppf(power) * math.sqrt(free)
    return float((reach / apart) ** 2)


def power_of(people: ArrayLike, control: float, treated: float, level: float = 0.05) -> Doubles:
    """Give how often a test with so many people in each arm finds the difference, on the side on which it lies.

    Parameters
    ----------
    people : in each arm, any shape
    control, treated : the rates of the two arms [0 .. 1]
    level : of the test, on both sides together

    Returns
    -------
    float64 array
        of the shape of `people`; half the level where there is no difference
    """
    mean = (control + treated) / 2.0
    free = control * (1.0 - control) + treated * (1.0 - treated)
    if free == 0.0:
        return np.where(control == treated, level / 2.0, np.ones(np.shape(people)))
    reach = abs(control - treated) * np.sqrt(np.asarray(people, np.float64))
    least = norm.isf(level / 2.0) * math.sqrt(2.0 * mean * (1.0 - mean))
    return np.asarray(norm.cdf((reach - least) / math.sqrt(free)))


def found(arm: tuple[ArrayLike, ArrayLike], control: tuple[ArrayLike, ArrayLike], level: float = 0.05) -> ArrayLike:
    """Say whether the test finds a difference.

    Parameters
    ----------
    arm, control : people in each arm, and those of them who left or joined
    level : of the test, on both sides together
    """
    (n, k), (other, base) = arm, control
    n, k, other, base = (np.asarray(x, np.float64) for x in (n, k, other, base))
    mean = (k + base) / (n + other)
    error = np.sqrt(mean * (1.0 - mean) * (1.0 / n + 1.0 / other))
    return np.abs(k / n - base / other) > norm.isf(level / 2.0) * np.where(error > 0.0, error, np.inf)
