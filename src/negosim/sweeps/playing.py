"""Play the runs of one point of a sweep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import pyarrow as pa

from negosim.domain.parameters import Distribution
from negosim.domain.quantities import of_act
from negosim.domain.scenario import Scenario
from negosim.ensemble.playing import kernel_rows
from negosim.ensemble.playing.kernel_rows import play_rows
from negosim.ensemble.results.outcome_table import schema

Changes = dict[str, Distribution]
MOST_KEPT = 8


@attrs.frozen
class Held(Distribution):
    """A parameter held at a value, with the beliefs of its own distribution.

    Attributes
    ----------
    believed : float
        The mean of the distribution it was taken from.
    """

    believed: float = attrs.field(default=0.0, kw_only=True)

    @property
    def mean(self) -> float:
        """Mean of the own distribution, for the beliefs of others."""
        return self.believed


def hold(distribution: Distribution, value: float) -> Held:
    """Hold a distribution at a value."""
    return Held("fixed", value, believed=distribution.mean)


def changed_scenario(variant: Scenario, changes: Mapping[str, Distribution]) -> Scenario:
    """Return a scenario with other distributions of some parameters.

    Preferences stay conditioned on acts as they were before, like those that a file overrides; acts that are changed
    condition them anew.
    """
    if not changes:
        return variant
    parameters = dict(variant.parameters)
    for name, distribution in changes.items():
        before = parameters[name]
        parameters[name] = attrs.evolve(before, distribution=distribution, prior=before.conditioned)
    return attrs.evolve(variant, parameters=parameters)


def columns_of(scenario: Scenario) -> pa.Schema:
    """Return the schema of a row of a sweep: columns of outcomes without draws."""
    return schema(attrs.evolve(scenario, parameters={}))


def play_point(
    variant: Scenario, changes: Mapping[str, Distribution], seed: int, runs: range, columns: Sequence[str]
) -> pa.Table:
    """Play runs of a variant with changes; return some columns of their rows.

    Where every change holds a value, what does not hang on it is laid out once for all points that share the runs, and
    whether acts are real: preferences are drawn after that, and other values are laid over them.
    """
    if not all(isinstance(change, Held) for change in changes.values()):
        return play_rows(changed_scenario(variant, changes), seed, runs).select(list(columns))
    acts = {name: change for name, change in changes.items() if of_act(name)}
    values = {name: change.a for name, change in changes.items() if name not in acts}
    return _laid_out(variant, acts, seed, runs).play(values).select(list(columns))


_Key = tuple[int, tuple[tuple[str, float], ...], int, range]
_KEPT: dict[_Key, tuple[Scenario, kernel_rows.HeldScenario]] = {}


def _laid_out(variant: Scenario, acts: Mapping[str, Distribution], seed: int, runs: range) -> kernel_rows.HeldScenario:
    """A variant laid out for some runs, with some acts held; those used last are kept, and the variants of the keys."""
    key = (id(variant), tuple((name, act.a) for name, act in acts.items()), seed, runs)
    found = _KEPT.pop(key, None) or (variant, kernel_rows.HeldScenario(changed_scenario(variant, acts), seed, runs))
    while len(_KEPT) >= MOST_KEPT:
        _KEPT.pop(next(iter(_KEPT)), None)
    _KEPT[key] = found
    return found[1]
