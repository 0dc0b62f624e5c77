"""Loops over rows that are worth nothing unless they become vector code, each with what to call it with."""

from collections.abc import Callable
from typing import Any

import numpy as np

from tenfold.agents.customer import (
    awareness,
    choice,
    delivery,
    expectation,
    hazard,
    hearsay,
    lottery,
    loyalty,
    response,
    satisfaction,
    settle,
    trust,
    value,
    word_of_mouth,
)  # fmt: skip
from tenfold.agents.customer.parameters import Customers
from tenfold.sim import blocks, draws
from tenfold.sim.jit import f4, i4
from tenfold.sim.parameters import packed

ROWS = 1 << 15  # the second cache holds several columns of this length
KEY = draws.halves(1)
RULES: Any = packed(Customers())

_random = np.random.default_rng(1)
_fractions = [_random.random(ROWS, np.float32) for _ in range(6)]
_words = _random.integers(0, 1 << 32, ROWS, dtype=np.uint32)
_firm = _random.integers(0, 4, ROWS, dtype=np.uint8)
_flag = (_random.random(ROWS) < 0.1).astype(np.uint8)
_number = _random.integers(0, 20, ROWS, dtype=np.int32)
_cents = np.zeros(ROWS, np.int64)
_block = np.zeros((4, ROWS), np.uint32)
_bits = np.zeros(ROWS // 32, np.uint32)

A, B, C, D, E, F = _fractions
HALF, ONE, TENTH = f4(0.5), f4(1.0), f4(0.1)


def yardstick() -> None:
    """Draw four random words a row."""
    draws.fill(_block, ROWS, 0, (1, 2, 0), KEY)


def call(function: Any, *given: Any) -> Callable[[], Any]:
    """Give a call of a loop with these columns; what it writes stays within their ranges."""
    return lambda: function(*given)


# By name: the call, and how long it takes as vector code, as a share of drawing four words.
LOOPS: dict[str, tuple[Callable[[], Any], float]] = {
    "fill_one": (call(draws.fill_one, _words.copy(), 0, (1, 15), KEY), 0.291),
    "count": (call(blocks.count, _firm, 1), 0.031),
    "count_both": (call(blocks.count_both, _firm, 1, _flag), 0.039),
    "sum_scaled": (call(blocks.sum_scaled, A, _firm, 1, f4(1000.0)), 0.059),
    "count_broken": (call(blocks.count_broken, A, _firm), 0.041),
    "assign": (call(blocks.assign, HALF, _firm, 1, A.copy()), 0.038),
    "take": (call(blocks.take, A, _firm, 1, B.copy()), 0.062),
    "put": (call(blocks.put, A, _firm, 1, B.copy()), 0.061),
    "pack_bits": (call(blocks.pack_bits, _flag, _bits), 0.126),
    "strike": (call(awareness.strike, _words, (0.1, 0.03), _firm, 1, _flag.copy(), _flag.copy()), 0.256),
    "fade_awareness": (call(awareness.fade_awareness, _words, TENTH, _firm, 1, _flag.copy()), 0.132),
    "notice": (call(awareness.notice, _flag, _flag, _firm.copy()), 0.022),
    "price_leaving": (call(choice.price_leaving, _number, _firm, ONE, TENTH, A.copy()), 0.177),
    "weigh_outside": (call(choice.weigh_outside, A, HALF, B.copy()), 0.146),
    "offer_value": (call(choice.offer_value, A, B, TENTH, ONE, HALF, C.copy()), 0.093),
    "bind": (call(choice.bind, _firm, 1, A, HALF, np.zeros(ROWS, np.float32)), 0.062),
    "admit": (call(choice.admit, _firm, _flag, 1, True, A, B, C.copy()), 0.211),
    "begin": (call(lottery.begin, _words, _firm, A, B.copy(), C, _number.copy()), 0.15),
    "try_next": (call(lottery.try_next, A, _firm, 1, B, np.zeros(ROWS, np.float32), _number.copy()), 0.123),
    "gather_lots": (call(lottery.gather_lots, A, _firm, 1, np.zeros(ROWS, np.float32), C.copy()), 0.096),
    "conclude": (call(lottery.conclude, _words, TENTH, _flag, _firm, _number, _firm.copy()), 0.076),
    "fail": (call(delivery.fail, _words, A, HALF, B.copy(), _flag.copy()), 0.091),
    "vary": (call(delivery.vary, A.copy(), _words, TENTH, B), 0.375),
    "vary_two": (call(delivery.vary_two, A.copy(), B.copy(), _words, TENTH, C), 0.892),
    "compare": (call(satisfaction.compare, A, B, C, RULES.satisfaction, D.copy(), E.copy()), 0.477),
    "feel": (call(satisfaction.feel, A, B, RULES.satisfaction, C.copy()), 0.333),
    "count_up": (call(satisfaction.count_up, _firm, 1, _flag.copy()), 0.035),
    "rate_of": (call(expectation.rate_of, A.copy(), ONE, TENTH), 0.076),
    "learn": (call(expectation.learn, A.copy(), B, C), 0.08),
    "renew": (call(loyalty.renew, A.copy(), B, C, RULES.loyalty), 0.147),
    "add_weighted": (call(loyalty.add_weighted, ONE, A, np.zeros(ROWS, np.float32)), 0.063),
    "fade": (call(hearsay.fade, A.copy(), TENTH), 0.035),
    "miss_friends": (call(hearsay.miss_friends, _firm, 1, A, TENTH, np.zeros(ROWS, np.float32)), 0.065),
    "publish": (call(word_of_mouth.publish, _words, A, B, _firm, RULES.word, _flag.copy()), 0.184),
    "mark_equal": (call(settle.mark_equal, _number, 1, _flag.copy()), 0.037),
    "charge": (call(settle.charge, _firm, 1, _flag, (100, 90), _cents), 0.104),
    "credit_value": (call(settle.credit_value, _firm, 1, _flag, (1.0, 0.9), np.zeros(ROWS, np.float32)), 0.096),
    "part": (call(settle.part, _firm, _flag, _firm.copy()), 0.026),
    "add_one": (call(settle.add_one, _firm, np.zeros(ROWS, np.int32)), 0.045),
    "add_weighed": (call(value.add_weighed, A, B, np.zeros(ROWS, np.float32)), 0.079),
    "load_time": (call(value.load_time, (0.5, 0.5, 0.5), A, B, C, D.copy()), 0.108),
    "ask": (call(value.ask, _number, _firm, 1, (50.0, 1.0, i4(12)), A.copy()), 0.064),
    "answer": (call(response.answer, _words, _firm, A, HALF, TENTH, _firm.copy()), 0.069),
    "keep_joined": (call(hazard.keep_joined, _firm, _flag.copy()), 0.019),
    "subtract": (call(trust.subtract, ONE, A, np.zeros(ROWS, np.float32)), 0.059),
}
