"""What is measured of a firm in one run, all from its own ledger and customer counts."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple, SupportsFloat

import numpy as np
import pandas as pd

from tenfold.agents.decisions import SOURCES
from tenfold.agents.firm.equity import lifetime_value
from tenfold.agents.measures import discounted_profit
from tenfold.agents.plan import Plan
from tenfold.agents.replay import engine_for
from tenfold.agents.world import Measures
from tenfold.sim.records import F8

PAID = [SOURCES.index(s) for s in ("advert", "contact", "referral")]


class Outcome(NamedTuple):
    """Hold one run's outcomes of the first firm; nan where a denominator is 0."""

    profit: float  # [money per head of market] discounted, from the first period on
    customers: float  # share of the market, mean after burn-in
    equity: float  # [money per head of market] customers at the end times the value expected of each
    market_share: float  # share of all customers with a firm, mean after burn-in
    retention: float  # per period, after burn-in
    cac_paid: float  # [money] acquisition cost per customer won by paying
    cac_blended: float  # [money] per customer won, word of mouth and walk-ins included
    crc: float  # [money] retention cost per retained customer and period
    ratio_a: float  # transaction: cost per first sale over cost per second sale
    ratio_a_served: float  # the same with the cost to serve in both
    ratio_b: float  # average: CAC (paid) over CRC
    ratio_b_blended: float  # average: CAC (blended) over CRC
    joins_per_loss: float  # customers won over customers lost; 1 at rest
    identity: float  # what ratio B must be at rest, by arithmetic: see `identity`
    unspent: float  # share of the budget that found nobody to be spent on


UNITS = {
    "profit": "money per head of market, discounted",
    "customers": "share of the market",
    "equity": "money per head of market",
    "market_share": "share of customers with a firm",
    "retention": "per period",
    "cac_paid": "money per customer won by paying",
    "cac_blended": "money per customer won",
    "crc": "money per retained customer and period",
    "ratio_a": "-",
    "ratio_a_served": "-",
    "ratio_b": "periods",
    "ratio_b_blended": "periods",
    "joins_per_loss": "-",
    "identity": "periods",
    "unspent": "share of the budget",
}


def divide(top: SupportsFloat, bottom: SupportsFloat) -> float:
    """Divide; nan where there is nothing to divide by."""
    return float(top) / float(bottom) if float(bottom) else math.nan


def identity(share: float, retention: float, won_over_paid: float) -> float:
    """Give the average cost ratio B that follows from a split and a retention at rest, whatever anything costs.

    B = (1 - s) / s x r / (1 - r) x won / paid: at rest as many are won as are lost, so CAC = (1 - s) b / paid and
    CRC = s b / kept differ by nothing but kept / lost = r / (1 - r). No response to spending is left in it.

    Parameters
    ----------
    share : s, of the money spent that went to retention
    retention : r, per period
    won_over_paid : all customers won over those won by paying

    Returns
    -------
    float
        B [periods]; nan where s = 0 or nobody leaves
    """
    return divide((1.0 - share) * retention * won_over_paid, share * (1.0 - retention))


def outcome(plan: Plan, record: Measures, worth: F8) -> Outcome:
    """Measure the first firm of a finished run.

    Parameters
    ----------
    plan : that was played
    record : an array (periods, firms) for each entry
    worth : of one unit of money in each period, shape (periods,)

    Returns
    -------
    Outcome
        in the units of `UNITS`
    """
    firm, size, later = plan.firms[0], plan.market.size, plan.market.burn_in

    def own(name: str) -> Any:
        return getattr(record, name)[later:, ..., 0]

    def total(*names: str) -> Any:
        return sum(own(name).sum(axis=0) for name in names)

    won, paid, started = total("won").sum(), total("won")[PAID].sum(), total("started")
    acquire, retain = total("acquire", "reward") / 100.0, total("retain", "discount", "recovery") / 100.0
    kept = started - total("lost")
    retention = divide(kept, started)
    on_second = (own("retain") / 100.0 * own("once") / np.maximum(own("started"), 1)).sum()
    first, second = divide(acquire, won), divide(on_second, total("twice"))
    care = divide(retain, started)
    margin = firm.price - firm.unit_cost - (0.0 if math.isnan(care) else care)
    alive = own("ended")[-1]
    value = 0.0
    if alive:  # where all of them came in the last period, nobody knows yet how many stay
        known = not math.isnan(retention)
        value = lifetime_value(margin, retention, max(plan.market.discount, 1e-9)) if known else math.nan
    cac, crc = divide(acquire, paid), divide(retain, kept)
    return Outcome(
        profit=float(discounted_profit(record, worth)[0]) / size,
        customers=float(own("ended").mean()) / size,
        equity=float(alive * value) / size,
        market_share=float(divide(own("ended").sum(), record.ended[later:].sum())),
        retention=float(retention),
        cac_paid=float(cac),
        cac_blended=float(first),
        crc=float(crc),
        ratio_a=float(divide(first, second)),
        ratio_a_served=float(divide(first + firm.unit_cost, second + firm.unit_cost)),
        ratio_b=float(divide(cac, crc)),
        ratio_b_blended=float(divide(first, crc)),
        joins_per_loss=divide(won, total("lost")),
        identity=identity(divide(retain, acquire + retain), retention, divide(won, paid)),
        unspent=divide(total("kept"), total("kept", "acquire", "retain")),
    )


def play(job: tuple[Plan, int]) -> Outcome:
    """Play one plan under one seed."""
    plan, seed = job
    engine = engine_for(plan, seed).run()
    return outcome(plan, engine.record, engine.books.worth)


def long_rows(shares: F8, outcomes: Sequence[Sequence[Outcome]]) -> pd.DataFrame:
    """Lay out runs as rows: one a share, seed and outcome, with the unit of each.

    Parameters
    ----------
    shares : retention shares, shape (K,)
    outcomes : K lists of one outcome a seed

    Returns
    -------
    DataFrame
        columns retention_share, seed, outcome, value, unit
    """
    runs = [(s, seed, *run) for s, some in zip(shares, outcomes, strict=True) for seed, run in enumerate(some)]
    wide = pd.DataFrame(runs, columns=["retention_share", "seed", *Outcome._fields])
    long = wide.melt(["retention_share", "seed"], var_name="outcome", value_name="value")
    return long.assign(unit=long["outcome"].map(UNITS))
