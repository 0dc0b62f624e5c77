"""The first page, for people who decide: what stands on it, and that it fits on two sheets of A4."""

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tenfold.experiments.command_line.printing import browser, print_pdf
from tenfold.experiments.study import Findings, Grid, Part, Picture, Section, kit
from tenfold.experiments.study.findings import Board
from tenfold.experiments.study.publish import publish, verdict_of
from tenfold.sim.errors import InputError

UNKNOWN = (
    "Whether rivals answer: none does here, so that what is won from them counts in full.",
    "How fast care works: what is spent on it is taken to work in the same month.",
    "What a contact wins in your market, and what care saves, are drawn from bands until they are tested in the field.",
    "Whether those who left last year would leave next year: the table is a snapshot, and misses who left before.",
    "Whether a lower price, or a better product, would do more than either.",
)
FIGURES = [
    ("price", 64.76, "money per month", "mean of MonthlyCharges, 7,043 customers"),
    ("unit cost", 38.86, "money per month", "60% of the price: assumed, say market.unit_cost"),
    ("budget", 3.24, "money per head and month", "5% of the price: assumed, say market.budget"),
    ("contact cost", 1.3, "money per contact", "2% of the price: assumed, say market.contact_cost"),
    ("customers", 5174, "customers", "those who have not left, of 7,043 rows"),
    ("lost a month", 0.0265, "share", "1,869 who left over 227,990 customer-months"),
    ("tenure", "tenure", "column", "0 to 72 months; 11 with tenure 0 kept as joined this month"),
    ("left", "Churn", "column", "Yes 1,869, No 5,174"),
    *((f"further figure {k}", k * 1.5, "money", "as given on the command line") for k in range(6)),
]


def findings() -> Findings:
    figure, axes = kit.panels(2)
    for one in axes:
        one.plot(np.linspace(0, 1, 50), np.linspace(0, 1, 50) ** 2)
    narrow, (only,) = kit.panels(1)
    only.plot([0, 1])
    pictures = [Picture("other", narrow, "Another."), Picture("range", figure, "Profit over the share for keeping.")]
    many = Grid("Many rows of many columns", [f"column {k}" for k in range(14)], [[k * 1.0] * 14 for k in range(90)])
    deciding = Grid("What decides, and what a test of it is worth", ("what", "from", "to", "a test is worth"), [
        ("what unlimited care could prevent of the churn", 0.25, 0.75, "41,000 a year"),
        ("the chance that a contact wins a customer", 0.025, 0.1, "12,000 a year"),
        ("what half of that care costs", 1.6, 6.5, "3,000 a year"),
    ])  # fmt: skip
    sentence = "Of the budget, 20 to 75% belongs to keeping; 55% loses least in the worst case, 40,000 a year."
    figures = Grid("Your figures as used", ("figure", "value", "unit", "from"), FIGURES)
    board = Board(sentence, "range", deciding, UNKNOWN, figures)
    survival = pd.DataFrame({"cohort": ["ä, b"], "period": [0], "surviving_percent": [0.1 + 0.2]})
    section = Section("Chapter", ("Text of the whole report.",), pictures, (many,))
    return Findings("How much of next year's budget should keep customers?", ("Between 20 and 75%.",), ("Nothing.",),
                    ("the bands",), (Part((section,), tables={"survival": survival}),), "month", board=board,
                    next="tenfold run x market.file={survival}")  # fmt: skip


class Texts(HTMLParser):
    """The texts of a page in order, and how deep in <details> each stands."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.depth, self.texts, self.closed = 0, list[str](), list[int]()
        self.feed(page.partition("<body>")[2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth += tag == "details"
        if tag == "details":
            assert "open" not in dict(attrs)
        if tag == "img":
            self.handle_data(f"PICTURE {dict(attrs)['alt']}")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "details"

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(data.strip())
            self.closed.append(self.depth)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("board")
    publish(findings(), folder, lambda what, share: None)
    return folder / "report.html"


def test_the_board_reads_what_decides_and_need_not_open_the_rest(page: Path) -> None:
    read = Texts(page.read_text(encoding="utf-8"))
    board = findings().board
    assert board is not None
    wanted = [findings().question, board.sentence, "PICTURE Profit over the share for keeping.",
              board.deciding.caption, "41,000 a year", "What the model does not know", UNKNOWN[0], UNKNOWN[-1],
              "Your figures as used", "64.8", "Churn"]  # fmt: skip
    at = -1
    for text in wanted:
        at = read.texts.index(text, at + 1)
        assert read.closed[at] == 0, text
    for text in ("Between 20 and 75%.", "PICTURE Another.", "Text of the whole report.", "Checks", "13"):
        assert read.closed[read.texts.index(text, at)] > 0, text
    assert sum(text.startswith("PICTURE Profit") for text in read.texts) == 1


def test_without_a_board_nothing_is_closed(tmp_path: Path) -> None:
    publish(findings()._replace(board=None), tmp_path, lambda what, share: None)
    read = Texts((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert read.closed[read.texts.index("Text of the whole report.")] == 0
    assert "What the model does not know" not in read.texts and "PICTURE Another." == read.texts[2]


def test_a_picture_is_as_wide_as_its_letters_need(page: Path) -> None:
    least = re.findall(r'style="--legible: (\d+)px" alt="(\w+)', page.read_text(encoding="utf-8"))
    assert least == [("533", "Profit"), ("266", "Another")]  # so that only the first scrolls on a telephone


def test_tables_lie_beside_and_the_next_command_names_them(page: Path) -> None:
    assert (page.parent / "survival.csv").read_bytes() == (
        'cohort,period,surviving_percent\n"ä, b",0,0.30000000000000004\n'.encode()
    )
    said = verdict_of(findings())
    assert (said["tables"], said["next"]) == (["survival"], "tenfold run x market.file={survival}")


@pytest.mark.parametrize("name", ["rows", "units", "a/b", "", "../x", "a.b", "1"])
def test_a_table_that_cannot_be_called_so_is_refused(name: str, tmp_path: Path) -> None:
    wrong = findings()._replace(parts=(Part((), tables={name: pd.DataFrame()}),), board=None)
    with pytest.raises(InputError, match="^table = "):
        publish(wrong, tmp_path, lambda what, share: None)
    assert list(tmp_path.iterdir()) == []


def test_a_name_stands_for_one_table_only(tmp_path: Path) -> None:
    one = Part((), tables={"survival": pd.DataFrame()})
    with pytest.raises(InputError, match="^table = 'survival'"):
        publish(findings()._replace(parts=(one, one), board=None), tmp_path, lambda what, share: None)


def test_the_picture_of_the_board_must_be_there(tmp_path: Path) -> None:
    board = findings().board
    assert board is not None
    with pytest.raises(InputError, match="picture of the board = 'rnage': allowed: .*; nearest: range"):
        publish(findings()._replace(board=board._replace(picture="rnage")), tmp_path, lambda what, share: None)


@pytest.mark.slow
@pytest.mark.skipif(browser() is None or shutil.which("pdftotext") is None, reason="needs a browser, and poppler")
def test_the_board_is_printed_on_two_pages_of_a4_and_nothing_else(page: Path, tmp_path: Path) -> None:
    pdf = print_pdf(page, tmp_path / "report.pdf")
    about = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    pages, size = re.search(r"Pages:\s+(\d+)", about), re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", about)
    assert pages and size and int(pages[1]) <= 2
    assert (round(float(size[1])), round(float(size[2]))) in {(595, 842), (594, 841), (595, 841), (594, 842)}
    text = " ".join(subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True).stdout.split())
    for whole in ("41,000 a year", "0.0265", "7.5", "Churn", *(sentence.split(":")[0] for sentence in UNKNOWN)):
        assert whole in text
    pictures = subprocess.run(["pdfimages", "-list", pdf], capture_output=True, text=True).stdout.splitlines()[2:]
    assert pictures and {line.split()[0] for line in pictures} == {"1"}
    assert "Text of the whole report." not in text and "column 13" not in text
