"""What a customer says and hears, read one customer at a time; rules and their equations stand in word_of_mouth.py."""

import numpy as np

from tenfold.agents.customer.expectation import towards
from tenfold.agents.customer.view import CustomerView
from tenfold.agents.customer.word_of_mouth import BAD, FIRM, GONE, faded, heard_probability, talk_probability
from tenfold.agents.decisions import ATTRIBUTES, Decision, Slot
from tenfold.agents.state import Measure
from tenfold.sim.draws import below
from tenfold.sim.jit import ONE, ZERO, f4, i4


class Hearer(CustomerView):
    """A customer who hears what his friends published last period, and publishes a word himself."""

    def talk(self) -> None:
        """Let memories fade, hear last period's words, and publish this period's."""
        p = self.rules.word
        if not p.on:
            return
        for f in range(self.word.size):
            self.word[f] = faded(self.word[f], p.fading)
        self.contagion = f4(faded(self.contagion, p.sobering))
        said = 0
        if self.firm and self.talks():
            ill = bool(self.satisfaction[self.firm - 1] < ZERO)
            said = int(self.firm) | (BAD if ill else 0)
            self.tally[self.firm - 1, Measure.TOLD_BAD if ill else Measure.TOLD_GOOD] += 1
        bad_news = self.hear()
        if bad_news and not said and self.passes_on(bad_news):
            said = bad_news | BAD
            self.tally[bad_news - 1, Measure.RESENT] += 1
        self.spoken[self.now & 1] = said | self._left << GONE

    def hear(self) -> int:
        """Hear friends, then those met by chance; gives the firm he last heard ill of, or 0."""
        network, row, ill_of = self.world.network, self.row, 0
        spoken = self.model.columns.spoken[(self.now + 1) & 1]
        for teller in map(int, network.friend[network.start[row] : network.start[row + 1]]):
            ill_of = self._listen(teller, int(spoken[teller])) or ill_of
            if self.firm and spoken[teller] >> GONE == self.firm:
                self.contagion += ONE
        for tie in range(self.rules.word.weak_ties if row < network.nodes else 0):
            teller = int(below(self.bits(Decision.PERIOD, Slot.MEET + tie), i4(network.nodes)))
            ill_of = self._listen(teller, int(spoken[teller])) or ill_of
        return ill_of

    def _listen(self, teller: int, byte: int) -> int:
        firm, ill = byte & FIRM, bool(byte & BAD)
        if not firm or teller == self.row or not self.hears(teller, ill):
            return 0
        self.take_in(firm, ill)
        self.tally[firm - 1, Measure.HEARD] += 1
        return firm if ill else 0

    # Rules to override

    def talks(self) -> bool:
        """Tell whether he talks about his firm: well if satisfied with it, ill if not."""
        p, f = self.rules.word, self.firm - 1
        chance = talk_probability(self.satisfaction[f], p.talk_good, p.talk_bad, self.offers.talk_lift[f])
        return bool(self.luck(Decision.PERIOD, Slot.TALK) < chance)

    def hears(self, teller: int, ill: bool) -> bool:
        """Tell whether he hears what one friend or chance acquaintance said, good or ill."""
        p, start = self.rules.word, self.world.network.start
        ties = f4(start[teller + 1] - start[teller] + p.weak_ties)
        chance = heard_probability(p.told_bad if ill else p.told_good, ties)
        return bool(self.luck(Decision.HEAR, teller << 2) < chance)

    def take_in(self, firm: int, ill: bool) -> None:
        """Let a word about a firm move his memory, awareness and expectations."""
        p, f = self.rules.word, firm - 1
        self.word[f] = towards(self.word[f], -ONE if ill else ONE, p.impression)
        self.notice(firm)
        hoped = self.expectation[f]
        for a in range(len(ATTRIBUTES)):
            hoped[a] = towards(hoped[a], ZERO if ill else ONE, p.persuasion)

    def passes_on(self, firm: int) -> bool:
        """Tell whether he passes on bad news about a firm; asked only if he had nothing to say himself."""
        return bool(self.luck(Decision.RESEND) < np.float32(self.rules.word.resend))
