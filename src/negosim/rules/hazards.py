"""What chance decides: rules take a number in [0, 1) and never a generator."""

from __future__ import annotations

from negosim.compiled.compiling import inlined


@inlined
def collapse_hazard(base: float, stall: float, stalled: int) -> float:
    """Probability that the talks collapse in a round after ``stalled`` rounds in a row in which nobody moved."""
    return min(1.0, base + stall * stalled)


@inlined
def strikes(chance: float, hazard: float) -> bool:
    """Whether an event of probability ``hazard`` happens."""
    return chance < hazard


@inlined
def holding(trust: float, guarantee: float) -> float:
    """Probability that a further phase is carried out: mutual trust, raised by the guarantee: ``t + (1 - t) g``."""
    return trust + (1.0 - trust) * guarantee


@inlined
def shifted_trust(trust: float, by: float) -> float:
    """Trust after a shock: it stays in [0, 1]."""
    return min(1.0, max(0.0, trust + by))


@inlined
def shifted_pressure(pressure: float, by: float) -> float:
    """Pressure after a shock: never below 0."""
    return max(0.0, pressure + by)
