"""Simulate the runs of one point with the ensemble's kernel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import pyarrow as pa

from negosim.domain.parameters import Distribution
from negosim.domain.quantities import of_act
from negosim.domain.scenario import Scenario
from negosim.ensemble.playing import kernel_rows as kernel
from negosim.ensemble.playing.kernel_rows import play_rows
from negosim.ensemble.results.outcome_table import schema

Changes = dict[str, Distribution]
MOST_KEPT = 8


@attrs.frozen
class FixedValue(Distribution):
    """A fixed value with the mean of the distribution that it replaces, so that beliefs about it stay the same.

    Attributes
    ----------
    believed : float
        The mean of the replaced distribution.
    """

    believed: float = attrs.field(default=0.0, kw_only=True)

    @property
    def mean(self) -> float:
        """The mean of the replaced distribution."""
        return self.believed


def fixed_value(distribution: Distribution, value: float) -> FixedValue:
    """Fix a parameter at a value; others still believe its distribution's mean."""
    return FixedValue("fixed", value, believed=distribution.mean)


def changed_scenario(variant: Scenario, changes: Mapping[str, Distribution]) -> Scenario:
    """Replace the distributions of some parameters of a scenario.

    Preferences stay conditioned on acts as before, like those that a file overrides; changed acts condition them anew.

    Parameters
    ----------
    variant : Scenario
        The scenario.
    changes : Mapping[str, Distribution]
        Distributions by parameter.
    """
    if not changes:
        return variant
    parameters = dict(variant.parameters)
    for name, distribution in changes.items():
        before = parameters[name]
        parameters[name] = attrs.evolve(before, distribution=distribution, prior=before.conditioned)
    return attrs.evolve(variant, parameters=parameters)


def columns_of(scenario: Scenario) -> pa.Schema:
    """The columns of a row of a sweep: those of outcomes without the draws."""
    return schema(attrs.evolve(scenario, parameters={}))


def play_point(
    variant: Scenario, changes: Mapping[str, Distribution], seed: int, runs: range, columns: Sequence[str]
) -> pa.Table:
    """Simulate some runs of one point.

    Where every change is a fixed value, runs are laid out once for all points that share them: acts are fixed first,
    preferences are drawn, and other values are laid over them.

    Parameters
    ----------
    variant : Scenario
        The scenario of the point.
    changes : Mapping[str, Distribution]
        Distributions by parameter.
    seed : int
        Of all runs.
    runs : range
        Their numbers.
    columns : Sequence[str]
        Names of the columns that are wanted.

    Returns
    -------
    pa.Table
        A row for each run.
    """
    if not all(isinstance(change, FixedValue) for change in changes.values()):
        return play_rows(changed_scenario(variant, changes), seed, runs).select(list(columns))
    acts = {name: change for name, change in changes.items() if of_act(name)}
    values = {name: change.a for name, change in changes.items() if name not in acts}
    return _laid_out(variant, acts, seed, runs).play(values).select(list(columns))


_Key = tuple[int, tuple[tuple[str, float], ...], int, range]
_KEPT: dict[_Key, tuple[Scenario, kernel.HeldScenario]] = {}


def _laid_out(variant: Scenario, acts: Mapping[str, Distribution], seed: int, runs: range) -> kernel.HeldScenario:
    """A variant laid out for some runs, with some acts held; those used last are kept, and the variants of the keys."""
    key = (id(variant), tuple((name, act.a) for name, act in acts.items()), seed, runs)
    found = _KEPT.pop(key, None) or (variant, kernel.HeldScenario(changed_scenario(variant, acts), seed, runs))
    while len(_KEPT) >= MOST_KEPT:
        _KEPT.pop(next(iter(_KEPT)), None)
    _KEPT[key] = found
    return found[1]
