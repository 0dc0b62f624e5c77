"""E1, part 2: what decides. The claim on a map of plausible firms, both readings of the ratio side by side."""

import math
from collections.abc import Callable, Sequence

from scipy import stats

from tenfold.agents.plan import Plan
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.splitting import map_page
from tenfold.experiments.splitting.map_check import check_behaviour, check_curves, check_grid, check_lines
from tenfold.experiments.splitting.markets import sized
from tenfold.experiments.splitting.plausible import READINGS
from tenfold.experiments.splitting.plausible_map import ClaimMap, make_maps
from tenfold.experiments.study import Claim, Judged, Measured, Part, Picture, Section
from tenfold.experiments.study.claims import LEVEL

LITTLE, MOST = 0.1, 0.5  # share of the variance of s* that a ratio which does not decide explains, and one which does
BUILT_IN = "built in: follows from curves and ranges by arithmetic"


def part(
    plan: Plan, own: FiveToTen, progress: Callable[[float], None], seeds: int = 6
) -> Part:
    """Draw the map, judge the claim on it, and confirm it by simulation.

    Parameters
    ----------
    plan, own : the market where nothing is drawn, and the experiment's parameters
    progress : told the share done
    seeds : of each point that is simulated
    """
    curves, weighing = own.map_checks, math.ceil(0.4 * own.map_checks)
    maps = make_maps(own.map_points, 1, lambda x: progress(0.45 * x))
    checked = check_curves(sized(plan, own, own.size), curves, seeds, lambda x: progress(0.45 + 0.25 * x))
    weighed = check_behaviour(sized(plan, own, own.behaviour_size), weighing, seeds, lambda x: progress(0.7 + 0.3 * x))
    text = "share of plausible firms for which retention deserves more than half at a ratio of 5 to 10 ({})"
    shares = [Measured(text.format(m.solved.label), m.over_half["5-10"], "share of firms that pay") for m in maps]
    picture = Picture("claim_map", map_page.figure(maps), _CAPTION)
    grids = (map_page.shares(maps), map_page.indices(maps, "first"), map_page.indices(maps, "total"),
             map_page.rules(maps), map_page.questions(maps), map_page.halves_swept(maps),
             map_page.ranges())  # fmt: skip
    return Part(
        (Section("What decides: the claim on a map", (*answer(maps), *_TEXT), (picture,), grids),
         Section("The map, confirmed by simulation", _CHECK, grids=(check_grid(checked, weighed),))),
        [judge_ratio(m) for m in maps], shares,
        numbers={"claim_map": [map_page.numbers(m) for m in maps], "claim_map_answer": list(answer(maps))},
        seeds={"points of the map": seeds}, checks=check_lines(checked, weighed),
    )  # fmt: skip


def judge_ratio(m: ClaimMap) -> Judged:
    """Say whether the ratio decides: refuted below a tenth of the variance of s*, supported above half of it.

    The larger of two indices is judged: over the whole space, and over the firms that pay.
    """
    found = max(m.indices["ratio"].first, m.alone["ratio"], key=lambda index: index.mean)
    claim = Claim(f"the cost ratio decides the best split ({m.solved.label})", lambda _: found.mean,
                  "share of the variance of s*", BUILT_IN, MOST - LITTLE, above=LITTLE)  # fmt: skip
    verdict = "refuted" if found.high < LITTLE else "supported" if found.low > MOST else "undecided"
    away = abs(found.mean - (MOST if verdict == "supported" else LITTLE)) / max(found.half / 1.96, 1e-12)
    p = 2 * float(stats.norm.sf(away))
    return Judged(claim, found, max(p, LEVEL) if verdict == "undecided" else p, verdict)


def answer(maps: Sequence[ClaimMap]) -> tuple[str, ...]:
    """Give the answer of the map in two sentences: which share of firms, and what the ratio explains."""
    one, other = (map_page.explained([m for m in maps if m.solved.reading == reading]) for reading in READINGS)
    return (
        f"At a ratio of 5 to 10, {map_page.span(maps, 'average')} of plausible firms that pay should spend more than "
        "half on keeping if it is an average over everybody kept, as books measure it, and "
        f"{map_page.span(maps, 'one more')} if it sets one more customer won against one more kept: whoever quotes the "
        "number must say which.",
        f"By itself the ratio explains {one} of the differences in the best split by the first reading, and {other} by "
        "the second.",
    )


_CAPTION = (
    "Left: of the firms that pay; lines by what the ratio means (colour) and by budget (filled: given, open: chosen by "
    "the firm). Right: of the same firms, the share of the variance of the best retention share that each unknown "
    "explains alone. All by the closed form."
)
_TEXT = (
    "Average cost: all money over everybody it was spent on; of keeping, that counts those too who would have stayed"
    " anyway. Cost of one more: what one more win costs at half of what contacts can do, over one more kept "
    "customer-period at half of what care can do. Firms measure the first; the second is what spending changes.",
)
_CHECK = (
    "Points drawn anew are simulated: response curves against the closed form, and markets of customers who weigh "
    "firms against D(.5): what one more customer-period costs by winning over what it costs by keeping, from twins of "
    "± 5% at an even split that part with the first period.",
)
