"""Progress: what an experiment tells while it runs."""

from collections.abc import Callable

Progress = Callable[[str, float], None]  # what is being done, and the share of the whole run that is done [0 .. 1]


def phase(progress: Progress, name: str, low: float, high: float) -> Callable[[float], None]:
    """Make what one phase of a run tells its own progress to.

    Parameters
    ----------
    progress : of the whole run
    name : of the phase
    low, high : the share of the whole run that is done when the phase begins and when it ends

    Returns
    -------
    callable
        of the share of the phase that is done [0 .. 1]
    """

    def tell(share: float) -> None:
        progress(name, low + (high - low) * share)

    return tell
