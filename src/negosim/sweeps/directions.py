"""Directions in which a scenario can be changed, in standard deviations of its uncertainty."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import attrs

from negosim.arrays import Floats
from negosim.domain.parameters import Distribution
from negosim.domain.quantities import Quantity, quantities_of
from negosim.domain.scenario import ABILITIES, DEFAULT_SEED, STYLES, Scenario
from negosim.sampling.conditioning import conditions_of
from negosim.sampling.draws import draws_of
from negosim.sweeps.factors import Factor, uncertain_factors
from negosim.sweeps.plan import Plan
from negosim.sweeps.sources import Settings

MEDIATION, AS_IT_IS = "mediation", "as it is"
LEAST = 1e-9
"""Shares of the reach that are no change."""
DRAWS = 400
"""Over how many draws the mean and the spread of a preference are taken that acts condition."""


@attrs.frozen(eq=False)
class Direction:
    """A direction of change.

    Attributes
    ----------
    ends : tuple[tuple[int, float], ...]
        The number of each factor that changes, and its coordinate at the end.
    length : float
        Of the whole of it, in standard deviations.
    whole : bool
        Whether it can only be gone as a whole.
    """

    ends: tuple[tuple[int, float], ...]
    length: float
    whole: bool = False


def spread(distribution: Distribution) -> float:
    """The standard deviation of a distribution."""
    a, b, c = distribution.a, distribution.b, distribution.c
    if distribution.kind == "uniform":
        return (b - a) / math.sqrt(12)
    if distribution.kind == "triangular":
        return math.sqrt((a * a + b * b + c * c - a * b - a * c - b * c) / 18)
    if distribution.kind == "gamma":
        return math.sqrt(a)
    return math.sqrt(a * (1 - a)) if distribution.kind == "chance" else 0.0


def drawn_as(scenario: Scenario, name: str) -> tuple[float, float]:
    """Estimate the mean and the standard deviation of a parameter as runs draw it, conditioned on acts.

    Parameters
    ----------
    scenario : Scenario
        Its acts condition preferences.
    name : str
        Of the parameter.

    Returns
    -------
    tuple[float, float]
        Mean and standard deviation, in the unit of the parameter.
    """
    distribution = scenario.parameters[name].distribution
    if not any(name in each.names for each in conditions_of(scenario)):
        return distribution.mean, spread(distribution)
    drawn = _draws(scenario)[:, list(scenario.parameters).index(name)]
    return float(drawn.mean()), float(drawn.std(ddof=1))


@lru_cache(maxsize=8)
def _draws(scenario: Scenario) -> Floats:
    return draws_of(scenario, DEFAULT_SEED, range(DRAWS))


def factors_of(base: Scenario, vary: Sequence[str], reach: float) -> list[Factor]:
    """Make a factor for every uncertain parameter that matches, and one for mediation.

    Parameters
    ----------
    base : Scenario
        The scenario.
    vary : Sequence[str]
        Names and patterns of parameters, and ``mediation``; all if empty.
    reach : float
        How far a parameter may be moved either way, in standard deviations.

    Raises
    ------
    BadInput
        No uncertain parameter matches a pattern.
    """
    patterns = [pattern for pattern in vary if pattern != MEDIATION]
    chosen = uncertain_factors(base, *patterns) if patterns or not vary else ()
    found = []
    for factor in chosen:
        far = reach * drawn_as(base, factor.name)[1]
        found.append(Factor(factor.name, low=-far, high=far, apply="add"))
    if base.mediators and (MEDIATION in vary or not vary):
        found.append(Factor(MEDIATION, levels={AS_IT_IS: {}, **_styles(base)}))
    return found


def _styles(base: Scenario) -> dict[str, Settings]:
    """Settings for every style of each mediator, and of all together."""
    names = [mediator.name for mediator in base.mediators]
    groups = {**{name: [name] for name in names}, **({"all mediators": names} if len(names) > 1 else {})}
    return {
        f"{who}: {style}": {f"{name}.{ability}": float(ability in able) for name in group for ability in ABILITIES}
        for who, group in groups.items()
        for style, able in STYLES.items()
    }


def directions_of(plan: Plan, reach: float) -> list[Direction]:
    """List the directions of a plan: every factor up and down, and every style of mediation.

    Parameters
    ----------
    plan : Plan
        With the factors.
    reach : float
        How far a parameter may be moved, in standard deviations.
    """
    quantities, found = quantities_of(plan.base), list[Direction]()
    for k, factor in enumerate(plan.factors):
        if factor.levels:
            found += [
                Direction(((k, (place + 0.5) / factor.steps),), distance(plan, factor, place), whole=True)
                for place in range(1, factor.steps)
                if distance(plan, factor, place)
            ]
            continue
        distribution, unit = plan.base.parameters[factor.name].distribution, drawn_as(plan.base, factor.name)[1]
        far = reach * unit
        for end in _limits(distribution, quantities[factor.name], far):
            if abs(end) > LEAST * far:
                found.append(Direction(((k, 0.5 + end / (2 * far)),), abs(end) / unit))
    return found


def _limits(distribution: Distribution, quantity: Quantity, far: float) -> tuple[float, float]:
    """How far down and up a distribution can be moved with its mean inside the range of the quantity."""
    low = 0.01 * distribution.a if distribution.kind == "gamma" else quantity.low
    return max(-far, min(0.0, low - distribution.mean)), min(far, max(0.0, quantity.high - distribution.mean))


def distance(plan: Plan, factor: Factor, place: int) -> float:
    """Measure how far a level of mediation is from the mediators' assumed abilities.

    Parameters
    ----------
    plan : Plan
        With the scenario.
    factor : Factor
        Of mediation.
    place : int
        Number of the level.

    Returns
    -------
    float
        The root of the sum of squares over abilities, in standard deviations; infinite if an ability was certain.
    """
    total = 0.0
    for name, value in plan.levels[factor.name][place].items():
        distribution = plan.base.parameters[name].distribution
        gap = abs(float(value) - distribution.mean)  # type: ignore[arg-type]
        if gap:
            unit = spread(distribution)
            total += (gap / unit) ** 2 if unit else math.inf
    return math.sqrt(total)


def combined(a: Direction, b: Direction) -> Direction:
    """Combine two directions that change different factors."""
    return Direction((*a.ends, *b.ends), math.hypot(a.length, b.length), whole=a.whole and b.whole)


def same_factor(a: Direction, b: Direction) -> bool:
    """Whether two directions change the same factor."""
    return any(k == j for k, _ in a.ends for j, _ in b.ends)
