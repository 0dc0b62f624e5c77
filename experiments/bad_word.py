"""E5: a few deliveries fail, and what is said of them is passed on: whether it grows, on which network, and to whom."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from tenfold.experiments import bad_news, study
from tenfold.experiments.bad_news import LARGE, MANY, MARKET, NETWORKS, NUMBERS, TALKS, better, per_word, since_wave
from tenfold.experiments.bad_news_figure import draw
from tenfold.experiments.study import Claim, Design, Judged, Mean, Outcome, Table, Threshold, mean
from tenfold.experiments.study.findings import cell
from tenfold.sim.parameters import quantity

ABOVE, BELOW = (1.2, 1.5, 2.0), 0.8  # nominal R
GROWTH, HUNDRED = "share per generation", "of 100 customers"
CAUSES = "emergent: how many friends already know"


class BadWord(study.StudyParameters):
    """Hold what can be changed of E5."""

    growth: float = quantity(0.05, GROWTH, 0, 1, "assumption: least growth that counts as such")
    fit: float = quantity(4.0, "AIC", 0, 100, "assumption: least difference between two curves, odds of 7 : 1")


def design(own: BadWord) -> Design:
    """Cross R and network where the market only talks, vary memory; then the market as it is."""
    return study.listed(("market", "network", "R", "memory", "words"), bad_news.arms())


def of(outcome: str, network: str, r: float, memory: str = "once") -> Mean:
    """Give an outcome of the market that only talks."""
    return mean(outcome, network=network, R=r, memory=memory, **TALKS)


def caused(outcome: str, r: float) -> Mean:
    """Give what a wave changes in the market as it is."""
    return mean(outcome, R=r, words="of a wave", **LARGE) - mean(outcome, R=r, words="all", **LARGE)


def claims(own: BadWord) -> Sequence[Claim]:
    """Judge growth above and below R = 1, its curve, what memory does, and what it costs in the market as it is."""
    used_up = "built in: news is used up"
    return (
        *(Claim(f"bad news grows by the generation at R {r:g}: {n}", of("growth", n, r), GROWTH, CAUSES,
                above=own.growth) for r in ABOVE for n in NETWORKS),
        *(Claim(f"bad news dwindles at R {BELOW:g}: {n}", -1.0 * of("growth", n, BELOW), GROWTH, CAUSES)
          for n in NETWORKS),
        *(Claim(f"who knows levels off by generation 20 at R {r:g}: {n}", of("exponential over logistic", n, r), "AIC",
                used_up, primary=r == ABOVE[-1]) for r in ABOVE[::-1] for n in NETWORKS),
        *(Claim(f"over 8 generations an exponential fits better than a line at R {r:g}: {n}",
                of("line over exponential", n, r), "AIC", CAUSES, own.fit, primary=False, two_sided=True)
          for r in ABOVE for n in NETWORKS),
        *(Claim(f"news passed on whenever it is heard is still told at last, at R 1.5: {n}",
                of("still told", n, 1.5, "always") - of("still told", n, 1.5), "share of the market",
                "built in: it is never used up", primary=False) for n in NETWORKS),
        Claim(f"a wave costs customers at R {MARKET[0]:g}", caused("lost", MARKET[0]), HUNDRED, "emergent",
              primary=False),
        *(Claim(f"a wave costs more customers at R {r:g} than at R {MARKET[0]:g}",
                caused("lost", r) - caused("lost", MARKET[0]), HUNDRED, "emergent", primary=False)
          for r in MARKET[1:]),
        Claim("the more committed half speaks well more often", mean("loyal tell", R=MARKET[0], words="all", **LARGE),
              "share of customers", "built in: satisfaction feeds both", primary=False),
    )  # fmt: skip


def turn(outcome: str, network: str) -> Callable[[Table], float]:
    """Find the nominal R at which an outcome crosses 0 on a network."""
    return study.crossing("R", lambda r: of(outcome, network, r))


def thresholds(own: BadWord) -> Sequence[Threshold]:
    """Measure where news begins to spread, what a wave costs and blocks, and what a word does, good or ill."""
    said = {"growth": "from which news grows", "R2 - 1": "with as many of generation 2 as of generation 1 (R2 = 1)"}
    costs = {"lost": (1.0, "customers lost"), "won": (-1.0, "joins missed")}
    unit = "points of the market with a firm, a word heard per customer and period"
    return (
        *(Threshold(f"nominal R {text}: {n}", turn(outcome, n), "-")
          for outcome, text in said.items() for n in NETWORKS),
        *(Threshold(f"{text} since a wave at R {r:g}", partial(change, sign, outcome, r), HUNDRED)
          for outcome, (sign, text) in costs.items() for r in MARKET),
        *(Threshold(f"what {kind} words do", partial(per_word, name), unit)
          for kind, name in (("good", "no good"), ("ill", "no ill"))),
    )  # fmt: skip


def change(sign: float, outcome: str, r: float, table: Table) -> float:
    """Give what a wave changes, with a sign."""
    return sign * float(table.sample(caused(outcome, r)).mean())


def answer(table: Table, judged: Sequence[Judged]) -> Sequence[str]:
    """Say from which R on news grows, what becomes of it, and what a wave costs."""
    from_ = [f"{cell(study.evidence(table, turn('growth', n)).found)} ({n})" for n in NETWORKS]
    know = [f"{100 * table.sample(of('know', n, ABOVE[0])).mean():.0f}% ({n})" for n in NETWORKS]
    ends = {j.verdict for j in judged if j.claim.text.startswith("who knows") and j.claim.primary}
    lost = [f"{cell(study.evidence(table, caused('lost', r)).found)} at R {r:g}" for r in MARKET]
    return (
        f"Bad news grows by the generation from a nominal R of {', '.join(from_)}.",
        f"That it levels off by generation 20 at R {ABOVE[-1]:g} is {' or '.join(sorted(ends))}; at R {ABOVE[0]:g} it "
        f"reaches {', '.join(know)}.",
        f"In the market as it is a wave of failures, {100 * MANY:g}% of a firm's deliveries, costs it, of 100 "
        f"customers, {', '.join(lost)}.",
    )


def figure(table: Table, judged: Sequence[Judged]) -> Any:
    """Bands are 95% over seeds; on the left growth over the first five generations, in the middle who knows at last."""
    title = "; ".join(f"{turn('growth', n)(table):.2f} ({n})" for n in NETWORKS)
    curves = {n: {r: partial(of, network=n, r=r) for r in NUMBERS} for n in NETWORKS}
    return draw(table, curves, MARKET, caused, f"Bad news grows by the generation from a nominal R of {title}")


STUDY = study.Study(
    question="When does bad news spread exponentially?", parameters=BadWord, design=design, claims=claims,
    outcomes={
        "growth": Outcome(GROWTH, bad_news.growth, TALKS),
        "R2 - 1": Outcome("-", bad_news.later, TALKS),
        "know": Outcome("share of the market", bad_news.knowers, TALKS),
        "passed on": Outcome("times per customer", bad_news.tellers, TALKS),
        "still told": Outcome("share of the market", bad_news.still, TALKS),
        "line over exponential": Outcome("AIC", better("line", "exponential", 8), TALKS),
        "exponential over logistic": Outcome("AIC", better("exponential", "logistic", 20), TALKS),
        "lost": Outcome(HUNDRED, since_wave("lost"), LARGE),
        "won": Outcome(HUNDRED, since_wave("won"), LARGE),
        "with a firm": Outcome("share of the market", bad_news.everybody, LARGE),
        "heard": Outcome("words per customer and period", bad_news.heard, LARGE),
        "loyal tell": Outcome("share of customers", bad_news.loyal_tell, LARGE),
    },
    thresholds=thresholds, figures={"growth_over_r": figure}, answer=answer,
    sign_flip=study.Flip("nominal R, mixing", plus=of("growth", "mixing", 2.0), minus=of("growth", "mixing", BELOW)),
    assumptions=(
        "who heard bad news of a firm passes it on at most once (customers.word.once), with q at each hearing",
        "where the market only talks nobody leaves, nobody has good to say, and nothing is forgotten",
        "a bad word is told to 10 people (TARP) if there are so many friends and chance meetings; media tell nobody",
        "in the market as it is bad news of ordinary failures goes round already when the wave comes",
    ),
    refuted_if="Growth, if it is below 5% a generation or a straight line fits better; its end, if a logistic curve "
               "fits no better than an exponential by generation 20",
)  # fmt: skip
