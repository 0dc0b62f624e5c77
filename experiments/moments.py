"""Show whether a market looks like a real one: its moments beside the ranges they should fall in.

A moment counts as met only if its whole 95% interval over seeds lies within the range. The ranges are patterns to
compare with, none is an input; but assumed parameters were tuned to them, so meeting them confirms nothing. The
correlation rides partly on the memory of satisfaction. "Through word of mouth" says what a customer had heard, not that
they came for it. Ranges of other customers than the default stand in scenarios/data/moments.csv.
"""

import csv
from collections.abc import Mapping, Sequence
from functools import partial
from importlib import resources
from typing import SupportsFloat

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tenfold.agents.decisions import SOURCES
from tenfold.agents.engine import Engine
from tenfold.agents.plan import Plan, check
from tenfold.agents.world import Columns, Measures
from tenfold.sim.groups import varied
from tenfold.sim.records import mapped
from tenfold.sim.runner import play_all
from tenfold.sim.statistics import interval

TALKED_ABOUT = [SOURCES.index(source) for source in ("word of mouth", "referral")]
LEAST_TENURE = 3  # [periods] with the firm before experience counts as settled

# Moment: the range it should fall in. The correlation: Schiebler et al. 2024, r = .29; good talk: East et al. 2007, 3;
# Double Jeopardy: small firms lose slightly more (Riebe et al. 2014), at most a point; the other ranges: assumptions.
TARGETS: dict[str, tuple[float, float]] = {
    "monthly churn [share of customers]": (0.015, 0.04),
    "customers with a firm [share of market]": (0.6, 0.9),
    "expectation before, satisfaction after [correlation]": (0.2, 0.4),
    "new customers through word of mouth or referral [share]": (0.2, 0.5),
    "good talk per bad talk [ratio]": (2.0, 4.0),
    "churn of the smallest less the largest firm [share of customers]": (0.0, 0.01),
    "customers lost to rivals [share of all lost]": (0.3, 0.7),
    "complaints, where firms take them [share of customer-periods]": (0.01, 0.05),
}
AGAIN = "bought again, of those with one purchase [share of customers]"
MEASURED = (*TARGETS, AGAIN)
COLUMNS = ("moment", "target low", "target high", "mean", "low", "high", "met")


def moments(
    plan: Plan, seeds: Sequence[int], workers: int = 0, targets: Mapping[str, tuple[float, float]] = TARGETS
) -> pd.DataFrame:
    """Play a market under every seed and set its moments beside their targets.

    Parameters
    ----------
    plan : the market; its periods after the burn-in are measured
    seeds : one run each; at least two, or nothing is met
    workers : threads, 0 for one a core; results do not depend on it
    targets : the range each moment should fall in, by its name

    Returns
    -------
    DataFrame
        one row a moment, with the columns `COLUMNS`: target, mean, 95% interval over seeds, and whether it is met

    Raises
    ------
    InputError : for a plan that cannot be
    """
    runs = pd.DataFrame(play_all(partial(_play, check(plan)), list(seeds), workers))
    rows: list[tuple[str, float, float, float, float, float, str]] = []
    for name, (least, most) in targets.items():
        mean, low, high = interval(runs[name].to_numpy(np.float64))
        rows.append((name, least, most, mean, low, high, "yes" if least <= low and high <= most else "no"))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def targets_of(customers: str) -> dict[str, tuple[float, float]]:
    """Give the ranges that moments of one file of `scenarios/customers` should fall in.

    Parameters
    ----------
    customers : its name

    Returns
    -------
    dict
        lowest and highest by moment; those of the default market for a file of which nothing else is said
    """
    text = (resources.files("tenfold.scenarios") / "data" / "moments.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["customers"] == customers]
    return {row["moment"]: (float(row["low"]), float(row["high"])) for row in rows} or dict(TARGETS)


def measure(engine: Engine) -> dict[str, float]:
    """Play a new market to its end and give its moments after the burn-in.

    Parameters
    ----------
    engine : that has not begun

    Returns
    -------
    dict
        a number for each name of `MEASURED`, in the unit in its brackets; nan where there is nothing to measure
    """
    market, values = engine.plan.market, []
    engine.run(market.burn_in)
    while engine.now < market.periods:
        before = np.array(engine.columns.firm), np.array(engine.columns.tenure), expected(engine.columns)
        engine.run(1)
        values.append(learnt(*before, engine.columns))
    record = mapped(engine.record, lambda entry: entry[market.burn_in :])
    churn, penetration, told, ratio, jeopardy, rivals = counted(record, market.size)
    again = _ratio(record.twice.sum(), record.once.sum())
    asked = complaints(engine.plan, engine.seed)
    numbers = (churn, penetration, _mean(values), told, ratio, jeopardy, rivals, asked, again)
    return dict(zip(MEASURED, numbers, strict=True))


def counted(record: Measures, size: int) -> tuple[float, float, float, float, float, float]:
    """Give churn, penetration, share won by talk, good per bad talk, Double Jeopardy and rivals from counts alone.

    churn = lost / customers at the start of the period; talk counts the customers who talk, passed-on words apart.
    Double Jeopardy is the churn of the firm that is smallest when the measuring begins, less that of the largest.

    Parameters
    ----------
    record : an array (periods, firms) each
    size : customers in the market

    Returns
    -------
    tuple of six floats
        shares but for the fourth, a ratio, and the fifth, a difference of shares; nan where nothing can be divided
    """
    lost, started, first = record.lost.sum(axis=0), record.started.sum(axis=0), record.started[0]
    small, large = int(np.argmin(first)), int(np.argmax(first))
    gap = _ratio(lost[small], started[small]) - _ratio(lost[large], started[large])
    return (
        _ratio(lost.sum(), started.sum()),
        _ratio(record.ended.sum(), len(record.ended) * size),
        _ratio(record.won[:, TALKED_ABOUT].sum(), record.won.sum()),
        _ratio(record.told_good.sum(), record.told_bad.sum()),
        gap if small != large else float("nan"),
        _ratio(record.lost_to_rivals.sum(), lost.sum()),
    )


def complaints(plan: Plan, seed: int) -> float:
    """Play the same market where customers may complain to every firm.

    Parameters
    ----------
    plan : the market
    seed : of its draws

    Returns
    -------
    float
        complaints after the burn-in [share of customer-periods]
    """
    heard: dict[str, object] = {f"firms.{f}.recovery.on": True for f in range(len(plan.firms))}
    record = Engine(varied(plan, {"customers.complaint.on": True, **heard}), seed).run().record
    return _ratio(record.complaints[plan.market.burn_in :].sum(), record.ended[plan.market.burn_in :].sum())


def expected(columns: Columns) -> NDArray[np.float64]:
    """Give what everybody expects of their own firm: sum w E over the attributes.

    Parameters
    ----------
    columns : of a market

    Returns
    -------
    float64 array
        [level], shape (N,); nan for who has no firm
    """
    everyone = np.einsum("an,fan->fn", columns.weight, columns.expectation, dtype=np.float64)
    return _own(everyone, columns.firm)


def learnt(
    firm: NDArray[np.uint8], tenure: NDArray[np.int32], expectation: NDArray[np.float64], after: Columns
) -> float:
    """Correlate expectation before a period with satisfaction after it, over settled customers who stayed.

    Parameters
    ----------
    firm, tenure, expectation : of everybody before the period, shape (N,)
    after : the columns after it

    Returns
    -------
    float
        Pearson's r [-1 .. 1]; nan where nothing varies
    """
    feeling = _own(np.asarray(after.satisfaction, np.float64), after.firm)
    stayed = (firm != 0) & (firm == after.firm) & (tenure > LEAST_TENURE)
    x, y = expectation[stayed], feeling[stayed]
    if x.size < 2 or np.ptp(x) == 0.0 or np.ptp(y) == 0.0:
        return float("nan")
    return float(np.corrcoef(x, y)[0, 1])


def _own(values: NDArray[np.float64], firm: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Pick each customer's own firm's row of an array over firms; nan for who has none."""
    own = values[np.maximum(firm.astype(np.int64) - 1, 0), np.arange(firm.size)]
    return np.where(firm != 0, own, np.nan)


def branching_number(plan: Plan) -> float:
    """Give R = q min(told, ties): how many pass one bad word on; above 1 it would grow until everybody knows.

    Parameters
    ----------
    plan : the market; its mean number of ties counts

    Returns
    -------
    float
        [-]; 0 without word of mouth
    """
    word = plan.customers.word
    ties = 0 if plan.network.kind == "none" else plan.network.degree
    return word.resend * min(word.told_bad, ties + word.weak_ties) if word.on else 0.0


def _ratio(top: SupportsFloat, bottom: SupportsFloat) -> float:
    return float(top) / float(bottom) if float(bottom) else float("nan")


def _mean(values: Sequence[float]) -> float:
    """Average what could be computed."""
    known = [x for x in values if not np.isnan(x)]
    return float(np.mean(known)) if known else float("nan")


def _play(plan: Plan, seed: int) -> dict[str, float]:
    return measure(Engine(plan, seed))
