"""Small loops over a block do what the NumPy sentence beside them says."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tenfold.sim.blocks import (
    assign,
    clear,
    copy,
    count,
    count_bit,
    count_both,
    count_broken,
    count_broken_numbers,
    count_by_group,
    list_marked,
    list_rows,
    pack_bits,
    put,
    spread,
    sum_scaled,
    take,
    write_bits,
)
from tenfold.sim.jit import f4

SCALE = 65536


@st.composite
def blocks(draw: Any) -> tuple[Any, Any, Any, Any]:
    """Draw a block of rows: groups, flags, and two columns of numbers."""
    size = draw(st.integers(0, 40))
    group = draw(arrays.arrays(np.uint8, size, elements=st.integers(0, 3)))
    flag = draw(arrays.arrays(np.uint8, size, elements=st.sampled_from([0, 1, 255])))
    numbers = arrays.arrays(np.float32, size, elements=st.floats(-1, 1, width=32))
    return group, flag, draw(numbers), draw(numbers)


groups = st.integers(1, 4)


@given(blocks(), groups)
def test_rows_of_a_group_are_written_and_others_kept(block: Any, k: int) -> None:
    group, _, values, out = block
    for kernel, given_, expected in (
        (assign, f4(0.25), np.where(group == k, np.float32(0.25), out)),
        (take, values, np.where(group == k, values, out)),
    ):
        got = out.copy()
        kernel(given_, group, k, got)
        assert got.tobytes() == expected.tobytes()
    row = out.copy()
    put(values, group, k, row)
    assert row.tobytes() == np.where(group == k, values, out).tobytes()


@given(blocks(), groups)
def test_counts_and_lists(block: Any, k: int) -> None:
    group, flag, _, _ = block
    assert count(group, k) == (group == k).sum()
    assert count_both(group, k, flag) == ((group == k) & (flag != 0)).sum()
    rows = np.full(flag.size + 1, -7, np.int32)
    assert list_rows(flag, rows) == np.count_nonzero(flag)
    assert rows[: np.count_nonzero(flag)].tolist() == np.flatnonzero(flag).tolist()


@given(arrays.arrays(np.uint8, st.integers(0, 40)), st.integers(0, 7))
def test_bits_are_counted(mask: Any, bit: int) -> None:
    assert count_bit(mask, bit) == ((mask >> bit) & 1).sum()


@given(blocks(), groups, st.randoms(use_true_random=False))
def test_a_sum_in_whole_units_does_not_depend_on_the_order(block: Any, k: int, shuffled: Any) -> None:
    group, _, values, _ = block
    expected = int(np.trunc(values[group == k].astype(np.float64) * SCALE).sum())  # a product with 2^16 is exact
    order = np.array(shuffled.sample(range(group.size), group.size), int)
    assert sum_scaled(values, group, k, f4(SCALE)) == expected
    assert sum_scaled(values[order], group[order], k, f4(SCALE)) == expected


def test_a_full_block_of_the_largest_values_does_not_overflow() -> None:
    values, group = np.ones(1024, np.float32), np.ones(1024, np.uint8)
    assert sum_scaled(values, group, 1, f4(SCALE)) == 1024 * SCALE
    assert sum_scaled(-values, group, 1, f4(SCALE)) == -1024 * SCALE


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_counted_and_not_summed(value: float) -> None:
    values, group = np.array([0.5, value, value, 0.25], np.float32), np.array([1, 1, 0, 2], np.uint8)
    assert count_broken(values, group) == 1  # a row without a group is nobody's
    assert sum_scaled(values, group, 1, f4(SCALE)) == SCALE // 2


@pytest.mark.parametrize("kind", [np.uint8, np.int32, np.float32])
def test_clear_and_copy(kind: Any) -> None:
    out = np.arange(5).astype(kind)
    clear(out[1:3])
    assert out.tolist() == [0, 0, 0, 3, 4]
    source, target = np.array([1.5, np.nan], np.float32), np.zeros(2, np.float32)
    copy(source, target)
    assert source.tobytes() == target.tobytes()


@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 1.0])
@pytest.mark.parametrize("size", [1, 31, 32, 33, 64, 65, 1000])
def test_bits_are_looked_up_as_flags_are(size: int, share: float) -> None:
    rng = np.random.default_rng(size)
    flag = (rng.random(size) < share).astype(np.uint8) * np.uint8(7)
    bits = np.full(-(-size // 32), 0xFFFFFFFF, np.uint32)  # what stood there before is gone
    pack_bits(flag, bits)
    rows, place = rng.integers(0, size, 300).astype(np.int32), np.zeros(300, np.int32)
    for some in (rows[:0], rows[:1], rows[:63], rows[:64], rows[:65], rows):
        found = list_marked(bits, some, place)
        assert place[:found].tolist() == np.flatnonzero(flag[some]).tolist()


@given(st.integers(0, 130), st.integers(0, 130), st.integers(0, 2**32 - 1))
def test_bits_are_written_for_some_rows_and_the_others_kept(one: int, other: int, seed: int) -> None:
    low, high = sorted((one, other))
    rng = np.random.default_rng(seed)
    before, flag = rng.integers(0, 2, 130, np.uint8), rng.integers(0, 2, high - low, np.uint8)
    bits = np.zeros(5, np.uint32)
    write_bits(before, 0, 130, 130, bits)
    assert np.unpackbits(bits.view(np.uint8), bitorder="little")[:130].tolist() == before.tolist()
    write_bits(flag, low, high, 130, bits)
    before[low:high] = flag
    assert np.unpackbits(bits.view(np.uint8), bitorder="little")[:130].tolist() == before.tolist()


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 1)), min_size=1, max_size=70))
def test_flags_are_counted_by_group_and_groups_give_their_number(rows: list[tuple[int, int]]) -> None:
    group, flag = (np.array(column, np.uint8) for column in zip(*rows, strict=True))
    total = np.full(3, 10, np.int64)
    count_by_group(flag, group, total)
    assert total.tolist() == [10 + int(((group == f + 1) & (flag == 1)).sum()) for f in range(3)]
    out = np.full(len(rows), 9, np.float32)
    spread(np.array([1.5, 2.5, 3.5], np.float32), group, out)
    assert out.tolist() == [0.0 if g == 0 else 0.5 + g for g in group]


def test_numbers_that_are_not_finite_are_counted() -> None:
    assert count_broken_numbers(np.array([1, np.nan, np.inf, -np.inf, 0], np.float32)) == 3
