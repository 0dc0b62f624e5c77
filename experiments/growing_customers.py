"""E7, growth: customers who buy more, cost less or hold more the longer they stay, and what of that is told apart."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from tenfold.experiments import study
from tenfold.experiments.growing_curves import draw, fall, hump, lasts
from tenfold.experiments.growing_runs import ARMS, MORE, PURCHASE, SHARE, SOLD, WON, outcomes
from tenfold.experiments.study import Claim, Design, Judged, Mean, Table, Threshold, mean
from tenfold.sim.parameters import quantity

LEAVE, PROFIT = "share of customers a period", "money per head of the market and period"
ALIKE, HOLD, LOOSE = "all alike", "hold more", "hold more, bound by nothing"
RICH = "hold more that brings 10"


class Growing(study.StudyParameters):
    """Hold what can be changed of E7's study of growth."""

    margin: float = quantity(0.04, MORE, 0, 1e6, "assumption: least rise that matters, 1% of the price a year")
    leave: float = quantity(0.0005, LEAVE, 0, 1, "assumption: least difference in who leaves that matters")
    gain: float = quantity(0.05, PROFIT, 0, 1e6, "assumption: least gain that matters, 1.5% of profit")


def design(own: Growing) -> Design:
    """Change one thing about customers at a time; only the first firm sells further products."""
    arms = {(name, SOLD.items() <= each.items()): each for name, each in ARMS.items()}
    return study.listed(("customers", "sells"), arms)


def of(outcome: str, customers: str = ALIKE) -> Mean:
    """Give an outcome of an arm."""
    return mean(outcome, customers=customers)


def more(outcome: str, customers: str, than: str = ALIKE) -> Mean:
    """Give what an arm has more than another."""
    return of(outcome, customers) - of(outcome, than)


def claims(own: Growing) -> Sequence[Claim]:
    """Judge who spends and brings more, the value curve, what is held, and what others said."""
    follows, contested = "built in: the arm says so", "contested: Reichheld 1996, Reinartz & Kumar 2000"
    arm = {name: "emergent: of who stays" if name == "volumes differ" else follows for name in ARMS}
    arm |= {name: "emergent: of who is offered, takes and stays" for name in (HOLD, LOOSE)}
    return (
        *(Claim(f"the longer they stay the more they spend: {name}", of("spending", name), MORE, arm[name], own.margin,
                primary=name in ("volumes differ", HOLD), two_sided=True)
          for name in ("volumes differ", "spend more", "spend less", LOOSE, HOLD)),
        *(Claim(f"the longer they stay the more a purchase brings: {name}", of("bringing", name), MORE,
                contested, own.margin, primary=False, two_sided=True)
          for name in (ALIKE, "cost the same", "cost less", "cost more", HOLD)),
        *(Claim(f"what a cohort brings starts below 0, rises beyond the second purchase, then falls: {name}",
                partial(hump, name), WON, "contested: value curve", 0.25, primary=name in (ALIKE, HOLD, RICH))
          for name in (ALIKE, "spend more", "cost less", "cost more", LOOSE, HOLD, RICH)),
        *(Claim(f"what one customer who stays brings falls before three years: {name}", partial(fall, name), PURCHASE,
                follows, 0.5, primary=False) for name in (ALIKE, "spend more", "spend less", "cost more", HOLD)),
        Claim("what is held keeps customers: fewer leave than where it binds nobody", more("churn", LOOSE, HOLD), LEAVE,
              "built in that it binds; emergent how much", own.leave),
        Claim("null: fewer leave where further products are sold and bind nobody", more("churn", ALIKE, LOOSE), LEAVE,
              "built in: they only sell", own.leave, primary=False, two_sided=True),
        *(Claim(f"who holds further products leaves less often: {name}", of("others leave", name) - of(
            "holders leave", name), LEAVE, "emergent: who stays has had more offers", own.leave)
          for name in (LOOSE, HOLD)),
        Claim("selling further products pays, though they bind nobody", more("profit", LOOSE), PROFIT,
              "emergent: margins against offers in vain", own.gain),
        Claim("selling further products pays where hardly any is taken", more("profit", "offered in vain"), PROFIT,
              "emergent: the same", own.gain, primary=False),
        Claim("that they bind pays on top", more("profit", HOLD, LOOSE), PROFIT, "emergent", own.gain),
        *(Claim(f"who was told of the firm {what} more than who was won by contacts and adverts{where}", of(
            outcome, f"many paid for{where}"), SHARE, "emergent: friends are no more alike than others", 0.01,
                primary=False, two_sided=True)
          for where in ("", ", words unheeded") for what, outcome in (("buys", "told stay"), ("brings", "told bring"))),
    )  # fmt: skip


def thresholds(own: Growing) -> Sequence[Threshold]:
    """Measure how long the most is held, and what of the holders' loyalty is only who they are."""
    def selected(table: Table) -> float:
        loose, bound = (table.at("others leave", customers=name).mean() - table.at(
            "holders leave", customers=name).mean() for name in (LOOSE, HOLD))  # fmt: skip
        return float(loose / bound)

    def mean_of(outcome: str, name: str) -> Callable[[Table], float]:
        return lambda table: float(table.at(outcome, customers=name).mean())

    return (
        *(Threshold(f"purchase up to which a cohort brings 90% of its most: {name}", partial(lasts, name), "-")
          for name in (ALIKE, "spend more", "cost less", "cost more", HOLD, RICH)),
        Threshold("share of what holders leave less that is there though nothing binds them", selected, SHARE),
        Threshold("share of wallet", mean_of("wallet", HOLD), SHARE),
        *(Threshold(f"purchase with which a cohort has paid: {name}", mean_of("cohort pays", name), "-")
          for name in (ALIKE, "spend more", "cost less", HOLD)),
    )  # fmt: skip


def answer(table: Table, judged: Sequence[Judged]) -> Sequence[str]:
    """Say who spends more, what the value curve looks like, and whether what is held keeps them."""
    word, found = ({j.claim.text: getattr(j, what) for j in judged} for what in ("verdict", "found"))
    spend, curve = "the longer they stay the more they spend", "what a cohort brings starts below 0, rises beyond the "
    keeps, loose = (next(t for t in word if t.startswith(x)) for x in ("what is held", "who holds further products"))
    held = {name: f"{curve}second purchase, then falls: {name}" for name in (ALIKE, HOLD, RICH)}
    return (
        f"That those who stay longer spend more is {word[f'{spend}: volumes differ']} where nobody grows and only "
        f"volumes differ, and {word[f'{spend}: {HOLD}']} where further products are sold.",
        f"A value curve with a peak after the second purchase is {word[held[ALIKE]]} for customers all alike, "
        f"{word[held[HOLD]]} with further products that bring 5 each, {word[held[RICH]]} if they bring 10.",
        f"That these keep customers is {word[keeps]}: {100 * found[keeps].mean:.2f} points fewer leave in a period. "
        f"Who holds some leaves {100 * found[loose].mean:.2f} points less often, even where they bind nobody.",
    )


def figure(table: Table, judged: Sequence[Judged]) -> Any:
    """Draw what each purchase brings, and who leaves; bands are 95% over seeds."""
    return draw(table, (ALIKE, "spend more", "cost more", HOLD), (LOOSE, HOLD), answer(table, judged)[1])


STUDY = study.Study(
    question="Do customers spend, bring and stay more the longer they stay, and what do further products do to that?",
    parameters=Growing, design=design, claims=claims, thresholds=thresholds, answer=answer, outcomes=outcomes(),
    figures={"growing": figure},
    sign_flip=study.Flip("what a further purchase brings", plus=of("bringing", "cost less"),
                         minus=of("bringing", "cost more")),
    assumptions=("whether spending grows or serving gets cheaper is given, one at a time",
                 "further products are taken whatever they cost; an offer too many annoys nobody",
                 "rivals sell none, and do not answer", "friends are no more alike than others"),
    refuted_if="The longer they stay the more they spend, if the slope is below 0 or too small to matter",
)  # fmt: skip
