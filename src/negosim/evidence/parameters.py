"""Resolve a parameter that is not set by hand from the first source that has a distribution.

In this order: the claims through the codebook, the scenario's ``[assumptions]``, the codebook's ``[defaults]``, the
neutral value of the model. A parameter that rests on no claim is an assumption.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from negosim.domain.parameters import Distribution, Parameter, fixed
from negosim.domain.quantities import fits
from negosim.domain.scenario import ABILITIES
from negosim.evidence.codebook import Codebook, Spread
from negosim.evidence.projection import Projection

NEUTRAL: Mapping[str, float] = {
    "*.premium": 0.0,
    "*.waiting_cost": 0.0,
    "*.pressure": 0.0,
    "*.concession": 1.0,
    "*.ambition": 1.0,
    "*.reciprocity": 0.0,
    "*.follow_through": 1.0,
    "*.bias": 0.0,
    "*.trust.*": 0.5,
    "*.leverage.*": 0.0,
    "*.relay": 1.0,
    "*.draft": 0.0,
    "*.press": 0.0,
    "*.candour": 1.0,
    "*.effort": 1.0,
    "*.budget": 0.0,
    "guarantee.*": 0.0,
    "talks.collapse": 0.0,
    "talks.stall": 0.0,
    "talks.learning": 0.0,
    "talks.persuasion": 0.0,
    "talks.pressure_cap": 0.0,
    "talks.press_cost": 0.0,
}
"""Values with which a part of the model has no effect, by pattern."""


def resolve_parameter(
    name: str, projection: Projection, assumptions: Mapping[str, Spread], codebook: Codebook | None
) -> Parameter | None:
    """Resolve a parameter from claims, assumptions and defaults.

    Parameters
    ----------
    name : str
        Of the parameter.
    projection : Projection
        Of the claims.
    assumptions : Mapping[str, Spread]
        Of the scenario, by name or pattern.
    codebook : Codebook | None
        None if the scenario names none.

    Returns
    -------
    Parameter | None
        The parameter; None if no source has a distribution.
    """
    projected = projection.parameters.get(name)
    if projected is not None and projected.basis != "assumption":
        return projected
    parameter = _assumed(name, projected, assumptions, codebook)
    shift = projection.shifts.get(name)
    if parameter is None or shift is None:
        return parameter
    distribution = parameter.distribution.moved(add=shift.add)
    return attrs.evolve(parameter, distribution=distribution, basis="convention", claims=shift.claims, why=shift.why)


def _assumed(
    name: str, projected: Parameter | None, assumptions: Mapping[str, Spread], codebook: Codebook | None
) -> Parameter | None:
    """The assumption of the scenario, the projected one, the default of the codebook or the neutral value."""

    def assumption(spread: Spread, why: str) -> Parameter:
        return Parameter(name=name, distribution=distribution_of(name, spread), why=spread.why or why)

    if (pattern := best_match(name, assumptions)) is not None:
        return assumption(assumptions[pattern], "assumption of the scenario")
    if projected is not None:
        return projected
    defaults = codebook.defaults if codebook is not None else {}
    if (pattern := best_match(name, defaults)) is not None:
        return assumption(defaults[pattern], "default of the codebook")
    if (pattern := best_match(name, NEUTRAL)) is not None:
        return Parameter(name=name, distribution=fixed(NEUTRAL[pattern]), why="neutral value of the model")
    return None


def best_match(name: str, patterns: Iterable[str]) -> str | None:
    """The pattern that a name fits: the name itself, or else the longest with wildcards; None if there is none."""
    matching = [pattern for pattern in patterns if fits(name, pattern)]
    return max(matching, key=lambda p: (p == name, len(p.replace("*", "")))) if matching else None


def distribution_of(name: str, spread: Spread) -> Distribution:
    """The distribution of a spread; a single number is a probability if the parameter is a yes or no."""
    distribution = spread.distribution()
    yes_or_no = ".red_line." in name or ".act." in name or name.rpartition(".")[2] in ABILITIES
    if yes_or_no and distribution.kind == "fixed":
        return Distribution("chance", distribution.a)
    return distribution
