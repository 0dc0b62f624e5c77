"""The page of a planner's outlook: tables for people, claims, and what stands beside them."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from tenfold.experiments.planner.ahead import ends
from tenfold.experiments.planner.outlook import Outlook, Played
from tenfold.experiments.planner.outlook_words import WITHOUT, counted, money, ranged, rate, whole
from tenfold.experiments.planner.unknowns import percent
from tenfold.experiments.study import Claim, Grid, Judged
from tenfold.sim.statistics import Interval, interval

READINGS = {True: "drawn anew with every spell", False: "kept by the person for good"}
MOST_ROWS = 12  # of a table for people
SURE = 0.95  # of the cases, for a word that holds over what is not known


def reached(o: Outlook) -> Grid:
    """Lay all arms side by side at the end of the horizon."""
    t, market = o.horizon, o.plan.market
    rows = [(arm.words, f"{arm.money:.3g}", money(whole(o, arm)),
             ranged(o.drawn.customers[k, t], o.people), ranged(o.drawn.churn[k, t - 1], write=rate),
             ranged(o.profit[k]), money(float(o.own.profit[k, t - 1, 0] * o.people)), money(float(o.long[k])),
             rate(float(o.own.unspent[k, 0]))) for k, arm in enumerate(o.arms)]  # fmt: skip
    columns = ("policy", f"a head and {market.period}", "in all a year",
               "customers", f"churn in the last {market.period}", f"cash of {t} {market.period}s [money]",
               "at your own figures", f"over {market.periods} {market.period}s, discounted", "unspent")  # fmt: skip
    return Grid(f"After {t} {market.period}s, the middle of the drawn cases and where nine of ten lie; the last three "
                "at your own figures", columns, rows)  # fmt: skip


def compared(o: Outlook) -> Grid:
    """Lay all arms beside the reference."""
    t, period, reference, rows = o.horizon, o.plan.market.period, o.arms[0].words, list[tuple[Any, ...]]()
    for k, arm in enumerate(o.arms):
        back = o.back(k)
        least = (o.drawn.cash[k, :t] - o.drawn.cash[0, :t]).cumsum(axis=0).min(axis=0).clip(max=0.0)
        rows.append((arm.words, f"{arm.money:.3g}", percent(float(o.wins[k])), *((
            ranged(o.extra[k]), percent(float(o.beats(k)[0])), ranged(-least, o.people), ranged(back, write=counted),
            percent(float((back <= t).mean()))) if k else (None,) * 5)))  # fmt: skip
    columns = ("policy", f"a head and {period}", "earns most of all in", f"beyond {reference} [money]",
               f"more than {reference} in", "most money out at once", f"back in {period}",
               f"back within {t} {period}s in")  # fmt: skip
    return Grid(f"Beside {reference}, over {t} {period}s, case by case", columns, rows)


def duels(o: Outlook, budget: float) -> Grid:
    """Lay out in which share of the cases each arm of a budget earns more than each other."""
    chosen = [k for k, arm in enumerate(o.arms) if arm.budget in (None, budget)]
    rows = [(o.arms[k].words, *(percent(float(o.beats(k)[j])) if j != k else None for j in chosen)) for k in chosen]
    over = f"over {o.horizon} {o.plan.market.period}s"
    return Grid(f"In which share of the cases the policy of the row earns more {over} than that of the column, at "
                f"{budget:.3g} a head", ("", *(o.arms[k].words for k in chosen)), rows)  # fmt: skip


def by_period(o: Outlook, k: int) -> Grid:
    """Lay out one arm period by period; of many periods some."""
    t, market, d = o.horizon, o.plan.market, o.drawn
    chosen = np.unique(np.linspace(1, t, min(t, MOST_ROWS)).round().astype(int))
    rows = [(int(i), ranged(d.customers[k, i], o.people), ranged(d.joined[k, i - 1], o.people),
             ranged(d.left[k, i - 1], o.people), ranged(d.churn[k, i - 1], write=rate),
             ranged(d.cash[k, i - 1], o.people), ranged(d.profit[k, i - 1], o.people)) for i in chosen]  # fmt: skip
    columns = (market.period, "customers at its end", "joined", "left", "churn", "cash [money]", "cash so far [money]")
    said = f"{o.arms[k].said}: {market.period} by {market.period}"
    return Grid(f"{said}, the middle and nine of ten cases", columns, rows)


def horizons(o: Outlook, budgets: Sequence[float]) -> Grid:
    """Lay out the best split of each budget over the horizon and over the market's own periods."""
    market = o.plan.market

    def said(share: float, pays: bool) -> str:
        return ("no split spends it" if math.isnan(share) else percent(share)) + ("" if pays else ", and does not pay")

    rows = [(f"{b:.3g}", said(found.soon, found.pays_soon), said(found.long, found.pays_long))
            for b, found in zip(budgets, o.best, strict=True)]  # fmt: skip
    columns = ("a head", f"over {o.horizon} {market.period}s", f"over {market.periods}, discounted")
    caption = "Best share for keeping at your figures; what does not pay earns less than spending nothing"
    return Grid(caption, columns, rows)


def other_reading(o: Outlook) -> Grid:
    """Lay out the two readings of the propensity to leave, which no survival table can tell apart."""
    anew, t = o.plan.customers.response.anew, o.horizon
    rows = []
    for k in dict.fromkeys((0, o.spender)):
        for flow, reading in ((o.drawn, anew), (o.other, not anew)):
            people, cash = ranged(flow.customers[k, t], o.people), ranged(flow.profit[k, t - 1], o.people)
            rows.append((o.arms[k].said, READINGS[reading], people, ranged(flow.churn[k, t - 1], write=rate), cash))
    return Grid("What readiness to leave belongs to: the first line of each is what the answer takes",
                ("", "propensity", "customers", "churn", "cash so far [money]"), rows)  # fmt: skip


def checked(o: Outlook, played: Played, chosen: Sequence[int]) -> Grid:
    """Lay simulated agents beside what was foreseen at the planner's own figures."""
    t, rows = o.horizon, list[tuple[Any, ...]]()
    for j, k in enumerate(chosen):
        for what, sample, value in (("customers", played.customers, o.own.customers[k, t, 0]),
                                    ("cash so far [money]", played.profit, o.own.profit[k, t - 1, 0])):  # fmt: skip
            found = interval(sample[j, -1] * o.people)
            rows.append((o.arms[k].said, what, money(value * o.people), money(found.mean),
                         f"{money(found.low)} to {money(found.high)}"))  # fmt: skip
    return Grid(f"At your own figures, after {t} {o.plan.market.period}s: foreseen, and simulated agent by agent",
                ("", "", "foreseen", "simulated", "95% over seeds"), rows)  # fmt: skip


def spread_of(o: Outlook, k: int) -> Interval:
    """Give what an arm earns beyond the reference: the middle of the cases, and where nine of ten lie [money]."""
    low, middle, high = (float(x) for x in ends(o.extra[k]))
    return Interval(middle, low, high)


def claims(o: Outlook, budgets: Sequence[float]) -> list[Judged]:
    """Judge of each budget that its arm with most profit in the mean earns more than the reference."""
    means, judged = o.extra.mean(axis=1), list[Judged]()
    for b in budgets:
        k = max((k for k, arm in enumerate(o.arms) if arm.budget == b), key=means.__getitem__, default=0)
        if k:
            more = float((o.extra[k] > 0).mean()), float((o.extra[k] < 0).mean())
            word = "supported" if more[0] >= SURE else "refuted" if more[1] >= SURE else "undecided"
            text = (f"{o.arms[k].said}, earns more over {o.horizon} {o.plan.market.period}s than "
                    f"{WITHOUT[o.arms[0].name]}")  # fmt: skip
            claim = Claim(text, None, "money, in nine of ten cases",
                          "emergent: from your figures; the response curves are assumed")  # fmt: skip
            judged.append(Judged(claim, spread_of(o, k), math.nan, word))
    return judged
