"""What E14 plays and measures: a save desk among customers at risk; what leavers were worth, and what calls cost."""

from collections.abc import Callable
from typing import Any

from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.save_desk import NAMES
from tenfold.sim.ledger import SCALE

PERIODS, SHOCK, SOON = 48, 24, 10  # periods; that of the shock; how many after it count as just after it
WORTH = 300.0  # of a unit bought by a customer who stays [money]
PHASES = {"before": (1, SHOCK), "after": (SHOCK, SHOCK + SOON), "late": (SHOCK + SOON, PERIODS)}
# Threats without sleeping dogs, who leave if called, and tools that help nearly everybody alike.
BENIGN: dict[str, Any] = {
    "shares": (0.3, 0.3, 0.3, 0.1, 0.0), "leaves": (0.25, 0.2, 0.15, 0.3, 0.0),
    "effects": (0.4, 0.3, 0.25, 0.35, 0.35, 0.25, 0.3, 0.25, 0.3, 0.2, 0.15, 0.1, 0.0, 0.0, 0.0),
}  # fmt: skip
TOOLS: dict[str, dict[str, Any]] = {"some harm": {}, "all help": BENIGN, "none helps": {"effects": (0.0,) * 15}}
POLICIES = NAMES


def arm(policy: str, shock: bool, accuracy: float, tools: str) -> dict[str, Any]:
    """Let one firm's customers be at risk in every period; who leaves comes back after one, so that as many are there.

    Parameters
    ----------
    policy : whom the desk calls
    shock : whether other tools help from period 24 on
    accuracy : that the signal is right
    tools : one of `TOOLS`

    Returns
    -------
    dict
        overrides, in the words of the command line
    """
    desk = {"on": True, "policy": policy, "accuracy": accuracy, "shock": SHOCK if shock else -1, "worth": WORTH}
    firm = FirmPlan.model_validate({"budget": 0.0, "start_share": 0.83, "save_desk": desk | TOOLS[tools]})
    curves = {f"customers.response.{side}_{end}": 1.0 for side in ("join", "stay") for end in ("floor", "ceiling")}
    return {"firms": (firm,), "customers.rule": "response_curve", "customers.volume.spread": 0.6} | curves


def part(run: Engine, phase: str) -> slice:
    """Give the periods of a phase; of a shorter run, the last one at least."""
    low, high = PHASES[phase]
    return slice(min(low, run.now - 1), max(min(high, run.now), min(low, run.now - 1) + 1))


def net(phase: str) -> Callable[[Engine], float]:
    """Give minus what leavers were worth, and minus what calls cost, of an engine [money a period]."""

    def find(run: Engine) -> float:
        at = part(run, phase)
        worth, cost = run.record.worth_gone[at, 0] / SCALE * WORTH, run.record.saving[at, 0] / 100.0
        return float(-(worth + cost).mean())

    return find


def left(run: Engine) -> float:
    """Give how many leave [customers a period]."""
    return float(run.record.desk_gone[:, :, 0].sum() / run.now)


def cost(run: Engine) -> float:
    """Give what calls cost [money a period]."""
    return float(run.record.saving[:, 0].sum() / 100.0 / run.now)
