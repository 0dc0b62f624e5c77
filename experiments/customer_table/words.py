"""The cells of a column: each different text once, and which row has which."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tenfold.sim.errors import InputError

MISSING = set("- -- . ? n/a na #n/a nan nat <na> null none nil missing [null]".split()) | {""}


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



def words_of(role: str, name: str, texts: pa.Array, codes: NDArray[np.int64]) -> Words:
    """Make a column of texts as they stand in a file: without blanks around them, and without words for nothing.

    Parameters
    ----------
    role, name : as in `Words`
    texts : the different texts, or null
    codes : the place of each row's text in `texts`, or -1, shape (rows,)
    """
    bare = pc.utf8_trim_whitespace(texts)
    nothing = pc.is_in(pc.utf8_lower(bare), pa.array(sorted(MISSING), texts.type))
    encoded = pc.if_else(nothing, pa.scalar(None, texts.type), bare).dictionary_encode()
    places = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return Words(role, name, encoded.dictionary.to_pylist(), np.append(places, -1)[codes])
