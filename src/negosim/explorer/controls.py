"""Controls: uncertain parameters with their range, their distribution as drawn, and what they stand on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from negosim.analysis.sensitivity.contrast import contrast
from negosim.analysis.sensitivity.relevance import bearing
from negosim.arrays import Floats
from negosim.domain.parameters import CONDITIONED, Parameter
from negosim.domain.quantities import Quantity, quantities_of
from negosim.ensemble.results.outcome_table import DRAW
from negosim.ensemble.results.outcomes import Outcomes
from negosim.plots.words import parameter_text

RANKED = 14
"""Number of controls of the parameters that matter most."""
BINS = 30
FINE = 2000
SUPPORT = {"claims": "claims", "convention": "codebook", "assumption": "assumption", "override": "assumption"}
Control = dict[str, Any]


def ranked_controls(outcomes: Outcomes, most: int = RANKED) -> list[Control]:
    """Return the controls of the parameters whose draws set the runs with an agreement apart most.

    If fewer than five runs agree, those that set the runs that collapsed apart; if that leaves nothing, either, the
    first uncertain parameters that can affect agreement.

    Parameters
    ----------
    outcomes : Outcomes
        Runs of the unmoved case, with draws.
    most : int
        Number of controls.

    Returns
    -------
    list of dict
        ``effect`` is the rank-biserial correlation of the parameter with the ending: the probability that its draw is
        higher in a run that ended so than in another, less that of the opposite.
    """
    effects = effects_of(outcomes)
    scenario = outcomes.scenario
    bears = bearing(scenario)
    names = list(effects) or [p.name for p in scenario.uncertain if bears(p.name)]
    return [control(outcomes, name, effects.get(name)) for name in names[:most]]


def effects_of(outcomes: Outcomes) -> dict[str, float]:
    """Return the rank-biserial correlation of each parameter with agreement (or collapse), the largest first."""
    agreed = (outcomes.column("package") >= 0).to_numpy()
    collapsed = (outcomes.column("outcome") == "collapse").to_numpy()
    runs = outcomes.column("run").to_numpy()
    for chosen in (agreed, collapsed):
        table = contrast(outcomes, runs[chosen])
        if len(table):
            pairs = zip(table["parameter"], table["superiority"], strict=True)
            effects = {str(name): 2.0 * float(superiority) - 1.0 for name, superiority in pairs}
            return dict(sorted(effects.items(), key=lambda each: -abs(each[1])))
    return {}


def control(outcomes: Outcomes, name: str, effect: float | None = None) -> Control:
    """Return the control of a parameter.

    Parameters
    ----------
    outcomes : Outcomes
        Runs of the unmoved case, whose draws show preferences as acts condition them.
    name : str
        Of the parameter.
    effect : float, optional
        As of ``ranked_controls``.
    """
    scenario = outcomes.scenario
    parameter, quantity = scenario.parameters[name], quantities_of(scenario)[name]
    values = _values(outcomes, parameter)
    p05, median, p95 = np.quantile(values, [0.05, 0.5, 0.95]).tolist()
    low, high, step = _range(values, quantity, parameter)
    return {
        "key": name,
        "title": parameter_text(scenario, name),
        "unit": quantity.unit,
        "low": low,
        "high": high,
        "step": step,
        "value": median,
        "p05": p05,
        "p95": p95,
        "density": _density(values, parameter),
        "support": SUPPORT[parameter.basis],
        "claims": len(scenario.explain(name).claims),
        "effect": effect,
    }


def _values(outcomes: Outcomes, parameter: Parameter) -> Floats:
    """Values of a parameter as they are drawn: of preferences those of the runs, else evenly spaced quantiles."""
    kind = parameter.name.split(".")[1:2]
    if kind and kind[0] in CONDITIONED and outcomes.has(DRAW + parameter.name):
        return outcomes.column(DRAW + parameter.name).to_numpy(np.float64)
    return parameter.distribution.quantile((np.arange(FINE) + 0.5) / FINE)


def _range(values: Floats, quantity: Quantity, parameter: Parameter) -> tuple[float, float, float]:
    """The ends and the step of a slider: all that a quantity of at most 1 may be, else twice what is drawn."""
    if quantity.unit == "yes or no":
        return 0.0, 1.0, 1.0
    low, high = float(values.min()), float(values.max())
    if quantity.high - quantity.low <= 1.0:
        low, high = quantity.low, quantity.high
    else:
        room = (high - low) / 2 or max(abs(high), 1e-3)
        low, high = low - room, high + room
        if parameter.distribution.a >= 0.0:
            low = max(0.0, low)
    step = _round_step((high - low) / 100)
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    low, high = max(quantity.low, low), min(quantity.high, high)
    return _clean(low), _clean(high), _clean(step)


def _round_step(size: float) -> float:
    """The nearest of 1, 2 and 5 times a power of ten at or above a size."""
    power = 10.0 ** math.floor(math.log10(size))
    return next(power * k for k in (1.0, 2.0, 5.0, 10.0) if power * k >= size * (1 - 1e-9))


def _clean(value: float) -> float:
    return float(f"{value:.10g}")


def _density(values: Floats, parameter: Parameter) -> list[list[float]]:
    """Points of the density, its top at 1; of a yes or no the two shares."""
    if parameter.distribution.kind == "chance":
        chance = parameter.distribution.a
        return [[0.0, (1.0 - chance) / max(chance, 1.0 - chance)], [1.0, chance / max(chance, 1.0 - chance)]]
    low, high = float(values.min()), float(values.max())
    if not high > low:
        return [[low, 1.0]]
    counts, edges = np.histogram(values, BINS, (low, high))
    heights = np.convolve(np.pad(counts.astype(np.float64), 1, "edge"), [0.25, 0.5, 0.25], "valid")
    middles = (edges[1:] + edges[:-1]) / 2
    return [[_clean(x), round(y, 4)] for x, y in zip(middles.tolist(), (heights / heights.max()).tolist(), strict=True)]


def found_controls(outcomes: Outcomes, words: str, effects: Mapping[str, float], most: int = 30) -> list[Control]:
    """Return the controls of the parameters whose name or title has all of some words, the most effective first."""
    wanted = words.lower().split()
    scenario = outcomes.scenario
    names = []
    for parameter in scenario.parameters.values():
        text = f"{parameter.name} {parameter_text(scenario, parameter.name)}".lower()
        if all(word in text for word in wanted):
            names.append(parameter.name)
    names.sort(key=lambda name: (not scenario.parameters[name].distribution.uncertain, -abs(effects.get(name, 0.0))))
    return [control(outcomes, name, effects.get(name)) for name in names[:most]]
