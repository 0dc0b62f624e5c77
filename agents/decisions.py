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
RECONSIDER, CHOOSE, FAIL, TALK, NOISE, MEET = 0, 1, 2, 3, 4, 7
SLOTS = {
    RECONSIDER: "whether a customer thinks again about where to buy",
    CHOOSE: "which firm they choose",
    FAIL: "whether their delivery fails",
    TALK: "whether they talk",
    NOISE: "what is delivered: a word for two attributes, so 4 .. 6",
    MEET: "whom they meet by chance: one for each meeting, so 7 .. 10",
}


class Passing(Record):
    """Numbers drawn at the head of a period."""

    words: U4 = column("12 B", "-", "the period's numbers, one row a slot")


@loop
def draw(w: "World", low: int, high: int, now: int) -> None:
    """Draw the numbers of the period that everybody needs."""
    for block in range(2):
        words = w.passing.words[4 * block : 4 * block + 4]
        fill(words, high - low, low, (now, i8(PERIOD), i8(block)), w.seed)
