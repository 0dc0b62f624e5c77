"""Targeting: a firm gives its care to some of its customers only, by a score it works out from what it knows.

At every review it looks through its books (tenfold.agents.firm.foresight), ranks its own customers, and until the next
review gives all its care to the first of them. The money is the same as without: what some get, others lack.
"""

from typing import TYPE_CHECKING, Literal

import numpy as np

from tenfold.agents.customer.satisfaction import please
from tenfold.agents.customer.settle import HEARSAY, REFERRAL
from tenfold.agents.firm.curves import response_rate
from tenfold.agents.firm.foresight import NOBODY, learn, note, rate, score_all
from tenfold.agents.firm.ranking import draw_for, list_own, mark_best, share_of
from tenfold.sim.blocks import count_both
from tenfold.sim.jit import ONE, ZERO, f4, f8, i4, i8, loop, u1, u4
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, F8, I8, U1, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

PICK = 34
DRAWS = {PICK: "whom a firm picks where nothing else decides; slot: 0, of period 0"}


class Targeting(Parameters):
    """To whom a firm gives its care."""

    on: bool = quantity(False, "-", None, None, "switch: off, all get the same care, and no score is worked out")
    score: Literal[
        "none", "random", "sales", "points", "lifetime", "uplift", "engagement", "ties", "declining"
    ] = quantity(
        "none", "-", None, None,
        "what ranks customers: nothing, chance, present sales, the customer score, predicted lifetime value, that "
        "times p (1 - p), engagement value, people known, fall in satisfaction", lever=True,
    )  # fmt: skip
    share: float = quantity(0.1, "share of own customers", 0.001, 1, "assumption: who gets all the care", lever=True)
    per_point: float = quantity(100.0, "money per point", 0.01, 1e9, "assumption: 100,000 in the original, see docs")
    tie_error: float = quantity(0.3, "log standard deviation", 0, 3, "assumption: of what one says of one's ties")
    survey_error: float = quantity(0.2, "satisfaction", 0, 2, "assumption: of what one says of one's satisfaction")
    felt: float = quantity(
        0.0, "satisfaction per period", 0, 2, "assumption, swept: added by care at its full effect; 0: it only ties"
    )
    idea_periods: float = quantity(24.0, "periods", 0, 1e4, "assumption: for how long a suggestion is of use")


class OfCustomers(Record):
    """What their firm notes of every customer, and whom it favours."""

    bought: F4 = column("N", "money", "at list price, from the present firm in this spell", until="spell")
    noted: U1 = column("N", "-", "1 + class of tenure at the last review; 0: not seen yet", until="spell")
    rated: F4 = column("N", "-", "satisfaction as said at the last review, -1 .. 1 and an error", until="spell")
    score: F4 = column("N", "-", "by which the present firm ranked them last", until="spell")
    favoured: U1 = column("N", "-", "whether the present firm picked them for care", until="spell")


class OfFirms(Record):
    """What a firm's care does for those it picked."""

    picks: U1 = column("F", "-", "whether its care goes to some alone this period")
    focus: F4 = column("F", "-", "effect of care on each of those picked, 0 .. 1")
    focus_spend: F8 = column("F", "money per customer picked", "spent on each of them this period")


class Counted(Record):
    """What a firm counts of those it picked."""

    picked: I8 = column("F", "customers", "picked for care, as many as are left when the period begins")


@loop
def review_customers(w: "World", f: int, now: int) -> None:
    """Look through a firm's customers: see who stayed, rank them, pick the first, and note who is there."""
    c, own = w.columns, w.settings.targeting
    rows, kind = list_own(c.firm, f + 1), i8(own.score[f])
    learn(w, f, rows)
    luck = draw_for(rows, i8(0), i8(PICK), i8(0), w.seed)  # whoever is lucky is so again at the next review
    fall = rate(w, rows, f, now, own.survey_error[f])
    score, flag = score_all(w, f, kind, rows, luck, fall), np.zeros(rows.size, np.uint8)
    if kind != NOBODY:
        mark_best(score, luck, share_of(rows.size, own.share[f]), flag)
    for k in range(rows.size):
        row = u4(rows[k])
        c.score[row], c.favoured[row] = score[k], flag[k]
    note(w, f, rows)
    w.firms.talked_in[f] = 0.0


@loop
def open_targeting(w: "World", f: int, now: int) -> None:
    """Let a firm look through its customers when a review is due, and divide its care among those it picked."""
    own, firms, c = w.settings.targeting, w.firms, w.columns
    if own.on[f] == 0.0:
        return
    if now % i8(w.settings.review[f]) == 0:
        review_customers(w, f, now)
    picked = count_both(c.firm, f + 1, c.favoured)
    w.counted.picked[f] = picked
    firms.picks[f] = u1(picked > 0)
    spend = firms.retention_spend[f] * f8(w.books.present[f]) / f8(max(picked, 1))
    firms.focus_spend[f] = spend
    firms.focus[f] = f4(response_rate(spend, 0.0, 1.0, w.rules.loyalty.care_steepness))


@loop
def keep_account(firm: U1, number: int, price: float, extra: F4, bought: F4) -> None:
    """Add to what a firm's customers have bought."""
    k, each = i4(number), f4(price)
    for i in range(bought.size):
        more = each * (ONE + extra[i])
        bought[i] += more if i4(firm[i]) == k else ZERO


@loop
def favour(firm: U1, number: int, chosen: U1, focus: float, gains: tuple[float, float], cared: F4, value: F4) -> None:
    """Give a firm's care to those picked; gains = discounted money that they, and the others, cost less than before."""
    k, effect, picked, others = i4(number), f4(focus), f4(gains[0]), f4(gains[1])
    for i in range(cared.size):
        kept, gets = cared[i], chosen[i] != u1(0)
        new, more = effect if gets else ZERO, picked if gets else others
        own = i4(firm[i]) == k
        cared[i] = new if own else kept
        value[i] += more if own else ZERO


@loop
def feel_cared_for(cared: F4, felt: float, gain: F4) -> None:
    """Write how much more content care makes everybody."""
    most = f4(felt)
    for i in range(gain.size):
        gain[i] = most * cared[i]


@loop
def target(w: "World", low: int, high: int, now: int) -> None:
    """Give the care of firms that pick customers to those picked; who just came waits for the next review."""
    c, firms, own, size = w.columns, w.firms, w.settings.targeting, high - low
    for f in range(firms.price.size):
        if own.on[f] != 0.0:
            firm, cared = c.firm[low:high], w.passing.cared[:size]
            keep_account(firm, f + 1, firms.price[f], c.extra_volume[low:high], c.bought[low:high])
            if firms.picks[f] != u1(0):
                worth, even = w.books.worth[now], firms.retention_spend[f]
                gains = (worth * (even - firms.focus_spend[f]), worth * even)
                favour(firm, f + 1, c.favoured[low:high], firms.focus[f], gains, cared, c.value[low:high])
            if own.felt[f] > 0.0:
                feel_cared_for(cared, own.felt[f], w.spare.a[:size])
                please(firm, f + 1, w.spare.a[:size], c.satisfaction[f, low:high])


@loop
def close_targeting(w: "World", f: int, now: int) -> None:
    """Count whom others won for a firm."""
    if w.settings.targeting.on[f] != 0.0:
        w.firms.talked_in[f] += f8(w.counted.won[HEARSAY, f] + w.counted.won[REFERRAL, f])
