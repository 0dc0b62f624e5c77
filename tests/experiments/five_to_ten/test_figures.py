"""What a figure draws is what was found: read off its lines, not off its pixels."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt

from tenfold.experiments.cohort import Cohort, SbgFit, survival
from tenfold.experiments.five_to_ten import figures
from tenfold.experiments.five_to_ten.cohort_panel import Corner
from tenfold.experiments.splitting.markets import Cell
from tenfold.sim.statistics import Interval, Peak, interval


@pytest.fixture(autouse=True)
def _closed() -> Any:
    yield
    plt.close("all")


def lines(axes: Any) -> dict[str, Any]:
    return {line.get_label(): line for line in axes.get_lines()}


def cell(ratio: float, best: Peak, exact: float = 0.4, **more: Any) -> Any:
    return SimpleNamespace(cell=Cell("response curve", ratio, 0.8, 0.0, False, "none"), best=best, exact=exact,
                           flat=(0.1, 0.6), **more)  # fmt: skip


def test_a_band_is_the_mean_and_the_interval_of_every_place() -> None:
    values = np.array([[1.0, 5.0], [2.0, 7.0], [6.0, 6.0]])
    axes = plt.figure().add_subplot()
    figures.band(axes, np.array([0.0, 1.0]), values, "k", "it")
    assert lines(axes)["it"].get_ydata() == pytest.approx([3.0, 6.0])
    shade = axes.collections[0].get_paths()[0].vertices
    for x, column in zip((0.0, 1.0), values.T, strict=True):
        ends = shade[shade[:, 0] == x, 1]
        assert (ends.min(), ends.max()) == pytest.approx(interval(column)[1:])


def test_the_title_of_best_shares_says_what_most_cells_show() -> None:
    below, above = Peak(0.3, 0.2, 0.4), Peak(0.6, 0.4, 0.7)
    most, half = [(5, below), (10, below), (7, above)], [(5, below), (10, above), (20, below)]
    titles = [figures.best_share([cell(*each) for each in cells]).get_suptitle() for cells in (most, half)]
    assert titles[0].startswith("At a ratio of 5 to 10 (grey) less than half")
    assert titles[1].startswith("The best retention share over")


def test_best_shares_are_drawn_over_the_ratio_with_the_closed_form() -> None:
    cells = [cell(10.0, Peak(0.25, 0.2, 0.35), exact=0.22), cell(1.0, Peak(0.7, 0.6, 0.75), exact=0.72)]
    axes = figures.best_share(cells).axes[0]
    exact = lines(axes)["closed form, floor 0"]
    assert exact.get_xdata().tolist() == [1.0, 10.0] and exact.get_ydata() == pytest.approx([0.72, 0.22])
    (bars,) = axes.containers
    assert bars[0].get_ydata().tolist() == [0.7, 0.25]
    ends = np.array([segment[:, 1] for segment in bars[2][0].get_segments()])
    assert ends == pytest.approx(np.array([[0.6, 0.75], [0.2, 0.35]]))


def test_four_ratios_are_those_of_the_arm_nearest_to_the_optimum() -> None:
    arms = [[SimpleNamespace(ratio_a=a, ratio_b=10 * a) for a in (k, k + 1.0)] for k in (1.0, 3.0, 6.0)]
    one = cell(5.0, Peak(0.4, 0.3, 0.5), exact=0.8, shares=np.array([0.0, 0.5, 1.0]), outcomes=arms)
    twin: Any = SimpleNamespace(incremental=Interval(2.0, 1.5, 3.0), marginal=Interval(1.0, 0.9, 1.2))
    axes = figures.four_ratios([(one, twin)]).axes[0]
    drawn = {c.get_label(): float(c[0].get_xdata()[0]) for c in axes.containers}
    assert drawn == {"A transaction": 6.5, "B average": 65.0, "C incremental": 2.0, "D marginal": 1.0}


def planner() -> Any:
    data = np.array([1.0, 0.6, 0.45, 0.4])
    rows = [[SimpleNamespace(profit=p + k) for k in (0.0, 2.0)] for p in (1.0, 4.0, 2.0)]
    reading = SimpleNamespace(shares=np.array([0.0, 0.5, 1.0]), outcomes=rows, best=Peak(0.4, 0.3, 0.6))
    person = SimpleNamespace(shares=reading.shares, outcomes=rows[::-1], best=Peak(0.2, 0.1, 0.3))
    factors = {"a": 1.0, "b": 1.0, "c": 1.0}
    changes = ({}, 0.4), ({"a": 2.0}, 0.7), ({"a": 2.0, "b": 2.0}, 0.9)
    band = [Corner({**factors, **changed}, best) for changed, best in changes]
    return SimpleNamespace(
        cohort=Cohort("c", "year", data), fit=SbgFit(0.7, 1.2, 0.0, None, None, ""), fit_periods=2,
        survival=np.array([data, data - [0, 0.1, 0.1, 0.1]]), per_spell=reading, per_person=person, band=band,
        expected=np.array([2.0, 5.0, 3.0]),
    )  # fmt: skip


def test_survival_is_drawn_over_data_seen_and_unseen() -> None:
    left, right = figures.cohort_survival(planner()).axes
    own = lines(left)
    assert own["simulated, 95% over seeds"].get_ydata() == pytest.approx([100, 55, 40, 35])
    assert own["data, used for the fit"].get_xdata().tolist() == [0, 1, 2]
    assert own["data, not used"].get_xdata().tolist() == [3]
    fitted = own["fitted shifted-beta-geometric"].get_ydata()
    assert fitted == pytest.approx(100 * survival(0.7, 1.2, np.arange(4)))
    assert lines(right)["data"].get_ydata() == pytest.approx([60, 75, 100 * 0.4 / 0.45])
    kept = [(60 + 50) / 2, 100 * (0.45 / 0.6 + 0.35 / 0.5) / 2, 100 * (0.4 / 0.45 + 0.3 / 0.35) / 2]
    assert lines(right)["simulated"].get_ydata() == pytest.approx(kept)


def test_the_planners_share_shows_both_readings_and_what_it_hangs_on() -> None:
    left, right = figures.planner_share(planner()).axes
    own = lines(left)
    assert own["propensity to leave drawn per spell"].get_ydata() == pytest.approx([2, 5, 3])
    assert own["propensity kept by the person"].get_ydata() == pytest.approx([3, 5, 2])
    assert own["expected path, per spell"].get_ydata() == pytest.approx([2, 5, 3])
    assert left.get_title(loc="left") + left.get_title() == "Your best retention share: 0.40 [0.30, 0.60]"
    drawn = [sorted(line.get_xdata()) for line in right.get_lines()]
    assert [0.4, 0.7] in drawn and [0.4] in drawn  # changing a alone; b is never changed alone
    assert [0.4, 0.9] in drawn  # all together


def test_customers_who_weigh_firms_are_drawn_pair_by_pair() -> None:
    def weighing(ratio: float, word: bool, reached: bool = True) -> Any:
        rows = [[SimpleNamespace(customers=c) for c in (0.1 * k, 0.1 * k + 0.02)] for k in (1, 3, 2)]
        return SimpleNamespace(cell=Cell("behaviour", ratio, 0.8, 0.0, word, "fixed"), outcomes=rows,
                               shares=np.array([0.0, 0.5, 1.0]), best=Peak(0.5, 0.4, 0.6),
                               pilot=SimpleNamespace(reached=reached))  # fmt: skip

    figure = figures.behaviour_curves([weighing(5.0, False), weighing(5.0, True), weighing(10.0, True, reached=False)])
    five, ten = figure.axes
    assert lines(five)["silent, rivals: fixed"].get_ydata() == pytest.approx([11, 31, 21])
    assert {"silent, rivals: fixed", "word of mouth, rivals: fixed"} <= set(lines(five))
    colours = {lines(five)[f"{talk}, rivals: fixed"].get_color() for talk in ("silent", "word of mouth")}
    assert colours == {figures.BLUE, figures.ORANGE}
    assert "silent, rivals: fixed" not in lines(ten)
    assert "not reached" in ten.get_title() + ten.get_title(loc="left")
    assert "not reached" not in five.get_title() + five.get_title(loc="left")


def test_a_surface_is_in_per_cent_of_the_best_of_each_ratio() -> None:
    """Mean profits 10, 20 at one ratio and 4, 2 at the other: 50, 100 and 100, 50 per cent."""
    def profits(*means: float) -> list[Any]:
        return [[SimpleNamespace(profit=mean + dx) for dx in (-1.0, 1.0)] for mean in means]

    shares = np.array([0.0, 1.0])
    cells = [cell(10.0, Peak(0.3, 0.2, 0.4), outcomes=profits(4, 2), shares=shares),
             cell(1.0, Peak(0.7, 0.6, 0.8), outcomes=profits(10, 20), shares=shares)]  # fmt: skip
    (mesh,) = [c for c in figures.profit_surface(cells).axes[0].collections if hasattr(c, "get_coordinates")]
    assert np.asarray(mesh.get_array()).reshape(2, 2) == pytest.approx(np.array([[50.0, 100.0], [100.0, 50.0]]))
