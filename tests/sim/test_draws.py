"""Every draw belongs to its key: the numbers published for the generator, and independence of neighbouring keys."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from randomgen import Philox
from scipy.stats import chi2, kstest

from tenfold.sim.draws import fill, fill_one, halves, normal_cos, normal_sin, philox, swapped, unit, word, word_of_one
from tenfold.sim.jit import u4

ALPHA = 1e-6  # probability that the statistical tests here fail by chance, together


@pytest.mark.parametrize(
    ("counter", "key", "drawn"),
    [
        ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
    ],
)
def test_philox_gives_the_published_numbers(counter: str, key: str, drawn: str) -> None:
    words = [u4(int(w, 16)) for w in f"{counter} {key}".split()]
    assert " ".join(f"{w:08x}" for w in philox(*words)) == drawn  # Random123's kat_vectors, philox4x32 10


@given(st.lists(st.integers(0, 2**32 - 1), min_size=6, max_size=6))
def test_philox_gives_what_somebody_elses_does(words: list[int]) -> None:
    counter = sum(w << (32 * k) for k, w in enumerate(words[:4]))
    theirs = Philox(counter=(counter - 1) % 2**128, key=words[4] + (words[5] << 32), number=4, width=32)
    assert list(philox(*map(u4, words))) == [int(w) for w in theirs.random_raw(4)]


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1), st.integers(0, 100), st.integers(0, 2**32 - 1))
def test_words_and_blocks_of_words_agree(seed: int, period: int, decision: int, slot: int) -> None:
    words = np.zeros((4, 5), np.uint32)
    fill(words, 5, 1000, (period, decision, slot >> 2), halves(seed))
    alone = [word(*halves(seed), u4(1000 + n), u4(period), u4(decision), u4(slot)) for n in range(5)]
    assert words[slot & 3].tolist() == alone and all(0 < unit(u4(w)) < 1 for w in alone)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**20), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_one_word_each_for_a_block_is_what_each_would_draw_alone(seed: int, first: int, size: int, period: int) -> None:
    words, key = np.zeros(size, np.uint32), halves(seed)
    fill_one(words, first, (period, 5), key)
    rows = range(first, first + size)
    assert words.tolist() == [word_of_one(*key, u4(n), u4(period), u4(5)) for n in rows]
    assert words.tolist() == [word(*key, u4(n // 4), u4(period), u4(5), u4(n % 4)) for n in rows]


@given(st.integers(0, 2**32 - 1))
def test_swapping_twice_changes_nothing(bits: int) -> None:
    assert swapped(u4(bits)) == (bits % 2**16) * 2**16 + bits // 2**16 and swapped(swapped(u4(bits))) == bits


def test_a_word_and_its_swap_are_independent_and_so_are_two_normals() -> None:
    words = np.zeros((4, 1 << 17), np.uint32)
    fill(words, 1 << 17, 0, (3, 4, 0), halves(7))
    joint = np.bincount((words[0] >> 28) * 16 + (words[0] >> 12) % 16, minlength=256)
    assert ((joint - 512) ** 2 / 512).sum() < chi2.isf(ALPHA, 255)
    pairs = np.array([(normal_cos(u4(w)), normal_sin(u4(w))) for w in words[0, : 1 << 14]], np.float64)
    assert np.abs(pairs.mean(axis=0)).max() < 5 / 2**7 and np.abs(np.cov(pairs.T) - np.eye(2)).max() < 10 / 2**7
    assert all(kstest(column, "norm").pvalue > ALPHA for column in pairs.T)


def stream(seed: int = 1, first: int = 0, period: int = 3, decision: int = 4, block: int = 0, lane: int = 0) -> Any:
    """Draw one slot for many customers, in one of sixteen cells each."""
    words = np.zeros((4, 1 << 17), np.uint32)
    fill(words, 1 << 17, first, (period, decision, block), halves(seed))
    return words[lane] >> 28


NEIGHBOURS: dict[str, dict[str, int]] = {
    "customer": {"first": 1}, "period": {"period": 4}, "decision": {"decision": 5}, "slot": {"lane": 1},
    "block": {"block": 1}, "seed": {"seed": 2}, "high half of the seed": {"seed": 1 + (1 << 32)},
}  # fmt: skip


@pytest.mark.parametrize("step", NEIGHBOURS)
def test_draws_of_neighbouring_keys_are_uniform_and_independent(step: str) -> None:
    joint = np.bincount(stream() * 16 + stream(**NEIGHBOURS[step]), minlength=256)
    expected = (1 << 17) / 256
    assert ((joint - expected) ** 2 / expected).sum() < chi2.isf(ALPHA / len(NEIGHBOURS), 255)
