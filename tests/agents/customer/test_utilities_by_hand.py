"""Every option's utility against the equation on paper, each term with a number of its own."""

import math
from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.agent import Customer
from tenfold.agents.customer.birth import Segment
from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.complaint import Complaint
from tenfold.agents.customer.trust import Trust
from tenfold.agents.customer.value import Value
from tenfold.agents.market import Market
from tests.agents.placed import firm, made, place

WEIGHTS = (0.3, 0.15, 0.25, 0.2, 0.1)
CHOICE = Choice(
    reconsider=0.0, sensitivity=0.02, value_weight=0.5, ease_weight=2.0, standing_weight=0.7, commitment_weight=1.1,
    word_weight=1.3, switching=1.7, switching_growth=0.4, leaving=0.3, inertia=0.6, contagion=0.25,
)  # fmt: skip
FIRMS = (
    firm(30.0, time=1.0, effort=0.5, risk=0.25, standing=0.5, loyal_discount=0.1, loyal_after=4),
    firm(40.0, time=0.2, effort=0.4, risk=0.8, standing=-1.0, loyal_discount=0.2, loyal_after=0),
    firm(25.0, time=0.1, effort=0.2, risk=0.3, delivers=False),
)
SEGMENT = Segment(
    taste=0.35, taste_spread=0.0, weight_spread=0.0, income_spread=0.0, time_price=6.0, effort_price=4.0,
    risk_price=8.0, access=1.0,
)  # fmt: skip
PAST: dict[str, Any] = {
    "expectation": (np.arange(15).reshape(3, 5, 1) + 1) / 20, "commitment": np.array([[0.2], [0.5], [0.9]]),
    "word": np.array([[0.3], [-0.6], [0.8]]), "distrust": np.array([[0.1], [0.4], [0.7]]), "tenure": [5, 3, 0, 9],
    "contagion": [2.0, 1.0, 0.0, 3.0], "grievance": [-0.5, 0.25, 0.0, -1.5],
}  # fmt: skip
OWNER = [1, 1, 0, 2]


class Watched(Customer):
    """Keeps what is asked about each of their options: doing without first, then each firm by number."""

    asked: list[list[float]] = [[] for _ in OWNER]  # noqa: RUF012

    def appeals(self, utility: Any) -> Any:
        self.asked[self.row].append(float(utility))
        return super().appeals(utility)


def by_hand(row: int) -> list[float]:
    """Give the utility of doing without and of each firm."""
    own, tenure = OWNER[row], PAST["tenure"][row]
    switching = 1.7 + 0.4 * math.log(1 + tenure) if own else 0.0
    options = [-0.3 * switching]
    for f, offer in enumerate(FIRMS):
        loyal = own == f + 1 and tenure >= offer.loyal_after
        price = offer.price * (1 - offer.loyal_discount * loyal)
        benefit = sum(w * (5 * f + a + 1) / 20 for a, w in enumerate(WEIGHTS))
        burden = 6 * offer.time + 4 * offer.effort + 8 * offer.risk
        burden += 0 if offer.delivers else min(7 + 2 * 6 + 1.5 * 4, 40, 60)  # they fetch it: money, time, effort
        u = 0.02 * (0.5 * (80 * benefit - price) - 2.0 * burden) + 0.7 * offer.standing + 0.35
        u += 1.1 * PAST["commitment"][f, 0] + 1.3 * PAST["word"][f, 0] - 0.9 * PAST["distrust"][f, 0]
        u += 0.6 - 0.25 * PAST["contagion"][row] + PAST["grievance"][row] if own == f + 1 else -switching
        options.append(u)
    return options


def test_what_speaks_for_each_option_adds_up() -> None:
    Watched.asked[:] = [[] for _ in OWNER]
    plan = made(
        FIRMS, len(OWNER), segments=(SEGMENT,), choice=CHOICE, trust=Trust(on=True, weight=0.9),
        complaint=Complaint(on=True, fading=0.0),
        value=Value(worth=80.0, fetch=7.0, fetch_time=2.0, fetch_effort=1.5, courier=40.0, forgo=60.0),
    )  # fmt: skip
    market = Market(plan, 1, "mesa", Watched)
    place(market.engine, OWNER, columns=PAST)
    market.run(1)
    for row, asked in enumerate(Watched.asked):
        assert asked == pytest.approx(by_hand(row), abs=1e-5), row
