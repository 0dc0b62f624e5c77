"""All that is assumed of customers, mechanism by mechanism."""

from typing import Annotated, Literal

from pydantic import Field

from tenfold.agents.customer.awareness import Awareness
from tenfold.agents.customer.birth import Segment
from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.complaint import Complaint
from tenfold.agents.customer.delivery import Delivery
from tenfold.agents.customer.drift import Drift
from tenfold.agents.customer.expectation import Expectation
from tenfold.agents.customer.gratitude import Gratitude
from tenfold.agents.customer.loyalty import Loyalty
from tenfold.agents.customer.news import News
from tenfold.agents.customer.points import Points
from tenfold.agents.customer.products import Products
from tenfold.agents.customer.response import Response
from tenfold.agents.customer.satisfaction import Satisfaction
from tenfold.agents.customer.season import Season
from tenfold.agents.customer.serving import Serving
from tenfold.agents.customer.should import Should
from tenfold.agents.customer.sleeping import Sleeping
from tenfold.agents.customer.suggestion import Suggestion
from tenfold.agents.customer.ties import Ties
from tenfold.agents.customer.trust import Trust
from tenfold.agents.customer.value import Value
from tenfold.agents.customer.volume import Volume
from tenfold.agents.customer.word_of_mouth import WordOfMouth
from tenfold.agents.firm.personal import Personal
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
    should: Should = Should()
    volume: Volume = Volume()
    serving: Serving = Serving()
    products: Products = Products()
    season: Season = Season()
    suggestion: Suggestion = Suggestion()
    points: Points = Points()
    ties: Ties = Ties()
    gratitude: Gratitude = Gratitude()
    sleeping: Sleeping = Sleeping()
    personal: Personal = Personal()
    drift: Drift = Drift()
    response: Response = Response()

    def agree(self, name: str) -> None:
        """Refuse segments whose shares do not sum to 1, and volumes that go with a taste in which nobody differs."""
        shares = [segment.share for segment in self.segments]
        if abs(sum(shares) - 1.0) > 1e-6:
            raise InputError(f"{name}.segments.*.share", shares, "shares that sum to 1")
        alike = self.rule == "response_curve" or any(segment.taste_spread == 0.0 for segment in self.segments)
        if self.volume.attachment != 0.0 and alike:
            allowed = "0, where nobody has a taste (response_curve) or all of a segment have the same (taste_spread 0)"
            raise InputError(f"{name}.volume.attachment", self.volume.attachment, allowed)
