"""Four ratios of what winning costs over what keeping costs: averages say anything, the marginal one is 1."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import stats

from tenfold.agents.firm.steady_state import settled_customers
from tenfold.agents.plan import Plan
from tenfold.experiments.splitting.along_curves import CellResult
from tenfold.experiments.splitting.markets import Sizes, response_plan, sized
from tenfold.experiments.splitting.outcomes import Outcome
from tenfold.experiments.splitting.twins import Twins, twins
from tenfold.experiments.study import Claim, Evidence, Grid, Picture, Section, kit
from tenfold.sim.statistics import Interval, interval

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TEXT = (
    "A compares transactions, B averages, C what would be lost without each spending, D what 5% more or less of each "
    "does. Only D says where the next unit of money should go: at the best split inside it is 1 (Pfeifer 2005)."
)
NEAR_ONE = 0.25  # of D: what counts as 1


class AtBest(NamedTuple):
    """Hold the ratios at the best share of one market.

    Attributes
    ----------
    label : of the market
    share : the best one
    runs : of the arm whose averages are shown
    twins : at the best share
    """

    label: str
    share: float
    runs: Sequence[Outcome]
    twins: Twins

    @property
    def ratios(self) -> tuple[Interval, Interval, Interval, Interval]:
        """Give A, B, C and D."""
        averages = interval([o.ratio_a for o in self.runs]), interval([o.ratio_b for o in self.runs])
        return (*averages, self.twins.incremental, self.twins.marginal)


def at_best(plan: Plan, own: Sizes, found: Sequence[CellResult], seeds: int) -> list[AtBest]:
    """Play twins at the closed form's best share, inside 0 and 1, of cells with the best budget.

    Parameters
    ----------
    plan, own : what is not said otherwise, and sizes; runs are twice as large as those of the cells
    found : the cells
    seeds : of each twin

    Returns
    -------
    list of AtBest
        of those cells in which both spendings are used
    """
    played = []
    for r in found:
        if r.cell.chosen and r.cell.floor == 0.0 and 0.0 < r.exact < 1.0:
            start = float(settled_customers(r.curves, r.cell.budget, [r.exact])[0])
            arm = response_plan(sized(plan, own, 2 * own.size), r.curves, r.exact, start, r.cell.budget)
            runs = r.outcomes[int(np.argmin(np.abs(r.shares - r.exact)))]
            played.append(AtBest(r.cell.label, r.exact, runs, twins(arm, seeds)))
    return played


def claim(one: AtBest) -> tuple[Claim, Evidence]:
    """Claim that D is 1, with Fieller's interval and the p of a normal value as wide."""
    found = one.twins.marginal
    label = "built in (Pfeifer 2005), reproduced by simulation"
    text = f"the marginal ratio D is 1, give or take {NEAR_ONE:g}, at the best share of {one.label}"
    said = Claim(text, None, "-", label, NEAR_ONE, False, above=1.0, equal=True)
    return said, Evidence(found, lambda x: float(2 * stats.norm.sf(abs(found.mean - x) / (found.half / 1.96))))


def section(found: Sequence[AtBest]) -> Section:
    """Lay the ratios out for people."""
    rows = [(one.label, one.share, *one.ratios) for one in found]
    grid = Grid("The four ratios at the best share, 95% over seeds", ("market", "s*", "A", "B", "C", "D"), rows)
    caption = "Bars are 95% over seeds; C and D come from twin runs under the same luck."
    picture = Picture("four_ratios", draw(found), caption)
    return Section("What averages say, and what the next unit of money does", (TEXT,), (picture,), (grid,))


def draw(found: Sequence[AtBest]) -> "Figure":
    """Draw the four ratios of every market."""
    figure, (axes,) = kit.panels(1, width=8.4, height=1.6 + 0.42 * len(found))
    kinds = ("A transactions", "B averages", "C all of it", "D the next unit")
    colours = kit.ORANGE, kit.GREY, kit.GREEN, kit.BLUE
    for j, (name, marker, colour) in enumerate(zip(kinds, ("v", "s", "^", "o"), colours, strict=True)):
        values = [one.ratios[j] for one in found]
        error = [[max(0.0, v.mean - v.low) for v in values], [max(0.0, v.high - v.mean) for v in values]]
        places = [k + 0.13 * (1.5 - j) for k in range(len(found))]
        axes.errorbar([v.mean for v in values], places, xerr=error, fmt=marker, color=colour, capsize=3, markersize=6,
                      label=name)  # fmt: skip
    axes.axvline(1.0, color=kit.INK, linestyle=":", linewidth=1)
    axes.set(xscale="log", xlabel="cost of winning ÷ cost of keeping", ylim=(-0.6, len(found) - 0.4))
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:g}")
    axes.set_yticks(range(len(found)), [f"{one.label}: s*={one.share:.2f}" for one in found], fontsize=8)
    figure.legend(*axes.get_legend_handles_labels(), ncols=4, loc="outside lower center", frameon=False)
    one = all(abs(each.twins.marginal.mean - 1.0) <= NEAR_ONE for each in found)
    kit.title(figure, "At the best share the next unit of money does as much on either side, whatever averages say"
              if one else "Four ratios of what winning costs over what keeping costs")  # fmt: skip
    return figure
