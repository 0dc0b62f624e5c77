"""The report of E1: one HTML file that needs no network, and the lines printed at the end."""

import base64
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.scenario import Scenario


def number(value: float | None, digits: int) -> str:
    """Write a number for people; a dash for none."""
    return "–" if value is None else f"{value:.{digits}f}"


def write(path: Path, verdict: dict[str, Any], pictures: list[Path], scenario: Scenario, own: FiveToTen) -> None:
    """Write the report with its pictures inside.

    Parameters
    ----------
    path : of the HTML file
    verdict : as in verdict.json
    pictures : PNG files
    scenario, own : what was run, and the experiment's own parameters with all arms written out
    """
    loader = PackageLoader("tenfold.experiments.five_to_ten", "")
    page = Environment(loader=loader, autoescape=select_autoescape(default=True), undefined=StrictUndefined)
    page.globals["num"] = number
    inside = {p.stem: base64.b64encode(p.read_bytes()).decode("ascii") for p in pictures}
    text = page.get_template("report.html.jinja").render(
        v=verdict, pictures=inside, seeds=seeds_played(verdict), own=own
    )
    path.write_text(text, encoding="utf-8")


def seeds_played(verdict: dict[str, Any]) -> str:
    """Say how many seeds each panel was played with."""
    s = verdict["seeds"]
    least, most = s["response_curves_near_the_best"]
    near = f"{least}" if least == most else f"{least} to {most}"
    parts = [f"{near} for response curves near the best share", f"{s['response_curves_surface']} for their surface"]
    parts.append(f"{s['twins']} for twins" + ("" if s["cohort"] is None else " and the cohort"))
    if s["customers_who_weigh_firms"] is None:
        parts.append(f"{s['emergent_ratio']} for the ratio that emerges")
    else:
        parts.append(f"{s['customers_who_weigh_firms']} for customers who weigh firms, {s['their_pilots']} for pilots")
    return "seeds: " + ", ".join(parts)


def lines(verdict: dict[str, Any], planner: bool) -> list[str]:
    """Give what is printed: the verdict table and the two sentences.

    Parameters
    ----------
    verdict : as in verdict.json
    planner : whether there is a cohort of the planner's

    Returns
    -------
    list of str
    """
    columns = f"{'ratio':>6} {'base':>5} {'floor':>5}  {'best share [95%]':<22} {'closed form':>11}  "
    out = [columns + f"{'verdict':<10} agrees"]
    for c in verdict["closed_form"]:
        b = c["best_share_simulated"]
        best = f"{b['place']:.2f} [{b['low']:.2f}, {b['high']:.2f}]"
        out.append(
            f"{c['ratio']:>6g} {c['base_retention']:>5g} {c['organic_joins']:>5g}  {best:<22} "
            f"{c['best_share_closed_form']:>11.2f}  {c['verdict'] or '':<10} {'yes' if c['agrees'] else 'NO'}"
        )
    for b in verdict["behaviour"]:
        s, talk, word = b["best_share"], "word of mouth" if b["word_of_mouth"] else "silent", b["verdict"] or ""
        best = f"{s['place']:.2f} [{s['low']:.2f}, {s['high']:.2f}]"
        out.append(
            f"{b['ratio_imposed']:>6g} {b['base_retention']:>5g} {'':>5}  {best:<22} {'':>11}  {word:<10} "
            f"weighing, {talk}, rivals: {b['rivals']}"
        )
    if planner:
        c = verdict["cohort"]
        b, band = c["best_share"], c["band"]
        out.append(
            f"your cohort: best share {b['place']:.2f} [{b['low']:.2f}, {b['high']:.2f}], over the swept assumptions "
            f"{band['lowest_best_share']:.2f} to {band['highest_best_share']:.2f}: {c['verdict']}"
        )
    factor = verdict["variance_reduction_factor"]
    out.append(f"common random numbers cut the variance of a difference by a factor of {number(factor, 1)}")
    out.append(seeds_played(verdict))
    out += ["", *verdict["answer"], verdict["intervals"]]
    return out
