"""The experiment that CONTRIBUTING shows runs as it stands there, and it is short."""

import json
import re
from pathlib import Path

import pytest

from tenfold.experiments.cli import main
from tenfold.experiments.registry import EXPERIMENTS

ROOT = Path(__file__).parents[2]


def test_the_example_of_contributing_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    bodies = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    (page,) = [body for body in bodies if "STUDY" in body]
    assert page.count("\n") <= 60 and max(map(len, page.splitlines())) <= 120
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(EXPERIMENTS, "promise", raising=False)
    Path("promise.py").write_text(page, encoding="utf-8")
    try:
        small = ["market.size=60", "market.periods=16", "seeds=3", "experiment.most_seeds=3"]
        assert main(["run", "promise.py", *small]) == 0
    finally:
        EXPERIMENTS.pop("promise", None)
    (said,) = [json.loads(file.read_text(encoding="utf-8")) for file in Path("results").glob("promise/*/verdict.json")]
    assert [claim["estimate"] is not None for claim in said["claims"]] == [True, True]
    assert said["null_arm_identical"] and "sign_flip" in said
    assert next(Path("results").glob("promise/*/figures/profit.png")).stat().st_size > 5000
