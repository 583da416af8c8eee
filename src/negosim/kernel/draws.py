"""The draws of many runs at once: those of ``domain.draws`` to the last bit."""

from __future__ import annotations

import numpy as np
from scipy import special

from negosim.domain.draws import Floats, number_of
from negosim.domain.parameters import Distribution
from negosim.domain.scenario import Scenario
from negosim.rules.chance import first_numbers, round_keys


def draws_of(scenario: Scenario, seed: int, runs: range) -> Floats:
    """The value of every parameter in some runs, one after another: (runs, parameters), in the scenario's order."""
    parameters = list(scenario.parameters.values())
    values = np.empty((len(parameters), len(runs)))
    uncertain = [k for k, p in enumerate(parameters) if p.distribution.uncertain]
    chances = np.empty((len(uncertain), len(runs)))
    keys = [round_keys(seed, number_of(parameters[k].name)) for k in uncertain]
    if keys:
        first_numbers(np.array(keys), runs.start, chances)
    for k, parameter in enumerate(parameters):
        values[k] = parameter.distribution.a
    for chance, k in zip(chances, uncertain, strict=True):
        values[k] = quantiles(parameters[k].distribution, chance)
    return np.ascontiguousarray(values.T)


def quantiles(distribution: Distribution, u: Floats) -> Floats:
    """``Distribution.quantile`` of each of ``u`` (n,): (n,)."""
    a, b, c = distribution.a, distribution.b, distribution.c
    if distribution.kind == "uniform":
        spread: Floats = a + u * (b - a)
        return spread
    if distribution.kind == "triangular":
        return _triangular(u, a, b, c)
    if distribution.kind == "gamma":
        return np.asarray(special.gammaincinv(a, u), np.float64) if a > 0 else np.zeros(len(u))
    return np.where(u < a, 1.0, 0.0) if distribution.kind == "chance" else np.full(len(u), a)


def _triangular(u: Floats, low: float, mode: float, high: float) -> Floats:
    if high <= low:
        return np.full(len(u), low)
    left = low + np.sqrt(u * (high - low) * (mode - low))
    right = high - np.sqrt((1 - u) * (high - low) * (high - mode))
    return np.where(u < (mode - low) / (high - low), left, right)
