"""Propensity to leave: what a cohort's customers differ in, drawn anew for every spell or once for good.

A cohort's theta ~ Beta(alpha, beta) makes the shifted-beta-geometric of Fader & Hardie (2007); where all are alike,
theta = 1 and nothing is drawn.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import Field
from scipy.interpolate import PchipInterpolator
from scipy.special import betainc, betaincinv, expit

from tenfold.agents.customer.settle import mark_equal
from tenfold.sim.blocks import list_rows
from tenfold.sim.draws import Seed, below, fill, word
from tenfold.sim.errors import InputError
from tenfold.sim.jit import Float, f4, i4, i8, loop, u1, u4
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I4, U1, U4, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

SPELL = 9
DRAWS = {SPELL: "a spell's propensity to leave; slot: spell"}

Weight = Annotated[float, Field(ge=0)]


class Hazard(Parameters):
    """How much customers under a response curve differ in their propensity to leave."""

    heterogeneity: Literal["none", "beta"] = quantity("none", "-", None, None, "none: all alike; beta: a cohort's")
    alpha: float = quantity(0.704, "-", 1e-4, 1e4, "fitted to the cohort (Fader & Hardie 2007)")
    beta: float = quantity(1.182, "-", 1e-4, 1e4, "fitted to the cohort (Fader & Hardie 2007)")
    anew: bool = quantity(True, "-", None, None, "assumption: propensity drawn per spell, not per person")
    tenures: tuple[Weight, ...] = quantity(
        (), "weight of 0, 1, 2, ... periods since joining", None, None, "of customers at first; (): they are new",
        neutral=(),
    )  # fmt: skip

    def agree(self, name: str) -> None:
        """Refuse tenures of nobody."""
        if self.tenures and not sum(self.tenures) > 0.0:
            raise InputError(f"{name}.tenures", list(self.tenures), "weights of which one is more than 0, or none")


class OfCustomers(Record):
    """How prone every customer is to leave."""

    hazard: F4 = column("N", "-", "theta, this spell's share of propensity to leave (response curve only)")


@loop
def draw_hazard(hazards: F4, anew: bool, row: int, spell: int, seed: Seed) -> Float:
    """Draw a spell's propensity to leave from the cohort's distribution, given as equally likely values."""
    bits = word(seed[0], seed[1], u4(row), u4(0), u4(SPELL), u4(spell if anew else 0))
    hazard: Float = hazards[i8(below(bits, i4(hazards.size)))]
    return hazard


@loop
def draw_hazards(words: U4, hazards: F4, founders: F4, firm: U1, hazard: F4) -> None:
    """Draw the propensity to leave of everybody's first spell: of who has a firm already from that of founders."""
    n = i4(hazards.size)
    for i in range(hazard.size):
        k = u4(below(words[i], n))
        hazard[i] = founders[k] if firm[i] != u1(0) else hazards[k]


@loop
def bear_prone(w: "World", low: int, high: int) -> None:
    """Give the rows of one block their first propensity to leave."""
    hazard = w.columns.hazard[low:high]
    if w.hazards.size > 1:
        fill(w.spare.words, high - low, low, (i8(0), i8(SPELL), i8(0)), w.seed)
        draw_hazards(w.spare.words[0], w.hazards, w.founders, w.columns.firm[low:high], hazard)
    else:
        hazard[:] = w.hazards[0]


@loop
def keep_joined(firm: U1, flag: U1) -> None:
    """Leave only those flagged who have a firm."""
    for i in range(flag.size):
        flag[i] = u1((flag[i] != u1(0)) & (firm[i] != u1(0)))


@loop
def draw_listed(w: "World", low: int, rows: I4, count: int) -> None:
    """Draw the propensity to leave of the spells that the listed customers have begun."""
    anew, spell, hazard = w.rules.response.anew, w.columns.spell, w.columns.hazard
    for k in range(count):
        row = low + i8(rows[k])
        hazard[row] = draw_hazard(w.hazards, anew, row, i8(spell[row]), w.seed)


@loop
def incline(w: "World", low: int, high: int, now: int) -> None:
    """Give those who have just joined a firm their propensity to leave it; who has it for life keeps it."""
    if w.hazards.size == 1 or not w.rules.response.anew:
        return
    flag = w.spare.flag[: high - low]
    mark_equal(w.columns.purchases[low:high], i8(1), flag)
    keep_joined(w.columns.firm[low:high], flag)
    draw_listed(w, low, w.spare.rows, list_rows(flag, w.spare.rows))


@lru_cache(maxsize=8)
def hazard_table(alpha: float, beta: float, size: int = 16384) -> F4:
    """Give equally likely values of theta ~ Beta(alpha, beta): the quantiles in the middle of `size` equal shares.

    A draw is then one look-up.
    """
    return np.asarray(betaincinv(alpha, beta, (np.arange(size) + 0.5) / size), f4)


@lru_cache(maxsize=8)
def founder_table(alpha: float, beta: float, tenures: tuple[float, ...], size: int = 16384) -> F4:
    """Give equally likely values of theta of customers who have been there for a while, as `hazard_table`.

    Of those who stayed c periods theta ~ Beta(alpha, beta + c), so of all of them it is a mixture of such.

    Parameters
    ----------
    alpha, beta : of theta on joining
    tenures : weight of 0, 1, 2, ... periods since joining
    size : how many values
    """
    c = np.flatnonzero(tenures)
    weights = np.take(tenures, c) / np.sum(tenures)
    steps = expit(np.linspace(-12.0, 12.0, 2001))  # dense at both ends, where quantiles lie far apart
    at = np.unique(betaincinv(alpha, beta + c[[0, c.size // 2, -1], None], steps))
    level, first = np.unique(weights @ betainc(alpha, beta + c[:, None], at), return_index=True)
    return np.asarray(PchipInterpolator(level, at[first])((np.arange(size) + 0.5) / size), f4)


def founders(of: Hazard) -> F4:
    """Give the propensities to leave from which the first spells of customers draw who are there at first."""
    if of.heterogeneity == "none" or not of.tenures:
        return hazards(of)
    return founder_table(of.alpha, of.beta, of.tenures)


def hazards(of: Hazard) -> F4:
    """Give the propensities to leave from which spells draw; a single 1 where all are alike."""
    return np.ones(1, f4) if of.heterogeneity == "none" else hazard_table(of.alpha, of.beta)
