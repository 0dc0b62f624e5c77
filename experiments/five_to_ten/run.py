"""E1 as configured: where the number comes from, what decides, named cells, your cohort."""

from tenfold.agents.customer.parameters import Customers
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.experiments.cohort_market import CohortMarket
from tenfold.experiments.five_to_ten import arithmetic, behaviour, cells_part, named_cells
from tenfold.experiments.five_to_ten.cells import curves_of, response_plan, sized
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.scenario import Scenario
from tenfold.experiments.study import Composed, Findings, Part, Progress, phase

QUESTION = (
    "A new customer costs five to ten times an old one, it is said: does that justify spending more on retention than "
    "on acquisition?"
)
