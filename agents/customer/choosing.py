"""What reaches a customer and which firm he chooses, read one customer at a time.

The rules and their equations stand in awareness.py, choice.py, value.py and response.py.
"""

import numpy as np

from tenfold.agents.customer import choice
from tenfold.agents.customer.expectation import towards
from tenfold.agents.customer.response import stay_probability
from tenfold.agents.customer.value import burden, perceived_value, weighed
from tenfold.agents.customer.view import CustomerView, bit
from tenfold.agents.decisions import ATTRIBUTES, Decision, Slot
from tenfold.agents.state import Measure
from tenfold.sim.jit import ONE, ZERO, Float, f4, i4

M = Measure
A = range(len(ATTRIBUTES))


class Chooser(CustomerView):
    """A customer whom adverts and contacts reach, and who chooses where to buy."""

    # Adverts and contacts arrive

    def reach(self) -> None:
        """Let adverts and contacts of other firms arrive, and forget some of these firms."""
        self._seen = self._reached = 0
        for firm in self._others():
            if self.sees(firm):
                self._seen |= bit(firm)
                self.tally[firm - 1, M.ADVERTS] += 1
            if self.is_contacted(firm):
                self._reached |= bit(firm)
                self.tally[firm - 1, M.CONTACTS] += 1
            if self.forgets(firm):
                self.forget(firm)
        for arrived in (self.saw_advert, self.was_contacted):
            for firm in filter(arrived, self._others()):
                self.believe(firm)

    def sees(self, firm: int) -> bool:
        """Tell whether another firm's advert reaches him."""
        return bool(self.luck(Decision.ADVERT, firm - 1) < self.offers.advert_reach[firm - 1])

    def is_contacted(self, firm: int) -> bool:
        """Tell whether another firm's contact reaches him."""
        return bool(self.luck(Decision.CONTACT, firm - 1) < self.offers.contact_reach[firm - 1])

    def forgets(self, firm: int) -> bool:
        """Tell whether he forgets another firm."""
        return bool(self.luck(Decision.FORGET, firm - 1) < f4(self.rules.awareness.forget))

    def believe(self, firm: int) -> None:
        """Know a firm, and expect more of what it promises."""
        self.notice(firm)
        hoped, promise, pull = self.expectation[firm - 1], self.offers.promise[firm - 1], self.rules.awareness.promise
        for a in A:
            hoped[a] = towards(hoped[a], promise, pull)

    # Choice

    def choose(self) -> None:
        """Stay as he is, unless he reconsiders or a contact reached him."""
        self._next = self.pick() if self._reached or self.reconsiders() else int(self.firm)

    def reconsiders(self) -> bool:
        """Tell whether he thinks again about where to buy."""
        return bool(self.luck(Decision.PERIOD, Slot.RECONSIDER) < f4(self.rules.choice.reconsider))

    def pick(self) -> int:
        """Draw a firm, or 0 for none, by the appeal of each: one's own first, then the others, then none."""
        lots = self.considered({firm: self.appeal(firm) for firm in self._firms()})
        total = ZERO
        for lot in lots.values():
            total += lot
        target = self.luck(Decision.PERIOD, Slot.CHOOSE) * (total + ONE)
        below = lots.get(int(self.firm), ZERO)
        chosen = choice.picks(target, below, choice.NOTHING, i4(self.firm))
        for firm in self._others():
            below += lots[firm]
            chosen = choice.picks(target, below, i4(chosen), i4(firm))
        return max(int(chosen), 0)

    def considered(self, lots: dict[int, np.float32]) -> dict[int, np.float32]:
        """Give appeal 0 to all but n_c other firms: those whose contact came first, then the smallest numbers drawn."""
        rivals = [firm for firm in self._others() if lots[firm] > ZERO]
        kept = self.rules.choice.considered
        if len(rivals) > kept:
            draws = {f: self.luck(Decision.CONSIDER, f - 1) - (ONE if self.was_contacted(f) else ZERO) for f in rivals}
            for firm in sorted(rivals, key=lambda f: (draws[f], -f))[kept:]:
                lots[firm] = ZERO
        return lots

    def appeal(self, firm: int) -> np.float32:
        """Give a firm's weight in the lottery; 0 for one that he does not know, cannot pay, or that is gone."""
        known = self.knows(firm) and self.offers.active[firm - 1] and self.price(firm) <= self.income
        if firm != self.firm and not known:
            return ZERO
        return f4(choice.appeal(f4(self.utility(firm)) + f4(self.attachment(firm))))

    def utility(self, firm: int) -> Float:
        """Give the utility of buying from a firm [utils], before what ties him to his own."""
        k, f = self.rules.choice, firm - 1
        return choice.utility(
            k.sensitivity, k.value_weight * f4(self.perceived_value(firm)), k.ease_weight * f4(self.trouble(firm)),
            k.standing_weight * self.offers.standing[f], k.commitment_weight * self.commitment[f],
            k.word_weight * self.word[f], self.taste,
        )  # fmt: skip

    def attachment(self, firm: int) -> Float:
        """Give what speaks for one's own firm, less for friends who left it; or against leaving it [utils]."""
        k = self.rules.choice
        if firm == self.firm:
            return k.inertia - k.contagion * self.contagion
        return -f4(self.switching_cost())

    def switching_cost(self) -> Float:
        """Give the cost of leaving one's firm for another [utils]; 0 for who has none."""
        k = self.rules.choice
        return choice.switching_cost(k.switching, k.switching_growth, f4(self.tenure)) if self.firm else ZERO

    def perceived_value(self, firm: int, trouble: Float = ZERO) -> Float:
        """Give what he expects of a firm, less its price [money]; `utility` counts the trouble of buying apart."""
        benefit = ZERO
        for a in A:
            benefit = f4(weighed(benefit, self.weight[a], self.expectation[firm - 1, a]))
        return perceived_value(self.rules.value.worth * benefit, f4(self.price(firm)), f4(trouble))

    def price(self, firm: int) -> Float:
        """Give the price a firm asks of him [money]: less the loyal discount where he earned it."""
        offers, f = self.offers, firm - 1
        if firm != self.firm:
            return f4(offers.price[f])
        return choice.cheaper(offers.price[f], offers.discount[f], self.tenure, offers.discount_after[f])

    def trouble(self, firm: int) -> Float:
        """Give what buying from a firm costs him besides the price: time, effort, risk, fetching [money]."""
        load = f4(burden(*self.offers.effort[:, firm - 1], *self.burden))
        return load if self.offers.delivers[firm - 1] else load + self.undelivered

    def respond(self) -> None:
        """Stay with, or join, the one firm as the response curve says."""
        luck = self.luck(Decision.PERIOD, Slot.CHOOSE)
        self._next = int(luck < (f4(self.stays()) if self.firm else self.offers.convert[0]))
        self._reached = int(luck >= f4(self.rules.response.join_floor))

    def stays(self) -> Float:
        """Give the probability to stay under a response curve."""
        return stay_probability(self.hazard, self.offers.keep[0])

    def _firms(self) -> range:
        return range(1, self.offers.price.size + 1)

    def _others(self) -> list[int]:
        return [firm for firm in self._firms() if firm != self.firm]
