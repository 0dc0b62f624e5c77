"""What a market's random numbers are drawn for, and the numbers that everybody needs in every period.

Each mechanism names its own decisions in `DRAWS`, by number: the third word of a draw's counter. A new decision gets a
new number; old ones keep theirs. The decision PERIOD is shared: its slots are drawn at the head of a period, so that no
mechanism waits for another's numbers, and few go to waste.
"""

from typing import TYPE_CHECKING

from tenfold.sim.draws import fill
from tenfold.sim.jit import i8, loop
from tenfold.sim.records import U4, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

ATTRIBUTES = ("product", "speed", "service", "fit", "emotion")  # the benefits a customer weighs
SOURCES = ("organic", "advert", "word of mouth", "contact", "referral")  # weakest claim first

PERIOD = 2
DRAWS = {PERIOD: "what everybody needs in every period, by the slots below"}
RECONSIDER, CHOOSE, NOISE, MEET, FORGET, MEET_MORE = 0, 1, 2, 5, 6, 10
TALK, FAIL = RECONSIDER, CHOOSE  # halves swapped
SLOTS = {
    RECONSIDER: "whether a customer thinks again about where to buy; halves swapped, whether they talk",
    CHOOSE: "which firm they choose; halves swapped, whether their delivery fails",
    NOISE: "what is delivered: a word for two attributes, so 2 .. 4",
    MEET: "whom they meet by chance first",
    FORGET: "whether they forget a firm: a word for two firms, halves swapped for the second, so 6 .. 9",
    MEET_MORE: "whom they meet then: one for each further meeting, so 10 .. 12",
}


class Passing(Record):
    """Numbers drawn at the head of a period."""

    words: U4 = column("16 B", "-", "the period's numbers, one row a slot")


@loop
def draw(w: "World", low: int, high: int, now: int) -> None:
    """Draw the numbers of the period that everybody needs: more for many firms, or for many meetings."""
    firms, meetings, blocks = w.firms.price.size, i8(w.rules.word.weak_ties), 2
    if firms > 4 or meetings > 1:
        blocks = 4 if meetings > 3 else 3
    for block in range(blocks):
        words = w.passing.words[4 * block : 4 * block + 4]
        fill(words, high - low, low, (now, i8(PERIOD), i8(block)), w.seed)
