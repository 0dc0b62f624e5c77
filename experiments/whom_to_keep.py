"""E8: one firm gives its care to a tenth of its customers by one of seven scores, or parts with those who cost it."""

from collections.abc import Sequence
from typing import Any

from tenfold.experiments import study
from tenfold.experiments.study import Claim, Design, Judged, Mean, Table, Threshold, mean
from tenfold.experiments.study.findings import cell
from tenfold.experiments.whom_figure import draw
from tenfold.experiments.whom_runs import CARES, FELT, HUBS, MONEY, PICKS, RANKED, USUAL, arm, levels, outcomes
from tenfold.sim.parameters import quantity


class Whom(study.StudyParameters):
    """Hold what can be changed of E8."""

    margin: float = quantity(0.02, MONEY, 0, 1e6, "assumption: least gain that matters")


def design(own: Whom) -> Design:
    """Cross scores with whether customers talk and how far hubs reach; beside it money, dismissal and suggestions."""
    return study.listed(tuple(USUAL), {tuple(each.values()): arm(**each) for each in levels()}, {"care": MONEY})


def of(outcome: str = "profit", **at: Any) -> Mean:
    """Give an outcome, as usual where nothing else is said."""
    return mean(outcome, **USUAL | at)


def beyond(score: str, than: str, **at: Any) -> Mean:
    """Give what profit a score gives beyond another."""
    return of(score=score, **at) - of(score=than, **at)


def fired(tells: float) -> Mean:
    """Give what it brings to part with customers who cost more than they bring."""
    return of(fires=True, tells=tells) - of()


def hub(hubs: float, felt: float = 0.0, than: str = "lifetime") -> Mean:
    """Give what care for those who know many brings beyond care by lifetime value, or by chance."""
    return beyond("ties", than, hubs=hubs, felt=felt)


def focused(care: float) -> Mean:
    """Give what care for the tenth who buy most brings beyond care for all."""
    return beyond("sales", "none", care=care)


def social(who: str) -> Mean:
    """Give what customers bring about in others: those won by them alone, and what the rest bring more."""
    return of(f"{who}: expansion") + of(f"{who}: acceleration")


def claims(own: Whom) -> Sequence[Claim]:
    """Judge hubs, scores, dismissal, and what is said of a fifth of customers."""
    found, m = "emergent", own.margin
    better = of("points: rank, money") - of("sales: rank, money")
    return (
        Claim("customers who know many are worth more care than those of most lifetime value, with hubs at .5",
              hub(0.5), MONEY, found, m),
        Claim("so they are where nobody talks", beyond("ties", "lifetime", talk=False, hubs=0.0), MONEY,
              "emergent: nobody says whom they know, so it is chance", m),
        Claim("the customer score foretells what customers bring better than sales do", better, "rank correlation",
              "contested: it counts suggestions without limit", 0.02),
        Claim("care by p (1 - p) CLV brings more than by CLV", beyond("uplift", "lifetime"), MONEY,
              "contested: Ascarza 2018", m),
        Claim("care for the tenth who buy most brings more than care for all", focused(0.1), MONEY, found, m),
        Claim("to part with who costs more than they bring pays, though half speak ill", fired(0.5), MONEY, found, m),
        Claim("so it does if nobody speaks ill", fired(0.0), MONEY, "built in: their loss is saved", m, primary=False),
        Claim("customers who know many are worth more care than others by chance, if it is felt (.1), with hubs at 1",
              hub(1.0, 0.1, "random"), MONEY, found, m, primary=False),
        Claim("they are worth more care than those of most lifetime value, if it is felt (.3), with hubs at 1",
              hub(1.0, 0.3), MONEY, found, m, primary=False),
        Claim("engagement value is a better guide than lifetime value, with hubs at 1",
              beyond("engagement", "lifetime", hubs=1.0), MONEY, found, m, primary=False),
        Claim("to take up whatever customers suggest pays more than to take up what is good", of(adopts="all") - of(),
              MONEY, "contested: hangs on what pleases and what bad ideas cost", m, primary=False),
        Claim("the random score says nothing of what customers bring", of("random: rank, money"), "rank correlation",
              "built in", 0.03, primary=False, equal=True),
        Claim("who knows many brings about more in others than who knows fewer", social("hubs") - social("others"),
              "money per head", found, 10.0, primary=False),
        Claim("a fifth of customers brings four fifths of the profit", of("best fifth"), "share", found, 0.05,
              primary=False, above=0.8, equal=True),
        Claim("a fifth of customers is of strategic significance", of("strategic"), "share",
              "contested: that half of each whole decides is assumed", 0.05, primary=False, above=0.2, equal=True),
    )  # fmt: skip


GAMMA, MUCH = study.crossing("hubs", hub), study.crossing("care", focused, False)
ILL, FEELS = study.crossing("tells", fired, False), study.crossing("felt", lambda x: hub(1.0, x))


def thresholds(own: Whom) -> Sequence[Threshold]:
    """Measure where hubs, focus and dismissal turn."""
    return (
        Threshold("exponent of hubs from which they are worth more care than those of most lifetime value", GAMMA, "-"),
        Threshold("satisfaction that care adds from which they are, with hubs at 1", FEELS, "satisfaction a period"),
        Threshold("money for care from which care for all is better than for the tenth who buy most", MUCH, MONEY),
        Threshold("share speaking ill from which dismissal does not pay", ILL, "share"),
    )


def answer(table: Table, judged: Sequence[Judged]) -> Sequence[str]:
    """Say whom care should go to, where hubs matter, and what the score and dismissal are worth."""
    gain = {s: table.sample(beyond(s, "random")).mean() for s in RANKED if s != "random"}
    best = max(gain, key=lambda s: gain[s])
    words = [j.verdict for j in judged]
    fifth, share = (table.at(x, **USUAL).mean() for x in ("best fifth", "strategic"))
    turn, felt = (study.evidence(table, x).found for x in (MUCH, FEELS))
    over = f", and overtake at {cell(felt)} of satisfaction a period" if felt.mean == felt.mean else ""
    return (
        f"Of seven scores {best} is the best guide for a tenth of customers, if any: those that see money are alike. "
        f"That it should be whom they know is {words[0]}; hubs gain where care is felt and talked about{over}.",
        f"That the customer score foretells better than plain sales is {words[2]}; that a focus on the tenth who buy "
        f"most beats even care is {words[4]} with little money, and turns at {cell(turn)} {MONEY}.",
        f"That parting with who costs more than they bring pays is {words[6]} if they are silent, {words[5]} if half "
        f"speak ill. The best fifth brings {100 * fifth:.0f}% of profit; {100 * share:.0f}% are strategic in some way.",
    )


def figure(table: Table, judged: Sequence[Judged]) -> Any:
    """Bars are 95% over seeds; engagement is what customers bring, with their part of those who came through them."""
    places = {"nobody talks": (False, 0.0)} | {f"talk, hubs {h:g}": (True, h) for h in HUBS}
    gains = {name: {s: beyond(s, "random", talk=t, hubs=h) for s in PICKS if s != "random"}
             for name, (t, h) in places.items()}  # fmt: skip
    felt = {than: {x: hub(1.0, x, than) for x in FELT} for than in ("random", "lifetime")}
    ranks = {how: {s: of(f"{s}: rank, {how}") for s in RANKED} for how in ("money", "engagement")}
    return draw(table, gains, ranks, felt, (f"profit [{MONEY}]", "rank correlation"), answer(table, judged)[0])


STUDY = study.Study(
    question="By what score should customers be kept, cared for, let go?", parameters=Whom, design=design,
    claims=claims,
    outcomes=outcomes(USUAL),
    thresholds=thresholds, figures={"scores": figure}, answer=answer,
    sign_flip=study.Flip("money for care, the tenth who buy most against all", plus=focused(CARES[0]),
                         minus=focused(CARES[-1])),
    assumptions=(
        "care works with diminishing returns (customers.loyalty.care_steepness .3), so a focus wastes part of it",
        "a firm knows tenure, sales, cost to serve and suggestions, and with an error ties; it is told how hubs reach",
        "volume, cost to serve, ties, ideas and taste are independent of each other",
        "rivals spread their care evenly, and do not react; who is dismissed is welcome at rivals",
    ),
    refuted_if="Hubs, if care for them is worth less with talk, or more without it",
)  # fmt: skip
