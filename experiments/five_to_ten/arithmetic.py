"""E1, part 1: where the number comes from. The average cost ratio is arithmetic of the split and of retention."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tenfold.agents.plan import Plan
from tenfold.experiments.splitting.outcomes import play
from tenfold.experiments.study import Claim, Grid, Part, Picture, Section, judge, kit, of_sample
from tenfold.sim.groups import varied
from tenfold.sim.runner import play_all
from tenfold.sim.statistics import interval

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHARES, SEEDS = (0.2, 0.5, 0.8), 8
A_YEAR = {"day": 365, "week": 52, "month": 12, "quarter": 4, "year": 1}  # periods
GROWING = "a real cohort's leaving"  # which is not at rest: fewer leave the longer they stay
NEAR = 0.1
SAYING = (
    "Whoever splits the budget evenly and keeps 83 to 91% of customers a period, their number at rest, finds a ratio "
    "of 5 to 10 per customer won in their books, whatever winning or keeping one costs: that is arithmetic."
)


def part(markets: dict[str, Plan], progress: Callable[[float], None]) -> Part:
    """Measure ratio B in several markets and set it beside what arithmetic says.

    Parameters
    ----------
    markets : by name; the first firm's split is varied
    progress : told the share done

    Returns
    -------
    Part
        with a claim a market, a chart and a table
    """
    arms = [(name, plan, share) for name, plan in markets.items() for share in SHARES]
    plans = [varied(plan, {"firms.0.retention_share": share, "firms.0.policy": "fixed"}) for _, plan, share in arms]
    flat = play_all(play, [(plan, seed) for plan in plans for seed in range(SEEDS)], progress=progress)
    runs = [flat[k * SEEDS : (k + 1) * SEEDS] for k in range(len(arms))]
    claims, table, points, exact = [], [], [], []
    for (name, plan, share), some in zip(arms, runs, strict=True):
        b, said = np.array([r.ratio_b for r in some]), np.array([r.identity for r in some])
        kept, year = float(np.mean([r.retention for r in some])), A_YEAR.get(plan.market.period)
        a_year = interval(b / year) if year else None
        table.append((name, share, interval([r.retention for r in some]), interval(b), interval(said),
                      interval([r.joins_per_loss for r in some]), plan.market.period, a_year))  # fmt: skip
        points.append((kept, share, float(b.mean()), f"{name} (by the {plan.market.period})"))
        exact.append(np.abs(b * np.array([r.joins_per_loss for r in some]) / said - 1.0).max())
        if name != GROWING:
            text = f"ratio B is the arithmetic of a firm at rest, give or take {NEAR:.0%}: {name}, a split of {share:g}"
            claim = Claim(text, None, "measured over arithmetic", "built in: stock and flow", NEAR, False, above=1.0,
                          equal=True)  # fmt: skip
            claims.append((claim, of_sample(b / said)))
    judged = judge([c for c, _ in claims], [e for _, e in claims])
    columns = ("market", "retention share", "retention a period", "B measured [periods]", "B by arithmetic [periods]",
               "joins per loss", "period", "B [years]")  # fmt: skip
    words = ("At rest a firm wins as many customers as it loses. So its acquisition cost per customer won, over its "
            "retention cost per customer kept in a period, is B = (1 - s)/s x r/(1 - r) x won/paid: the split s of the "
            "money, the retention r, and the share of joins that was paid for. Nothing of what winning or keeping a "
            "customer costs is left in it.",
            "B has a unit, periods: the same firm counted in months shows about twelve times what it shows in years. "
            "Where customers still grow in number, B is lower by the number of joins per loss, exactly.")  # fmt: skip
    picture = Picture("arithmetic", _chart(points), "Lines: splits and retentions with the same ratio B (all joins "
                      "paid for; else B is higher). Points: simulated firms with the B measured in them.")  # fmt: skip
    rows = pd.DataFrame(
        [("arithmetic", name, share, seed, outcome, float(getattr(run, outcome)), "periods")
         for (name, _, share), some in zip(arms, runs, strict=True) for seed, run in enumerate(some)
         for outcome in ("ratio_b", "identity")],
        columns=["part", "market", "retention_share", "seed", "outcome", "value", "unit"],
    )  # fmt: skip
    grid = Grid("Ratio B of simulated firms, 95% over seeds", columns, table)
    return Part(
        (Section("Where the number comes from", words, (picture,), (grid,)),),
        judged, rows=rows, units={"part": "-", "market": "-", "retention_share": "share of the budget"},
        seeds={"ratio B in three markets": SEEDS},
        checks=(f"Ratio B times joins per loss is the arithmetic to {max(exact):.0e} of it in every run",),
    )  # fmt: skip


def _chart(points: list[tuple[float, float, float, str]]) -> "Figure":
    """Draw which split and which retention make one measure a ratio of 1, 2, 5, 10, 20."""
    figure, (axes,) = kit.panels(1, width=7.2, height=4.4)
    r = np.linspace(0.5, 0.985, 400)
    share = {b: 1.0 / (1.0 + b * (1.0 - r) / r) for b in (1, 2, 5, 10, 20)}
    axes.fill_between(100 * r, 100 * share[10], 100 * share[5], color=kit.BLUE, alpha=0.18, linewidth=0)
    for ratio, line in share.items():
        axes.plot(100 * r, 100 * line, color=kit.BLUE, linewidth=1.6 if ratio in (5, 10) else 0.9)
        place = 30 + 40 * (5 - [1, 2, 5, 10, 20].index(ratio)) // 2
        axes.annotate(f"{ratio}", (100 * r[place], 100 * line[place]), color=kit.BLUE, fontsize=9, ha="center",
                      va="center", bbox={"boxstyle": "round,pad=.15", "fc": "white", "ec": "none"})  # fmt: skip
    axes.axhline(50, color=kit.INK, linestyle=":", linewidth=1)
    names = list(dict.fromkeys(name for *_, name in points))
    for kept, split, b, name in points:
        k = names.index(name)
        axes.plot(100 * kept, 100 * split, kit.MARKS[k], color=kit.COLOURS[k + 1], markeredgecolor="white",
                  label=name if split == SHARES[0] else None, zorder=3)  # fmt: skip
        left = kept == min(x for x, other, *_ in points if other == split)  # of those beside one another
        shift, side = ((-5, 5), "right") if left else ((6, -11), "left")
        axes.annotate(f"{b:.3g}", (100 * kept, 100 * split), xytext=shift, ha=side, textcoords="offset points",
                      fontsize=8)  # fmt: skip
    axes.set(xlabel="customers kept in a period [%]", ylabel="retention's share of the budget [%]", xlim=(50, 99),
             ylim=(0, 100))  # fmt: skip
    axes.legend(title="simulated firms", frameon=False, loc="upper left")
    kit.title(figure, "Split and retention alone make one measure 5 to 10 (shaded)")
    return figure


