"""Write W as a Mesa model: one Python object a customer, neighbours held as a list, a DataCollector.

Kinder to Mesa than `mesa.discrete_space.Network`, whose cells and connections cost more time and memory: here
neighbours are a plain list of agents, and the firms' counts are kept by the customers as they choose.
"""

import math

import mesa

from benchmarks import workload as w
from benchmarks.workload import FIRMS, OUTSIDE, PRICE, QUALITY, SEED, Inputs, Outcome


class Customer(mesa.Agent):
    """Experience, listen, choose."""

    model: "Market"

    def __init__(
        self,
        model: "Market",
        provider: int,
        expectation: float,
        satisfaction: float,
        price_sensitivity: float,
        awareness: int,
    ) -> None:
        super().__init__(model)
        self.provider = provider
        self.expectation = expectation
        self.satisfaction = satisfaction
        self.price_sensitivity = price_sensitivity
        self.known = {firm for firm in range(FIRMS) if awareness >> firm & 1}
        self.tenure = 0
        self.last_provider = provider
        self.last_satisfaction = satisfaction
        self.neighbours: list[Customer] = []

    def remember(self) -> None:
        """Keep the last period's state for neighbours to hear of."""
        self.last_provider = self.provider
        self.last_satisfaction = self.satisfaction

    def step(self) -> None:
        """Live through one period."""
        if self.provider != OUTSIDE:
            self.experience()
        if self.random.random() < w.LISTENING:
            self.listen(self.random.choice(self.neighbours))
        self.choose()
        self.model.total_satisfaction += self.satisfaction

    def experience(self) -> None:
        """Compare the experience with the expectation."""
        lived = QUALITY[self.provider] + self.random.gauss(0.0, w.NOISE)
        gap = lived - self.expectation
        felt = w.LOSS_AVERSION * gap if gap < 0.0 else gap
        self.satisfaction = w.CARRY_OVER * self.satisfaction + w.IMPRESSION * felt
        self.expectation += w.LEARNING * gap

    def listen(self, speaker: "Customer") -> None:
        """Hear of a neighbour's provider, and ill of one's own."""
        if speaker.last_provider == OUTSIDE:
            return
        self.known.add(speaker.last_provider)
        if speaker.last_provider == self.provider and speaker.last_satisfaction < w.DISSATISFIED:
            self.satisfaction -= w.CONTAGION

    def choose(self) -> None:
        """Draw from the logit over the firms one is aware of and the outside option."""
        firms, upto, total = list(self.known), [], 0.0
        for firm in firms:
            utility = QUALITY[firm] - self.price_sensitivity * PRICE[firm]
            if firm == self.provider:
                utility += w.SWITCHING_COST + self.satisfaction
            total += math.exp(utility)
            upto.append(total)
        target = self.random.random() * (total + 1.0)
        chosen = next((firm for firm, edge in zip(firms, upto, strict=True) if target < edge), OUTSIDE)
        self.move_to(chosen)

    def move_to(self, chosen: int) -> None:
        """Stay or leave, and be counted."""
        if chosen != self.provider and self.provider != OUTSIDE:
            self.model.churn[self.provider] += 1
        self.tenure = self.tenure + 1 if chosen == self.provider != OUTSIDE else 0
        if chosen != OUTSIDE:
            self.model.customers[chosen] += 1
        self.provider = chosen


class Market(mesa.Model):
    """Hold the customers and collect what they did."""

    def __init__(self, inputs: Inputs) -> None:
        super().__init__(rng=SEED)
        columns = ("provider", "expectation", "satisfaction", "price_sensitivity", "awareness")
        state = [getattr(inputs, column).tolist() for column in columns]
        customers = list(Customer.create_agents(self, inputs.customers, *state))
        start, neighbours = inputs.start.tolist(), inputs.neighbours.tolist()
        for customer, first, end in zip(customers, start[:-1], start[1:], strict=True):
            customer.neighbours = [customers[j] for j in neighbours[first:end]]
        self.clear()
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "customers": lambda market: market.customers,
                "churn": lambda market: market.churn,
                "satisfaction": lambda market: market.total_satisfaction / len(market.agents),
            }
        )

    def clear(self) -> None:
        """Set the period's counts to nothing."""
        self.customers, self.churn, self.total_satisfaction = [0] * FIRMS, [0] * FIRMS, 0.0

    def step(self) -> None:
        """Run one period."""
        self.clear()
        self.agents.do("remember")
        self.agents.do("step")
        self.datacollector.collect(self)


def run(inputs: Inputs, periods: int) -> Outcome:
    """Run W; see `workload.Program`."""
    market, outcome = Market(inputs), Outcome.blank(periods)
    with outcome.timed():
        for _ in range(periods):
            market.step()
    for period, row in market.datacollector.get_model_vars_dataframe().iterrows():
        outcome.customers[period] = row["customers"]
        outcome.churn[period] = row["churn"]
        outcome.satisfaction[period] = row["satisfaction"]
    outcome.tenure = sum(market.agents.get("tenure")) / inputs.customers
    return outcome
