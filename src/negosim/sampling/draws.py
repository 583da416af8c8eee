"""Draws of runs: those of ``domain.random_streams`` to the last bit, conditioned on the parties' acts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from negosim.arrays import Floats
from negosim.compiled.random_numbers import first_numbers, round_keys
from negosim.domain.quantities import of_act
from negosim.domain.random_streams import central_draw
from negosim.domain.scenario import DEFAULT_SEED, Scenario
from negosim.sampling.conditioning import Accepted, conditions_of

_accepted = Accepted()
CENTRAL = 200
"""Number of conditioned draws that central values are averaged over."""


def draw_of(scenario: Scenario, seed: int, run: int) -> dict[str, float]:
    """Return the value of each parameter of a scenario in one run.

    Parameters
    ----------
    scenario : Scenario
        Scenario whose parameters are drawn.
    seed : int
        Seed of all runs.
    run : int
        Number of the run.

    Returns
    -------
    dict of str to float
        By name, in the order of ``scenario.parameters``.
    """
    values = draws_of(scenario, seed, range(run, run + 1))[0]
    return dict(zip(scenario.parameters, values.tolist(), strict=True))


def draws_of(scenario: Scenario, seed: int, runs: range) -> Floats:
    """Return the value of each parameter in some runs.

    Parameters that acts inform about are conditioned on them (``sampling.conditioning``), by their distributions before
    any override; an override then changes the value, not which candidate was accepted.

    Parameters
    ----------
    scenario : Scenario
        Scenario whose parameters are drawn.
    seed : int
        Seed of all runs.
    runs : range
        Consecutive run numbers.

    Returns
    -------
    ndarray, shape (runs, parameters)
        In the order of ``scenario.parameters``.
    """
    parameters = list(scenario.parameters.values())
    chances, numbers = np.empty((len(parameters), len(runs))), runs.start + np.arange(len(runs))
    first_numbers(round_keys(seed, scenario.parameters), numbers, np.zeros_like(numbers), chances)
    values = np.empty_like(chances)
    for k, parameter in enumerate(parameters):
        values[k] = parameter.distribution.quantile(chances[k])
    conditions = conditions_of(scenario) if len(runs) else ()
    if conditions:
        # Overrides apply to whether acts are real; everything else is drawn as before any override.
        prior, priors = values.copy(), tuple(p.distribution if of_act(p.name) else p.conditioned for p in parameters)
        for k, parameter in enumerate(parameters):
            if priors[k] != parameter.distribution:
                prior[k] = priors[k].quantile(chances[k])
        for each in conditions:
            accepted = _accepted.of(each, seed, runs, prior, priors)
            for number, place, name in zip(accepted, each.places, each.names, strict=True):
                values[place] = scenario.parameters[name].distribution.quantile(number)
    return np.ascontiguousarray(values.T)


@lru_cache(maxsize=8)
def central_draw_of(scenario: Scenario) -> Mapping[str, float]:
    """Return the draw in which each parameter has its central value: for maps that must not depend on a run.

    The mean of its distribution, or the more likely side of a yes-or-no parameter. Parameters conditioned on acts have
    their mean over `CENTRAL` conditioned draws, so that the central party does what most draws of it do.

    Parameters
    ----------
    scenario : Scenario
        Scenario of the parameters.

    Returns
    -------
    mapping of str to float
        By name, in the order of ``scenario.parameters``.
    """
    values = central_draw(scenario.parameters)
    conditions = conditions_of(scenario)
    if conditions:
        drawn, places = draws_of(scenario, DEFAULT_SEED, range(CENTRAL)), list(scenario.parameters)
        for each in conditions:
            values |= {name: float(np.mean(drawn[:, places.index(name)])) for name in each.names}
    return values
