"""Changes of parameters during a run, checked against the range of each parameter."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from negosim.domain.quantities import Quantity, fits, of_act, quantities_of
from negosim.domain.scenario import Scenario
from negosim.domain.state import State
from negosim.errors import BadInput, Problem, nearest, shown
from negosim.files.overrides import FIELDS

MOVES = ("times", "add")
YES_OR_NO = "yes or no"


def changes_of(
    scenario: Scenario, state: State, settings: Mapping[str, object], where: str = "--set"
) -> dict[str, float]:
    """The new value of each parameter that settings change, in the scenario's order.

    Parameters
    ----------
    scenario : Scenario
        What is played.
    state : State
        Of the run, before the changes.
    settings : Mapping[str, object]
        By parameter or pattern (``*.pressure``): a number, which is the new value, or ``times``, ``add`` or both, which
        move the one there is (times first, then add) and stay within what the parameter may be. Of several that fit a
        parameter, each starts from what the one before it left.
    where : str
        The option they came from, for errors.

    Raises
    ------
    BadInput
        With every setting that cannot be, and why.
    """
    known = {name: q for name, q in quantities_of(scenario).items() if name in scenario.parameters}
    values: dict[str, float] = {}
    problems: list[Problem] = []
    for key, setting in settings.items():
        names = [name for name in known if fits(name, key)]
        if not names or any(of_act(name) for name in names):
            problems.append(_of_act(key, where) if names else _unknown(key, known, where))
            continue
        for name in names:
            value = _moved(values.get(name, state.parameter(name)), setting, known[name])
            expected = _expected(value, known[name])
            if value is not None and not expected:
                values[name] = value
                continue
            address = key if key == name else f"{key}: {name}"
            received = shown(setting) if value is None or isinstance(setting, Mapping) else f"{value:g}"
            problems.append(Problem(file=where, key=address, expected=expected, received=received))
    problems += _weightless(scenario, state, values, where)
    if problems:
        raise BadInput(problems)
    return {name: values[name] for name in scenario.parameters if name in values}


def _unknown(key: str, known: Mapping[str, Quantity], where: str) -> Problem:
    if key.partition(".")[0] in FIELDS:
        expected = "a parameter: a fork changes assumptions, not what the talks are"
        hint = "for another agenda, horizon or rule play another scenario"
        return Problem(file=where, key=key, expected=expected, received="a key of the scenario file", hint=hint)
    return Problem(file=where, key=key, expected="a known parameter", received=key, hint=nearest(key, known))


def _of_act(key: str, where: str) -> Problem:
    """One problem for a key that matches acts, however many."""
    expected = "a parameter that counts in the rounds: an act says how preferences are drawn, before the first one"
    hint = "set a weight, a value or the premium, or play the scenario anew with --set"
    return Problem(file=where, key=key, expected=expected, received="an act", hint=hint)


def _moved(current: float, setting: object, quantity: Quantity) -> float | None:
    """The value after a setting; None if the setting is not valid."""
    if isinstance(setting, bool):
        return float(setting) if quantity.unit == YES_OR_NO else None
    if not isinstance(setting, Mapping):
        return _number(setting)
    times, add = (_number(setting.get(move, default)) for move, default in zip(MOVES, (1.0, 0.0), strict=True))
    if times is None or add is None or not 0 < len(setting) == len(set(setting) & set(MOVES)):
        return None
    return min(quantity.high, max(quantity.low, current * times + add))


def _number(value: object) -> float | None:
    """A finite number, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None


def _expected(value: float | None, quantity: Quantity) -> str:
    """What a value should have been; empty if it is valid."""
    if value is None:
        return "a number, { add = NUMBER }, { times = NUMBER }, or both: times first, then add"
    if quantity.unit == YES_OR_NO:
        return "" if value in {0.0, 1.0} else "1 for yes or 0 for no"
    if quantity.low <= value <= quantity.high:
        return ""
    return f"from {quantity.low:g}" if math.isinf(quantity.high) else f"from {quantity.low:g} to {quantity.high:g}"


def _weightless(scenario: Scenario, state: State, values: Mapping[str, float], where: str) -> Iterator[Problem]:
    for party in scenario.parties:
        prefix = f"{party.name}.weight."
        weights = [values.get(name, state.draw[name]) for name in state.draw if name.startswith(prefix)]
        if any(name.startswith(prefix) for name in values) and not sum(weights) > 0:
            expected = "weights that add up to more than 0"
            yield Problem(file=where, key=f"{prefix}*", expected=expected, received=f"{sum(weights):g}")
