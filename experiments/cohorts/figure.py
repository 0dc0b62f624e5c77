"""The picture of a cohort: who is still there, in the data, in the fit and in simulated markets."""

from typing import TYPE_CHECKING

import numpy as np

from tenfold.experiments.cohorts.cohort import Cohort
from tenfold.experiments.cohorts.fit import SbgFit
from tenfold.experiments.cohorts.sbg import survival
from tenfold.experiments.study import kit
from tenfold.sim.statistics import Doubles

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def survival_figure(cohort: Cohort, fit: SbgFit, fitted: int, simulated: Doubles) -> "Figure":
    """Draw survival, periods the fit did not see included, and the retention that rises.

    Parameters
    ----------
    cohort, fit : the data, and what was fitted to them
    fitted : how many periods the fit has seen
    simulated : share left after 0, 1, 2, ... periods, shape (seeds, periods + 1)
    """
    figure, (top, bottom) = kit.panels(1, lines=2, width=6.4, height=3.3)
    left, t = 100 * cohort.surviving, np.arange(cohort.surviving.size, dtype=np.float64)
    seen = min(fitted + 1, left.size)
    kit.title(figure, "Retention rises though nobody becomes loyal: the restless leave first")
    kit.band(top, t, 100 * simulated, kit.BLUE, "simulated (band: 95% over seeds)")
    top.plot(t, 100 * survival(fit.alpha, fit.beta, t), ":", color=kit.INK, label="fitted curve")
    top.plot(t[:seen], left[:seen], "o", color=kit.ORANGE, label="data the fit has seen")
    if seen < left.size:
        top.plot(t[seen:], left[seen:], "o", color=kit.ORANGE, fillstyle="none", label="data it has not seen")
    top.set(ylabel="still customers [%]", ylim=(0, 102))
    top.legend(frameon=False)
    with np.errstate(divide="ignore", invalid="ignore"):
        kit.band(bottom, t[1:], 100 * simulated[:, 1:] / simulated[:, :-1], kit.BLUE, "simulated")
        kept = 100 * left[1:] / left[:-1]
    bottom.plot(t[1:], kept, "o", color=kit.ORANGE, label="data")
    bottom.set(xlabel=f"{cohort.period_name}s since joining", ylabel=f"stay that {cohort.period_name} [%]")
    bottom.legend(loc="lower right", frameon=False)
    return figure
