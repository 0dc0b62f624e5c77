"""What most studies measure of a run, and the parts of figures and claims that several share."""

import numpy as np
import pytest

from tenfold.agents.engine import Engine
from tenfold.agents.measures import discounted_profit
from tenfold.experiments.scenario import compose
from tenfold.experiments.study import Table, kit, mean, opposite
from tenfold.experiments.study.measures import customers, profit, ratio


@pytest.fixture(scope="module")
def run() -> Engine:
    return Engine(compose(None, ["market.size=1000", "market.periods=20"]).plan(), 4).run()


def test_profit_is_a_level_amount_worth_as_much(run: Engine) -> None:
    level = np.full(20, profit(run) * 1000)
    assert level @ run.books.worth == pytest.approx(discounted_profit(run.record, run.books.worth)[0])


def test_counts_are_those_of_the_first_firm_after_burn_in(run: Engine) -> None:
    r = run.record
    assert customers(run) == pytest.approx(r.ended[12:, 0].mean() / 1000)
    assert ratio("lost", "started")(run) == pytest.approx(r.lost[12:, 0].sum() / r.started[12:, 0].sum())
    assert ratio("ended", "ended", less=("ended",))(run) == 0.0
    assert np.isnan(ratio("lost", "complaints")(run))  # nobody complains here


def table(low: float, high: float) -> Table:
    y = np.array([[low, low], [high, high]])
    return Table(("x",), ((0,), (1,)), ("y", "rest"), np.stack([y, 1.0 - y]))


@pytest.mark.parametrize(("low", "high"), [(-0.2, 0.5), (-0.5, 0.2), (0.2, 0.5), (-0.5, -0.2)])
def test_values_are_opposite_only_if_both_are(low: float, high: float) -> None:
    found = opposite(mean("y", x=1), mean("y", x=0))(table(low, high))
    assert abs(found) == pytest.approx(0.2) and (found > 0.0) == (low < 0.0 < high)


def test_stacked_bars_stand_on_one_another() -> None:
    with kit.styled():
        _, (axes,) = kit.panels(1)
        kit.stacked(axes, table(0.25, 0.5), {"y": "some", "rest": "the rest"}, {"first": {"x": 0}, "second": {"x": 1}})
    tops = [patch.get_y() + patch.get_height() for patch in axes.patches]  # type: ignore[attr-defined]
    assert tops == pytest.approx([0.25, 0.5, 1.0, 1.0])
    assert [text.get_text() for text in axes.get_xticklabels()] == ["first", "second"]


def test_lines_can_have_bands() -> None:
    values = np.random.default_rng(1).normal(size=(1, 4, 6))
    of = Table(("x", "by"), ((0.1, "a"), (0.2, "a"), (0.1, "b"), (0.2, "b")), ("y",), values)
    _, (axes,) = kit.panels(1)
    kit.lines(axes, of, lambda **at: mean("y", **at), over="x", by="by", bands=True)
    assert [len(axes.lines), len(axes.collections)] == [2, 2]
    assert axes.lines[1].get_ydata() == pytest.approx(values[0, 2:].mean(axis=1))


@pytest.mark.parametrize("width", [4.0, 6.0])
def test_a_title_fits_its_figure(width: float) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    with kit.styled():
        figure, _ = kit.panels(2, width=width)
        kit.title(figure, "Where one can handle what is said, saying it easily pays, and where one cannot it costs")
        drawn = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
        figure.draw(drawn)
        shown = figure._suptitle.get_window_extent(drawn)  # type: ignore[attr-defined]
    assert shown.x1 < figure.bbox.x1
