"""Make a plan of factors over a scenario, and check it before anything is simulated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike

import attrs

from negosim.domain.quantities import fits, quantities_of
from negosim.domain.scenario import Scenario
from negosim.errors import BadInput, Problem, nearest, shown
from negosim.files.overrides import FIELDS
from negosim.sweeps.factors import Factor, with_own
from negosim.sweeps.plan import Plan
from negosim.sweeps.sources import CODEBOOK, Settings, Source


def plan_of(source: Source, factors: Iterable[Factor], where: str = "sweep") -> Plan:
    """Make a plan of factors over a source.

    Parameters
    ----------
    source : Source
        The scenario, or its file.
    factors : Iterable[Factor]
        What varies.
    where : str
        The file or call named in errors.

    Raises
    ------
    BadInput
        With every problem of the factors: unknown names, empty ranges, levels that cannot be loaded, numbers outside
        the range of a quantity, and parameters that two factors would set.
    """
    chosen = tuple(factors)
    problems = [] if chosen else [Problem(file=where, key="factors", expected="at least one factor", received="none")]
    plan, found = plan_with_problems(source, source.build({}), chosen, where)
    problems += found
    if problems:
        raise BadInput(problems)
    return plan


def plan_with_problems(
    source: Source, base: Scenario, factors: Sequence[Factor], where: str
) -> tuple[Plan, list[Problem]]:
    """Make a plan of those factors that are right, and list every problem of the others.

    Parameters
    ----------
    source : Source
        The scenario, or its file.
    base : Scenario
        Its scenario without a change.
    factors : Sequence[Factor]
        What varies.
    where : str
        The file or call named in errors.
    """
    problems = list(_repeated(factors, where))
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


def _repeated(factors: Sequence[Factor], where: str) -> Iterator[Problem]:
    names = [factor.name for factor in factors]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(file=where, key=f"factors.{name}", expected="each factor once", received="it twice")


def _parameters(factor: Factor, base: Scenario, source: Source, where: str) -> tuple[str, ...]:
    """The parameters that a factor moves; none if it changes the scenario file. BadInput if it does neither."""
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
    """The settings of each valid level, and every problem of the others."""
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


def _overlapping(plan: Plan, where: str) -> Iterator[Problem]:
    """Find parameters that two factors would both move."""
    owner: dict[str, str] = {}
    for factor, names in zip(plan.factors, plan.parameters, strict=True):
        others = sorted({owner[name] for name in names if name in owner})
        if others:
            expected, received = "parameters that no other factor moves", f"those of {', '.join(others)}"
            yield Problem(file=where, key=f"factors.{factor.name}", expected=expected, received=received)
        owner |= dict.fromkeys(names, factor.name)


def _misfits(plan: Plan, where: str) -> Iterator[Problem]:
    """Find values and levels that the scenario cannot have."""
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
    """Address problems of a scenario to the level or value that causes them."""
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
