"""What a call by a save desk saves: as tools do for threats, as estimated from counts, as an oracle knows it."""

from typing import TYPE_CHECKING

from tenfold.sim.jit import Double, Float, f8, loop, rule
from tenfold.sim.records import F8

if TYPE_CHECKING:
    from tenfold.agents.world import World

THREATS = ("price", "service", "needs changed", "lost cause", "sleeping dog")
TOOLS = ("discount", "care", "change")
KINDS, OPTIONS = len(THREATS), 1 + len(TOOLS)  # options: no call, then tools
WINDOW, ORACLES, ORACLE = 6, 7, 8  # places among the policies: of a short memory, of all that know, of what knows most


@rule
def leaves_at(alone: Double, effect: Double) -> Double:
    """Give the probability of leaving after a call: p (1 - Theta); where Theta < 0, p + |Theta| / 2, at most 1."""
    harmed = alone - f8(0.5) * effect
    worse = harmed if harmed < f8(1.0) else f8(1.0)
    return alone * (f8(1.0) - effect) if effect >= f8(0.0) else worse


@rule
def shrinks_to(base: Double, called: Double, left: Double, prior: Double) -> Double:
    """Estimate what a tool saves: (base n - leavers) / (n + prior) [share of those called]."""
    return (base * called - left) / (called + prior) if called + prior > f8(0.0) else f8(0.0)


@loop
def effect_of(w: "World", f: int, now: int, threat: int, tool: int) -> Double:
    """Give what a tool does for a threat in a period, both from 0 on."""
    own = w.settings.save_desk
    shocked = own.shock[f] >= 0.0 and now >= own.shock[f]
    return f8(own.later[3 * threat + tool, f] if shocked else own.effects[3 * threat + tool, f])


@loop
def look_back(w: "World", f: int, now: int) -> None:
    """Estimate what calls save, by signal and tool, from what was counted; an oracle knows it."""
    own, firms, past = w.settings.save_desk, w.firms, w.booked
    policy = int(own.policy[f])
    first = max(0, now - int(own.window[f])) if policy == WINDOW else 0
    for s in range(KINDS):
        alone, left = f8(0.0), f8(0.0)
        for t in range(first, now):
            alone += past.desk_asked[t, s * OPTIONS, f]
            left += past.desk_gone[t, s * OPTIONS, f]
        firms.risk[s, f] = left / alone if alone > 0.0 else f8(0.2)
        for k in range(OPTIONS - 1):
            called, lost = f8(0.0), f8(0.0)
            for t in range(first, now):
                called += past.desk_asked[t, s * OPTIONS + 1 + k, f]
                lost += past.desk_gone[t, s * OPTIONS + 1 + k, f]
            firms.lift[3 * s + k, f] = shrinks_to(firms.risk[s, f], called, lost, own.prior[f])
            if policy >= ORACLES:
                firms.lift[3 * s + k, f] = known_lift(w, f, now, s, k, policy == ORACLE)


@loop
def known_lift(w: "World", f: int, now: int, signal: int, tool: int, certain: bool) -> Double:
    """Give what a call really saves: of one threat, or of those behind a signal."""
    own, total, weight = w.settings.save_desk, f8(0.0), f8(0.0)
    right = own.accuracy[f]
    for k in range(KINDS):
        says = right if k == signal else (1.0 - right) / (KINDS - 1)
        share = (1.0 if k == signal else 0.0) if certain else own.shares[k, f] * says
        alone = own.leaves[k, f]
        total += share * (alone - leaves_at(alone, effect_of(w, f, now, k, tool)))
        weight += share
    return total / weight if weight > 0.0 else f8(0.0)


@loop
def pick(luck: Float, shares: F8, f: int) -> int:
    """Pick one of some shares by lot, from 0 on."""
    total, k = f8(0.0), 0
    for j in range(shares.shape[0] - 1):
        total += shares[j, f]
        k += f8(luck) >= total
    return k
