"""News: how often bad news has been passed on, generation by generation; it changes nothing, it only counts.

An own experience that is told is of generation 0. Who passes on what they heard last tells it as of one generation
more. The first generation passes on what hardly anybody knows yet; the second meets friends of friends who know
already. So how many of the second follow on one of the first says whether news spreads in this network.
"""

from typing import TYPE_CHECKING

from tenfold.sim.jit import Int, i4, i8, loop, rule, u1, u4
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import I4, I8, U1, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

GENERATIONS = 8  # counted apart; later ones count with the last


class News(Parameters):
    """Whether bad news is followed."""

    on: bool = quantity(False, "-", None, None, "switch: off, nobody counts how often bad news has been passed on")


class OfCustomers(Record):
    """How old the news is that every customer tells."""

    generation: U1 = column("2 N", "generations", "of the bad word published in even and in odd periods")


class Passing(Record):
    """How old the news is that was heard."""

    age: U1 = column("B", "generations", "of the bad word that a customer heard last")


class Observed(Record):
    """How bad news of a firm spreads."""

    generations: I8 = column(f"{GENERATIONS} F", "bad words", "passed on for the first time, the second, .., the last")
    informed: I8 = column("F", "customers", "who heard ill of the firm, and remembered nothing said of it before")


@rule
def grows_old(generation: Int) -> Int:
    """Give the generation of a word that is passed on: one more than that of the word heard, at most the last."""
    return i4(generation + i4(1)) if generation < i4(GENERATIONS) else i4(GENERATIONS)


@loop
def note_age(ill: U1, age: U1, rows: I4, out: U1, generation: U1, counts: I8) -> None:
    """Note and count, by firm, of which generation the words are that the listed rows passed on."""
    for k in range(rows.size):
        n = u4(rows[k])
        if out[n] != u1(0):
            older = grows_old(i4(age[n]))
            generation[n] = u1(older)
            counts[i8(older) - 1, i8(ill[n]) - 1] += 1


@loop
def follow(w: "World", low: int, high: int, now: int, rows: I4) -> None:
    """Note of which generation everybody's bad word of this period is; `rows` may have passed something on."""
    if w.rules.news.on:
        s, size, out, told = w.passing, high - low, w.columns.spoken[now & 1, low:high], w.columns.generation[now & 1]
        told[low:high] = 0
        note_age(s.ill[:size], s.age[:size], rows, out, told[low:high], w.counted.generations)
