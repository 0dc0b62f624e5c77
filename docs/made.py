"""What pages take from experiments: which there are, their arms and sizes, and what their reference results measured.

A block is the text between `<!-- made from WHAT -->` and `<!-- end -->`, where WHAT is one of

    all experiments             a table of those that are built and those that are not
    the parameters of NAME      their defaults, and what `grid=full` stands for where there is such a thing
    verdict.json                its shape, with what single experiments add
    the ASPECT of NAME          see `ASPECTS`: of what results/reference/NAME/verdict.json holds
    results/reference/NAME/figures/FILE.png: TEXT   that picture

What has no reference result yet, or one of an older shape, says so in the place of numbers.
"""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from omegaconf import OmegaConf

from tenfold.experiments.reference import cells
from tenfold.experiments.registry import EXPERIMENTS, parameters_of, question
from tenfold.experiments.splitting.plausible import SPACE
from tenfold.experiments.study import Claim, Findings, Judged, Measured, Part
from tenfold.experiments.study.findings import cell
from tenfold.experiments.study.publish import verdict_of
from tenfold.experiments.tables import markdown
from tenfold.sim.groups import entries
from tenfold.sim.statistics import Interval

DOCS = Path(__file__).resolve().parent
REFERENCE = DOCS.parent / "results" / "reference"
BLOCK = re.compile(r"(<!-- made from (.+?) -->\n).*?(<!-- end -->)", re.DOTALL)
PICTURE = re.compile(r"results/reference/(\w+)/(figures/[\w.-]+): (.+)")
MISSING = "*Not measured yet: `make reference` puts it here.*"
SHAPE = {  # of verdict.json, in its order; a name in brackets is in every entry of a list
    "question": "what was asked",
    "answer": "two to four sentences, the finding first",
    "claims": "a list, one entry a claim:",
    "claims[].text": "the claim in plain words",
    "claims[].verdict": "*supported*, *refuted*, *no difference* or *undecided*",
    "claims[].label": "*built in*, *emergent* or *contested*, and why",
    "claims[].primary": "whether Holm's correction counts it",
    "claims[].estimate": "what was found",
    "claims[].low": "lower end of its 95% interval",
    "claims[].high": "upper end",
    "claims[].unit": "of the three",
    "claims[].margin": "the least difference that matters",
    "claims[].above": "what the estimate is compared with, 0 unless said otherwise",
    "claims[].p": "of what the verdict denies; corrected by Holm where primary",
    "thresholds": "a list, one entry a place where something turns over, or a share that was measured:",
    "thresholds[].text": "what, in plain words",
    "thresholds[].estimate": "what was found",
    "thresholds[].low": "lower end of its 95% interval",
    "thresholds[].high": "upper end",
    "thresholds[].unit": "of the three",
    "refuted_if": "what would refute it, in sentences",
    "assumptions": "what the answer hangs on",
    "null_arm_identical": "whether an arm played twice gave the same to the bit; null where none was",
    "seeds": "how many, by what they were played for",
    "period": "what one period is",
    "intervals": "what the intervals cover, and what not",
    "tables": "names of further tables, each in NAME.csv",
    "picture": "the name of the figure that makes the point, in figures/; empty for none",
    "next": "the command to run next, in which {NAME} stands for the path of such a table; empty for none",
}
PRINTED = {"summary": "the lines that are printed", "table": "the lines that `--table` adds"}


def with_blocks(text: str, page: Path, other: Callable[[str], str], reference: Path = REFERENCE) -> str:
    """Renew every block of a page.

    Parameters
    ----------
    text : of the page
    page : where it lies; pictures are linked from there
    other : makes what is not of experiments
    reference : the folder of the reference results
    """

    def renewed(m: "re.Match[str]") -> str:
        return f"{m[1]}\n{block(m[2], page, reference) or other(m[2])}\n\n{m[3]}"

    return BLOCK.sub(renewed, text)


def block(what: str, page: Path, reference: Path = REFERENCE) -> str:
    """Make one block; gives "" for what is not of experiments, and fails for an experiment that is not there."""
    if what == "all experiments":
        return experiments()
    if what == "verdict.json":
        return shape(reference)
    if what.startswith("the parameters of "):
        return arms(what.removeprefix("the parameters of "))
    if found := PICTURE.fullmatch(what):
        file = reference / found[1] / found[2]
        up = "../" * (len(page.relative_to(DOCS.parent).parts) - 1)
        return f"![{found[3]}]({up}results/reference/{found[1]}/{found[2]})" if file.is_file() else MISSING
    if found := re.fullmatch(r"the (\w+) of (\w+)", what):
        if found[2] not in EXPERIMENTS:
            raise LookupError(f"{page.name}: {what}: there is no such experiment")
        verdict = measured(found[2], reference)
        return ASPECTS[found[1]](verdict) if verdict else MISSING
    return ""


def measured(name: str, reference: Path = REFERENCE) -> dict[str, Any]:
    """Read a reference result; {} where there is none, or one made before all experiments shared a shape."""
    file = reference / name / "verdict.json"
    verdict: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return verdict if "claims" in verdict else {}


def experiments(path: Path = DOCS / "planned.yaml") -> str:
    """List all experiments of the plan, and those that are not in it."""
    planned: Any = OmegaConf.to_container(OmegaConf.load(path))
    names = {entry["name"] for entry in planned.values()}
    rows = [(number, f"`{e['name']}`", question(e["name"]) if e["name"] in EXPERIMENTS else e["question"],
             "built" if e["name"] in EXPERIMENTS else "not yet") for number, e in planned.items()]  # fmt: skip
    rows += [("–", f"`{name}`", question(name), "built")
             for name, place in EXPERIMENTS.items() if name not in names and place.file is None]  # fmt: skip
    return markdown(("", "Name", "Question", ""), rows)


def arms(name: str) -> str:
    """Give the defaults of an experiment's own parameters, and what the full grid is where there is one."""
    kind: Any = parameters_of(name)
    if "grid" not in kind.model_fields:
        rows = [(f"`{e.name}`", cells(e)[1], e.unit) for e in entries(kind, "experiment.")]
        return markdown(("Parameter", "Default", "Unit"), rows)
    full, rows = kind(grid="full").written_out(), []
    for e in entries(kind, "experiment."):
        most = cells(e._replace(default=getattr(full, e.name.removeprefix("experiment."))))[1]
        rows.append((f"`{e.name}`", cells(e)[1], most if most != cells(e)[1] else "", e.unit))
    return markdown(("Parameter", "Default", "With `experiment.grid=full`", "Unit"), rows)


def shape(reference: Path = REFERENCE) -> str:
    """Give the keys of verdict.json with what they hold; fails where they are not those of the code."""
    keys = keys_of_the_code()
    if keys != list(SHAPE):
        raise LookupError(f"docs/made.py: SHAPE should have {sorted(set(keys) ^ set(SHAPE))}, in the order of the code")
    said = SHAPE | PRINTED
    lines = [markdown(("Key", "Holds"), [(f"`{key}`", text) for key, text in said.items()])]
    for name in EXPERIMENTS:
        more = [f"`{key}`" for key in measured(name, reference) if key not in said]
        if more:
            lines.append(f"`{name}` adds {', '.join(more)}.")
    return "\n\n".join(lines)


def keys_of_the_code() -> list[str]:
    """List the keys of verdict.json as the code writes them, those of entries after their list."""
    found = Interval(0.0, 0.0, 0.0)
    judged = Judged(Claim("", None, "", ""), found, 1.0, "undecided")
    part = Part((), [judged], [Measured("", found, "")])
    keys = []
    for key, value in verdict_of(Findings("", (), (), (), (part,), "month")).items():
        keys += [key, *(f"{key}[].{inner}" for inner in value[0])] if key in ("claims", "thresholds") else [key]
    return keys


def interval(entry: Mapping[str, Any]) -> str:
    """Write estimate and interval of an entry; a dash for what could not be measured."""
    ends = [entry[key] for key in ("estimate", "low", "high")]
    return "–" if ends[0] is None else cell(Interval(*(float("nan") if x is None else float(x) for x in ends)))


def answer(verdict: Mapping[str, Any]) -> str:
    """Quote the answer."""
    return "> " + " ".join(verdict["answer"])


def claim_answer(verdict: Mapping[str, Any]) -> str:
    """Quote what E1 says of the claim, which it also does beside a cohort."""
    return "> " + " ".join(verdict["claim_map_answer"])


def cohort_answer(verdict: Mapping[str, Any]) -> str:
    """Quote what E1 says of the cohort it was asked of."""
    return "> " + " ".join(verdict["cohort"]["answer"]) if "cohort" in verdict else MISSING


def claims(verdict: Mapping[str, Any]) -> str:
    """Lay out the claims."""
    rows = [(c["text"] if c["primary"] else f"*{c['text']}*", c["verdict"], interval(c), c["unit"],
             c["label"].partition(":")[0]) for c in verdict["claims"]]  # fmt: skip
    return markdown(("Claim (in italics: not primary)", "Verdict", "Found [95%]", "Unit", "Label"), rows)


def thresholds(verdict: Mapping[str, Any]) -> str:
    """Lay out where something turns over."""
    rows = [(t["text"], interval(t), t["unit"]) for t in verdict["thresholds"]]
    return markdown(("Where it turns", "Measured [95%]", "Unit"), rows)


def named_cells(verdict: Mapping[str, Any]) -> str:
    """Lay out the best share of E1's named cells, a line a base retention and budget, a column a ratio."""
    found: dict[tuple[str, ...], dict[float, str]] = {}
    for c in verdict["cells"]:
        budget = "b\\*" if c["budget_chosen"] else f"{c['budget']:g}"
        line = found.setdefault((f"{c['base_retention']:g}", f"{c['organic_joins']:g}", budget), {})
        place = f"{c['best_share']['estimate']:.2f}"
        words = [f"**{place}**" if c["best_share"]["low"] > 0.5 else place]
        words += [f"(b\\* = {c['budget']:.2g})"] if c["budget_chosen"] else []
        line[c["ratio"]] = " ".join([*words, *([] if c["pays"] else ["(loses)"])])
    columns = sorted({ratio for line in found.values() for ratio in line})
    rows = [(*key, *(line.get(ratio, "–") for ratio in columns)) for key, line in found.items()]
    return markdown(("r₀", "Organic joins", "Budget", *(f"ρ = {ratio:g}" for ratio in columns)), rows)


def claim_map(verdict: Mapping[str, Any]) -> str:
    """Lay out E1's maps: how often retention deserves more than half, and how much the ratio explains."""
    rows = []
    for m in verdict["claim_map"]:
        first = m["first_order"]
        top = max(first, key=lambda name: float(first[name]["estimate"]))
        over = [f"{100 * m['over_half'][band]['estimate']:.0f}%" for band in ("all", "below 2", "5-10", "above 10")]
        rows.append((m["reading"], m["budget"], *over, interval(first["ratio"]), interval(m["total"]["ratio"]),
                     f"{SPACE[top].words}, {interval(first[top])}"))  # fmt: skip
    heads = ("ρ means", "Budget", "s* > ½: all", "ρ < 2", "ρ 5 to 10", "ρ > 10", "ρ alone explains",
             "ρ takes part in", "Most explains alone")  # fmt: skip
    return markdown(heads, rows)


ASPECTS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "answer": answer, "claims": claims, "thresholds": thresholds,
    "finding": claim_answer, "cohort": cohort_answer, "map": claim_map, "cells": named_cells,  # of E1 alone
}  # fmt: skip
