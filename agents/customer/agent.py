"""The customer as a Mesa agent: the same rules, draws and order as the compiled stages, one customer at a time.

Subclass `Customer` to try another behaviour on a small market in the Mesa reading. The stages `reach`, `choose`, ...
are the lines of agents/period.py; below each stand the rules it asks, which are the hooks to override:

    class Loyalist(Customer):
        def satisfied(self, expected, level):
            return max(super().satisfied(expected, level), 0.0)   # never bears a grudge

Rules give Python floats, so each is cast to float32 at the border, and sums run in the order of the compiled loops:
only so do both readings agree to the last bit.
"""

from inspect import getattr_static

import numpy as np

from tenfold.agents.customer import satisfaction
from tenfold.agents.customer.choosing import Chooser
from tenfold.agents.customer.delivery import delivered
from tenfold.agents.customer.expectation import learning_rate, towards
from tenfold.agents.customer.hearing import Hearer
from tenfold.agents.customer.loyalty import UNITS, commitment
from tenfold.agents.customer.settle import draw_hazard, source_of
from tenfold.agents.customer.value import weighed
from tenfold.agents.customer.view import floats
from tenfold.agents.decisions import ATTRIBUTES, Decision, Slot
from tenfold.agents.state import F4, Measure
from tenfold.sim.draws import normal_cos, normal_sin
from tenfold.sim.jit import ZERO, Float, f4, i4
from tenfold.sim.rows import RowAgent

M = Measure
A = range(len(ATTRIBUTES))


class Customer(Chooser, Hearer):
    """One customer, who lives through a period in `step`."""

    def step(self) -> None:
        """Go through the stages of a period, in the order of agents/period.py."""
        for stage in self.model.stages:
            getattr(self, stage)()

    # Leaving, joining, payment

    def settle(self) -> None:
        """Carry out what he chose, and pay."""
        old, new = int(self.firm), self._next
        self._left = 0
        if old:
            once = int(self.purchases == 1)
            self.tally[old - 1, [M.STARTED, M.ONCE, M.TWICE]] += [1, once, once * (new == old)]
        if new != old:
            if old:
                self.leave()
            self.tenure = self.purchases = np.int32(0)
            self.contagion = ZERO
            self.firm = np.uint8(new)
            if new:
                self.join()
        if new:
            self.pay()

    def leave(self) -> None:
        """Leave the present firm, for another or for none."""
        self._left = int(self.firm)
        self.tally[self._left - 1, [M.LOST, M.LOST_TO_RIVALS]] += [1, self._next > 0]
        self.commitment[self._left - 1] = ZERO

    def join(self) -> None:
        """Begin a spell with the firm just chosen; the books keep through what it won him."""
        f, word = self._next - 1, self.word[self._next - 1]
        rewarded, contacted = i4(self.offers.reward_cents[f] > 0), i4(self.was_contacted(f + 1))
        source = source_of(contacted, word, self.rules.word.credit, rewarded, i4(self.saw_advert(f + 1)))
        self.source = np.uint8(source)
        self.spell += np.int32(1)
        self.tally[f, M.WON + int(source)] += 1
        if self.world.hazards.size > 1:
            w = self.world
            self.hazard = f4(draw_hazard(w.hazards, w.rules.response.anew, self.row, int(self.spell), w.seed))

    def pay(self) -> None:
        """Pay the present firm, less the loyal discount where he earned it."""
        offers, f = self.offers, self.firm - 1
        loyal = bool(self.tenure >= offers.discount_after[f])
        self.paid += offers.price_cents[f] - (offers.discount_cents[f] if loyal else 0)
        self.value += offers.gain_loyal[f] if loyal else offers.gain[f]
        self.purchases += np.int32(1)
        self.tally[f, [M.FOUNDERS, M.ENDED, M.DISCOUNTED]] += [self.spell == 0, 1, loyal]

    # Delivery and what he makes of it

    def deliver(self) -> None:
        """Get what he paid for."""
        if self.firm:
            failed = self.is_let_down()
            self.tally[self.firm - 1, M.FAILURES] += failed
            loss = f4(self.rules.delivery.severity) if failed else ZERO
            self._level = floats([f4(self.gets(attribute, loss)) for attribute in A])

    def is_let_down(self) -> bool:
        """Tell whether some step of the delivery fails."""
        return bool(self.luck(Decision.PERIOD, Slot.FAIL) < self.offers.failure[self.firm - 1])

    def gets(self, attribute: int, loss: Float) -> Float:
        """Give the level of one attribute that he gets, `loss` less where the delivery failed."""
        pair, second = divmod(attribute, 2)
        slot = Slot.NOISE + 2 * pair
        words = (self.bits(Decision.PERIOD, slot), self.bits(Decision.PERIOD, slot + 1))
        normal = f4((normal_sin if second else normal_cos)(*words))
        return delivered(self.offers.quality[self.firm - 1, attribute], self.rules.delivery.noise, normal, loss)

    def judge(self) -> None:
        """Compare with expectation, remember, and learn."""
        if self.firm:
            f = self.firm - 1
            expected = self.expectation[f].copy()
            self.satisfaction[f] = self.satisfied(expected, self._level)
            self.expectation[f] = self.learns(expected, self._level)
            self.experience[f] = min(int(self.experience[f]) + 1, 255)

    def satisfied(self, expected: F4, level: F4) -> Float:
        """Give satisfaction with the present firm, -1 .. 1; from what was expected and delivered by attribute."""
        p, performance, gaps = self.rules.satisfaction, ZERO, ZERO
        for a in A:
            x = f4(satisfaction.perceived(level[a], expected[a], p.assimilation))
            performance = f4(weighed(performance, self.weight[a], x))
            gap = f4(satisfaction.disconfirmation(x - expected[a], p.tolerance, p.exponent, p.loss_aversion))
            gaps = f4(weighed(gaps, self.weight[a], gap))
        verdict = f4(satisfaction.verdict(p.gain, p.performance, performance, p.neutral, gaps))
        return satisfaction.remembered(self.satisfaction[self.firm - 1], verdict, p.memory)

    def learns(self, expected: F4, level: F4) -> F4:
        """Give what he expects of the present firm after a delivery, one number an attribute."""
        p = self.rules.expectation
        rate = f4(learning_rate(f4(self.experience[self.firm - 1]), p.prior_weight, p.slowest))
        return floats([f4(towards(expected[a], level[a], rate)) for a in A])

    # Loyalty

    def bond(self) -> None:
        """Renew commitment to his firm, and let the books count what he feels."""
        if self.firm:
            f, tally = self.firm - 1, self.tally
            self.commitment[f] = self.committed()
            feeling, tie = self.satisfaction[f], self.commitment[f]
            for measure, number in ((M.SATISFACTION, feeling), (M.COMMITMENT, tie)):
                tally[f, measure] += int(number * UNITS) if np.isfinite(number) else 0
            tally[0, M.BROKEN] += np.sum(~np.isfinite([feeling, tie, *self.expectation[f]]))

    def committed(self) -> Float:
        """Give commitment to the present firm, within 0 .. 1, after satisfaction and care of this period."""
        p, f = self.rules.loyalty, self.firm - 1
        cared = p.care * self.offers.care[f]
        return commitment(self.commitment[f], self.satisfaction[f], p.growth, p.damage, p.wear, cared)

    def age(self) -> None:
        """Add a period to his tenure."""
        self.tenure += np.int32(self.firm != 0)


def overridden(kind: type[Customer]) -> list[str]:
    """List the stages, rules and columns of `Customer` that a subclass has changed."""
    ours = {name for each in Customer.__mro__ if each not in RowAgent.__mro__ for name in vars(each)}
    ours = {name for name in ours if not name.startswith("__")} - set(vars(RowAgent))  # Mesa's own notes on a class
    return sorted(name for name in ours if getattr_static(kind, name) is not getattr_static(Customer, name))
