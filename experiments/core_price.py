"""E7, prices: a cheaper ticket where the popcorn pays, and a price that floats where demand swings."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from tenfold.experiments import study
from tenfold.experiments.price_forms import best_price, best_swing
from tenfold.experiments.price_runs import COST, MIDDLE, STEEP, free, tied
from tenfold.experiments.study import Claim, Design, Judged, Mean, Outcome, Table, Threshold, kit, mean, peak_place
from tenfold.experiments.study.estimates import Place
from tenfold.experiments.study.measures import customers, profit
from tenfold.sim.parameters import quantity

MONEY, FREE, TIED = "money per head of the market and period", "free to choose", "default market"
PRICES = {FREE: tuple(float(p) for p in range(44, 84, 4)), TIED: tuple(float(p) for p in range(28, 68, 4))}
MARGINS, LOSS = (0.0, 5.0, 10.0, 20.0), -10.0  # of add-ons
LIFTS, SWINGS, USUAL = (0.0, 0.75, 1.5), (0.0, 0.1, 0.2, 0.3, 0.4), 68.0  # of demand, of price; price it swings around


class CorePrice(study.StudyParameters):
    """Hold what can be changed of E7's study of prices."""

    margin: float = quantity(0.1, MONEY, 0, 1e6, "assumption: least gain that matters, half a per cent of profit")


def design(own: CorePrice) -> Design:
    """Cross price and add-on margin in a market without ties; fewer of them in the default one; cross seasons."""
    cells = [(FREE, m, p, 0.0, 0.0) for m in (LOSS, *MARGINS) for p in PRICES[FREE]]
    cells += [(TIED, m, p, 0.0, 0.0) for m in (0.0, 20.0) for p in PRICES[TIED]]
    cells += [(FREE, 0.0, USUAL, lift, swing) for lift in LIFTS for swing in SWINGS]
    arms = {(who, m, *rest): free(m, *rest) if who == FREE else tied(m, rest[0]) for who, m, *rest in cells}
    units = {"add-on": "money", "price": "money", "lift": "utils", "swing": "share of the price"}
    return study.listed(("market", "add-on", "price", "lift", "swing"), arms, units)


def brought(market: str, add_on: float, price: float, lift: float = 0.0, swing: float = 0.0) -> Mean:
    """Give the profit of an arm."""
    return mean("profit", **{"market": market, "add-on": add_on, "price": price, "lift": lift, "swing": swing})


def best(market: str, add_on: float) -> Place:
    """Find the core price with the highest profit."""
    return peak_place("price", lambda p: brought(market, add_on, p), 4, PRICES[market])


def swung(lift: float) -> Place:
    """Find the swing of a floating price with the highest profit."""
    return peak_place("swing", lambda s: brought(FREE, 0.0, USUAL, lift, s), degree=3)


def cheaper(market: str, add_on: float, table: Table) -> float:
    """Give by how much the best core price is lower with add-ons that bring so much."""
    return best(market, 0.0)(table) - best(market, add_on)(table)


def claims(own: CorePrice) -> Sequence[Claim]:
    """Judge whether add-ons make the core cheaper, how exactly, and whether a price should float."""
    trade = "emergent: buyers won against what is given up on each"
    gains = {lift: brought(FREE, 0.0, USUAL, lift, 0.2) - brought(FREE, 0.0, USUAL, lift) for lift in LIFTS}
    return (
        *(Claim(f"add-ons that bring {m:g} make the best core price lower: {market}", partial(cheaper, market, m),
                "money", trade) for market, m in ((FREE, 10.0), (FREE, 20.0), (TIED, 20.0))),
        *(Claim(f"a price that floats by 20% pays if demand swings by {lift:g} utils", gain, MONEY,
                "emergent: the high season pays for the low", own.margin) for lift, gain in gains.items()),
        Claim(f"so do add-ons that lose {-LOSS:g}", partial(cheaper, FREE, LOSS), "money", trade, primary=False),
        *(Claim(f"the best core price is that of the closed form: add-ons bring {m:g}", best(FREE, m), "money",
                "built in: demand is a logit", 1.0, primary=False, above=best_price(STEEP, MIDDLE, COST, m), equal=True)
          for m in (LOSS, *MARGINS)),
        *(Claim(f"the best swing is that of the closed form: lift {lift:g}", swung(lift), "share of the price",
                "built in: demand is a logit", 0.03, primary=False, equal=True,
                above=best_swing(USUAL, STEEP, MIDDLE, COST, lift, 0.25)) for lift in LIFTS[1:]),
    )  # fmt: skip


def thresholds(own: CorePrice) -> Sequence[Threshold]:
    """Measure best prices, and which part of what add-ons bring is handed on to customers."""
    def handed(market: str, add_on: float) -> Callable[[Table], float]:
        return lambda table: cheaper(market, add_on, table) / add_on

    return (
        *(Threshold(f"best core price, add-ons that bring {m:g}: {market}", best(market, m), "money")
          for market, margins in ((FREE, (LOSS, *MARGINS)), (TIED, (0.0, 20.0))) for m in margins),
        *(Threshold(f"share of add-ons' {m:g} that the best core price hands on: {market}", handed(market, m), "share")
          for market, m in ((FREE, 5.0), (FREE, 10.0), (FREE, 20.0), (TIED, 20.0))),
        *(Threshold(f"best swing of a floating price, lift {lift:g}", swung(lift), "share of the price")
          for lift in LIFTS[1:]),
    )  # fmt: skip


def answer(table: Table, judged: Sequence[Judged]) -> Sequence[str]:
    """Say how far the core price falls, and when a price should float."""
    loose, bound = ([best(market, m)(table) for m in (0.0, 20.0)] for market in (FREE, TIED))
    words = [j.verdict for j in judged if "floats" in j.claim.text]
    return (
        f"Where customers choose anew each time, the best core price is {loose[0]:.1f} without add-ons, and "
        f"{loose[1]:.1f} with ones that bring 20; where they are bound, and rivals ask 50, {bound[0]:.1f} and "
        f"{bound[1]:.1f}.",
        "In closed form, what is handed on of each unit that add-ons bring is the share that does not buy, 1 - D.",
        f"That a price floating by 20% pays is {words[0]} where demand does not swing, {words[1]} where it swings by "
        f"{LIFTS[1]:g} utils, {words[2]} at {LIFTS[2]:g}.",
    )


def figure(table: Table, judged: Sequence[Judged]) -> Any:
    """Draw profit over the core price and over the swing; bars are 95% over seeds, dotted lines closed forms."""
    picture, axes = kit.panels(3)
    for each, market, margins in ((axes[0], FREE, MARGINS[::2] + MARGINS[3:]), (axes[1], TIED, (0.0, 20.0))):
        for k, m in enumerate(margins):
            values = np.stack([table.sample(brought(market, m, p)) for p in PRICES[market]], axis=1)
            at = np.array(PRICES[market])
            kit.band(each, at, values, kit.COLOURS[k], f"add-ons bring {m:g}", marker=kit.MARKS[k])
            each.axvline(best(market, m)(table), color=kit.COLOURS[k], linestyle=":", linewidth=1)
        each.set(xlabel="core price [money]", ylabel="profit [money per head\nof the market and period]")
        places = " / ".join(f"{best(market, m)(table):.1f}" for m in margins)
        kit.heading(each, f"{market.capitalize()}:\nbest core price {places}")
        each.legend(fontsize=8)
    for k, lift in enumerate(LIFTS):
        gains = [table.sample(brought(FREE, 0.0, USUAL, lift, s) - brought(FREE, 0.0, USUAL, lift)) for s in SWINGS]
        kit.band(axes[2], np.array(SWINGS), np.stack(gains, 1), kit.COLOURS[k], f"lift {lift:g}", marker=kit.MARKS[k])
    kit.zero(axes[2])
    axes[2].set(xlabel="swing of the price, high over low season [share]",
                ylabel="more than if steady [money\nper head of the market and period]")
    words = [j.verdict for j in judged if "floats" in j.claim.text]
    kit.heading(axes[2], f"A price that floats by 20% pays:\n{', '.join(words)}")
    axes[2].legend(fontsize=8)
    kit.title(picture, answer(table, judged)[0])
    return picture


STUDY = study.Study(
    question="Should the core be cheaper where add-ons pay, and a price float where demand swings?",
    parameters=CorePrice, design=design, claims=claims, thresholds=thresholds, answer=answer,
    outcomes={"profit": Outcome(MONEY, profit), "customers": Outcome("share of the market", customers)},
    figures={"core_price": figure},
    sign_flip=study.Flip("gain of a core price of 60 over one of 72", plus=brought(FREE, 20.0, 60.0) - brought(
        FREE, 20.0, 72.0), minus=brought(FREE, LOSS, 60.0) - brought(FREE, LOSS, 72.0)),
    assumptions=("everybody who buys the core buys one add-on, whatever it costs", "rivals do not answer",
                 "the firm knows when the high season is, and changes nothing else with it",
                 "free to choose: one firm, no habit, no commitment, all alike but for the luck of the day"),
    refuted_if="Add-ons make the core cheaper, if the best core price with them is not below that without",
)  # fmt: skip
