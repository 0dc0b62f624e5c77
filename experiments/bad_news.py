"""What E5 plays and measures: a market that only talks, a market as it is, and how far bad news gets in either.

In the market that only talks everybody has the one firm and nobody thinks again. Its deliveries are what was expected,
but for one period in which a few fail: they tell, nobody else has anything to say, and what they told is passed on. As
a word is heard in the period after, generation g tells in period g.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tenfold.agents.customer.delivery import Wave
from tenfold.agents.customer.word_of_mouth import BAD, FIRM, WordOfMouth
from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.experiments.growth import fits
from tenfold.experiments.study.table import Doubles, Table
from tenfold.sim.network import NetworkPlan

NUMBERS, MARKET = (0.5, 0.8, 1.0, 1.2, 1.5, 2.0, 3.0), (0.5, 1.2, 2.0)  # nominal R; the same where all else goes on
TOLD, FRIENDS = WordOfMouth().told_bad, NetworkPlan().degree
FEW, MANY = 0.002, 0.1  # share of deliveries that a wave hits, where the market only talks and where it goes on
NETWORKS: dict[str, tuple[str, int]] = {  # kind, chance meetings a period
    "mixing": ("none", 4), "random": ("random", 1), "small world": ("small_world", 1),
    "small world, 3 met": ("small_world", 3),
}  # fmt: skip
WORDS: dict[str, dict[str, float]] = {"no ill": {"talk_bad": 0.0, "resend": 0.0}, "no good": {"talk_good": 0.0}}
TALKS: dict[str, Any] = {"market": "only talks"}  # where what is measured: see `arms`
LARGE: dict[str, Any] = {"market": "as it is", "network": "small world", "memory": "again"}
MEMORY: dict[str, dict[str, Any]] = {
    "once": {"once.on": True, "fading": 0.0}, "again": {"once.on": True}, "always": {"once.on": False},
}  # fmt: skip
STILL: dict[str, Any] = {
    "customers.choice.reconsider": 0.0, "customers.delivery.noise": 0.0, "customers.expectation.prior_spread": 0.0,
    "customers.satisfaction.memory": 1.0, "customers.satisfaction.gain": 100.0,
    "customers.satisfaction.performance": 0.0, "customers.word.talk_good": 0.0, "customers.word.talk_bad": 1.0,
    "customers.word.persuasion": 0.0,
}  # fmt: skip


def passing(network: str, number: float, memory: str) -> dict[str, Any]:
    """Say who knows whom, and how likely bad news is passed on: q = R / min(told, ties).

    Parameters
    ----------
    network : one of `NETWORKS`
    number : nominal R [-]
    memory : one of `MEMORY`

    Returns
    -------
    dict
        overrides, in the words of the command line
    """
    kind, met = NETWORKS[network]
    ties = met + (0 if kind == "none" else FRIENDS)
    word = {"weak_ties": met, "resend": number / min(TOLD, ties), **MEMORY[memory]}
    given = {f"customers.word.{name}": value for name, value in word.items()}
    return {"network.kind": kind, "customers.news.on": True} | given


def talk_only(network: str, number: float, memory: str = "once", share: float = FEW) -> dict[str, Any]:
    """Make a market that only talks, in which a share of all deliveries fail in period 0; see `passing`."""
    wave = Wave(on=True, period=0, share=share)
    firm = FirmPlan(start_share=1.0, known=1.0, budget=0.0, failure=(0.0,) * 5, wave=wave)
    return {"firms": (firm,)} | STILL | passing(network, number, memory)


def told(run: Engine) -> Doubles:
    """Give how many told the news by generation, from those whose delivery failed on; in a market that only talks."""
    record = run.record
    return (record.told_bad[:, 0] + record.resent[:, 0]).astype(np.float64)


def growth(run: Engine) -> float:
    """Give how many more tell in a generation than in the one before: (a1 + .. + a5) / (a0 + .. + a4) - 1.

    Harris' estimator, which is that of maximum likelihood: the fifth root of a5 / a0 is -1 as soon as a5 is 0.
    """
    by = told(run)
    return float(by[1:6].sum() / by[:5].sum() - 1.0) if by[0] else -1.0


def later(run: Engine) -> float:
    """Give R2 - 1: how many of generation 2 follow on one of generation 1, less 1; above 0 news spreads."""
    first, second = run.record.generations[:, :2, 0].sum(axis=0)
    return float(second / first - 1.0) if first else -1.0


def knowers(run: Engine) -> float:
    """Give the share of the market who have heard the news."""
    return float(run.record.informed[:, 0].sum() / run.books.size)


def tellers(run: Engine) -> float:
    """Give how often the news was passed on, a customer; the share who did, where nobody does twice."""
    return float(run.record.resent[:, 0].sum() / run.books.size)


def still(run: Engine) -> float:
    """Give the share of the market who tell it in the last period."""
    return float(told(run)[-1] / run.books.size)


def better(one: str, other: str, generations: int) -> Callable[[Engine], float]:
    """Give by how much Akaike's criterion of one curve lies above that of another, over so many first generations."""

    def of(run: Engine) -> float:
        found = fits(np.cumsum(run.record.informed[1 : generations + 1, 0]).astype(np.float64))._asdict()
        return float(found[one] - found[other]) if run.record.informed.any() else 0.0

    return of


def since_wave(name: str) -> Callable[[Engine], float]:
    """Give how many customers the first firm lost or won since the wave, per 100 it then had."""

    def of(run: Engine) -> float:
        first = run.plan.firms[0].wave.period
        count = np.asarray(getattr(run.record, name)[first:, ..., 0])
        return 100.0 * float(count.sum() / run.record.started[first, 0])

    return of


def everybody(run: Engine) -> float:
    """Give the share of the market that has a firm, after burn-in."""
    return float(run.record.ended[run.plan.market.burn_in :].sum(axis=1).mean() / run.books.size)


def heard(run: Engine) -> float:
    """Give how many words a customer hears in a period, after burn-in."""
    return float(run.record.heard[run.plan.market.burn_in :].sum(axis=1).mean() / run.books.size)


def loyal_tell(run: Engine) -> float:
    """Give by how much more of the more committed half speak well of their firm than of the other half."""
    c = run.columns
    has = np.flatnonzero(c.firm)
    own = c.commitment[c.firm[has] - 1, has]
    said = c.spoken[(run.now - 1) & 1, has]
    well = ((said & FIRM) == c.firm[has]) & ((said & BAD) == 0)
    loyal = own > np.median(own)
    return float(well[loyal].mean() - well[~loyal].mean()) if loyal.any() and not loyal.all() else float("nan")


def at_large(number: float, share: float, words: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Leave the market as it is, but for nominal R, news passed on once while remembered, and a wave of failures.

    Parameters
    ----------
    number : nominal R [-]
    share : of the first firm's deliveries that fail besides in period 12 [0 .. 1]
    words : further fields of customers.word
    """
    wave = {"firms.0.wave.on": True, "firms.0.wave.period": 12, "firms.0.wave.share": share}
    return passing("small world", number, "again") | wave | {f"customers.word.{k}": v for k, v in (words or {}).items()}


def arms() -> dict[tuple[Any, ...], dict[str, Any]]:
    """Give all arms: market, network, nominal R, what is remembered, and what is said; and what each overrides.

    Where the market only talks, R is crossed with network, and memory varied below and above R = 1; where it is as it
    is there are arms with and without a wave, and without ill or good words.
    """
    found = {("only talks", n, r, "once", "of a wave"): talk_only(n, r) for n in NETWORKS for r in NUMBERS}
    found |= {("only talks", n, r, memory, "of a wave"): talk_only(n, r, memory)
              for n in NETWORKS for memory in MEMORY for r in (0.8, 1.5)}  # fmt: skip
    at = tuple(LARGE[name] for name in ("market", "network"))
    for r in MARKET:
        found |= {(*at, r, "again", "of a wave"): at_large(r, MANY), (*at, r, "again", "all"): at_large(r, 0.0)}
    found |= {(*at, MARKET[0], "again", name): at_large(MARKET[0], 0.0, words) for name, words in WORDS.items()}
    return found


def per_word(name: str, table: Table) -> float:
    """Give what words of a kind change, divided by how many are heard.

    The market as it is less the one in which they are not said, by the words heard where no others are said.

    Parameters
    ----------
    name : what is left out, one of `WORDS`
    table : of all runs

    Returns
    -------
    float
        points of the market that has a firm, a word heard per customer and period
    """
    other = next(each for each in WORDS if each != name)
    with_, without, alone = (
        table.at(what, R=MARKET[0], words=words, **LARGE).mean()
        for what, words in (("with a firm", "all"), ("with a firm", name), ("heard", other))
    )
    return float(100.0 * (with_ - without) / alone)
