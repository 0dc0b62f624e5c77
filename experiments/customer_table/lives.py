"""What a table says of each customer, whatever its rows are."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tenfold.experiments.customer_table.words import Words
from tenfold.sim.statistics import Doubles


class Lives(NamedTuple):
    """Hold customers, one a place in every array.

    Attributes
    ----------
    tenure : from joining to leaving, or to the day of the data [periods]
    left : who left
    start : from joining until each is seen first; not 0 only in a snapshot that holds the late leavers alone [periods]
    end : from joining to leaving, or until each is seen last [periods]
    whole : whether times are counted in whole periods
    longest : periods that somebody can have been seen through; infinite where nobody knows
    window : where a snapshot holds those who left in the last periods alone, and does not say when; None else
    value : what each pays a period, nan where unknown; None where there is no such column
    segment : the column of segments, with a row a customer; None where there is none
    """

    tenure: Doubles
    left: NDArray[np.bool_]
    start: Doubles
    end: Doubles
    whole: bool
    longest: float
    window: int | None
    value: Doubles | None
    segment: Words | None

    def those(self, which: NDArray[np.bool_]) -> "Lives":
        """Give some of the customers.

        Parameters
        ----------
        which : shape (customers,)
        """
        value = None if self.value is None else self.value[which]
        return self._replace(tenure=self.tenure[which], left=self.left[which], start=self.start[which],
                             end=self.end[which], value=value, segment=None)  # fmt: skip
