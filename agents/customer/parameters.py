"""All that is assumed of customers, mechanism by mechanism."""

from typing import Annotated, Literal

from pydantic import Field

from tenfold.agents.customer.awareness import Awareness
from tenfold.agents.customer.birth import Segment
from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.complaint import Complaint
from tenfold.agents.customer.delivery import Delivery
from tenfold.agents.customer.expectation import Expectation
from tenfold.agents.customer.loyalty import Loyalty
from tenfold.agents.customer.news import News
from tenfold.agents.customer.response import Response
from tenfold.agents.customer.satisfaction import Satisfaction
from tenfold.agents.customer.trust import Trust
from tenfold.agents.customer.value import Value
from tenfold.agents.customer.volume import Volume
from tenfold.agents.customer.word_of_mouth import WordOfMouth
from tenfold.sim.errors import InputError
from tenfold.sim.parameters import Parameters, quantity


class Customers(Parameters):
    """Who the customers are and by which rules they act."""

    rule: Literal["utility", "response_curve"] = quantity(
        "utility", "-", None, None, "utility: they weigh firms; response_curve: probabilities given directly"
    )
    segments: Annotated[tuple[Segment, ...], Field(min_length=1, max_length=255)] = (Segment(),)
    value: Value = Value()
    choice: Choice = Choice()
    awareness: Awareness = Awareness()
    delivery: Delivery = Delivery()
    satisfaction: Satisfaction = Satisfaction()
    expectation: Expectation = Expectation()
    word: WordOfMouth = WordOfMouth()
    news: News = News()
    loyalty: Loyalty = Loyalty()
    complaint: Complaint = Complaint()
    trust: Trust = Trust()
    volume: Volume = Volume()
    response: Response = Response()

    def agree(self, name: str) -> None:
        """Refuse segments whose shares do not sum to 1."""
        shares = [segment.share for segment in self.segments]
        if abs(sum(shares) - 1.0) > 1e-6:
            raise InputError(f"{name}.segments.*.share", shares, "shares that sum to 1")
