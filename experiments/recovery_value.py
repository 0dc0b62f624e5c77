"""What a complaint is worth: the choice that follows a felt loss, and how often complaints must end well.

Of those who feel a loss the silent think again with probability nu, whoever is left unresolved always does, and whoever
is answered well no more often than usual (nu_0). With a the logit of staying when nothing went wrong, h what the loss
is held against the firm, chi the causal share and o the offset of an ending, each stays with

    r = 1 - n P(leave | think again),  P(leave | think again) = 1 / (1 + exp(a - (1 - fading) h + chi o))

where n is nu and o = 0 for the silent, n is 1 for the unresolved, and n is nu_0 for those answered well. One more
customer who complains instead of keeping silent stays with phi r_fast + (1 - phi) r_unres instead of r_silent, at a
cost c; so complaints are worth inviting iff the share that ends well is above

    phi* = (r_silent - r_unres + c / CLV) / (r_fast - r_unres)

One choice is counted. What is held against a firm lasts some periods longer, so that phi* is, if anything, too high.
"""

import math
from typing import NamedTuple

from tenfold.agents.customer.complaint import Complaint


class Kept(NamedTuple):
    """Hold the probability that who felt a loss stays at the next choice, by what became of it.

    Attributes
    ----------
    silent, unresolved, resolved, fast : kept silent; complained in vain, with success, with success at once
    """

    silent: float
    unresolved: float
    resolved: float
    fast: float


def kept(rules: Complaint, stay: float, major: bool, usual: float) -> Kept:
    """Give how many stay at the choice that follows a felt loss.

    Parameters
    ----------
    rules : what losses, and what is done about them, are worth
    stay : a, logit of staying of who thinks again though nothing went wrong
    major : whether the loss is a major one
    usual : nu_0, probability that who has no reason to thinks again

    Returns
    -------
    Kept
        probabilities
    """
    hurt = rules.hurt_major if major else rules.hurt_minor
    offsets = (
        (rules.unresolved_major, rules.resolved_major, rules.fast_major)
        if major
        else (rules.unresolved_minor, rules.resolved_minor, rules.fast_minor)
    )
    held = stay - (1.0 - rules.fading) * hurt

    def remain(again: float, offset: float) -> float:
        return 1.0 - again / (1.0 + math.exp(held + rules.causal * offset))

    return Kept(
        remain(rules.reconsider, 0.0), remain(1.0, offsets[0]), remain(usual, offsets[1]), remain(usual, offsets[2])
    )


def share_needed(after: Kept, cost: float = 0.0) -> float:
    """Give phi*, the share of complaints to be resolved at once from which one more complaint pays.

    phi* = (r_silent - r_unres + c / CLV) / (r_fast - r_unres)

    Parameters
    ----------
    after : who stays
    cost : c / CLV, of a case in lifetime values of a customer [-]

    Returns
    -------
    float
        a share; below 0, every complaint pays; above 1, none does

    Raises
    ------
    ValueError : an answer at once keeps no more customers than none, so that no share is enough
    """
    if after.fast <= after.unresolved:
        raise ValueError(f"resolved at once {after.fast} stay, unresolved {after.unresolved}: needs more of the first")
    return (after.silent - after.unresolved + cost) / (after.fast - after.unresolved)


def worth_handling(cost: float, gain: float, lifetime_value: float) -> bool:
    """Tell whether a complaint is worth what handling it costs: c < (r_handled - r_unhandled) CLV.

    Fornell & Wernerfelt 1987.

    Parameters
    ----------
    cost : of handling a case [money]
    gain : in the probability to stay, handled against not
    lifetime_value : of a customer who stays [money]

    Returns
    -------
    bool
        whether it pays; at equality it does not
    """
    return cost < gain * lifetime_value
