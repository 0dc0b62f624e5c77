"""How firms decide while a market runs: who is asked, what they see, and when what they decide is in force."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

from tenfold.agents.firm import levers
from tenfold.agents.firm.planning import FORESEE
from tenfold.agents.firm.policies import POLICIES, Seen, look
from tenfold.agents.plan import Plan
from tenfold.agents.world import Firms, Measures, World
from tenfold.sim.draws import normal_cos, word
from tenfold.sim.jit import u4

Decider = Callable[[Seen], Mapping[str, Any]]


class Deciding:
    """Let firms set their levers."""

    plan: Plan
    now: int

    @property
    @abstractmethod
    def world(self) -> World: ...  # noqa: D102
    @property
    @abstractmethod
    def firms(self) -> Firms: ...  # noqa: D102
    @property
    @abstractmethod
    def record(self) -> Measures: ...  # noqa: D102

    def _begin_deciding(self) -> None:
        self.deciders: dict[int, Decider] = {}  # who decides in the place of a firm's policy, by its place
        self._wanted: dict[tuple[int, str], float] = {}  # levers set since the last opening
        self._late: list[tuple[int, int, dict[str, float]]] = []  # decided: the period it holds from, the firm, levers

    def pull(self, firm: int, decision: Mapping[str, Any]) -> None:
        """Set levers of a firm; they hold from the next opening of a period.

        Parameters
        ----------
        firm : its place, from 0
        decision : values by the names of levers; see `tenfold.agents.firm.levers`

        Raises
        ------
        InputError : there is no such lever, or the value is out of its range; then none is set
        """
        self._wanted |= {(firm, name): value for name, value in self._checked(firm, decision).items()}

    def lever(self, firm: int, name: str) -> float:
        """Give a lever of a firm as it stands, or as it was set for the next period."""
        wanted = self._wanted.get((firm, name))
        return levers.read(self.world.settings, name, firm) if wanted is None else wanted

    def review(self) -> None:
        """Let every firm whose turn it is decide, then put in force what was set."""
        decisions: dict[int, Mapping[str, Any]] = {}
        for f, firm in enumerate(self.plan.firms):
            if self.now and self.now % firm.review == 0 and (f in self.deciders or firm.policy != "fixed"):
                decisions[f] = self.deciders.get(f, POLICIES[firm.policy])(self.seen(f)) or {}
        for f, decision in decisions.items():
            self._late.append((self.now + self.plan.firms[f].planning.lag, f, self._checked(f, decision)))
        for _, f, decision in [each for each in self._late if each[0] <= self.now]:
            self._wanted |= {(f, name): self._executed(f, name, value) for name, value in decision.items()}
        self._late = [each for each in self._late if each[0] > self.now]
        for (f, name), value in self._wanted.items():
            levers.write(self.world.settings, name, f, value)
        self._wanted = {}

    def next_review(self) -> int:
        """Give the next period before which a firm decides, or something decided comes into force."""
        periods = self.plan.market.periods
        asked = [(self.now // firm.review + 1) * firm.review for f, firm in enumerate(self.plan.firms)
                 if f in self.deciders or firm.policy != "fixed"]  # fmt: skip
        return min([periods, *asked, *(due for due, _, _ in self._late)])

    def seen(self, firm: int) -> Seen:
        """Give all that a firm knows (by its place, from 0)."""
        own = {name: each.shown(self.lever(firm, name)) for name, each in levers.levers().items()}
        known = look(self.plan, self.now, firm, own, self.record, self.firms)
        luck = tuple(float(normal_cos(word(*self.world.seed, u4(firm), u4(self.now), u4(FORESEE), u4(slot))))
                     for slot in range(3))  # fmt: skip
        return known._replace(unit_cost=float(self.world.settings.unit_cost[firm]), luck=luck)  # suggestions change it

    def _checked(self, firm: int, decision: Mapping[str, Any]) -> dict[str, float]:
        owner = self.plan.firms[firm].name
        return {name: levers.checked(owner, name, value) for name, value in decision.items()}

    def _executed(self, firm: int, name: str, value: float) -> float:
        """Change a number as far as the firm carries out its plans; yes or no, words and whole numbers change whole."""
        share = self.plan.firms[firm].planning.executed
        if share == 1.0 or levers.levers()[name].kind is not float:
            return value
        now = self.lever(firm, name)
        return now + share * (value - now)
