"""`tenfold report`: where the report is, what it said, and a PDF where a browser is there."""

import os
import time
from pathlib import Path
from typing import Any

import pytest

from tenfold.experiments.cli import main
from tenfold.experiments.command_line import printing
from tenfold.experiments.command_line.printing import PrintingError, print_pdf
from tenfold.sim.store import checksum

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def result(fake: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TENFOLD_BROWSER", raising=False)
    assert main(["run", "fake"]) == 0
    capsys.readouterr()
    (folder,) = Path("results", "fake").iterdir()
    return folder


def program(folder: Path, does: str) -> Path:
    """Write what pretends to be a browser; $out is the file that it is asked for."""
    folder.mkdir(exist_ok=True)
    file = folder / "chromium"
    find = 'for word; do case $word in --print-to-pdf=*) out=${word#*=};; esac; done; echo "$@" >"$0.words"\n'
    file.write_text(f"#!/bin/sh\n{find}{does}\n")
    file.chmod(0o755)
    return file


@pytest.mark.parametrize("inside", ["", "report.html", "figures", "figures/one.png", "manifest.json"])
def test_it_says_where_the_report_is_and_the_answer(result: Path, capsys: Capture, inside: str) -> None:
    assert main(["report", str(result / inside)]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "the level is 0.3"
    assert out[-3:] == [f"report: {result / 'report.html'}", f"figures: {result / 'figures'}", f"results: {result}"]


@pytest.mark.parametrize("path", ["results", "results/fake", "nothing", "mine.csv", "results/fake/0123456789ab", ""])
def test_what_is_no_result_is_told(result: Path, capsys: Capture, path: str) -> None:
    Path("mine.csv").touch()
    assert main(["report", path]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("tenfold: PATH = ") and err.count("\n") == 1
    assert "the folder of a result, as results/NAME/ID, or a file in it" in err


def test_a_damaged_result_is_told(result: Path, capsys: Capture) -> None:
    (result / "report.html").write_text("something else")
    assert main(["report", str(result)]) == 2
    assert f"{result / 'report.html'}: allowed: the file as it was written" in capsys.readouterr().err


def test_a_browser_prints_it_beside_and_the_result_stays_what_it_was(
    result: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    file = program(tmp_path / "bin", 'printf "%%PDF-1.4 ... %%%%EOF\\n" >"$out"')
    monkeypatch.setenv("PATH", str(file.parent), prepend=":")
    before = checksum(result / "manifest.json")
    for _ in range(2):  # it replaces its own
        assert main(["report", str(result), "--pdf"]) == 0
    assert f"pdf: {result / 'report.pdf'}\n" in capsys.readouterr().out
    words = (tmp_path / "bin" / "chromium.words").read_text()
    assert "--headless" in words and (result / "report.html").resolve().as_uri() in words
    assert ("--no-sandbox" in words) == (os.geteuid() == 0)
    assert checksum(result / "manifest.json") == before and not list(result.glob(".*"))
    assert main(["run", "fake"]) == 0
    assert "not of this result" not in capsys.readouterr().out


def test_without_a_browser_one_line_says_how_to_print_all_the_same(
    result: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.setattr(printing, "PLACES", ())
    assert main(["report", str(result), "--pdf"]) == 1
    out, err = capsys.readouterr()
    assert "the level is 0.3" in out and f"results: {result}" in out
    assert err.startswith("tenfold: pdf: no browser is here that could print (chromium, ") and err.count("\n") == 1
    assert f"open {result / 'report.html'} in a browser and print it" in err
    monkeypatch.setenv("TENFOLD_BROWSER", "no_such_browser")
    assert main(["report", str(result), "--pdf"]) == 1
    assert "TENFOLD_BROWSER = 'no_such_browser': no such program" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("does", "said"),
    [
        ("echo first >&2; echo it broke >&2; exit 3", "made none (exit status 3: it broke)"),
        ('printf "%%PDF-1.4 half" >"$out"', "made none (exit status 0)"),
        ('sleep 100 & echo $! >"$0.child"; sleep 100', "took longer than 2 s"),
    ],
)
def test_a_browser_that_fails_leaves_nothing(
    result: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str, said: str
) -> None:
    monkeypatch.setenv("TENFOLD_BROWSER", str(program(tmp_path / "bin", does)))
    with pytest.raises(PrintingError, match="open .* in a browser and print it") as raised:
        print_pdf(result / "report.html", result / "report.pdf", 2.0 if "sleep" in does else 30.0)
    assert said in str(raised.value)
    if "sleep" in does:  # what it began ends with it; who is dead and not yet waited for is a Z
        about = Path("/proc", (tmp_path / "bin" / "chromium.child").read_text().strip(), "stat")
        until = time.monotonic() + 20.0
        while about.exists() and about.read_text().rpartition(")")[2].split()[0] not in "ZX":
            assert time.monotonic() < until
            time.sleep(0.05)
    assert not list(result.glob(".*")) and not (result / "report.pdf").exists()


def test_what_is_no_program_is_told(result: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = program(tmp_path / "bin", "")
    file.write_bytes(b"\x7fELF nothing")
    monkeypatch.setenv("TENFOLD_BROWSER", str(file))
    with pytest.raises(PrintingError, match="cannot be run: "):
        print_pdf(result / "report.html", result / "report.pdf")
