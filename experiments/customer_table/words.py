"""The cells of a column: each different text once, and which row has which."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tenfold.sim.errors import InputError

MISSING = {"", "-", "--", ".", "?", "n/a", "na", "#n/a", "nan", "nat", "<na>", "null", "none", "nil", "missing", "[null]"}


class Words(NamedTuple):
    """Hold a column.

    Attributes
    ----------
    role : the option that names the column, "tenure" for market.table.tenure
    name : of the column
    words : the different texts in it, none of them missing
    codes : the place of each row's text in `words`, shape (rows,); -1 where the row has none
    """

    role: str
    name: str
    words: list[str]
    codes: NDArray[np.int64]

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Give the rows without a text, shape (rows,)."""
        return np.asarray(self.codes < 0)

    def counts(self) -> list[tuple[str, int]]:
        """Give each text and how many rows have it, the most frequent first."""
        count = np.bincount(self.codes[self.codes >= 0], minlength=len(self.words))
        return [(self.words[k], int(count[k])) for k in np.argsort(-count, kind="stable")]

    def spread(self, of_words: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give every row what belongs to its text, shape (rows,); nan where it has none.

        Parameters
        ----------
        of_words : shape (words,)
        """
        return np.append(of_words, np.nan)[self.codes]

    def refuse(self, allowed: str) -> InputError:
        """Give the error that says what the column should have been.

        Parameters
        ----------
        allowed : the end of the sentence
        """
        return InputError(f"market.table.{self.role}", self.name, allowed)


def words_of(role: str, name: str, texts: Iterable[str | None], codes: NDArray[np.int64]) -> Words:
    """Make a column of texts as they stand in a file: without blanks around them, and without words for nothing.

    Parameters
    ----------
    role, name : as in `Words`
    texts : the different texts
    codes : the place of each row's text in `texts`, or -1, shape (rows,)
    """
    place: dict[str, int] = {}
    new = [-1 if text is None or (word := text.strip()).lower() in MISSING else place.setdefault(word, len(place))
           for text in texts]  # fmt: skip
    return Words(role, name, list(place), np.array([*new, -1], np.int64)[codes])
