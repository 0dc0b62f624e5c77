"""What E6 asks of its table, and how that is drawn."""

from collections.abc import Callable
from typing import Any

from tenfold.experiments.loyalty_lists import ASSUMED, EQUAL, LEVERS, WORLDS, reasons_off
from tenfold.experiments.study import Mean, Table, kit, mean
from tenfold.sim.statistics import interval

MONEY = "money per head of the market and period"
HERE = {"attachment": 0.0, "strength": EQUAL, "world": "as it is"}


def more(outcome: str, lever: str, than: str = "none", **at: Any) -> Mean:
    """Give what a lever has more of than another, or than none."""
    return mean(outcome, lever=lever, **HERE | at) - mean(outcome, lever=than, **HERE | at)


def avoided(lever: str, **at: Any) -> Callable[[Table], float]:
    """Give the points of churn that a lever avoids per money."""

    def find(table: Table) -> float:
        less, cost = table.sample(more("churn", lever, **at)), table.at("cost", lever=lever, **HERE | at)
        return float(-100.0 * less.mean() / cost.mean())

    return find


def moved(reason: str) -> Callable[[Table], float]:
    """Give by how much switching a reason off moves churn, up or down [points]."""
    return lambda table: float(abs(table.sample(switched_off(reason)).mean()))


def switched_off(reason: str) -> Mean:
    """Give the points of churn that switching a reason off, and no other, adds."""
    gone, there = (mean("churn", **HERE | {"lever": "none", "world": w}) for w in (f"without {reason}", "with all"))
    return 100.0 * (gone - there)


def main_effect(reason: str) -> Mean:
    """Give the same over all states of the others, from half of all combinations."""
    half = [world for world in reasons_off() if world.startswith("half")]
    signs = [25.0 if reason in reasons_off()[world] else -25.0 for world in half]
    terms = (x * mean("churn", **HERE | {"lever": "none", "world": w}) for x, w in zip(signs, half, strict=True))
    return Mean(tuple(part for term in terms for part in term.terms))


def in_world(outcome: str, lever: str, than: str, world: str) -> Mean:
    """Give what a lever has more of in another world than another has as it is, or there where all else is there."""
    other = {"world": world} if "none" in WORLDS[world] else {}
    return mean(outcome, lever=lever, **HERE | {"world": world}) - mean(outcome, lever=than, **HERE | other)


def drawn(table: Table, title: str) -> Any:
    """Draw what money keeps, what that is worth, and whom it reaches."""
    picture, axes = kit.panels(3, width=4.6, height=4.0)
    for k, lever in enumerate(LEVERS):
        for beside, strength in ((-0.12, EQUAL), (0.12, ASSUMED)):
            found = interval(table.sample(avoided(lever, strength=strength)))
            axes[0].errorbar(k + beside, found.mean, found.half, capsize=3, color=kit.COLOURS[k], marker=kit.MARKS[k],
                             markerfacecolor="white" if strength == ASSUMED else kit.COLOURS[k])  # fmt: skip
    axes[0].set_xticks(range(len(LEVERS)), LEVERS)
    places = (0.2, 0.5, 1.0, 2.0, 5.0)
    axes[0].set(title="What money keeps", ylabel="churn avoided [points per money]", xlabel="lever", yscale="log")
    axes[0].set_yticks(places, [f"{place:g}" for place in places])
    axes[0].minorticks_off()
    kit.lines(axes[1], table, lambda **at: more("profit", at["lever"], attachment=at["attachment"]), over="attachment",
              by="lever", levels=LEVERS, bands=True)  # fmt: skip
    kit.zero(axes[1])
    if (legend := axes[1].get_legend()) is not None:
        legend.remove()
    axes[1].set(title="What it is worth", ylabel=f"profit, more than with none\n[{MONEY}]")
    kit.lines(axes[2], table, lambda **at: mean("safer", **HERE | at), over="attachment", by="lever", levels=LEVERS,
              bands=True)  # fmt: skip
    kit.zero(axes[2], 0.5)
    axes[2].legend(title="lever", loc="center left", bbox_to_anchor=(1.0, 0.5))
    axes[2].set(title="Whom it reaches", ylabel="share of the money\nto the half surer to stay")
    for each in axes[1:]:
        each.set_xlabel("correlation of volume and attachment")
    kit.title(picture, title)
    return picture
