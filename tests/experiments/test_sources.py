"""Of which sources results are: all that they follow from."""

from pathlib import Path

import pytest

from tenfold.experiments import runner
from tenfold.experiments.runner import source_digest


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("sim/a.py", True), ("agents/firm/b.py", True), ("experiments/study/page.jinja", True),
        ("scenarios/market/c.yaml", True), ("scenarios/data/d.csv", True), ("scenarios/data/README.md", False),
        ("tests/e.py", False), ("sim/__pycache__/a.pyc", False),
    ],
)  # fmt: skip
def test_code_templates_and_shipped_data_are_sources(tmp_path: Path, name: str, counts: bool) -> None:
    before = source_digest(tmp_path)
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text("1", encoding="utf-8")
    first = source_digest(tmp_path)
    (tmp_path / name).write_text("2", encoding="utf-8")
    assert len({before, first, source_digest(tmp_path)}) == (3 if counts else 1)


def test_the_shipped_cohorts_which_every_run_of_e1_reads_are_found() -> None:
    assert (runner.ROOT / "scenarios" / "data" / "cohort_survival.csv").is_file()
    assert len(source_digest()) == 16
