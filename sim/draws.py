"""Random numbers that belong to a (seed; customer, period, decision, slot), never to an order of calls.

Philox 4x32-10 (Salmon et al. 2011, Random123) maps a counter of four words under a key of two to four words.
Counter = (customer, period, decision, block), key = the seed's low and high half; a decision's slots 0, 1, 2, ...
are the words of block 0, 1, ... in turn. Of a decision that needs one word, four customers share a block (see
`word_of_one`); where two numbers go together, one word serves both, its halves swapped. So two strategies meet the same
customers with the same luck, and no result depends on threads, chunks, resumption or whether somebody watches. Any
change here bumps STREAM.
"""

import numpy as np
from numpy.typing import NDArray

from tenfold.sim.floats import cos_turns, log, sin_turns
from tenfold.sim.jit import HALF, Float, Int, Word, f4, i4, loop, rule, u4, u8

Seed = tuple[np.uint32, np.uint32]  # in two halves

STREAM = 3  # version of the stream: the same seed gives other draws under another version

_M0, _M1 = u8(0xD2511F53), u8(0xCD9E8D57)
_W0, _W1 = u8(0x9E3779B9), u8(0xBB67AE85)
_LOW = u8(0xFFFFFFFF)
_S9, _S16, _S32 = u4(9), u4(16), u8(32)
_STEP = f4(2.0**-23)
_MINUS_TWO = f4(-2.0)


@rule
def philox(c0: Word, c1: Word, c2: Word, c3: Word, k0: Word, k1: Word) -> tuple[Word, Word, Word, Word]:
    """Scramble a counter of four words under a key of two words by ten rounds (Philox 4x32-10)."""
    for _ in range(10):
        x = _M0 * u8(c0)
        y = _M1 * u8(c2)
        c0 = u4(y >> _S32) ^ c1 ^ k0
        c2 = u4(x >> _S32) ^ c3 ^ k1
        c1 = u4(y & _LOW)
        c3 = u4(x & _LOW)
        k0 = u4((u8(k0) + _W0) & _LOW)
        k1 = u4((u8(k1) + _W1) & _LOW)
    return c0, c1, c2, c3


@rule
def lane(words: tuple[Word, Word, Word, Word], slot: Word) -> Word:
    """Pick a slot's word out of its block."""
    k = slot & u4(3)
    return words[0] if k == u4(0) else (words[1] if k == u4(1) else (words[2] if k == u4(2) else words[3]))


@rule
def word(seed0: Word, seed1: Word, customer: Word, period: Word, decision: Word, slot: Word) -> Word:
    """Draw the 32 bits of one slot of one decision."""
    return lane(philox(customer, period, decision, slot >> u4(2), seed0, seed1), slot)


@rule
def word_of_one(seed0: Word, seed1: Word, customer: Word, period: Word, decision: Word) -> Word:
    """Draw the 32 bits of a decision that needs one word, of which four customers share a block."""
    return lane(philox(customer >> u4(2), period, decision, u4(0), seed0, seed1), customer & u4(3))


def halves(seed: int) -> Seed:
    """Split a seed into the two words of a key.

    Parameters
    ----------
    seed : 0 .. 2^64 - 1

    Returns
    -------
    tuple of two uint32
        the low half, the high half
    """
    return u4(seed & 0xFFFFFFFF), u4((seed >> 32) & 0xFFFFFFFF)


@rule
def unit(bits: Word) -> Float:
    """Turn 32 bits into one of 2^23 equally likely numbers strictly within (0, 1).

    With 24 bits the half added would be rounded away above 1/2, and the largest would be 1.
    """
    return (f4(i4(bits >> _S9)) + HALF) * _STEP


@rule
def below(bits: Word, count: Int) -> Int:
    """Turn 32 bits into one of 0 .. count-1, each with probability 1/count to within count/2^32."""
    return i4((u8(bits) * u8(u4(count))) >> _S32)


@rule
def radius(bits: Word) -> Float:
    """Turn 32 bits into the distance sqrt(-2 ln u) of a pair of standard normals (Box and Muller 1958)."""
    return f4(np.sqrt(_MINUS_TWO * log(unit(bits))))


@rule
def swapped(bits: Word) -> Word:
    """Exchange the halves of a word, for a second number from it.

    Each of the two is uniform on all 2^23 places of `unit`. Together they are independent but for the last bits: the
    16 that lead one are the last of the other, so that chances of both together are off by 2^-16 at most.
    """
    return u4(u4(bits << _S16) | u4(bits >> _S16))


@rule
def normal_cos(bits: Word) -> Float:
    """Turn a word into the first standard normal of its pair: distance from the word, angle from its swap."""
    return radius(bits) * cos_turns(unit(swapped(bits)))


@rule
def normal_sin(bits: Word) -> Float:
    """Turn the same word into the second standard normal of its pair."""
    return radius(bits) * sin_turns(unit(swapped(bits)))


@loop
def fill(words: NDArray[np.uint32], size: int, first: int, address: tuple[int, int, int], seed: Seed) -> None:
    """Draw the four words of one block for consecutive customers.

    Parameters
    ----------
    words : shape (4, at least size), written
    size : number of customers
    first : number of the first customer
    address : period, decision, block (slot // 4)
    seed : its low and high half
    """
    p, d, b = u4(address[0]), u4(address[1]), u4(address[2])
    seed0, seed1 = seed
    o0, o1, o2, o3 = words[0, :size], words[1, :size], words[2, :size], words[3, :size]
    for i in range(size):
        w0, w1, w2, w3 = philox(u4(u4(first) + u4(i)), p, d, b, seed0, seed1)
        o0[i] = w0
        o1[i] = w1
        o2[i] = w2
        o3[i] = w3


@loop
def fill_one(words: NDArray[np.uint32], first: int, address: tuple[int, int], seed: Seed) -> None:
    """Draw one word for each of consecutive customers, four of whom share a block: lane n % 4 of block n // 4.

    Parameters
    ----------
    words : shape (number of customers,), written
    first : number of the first customer
    address : period, decision
    seed : its low and high half
    """
    p, d, size = u4(address[0]), u4(address[1]), words.size
    seed0, seed1 = seed
    whole = size >> 2 if first & 3 == 0 else 0
    for k in range(whole):
        w0, w1, w2, w3 = philox(u4(u4(first >> 2) + u4(k)), p, d, u4(0), seed0, seed1)
        words[4 * k] = w0
        words[4 * k + 1] = w1
        words[4 * k + 2] = w2
        words[4 * k + 3] = w3
    for i in range(4 * whole, size):
        words[i] = word_of_one(seed0, seed1, u4(first + i), p, d)
