"""Play many markets one after the other in the same memory."""

from threading import local

from tenfold.agents.engine import Engine
from tenfold.agents.plan import Plan

_KEPT = local()


def engine_for(plan: Plan, seed: int) -> Engine:
    """Lend an engine until this thread asks for the next.

    Parameters
    ----------
    plan, seed : as for `Engine`

    Returns
    -------
    Engine
        as new; all that is read of it, its record too, is overwritten by the next market of this thread
    """
    kept: Engine | None = getattr(_KEPT, "engine", None)
    engine = kept.begin_again(plan, seed) if kept else Engine(plan, seed)
    _KEPT.engine = engine
    return engine
