"""Small loops over one block of rows, which the compiler turns into vector code.

What measurement taught: a loop vectorises if it stands in a function of its own, reads few arrays (LLVM gives up
after some eight pairs that might overlap), all contiguous and indexed from 0, with no branch (what a selection chooses
from is read before it) and no 64-bit detour.
Rows that belong to different groups (here: `group[i] == number`) are handled one group at a time by selection.
"""

import numpy as np
from numpy.typing import NDArray

from tenfold.sim.jit import Float, Long, f4, i4, i8, loop, u1, u4, u8
from tenfold.sim.records import F4, I4, I8, U1, U4, Record, column

BLOCK = 1024  # rows that a stage handles at a time, a multiple of 32: what it works with stays in the processor's cache


class Spare(Record):
    """Hold what a stage may use while it runs; nothing in it outlives a stage."""

    a: F4 = column("B", "-", "passing numbers")
    b: F4 = column("B", "-", "passing numbers")
    c: F4 = column("B", "-", "passing numbers")
    flag: U1 = column("B", "-", "passing yes or no")
    other: U1 = column("B", "-", "another passing yes or no")
    rows: I4 = column("R", "-", "a list of rows, with one place more than there are rows")
    words: U4 = column("4 B", "-", "numbers drawn")


@loop
def clear(out: NDArray[np.generic]) -> None:
    """Set every row to 0."""
    for i in range(out.size):
        out[i] = 0


@loop
def copy(source: NDArray[np.generic], out: NDArray[np.generic]) -> None:
    """Copy rows."""
    for i in range(out.size):
        out[i] = source[i]


@loop
def add(extra: F4, total: F4) -> None:
    """Add one column to another."""
    for i in range(total.size):
        total[i] += extra[i]


@loop
def assign(value: Float, group: U1, number: int, out: F4) -> None:
    """Write a group's number for every row of the group; others keep theirs."""
    k = i4(number)
    for i in range(out.size):
        kept = out[i]
        out[i] = value if i4(group[i]) == k else kept


@loop
def take(row: NDArray[np.generic], group: U1, number: int, out: F4) -> None:
    """Read a group's own column for the rows of the group; others keep what they have."""
    k = i4(number)
    for i in range(out.size):
        own, kept = f4(row[i]), out[i]
        out[i] = own if i4(group[i]) == k else kept


@loop
def put(values: F4, group: U1, number: int, row: F4) -> None:
    """Write a group's own column for the rows of the group."""
    k = i4(number)
    for i in range(row.size):
        new, kept = values[i], row[i]
        row[i] = new if i4(group[i]) == k else kept


@loop
def count(group: U1, number: int) -> Long:
    """Count the rows of a group."""
    k, total = i4(number), i4(0)
    for i in range(group.size):
        total = i4(total + i4(i4(group[i]) == k))
    return i8(total)


@loop
def count_both(group: U1, number: int, flag: U1) -> Long:
    """Count the rows of a group whose flag is set."""
    k, total = i4(number), i4(0)
    for i in range(group.size):
        total = i4(total + i4((i4(group[i]) == k) & (flag[i] != u1(0))))
    return i8(total)


@loop
def count_bit(mask: U1, bit: int) -> Long:
    """Count the rows with one bit set."""
    b, total = i4(bit), i4(0)
    for i in range(mask.size):
        total = i4(total + i4(i4(i4(mask[i]) >> b) & i4(1)))
    return i8(total)


@loop
def sum_scaled(values: F4, group: U1, number: int, scale: Float) -> Long:
    """Add up a group's values in whole units of 1/scale, so that the order of adding cannot matter.

    Holds 2^31/scale at most in one block; a value that is not finite counts as 0.
    """
    k, s, total = i4(number), f4(scale), i4(0)
    for i in range(group.size):
        x = values[i]
        here = ((x - x) == f4(0.0)) & (i4(group[i]) == k)
        total = i4(total + i4((x if here else f4(0.0)) * s))
    return i8(total)


@loop
def count_broken(values: F4, group: U1) -> Long:
    """Count the rows that belong to some group and whose value is not finite."""
    total = i4(0)
    for i in range(group.size):
        x = values[i]
        total = i4(total + i4((not ((x - x) == f4(0.0))) & (group[i] != u1(0))))
    return i8(total)


@loop
def count_broken_numbers(values: F4) -> Long:
    """Count the numbers that are not finite."""
    total = i8(0)
    for i in range(values.size):
        total += i8(not ((values[i] - values[i]) == f4(0.0)))
    return total


@loop
def list_rows(flag: U1, rows: I4) -> Long:
    """List the rows whose flag is set; gives how many. Needs one place more than there are rows."""
    n = i8(0)
    for i in range(flag.size):
        rows[n] = i
        n += i8(flag[i] != u1(0))
    return n


@loop
def list_marked(bits: U4, rows: I4, place: I4) -> Long:
    """List the places in `rows` of those whose bit is set; gives how many. Needs one place more than there are rows.

    Row r's bit is bit r % 32 of word r // 32: so many stay in the cache where a byte each would not.
    """
    n = u8(0)
    for k in range(rows.size):
        place[n] = k
        row = u4(rows[k])
        n = u8(n + u8(u4(bits[row >> u4(5)] >> (row & u4(31))) & u4(1)))
    return i8(n)


@loop
def set_bits(flag: U1, first: int, bits: U4) -> None:
    """Write the bits of rows first, first + 1, ... one by one, for a block that does not fill its words."""
    for i in range(flag.size):
        row = u4(first + i)
        bit = u4(u4(1) << (row & u4(31)))
        kept = u4(bits[row >> u4(5)] & ~bit)
        bits[row >> u4(5)] = u4(kept | bit) if flag[i] != u1(0) else kept


@loop
def count_by_group(flag: U1, group: U1, total: I8) -> None:
    """Add to every group's total how many of its rows have their flag set."""
    for f in range(total.size):
        total[f] += count_both(group, f + 1, flag)


@loop
def spread(values: F4, group: U1, out: F4) -> None:
    """Write every row's group's own number; 0 for those of no group."""
    clear(out)
    for f in range(values.size):
        assign(values[f], group, f + 1, out)


@loop
def pack_bits(flag: U1, bits: U4) -> None:
    """Write one bit a row: whether its flag is set."""
    for k in range(bits.size):
        rows, mask = flag[32 * k : 32 * k + 32], u4(0)
        for j in range(rows.size):
            mask = u4(mask | u4(u4(rows[j] != u1(0)) << u4(j)))
        bits[k] = mask


@loop
def write_bits(flag: U1, low: int, high: int, size: int, bits: U4) -> None:
    """Write one bit a row, for rows low .. high of all `size`: whether its flag is set."""
    if low & 31 == 0 and (high & 31 == 0 or high == size):
        pack_bits(flag, bits[low >> 5 : (high + 31) >> 5])
    else:
        set_bits(flag, low, bits)
