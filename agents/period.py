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
from tenfold.agents.customer.drift import drift
from tenfold.agents.customer.gift import gift_speaks, unwrap
from tenfold.agents.customer.gratitude import thank
from tenfold.agents.customer.hazard import bear_prone, incline
from tenfold.agents.customer.hearing import hear
from tenfold.agents.customer.hearsay import leavers_speak, word_speaks
from tenfold.agents.customer.lottery import choose
from tenfold.agents.customer.loyalty import bond, care, commitment_speaks, open_care
from tenfold.agents.customer.points import close_points, collect, open_points, points_bind
from tenfold.agents.customer.products import grow, products_bind
from tenfold.agents.customer.response import open_response, respond
from tenfold.agents.customer.satisfaction import judge
from tenfold.agents.customer.season import season_speaks
from tenfold.agents.customer.serving import bear_serving, close_serving, serve
from tenfold.agents.customer.settle import age, settle
from tenfold.agents.customer.should import bear_should, demand, insist
from tenfold.agents.customer.sleeping import wake
from tenfold.agents.customer.suggestion import bear_suggestion, close_suggestion, suggest
from tenfold.agents.customer.ties import close_ties, open_ties, tie, ties_bind
from tenfold.agents.customer.trust import trust, trust_speaks
from tenfold.agents.customer.volume import bear_volume
from tenfold.agents.customer.word_of_mouth import close_referral, open_referral, talk
from tenfold.agents.decisions import draw
from tenfold.agents.firm.add_ons import close_add_ons, open_add_ons
from tenfold.agents.firm.calls import call, close_calls, open_calls
from tenfold.agents.firm.cash import bankrupt_bind_nobody, close_cash, open_cash, turn_away
from tenfold.agents.firm.chain import open_chain
from tenfold.agents.firm.dates import name_dates, open_dates
from tenfold.agents.firm.firing import dismiss, open_firing
from tenfold.agents.firm.gifts import close_gifts, give, open_gifts
from tenfold.agents.firm.investing import close_investing, open_investing
from tenfold.agents.firm.overhead import close_overhead
from tenfold.agents.firm.personal import approach, close_personal, open_personal
from tenfold.agents.firm.pricing import close_sales, open_prices
from tenfold.agents.firm.recovery import close_recovery, open_recovery, recover
from tenfold.agents.firm.reliability import open_reliability
from tenfold.agents.firm.research import open_research
from tenfold.agents.firm.save_desk import close_save_desk, open_save_desk, save
from tenfold.agents.firm.spending import close_account, open_spending
from tenfold.agents.firm.staff import close_staff, open_staff, sever
from tenfold.agents.firm.supply import close_supply, open_supply
from tenfold.agents.firm.targeting import close_targeting, open_targeting, target
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
    open_cash(w, f, now)
    open_spending(w, f, now)
    open_prices(w, f, now)
    open_product(w, f, now)
    open_chain(w, f, now)
    open_research(w, f, now)
    open_investing(w, f, now)
    open_supply(w, f, now)
    open_reliability(w, f, now)
    open_reach(w, f, now)
    open_care(w, f, now)
    open_staff(w, f, now)
    open_referral(w, f, now)
    open_recovery(w, f, now)
    open_add_ons(w, f, now)
    open_targeting(w, f, now)
    open_firing(w, f, now)
    open_calls(w, f, now)
    open_points(w, f, now)
    open_ties(w, f, now)
    open_personal(w, f, now)
    open_gifts(w, f, now)
    open_dates(w, f, now)


@part
def weigh(w: World, low: int, high: int, now: int) -> None:
    """Weigh all firms: add up, term by term, what speaks for each."""
    begin_weighing(w, low, high)  # what leaving costs
    products_bind(w, low, high)
    points_bind(w, low, high)
    ties_bind(w, low, high)
    bankrupt_bind_nobody(w, low, high)
    weigh_doing_without(w, low, high)
    for f in range(w.firms.price.size):
        total = w.passing.weight[f, : high - low]
        offer_speaks(w, low, high, f, total)  # value, ease, standing
        commitment_speaks(w, low, high, f, total)
        word_speaks(w, low, high, f, total)
        habit_speaks(w, low, high, f, total)  # taste, inertia, cost of switching
        season_speaks(w, now, total)
        leavers_speak(w, low, high, f, total)
        trust_speaks(w, low, high, f, total)
        grievance_speaks(w, low, high, f, total)
        gift_speaks(w, low, high, f, total)
        end_weighing(w, low, high, f, total)


@part
def weighing(w: World, low: int, high: int, now: int) -> None:
    """Take customers who weigh firms through these stages, in this order."""
    draw(w, low, high, now)  # the numbers that everybody needs
    drift(w, low, high, now)  # what they need
    reach(w, low, high, now)  # adverts and contacts arrive
    demand(w, low, high, now)  # what should be, raised by promises
    recover(w, low, high, now)  # open complaints are handled
    wake(w, low, high, now)  # care makes sleeping customers think
    sever(w, low, high, now)  # whose contacts have left
    weigh(w, low, high, now)  # what speaks for each firm
    dismiss(w, low, high, now)  # whom a firm parts with
    turn_away(w, low, high, now)  # customers of firms that are gone
    choose(w, low, high, now)  # awareness, consideration, choice
    settle(w, low, high, now)  # leaving, joining, payment
    serve(w, low, high, now)  # what each costs
    grow(w, low, high, now)  # further products
    collect(w, low, high, now)  # points earned, redeemed, forfeited
    tie(w, low, high, now)  # ties built with new customers
    thank(w, low, high, now)  # a loyal discount pleases
    deliver(w, low, high, now)
    name_dates(w, low, high, now)  # early or late
    insist(w, low, high, now)  # what a delivery is held against
    give(w, low, high, now)  # gifts
    unwrap(w, low, high, now)
    judge(w, low, high, now)  # satisfaction, then expectations
    suggest(w, low, high, now)  # what a firm could do better
    call(w, low, high, now)  # firms ring after failed deliveries
    complain(w, low, high, now)  # who feels a loss
    hear(w, low, high, now)  # last period's words
    trust(w, low, high, now)  # promises and bad words
    talk(w, low, high, now)  # publish this period's
    care(w, low, high, now)  # for whom a firm does what
    target(w, low, high, now)  # whom a firm picked
    approach(w, low, high, now)  # offers by data to who wavers
    bond(w, low, high, now)  # commitment
    age(w, low, high, now)


@part
def open_responding(w: World, f: int, now: int) -> None:
    """Let a firm act on what it decided, where customers follow a response curve."""
    open_entry(w, f, now)
    open_spending(w, f, now)
    open_prices(w, f, now)
    open_response(w, f, now)
    open_add_ons(w, f, now)
    open_save_desk(w, f, now)


@part
def responding(w: World, low: int, high: int, now: int) -> None:
    """Take customers under a response curve through these stages, in this order."""
    respond(w, low, high, now)
    save(w, low, high, now)  # who is at risk, called or not
    settle(w, low, high, now)
    serve(w, low, high, now)
    grow(w, low, high, now)
    incline(w, low, high, now)  # propensity to leave
    age(w, low, high, now)


@part
def close_firm(w: World, f: int, now: int) -> None:
    """Keep a firm's books of the period."""
    close_sales(w, f, now)
    close_referral(w, f, now)
    close_recovery(w, f, now)
    close_serving(w, f, now)
    close_add_ons(w, f, now)
    close_suggestion(w, f, now)
    close_overhead(w, f, now)
    close_targeting(w, f, now)
    close_calls(w, f, now)
    close_points(w, f, now)
    close_ties(w, f, now)
    close_personal(w, f, now)
    close_gifts(w, f, now)
    close_save_desk(w, f, now)
    close_investing(w, f, now)
    close_supply(w, f, now)
    close_staff(w, f, now)
    close_account(w, f, now)
    close_cash(w, f, now)


LISTS = {"utility": weighing, "response_curve": responding}  # of stages, by the customers' rule
STAGES = {rule: called(stages) for rule, stages in LISTS.items()}  # each stage by its name, in order


@loop
def born(w: World, low: int, high: int) -> None:
    """Let rows low .. high be born, a block at a time."""
    for start in range(low, high, BLOCK):
        end = min(start + BLOCK, high)
        place(w, start, end)
        bear_prone(w, start, end)
        if not w.curve:
            bear(w, start, end)
            bear_should(w, start, end)
        bear_volume(w, start, end)
        bear_serving(w, start, end)
        bear_suggestion(w, start, end)


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
