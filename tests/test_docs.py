"""The pages say what the code does: nothing made from it is stale, nothing named in them is missing."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

from docs.__main__ import ROOT, draws, main, stale, table, with_defaults
from docs.coverage import STATUSES, Check, Row, read
from tenfold.experiments.reference import all_entries
from tenfold.experiments.registry import EXPERIMENTS

DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *ROOT.glob("[a-z]*/**/README.md")])
LINK = re.compile(r"(?<!\\)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PLACE = re.compile(
    r"`((?:sim|agents|experiments|scenarios|tests|docs|benchmarks|typings)/[a-z0-9_./]*[a-z0-9])(?:::(\w+))?`"
)
ROWS = 93


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """Give the anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def broken(page: Path) -> list[str]:
    """List the links of a page that lead nowhere within the project."""
    text, found = FENCE.sub("", page.read_text(encoding="utf-8")), []
    for link in LINK.findall(text):
        if re.match(r"\w+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            found.append(link)
    return found


def rules() -> list[str]:
    """List every function below agents/ that is marked as a rule, as `file: name`."""
    found = []
    for path in sorted((ROOT / "agents").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                marks = [mark.id for mark in node.decorator_list if isinstance(mark, ast.Name)]
                found += [f"{name_of(path)}: {node.name}"] if "rule" in marks else []
    return found


def coverage() -> list[list[str]]:
    """Give the cells of every row of the coverage table, as the page shows them."""
    lines = (DOCS / "coverage.md").read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| \d", line)]


def test_nothing_made_from_the_code_is_stale() -> None:
    assert [name_of(path) for path in stale()] == [], "make docs renews them"
    assert main(["--check"]) == 0


def test_what_is_stale_is_noticed() -> None:
    assert with_defaults("`customers.choice.reconsider` = 0.77, so") == "`customers.choice.reconsider` = 0.1, so"
    with pytest.raises(KeyError):
        with_defaults("`customers.choice.reconsidered` = 0.1")


def test_the_tables_of_state_hold_every_field() -> None:
    from tenfold.agents.world import Booked, Columns, Counts, Firms

    text = (DOCS / "odd.md").read_text(encoding="utf-8")
    for record in (Columns, Firms, Counts, Booked):
        assert [name for name in record.declared if f"| `{name}` |" not in text] == []
        assert all(f"| `{name}` |" in table("agents.world", record.__name__) for name in record.declared)


def test_every_draw_has_a_number_of_its_own() -> None:
    numbers: list[int] = []
    for path in sorted((ROOT / "agents").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(n, ast.Assign) and getattr(n.targets[0], "id", "") == "DRAWS" for n in tree.body):
            module = ".".join(("tenfold", *path.relative_to(ROOT).with_suffix("").parts))
            numbers += import_module(module).DRAWS
    assert len(numbers) == len(set(numbers)) >= 9
    assert draws().count("\n") == len(numbers) + 1


def test_every_parameter_is_in_its_table() -> None:
    text = (DOCS / "parameters.md").read_text(encoding="utf-8")
    assert [entry.name for entry in all_entries() if f"| `{entry.name}` |" not in text] == []


@pytest.mark.parametrize("rule", rules())
def test_every_rule_is_explained(rule: str) -> None:
    file, name = rule.split(": ")
    text = (DOCS / "rules.md").read_text(encoding="utf-8")
    assert f"**`{name}`**" in text, f"{name} of {file}"
    assert f"`{file}`" in text


def test_the_shirt_of_the_rules_is_worth_what_they_say() -> None:
    from tenfold.agents.customer.value import perceives_value
    from tenfold.sim.jit import ZERO, f4

    assert "A shirt worth 500 for 350 has a perceived value of 150" in (DOCS / "rules.md").read_text(encoding="utf-8")
    assert perceives_value(f4(500), f4(350), ZERO) == 150


def test_every_experiment_is_explained() -> None:
    text = (DOCS / "experiments.md").read_text(encoding="utf-8")
    assert [name for name in EXPERIMENTS if f"`{name}`\n" not in text] == []


def test_the_coverage_table_holds_every_row_once() -> None:
    numbers: list[int] = []
    for row in coverage():
        first, _, last = row[0].partition("–")
        numbers += range(int(first), int(last or first) + 1)
    assert numbers == list(range(1, ROWS + 1))


@pytest.mark.parametrize("row", coverage(), ids=lambda row: row[0])
def test_what_a_row_of_the_coverage_table_names_exists(row: list[str]) -> None:
    number, claim, status, where, tests = row
    assert claim and status in STATUSES
    for path in re.findall(r"`([^`]+)`", where):
        assert (ROOT / path).exists(), path
    names = re.findall(r"`([^`]+)`", tests)
    for name in names:
        path, _, function = name.partition("::")
        assert (ROOT / path).is_file(), path
        assert re.search(rf"^def {function}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE), name
    if status == "works":
        assert where != "–" and names, "code and a test"
    if status == "not yet":
        assert not names or where != "–"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    assert broken(page) == []


def test_the_coverage_table_is_counted_right() -> None:
    count = dict.fromkeys(STATUSES, 0)
    for number, _, status, *_ in coverage():
        first, _, last = number.partition("–")
        count[status] += int(last or first) - int(first) + 1
    said = f"{count['works']} work, {count['partly']} are partly there and {count['not yet']} are not yet begun"
    assert said in " ".join((DOCS / "coverage.md").read_text(encoding="utf-8").split())


def test_the_page_of_coverage_holds_what_its_source_says() -> None:
    text = (DOCS / "coverage.md").read_text(encoding="utf-8")
    rows, checks = read()
    assert [row[0] for row in coverage()] == [str(row.row) for row in rows]
    said = [part for row in rows for part in (row.says, row.remark, *row.files, *row.tests)]
    said += [part for check in checks for part in (check.row, check.check, check.status, *check.tests)]
    assert [part for part in said if part not in text] == []


@pytest.mark.parametrize("check", read()[1], ids=lambda check: check.row)
def test_what_a_check_names_exists(check: Check) -> None:
    assert check.tests or check.status != "works"
    for name in check.tests:
        path, _, function = name.partition("::")
        assert re.search(rf"^def {function}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE), name


def test_a_slip_in_the_source_of_coverage_is_told(tmp_path: Path) -> None:
    path = tmp_path / "coverage.yaml"
    for row, error in (("status: done", ValueError), ("status: works, file: [sim]", TypeError), ("", TypeError)):
        path.write_text("{rows: [{row: 1, says: one" + (f", {row}" if row else "") + "}], checks: []}")
        with pytest.raises(error):
            read(path)


def test_rows_are_counted_from_the_first_to_the_last() -> None:
    assert [*Row("21–25", "", "not yet").numbers] == [21, 22, 23, 24, 25]
    assert [*Row(7, "", "partly").numbers] == [7]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_files_and_tests_that_a_page_names_exist(page: Path) -> None:
    for path, function in PLACE.findall(page.read_text(encoding="utf-8")):
        place = next((base / path for base in (ROOT, page.parent) if (base / path).exists()), None)
        assert place, path
        defined = re.search(rf"^def {function}\(", place.read_text(encoding="utf-8"), re.MULTILINE)
        assert not function or defined, function
