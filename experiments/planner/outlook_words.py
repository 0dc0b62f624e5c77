"""What is said of a planner's outlook in words: the answer, a title, and what arms do and gain."""

import math
from typing import Any

from tenfold.experiments.planner.ahead import ends
from tenfold.experiments.planner.figures import PER_YEAR
from tenfold.experiments.planner.outlook import Outlook
from tenfold.experiments.planner.policies import Arm
from tenfold.experiments.planner.unknowns import percent
from tenfold.experiments.spelling import many
from tenfold.sim.statistics import Doubles

WITHOUT = {"nothing": "spending nothing", "now": "going on as now"}


def money(value: float) -> str:
    """Write money, or heads, to three digits."""
    rounded = float(f"{value:.3g}") if abs(value) > 1e-6 else 0.0  # no heads of rounding
    return f"{rounded:,.0f}" if abs(rounded) >= 100 or rounded == int(rounded) else f"{rounded:g}"


def ranged(values: Doubles, scale: float = 1.0, write: Any = money) -> str:
    """Write the middle of drawn points and the ends of nine of ten."""
    low, middle, high = (float(x) * scale for x in ends(values))
    return "–" if math.isnan(middle) else f"{write(middle)} [{write(low)}, {write(high)}]"


def counted(period: float) -> str:
    """Write the number of a period, which may never come."""
    return "never" if math.isinf(period) else f"{period:.0f}"


def rate(value: float) -> str:
    """Write a small share in percent."""
    return f"{100 * value:.3g}%"


def whole(o: Outlook, arm: Arm) -> float:
    """Give what an arm spends in all [money a year]."""
    return arm.money * o.people * PER_YEAR[o.plan.market.period]


def asked(arm: Arm, o: Outlook) -> str:
    """Say in full what an arm does."""
    if arm.budget is None:
        return WITHOUT[arm.name]
    return (f"spending {arm.money:.3g} money a head of the market and {o.plan.market.period} ({money(whole(o, arm))} a "
            f"year in all), {arm.words},")  # fmt: skip


def against(low: float, high: float) -> str:
    """Say between which ends a difference lies, so that its sign is heard."""
    if low < 0.0 < high:
        return f"{money(-low)} less to {money(high)} more"
    less = high <= 0.0 and low < 0.0
    return f"{money(-high)} to {money(-low)} less" if less else f"{money(low)} to {money(high)} more"


def gained(o: Outlook, k: int) -> str:
    """Say what an arm earns beyond the reference."""
    low, middle, high = (float(x) for x in ends(o.extra[k]))
    mean = float(o.extra[k].mean())
    other = "" if mean * middle >= 0.0 else f" in the middle case, on average {money(abs(mean))} {more(mean)},"
    return (f"{money(abs(middle))} money {more(middle)}{other} than {WITHOUT[o.arms[0].name]} "
            f"({against(low, high)} in nine of ten cases; more in {percent(float(o.beats(k)[0]))})")  # fmt: skip


def more(amount: float) -> str:
    """Say on which side of something an amount lies."""
    return "less" if amount < 0 else "more"


def answer(o: Outlook) -> list[str]:
    """Say which arm earns most, when its money is back, what it leads to, and whether short and long term differ."""
    k, top = o.spender, o.top
    most = (f"{asked(o.arms[top], o)} earns most over the next {many(o.horizon, o.plan.market.period)}, in "
            f"{percent(float(o.wins[top]))} of the cases and in their mean")  # fmt: skip
    if top == k:
        said = [f"{most}: {gained(o, k)}."] if k else [f"{most}."]
    else:
        said = [f"{most}; of what is spent on, {asked(o.arms[k], o).removeprefix('spending ')} comes closest: "
                f"{gained(o, k)}."]  # fmt: skip
    if k:
        said += [_return(o, k), _people(o, k), *_short_and_long(o)]
    return [text[0].upper() + text[1:] for text in said]


def _return(o: Outlook, k: int) -> str:
    period, back, far = o.plan.market.period, o.back(k), o.drawn.cash.shape[1]
    low, middle, high = ends(back)
    if math.isnan(middle):
        return "Nothing of that money finds anybody to be spent on."
    within = f"within {many(o.horizon, period)} in {percent(float((back <= o.horizon).mean()))} of the cases"
    if math.isinf(middle):
        return f"In most cases the money is not back within {many(far, period)}; {within}."
    late = f"later than {far}" if math.isinf(high) else f"{high:.0f}"
    return f"The money is back in {period} {middle:.0f} ({low:.0f} to {late} in nine of ten cases), {within}."


def _people(o: Outlook, k: int) -> str:
    t, period = o.horizon, o.plan.market.period
    (low, middle, high), (_, other, _) = (ends(o.drawn.customers[j, t] * o.people) for j in (k, 0))
    churn, before = (float(ends(o.drawn.churn[j, t - 1])[1]) for j in (k, 0))
    beside = "" if math.isnan(before) else f" instead of {rate(before)}"
    return (f"You then have {money(middle)} customers ({money(low)} to {money(high)}) instead of {money(other)}; "
            f"{rate(churn)} leave in a {period}{beside}.")  # fmt: skip


def _short_and_long(o: Outlook) -> list[str]:
    """Say, of the budget that does best, whether the split that is best soon is the one that is best for long."""
    budgets, market = dict.fromkeys(arm.budget for arm in o.arms if arm.budget is not None), o.plan.market
    found = next(best for b, best in zip(budgets, o.best, strict=True) if b == o.arms[o.spender].budget)
    long = f"over all {market.periods} {market.period}s"
    if found.pays_long != found.pays_soon:
        first, then = (long, f"over {o.horizon}") if found.pays_long else (f"over {o.horizon}", long)
        return [f"Short and long term differ: at your figures this budget pays {first}, and does not {then}."]
    if found.soon == found.long or not found.pays_long:
        return []
    return [f"Short and long term differ: at your figures the best share for keeping is {percent(found.soon)} over "
            f"{o.horizon} {market.period}s and {percent(found.long)} {long}."]  # fmt: skip


def title(o: Outlook) -> str:
    """Say the finding above the picture."""
    over, k = f"over the next {o.horizon} {o.plan.market.period}s", o.top
    said = asked(o.arms[k], o).rstrip(",")
    if not k:
        return f"{said[0].upper()}{said[1:]} earns most {over}"
    low, _, high = (float(x) for x in ends(o.extra[k]))
    return (f"{said[0].upper()}{said[1:]}, earns most {over}: {against(low, high)} than "
            f"{WITHOUT[o.arms[0].name]} in nine of ten cases")  # fmt: skip
