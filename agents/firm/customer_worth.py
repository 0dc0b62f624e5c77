"""What a customer is worth to a firm, by several rules that are in use; each a number by which they can be ranked."""

from tenfold.sim.jit import ONE, ZERO, Double, Float, f4, f8, rule

MONEY_PER_POINT = f8(100_000.0)  # of the customer score as it is told: a million gives ten points
LEAST = f4(1e-4)
HIGH, ORDINARY = f8(10.0), f8(2.0)  # points for a suggestion of high value, and for an ordinary one


@rule
def scores(
    bought: Double, at_hand: Double, high: Double, ordinary: Double, to_come: Double, money_per_point: Double
) -> Double:
    """Give the customer score: (bought + at hand + to come) / money per point + 10 high + 2 ordinary suggestions.

    Purchases of 1,000,000 give 10 points, 500,000 give 5; future need counts pro rata, as does the business at hand; a
    suggestion without value gives none. Suggestions have no limit: five of high value outweigh purchases of 4,999,999.

    Parameters
    ----------
    bought, at_hand, to_come : purchases so far, the business being done, and need foreseen [money]
    high, ordinary : suggestions
    money_per_point : 100,000 in the original; no firm whose customers buy for less can tell them apart with it [money]
    """
    return (bought + at_hand + to_come) / money_per_point + HIGH * high + ORDINARY * ordinary


@rule
def lasts(stay: Float, discount: Float) -> Float:
    """Give the discounted periods to come of who stays with the same chance each: r / (1 + i - r), at most 10,000."""
    leave = ONE + discount - stay
    return stay / (leave if leave > LEAST else LEAST)


@rule
def foretells(contribution: Float, periods: Float) -> Float:
    """Predict lifetime value: what a customer brings a period x discounted periods to come [money]."""
    return contribution * periods


@rule
def can_be_won_over(stay: Float, value: Float) -> Float:
    """Give what care may win: p (1 - p) CLV, largest where a push tips the scales; the slope of a logit [money]."""
    return stay * (ONE - stay) * value


@rule
def engages(value: Float, periods: Float, influence: Float, knowledge: Float) -> Float:
    """Give engagement value: CLV + periods to come x (influence + knowledge) [money]."""
    return value + periods * (influence + knowledge)


@rule
def influences(won: Float, worth: Float, reach: Float, all_reach: Float) -> Float:
    """Share out the worth of customers won by word of mouth and referral, by whom one reaches [money per period]."""
    return won * worth * (reach / all_reach) if all_reach > ZERO else ZERO


@rule
def stays_for(stayed: Double, watched: Double, usual: Double, weight: Double) -> Float:
    """Estimate the chance to stay of a group, drawn towards that of all: (stayed + k p) / (watched + k)."""
    return f4((stayed + weight * usual) / (watched + weight))
