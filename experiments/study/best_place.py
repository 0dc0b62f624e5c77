"""Where a simulated curve is highest, ends included: an end is an arm of its own, never a point of the fit."""

from typing import NamedTuple

import numpy as np
from scipy import stats

from tenfold.experiments.study.claims import Evidence, of_peak
from tenfold.experiments.study.table import Doubles
from tenfold.sim.statistics import Peak, interval, p_value, peak


class Best(NamedTuple):
    """Hold where a curve is highest.

    Attributes
    ----------
    found : place and the ends of its 95% confidence set, never of width zero
    evidence : for claims about it
    fits : whether the polynomial describes the curve; else look again, closer to the place
    """

    found: Peak
    evidence: Evidence
    fits: bool


def best_place(places: Doubles, values: Doubles, degree: int = 3) -> Best:
    """Find the best place of an interval of which both ends may be special.

    Inside, a polynomial is fitted to every replication and the mean slope tells where it may be highest. An end, 0 or
    1, is compared with the best place inside by paired differences: acquisition or retention without any money may be a
    cliff, which no polynomial describes. Where an end wins, the set reaches from it one step beyond the last place
    inside that is not surely worse; where an end cannot be told from the best place at the edge of what was fitted,
    the set includes it.

    Parameters
    ----------
    places : rising, within 0 .. 1, shape (K,)
    values : shape (replications, K), of the same replications at every place
    degree : of the polynomial

    Returns
    -------
    Best
        the place and its evidence

    Raises
    ------
    ValueError : fewer than five places inside, or fewer than two replications
    """
    inner = (places > 0.0) & (places < 1.0)
    x, y = places[inner], values[:, inner]
    if x.size < 5 or len(y) < 2:
        raise ValueError(f"{x.size} places inside and {len(y)} replications: needs at least 5 and 2")
    found, winner = peak(x, y, degree), None
    nearest = y[:, int(np.argmin(np.abs(x - found.place)))]
    for end, edge in ((0.0, x[0]), (1.0, x[-1])):
        if not (places == end).any():
            continue
        more = interval(values[:, int(np.argmax(places == end))] - nearest)
        if more.mean > 0.0 and _touches(found, edge, x):
            winner = end
        elif more.high >= 0.0 and edge in (found.low, found.high):
            found = found._replace(low=min(found.low, end), high=max(found.high, end))
    if winner is None:
        if found.low == found.high:  # the slope is sure to a finer step than places were tried
            step = float(np.diff(x).min())
            found = found._replace(low=max(0.0, found.low - step / 2), high=min(1.0, found.high + step / 2))
        return Best(found, of_peak(found, lambda at: p_value(x, y, at, degree)), _fits(x, y, degree))
    return _at_end(winner, x, y, values[:, int(np.argmax(places == winner))])


def _touches(found: Peak, edge: float, x: Doubles) -> bool:
    """Tell whether the set of the best place inside reaches the end's side of what was fitted."""
    return bool(min(abs(found.low - edge), abs(found.high - edge)) <= np.diff(x).min())


def _fits(x: Doubles, y: Doubles, degree: int) -> bool:
    """Tell whether no higher term than those of the polynomial is surely there (Bonferroni over three more)."""
    most = min(degree + 3, x.size - 2)
    u = (2.0 * x - x[0] - x[-1]) / (x[-1] - x[0])
    terms = np.linalg.lstsq(np.polynomial.chebyshev.chebvander(u, most), y.T, rcond=None)[0][degree + 1 :]
    spread = terms.std(axis=1, ddof=1) / np.sqrt(len(y))
    reach = stats.t.ppf(1.0 - 0.05 / (2 * max(1, len(terms))), len(y) - 1) * spread
    return bool((np.abs(terms.mean(axis=1)) <= reach).all())


def _at_end(end: float, x: Doubles, y: Doubles, at_end: Doubles) -> Best:
    order = np.argsort(np.abs(x - end))
    worse = [interval(y[:, k] - at_end).high < 0.0 for k in order]
    alike = max((k for k, surely in enumerate(worse) if not surely), default=-1)  # beyond a cliff, too
    last = float(x[order[min(alike + 1, x.size - 1)]])
    found = Peak(end, min(end, last), max(end, last))

    def p(at: float) -> float:
        gap = y[:, int(np.argmin(np.abs(x - at)))] - at_end
        return float(stats.ttest_1samp(gap, 0.0).pvalue) if np.ptp(gap) > 0 else float(gap[0] == 0.0)

    return Best(found, of_peak(found, p), True)
