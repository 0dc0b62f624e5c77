"""What people read and what programs read: one shape for all experiments, one page that needs no network."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tenfold.experiments.registry import EXPERIMENTS, study_of
from tenfold.experiments.scenario import compose
from tenfold.experiments.study import Claim, Findings, Grid, Judged, Measured, Part, Picture, Section, Study, kit, mean
from tenfold.experiments.study.findings import cell, text_lines
from tenfold.experiments.study.publish import IRREPRODUCIBLE, publish, verdict_of
from tenfold.sim.statistics import Interval, Peak
from tenfold.sim.store import plain, read_rows

pytestmark = pytest.mark.slow

SHARED = ["question", "answer", "claims", "thresholds", "refuted_if", "assumptions", "null_arm_identical", "seeds",
          "period"]  # fmt: skip
OF_CLAIM = {"text", "verdict", "label", "primary", "estimate", "low", "high", "unit", "margin"}
LONG = "a reason so long that it would never fit into one line of a table on any page that somebody may print"
NAN = float("nan")


def findings(null_arm: bool | None = True) -> Findings:
    claim = Claim("it <pays>", mean("profit"), "money", f"emergent: {LONG}", margin=2.0)
    judged = [Judged(claim, Interval(5.0, 3.0, 7.0), 0.001, "supported"),
              Judged(claim._replace(primary=False), Interval(NAN, NAN, NAN), 1.0, "undecided")]  # fmt: skip
    pictures = []
    for name in ("first", "second"):
        figure, (axes,) = kit.panels(1)
        axes.plot([0, 1])
        pictures.append(Picture(name, figure, f"The {name} & its caption."))
    grid = Grid("a table", ("x", "words", "y"), [(1.5, LONG, Interval(1.0, 0.9, NAN)), (NAN, None, True)])
    numbers = {"peak": Peak(0.5, 0.4, 0.6), "question": "another?", "deep": [{"x": Interval(1.0, 0.0, NAN)}]}
    part = Part((Section("Chapter", ("Text.",), pictures, (grid,)),), judged,
                [Measured("where it turns", Interval(0.016, 0.012, float("inf")), "share")], numbers=numbers,
                null_arm=null_arm, seeds={"every arm": 8}, checks=("4 arms",))  # fmt: skip
    return Findings("Is it so?", ("It is.", "Mostly."), ("If it is not.",), ("luck",), (part,), "month")


class Page(HTMLParser):
    """The tags of a page with their attributes, and its text in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "img":
            self.texts.append("PICTURE")

    def handle_data(self, data: str) -> None:
        self.texts += [data.strip()] if data.strip() else []


@pytest.fixture
def page(tmp_path: Path) -> Page:
    publish(findings(), tmp_path, lambda what, share: None)
    return Page((tmp_path / "report.html").read_text(encoding="utf-8"))


def test_people_read_question_answer_picture_what_it_hangs_on_and_what_would_refute_it(page: Page) -> None:
    body = page.texts[page.texts.index("Is it so?", 1) :]
    wanted = ["Is it so?", "It is.", "Mostly.", "PICTURE", "The first & its caption.", "What it hangs on", "luck",
              "What would refute it?", "If it is not.", "Claims and their verdicts", "it <pays>",
              "Thresholds and shares", "Chapter", "Text.",
              "PICTURE", "The second & its caption.", "Checks"]  # fmt: skip
    places, at = [], -1
    for text in wanted:
        at = body.index(text, at + 1)
        places.append(at)
    assert body.count("PICTURE") == 2  # the first is not shown again in its chapter


def test_the_page_needs_no_network_and_runs_nothing(page: Page) -> None:
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "iframe", "object", "embed", "form"}
    for tag, attributes in page.tags:
        assert not any(name.startswith("on") for name in attributes), tag
        assert "href" not in attributes
        assert (attributes.get("src") or "data:image/png;base64,").startswith("data:image/png;base64,")
    assert not any(word in text for text in page.texts for word in ("@import", "url(", "http"))
    assert [attributes["alt"] for tag, attributes in page.tags if tag == "img"] == [
        "The first & its caption.", "The second & its caption."
    ]  # fmt: skip


def test_long_cells_may_wrap_and_missing_ones_are_dashes(page: Page) -> None:
    cells = [attributes.get("class") for tag, attributes in page.tags if tag == "td"]
    assert "long" in cells
    assert "nan" not in " ".join(page.texts).lower() and "–" in page.texts


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (NAN, "–"), (None, "–"), (True, "yes"), (3, "3"), (0.123456, "0.123"), ("words", "words"),
        (Interval(5.0, 3.0, 7.0), "5 [3, 7]"), (Interval(0.0163, 0.0121, 0.0204), "0.016 [0.012, 0.020]"),
        (Interval(NAN, NAN, NAN), "–"), (Interval(0.5, NAN, NAN), "0.50 [–, –]"),
        (Peak(0.5, 0.4, 0.6), "0.50 [0.40, 0.60]"),
        (Interval(1e-9, 5e-10, 2e-9), "1e-09 [5e-10, 2e-09]"), (Interval(2.0, 1.0, float("inf")), "2.00 [1.00, inf]"),
    ],
)  # fmt: skip
def test_a_cell_is_written_for_people(value: object, text: str) -> None:
    assert cell(value) == text


def test_a_table_of_text_has_its_columns_below_one_another() -> None:
    lines = text_lines(Grid("caption", ("x", "what"), [("long", 1), ("a", NAN)]))
    assert lines == ["caption", "x     what", "long  1", "a     –"]


def test_programs_read_the_same_of_every_experiment() -> None:
    said = json.loads(json.dumps(plain(verdict_of(findings()))))
    assert list(said)[: len(SHARED)] == SHARED
    assert [OF_CLAIM <= set(claim) for claim in said["claims"]] == [True, True]
    assert said["claims"][0] | {"estimate": 5.0, "low": 3.0, "high": 7.0, "unit": "money"} == said["claims"][0]
    assert said["claims"][1]["estimate"] is None and not said["claims"][1]["primary"]
    assert said["thresholds"] == [
        {"text": "where it turns", "estimate": 0.016, "low": 0.012, "high": None, "unit": "share"}
    ]
    assert said["question"] == "Is it so?"  # numbers of its own replace nothing that all share
    assert said["peak"] == {"estimate": 0.5, "low": 0.4, "high": 0.6} and said["deep"] == [
        {"x": {"estimate": 1.0, "low": 0.0, "high": None}}
    ]


@pytest.mark.parametrize(("null_arm", "warned"), [(True, False), (None, False), (False, True)])
def test_what_cannot_be_repeated_is_said_before_the_answer(null_arm: bool | None, warned: bool, tmp_path: Path) -> None:
    found = publish(findings(null_arm), tmp_path, lambda what, share: None)
    assert (found.lines[0] == IRREPRODUCIBLE) == warned
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert (IRREPRODUCIBLE in text) == warned
    assert not warned or text.index(IRREPRODUCIBLE) < text.index("It is.")
    assert found.verdict["null_arm_identical"] is null_arm


@pytest.mark.parametrize("name", [name for name in EXPERIMENTS if isinstance(study_of(name), Study)])
def test_a_study_of_the_project_keeps_the_shape_and_names_every_column(name: str, tmp_path: Path) -> None:
    small = ["market.size=200", "market.periods=50", "seeds=2", "experiment.most_seeds=2"]
    found = publish(study_of(name).findings(compose(name, small), lambda what, share: None), tmp_path, lambda *_: None)
    assert list(found.verdict)[: len(SHARED)] == SHARED and found.verdict["null_arm_identical"]
    assert found.verdict["claims"] and all(OF_CLAIM <= set(claim) for claim in found.verdict["claims"])
    rows, units = read_rows(tmp_path / "rows.parquet")
    assert set(rows.columns) == set(units) >= {"seed", "outcome", "value", "unit"}
    assert set(rows["seed"]) == {0, 1}
