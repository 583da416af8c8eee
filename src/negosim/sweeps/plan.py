"""A plan says what each factor changes; with the points of a design it is a task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import attrs

from negosim.arrays import Floats
from negosim.domain.parameters import Distribution
from negosim.domain.quantities import Quantity, quantities_of
from negosim.domain.scenario import Scenario
from negosim.errors import BadInput, Problem
from negosim.files.parameter_format import Change
from negosim.files.parameters import changed
from negosim.sweeps.factors import Factor
from negosim.sweeps.playing import Changes, FixedValue, fixed_value
from negosim.sweeps.sources import Settings, Source

Key = tuple[float | None, ...]


@attrs.frozen(eq=False)
class Plan:
    """Factors and what they change.

    Attributes
    ----------
    source : Source
        What is changed.
    base : Scenario
        Its scenario without a change.
    factors : tuple[Factor, ...]
        In order, each with its parameter's distribution if it has no range of its own.
    parameters : tuple[tuple[str, ...], ...]
        For each factor the parameters whose numbers it moves; none for one that is laid over the scenario.
    levels : Mapping[str, tuple[Settings, ...]]
        For each factor with levels, what each lays over the scenario.
    """

    source: Source
    base: Scenario
    factors: tuple[Factor, ...]
    parameters: tuple[tuple[str, ...], ...]
    levels: Mapping[str, tuple[Settings, ...]]

    @property
    def names(self) -> tuple[str, ...]:
        """Of the factors."""
        return tuple(factor.name for factor in self.factors)

    def variant(self, key: Key) -> Scenario:
        """The scenario with the settings of the factors, cached."""
        return _variant(self, key)

    def key(self, u: Sequence[float] | Floats) -> Key:
        """The settings of a point: for each factor the number of its level, its value, or None."""
        return tuple(self.laid(k, float(share)) for k, share in enumerate(u))

    def settings(self, key: Key) -> dict[str, object]:
        """The settings of a key; a later factor overrides an earlier one."""
        laid: dict[str, object] = {}
        for factor, value in zip(self.factors, key, strict=True):
            if value is not None:
                laid |= self.levels[factor.name][int(value)] if factor.levels else {factor.name: _plain(factor, value)}
        return laid

    def changes(self, u: Sequence[float] | Floats, variant: Scenario) -> Changes:
        """The distributions that a point gives to parameters of its variant, by name."""
        found: Changes = {}
        for factor, names, share in zip(self.factors, self.parameters, u, strict=True):
            if names:
                value = factor.at(float(share))
                assert isinstance(value, float | int)
                for name in names:
                    if name in variant.parameters:
                        found[name] = _moved(factor, float(value), variant, name)
        return found

    def laid(self, k: int, u: float) -> float | None:
        """The setting of factor ``k`` at ``u``: the number of a level, or a value; None if it moves parameters."""
        factor = self.factors[k]
        if factor.levels:
            return float(factor.place(u))
        if factor.dummy or self.parameters[k]:
            return None
        value = factor.at(u)
        assert isinstance(value, float | int)
        return float(value)


@lru_cache(maxsize=32)
def _variant(plan: Plan, key: Key) -> Scenario:
    settings = plan.settings(key)
    return plan.source.build(settings) if settings else plan.base


def _plain(factor: Factor, value: float) -> float | int:
    numbers = factor.values or ()
    whole = factor.whole or (bool(numbers) and all(number == int(number) for number in numbers))
    return int(value) if whole else value


def _moved(factor: Factor, value: float, variant: Scenario, name: str) -> Distribution:
    parameter = variant.parameters[name]
    if factor.distribution is not None:
        return fixed_value(parameter.distribution, value)
    quantity = _quantities(variant)[name]
    made = {"set": Change(value=value), "times": Change(times=value), "add": Change(add=value)}[factor.apply]
    return changed(parameter, made, quantity)


@lru_cache(maxsize=32)
def _quantities(scenario: Scenario) -> dict[str, Quantity]:
    return quantities_of(scenario)


def check_weights(variant: Scenario, changes: Changes) -> None:
    """Check that changes leave every party a weight above 0.

    Parameters
    ----------
    variant : Scenario
        The scenario of a point.
    changes : Changes
        Distributions by parameter.

    Raises
    ------
    BadInput
        The weights of a party add up to 0.
    """
    if not any(".weight." in name for name in changes):
        return
    for party in variant.parties:
        prefix = f"{party.name}.weight."
        weights = [changes.get(n, p.distribution) for n, p in variant.parameters.items() if n.startswith(prefix)]
        if not sum(weight.a if isinstance(weight, FixedValue) else weight.mean for weight in weights) > 0:
            expected = "weights that add up to more than 0"
            raise BadInput([Problem(file="sweep", key=f"{prefix}*", expected=expected, received="0")])


@attrs.frozen(eq=False)
class SweepTask:
    """The runs of a sweep: row ``k * replications + r`` is run ``r`` of point ``k``.

    Attributes
    ----------
    plan : Plan
        What the points mean.
    points : Floats
        (n, d), in the unit cube.
    replications : int
        Runs a point.
    seed : int
        Of all runs.
    common : bool
        Whether all points play the same runs.
    columns : tuple[str, ...]
        Of a row.
    first : int
        Number of the first run.
    """

    plan: Plan
    points: Floats
    replications: int
    seed: int
    common: bool
    columns: tuple[str, ...]
    first: int = 0
