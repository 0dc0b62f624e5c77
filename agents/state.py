"""The market's memory: one column a property, one row a customer, and what the compiled stages work with.

In every array the last axis is the customer. Firms are numbered 1 .. F in `firm`; 0 is "no firm". Firm f's own row in
an array over firms is f - 1.
"""

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tenfold.agents.decisions import ATTRIBUTES, SOURCES
from tenfold.sim.draws import U2

if TYPE_CHECKING:
    from tenfold.agents.customer.parameters import Customers

BLOCK = 1024  # customers a stage handles at a time, a multiple of 32: its scratch stays in the processor's cache
TIES = 8192  # ties listened to at a time, at least BLOCK
MOST_FIRMS = 7  # a word of mouth names its firm in three bits

F4 = NDArray[np.float32]
I4 = NDArray[np.int32]
I8 = NDArray[np.int64]
U1 = NDArray[np.uint8]
U4 = NDArray[np.uint32]


class Columns(NamedTuple):
    """What is remembered of every customer."""

    segment: U1  # (N,) number of the segment
    firm: U1  # (N,) present firm, 0 for none
    tenure: I4  # (N,) completed periods with the present firm
    purchases: I4  # (N,) purchases from the present firm in this spell
    spell: I4  # (N,) spells begun since the start
    source: U1  # (N,) how the present firm won him, as in SOURCES
    paid: I8  # (N,) [cents] paid to all firms, net of discounts
    value: F4  # (N,) [money] discounted margin he brought, net of retention spending
    aware: U1  # (N,) one bit a firm
    income: F4  # (N,) [money/period]
    taste: F4  # (N,) [utils] lasting taste for the category
    burden: F4  # (3, N) [money/unit] price of time, effort, risk
    undelivered: F4  # (N,) [money] what a purchase costs him that is not delivered
    weight: F4  # (A, N) of each benefit, sums to 1
    expectation: F4  # (F, A, N) within 0 .. 1
    experience: U1  # (F, N) deliveries judged, stops at 255
    satisfaction: F4  # (F, N) within -1 .. 1
    commitment: F4  # (F, N) within 0 .. 1
    word: F4  # (F, N) memory of what others said, within -1 .. 1
    contagion: F4  # (N,) fading count of friends who left one's own firm
    spoken: U1  # (2, N) the word published in even and in odd periods
    hazard: F4  # (N,) theta, this spell's share of propensity to leave (response curve only)


class Firms(NamedTuple):
    """What the stages read of every firm; arrays over firms."""

    price: F4  # (F,) [money]
    price_cents: I8  # (F,) [cents]
    cost_cents: I8  # (F,) [cents] to make and serve one unit
    discount: F4  # (F,) [money] off for loyal customers
    discount_cents: I8  # (F,) [cents] the same
    discount_after: I4  # (F,) [periods] tenure from which it is given
    reward_cents: I8  # (F,) [cents] paid for a referral
    quality: F4  # (F, A)
    failure: F4  # (F,) probability that some step of the chain fails
    effort: F4  # (3, F) time, effort, risk of buying [units]
    delivers: U1  # (F,) whether it brings what was bought
    promise: F4  # (F,) level of benefit promised
    standing: F4  # (F,) stakeholders' signal
    enters: I4  # (F,) [period]
    budget: NDArray[np.float64]  # (F,) [money/head/period]
    share: NDArray[np.float64]  # (F,) of the budget spent on retention
    per_head: U1  # (F,) whether the budget is per head reached rather than per head of market
    advert_share: NDArray[np.float64]  # (F,) of acquisition spending
    contact_price: NDArray[np.float64]  # (F,) [money]
    advert_price: NDArray[np.float64]  # (F,) [money]
    active: U1  # (F,) in the market this period
    contact_reach: F4  # (F,) this period's probability to reach a non-customer
    advert_reach: F4  # (F,) this period's probability that an advert is seen
    care: F4  # (F,) this period's effect of care spending, 0 .. 1
    keep: F4  # (F,) response curve: share of customers that stays, or of churn that is prevented
    convert: F4  # (F,) response curve: probability that a non-customer joins
    talk_lift: F4  # (F,) extra talk of the satisfied for a referral reward
    gain: F4  # (F,) [money] this period's discounted margin per customer, net of retention spending
    gain_loyal: F4  # (F,) [money] the same at the loyal discount


class Measure(IntEnum):
    """One integer counted per firm and period; sums of fractions are kept in units of 1/SCALE."""

    STARTED = 0  # customers when the period begins
    ENDED = 1  # customers when it ends
    LOST = 2
    LOST_TO_RIVALS = 3
    WON = 4  # ... by source: WON + number of the source
    ONCE = 9  # customers with one purchase when the period begins
    TWICE = 10  # of those, who bought again
    DISCOUNTED = 11  # units sold at the loyal discount
    CONTACTS = 12
    ADVERTS = 13
    FAILURES = 14
    TOLD_GOOD = 15
    TOLD_BAD = 16
    RESENT = 17
    HEARD = 18
    SATISFACTION = 19  # sum over customers, scaled
    COMMITMENT = 20  # sum over customers, scaled
    FOUNDERS = 21  # customers still in the spell they began with
    BROKEN = 22  # customers with a value that is not finite
    REVENUE = 23  # [cents] from here on
    DISCOUNT = 24
    SERVE = 25
    ACQUIRE = 26
    RETAIN = 27
    REWARD = 28
    KEPT = 29  # budget that could not be spent
    CASH = 30
    SHARE = 31  # retention share of the budget, scaled


MEASURES = max(Measure) + 1
COUNTED = int(Measure.REVENUE)  # measures counted customer by customer; the rest follow from them
SCALE = 65536
assert Measure.WON + len(SOURCES) == Measure.ONCE


class Network(NamedTuple):
    """Who knows whom, as compressed sparse rows; see tenfold.sim.network."""

    start: NDArray[np.int64]  # (N+1,)
    friend: I4  # (ties,)
    nodes: int  # customers with a place in the network
    degree: I4  # (N,) friends of each
    active: U4  # (2, N / 32) one bit a customer: who published something in even and odd periods; an index, no memory


class Scratch(NamedTuple):
    """What one thread needs for one block of customers."""

    words: U4  # (16, B) the period's numbers, one row a slot
    more: U4  # (4, B) further numbers
    again: U4  # (4, B) and more
    spare: U4  # (4, B) and more
    seen: U1  # (B,) one bit a firm whose advert was seen
    reached: U1  # (B,) one bit a firm whose contact arrived
    next: U1  # (B,) the firm chosen
    left: U1  # (B,) the firm left, 0 for none
    flag: U1  # (B,) passing yes or no
    rows: I4  # (B + 1,) a list of rows
    place: I4  # (TIES,) a list of ties on which something is published; of each ...
    listener: I4  # (TIES,) ... the listener's row of the block
    teller: I4  # (TIES,) ... the customer who published
    byte: U1  # (TIES,) ... what
    luck: U4  # (TIES,) ... the number drawn
    chance: F4  # (TIES,) ... the probability to be heard
    pick: I4  # (B,) option picked so far
    weight: F4  # (F, B) of each firm in the lottery
    before: F4  # (A, B) expectation of the present firm
    level: F4  # (A, B) what it delivered
    feeling: F4  # (B,) satisfaction with the present firm
    a: F4  # (B,) passing values
    b: F4  # (B,)
    c: F4  # (B,)
    d: F4  # (B,)
    tally: I8  # (F, COUNTED)


class Books(NamedTuple):
    """What is kept of the market as a whole."""

    present: I8  # (F,) customers now
    balance: I8  # (2 + F,) [cents] by account
    record: I8  # (T, F, MEASURES)
    size: int  # customers in the market
    worth: NDArray[np.float64]  # (T,) present value at the start of one unit of money in each period


class World(NamedTuple):
    """All a stage reads and writes."""

    columns: Columns
    firms: Firms
    network: Network
    rules: "Customers"
    books: Books
    scratch: Scratch
    curve: bool  # whether customers follow a response curve instead of weighing firms
    hazards: F4  # (Q,) equally likely propensities to leave; one value: all alike
    seed: U2


def new_columns(size: int, firms: int) -> Columns:
    """Make the columns of `size` customers; memory that nothing touches costs nothing."""
    n, a = size, len(ATTRIBUTES)
    z = np.zeros
    f4, u1, i4 = np.float32, np.uint8, np.int32
    return Columns(
        segment=z(n, u1), firm=z(n, u1), tenure=z(n, i4), purchases=z(n, i4), spell=z(n, i4), source=z(n, u1),
        paid=z(n, np.int64), value=z(n, f4), aware=z(n, u1), income=z(n, f4), taste=z(n, f4), burden=z((3, n), f4),
        undelivered=z(n, f4),
        weight=z((a, n), f4), expectation=z((firms, a, n), f4), experience=z((firms, n), u1),
        satisfaction=z((firms, n), f4), commitment=z((firms, n), f4), word=z((firms, n), f4), contagion=z(n, f4),
        spoken=z((2, n), u1), hazard=z(n, f4),
    )  # fmt: skip


def new_scratch(firms: int) -> Scratch:
    """Make one thread's scratch."""
    b, a, t = BLOCK, len(ATTRIBUTES), TIES
    words, bytes_, floats = np.uint32, np.uint8, np.float32
    return Scratch(
        words=np.zeros((16, b), words), more=np.zeros((4, b), words), again=np.zeros((4, b), words),
        spare=np.zeros((4, b), words),
        seen=np.zeros(b, bytes_), reached=np.zeros(b, bytes_), next=np.zeros(b, bytes_), left=np.zeros(b, bytes_),
        flag=np.zeros(b, bytes_), rows=np.zeros(b + 1, np.int32),
        place=np.zeros(t + 1, np.int32), listener=np.zeros(t, np.int32),
        teller=np.zeros(t, np.int32), byte=np.zeros(t, bytes_), luck=np.zeros(t, words), chance=np.zeros(t, floats),
        pick=np.zeros(b, np.int32),
        weight=np.zeros((firms, b), floats), before=np.zeros((a, b), floats), level=np.zeros((a, b), floats),
        feeling=np.zeros(b, floats), a=np.zeros(b, floats), b=np.zeros(b, floats), c=np.zeros(b, floats),
        d=np.zeros(b, floats), tally=np.zeros((firms, COUNTED), np.int64),
    )  # fmt: skip
