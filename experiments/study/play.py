"""Play the arms of a design under the same seeds until what is asked is precise enough, and once more to compare."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from tenfold.agents.plan import Plan
from tenfold.agents.replay import engine_for
from tenfold.experiments.study.design import Design
from tenfold.experiments.study.table import Outcome, Table
from tenfold.sim.errors import InputError
from tenfold.sim.runner import play_all


class Seeds(NamedTuple):
    """Say how often every arm is played.

    Attributes
    ----------
    first : seeds to begin with
    most : where doubling ends
    """

    first: int
    most: int


def unplayed(design: Design, outcomes: Mapping[str, Outcome]) -> Table:
    """Give the table of a design before anything is played, to see what can be asked of it.

    Parameters
    ----------
    design : the arms
    outcomes : by name

    Returns
    -------
    Table
        of one seed: 0 for what will be measured, else nan
    """
    arms = [dict(zip(design.factors, levels, strict=True)) for levels in design.arms]
    asked = [[0.0 if each.at.items() <= arm.items() else np.nan for arm in arms] for each in outcomes.values()]
    values = np.array(asked, np.float64).reshape(len(outcomes), len(arms), 1)
    return Table(design.factors, tuple(design.arms), tuple(outcomes), values)


def play(
    outcomes: Mapping[str, Outcome], design: Design, plans: Sequence[Plan], seeds: Seeds, threads: int,
    precise: Callable[[Table], bool], progress: Callable[[float], None],
) -> Table:
    """Play every arm under the same seeds, doubled until it is precise enough.

    Parameters
    ----------
    outcomes : what is measured
    design, plans : the arms, and the market of each
    seeds : to begin and to end with
    threads : among which runs are divided; 0 for as many as there are processors
    precise : says of a table whether it is precise enough; by widths alone, for to stop at a verdict would favour it
    progress : told the share done

    Returns
    -------
    Table
        of all runs

    Raises
    ------
    InputError : an outcome is not a number
    StateError : a market broke its own rules
    """
    asked = ~np.isnan(unplayed(design, outcomes).values[:, :, 0])
    count, more, begun = 0, seeds.first, 0.0
    table = unplayed(design, outcomes)._replace(values=np.zeros((len(outcomes), len(plans), 0)))

    def one(job: tuple[int, int]) -> list[float]:
        return measured(outcomes, plans[job[0]], job[1], asked[:, job[0]])

    while True:
        ends = 1.0 if more >= seeds.most else (1.0 + begun) / 2.0  # nobody knows how much of the rest is needed
        jobs = [(arm, seed) for arm in range(len(plans)) for seed in range(count, more)]
        played = play_all(one, jobs, threads, _between(progress, begun, ends))
        new = np.array(played, np.float64).reshape(len(plans), more - count, len(outcomes)).transpose(2, 0, 1)
        table = table._replace(values=np.concatenate([table.values, new], axis=2))
        if more >= seeds.most or precise(table):
            return table
        count, more, begun = more, min(2 * more, seeds.most), ends


def measured(outcomes: Mapping[str, Outcome], plan: Plan, seed: int, asked: Sequence[bool] | Any) -> list[float]:
    """Play one run and measure it.

    Parameters
    ----------
    outcomes : by name
    plan, seed : of the run
    asked : of each outcome whether it is measured; else it is not a number

    Returns
    -------
    list of float
        one an outcome

    Raises
    ------
    InputError : an outcome is not a number
    """
    engine, found = engine_for(plan, seed).run(), []
    for (name, outcome), ask in zip(outcomes.items(), asked, strict=True):
        value = outcome.of(engine) if ask else np.nan
        if np.ndim(value) or not isinstance(value, int | float | np.number | np.bool_):
            raise InputError(f"outcome {name}", value, "a number")
        found.append(float(value))
    return found


def repeated(table: Table, outcomes: Mapping[str, Outcome], plans: Sequence[Plan], most: int = 2) -> bool:
    """Play again an arm in which each outcome is measured, and say whether the numbers are the same to the bit.

    Parameters
    ----------
    table : of all runs
    outcomes, plans : with which it was played
    most : how many seeds are played again
    """
    asked = ~np.isnan(unplayed(Design(table.factors, dict.fromkeys(table.arms, {})), outcomes).values[:, :, 0])
    return all(
        np.array_equal(measured(outcomes, plans[arm], seed, asked[:, arm]), table.values[:, arm, seed], equal_nan=True)
        for arm in sorted(set(asked.argmax(axis=1).tolist())) for seed in range(min(most, table.seeds))
    )  # fmt: skip


def _between(progress: Callable[[float], None], low: float, high: float) -> Callable[[float], None]:
    return lambda share: progress(low + (high - low) * share)
