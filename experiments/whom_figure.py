"""What E8 shows: what each score is worth to a firm that follows it, and how well it ranks customers."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from tenfold.experiments.study import Mean, Table, kit
from tenfold.sim.statistics import interval

Points = Mapping[str, Mapping[str, Mean]]  # by series and by what stands below the axis
Curves = Mapping[str, Mapping[float, Mean]]


def dots(axes: Any, table: Table, points: Points, unit: str) -> None:
    """Draw one series of points with 95% intervals beside the other, over words."""
    for k, (name, values) in enumerate(points.items()):
        found = [interval(table.sample(value)) for value in values.values()]
        beside = np.arange(len(found)) + 0.14 * (k - (len(points) - 1) / 2)
        axes.errorbar(beside, [f.mean for f in found], [f.half for f in found], linestyle="none", capsize=3,
                      label=name, color=kit.COLOURS[k % 5], marker=kit.MARKS[k % 5])  # fmt: skip
        axes.set_xticks(np.arange(len(found)), list(values), rotation=20)
    axes.set_xlim(-0.5, len(next(iter(points.values()))) - 0.5)
    axes.set_ylabel(unit)
    axes.legend()
    kit.zero(axes)


def draw(table: Table, gains: Points, ranks: Points, felt: Curves, units: tuple[str, str], finding: str) -> Any:
    """Draw gains, rank correlations, and what care for hubs is worth by how far it is felt; the finding above."""
    picture, (left, right, last) = kit.panels(3, width=5.6, height=4.4)
    dots(left, table, gains, units[0])
    left.set_title("What care by a score is worth, beyond care at random")
    dots(right, table, ranks, units[1])
    right.set_title("How well a score foretells what customers bring")
    for k, (name, values) in enumerate(felt.items()):
        sample = np.stack([table.sample(value) for value in values.values()], axis=1)
        kit.band(last, np.array(list(values)), sample, kit.COLOURS[k], f"beyond {name}", kit.LINES[k], kit.MARKS[k])
    last.set(xlabel="what care adds to satisfaction [a period]", ylabel=units[0])
    last.set_title("What care for those who know many is worth")
    last.legend()
    kit.zero(last)
    kit.title(picture, finding)
    return picture
