"""Write what the code says into the pages: the table of parameters, tables of state and draws, and every default.

The page of coverage is made from coverage.yaml. In any other page, `` `name` = value `` is a default, and a block
begins with `<!-- made from MODULE, NAME -->`: a table of what a record declares, or of numbers and their meanings.
Blocks of experiments and their results are told in docs/made.py.

    python -m docs            write what is stale
    python -m docs --check    write nothing; exit with 1 if something is stale
"""

import re
import sys
from collections.abc import Sequence
from importlib import import_module
from itertools import groupby
from pathlib import Path

from docs import coverage
from docs.made import with_blocks
from tenfold.experiments.command_line.words import words
from tenfold.experiments.reference import all_entries, cells, markdown
from tenfold.sim.groups import Entry

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
HEAD = """# Parameters

<!-- Made from the code by `make docs`: change a parameter where it is declared, not here. -->

Every number that the model assumes, with its unit, the range that is accepted, and where it comes from. What is marked
*assumption* rests on no source: it was chosen so that the market as a whole looks plausible, and should be swept before
a conclusion is drawn from it. A parameter is changed by its name, as in `tenfold run five_to_ten firms.0.price=45`;
a name in square brackets after it says where alone it exists. How the numbers enter the rules is in
[rules.md](rules.md). The same table on the command line: `tenfold show parameters`."""
COMMANDS = """# Commands

<!-- Made from the code by `make docs`: what --help says is changed where it is declared, not here. -->

Every command says the same with `--help`. A mistake is one line that names what is wrong, with the exit status 2; a
failure ends with 1, an interruption with 130, and neither leaves anything half written."""
NUMBER = r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?"
DEFAULT = re.compile(rf"`((?:market|customers|firms|network|experiment)\.[\w.]+)`( =\s)({NUMBER}(?:, {NUMBER})*|\w+)")
PAGES = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), ROOT / "results" / "README.md"]
HISTORY = ROOT / "CHANGELOG.md"  # says what was, so nothing in it follows the code


def parameters() -> str:
    """Give the page of all parameters, a section a group."""
    parts = [HEAD]
    for group, found in groupby(all_entries(), key=group_of):
        parts.append(f"## {group}\n\n{markdown(list(found))}")
    return "\n\n".join(parts) + "\n"


def commands() -> str:
    """Give the page of all commands, a section each: its words and options, and its examples."""
    whole, parsers = words()
    parts = [COMMANDS, f"## tenfold\n\n```text\n{whole.epilog}\n```"]
    for name, parser in parsers.items():
        rows = [_row(*each) for each in parser.described()]
        table = "\n".join(["| Word | Says |", "|---|---|", *rows]) if rows else "Without further words."
        more = f"\n\n```text\n{parser.epilog}\n```" if parser.epilog and name != "run" else ""
        parts.append(f"## tenfold {name}\n\n{parser.description}\n\n{table}{more}")
    return "\n\n".join(parts) + "\n"


def _row(written: str, what: str) -> str:
    return "| `{}` | {} |".format(written.replace("|", "\\|"), what.replace("|", "\\|"))


def group_of(entry: Entry) -> str:
    """Name the section of a parameter: its name without the last step, and where alone it exists."""
    name, _, where = entry.name.partition(" ")
    steps = name.split(".")
    group = ".".join(steps[:-1]) or "of a run"
    return f"{group} {where}".strip()


def table(module: str, name: str) -> str:
    """Give what a record declares, or a mapping of numbers to meanings, as a table."""
    thing = getattr(import_module(f"tenfold.{module}"), name)
    if isinstance(thing, dict):
        return "\n".join(["| Number | Meaning |", "|---|---|", *(f"| {n} | {text} |" for n, text in thing.items())])
    lines = ["| Name | Shape | Unit | Meaning | Declared in |", "|---|---|---|---|---|"]
    for column, each in thing.declared.items():
        ends = "; ends with a spell" if each.until == "spell" else ""
        shape, owner = ", ".join(each.shape.split()), each.owner.removeprefix("tenfold.").replace(".", "/")
        lines.append(f"| `{column}` | ({shape}) | {each.unit} | {each.meaning}{ends} | `{owner}.py` |")
    return "\n".join(lines)


def draws() -> str:
    """Give every decision that numbers are drawn for, by its number, with the module that draws."""
    found: dict[int, tuple[str, str]] = {}
    for path in sorted((ROOT / "agents").rglob("*.py")):
        module = ".".join(("tenfold", *path.relative_to(ROOT).with_suffix("").parts))
        for number, text in getattr(import_module(module), "DRAWS", {}).items():
            found[number] = (text, str(path.relative_to(ROOT)))
    rows = [f"| {number} | {text} | `{path}` |" for number, (text, path) in sorted(found.items())]
    return "\n".join(["| Number | Meaning | Drawn in |", "|---|---|---|", *rows])


def of_the_model(what: str) -> str:
    """Make a block that is not of experiments: of all draws, or of what a module declares."""
    module, _, name = what.partition(", ")
    return draws() if what == "all draws" else table(module, name)


def with_defaults(text: str) -> str:
    """Renew every default that a page names, and fail for a name that no parameter has."""
    known = {entry.name: cells(entry)[1] for entry in all_entries()}
    known |= {name.partition(" ")[0]: default for name, default in known.items() if name.startswith("experiment.")}
    return DEFAULT.sub(lambda m: f"`{m[1]}`{m[2]}{known[m[1]]}", text)


def pages() -> dict[Path, str]:
    """Give every page that holds something made from the code, as it should be."""
    made = {DOCS / "parameters.md": parameters(), DOCS / "coverage.md": coverage.page()}
    made[DOCS / "commands.md"] = commands()
    for path in sorted(PAGES):
        if path not in made and path != HISTORY:
            made[path] = with_defaults(with_blocks(path.read_text(encoding="utf-8"), path, of_the_model))
    return made


def stale() -> list[Path]:
    """List the pages that are not as they should be."""
    return [p for p, text in pages().items() if not p.is_file() or p.read_text(encoding="utf-8") != text]


def main(argv: Sequence[str]) -> int:
    """Write stale pages, or with --check only name them; gives the exit status."""
    check = list(argv) == ["--check"]
    if argv and not check:
        print("usage: python -m docs [--check]", file=sys.stderr)
        return 2
    made, old = pages(), stale()
    for path in old:
        print(f"{path.relative_to(ROOT)}: {'stale; make docs renews it' if check else 'written'}")
        if not check:
            path.write_text(made[path], encoding="utf-8")
    return 1 if check and old else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
