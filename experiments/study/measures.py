"""Numbers that most studies take of a run: all are of the first firm, and after burn-in but for money."""

from collections.abc import Callable, Sequence

from tenfold.agents.engine import Engine
from tenfold.agents.measures import discounted_profit


def profit(run: Engine) -> float:
    """Give discounted profit as the level amount that is worth as much [money per head of the market and period].

    A level amount does not grow with the number of periods, so that margins keep their meaning.
    """
    worth = run.books.worth[: run.now]
    return float(discounted_profit(run.record, worth)[0] / worth.sum() / run.books.size)


def customers(run: Engine) -> float:
    """Give the share of the market that is the firm's [share]."""
    return float(run.record.ended[run.plan.market.burn_in :, 0].mean() / run.books.size)


def ratio(top: str, bottom: str, less: Sequence[str] = ()) -> Callable[[Engine], float]:
    """Divide one count of the record by another, such as `ratio("lost", "started")` for churn.

    Parameters
    ----------
    top, bottom : names of counts, as `tenfold.agents.world.Counts` has them
    less : counts that are taken off the top

    Returns
    -------
    callable
        gives the ratio of the sums, of an engine; nan where there is nothing to divide by
    """

    def of(run: Engine) -> float:
        after = slice(run.plan.market.burn_in, None)
        above, below, *off = (int(getattr(run.record, name)[after, 0].sum()) for name in (top, bottom, *less))
        return (above - sum(off)) / below if below else float("nan")

    return of
