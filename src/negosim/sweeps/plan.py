"""A plan: what each factor changes, checked before anything is played, and the scenario of every point."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from os import PathLike

import attrs

from negosim.arrays import Floats
from negosim.domain.parameters import Distribution
from negosim.domain.quantities import Quantity, fits, quantities_of
from negosim.domain.scenario import Scenario
from negosim.errors import BadInput, Problem, nearest, shown
from negosim.files.overrides import FIELDS
from negosim.files.parameters import changed
from negosim.files.scenario_format import Change
from negosim.sweeps.factors import Factor, with_own
from negosim.sweeps.playing import Changes, Held, held
from negosim.sweeps.sources import CODEBOOK, Settings, Source

Key = tuple[float | None, ...]


@attrs.frozen(eq=False)
class Plan:
    """Factors and what they change.

    Attributes:
        source: what is changed.
        base: its scenario without a change.
        factors: in order, each with its parameter's distribution if it has no range of its own.
        parameters: for each factor the parameters whose numbers it moves; none for one that is laid over the scenario.
        levels: for each factor with levels, what each lays over the scenario.
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
        """The scenario with what the factors lay over it; kept for the keys used last."""
        return _variant(self, key)

    def key(self, u: Sequence[float] | Floats) -> Key:
        """What a point lays over the scenario: for each factor that does, the number of its level, or its value."""
        return tuple(self.laid(k, float(share)) for k, share in enumerate(u))

    def settings(self, key: Key) -> dict[str, object]:
        """The same as settings; a later factor is laid over an earlier one."""
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
        """What factor ``k`` lays over the scenario at ``u``: the number of a level, or a value; None if it does not."""
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
        return held(parameter.distribution, value)
    quantity = _quantities(variant)[name]
    made = {"set": Change(value=value), "times": Change(times=value), "add": Change(add=value)}[factor.apply]
    return changed(parameter, made, quantity)


@lru_cache(maxsize=32)
def _quantities(scenario: Scenario) -> dict[str, Quantity]:
    return quantities_of(scenario)


def plan_of(source: Source, factors: Iterable[Factor], where: str = "sweep") -> Plan:
    """The plan of some factors over a source.

    Raises:
        BadInput: with every problem of the factors: names that are none, with the nearest ones; empty ranges; levels
            that cannot be; numbers outside of what a parameter may be; parameters that two of them would set.
    """
    chosen = tuple(factors)
    problems = [] if chosen else [Problem(file=where, key="factors", expected="at least one factor", received="none")]
    plan, found = planned(source, source.build({}), chosen, where)
    problems += found
    if problems:
        raise BadInput(problems)
    return plan


def planned(source: Source, base: Scenario, factors: Sequence[Factor], where: str) -> tuple[Plan, list[Problem]]:
    """The plan of those factors over a source and its scenario that can be, and every problem of the others."""
    problems = list(_twice(factors, where))
    made: dict[str, Factor] = {}
    places: dict[str, tuple[str, ...]] = {}
    levels: dict[str, tuple[Settings, ...]] = {}
    for factor in factors:
        wrong = factor.problems(where)
        problems += wrong
        if wrong or factor.name in made:
            continue
        try:
            own = with_own(factor, base, where)
            moved = _parameters(factor, base, source, where)
        except BadInput as error:
            problems += error.problems
            continue
        if factor.levels:
            laid, lost = _levels(factor.name, factor.levels, source, where)
            problems += lost
            if not laid:
                continue
            own = attrs.evolve(own, levels={label: factor.levels[label] for label in laid})
            levels[factor.name] = tuple(laid.values())
        made[factor.name], places[factor.name] = own, moved
    plan = Plan(source, base, tuple(made.values()), tuple(places.values()), levels)
    problems += [*_overlapping(plan, where), *_misfits(plan, where)]
    return plan, list(dict.fromkeys(problems))


def _twice(factors: Sequence[Factor], where: str) -> Iterator[Problem]:
    names = [factor.name for factor in factors]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(file=where, key=f"factors.{name}", expected="each factor once", received="it twice")


def _parameters(factor: Factor, base: Scenario, source: Source, where: str) -> tuple[str, ...]:
    """The parameters that a factor moves; none if it is laid over the scenario. BadInput if it is neither."""
    if factor.levels or factor.dummy:
        return ()
    known = [name for name in quantities_of(base) if fits(name, factor.name)]
    if known and all(name in base.parameters for name in known):
        return tuple(known)
    first = factor.name.partition(".")[0]
    file_key = factor.name.startswith(CODEBOOK) or first in FIELDS
    if (known or file_key) and factor.apply != "set":
        expected = "set: only parameters that there are can be moved"
        raise BadInput(
            [Problem(file=where, key=f"factors.{factor.name}.apply", expected=expected, received=factor.apply)]
        )
    if known or file_key:
        return ()
    hint = nearest(factor.name, [*quantities_of(base), *FIELDS, *source.entries()])
    key, expected = f"factors.{factor.name}", "a known parameter, or a key of the scenario or its codebook"
    raise BadInput([Problem(file=where, key=key, expected=expected, received=factor.name, hint=hint)])


def _levels(
    name: str, levels: Mapping[str, object], source: Source, where: str
) -> tuple[dict[str, Settings], list[Problem]]:
    """What each level lays over the scenario, of those that can, and every problem of the others."""
    laid: dict[str, Settings] = {}
    problems: list[Problem] = []
    for label, overlay in levels.items():
        key = f"factors.{name}.levels.{label}"
        if isinstance(overlay, Mapping):
            laid[label] = overlay
        elif isinstance(overlay, str | PathLike):
            try:
                laid[label] = source.level(overlay)
            except BadInput as error:
                problems += [attrs.evolve(p, file=where, key=f"{key}: {p.file}") for p in error.problems]
        else:
            expected = "settings, or the path of a scenario file"
            problems.append(Problem(file=where, key=key, expected=expected, received=shown(overlay)))
    return laid, problems


def check_weights(variant: Scenario, changes: Changes) -> None:
    """BadInput if changes leave a party nothing that matters to it."""
    if not any(".weight." in name for name in changes):
        return
    for party in variant.parties:
        prefix = f"{party.name}.weight."
        weights = [changes.get(n, p.distribution) for n, p in variant.parameters.items() if n.startswith(prefix)]
        if not sum(weight.a if isinstance(weight, Held) else weight.mean for weight in weights) > 0:
            expected = "weights that add up to more than 0"
            raise BadInput([Problem(file="sweep", key=f"{prefix}*", expected=expected, received="0")])


def _overlapping(plan: Plan, where: str) -> Iterator[Problem]:
    """Parameters that two factors would both move."""
    owner: dict[str, str] = {}
    for factor, names in zip(plan.factors, plan.parameters, strict=True):
        others = sorted({owner[name] for name in names if name in owner})
        if others:
            expected, received = "parameters that no other factor moves", f"those of {', '.join(others)}"
            yield Problem(file=where, key=f"factors.{factor.name}", expected=expected, received=received)
        owner |= dict.fromkeys(names, factor.name)


def _misfits(plan: Plan, where: str) -> Iterator[Problem]:
    """Values and levels that the scenario cannot have."""
    agents = _shape(plan.base)
    for k, factor in enumerate(plan.factors):
        if plan.parameters[k]:
            yield from _outside(plan, k, where)
            continue
        if factor.dummy:
            continue
        shares = [(j + 0.5) / factor.steps for j in range(factor.steps)] or [0.0, 1.0]
        for u in shares:
            value = factor.at(u)
            level = f".levels.{value}" if factor.levels else ""
            key = tuple(plan.laid(k, u) if j == k else None for j in range(len(plan.factors)))
            try:
                scenario = plan.variant(key)
            except BadInput as error:
                yield from _readdressed(error, where, f"factors.{factor.name}{level}", factor, plan.source.tables)
                continue
            if _shape(scenario) != agents:
                expected = "a scenario with the same parties and issues"
                yield Problem(file=where, key=f"factors.{factor.name}{level}", expected=expected, received="others")


def _shape(scenario: Scenario) -> tuple[list[str], list[str]]:
    return [party.name for party in scenario.parties], [issue.name for issue in scenario.issues]


def _outside(plan: Plan, k: int, where: str) -> Iterator[Problem]:
    factor, quantities = plan.factors[k], quantities_of(plan.base)
    if factor.own or factor.apply != "set":
        return
    numbers = factor.values or tuple(x for x in (factor.low, factor.high) if x is not None)
    for name in plan.parameters[k]:
        q = quantities[name]
        wrong = [x for x in numbers if not q.low <= x <= q.high]
        if wrong:
            key = f"factors.{factor.name}" + ("" if name == factor.name else f": {name}")
            received = ", ".join(f"{x:g}" for x in wrong)
            yield Problem(file=where, key=key, expected=f"from {q.low:g} to {q.high:g}", received=received)
            return


def _readdressed(
    error: BadInput, where: str, key: str, factor: Factor, tables: Mapping[str, object]
) -> Iterator[Problem]:
    """Problems of a scenario as problems of the level or value that makes it."""
    for problem in error.problems:
        inside = f": {problem.key}" if problem.key and problem.key != factor.name else ""
        whole = "a whole number" in problem.expected and not factor.whole and not factor.levels
        hint = "whole = true takes whole numbers only" if whole else problem.hint or _meant(problem.key, tables)
        yield attrs.evolve(problem, file=where, key=f"{key}{inside}", hint=hint)


def _meant(key: str, tables: Mapping[str, object]) -> str:
    """A hint at what a table such as ``issues.NAME`` could be called, if the scenario has none of that name."""
    table, _, name = key.partition(".")
    known, name = tables.get(table), name.partition(".")[0]
    return nearest(name, known) if name and isinstance(known, Mapping) and name not in known else ""
