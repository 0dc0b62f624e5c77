"""All that the project takes from Mesa, 3.3 to 4, in one place: where names stand, and how its clock and copies work.

Mesa moves its names and is about to drop `model.steps`; whoever builds on it here need not know. Everybody else
imports Mesa's names from this module.
"""

from typing import TYPE_CHECKING, Any

import mesa
from mesa import Agent, DataCollector

if TYPE_CHECKING:
    from mesa.agent import AgentSet, GroupBy
else:
    try:
        from mesa.agentset import AgentSet, GroupBy  # Mesa 3.5
    except ImportError:
        from mesa.agent import AgentSet, GroupBy  # Mesa 3.3

__all__ = ["VERSION", "Agent", "AgentSet", "DataCollector", "GroupBy", "Model"]

VERSION = tuple(int(part) for part in mesa.__version__.split(".")[:2])


class Model(mesa.Model):
    """Be a Mesa model that counts its steps under every version, and that can be copied and pickled.

    A copy has agents, generators, events and collected data of its own; who watches the model by Mesa's signals
    goes on watching the original only, for it is held by weak references.
    """

    agent_id_counter: int = 1  # from Mesa 3.5 on Mesa counts itself

    if VERSION >= (4, 0):

        @property
        def steps(self) -> int:
            """Count the steps begun so far."""
            return int(self.time)

    @property
    def eventful(self) -> bool:
        """Tell whether Mesa has events to come besides the model's own next step, which Mesa 3.5 holds as one."""
        return len(getattr(self, "_event_list", ())) > 1

    def __getstate__(self) -> dict[str, Any]:
        state = dict(vars(self))
        if "subscribers" in state:
            state["subscribers"] = type(state["subscribers"])(list)
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        own = state.get("_default_schedule")  # Mesa 3.5 plans the next step when this one ends: copied within a step
        if own is not None and own._current_event not in self._event_list:
            own._schedule_next(self.time + 1.0)

    def reseed(self, seed: int) -> None:
        """Begin Mesa's own random numbers anew, as a model made with this seed has them."""
        fresh = mesa.Model(rng=seed)
        self.random.setstate(fresh.random.getstate())
        self.rng.bit_generator.state = fresh.rng.bit_generator.state
        self.__dict__.update({name: value for name, value in vars(fresh).items() if name in ("_seed", "_rng")})

    def register_agent(self, agent: Agent) -> None:
        """Register an ordinary agent.

        Mesa 3.3 takes ids from a table of its own that never forgets a model, and so keeps its columns for ever.
        """
        table = getattr(Agent, "_ids", None)
        if table is not None:
            table.pop(self, None)
            agent.unique_id = self.agent_id_counter
            self.agent_id_counter += 1
        super().register_agent(agent)
