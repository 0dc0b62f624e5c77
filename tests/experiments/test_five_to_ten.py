"""Experiment E1 as a whole: one small run end to end, twice the same, with and without a planner's cohort."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tenfold.agents.firm.steady_state import settled_customers
from tenfold.agents.plan import Plan
from tenfold.experiments.cli import main
from tenfold.experiments.five_to_ten import run as module
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.scenario import compose
from tenfold.experiments.splitting.markets import curves_of, response_plan, sized
from tenfold.experiments.splitting.outcomes import UNITS, Outcome
from tenfold.experiments.splitting.twins import twins

pytestmark = pytest.mark.slow

TINY = [
    "experiment.ratios=[5]", "experiment.retentions=[0.8]", "experiment.budgets=[2,best]", "experiment.size=300",
    "experiment.periods=24", "experiment.step=0.1", "experiment.pilots=2", "experiment.behaviour_ratios=[10]",
    "experiment.behaviour_size=100", "experiment.behaviour_seeds=2", "experiment.behaviour_words=[true]",
    "experiment.behaviour_rivals=[three]", "experiment.most_seeds=3", "experiment.map_points=64",
    "experiment.map_checks=4", "seeds=3",
]  # fmt: skip


def test_the_marginal_ratio_is_one_at_an_interior_optimum_and_only_there() -> None:
    plan, own = Plan(), FiveToTen()
    curves = curves_of(plan, 10.0, 0.6, 0.0)
    ratios = {}
    for share in (0.2, 0.4545, 0.75):
        start = float(settled_customers(curves, 2.0, [share])[0])
        found = twins(response_plan(sized(plan, own, 8000), curves, share, start, 2.0), 16)
        assert found.null_arm
        ratios[share] = found.marginal
    assert ratios[0.4545].mean == pytest.approx(1.0, abs=0.05)
    assert ratios[0.2].low > 1.1  # too little on retention: winning is the dearer way
    assert ratios[0.75].high < 0.9


def test_outcomes_have_units() -> None:
    assert set(UNITS) == set(Outcome._fields)


def test_beside_a_planners_market_the_other_parts_keep_the_defaults() -> None:
    own = compose("five_to_ten", ["market=from_cohort", "market.price=77"])
    assert module.reference(own, own.plan()).firms[0].price == Plan().firms[0].price
    plain = compose("five_to_ten", ["firms.0.price=77"])
    assert module.reference(plain, plain.plan()).firms[0].price == 77


@pytest.mark.slow
@pytest.mark.parametrize("market", [pytest.param([], marks=pytest.mark.endure), ["market=from_cohort"]])
def test_a_small_run_end_to_end_twice_the_same(
    tmp_path: Path, market: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    verdicts, rows = [], []
    for threads in (1, 2):
        assert main(["run", "five_to_ten", *market, *TINY, f"threads={threads}", "--force"]) == 0
        out, err = capsys.readouterr()
        folder = Path(out.splitlines()[-1].removeprefix("results: "))
        verdicts.append((folder / "verdict.json").read_text())
        rows.append(pd.read_parquet(folder / "rows.parquet"))
    assert verdicts[0] == verdicts[1]
    pd.testing.assert_frame_equal(*rows)
    found = json.loads(verdicts[0])
    said = " ".join(out.split())
    assert said.startswith(" ".join(found["answer"])[:200]) and found["summary"] == json.loads(verdicts[1])["summary"]
    assert ("of your budget" in found["answer"][0] or "does not pay" in found["answer"][0]) == bool(market)
    assert found["null_arm_identical"] is True and found["period"] == ("year" if market else "month")
    assert "100%" in err.splitlines()[-1]
    assert {"arithmetic", "named cells"} <= set(rows[0]["part"].astype(str))
    assert np.isfinite([claim["estimate"] for claim in found["claims"]]).all()
    seeds = json.loads((folder / "manifest.json").read_text())["seeds"]
    assert seeds == found["seeds"]
    assert seeds["named cells near the best share"] == 3 and seeds["customers who weigh firms"] == 2
    page = (folder / "report.html").read_text()
    assert "http://" not in page and "<script" not in page and page.count("src=\"data:image/png") >= 5
    assert {p.suffix for p in (folder / "figures").iterdir()} == {".png", ".svg"}
