"""Rows that cannot be used: few are left out and counted, many are an error; none is dropped silently."""

import numpy as np
from numpy.typing import NDArray

from tenfold.experiments.customer_table.words import Words

_MOST = 0.05  # of the rows, that may be left out for one reason


class Sieve:
    """Keep which rows of a table are used, and the reasons why others are not.

    Attributes
    ----------
    kept : shape (rows,)
    notes : sentences
    """

    def __init__(self, rows: int) -> None:
        self.kept = np.ones(rows, bool)
        self.notes: list[str] = []

    def leave_out(self, wrong: NDArray[np.bool_], column: Words, what: str, allowed: str, most: float = _MOST) -> None:
        """Leave rows out with a note, or refuse the table where they are many.

        Parameters
        ----------
        wrong : which rows, shape (rows,); those left out before are passed over
        column : that they are wrong in
        what : is wrong with them, as the end of the sentence "12 rows ..."
        allowed : what would have been right
        most : the share of the rows that may be left out

        Raises InputError on the option that names the column.
        """
        wrong = wrong & self.kept
        count, rows = int(wrong.sum()), self.kept.size
        if count == 0:
            return
        first = int(np.argmax(wrong))
        seen = f" ({column.words[column.codes[first]]!r})" if column.codes[first] >= 0 else ""
        if count >= most * rows:
            raise column.refuse(f"{allowed}; {count:,} of {rows:,} rows {what}, first row {first + 1:,}{seen}")
        self.notes.append(f"{count:,} of {rows:,} rows {what} and are left out (first: row {first + 1:,}{seen}).")
        self.kept &= ~wrong
