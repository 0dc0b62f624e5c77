"""Tables of what is known of cohorts, for people and for other programs."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from tenfold.experiments.cohorts import life
from tenfold.experiments.cohorts.evidence import restricted_mean, survival_interval
from tenfold.experiments.cohorts.known import Known, ends_of, fitted_retention, kept, kept_interval, shown
from tenfold.experiments.cohorts.sbg import survival
from tenfold.experiments.planner.figures import Figures
from tenfold.experiments.study import Grid
from tenfold.sim.statistics import Interval

UNITS = {
    "cohort": "-", "period": "periods since joining", "surviving": "share", "surviving_low": "share",
    "surviving_high": "share", "at_risk": "customers", "retention": "share a period", "fitted_surviving": "share",
    "fitted_retention": "share a period",
}  # fmt: skip


def table(k: Known) -> Grid:
    """Lay out survival and retention, period by period."""
    c, (low, high), stay = k.cohort, survival_interval(k.cohort, k.size), kept(k.cohort)
    seen = c.counts(k.size or 1.0)[0] if k.sized else np.full(c.periods, np.nan)
    model = survival(k.fit.alpha, k.fit.beta, np.arange(c.periods + 1))
    rows = [(t, f"{seen[t - 1]:,.0f}" if k.sized else None, shown(Interval(c.surviving[t], low[t], high[t]), 100),
             f"{100 * model[t]:.3g}", None if math.isnan(stay[t - 1]) else shown(kept_interval(c, k.size, t), 100),
             f"{100 * fitted_retention(k)[t - 1]:.3g}") for t in range(1, c.periods + 1)]  # fmt: skip
    unit = c.period_name
    return Grid(f"Survival and retention by {unit} [95%; Greenwood and log-log, Wilson]",
                (unit, f"customers seen in that {unit}", "left after it [%]", "fitted [%]", "of those before, stayed "
                                                                                            "[%]",
                 "fitted [%]"), rows)  # fmt: skip


def model(every: Mapping[str, Known]) -> Grid:
    """Lay out fits side by side."""
    rows = []
    for name, k in every.items():
        f = k.fit
        rows.append((
            name, shown(Interval(f.alpha, *ends_of(f.interval_alpha))),
            shown(Interval(f.beta, *ends_of(f.interval_beta))),
            k.alike, shown(f.constant, 100), f"{k.fitness.p:.3g} ({k.fitness.freedom})" if k.fitness.freedom else None,
            shown(restricted_mean(k.cohort, k.size)),
            f.reason or None,
        ))  # fmt: skip
    return Grid("The fit, and what speaks for it [95%, profile likelihood]",
                ("cohort", "alpha", "beta", "p, customers all alike", "leave a period, if all alike [%]",
                 "p, leavers as fitted (degrees of freedom)", "periods there, of those in the table", "said"),
                rows)  # fmt: skip


def lifetimes(k: Known, own: Figures) -> Grid:
    """Lay out residual lifetime and value by tenure; intervals are of the parameters."""
    margin, rows = own.price - own.unit_cost, list[tuple[Any, ...]]()
    last = k.cohort.periods
    for n in sorted({0, 1, 2, max(1, last // 4), max(1, last // 2), last}):
        rows.append((n, *_ahead(k, n, own.discount, margin)))
    means = (k.over_current(life.median_periods), k.over_current(life.expected_periods),
             k.over_current(lambda a, b, m: life.discounted_residual(a, b, m, own.discount)),
             k.over_current(lambda a, b, m: life.retention_elasticity(a, b, m, own.discount)))  # fmt: skip
    if means[0] is not None:
        found = [shown(each) for each in means if each is not None]
        rows.append(("current customers, "
                     "mean", None, *found[:3], shown(means[2], margin) if means[2] else None, found[3]))
    unit = own.period
    return Grid(f"How long those still stay who have stayed so many {unit}s [95%: plausible alpha and beta]",
                (f"{unit}s stayed", f"stay the next {unit} [%]", f"half are gone after [{unit}s]", f"mean [{unit}s]",
                 f"DERL [discounted {unit}s]", "value [money]", "elasticity of value to retention"), rows)  # fmt: skip


def worths(every: Mapping[str, Known], money: Mapping[str, Figures]) -> Grid:
    """Lay out what customers are worth, by segment."""
    rows = []
    for name, k in every.items():
        own = money[name]
        margin = own.price - own.unit_cost
        new = k.worth_new(own.discount)
        now = k.worth_now(own.discount)
        there = None if k.cohort.current is None else float(k.cohort.current.sum())
        rows.append((name, f"{margin:.4g}", shown(new), shown(new, margin), there,
                     None if now is None else shown(now, margin)))  # fmt: skip
    return Grid("What customers are worth [95%: plausible alpha and beta]",
                ("cohort", "margin a period [money]", "DEL of a new customer [discounted periods]",
                 "a new customer [money]", "there now", "a current one, from the next period on [money]"),
                rows)  # fmt: skip


def rows(every: Mapping[str, Known]) -> pd.DataFrame:
    """Give survival, interval, retention and fit of all cohorts for programs."""
    frames = []
    for name, k in every.items():
        c, (low, high), t = k.cohort, survival_interval(k.cohort, k.size), np.arange(k.cohort.periods + 1)
        seen = c.counts(k.size or 1.0)[0] if k.sized else np.full(c.periods, np.nan)
        frames.append(pd.DataFrame({
            "cohort": name, "period": t, "surviving": c.surviving, "surviving_low": low, "surviving_high": high,
            "at_risk": np.append(np.nan, seen), "retention": np.append(np.nan, kept(c)),
            "fitted_surviving": survival(k.fit.alpha, k.fit.beta, t),
            "fitted_retention": np.append(np.nan, fitted_retention(k)),
        }))  # fmt: skip
    return pd.concat(frames, ignore_index=True)


def numbers(every: Mapping[str, Known], money: Mapping[str, Figures]) -> dict[str, Any]:
    """Give what verdict.json holds of every cohort."""
    found = {}
    for name, k in every.items():
        own = money[name]
        found[name] = {
            "fit": k.fit._asdict(), "fitted_periods": k.periods, "p_all_alike": k.alike,
            "fitness": k.fitness._asdict(), "held_out": None if k.held_out is None else k.held_out._asdict(),
            "margin": own.price - own.unit_cost, "discount": own.discount,
            "new_customer_discounted_periods": k.worth_new(own.discount),
            "current_customer_discounted_periods": k.worth_now(own.discount),
            "median_periods": k.plausibly(lambda a, b: life.median_periods(a, b, 0)),
            "notes": list(k.cohort.notes),
        }  # fmt: skip
    return {"cohorts": found}


def _ahead(k: Known, n: int, discount: float, margin: float) -> tuple[str, ...]:
    worth = k.plausibly(lambda a, b: life.discounted_residual(a, b, n, discount))
    return (
        shown(k.retained(n + 1), 100), shown(k.plausibly(lambda a, b: life.median_periods(a, b, n))),
        shown(k.plausibly(lambda a, b: life.expected_periods(a, b, n))), shown(worth), shown(worth, margin),
        shown(k.plausibly(lambda a, b: life.retention_elasticity(a, b, n, discount))),
    )  # fmt: skip
