"""Factors of a sweep: each maps a coordinate in [0, 1] to a value."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from typing import Any, Literal

import attrs
import pandas as pd

from negosim.arrays import Floats
from negosim.domain.parameters import Distribution
from negosim.domain.quantities import fits, quantities_of
from negosim.domain.scenario import Scenario
from negosim.errors import BadInput, Problem, nearest, shown

Value = float | str
Overlay = Mapping[str, object] | str | PathLike[str]
Apply = Literal["set", "times", "add"]
TAIL = 1e-3
"""Share of a distribution without an end that is left out at either side."""


def _number(value: Any) -> Any:
    """Convert a number to float; ``problems`` reports anything else."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _numbers(values: Iterable[float] | None) -> tuple[float, ...] | None:
    return None if values is None else tuple(_number(value) for value in values)


@attrs.frozen
class Factor:
    """One thing that a sweep varies.

    With nothing but a name it is an uncertain parameter of the scenario, and varies as that parameter's own
    distribution does. Otherwise it has either ``low`` and ``high``, or ``values``, or ``levels``, or it is a ``dummy``.

    Attributes
    ----------
    name : str
        Of a parameter, a pattern of them (``*.horizon``, which all take one value), a key of the file (``horizon``) or
        of its codebook (``codebook.trust_step``); with ``levels``, any name.
    low, high : float | None
        Of a range, all of which is alike.
    log : bool
        The logarithm is alike, and not the number.
    whole : bool
        Whole numbers only.
    values : tuple[float, ...] | None
        Numbers in place of a range.
    levels : Mapping[str, Overlay] | None
        By label what is laid over the scenario: settings as of ``--set``, or the path of a scenario file that extends
        it.
    apply : Apply
        What is done with the numbers: ``set``, or ``times`` or ``add``, which move each parameter's own distribution.
    dummy : bool
        It carries nothing: whatever an analysis finds of it is noise.
    distribution : Distribution | None
        Of the parameter, once ``with_own`` has found it.
    """

    name: str
    low: float | None = attrs.field(default=None, converter=_number)
    high: float | None = attrs.field(default=None, converter=_number)
    log: bool = False
    whole: bool = False
    values: tuple[float, ...] | None = attrs.field(default=None, converter=_numbers)
    levels: Mapping[str, Overlay] | None = None
    apply: Apply = "set"
    dummy: bool = False
    distribution: Distribution | None = None

    @property
    def own(self) -> bool:
        """Whether it varies as a parameter's own distribution does."""
        sources = (self.low, self.high, self.values, self.levels)
        return not self.dummy and all(source is None for source in sources)

    @property
    def steps(self) -> int:
        """How many values it can take; 0 for all those of a range."""
        return len(self.values or self.levels or ())

    def at(self, u: float) -> Value:
        """The value at a share ``u`` in [0, 1] of its range, a label if it has levels; ValueError if it has no values.

        Values and levels take equal shares in their order; of a distribution it is the quantile.
        """
        if self.levels:
            return tuple(self.levels)[self.place(u)]
        if self.values:
            return self.values[self.place(u)]
        if self.dummy:
            return float(u)
        if self.low is not None and self.high is not None:
            return self._between(self.low, self.high, u)
        if self.distribution is None:
            raise ValueError(f"{self.name} has no range, and its parameter is not known yet")
        endless = self.distribution.kind == "gamma"
        return float(self.distribution.quantile(min(1 - TAIL, max(TAIL, u)) if endless else u))

    def place(self, u: float) -> int:
        """The number of the value or level at ``u``."""
        return min(self.steps - 1, int(u * self.steps))

    def _between(self, low: float, high: float, u: float) -> float:
        if self.log:
            return low * (high / low) ** u if u < 1 else high
        if self.whole:
            return min(high, low + math.floor(u * (high - low + 1)))
        return low + u * (high - low) if u < 1 else high

    def problems(self, where: str) -> list[Problem]:
        """Find problems of the factor alone; ``where`` is the file or call named in errors."""
        found = [*self._ways(), *self._range(), *self._numbers()]
        return [
            Problem(file=where, key=f"factors.{self.name}{key}", expected=expected, received=received, hint=hint)
            for key, expected, received, hint in found
        ]

    def _ways(self) -> Iterable[tuple[str, str, str, str]]:
        ranged = self.low is not None or self.high is not None
        listed = {"values": self.values is not None, "levels": self.levels is not None}
        sources = {"low and high": ranged, **listed, "dummy": self.dummy}
        given = [source for source, there in sources.items() if there]
        if len(given) > 1:
            yield "", "one of " + ", ".join(sources), " and ".join(given), ""
        if self.apply not in ("set", "times", "add"):
            yield ".apply", "set, times or add", shown(self.apply), nearest(self.apply, ("set", "times", "add"))
        elif self.apply != "set" and not (ranged or listed["values"]):
            yield ".apply", "a range or values to move by", "none", ""

    def _range(self) -> Iterable[tuple[str, str, str, str]]:
        if self.low is None and self.high is None:
            if self.log or self.whole:
                yield "", "low and high", "log or whole without them", ""
            return
        if self.low is None or self.high is None:
            yield "", "low and high", "low alone" if self.high is None else "high alone", ""
            return
        if not (_finite(self.low) and _finite(self.high)):
            yield "", "finite numbers", f"{self.low!r} to {self.high!r}", ""
            return
        if not self.low < self.high:
            yield "", "a range: low below high", f"{self.low:g} to {self.high:g}", "an empty range varies nothing"
        if self.log and not self.low > 0:
            yield ".low", "a number above 0, for log", f"{self.low:g}", ""
        if self.whole and (self.low != round(self.low) or self.high != round(self.high)):
            yield "", "whole numbers", f"{self.low:g} to {self.high:g}", ""
        if self.whole and self.log:
            yield ".log", "whole or log", "both", ""

    def _numbers(self) -> Iterable[tuple[str, str, str, str]]:
        values = self.values or ()
        if not all(map(_finite, values)):
            yield ".values", "finite numbers", shown(list(values)), ""
        elif len(set(values)) < len(values):
            yield ".values", "each value once", shown(list(values)), ""
        for source, listed in (("values", self.values), ("levels", self.levels)):
            if listed is not None and len(listed) < 2:
                received, hint = ("1", "one alone varies nothing") if listed else ("none", "")
                yield f".{source}", "at least 2", received, hint


def values_of(factors: Sequence[Factor], points: Floats) -> pd.DataFrame:
    """Convert points of the unit cube to values.

    Parameters
    ----------
    factors : Sequence[Factor]
        D of them.
    points : Floats
        Shape (n, d), in [0, 1].

    Returns
    -------
    pd.DataFrame
        A row for each point, a column for each factor: numbers in their units, labels of levels.
    """
    return pd.DataFrame({factor.name: [factor.at(float(u)) for u in points[:, k]] for k, factor in enumerate(factors)})


def _finite(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def uncertain_factors(scenario: Scenario, *patterns: str) -> tuple[Factor, ...]:
    """Return a factor for every uncertain parameter of a scenario.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    *patterns : str
        Patterns of parameter names, such as ``*.horizon``; by default all.

    Returns
    -------
    tuple of Factor
        In the order of the parameters; each varies by the parameter's own distribution.

    Raises
    ------
    BadInput
        A pattern matches no uncertain parameter.
    """
    names = [parameter.name for parameter in scenario.uncertain]
    lost = [pattern for pattern in patterns if not any(fits(name, pattern) for name in names)]
    if lost:
        raise BadInput(_not_uncertain(scenario, pattern, "uncertain_factors", pattern) for pattern in lost)
    chosen = [name for name in names if not patterns or any(fits(name, pattern) for pattern in patterns)]
    return tuple(Factor(name, distribution=scenario.parameters[name].distribution) for name in chosen)


def with_own(factor: Factor, scenario: Scenario, where: str) -> Factor:
    """Give a factor the distribution of its parameter, if it varies as that does.

    Parameters
    ----------
    factor : Factor
        With or without a range of its own.
    scenario : Scenario
        With the parameter.
    where : str
        The file or call named in errors.

    Raises
    ------
    BadInput
        The scenario has no such uncertain parameter.
    """
    if not factor.own:
        return factor
    parameter = scenario.parameters.get(factor.name)
    if parameter is None or not parameter.distribution.uncertain:
        raise BadInput([_not_uncertain(scenario, factor.name, where, f"factors.{factor.name}")])
    return attrs.evolve(factor, distribution=parameter.distribution)


def _not_uncertain(scenario: Scenario, name: str, where: str, key: str) -> Problem:
    uncertain = [parameter.name for parameter in scenario.uncertain]
    known = quantities_of(scenario)
    if any(fits(each, name) for each in known):
        patterned = "*" in name or "?" in name
        received = "a pattern" if patterned and name not in known else "one that the scenario knows for sure"
        hint = "give it low and high, or values"
        return Problem(file=where, key=key, expected="an uncertain parameter", received=received, hint=hint)
    hint = nearest(name, uncertain) or nearest(name, known)
    return Problem(file=where, key=key, expected="an uncertain parameter", received=name, hint=hint)
