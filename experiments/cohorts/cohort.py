"""A cohort: customers counted from the day each of them joined, and who of them was still there."""

from typing import NamedTuple

import numpy as np

from tenfold.sim.statistics import Doubles


class Cohort(NamedTuple):
    """Hold a cohort as a table of survival.

    A likelihood that treats every period of every customer as one trial needs no more: in period t, `at_risk[t - 1]`
    customers were seen, and the share `surviving[t] / surviving[t - 1]` of them stayed. So customers seen for different
    times, and customers seen only from some tenure on, are one table, and percentages are the same table without sizes.

    Attributes
    ----------
    name : of the cohort, or of the segment
    period_name : what a period is called
    surviving : S(0) .. S(T), who is left after 0, 1, 2, ... periods, shape (T + 1,) [share; first 1, never rising]
    at_risk : how many customers were seen in period 1 .. T, shape (T,); None where only percentages are known
    current : customers there now, by whole periods since they joined, shape (any,); None where nobody knows
    value : mean of what a current customer pays a period [money]; None where nobody knows
    notes : what was counted, taken for granted or left out in reading, in sentences
    customers : how many the table holds; None where it is not one of customers
    """

    name: str
    period_name: str
    surviving: Doubles
    at_risk: Doubles | None = None
    current: Doubles | None = None
    value: float | None = None
    notes: tuple[str, ...] = ()
    customers: int | None = None

    @property
    def periods(self) -> int:
        """Give T, how many periods are known."""
        return self.surviving.size - 1

    def counts(self, size: float) -> tuple[Doubles, Doubles]:
        """Give who was seen in each period and who of them left, each of shape (T,).

        Parameters
        ----------
        size : customers at the start, where only percentages are known
        """
        seen = size * self.surviving[:-1] if self.at_risk is None else self.at_risk
        stay = np.divide(self.surviving[1:], self.surviving[:-1], out=np.ones(self.periods),
                         where=self.surviving[:-1] > 0.0)  # fmt: skip
        return seen, seen * (1.0 - stay)
