"""What E8 plays, and measures beyond a run's own record: how scores rank customers against what they came to be worth.

The run is played again up to a review; the firm's customers are scored by every score, as the firm would; then it is
played on, period by period, and what each of them brings while with the firm is added up. Whom they brought is credited
to them in equal parts: to all friends of somebody won by word of mouth or referral who were customers at that moment.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from scipy.stats import spearmanr

from tenfold.agents.decisions import SOURCES
from tenfold.agents.engine import Engine
from tenfold.agents.firm.foresight import SCORES
from tenfold.agents.plan import Plan
from tenfold.experiments.study.measures import customers, profit, ratio
from tenfold.experiments.study.portfolio import Kinds, consumer_surplus, fewest, kinds, lorenz, own, scored, strategic
from tenfold.experiments.study.table import Outcome
from tenfold.experiments.total_equity import Equity, total_equity
from tenfold.sim.statistics import Doubles

AT = 12  # the period before which customers are scored; a review is due then
TOLD = [SOURCES.index(name) for name in ("word of mouth", "referral")]
MONEY, SHARED = "money per head of the market and period", "share of customers"
WORLD = {
    "customers.volume.spread": 0.9, "customers.serving.on": True, "customers.suggestion.on": True,
    "firms.0.targeting.on": True, "firms.0.fixed_cost": 0.6,
}  # fmt: skip
RANKED = tuple(name for name in SCORES if name not in ("none", "declining"))


PICKS, HUBS, CARES, TELLS = ("none", *RANKED), (0.0, 0.5, 1.0), (0.03, 0.1, 0.3, 1.0, 3.0), (0.0, 0.5, 1.0)
FELT = (0.0, 0.1, 0.3, 0.6)
USUAL: dict[str, Any] = {"score": "none", "talk": True, "hubs": 0.5, "care": 0.1, "felt": 0.0, "fires": False,
                         "tells": 0.5, "adopts": "good"}  # fmt: skip


def levels() -> list[dict[str, Any]]:
    """List the arms by their levels: all scores by talk and hubs; beside these one thing at a time."""
    talks, at = ((False, 0.0), *((True, h) for h in HUBS)), list[dict[str, Any]]()
    at += [{"score": s, "talk": t, "hubs": h} for s in PICKS for t, h in talks]
    at += [{"score": s, "talk": t, "hubs": h, "felt": x} for s in ("random", "lifetime", "engagement", "ties")
           for t, h in ((False, 0.0), (True, 1.0)) for x in FELT]  # fmt: skip
    at += [{"score": score, "care": care} for score in ("none", "random", "sales") for care in CARES]
    at += [{"fires": True, "tells": tells} for tells in TELLS] + [{"adopts": what} for what in ("nothing", "all")]
    return [USUAL | each for each in at]


def arm(
    score: str, talk: bool, hubs: float, care: float, felt: float, fires: bool, tells: float, adopts: str
) -> dict[str, Any]:
    """Let the first firm care by a score with so much money, besides 1 a head of the market for winning customers.

    Parameters
    ----------
    score : by which it picks a tenth of its customers; none: care for all
    talk, hubs : whether customers talk, and the exponent of hubs
    care : for all its care [money per head of the market and period]
    felt : what care adds to satisfaction, a period at its full effect
    fires, tells : whether it parts with who costs more than they bring, and how many of these speak ill of it
    adopts : what it takes up of suggestions: nothing, good, all

    Returns
    -------
    dict
        overrides, in the words of the command line
    """
    firm = {"targeting.score": score, "targeting.felt": felt}
    firm |= {"budget": 1.0 + care, "retention_share": care / (1.0 + care)}
    firm |= {} if adopts == "nothing" else {"adoption.on": True, "adoption.takes": adopts}
    firm |= {"firing.on": True, "firing.tells": tells} if fires else {}
    words = {"customers.word.on": talk, "customers.word.hubs": hubs}
    return WORLD | words | {f"firms.0.{name}": value for name, value in firm.items()}


class Ranked(NamedTuple):
    """Hold what the first firm's customers at a review were thought to be worth, and were.

    Attributes
    ----------
    score : of each customer, by the score's name
    brought : discounted margin they brought from then on, net of care, while with the firm [money]
    engaged : that, and their part of what those brought who came through them [money]
    """

    score: dict[str, Doubles]
    brought: Doubles
    engaged: Doubles


@lru_cache(maxsize=8)  # several outcomes of one run ask for it, one after the other
def ranked(plan: Plan, seed: int) -> Ranked:
    """Play a market, score the first firm's customers at a review, and see what they come to be worth.

    Parameters
    ----------
    plan, seed : of the market, with `targeting.on` for the firm

    Returns
    -------
    Ranked
        of those who were customers then
    """
    engine = Engine(plan, seed).run(min(AT, plan.market.periods - 1))
    c, network, rows = engine.columns, engine.world.network, own(engine)
    found = {name: scored(engine, rows, name) for name in RANKED}
    total, since, credited = np.zeros(c.firm.size), np.zeros(c.firm.size), []
    before, last = c.value.astype(np.float64), c.firm == 1
    while engine.now < plan.market.periods:
        engine.run(1)
        value, mine = c.value.astype(np.float64), c.firm == 1
        for j in np.flatnonzero(mine & (c.purchases == 1) & np.isin(c.source, TOLD)):
            if network.nodes:
                friends = network.friend[network.start[j] : network.start[j + 1]]
                credited.append((j, friends[last[friends]], total[j]))
        total += np.where(mine, value - before, 0.0)
        before, last = value, mine
    for j, friends, had in credited:
        since[friends] += (total[j] - had) / max(friends.size, 1)
    return Ranked(found, total[rows], (total + since)[rows])


def agreement(score: str, run: Engine, engaged: bool = False) -> float:
    """Give the rank correlation (Spearman) of a score with what customers came to be worth; nan where all are alike.

    Parameters
    ----------
    score : its name
    run : a finished engine
    engaged : whether whom they brought counts as well
    """
    found = ranked(run.plan, run.seed)
    pair = found.score[score], found.engaged if engaged else found.brought
    if min(np.unique(x).size for x in pair) < 2:
        return float("nan")
    return float(spearmanr(*pair).statistic)


def outcomes(usual: Mapping[str, Any]) -> dict[str, Outcome]:
    """Give all that is measured; what a whole replay is needed for, in the arms as `usual` but for talk and hubs."""
    at = {name: level for name, level in usual.items() if name not in ("talk", "hubs")}

    def foretold(score: str, engaged: bool) -> Callable[[Engine], float]:
        return lambda run: agreement(score, run, engaged)

    def caused(part: str, hubs: bool) -> Callable[[Engine], float]:
        return lambda run: float(getattr(total_equity(run.plan, run.seed, hubs), part))

    def kind(name: str) -> Callable[[Engine], float]:
        return lambda run: float(getattr(kinds(run), name).mean())

    return {
        "profit": Outcome(MONEY, profit),
        "customers": Outcome("share of the market", customers),
        "churn": Outcome("share of customers a period", ratio("lost", "started")),
        "surplus": Outcome(MONEY, consumer_surplus),
        "dismissed": Outcome("share of customers a period", ratio("dismissed", "started")),
        **{f"{score}: rank, {how}": Outcome("rank correlation", foretold(score, how == "engagement"), at)
           for how in ("money", "engagement") for score in RANKED},
        "best fifth": Outcome("share of profit", lambda run: lorenz(ranked(run.plan, run.seed).brought, 0.2), at),
        "bring half": Outcome(SHARED, lambda run: float(fewest(ranked(run.plan, run.seed).brought).mean()), at),
        "strategic": Outcome(SHARED, strategic, at),
        **{name: Outcome(SHARED, kind(name), at) for name in Kinds._fields},
        **{f"{who}: {part}": Outcome("money per head", caused(part, who == "hubs"), usual)
           for who in ("hubs", "others") for part in Equity._fields},
    }  # fmt: skip
