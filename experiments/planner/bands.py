"""What a planner does not quite know: a band for each figure, as factors on it, and what to do about it."""

from typing import Annotated, Any

from pydantic import Field

from tenfold.sim.parameters import quantity

SCOPE = (
    "Ranges in nine of ten cases cover what is not known, within the bands it is drawn from; intervals of 95% cover "
    "luck alone. Whether the market works as assumed no interval covers. Not validated on any real firm."
)
Factor = Annotated[float, Field(ge=0.01, le=100)]
BANDS = {  # what a planner does not quite know, in plain words, and what to do about it; each has a `_band`
    "conversion": ("what a contact converts", "test that first"),
    "max_saved": ("how much of your churn care can prevent at most", "test that first"),
    "half_saving_cost": ("what it costs to prevent half of what care can", "test that first"),
    "join_ceiling": ("how many would join if contacts were unlimited", "test that first"),
    "budget": ("how large your budget is", "settle that first"),
    "market_size": ("how many people your market has", "count them first"),
}


def band(low: float, high: float, of: str, why: str) -> Any:
    """Declare between which factors on a figure the truth is taken to lie; 1, 1 for one that is known."""
    return quantity((low, high), f"factors on market.{of}", None, None, f"assumption: {why}")
