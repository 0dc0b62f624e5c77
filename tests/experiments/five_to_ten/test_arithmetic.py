"""Ratio B is arithmetic of split and retention: by hand, and in every kind of market that is simulated."""

from itertools import product

import numpy as np
import pytest

from tenfold.agents.firm.steady_state import settled_customers
from tenfold.agents.plan import Plan
from tenfold.experiments.five_to_ten import arithmetic
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.five_to_ten.run import markets
from tenfold.experiments.splitting.markets import curves_of, response_plan, sized
from tenfold.experiments.splitting.outcomes import identity, play
from tenfold.sim.groups import varied
from tenfold.sim.runner import play_all

OWN = FiveToTen(size=400, periods=24)


def test_an_even_split_and_83_to_91_per_cent_of_retention_make_5_to_10() -> None:
    assert identity(0.5, 5 / 6, 1.0) == pytest.approx(5.0)
    assert identity(0.5, 10 / 11, 1.0) == pytest.approx(10.0)
    assert identity(0.2, 0.8, 1.0) == pytest.approx(16.0)  # four times as much on winning, four times as many kept
    assert identity(0.5, 5 / 6, 1.25) == pytest.approx(6.25)  # a fifth of the joins came by themselves
    assert np.isnan(identity(0.0, 0.8, 1.0)) and np.isnan(identity(0.5, 1.0, 1.0))


@pytest.mark.slow
def test_sixteen_markets_along_curves_measure_what_arithmetic_says_whatever_things_cost() -> None:
    """Costs differ twentyfold between them; at rest B is within .1 of a number that knows no cost."""
    jobs, said = [], []
    for ratio, retention, share in product((1.0, 20.0), (0.6, 0.9), (0.2, 0.4, 0.6, 0.8)):
        curves = curves_of(Plan(), ratio, retention, 0.0)
        n = float(settled_customers(curves, 2.0, [share])[0])
        plan = response_plan(sized(Plan(), FiveToTen(periods=60), 4000), curves, share, n, 2.0)
        jobs += [(plan, seed) for seed in range(30)]
        said.append(share)
    runs = np.array([(o.ratio_b, o.identity) for o in play_all(play, jobs)]).reshape(16, 30, 2).mean(axis=1)
    assert runs[:, 0] == pytest.approx(runs[:, 1], rel=0.02)
    assert np.abs(runs[:, 0] - runs[:, 1])[runs[:, 1] < 10].max() < 0.1


@pytest.mark.parametrize("share", [0.3, 0.7])
def test_with_growth_counted_it_is_exact_in_every_kind_of_market(share: float) -> None:
    found = markets(Plan(), OWN)
    assert len(found) == 3
    for name, plan in found.items():
        arm = varied(plan, {"firms.0.retention_share": share, "firms.0.policy": "fixed"})
        o = play((arm, 3))
        assert o.ratio_b * o.joins_per_loss == pytest.approx(o.identity, rel=1e-9), name


def test_the_part_supports_the_arithmetic_and_counts_periods_as_years() -> None:
    plans = markets(Plan(), FiveToTen())
    told: list[float] = []
    part = arithmetic.part(plans, told.append)
    assert {j.verdict for j in part.claims} == {"supported"} and len(part.claims) == 6
    assert "e-1" in part.checks[0]  # exact but for rounding
    assert told == sorted(told) and told[-1] == 1.0
    (grid,) = part.sections[0].grids
    column = {name: k for k, name in enumerate(grid.columns)}
    for row in grid.rows:
        periods = {"month": 12, "year": 1}[row[column["period"]]]
        years = row[column["B [years]"]].mean * periods
        assert years == pytest.approx(row[column["B measured [periods]"]].mean)
    assert part.rows is not None and len(part.rows) == 9 * arithmetic.SEEDS * 2


def test_a_market_that_is_not_arithmetic_would_be_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    true = arithmetic.play_all

    def wrong(*args: object, **more: object) -> list[object]:
        return [o._replace(ratio_b=1.3 * o.ratio_b) for o in true(*args, **more)]  # type: ignore[arg-type]

    monkeypatch.setattr(arithmetic, "play_all", wrong)
    part = arithmetic.part(dict(list(markets(Plan(), OWN).items())[:1]), lambda _: None)
    assert {j.verdict for j in part.claims} == {"refuted"}
