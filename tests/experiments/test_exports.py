"""What people take away: rows as CSV, and a workbook that somebody else's reader reads."""

import errno
import gc
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from tenfold.experiments.cli import main
from tenfold.experiments.command_line import exports, workbook
from tenfold.experiments.command_line.exports import guarded, with_numbers
from tenfold.experiments.command_line.workbook import flat, left_out, sheet_names
from tenfold.sim.store import Rows, checksum

pytestmark = pytest.mark.slow

Capture = pytest.CaptureFixture[str]
NAN, INF = float("nan"), float("inf")
ROWS = pd.DataFrame({
    "arm": ["=1+1", "plain, with comma", "-", "-5 %", "Größe\x01", "+3.5"],
    "value": [0.1 + 0.2, NAN, INF, -1e-300, 5.0, 2.0**60],
    "count": [10**16 + 1, 2, 3, 4, 5, 6],
    "on": [True, False, True, True, True, True],
})  # fmt: skip
SURVIVAL = pd.DataFrame({"cohort": ["=A1", "007"], "period": [0, 1], "surviving_percent": [100.0, 50.5]})


@pytest.fixture
def result(fake: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> Path:
    """Give the folder of a result with rows and tables."""
    monkeypatch.chdir(tmp_path)
    fake.rows, fake.tables = ROWS, {"survival": SURVIVAL, "answer": pd.DataFrame({"x": [1]})}
    fake.verdict = {"claims": [{"text": "=it pays", "verdict": "supported", "label": "emergent", "unit": "money",
                                "margin": 1.0, "estimate": 2.5, "low": 2.0, "high": 3.0}]}  # fmt: skip
    assert main(["run", "fake", "experiment.weights=[1,2.5]"]) == 0
    capsys.readouterr()
    (folder,) = (tmp_path / "results" / "fake").iterdir()
    return folder.relative_to(tmp_path)


def cells(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_both_lie_beside_the_parquet_and_change_nothing_of_the_result(fake: Any, result: Path, capsys: Capture) -> None:
    before = {file: checksum(file) for file in result.rglob("*") if file.is_file()}
    assert main(["run", "fake", "experiment.weights=[1,2.5]", "--csv", "--xlsx"]) == 0
    out, err = capsys.readouterr()
    note, *lines = out.splitlines()[-9:]
    assert note == "found: the same was run before; --force runs it again"
    made = ["rows.csv", "units.csv", "results.xlsx"]
    assert lines[2:] == [
        *(f"{name}: {result / file}" for name, file in zip(("rows", "units", "workbook"), made, strict=True)),
        f"results: {result}", f"survival: {result / 'survival.csv'}", f"answer: {result / 'answer.csv'}",
    ]  # fmt: skip
    assert err == "" and fake.runs == 1
    assert {file.name for file in result.rglob("*") if file.is_file() and file not in before} == set(made)
    assert all(checksum(file) == digest for file, digest in before.items())
    first = {name: (result / name).read_bytes() for name in made}
    time.sleep(1.1)  # a second, by which a clock could tell them apart
    assert main(["report", str(result), "--csv", "--xlsx"]) == 0
    assert {name: (result / name).read_bytes() for name in made} == first
    assert main(["run", "fake", "experiment.weights=[1,2.5]"]) == 0
    assert "not of this result" not in capsys.readouterr().out


def test_rows_in_a_csv_are_those_of_the_parquet(result: Path) -> None:
    assert main(["report", str(result), "--csv"]) == 0
    read = pd.read_csv(result / "rows.csv")
    assert list(read["arm"]) == ["'=1+1", "plain, with comma", "-", "'-5 %", "Größe\x01", "+3.5"]
    pd.testing.assert_frame_equal(read.drop(columns="arm"), ROWS.drop(columns="arm"))
    assert (result / "units.csv").read_text() == "column,unit\narm,-\nvalue,-\ncount,-\non,-\n"
    assert b"\r" not in (result / "rows.csv").read_bytes()
    pd.testing.assert_frame_equal(pd.read_csv(result / "survival.csv", dtype={"cohort": str}), SURVIVAL)  # to be read


def test_somebody_elses_reader_finds_all_sheets_and_nothing_that_is_calculated(result: Path) -> None:
    assert main(["report", str(result), "--xlsx"]) == 0
    book = openpyxl.load_workbook(result / "results.xlsx")
    assert book.sheetnames == ["answer", "rows", "units", "assumptions", "provenance", "survival", "answer 2"]
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    head, *rows = cells(book["rows"])
    assert head == ["arm", "value", "count", "on"]
    assert [row[0] for row in rows] == ["=1+1", "plain, with comma", "-", "-5 %", "Größe_x0001_", "+3.5"]  # as Excel's
    assert [row[1] for row in rows] == [pytest.approx(0.3, rel=1e-15), None, "inf", -1e-300, 5.0,
                                        pytest.approx(2.0**60, rel=1e-15)]  # a cell shows no more digits
    assert [row[2] for row in rows] == ["10000000000000001", 2, 3, 4, 5, 6]  # which would lose its last digit
    assert [row[3] for row in rows] == [True, False, True, True, True, True]
    assert cells(book["survival"]) == [["cohort", "period", "surviving_percent"], ["=A1", 0, 100], ["007", 1, 50.5]]
    assert cells(book["units"])[:2] == [["column", "unit"], ["arm", "-"]]


def test_the_other_sheets_say_what_was_found_and_what_it_rests_on(result: Path) -> None:
    assert main(["report", str(result), "--xlsx"]) == 0
    book = openpyxl.load_workbook(result / "results.xlsx")
    answer = [[value for value in row if value is not None] for row in cells(book["answer"])]
    assert answer[:2] == [["Is it so?"], ["the level is 0.3"]]
    assert ["=it pays", 2.5, 2, 3, "money", "supported", "emergent", 0] in answer
    assert ["nothing would"] in answer
    assumed = {row[0]: row[1:] for row in cells(book["assumptions"])}
    assert "nothing" in assumed and assumed["experiment.weights"][0] == "1.0, 2.5"
    assert assumed["experiment.level"] == [0.3, "-", "0 .. 1", "made up"]
    assert assumed["firms.0.price"][:2] == [50, "money per unit"]
    assert assumed["market.period"][0] == "month"
    told = {row[0]: row[1] for row in cells(book["provenance"])}
    assert told["command"] == "tenfold run fake 'experiment.weights=[1,2.5]'"
    assert told["files.rows.parquet"] == checksum(result / "rows.parquet") and "versions.numpy" in told


def test_a_workbook_in_which_somebody_worked_is_not_replaced(result: Path, capsys: Capture) -> None:
    for name, option in (("results.xlsx", "--xlsx"), ("units.csv", "--csv")):
        (result / name).write_text("my own sums")
        assert main(["report", str(result), option]) == 2
        out, err = capsys.readouterr()
        assert out.splitlines()[0] == "the level is 0.3" and f"results: {result}" in out
        assert err.startswith(f"tenfold: {result / name}: allowed: the file as it was exported, or none;")
        assert (result / name).read_text() == "my own sums"
    assert not list(result.glob(".*"))


def test_what_cannot_be_written_leaves_nothing_half_written(
    result: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def full(frame: object, path: Path) -> None:
        path.write_text("half of it")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    before = sorted(result.iterdir())
    monkeypatch.setattr(exports, "_csv", full)
    monkeypatch.setattr(os, "getpid", lambda: 1)
    monkeypatch.setattr(workbook, "_table", lambda *_: full(None, result / ".results.xlsx.tmp-1"))
    for option, file in (("--csv", "rows.csv"), ("--xlsx", "results.xlsx")):
        assert main(["report", str(result), option]) == 2
        assert f"tenfold: {result / file}: cannot be written or read: No space left" in capsys.readouterr().err
        assert sorted(result.iterdir()) == before
    gc.collect()  # a file that was left open is a warning, and so an error


def test_a_result_without_rows_says_so(
    fake: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["run", "fake", "--csv"]) == 2
    out, err = capsys.readouterr()
    assert "--csv: allowed: for results with rows" in err and out.splitlines()[-1].startswith("results: ")
    assert main(["run", "fake", "--xlsx"]) == 0
    (file,) = tmp_path.rglob("results.xlsx")
    assert cells(openpyxl.load_workbook(file)["rows"]) in ([], [[None]])


def test_every_job_of_a_sweep_is_exported(fake: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    fake.rows = ROWS
    assert main(["run", "fake", "-m", "experiment.level=.1,.2", "--csv", "--xlsx"]) == 0
    assert len(list(tmp_path.rglob("rows.csv"))) == len(list(tmp_path.rglob("results.xlsx"))) == 2


def test_a_damaged_result_is_not_exported(result: Path, capsys: Capture) -> None:
    (result / "rows.parquet").write_bytes(b"PAR1")
    assert main(["report", str(result), "--csv"]) == 2
    assert f"{result / 'rows.parquet'}: allowed: the file as it was written" in capsys.readouterr().err
    assert not (result / "rows.csv").exists()


def test_more_rows_than_a_sheet_holds_are_said(
    result: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    with monkeypatch.context() as smaller:
        smaller.setattr(workbook, "MOST_ROWS", 4)
        assert main(["report", str(result), "--xlsx"]) == 0
    said = "the sheet rows holds the first 3 of 6 rows and 4 of 4 columns, for no more fit into a sheet"
    assert f"tenfold: warning: {said}" in capsys.readouterr().err
    book = openpyxl.load_workbook(result / "results.xlsx")
    assert len(cells(book["rows"])) == 4
    assert any(str(row[0]).startswith(said) for row in cells(book["answer"]))
    at_most = pd.DataFrame({"x": range(1_048_575)})
    assert left_out(Rows(at_most, {})) == [] and left_out(None) == []
    assert left_out(Rows(pd.concat([at_most, at_most.head(1)]), {}))


def test_sheets_have_names_that_a_workbook_can_have() -> None:
    long = "x" * 40
    assert sheet_names(["survival", "Rows", long, f"{long}y"]) == {
        "survival": "survival", "Rows": "Rows 2", long: "x" * 31, f"{long}y": "x" * 29 + " 2"
    }  # fmt: skip


def test_numbers_of_a_table_are_numbers_and_codes_stay_text(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b,c,d\n1,007,,x\n2.5e-3,1,,NA\n,2,,\n")
    frame = with_numbers(tmp_path / "t.csv")
    assert frame["a"].tolist()[:2] == [1, 0.0025] and frame["a"].isna().tolist() == [False, False, True]
    assert frame["b"].tolist() == ["007", "1", "2"] and frame["d"].tolist() == ["x", "NA", ""]


def test_only_what_would_be_calculated_is_guarded() -> None:
    texts = ["=1", "@x", "+a", "-a", "-", "=", "-1.5", "+2", "a=b", "", "\tx", "1e5"]
    assert list(guarded(pd.DataFrame({"t": texts}))["t"]) == [
        "'=1", "'@x", "'+a", "'-a", "-", "=", "-1.5", "+2", "a=b", "", "'\tx", "1e5"
    ]  # fmt: skip


def test_a_configuration_is_flat_in_a_sheet() -> None:
    given = {"a": {"b": [1, 2.5], "c": []}, "firms": [{"x": None}, {"x": True}], "deep": [[1], [2, 3]]}
    assert dict(flat(given)) == {
        "a.b": "1, 2.5", "a.c": "", "firms.0.x": None, "firms.1.x": True, "deep.0": "1", "deep.1": "2, 3"
    }  # fmt: skip


def test_an_interrupted_export_leaves_nothing(result: Path, tmp_path: Path) -> None:
    """Kill a process while it writes; from another one, for signals reach the whole process."""
    script = (
        "import sys, time; from pathlib import Path; from tenfold.experiments.command_line import exports\n"
        "def slow(frame, path): path.write_text('half'); print('now', flush=True); time.sleep(60)\n"
        "exports._csv = slow\nfrom tenfold.experiments.start import main\nsys.exit(main())\n"
    )
    command = [sys.executable, "-c", script, "report", str(result), "--csv"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    while process.stdout.readline() != "now\n":
        assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130 and "interrupted" in err
    assert not list(result.glob(".*")) and not (result / "rows.csv").exists()
