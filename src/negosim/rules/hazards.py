"""Random events: rules take a uniform number in [0, 1), not a generator."""

from __future__ import annotations

from collections.abc import Sequence

from negosim.arrays import Floats
from negosim.compiled.compiling import inlined, plainly


@inlined
def collapse_hazard(base: float, stall: float, stalled: int) -> float:
    """Return the probability that the talks collapse in a round: ``min(1, base + stall * stalled)``.

    Parameters
    ----------
    base, stall : float
        Base probability, and increase per stalled round.
    stalled : int
        Number of consecutive rounds in which nobody has moved.

    Returns
    -------
    float
    """
    return min(1.0, base + stall * stalled)


@inlined
def strikes(chance: float, hazard: float) -> bool:
    """Whether an event of probability ``hazard`` happens, for a uniform number ``chance`` in [0, 1)."""
    return chance < hazard


def holding(trust: float, guarantee: float) -> float:
    """Return the probability that a further phase is carried out: ``t + (1 - t) g``, with trust t and guarantee g."""
    return trust + (1.0 - trust) * guarantee


def phases_held(chances: Sequence[float] | Floats, holds: float) -> int:
    """Return how many phases of an agreement are carried out: the first, and then each that holds.

    Parameters
    ----------
    chances : sequence of float
        A uniform number in [0, 1) for each phase.
    holds : float
        Probability that a further phase is carried out (`holding`).

    Returns
    -------
    int
    """
    held = 1
    while held < len(chances) and plainly(strikes)(chances[held], holds):
        held += 1
    return held


@inlined
def shifted_trust(trust: float, by: float) -> float:
    """Return trust after a shock: ``trust + by``, clipped to [0, 1]."""
    return min(1.0, max(0.0, trust + by))


@inlined
def shifted_pressure(pressure: float, by: float) -> float:
    """Return pressure after a shock: ``max(0, pressure + by)``."""
    return max(0.0, pressure + by)
