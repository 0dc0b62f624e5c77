"""What experiment E1 varies, and how finely it looks."""

import math
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from tenfold.sim.errors import InputError
from tenfold.sim.parameters import Parameters, quantity

Ratio = Annotated[float, Field(ge=0.01, le=1000)]
Share = Annotated[float, Field(ge=0, le=1)]
Budget = Annotated[float, Field(gt=0, le=1e6)] | Literal["best"]
Ratios = Annotated[tuple[Ratio, ...], Field(min_length=1)]
Shares = Annotated[tuple[Share, ...], Field(min_length=1)]
Rivals = Literal["none", "fixed", "three"]

FULL: dict[str, Any] = {  # what grid=full stands for, wherever nothing else is given
    "ratios": (1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 15.0, 20.0),
    "floors": (0.0, 0.02),
    "behaviour_ratios": (1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 15.0, 20.0),
    "behaviour_retentions": (0.6, 0.8, 0.9),
    "behaviour_rivals": ("none", "fixed", "three"),
    "behaviour_step": 0.05,
}


class FiveToTen(Parameters):
    """Hold arms and sizes of E1; `grid=full` stands for every arm of what is not given.

    `seeds`, which every experiment has, are those of named cells near the best share, of twins and of a cohort.
    """

    switched: ClassVar[tuple[str, ...]] = ("customers.word",)  # played both silent and talking, whatever is configured
    grid: Literal["default", "full"] = quantity("default", "-", None, None, "default: a minute; full: every cell")
    ratios: Ratios = quantity((1.0, 5.0, 10.0, 20.0), "imposed cost ratio rho", None, None, "published: 2 to 20")
    retentions: Shares = quantity((0.6, 0.8, 0.9), "base retention per period", None, None, "swept")
    budgets: Annotated[tuple[Budget, ...], Field(min_length=1)] = quantity(
        (1.0, 2.0, 4.0, 8.0, "best"), "money per head of market and period", None, None,
        "swept; best: what the firm would choose itself",
    )  # fmt: skip
    floors: Shares = quantity((0.0,), "organic joins per period", None, None, "swept; response curve only")
    step: float = quantity(0.05, "retention share", 0.01, 0.2, "grid of the surface; refined to .01 near the best")
    size: int = quantity(2000, "customers", 100, 10_000_000, "of each run; precision is reported")
    periods: int = quantity(60, "periods", 12, 10_000, "assumption")
    burn_in: int = quantity(12, "periods", 1, 10_000, "assumption")
    until: float = quantity(0.05, "retention share", 0.001, 1, "precision asked: seeds double until s* is this sure")
    most_seeds: int = quantity(64, "seeds", 2, 100_000, "assumption: where doubling ends")
    coarse_seeds: int = quantity(
        4, "seeds", 1, 100_000, "of the response curves' surface, which shows where to look; at most seeds", neutral=4
    )
    pilots: int = quantity(4, "seeds", 2, 1000, "kept apart from the seeds of the answer")
    map_points: int = quantity(
        16_384, "points", 64, 1_048_576, "a power of 2 (Sobol); ten times as many firms are solved for each map"
    )
    map_checks: int = quantity(60, "points", 4, 100_000, "of the map simulated; four tenths as many weighing customers")
    saying: bool = quantity(
        True, "-", None, None, "of a planner's market: whether parts about the saying follow, at other figures",
        neutral=True,
    )  # fmt: skip
    behaviour: bool = quantity(True, "-", None, None, "whether the panel of weighing customers is played")
    behaviour_ratios: Ratios = quantity((5.0, 10.0), "imposed cost ratio rho", None, None, "swept")
    behaviour_retentions: Shares = quantity((0.8,), "base retention per period", None, None, "swept")
    behaviour_words: Annotated[tuple[bool, ...], Field(min_length=1)] = quantity(
        (False, True), "word of mouth", None, None, "swept"
    )
    behaviour_rivals: Annotated[tuple[Rivals, ...], Field(min_length=1)] = quantity(
        ("none", "fixed"), "rivals", None, None, "none; one with a fixed split; three, one of them best-responding"
    )
    behaviour_size: int = quantity(1000, "customers", 100, 10_000_000, "of each run")
    behaviour_seeds: int = quantity(8, "seeds", 2, 100_000, "replications of each cell")
    behaviour_step: float = quantity(0.1, "retention share", 0.01, 0.1, "grid")

    def agree(self, name: str) -> None:
        """Refuse a burn-in that leaves nothing to count, and a Sobol sequence that is not balanced."""
        if self.burn_in >= self.periods:
            raise InputError(f"{name}.burn_in", self.burn_in, f"less than {name}.periods = {self.periods}")
        if self.map_points & (self.map_points - 1):
            near = 1 << round(math.log2(self.map_points))
            raise InputError(f"{name}.map_points", self.map_points, f"a power of 2, such as {near}")

    def written_out(self) -> "FiveToTen":
        """Give the parameters with the full grid written out where it is asked for; arms that are given are kept."""
        kind = type(self)
        arms = {name: value for name, value in FULL.items() if getattr(self, name) == kind.model_fields[name].default}
        return self.model_copy(update=arms) if self.grid == "full" else self
