"""The order of a period: it stands here once, as lists that read aloud; both readings run through them."""

from tenfold.agents.customer.awareness import open_reach, reach
from tenfold.agents.customer.birth import bear, open_entry, place
from tenfold.agents.customer.choice import (
    begin_weighing,
    end_weighing,
    habit_speaks,
    offer_speaks,
    weigh_doing_without,
)
from tenfold.agents.customer.complaint import complain, grievance_speaks
from tenfold.agents.customer.delivery import deliver, open_product
from tenfold.agents.customer.gift import gift_speaks, unwrap
from tenfold.agents.customer.hazard import bear_prone, incline
from tenfold.agents.customer.hearing import hear
from tenfold.agents.customer.hearsay import leavers_speak, word_speaks
from tenfold.agents.customer.lottery import choose
from tenfold.agents.customer.loyalty import bond, care, commitment_speaks, open_care
from tenfold.agents.customer.response import open_response, respond
from tenfold.agents.customer.satisfaction import judge
from tenfold.agents.customer.settle import age, settle
from tenfold.agents.customer.should import bear_should, demand, insist
from tenfold.agents.customer.trust import trust, trust_speaks
from tenfold.agents.customer.volume import bear_volume
from tenfold.agents.customer.word_of_mouth import close_referral, open_referral, talk
from tenfold.agents.decisions import draw
from tenfold.agents.firm.dates import name_dates, open_dates
from tenfold.agents.firm.gifts import close_gifts, give, open_gifts
from tenfold.agents.firm.pricing import close_sales, open_prices
from tenfold.agents.firm.recovery import close_recovery, open_recovery, recover
from tenfold.agents.firm.spending import close_account, open_spending
from tenfold.agents.world import World
from tenfold.sim.blocks import BLOCK
from tenfold.sim.jit import Long, i8, loop, part
from tenfold.sim.memory import ask_ahead
from tenfold.sim.twin import called

SOUND, NOT_FINITE, CUSTOMERS_LOST, MONEY_LOST = 0, 1, 2, 3  # how a period can end


@part
def open_weighing(w: World, f: int, now: int) -> None:
    """Let a firm act on what it decided, where customers weigh firms."""
    open_entry(w, f, now)
    open_spending(w, f, now)
    open_prices(w, f, now)
    open_product(w, f, now)
    open_reach(w, f, now)
    open_care(w, f, now)
    open_referral(w, f, now)
    open_recovery(w, f, now)
    open_gifts(w, f, now)
    open_dates(w, f, now)


@part
def weigh(w: World, low: int, high: int, now: int) -> None:
    """Weigh all firms: add up, term by term, what speaks for each."""
    begin_weighing(w, low, high)  # what leaving costs
    weigh_doing_without(w, low, high)
    for f in range(w.firms.price.size):
        total = w.passing.weight[f, : high - low]
        offer_speaks(w, low, high, f, total)  # value, ease, standing
        commitment_speaks(w, low, high, f, total)
        word_speaks(w, low, high, f, total)
        habit_speaks(w, low, high, f, total)  # taste, inertia, cost of switching
        leavers_speak(w, low, high, f, total)
        trust_speaks(w, low, high, f, total)
        grievance_speaks(w, low, high, f, total)
        gift_speaks(w, low, high, f, total)
        end_weighing(w, low, high, f, total)


@part
def weighing(w: World, low: int, high: int, now: int) -> None:
    """Take customers who weigh firms through these stages, in this order."""
    draw(w, low, high, now)  # the numbers that everybody needs
    reach(w, low, high, now)  # adverts and contacts arrive
    demand(w, low, high, now)  # what should be, raised by promises
    recover(w, low, high, now)  # open complaints are handled
    weigh(w, low, high, now)  # what speaks for each firm
    choose(w, low, high, now)  # awareness, consideration, choice
    settle(w, low, high, now)  # leaving, joining, payment
    deliver(w, low, high, now)
    name_dates(w, low, high, now)  # early or late
    insist(w, low, high, now)  # what a delivery is held against
    give(w, low, high, now)  # gifts
    unwrap(w, low, high, now)
    judge(w, low, high, now)  # satisfaction, then expectations
    complain(w, low, high, now)  # who feels a loss
    hear(w, low, high, now)  # last period's words
    trust(w, low, high, now)  # promises and bad words
    talk(w, low, high, now)  # publish this period's
    care(w, low, high, now)  # for whom a firm does what
    bond(w, low, high, now)  # commitment
    age(w, low, high, now)


@part
def open_responding(w: World, f: int, now: int) -> None:
    """Let a firm act on what it decided, where customers follow a response curve."""
    open_entry(w, f, now)
    open_spending(w, f, now)
    open_prices(w, f, now)
    open_response(w, f, now)


@part
def responding(w: World, low: int, high: int, now: int) -> None:
    """Take customers under a response curve through these stages, in this order."""
    respond(w, low, high, now)
    settle(w, low, high, now)
    incline(w, low, high, now)  # propensity to leave
    age(w, low, high, now)


@part
def close_firm(w: World, f: int, now: int) -> None:
    """Keep a firm's books of the period."""
    close_sales(w, f, now)
    close_referral(w, f, now)
    close_recovery(w, f, now)
    close_gifts(w, f, now)
    close_account(w, f, now)


LISTS = {"utility": weighing, "response_curve": responding}  # of stages, by the customers' rule
STAGES = {rule: called(stages) for rule, stages in LISTS.items()}  # each stage by its name, in order


@loop
def born(w: World, low: int, high: int) -> None:
    """Let rows low .. high be born, a block at a time."""
    for start in range(low, high, BLOCK):
        end = min(start + BLOCK, high)
        place(w, start, end)
        bear_prone(w, start, end)
        bear_volume(w, start, end)
        if not w.curve:
            bear(w, start, end)
            bear_should(w, start, end)


@part
def open_period(w: World, now: int) -> None:
    """Let all firms act on what they decided."""
    w.counted.matrix[:] = 0
    for f in range(w.books.present.size):
        if w.curve:
            open_responding(w, f, now)
        else:
            open_weighing(w, f, now)


@loop
def close_period(w: World, now: int) -> Long:
    """Keep the books of the period and check them; gives how it ended, SOUND or what is wrong."""
    b, counted = w.books, w.counted
    b.record[now, : w.counted.matrix.shape[0]] = w.counted.matrix
    for f in range(b.present.size):
        close_firm(w, f, now)
        if counted.broken[f] != 0:
            return NOT_FINITE
        if counted.started[f] != b.present[f]:
            return CUSTOMERS_LOST
        if counted.ended[f] != counted.started[f] - counted.lost[f] + counted.won[:, f].sum():
            return CUSTOMERS_LOST
        b.present[f] = counted.ended[f]
    return i8(SOUND if b.balance.sum() == 0 else MONEY_LOST)


@part
def live(w: World, low: int, high: int, now: int) -> None:
    """Take rows low .. high through one period, a block at a time."""
    for start in range(low, high, BLOCK):
        end = min(start + BLOCK, high)
        ask_ahead(w.near, end, min(end + BLOCK, high))
        if w.curve:
            responding(w, start, end, now)
        else:
            weighing(w, start, end, now)


@loop
def play(w: World, first: int, last: int) -> tuple[int, Long]:
    """Play periods first .. last - 1; gives the period reached and how it ended."""
    for now in range(first, last):
        open_period(w, now)
        live(w, 0, w.books.size, now)
        ending = close_period(w, now)
        if ending != SOUND:
            return now, ending
    return last, i8(SOUND)


