"""`tenfold run all`: every experiment, and one page of what they answer."""

from pathlib import Path
from typing import Any

import pytest

from tenfold.experiments.cli import main
from tenfold.experiments.command_line.everything import Entry, page
from tenfold.experiments.registry import EXPERIMENTS
from tenfold.sim.errors import StateError

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _alone(fake: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in set(EXPERIMENTS) - {"fake"}:
        monkeypatch.delitem(EXPERIMENTS, name)


def test_all_are_run_and_told_on_one_page(fake: Any, capsys: Capture) -> None:
    fake.verdict = {"answer": ["Half of it & more. Not all.", "Second <b>."]}
    assert main(["run", "all", "seeds=3", "--results", "there"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == ["fake: Half of it & more.", "report: there/all/index.html", "results: there/all"]
    html = Path("there/all/index.html").read_text()
    (report,) = Path("there/fake").glob("*/report.html")
    assert f'href="../fake/{report.parent.name}/report.html"' in html
    assert "Half of it &amp; more. Not all." in html and "Second &lt;b&gt;." in html
    assert html.count("data:image/png;base64,") == 1 and "What would refute it?" in html and "http" not in html

    assert main(["run", "all", "seeds=3", "--results", "there"]) == 0
    assert fake.runs == 1  # what is there is taken
    assert main(["run", "all", "seeds=3", "--results", "there", "--force"]) == 0
    assert fake.runs == 2


def test_one_that_fails_is_told_and_the_page_is_there(fake: Any, capsys: Capture) -> None:
    fake.failure = StateError("period 3: the customers of a firm do not add up")
    assert main(["run", "all"]) == 1
    assert "fake: period 3: the customers" in capsys.readouterr().out
    assert "It failed: period 3: the customers" in Path("results/all/index.html").read_text()


@pytest.mark.parametrize("option", ["-m", "--table", "--csv", "--xlsx", "--cfg=job"])
def test_what_is_for_one_experiment_is_refused(fake: Any, option: str, capsys: Capture) -> None:
    assert main(["run", "all", option]) == 2
    assert "one experiment" in capsys.readouterr().err and fake.runs == 0 and not Path("results").exists()


def test_an_override_that_does_not_suit_runs_nothing(fake: Any, capsys: Capture) -> None:
    assert main(["run", "all", "markt.size=3"]) == 2
    assert "market" in capsys.readouterr().err and fake.runs == 0 and not Path("results").exists()


def test_labels_are_those_that_occur() -> None:
    text = page([Entry("x", "Why?", "../x/report.html", {"answer": ["So."], "refuted_if": ["This"], "assumptions": [],
                       "intervals": "95%"}, "2 supported, 1 refuted", "built in, contested")])  # fmt: skip
    assert "2 supported, 1 refuted (built in, contested)" in text and "<img" not in text
