"""A column takes no value that it would have to round."""

from types import SimpleNamespace

import numpy as np
import pytest

from tenfold.sim.row_column import Column, Derived


@pytest.mark.parametrize("dtype", [np.bool_, np.uint8, np.int32])
def test_what_would_be_rounded_is_refused(dtype: type) -> None:
    columns = SimpleNamespace(mark=np.zeros(3, dtype))
    with pytest.raises(TypeError, match=r"mark = 0\.5: allowed: what .* holds without rounding"):
        Column[float]("mark").write(columns, 1, 0.5)
    Column[bool]("mark").write(columns, 1, True)
    assert columns.mark.tolist() == [0, 1, 0]


def test_as_many_values_as_rows_along_the_last_axis() -> None:
    columns = SimpleNamespace()
    both = Derived[float](lambda _, rows: np.zeros((2, 3)))
    assert both.whole(columns, slice(0, 3)).shape == (2, 3)
    for rows in (slice(0, 2), np.arange(2)):  # 2 is the length of the first axis
        with pytest.raises(ValueError, match="3"):
            both.whole(columns, rows)
