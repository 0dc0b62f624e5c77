"""Rank a firm's own customers, and take the best: what a firm does when it looks through its books."""

import numpy as np

from tenfold.agents.customer.volume import costs_in_all
from tenfold.sim.draws import Seed, unit, word
from tenfold.sim.jit import Float, Long, f4, i4, i8, loop, u1, u4
from tenfold.sim.records import F4, I4, U1

HUNDRED = f4(100.0)


@loop
def list_own(firm: U1, number: int) -> I4:
    """List the rows of a firm's customers."""
    k, total = i4(number), i8(0)
    for i in range(firm.size):
        total += i8(i4(firm[i]) == k)
    rows = np.empty(total, np.int32)
    total = i8(0)
    for i in range(firm.size):
        if i4(firm[i]) == k:
            rows[total] = i
            total += 1
    return rows


@loop
def draw_for(rows: I4, now: int, decision: int, slot: int, seed: Seed) -> F4:
    """Draw one number for each listed row."""
    luck = np.empty(rows.size, np.float32)
    for k in range(rows.size):
        luck[k] = unit(word(seed[0], seed[1], u4(rows[k]), u4(now), u4(decision), u4(slot)))
    return luck


@loop
def mark_best(score: F4, luck: F4, wanted: int, flag: U1) -> None:
    """Flag the `wanted` highest; among those alike at the border the luckiest, for a row's number is no merit."""
    most = min(max(i8(wanted), i8(0)), i8(score.size))
    for i in range(score.size):
        flag[i] = u1(0)
    if most == 0:
        return
    border = np.sort(score)[score.size - most]
    alike, above = np.empty(score.size, np.float32), i8(0)
    same = i8(0)
    for i in range(score.size):
        above += i8(score[i] > border)
        if score[i] == border:
            alike[same] = luck[i]
            same += 1
    least = np.sort(alike[:same])[same - (most - above)]
    for i in range(score.size):
        flag[i] = u1((score[i] > border) | ((score[i] == border) & (luck[i] >= least)))


@loop
def share_of(count: int, share: float) -> Long:
    """Give how many a share of so many is, to the nearest, halves to the even number."""
    return i8(np.rint(count * share))


@loop
def sales_of(rows: I4, price: int, extra: F4) -> F4:
    """Write what each listed customer buys in a period, at the full price [money]."""
    out = np.empty(rows.size, np.float32)
    for k in range(rows.size):
        out[k] = f4(costs_in_all(i8(price), extra[u4(rows[k])])) / HUNDRED
    return out


@loop
def contributions_of(rows: I4, price: int, cost: int, extra: F4, service: F4) -> F4:
    """Write what each listed customer brings in a period: the margin of their volume, less what serving them takes."""
    out = np.empty(rows.size, np.float32)
    for k in range(rows.size):
        row = u4(rows[k])
        out[k] = f4(costs_in_all(i8(price - cost), extra[row])) / HUNDRED - service[k]
    return out


@loop
def mean_of(values: F4) -> Float:
    """Give the mean, added up in float64 in the order of the rows; 0 of nothing."""
    total = 0.0
    for k in range(values.size):
        total += values[k]
    return f4(total / max(values.size, 1))
