"""Another writing of the customer, one at a time and in plain Python: an oracle for the compiled stages.

It shares the rules and the draws with the market, and nothing else: order, loops, masks and counting are written anew,
as one would tell them. A mechanism that is off is neutral, so it need not be known here.
"""

from typing import Any

import numpy as np

from tenfold.agents.customer import choice, satisfaction
from tenfold.agents.customer.agent import Customer
from tenfold.agents.customer.awareness import ADVERT
from tenfold.agents.customer.delivery import delivers
from tenfold.agents.customer.expectation import learns, learns_at
from tenfold.agents.customer.hazard import draw_hazard
from tenfold.agents.customer.hearing import HEAR, heard_probability
from tenfold.agents.customer.hearsay import fades, takes_in
from tenfold.agents.customer.lottery import CONSIDER, NOTHING, picks
from tenfold.agents.customer.loyalty import UNITS, renews
from tenfold.agents.customer.response import RESPOND, stays_with
from tenfold.agents.customer.settle import credits
from tenfold.agents.customer.value import is_asked, perceives_value, weighs_on
from tenfold.agents.customer.word_of_mouth import BAD, FIRM, GONE, RESEND, talk_probability
from tenfold.agents.decisions import ATTRIBUTES, CHOOSE, FAIL, FORGET, MEET, MEET_MORE, NOISE, PERIOD, RECONSIDER, TALK
from tenfold.sim.draws import below, normal_cos, normal_sin, swapped, unit, word
from tenfold.sim.floats import weighed
from tenfold.sim.jit import ONE, ZERO, f4, i4, u4

A = range(len(ATTRIBUTES))


def floats(values: list[Any]) -> Any:
    return np.array(values, np.float32)


class PlainCustomer(Customer):
    """Lives through a period without any compiled stage."""

    _seen = _reached = _next = _left = _ill = 0  # what one stage hands to the next, as long as a step
    _level: Any = None

    @property
    def given(self) -> Any:
        return self.world.settings

    @property
    def counted(self) -> Any:
        return self.world.counted

    def bits(self, decision: int, slot: int) -> Any:
        return u4(word(*self.world.seed, u4(self.row), u4(self.now), u4(decision), u4(slot)))

    def other_luck(self, decision: int, slot: int) -> Any:
        return f4(unit(u4(swapped(self.bits(decision, slot)))))

    def others(self) -> list[int]:
        return [firm for firm in range(1, self.offers.price.size + 1) if firm != self.firm]

    def notice(self, firm: int) -> None:
        self.aware = np.uint8(int(self.aware) | 1 << (firm - 1))

    def got(self, mask: int, firm: int) -> bool:
        return bool(mask >> (firm - 1) & 1)

    # Adverts and contacts

    def draw(self) -> None:
        pass  # each number is drawn where it is needed

    def reach(self) -> None:
        self._seen = self._reached = 0
        for firm in self.others():
            f = firm - 1
            if self.luck(ADVERT, f) < self.offers.advert_reach[f]:
                self._seen |= 1 << f
                self.counted.adverts[f] += 1
            if self.other_luck(ADVERT, f) < self.offers.contact_reach[f]:
                self._reached |= 1 << f
                self.counted.contacts[f] += 1
            if (self.other_luck if f & 1 else self.luck)(PERIOD, FORGET + f // 2) < f4(self.rules.awareness.forget):
                self.aware = np.uint8(int(self.aware) & ~(1 << f))
        for mask in (self._seen, self._reached):
            for firm in self.others():
                if self.got(mask, firm):
                    self.take_promise(firm)

    def take_promise(self, firm: int) -> None:
        self.notice(firm)
        promise, pull = f4(self.given.promise[firm - 1]), self.rules.awareness.promise
        hoped = self.expectation[firm - 1]
        for a in A:
            hoped[a] = learns(hoped[a], promise, pull)

    # Choice

    def weigh(self) -> None:
        pass  # only those weigh who think again

    def choose(self) -> None:
        free = self._reached or self.luck(PERIOD, RECONSIDER) < f4(self.rules.choice.reconsider)
        self._next = self.drawn_firm() if free else int(self.firm)

    def drawn_firm(self) -> int:
        lots = self.considered({firm: self.lot(firm) for firm in range(1, self.offers.price.size + 1)})
        total = ZERO
        for lot in lots.values():
            total += lot
        outside = f4(choice.appeals(f4(choice.pays_to_stop(self.rules.choice.leaving, f4(self.leaving())))))
        target = self.luck(PERIOD, CHOOSE) * (total + outside)
        so_far = lots.get(int(self.firm), ZERO)
        chosen = picks(target, so_far, NOTHING, i4(self.firm))
        for firm in self.others():
            so_far += lots[firm]
            chosen = picks(target, so_far, i4(chosen), i4(firm))
        return max(int(chosen), 0)

    def considered(self, lots: dict[int, Any]) -> dict[int, Any]:
        rivals = [firm for firm in self.others() if lots[firm] > ZERO]
        kept = self.rules.choice.considered
        if len(rivals) > kept:
            draws = {f: self.luck(CONSIDER, f - 1) - (ONE if self.got(self._reached, f) else ZERO) for f in rivals}
            for firm in sorted(rivals, key=lambda f: (draws[f], -f))[kept:]:
                lots[firm] = ZERO
        return lots

    def lot(self, firm: int) -> Any:
        known = self.knows(firm) and self.offers.active[firm - 1] and self.asked(firm) <= self.income
        if firm != self.firm and not known:
            return ZERO
        k = self.rules.choice
        tie = k.inertia if firm == self.firm else -f4(self.leaving())
        missed = ZERO - k.contagion * self.contagion if firm == self.firm else ZERO
        return f4(choice.appeals(self.liking(firm) + tie + missed))

    def liking(self, firm: int) -> Any:
        k, f = self.rules.choice, firm - 1
        offer = choice.values(
            k.sensitivity, k.value_weight * f4(self.worth(firm)), k.ease_weight * f4(self.trouble(firm)),
            k.standing_weight * f4(self.given.standing[f]),
        )  # fmt: skip
        return f4(offer) + k.commitment_weight * self.commitment[f] + k.word_weight * self.word[f] + self.taste

    def leaving(self) -> Any:
        k = self.rules.choice
        return choice.pays_to_switch(k.switching, k.switching_growth, f4(self.tenure)) if self.firm else ZERO

    def worth(self, firm: int) -> Any:
        benefit = ZERO
        for a in A:
            benefit = f4(weighed(benefit, self.weight[a], self.expectation[firm - 1, a]))
        return perceives_value(self.rules.value.worth * benefit, f4(self.asked(firm)), ZERO)

    def asked(self, firm: int) -> Any:
        offers, f = self.offers, firm - 1
        if firm != self.firm:
            return f4(offers.price[f])
        return f4(is_asked(offers.price[f], offers.discount[f], self.tenure, i4(self.given.loyal_after[f])))

    def trouble(self, firm: int) -> Any:
        given, f = self.given, firm - 1
        load = f4(weighs_on(f4(given.time[f]), f4(given.effort[f]), f4(given.risk[f]), *self.burden))
        return load if given.delivers[f] else load + self.undelivered

    def respond(self) -> None:
        luck = f4(unit(word(*self.world.seed, u4(self.row // 4), u4(self.now), u4(RESPOND), u4(self.row % 4))))
        stays = f4(stays_with(self.hazard, self.offers.keep[0]))
        self._next = int(luck < (stays if self.firm else self.offers.convert[0]))
        self._reached = int(luck >= f4(self.rules.response.join_floor))

    # Leaving, joining, payment

    def settle(self) -> None:
        old, new, counted = int(self.firm), self._next, self.counted
        self._left = 0
        if old:
            once = int(self.purchases == 1)
            counted.started[old - 1] += 1
            counted.once[old - 1] += once
            counted.twice[old - 1] += once * (new == old)
        if new != old:
            if old:
                self._left = old
                counted.lost[old - 1] += 1
                counted.lost_to_rivals[old - 1] += new > 0
                self.commitment[old - 1] = ZERO
            self.tenure = self.purchases = np.int32(0)
            self.contagion = ZERO
            self.firm = np.uint8(new)
            if new:
                self.join(new - 1)
        if new:
            self.pay(new - 1)

    def join(self, f: int) -> None:
        rewarded, contacted = i4(self.offers.reward_cents[f] > 0), i4(self.got(self._reached, f + 1))
        exposed = i4(self.got(self._seen, f + 1))
        source = int(credits(contacted, self.word[f], self.rules.word.credit, rewarded, exposed))
        self.source = np.uint8(source)
        self.spell += np.int32(1)
        self.counted.won[source, f] += 1

    def incline(self) -> None:
        w = self.world
        if w.hazards.size > 1 and self.firm and self.purchases == 1:
            self.hazard = f4(draw_hazard(w.hazards, w.rules.response.anew, self.row, int(self.spell), w.seed))

    def pay(self, f: int) -> None:
        offers, loyal = self.offers, bool(self.tenure >= self.given.loyal_after[f])
        self.paid += offers.price_cents[f] - (offers.discount_cents[f] if loyal else 0)
        self.value += offers.gain_loyal[f] if loyal else offers.gain[f]
        self.purchases += np.int32(1)
        self.counted.founders[f] += self.spell == 0
        self.counted.ended[f] += 1
        self.counted.discounted[f] += loyal and offers.discount_cents[f] > 0

    # Delivery and what is made of it

    def deliver(self) -> None:
        if self.firm:
            f = self.firm - 1
            failed = bool(self.other_luck(PERIOD, FAIL) < self.offers.failure[f])
            self.counted.failures[f] += failed
            loss = f4(self.rules.delivery.severity) if failed else ZERO
            self._level = floats([f4(self.gets(attribute, loss)) for attribute in A])

    def gets(self, attribute: int, loss: Any) -> Any:
        pair, second = divmod(attribute, 2)
        normal = f4((normal_sin if second else normal_cos)(self.bits(PERIOD, NOISE + pair)))
        return delivers(f4(self.given.quality[attribute, self.firm - 1]), self.rules.delivery.noise, normal, loss)

    def judge(self) -> None:
        if self.firm:
            f, p = self.firm - 1, self.rules.expectation
            expected = self.expectation[f].copy()
            self.satisfaction[f] = self.satisfied(expected)
            rate = f4(learns_at(f4(self.experience[f]), p.prior_weight, p.slowest))
            self.expectation[f] = floats([f4(learns(expected[a], self._level[a], rate)) for a in A])
            self.experience[f] = min(int(self.experience[f]) + 1, 255)

    def satisfied(self, expected: Any) -> Any:
        p, performance, gaps = self.rules.satisfaction, ZERO, ZERO
        for a in A:
            x = f4(satisfaction.perceives(self._level[a], expected[a], p.assimilation))
            performance = f4(weighed(performance, self.weight[a], x))
            gap = f4(satisfaction.disconfirms(x - expected[a], p.tolerance, p.exponent, p.loss_aversion))
            gaps = f4(weighed(gaps, self.weight[a], gap))
        verdict = f4(satisfaction.judges(p.gain, p.performance, performance, p.neutral, gaps))
        return satisfaction.remembers(self.satisfaction[self.firm - 1], verdict, p.memory)

    # Word of mouth

    def hear(self) -> None:
        p, network, row = self.rules.word, self.world.network, self.row
        self._ill = 0
        if not p.on:
            return
        for f in range(self.word.size):
            self.word[f] = fades(self.word[f], p.fading)
        self.contagion = f4(fades(self.contagion, p.sobering))
        spoken = self.model.columns.spoken[(self.now + 1) & 1]
        for teller in map(int, network.friend[network.start[row] : network.start[row + 1]]):
            self.listen(teller, int(spoken[teller]))
            if self.firm and spoken[teller] >> GONE == self.firm:
                self.contagion += ONE
        for tie in range(p.weak_ties if row < network.nodes else 0):
            teller = int(below(self.bits(PERIOD, MEET_MORE - 1 + tie if tie else MEET), i4(network.nodes)))
            self.listen(teller, int(spoken[teller]))

    def listen(self, teller: int, byte: int) -> None:
        p, start = self.rules.word, self.world.network.start
        firm, ill = byte & FIRM, bool(byte & BAD)
        ties = f4(start[teller + 1] - start[teller] + p.weak_ties)
        chance = heard_probability(p.told_bad if ill else p.told_good, ties)
        if firm and teller != self.row and self.luck(HEAR, teller << 2) < chance:
            self.mind(firm, ill)
            self.counted.heard[firm - 1] += 1
            self._ill = firm if ill else self._ill

    def mind(self, firm: int, ill: bool) -> None:
        p, f = self.rules.word, firm - 1
        self.word[f] = takes_in(self.word[f], -ONE if ill else ONE, p.impression)
        self.notice(firm)
        for a in A:
            self.expectation[f][a] = learns(self.expectation[f][a], ZERO if ill else ONE, p.persuasion)

    def talk(self) -> None:
        p, said = self.rules.word, 0
        if not p.on:
            return
        if self.firm:
            f = self.firm - 1
            chance = talk_probability(self.satisfaction[f], p.talk_good, p.talk_bad, self.offers.talk_lift[f])
            if self.other_luck(PERIOD, TALK) < chance:
                ill = bool(self.satisfaction[f] < ZERO)
                said = int(self.firm) | (BAD if ill else 0)
                (self.counted.told_bad if ill else self.counted.told_good)[f] += 1
        if self._ill and not said and self.luck(RESEND) < f4(p.resend):
            said = self._ill | BAD
            self.counted.resent[self._ill - 1] += 1
        self.spoken[self.now & 1] = said | self._left << GONE
        self.publish(self.row, bool(said or self._left))

    def publish(self, row: int, spoke: bool) -> None:
        active, mask = self.world.network.active[self.now & 1], np.uint32(1 << (row & 31))
        active[row >> 5] = active[row >> 5] | mask if spoke else active[row >> 5] & ~mask

    # Loyalty

    def bond(self) -> None:
        if self.firm:
            f, counted, p = self.firm - 1, self.counted, self.rules.loyalty
            cared = p.care * self.offers.care[f]
            feeling = self.satisfaction[f]
            self.commitment[f] = renews(self.commitment[f], feeling, p.growth, p.damage, p.wear, cared)
            for sums, number in ((counted.satisfaction, feeling), (counted.commitment, self.commitment[f])):
                sums[f] += int(number * UNITS) if np.isfinite(number) else 0
            counted.broken[0] += np.sum(~np.isfinite([feeling, self.commitment[f], *self.expectation[f]]))

    def age(self) -> None:
        self.tenure += np.int32(self.firm != 0)
