"""Parameters as a scenario file gives them: by hand, by overrides, or all of them in a resolved file.

Overrides come first (``[set]``, a style, weights or values written by hand); ``evidence.parameters`` resolves the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from negosim.domain.acts import is_red_line
from negosim.domain.parameters import Basis, Distribution, Parameter, fixed
from negosim.domain.quantities import Quantity, fits, quantities_of
from negosim.domain.scenario import ABILITIES, STYLES, Scenario
from negosim.errors import BadInput, Problem, nearest, shown
from negosim.evidence.codebook import Codebook, Spread
from negosim.evidence.parameters import best_match, distribution_of, resolve_parameter
from negosim.evidence.projection import Projection
from negosim.files.parameter_format import Change
from negosim.files.scenario_format import ScenarioFile

LEAST_SHAPE = 0.01
"""Below it a gamma variable is often smaller than any number that a computer holds."""


def parameters_of(
    scenario: Scenario, entry: ScenarioFile, projection: Projection, codebook: Codebook | None, file: str
) -> dict[str, Parameter]:
    """Give every parameter of a scenario its distribution.

    Parameters
    ----------
    scenario : Scenario
        With all parts but its parameters.
    entry : ScenarioFile
        The scenario file.
    projection : Projection
        Of the claims.
    codebook : Codebook | None
        None if the file names none.
    file : str
        Named in errors.

    Returns
    -------
    dict[str, Parameter]
        The parameters by name, in canonical order.

    Raises
    ------
    BadInput
        With every parameter that is missing, out of range or unknown.
    """
    if entry.parameters:
        return _resolved(scenario, entry, file)
    known = quantities_of(scenario)
    by_hand = dict(_by_hand(entry))
    valued = {(party, "value", issue) for party, p in entry.parties.items() for issue in p.values}
    problems = list(_unknown_patterns(entry, known, file))
    parameters: dict[str, Parameter] = {}
    for name, quantity in known.items():
        if name in by_hand or tuple(name.split(".", 3)[:3]) in valued:
            source = by_hand.get(name)
        else:
            source = resolve_parameter(name, projection, entry.assumptions, codebook)
        if source is None and quantity.optional and name in entry.set:
            source = Parameter(name=name, distribution=fixed(0.0))
        if source is None:
            if not quantity.optional:
                hint = "give it in [assumptions], or in the file"
                problems.append(Problem(file=file, key=name, expected="a value", received="nothing", hint=hint))
            continue
        parameters[name] = _overridden(attrs.evolve(source, unit=source.unit or quantity.unit), entry, quantity)
        problems += _range(parameters[name], quantity, file, entry)
    problems += _unvalued(scenario, parameters, file)
    if problems:
        raise BadInput(problems)
    return parameters


def _resolved(scenario: Scenario, entry: ScenarioFile, file: str) -> dict[str, Parameter]:
    """The parameters of a resolved file, with its overrides."""
    known = quantities_of(scenario)
    problems: list[Problem] = list(_unknown_patterns(entry, known, file))
    parameters = {}
    for name in entry.parameters:
        if name not in known:
            key, hint = f"parameters.{name}", nearest(name, known)
            problems.append(Problem(file=file, key=key, expected="a known parameter", received=name, hint=hint))
    for name, quantity in known.items():
        record = entry.parameters.get(name)
        if record is None:
            if not quantity.optional:
                problems.append(Problem(file=file, key=f"parameters.{name}", expected="a value", received="nothing"))
            continue
        count = len(Distribution(record.kind, 0.0).numbers)
        if len(record.numbers) != count or list(record.numbers) != sorted(record.numbers):
            expected = f"{count} numbers in ascending order" if count > 1 else "1 number"
            received = shown(list(record.numbers))
            problems.append(Problem(file=file, key=f"parameters.{name}.numbers", expected=expected, received=received))
            continue
        parameter = Parameter(
            name=name,
            distribution=Distribution(record.kind, *record.numbers),
            basis=record.basis,
            claims=record.claims,
            why=record.why,
            unit=record.unit,
            prior=Distribution(record.prior_kind, *record.prior_numbers) if record.prior_kind else None,
        )
        parameters[name] = _overridden(parameter, entry, quantity)
        problems += _range(parameters[name], quantity, file, entry)
    problems = problems or list(_unvalued(scenario, parameters, file))
    if problems:
        raise BadInput(problems)
    return parameters


def _by_hand(entry: ScenarioFile) -> Iterator[tuple[str, Parameter]]:
    def hand(name: str, distribution: Distribution, why: str, basis: Basis = "assumption") -> tuple[str, Parameter]:
        return name, Parameter(name=name, distribution=distribution, basis=basis, why=why)

    for party, p in entry.parties.items():
        for issue, weight in p.weights.items():
            yield hand(f"{party}.weight.{issue}", fixed(weight), "written in the scenario")
        for issue, levels in p.values.items():
            for label, spread in levels.items():
                yield hand(
                    f"{party}.value.{issue}.{label}", spread.distribution(), spread.why or "written in the scenario"
                )
        for name, line in p.red_lines.items():
            yield hand(f"{party}.red_line.{name}", Distribution("chance", line.firmness), "written in the scenario")
        for name, act in p.acts.items():
            real = Distribution("chance", act.credibility)
            yield hand(
                f"{party}.{'red_line' if is_red_line(act.kind, categorical=act.only) else 'act'}.{name}",
                real,
                "written in the scenario",
            )
        for name, linkage in p.linkages.items():
            why = linkage.worth.why or "written in the scenario"
            yield hand(f"{party}.linkage.{name}", linkage.worth.distribution(), why)
    for mediator, m in entry.mediators.items():
        if m.style is not None:
            for ability in ABILITIES:
                able = fixed(float(ability in STYLES[m.style]))
                yield hand(f"{mediator}.{ability}", able, f"style {m.style}", "override")


def _overridden(parameter: Parameter, entry: ScenarioFile, quantity: Quantity) -> Parameter:
    for pattern, change in entry.set.items():
        if fits(parameter.name, pattern):
            parameter = attrs.evolve(
                parameter,
                distribution=changed(parameter, change, quantity),
                basis="override",
                prior=parameter.conditioned,
                why=f"{change.why or 'set by hand'} (was {parameter.distribution})",
            )
    return parameter


def changed(parameter: Parameter, change: Change, quantity: Quantity) -> Distribution:
    """Apply a change to a parameter.

    Parameters
    ----------
    parameter : Parameter
        Before the change.
    change : Change
        New numbers, or a step and a factor.
    quantity : Quantity
        Its range holds a distribution that is moved.

    Returns
    -------
    Distribution
        The distribution after the change.
    """
    if change.add is not None or change.times is not None:
        times = 1.0 if change.times is None else change.times
        return parameter.distribution.moved(add=change.add or 0.0, times=times).within(quantity.low, quantity.high)
    spread = Spread(value=change.value, low=change.low, mode=change.mode, high=change.high)
    return distribution_of(parameter.name, spread)


def _range(parameter: Parameter, quantity: Quantity, file: str, entry: ScenarioFile) -> Iterator[Problem]:
    """A parameter out of the range of its quantity."""
    outside = [x for x in parameter.distribution.numbers if not quantity.low <= x <= quantity.high]
    gamma = parameter.distribution.kind == "gamma"
    low = LEAST_SHAPE if gamma else quantity.low
    if outside or (gamma and parameter.distribution.a < low):
        expected = f"{'a shape ' if gamma else ''}from {low:g} to {quantity.high:g}"
        hint, received = _pattern_of(parameter, entry), str(parameter.distribution)
        yield Problem(file=file, key=parameter.name, expected=expected, received=received, hint=hint)


def _pattern_of(parameter: Parameter, entry: ScenarioFile) -> str:
    """A hint at the pattern that gave a parameter its distribution; empty if none did."""
    patterns = [
        f"set.{pattern}" for pattern in entry.set if fits(parameter.name, pattern) and pattern != parameter.name
    ]
    if not patterns and parameter.basis == "assumption":
        pattern = best_match(parameter.name, entry.assumptions)
        patterns = [f"assumptions.{pattern}"] if pattern not in (None, parameter.name) else []
    return f"by {patterns[-1]}" if patterns else ""


def _unknown_patterns(entry: ScenarioFile, known: Mapping[str, Quantity], file: str) -> Iterator[Problem]:
    for name, patterns in (("assumptions", entry.assumptions), ("set", entry.set)):
        for pattern in patterns:
            if any(fits(each, pattern) for each in known):
                continue
            # An assumption may wait for an act that claims of a later day bring.
            if name == "assumptions" and any(part in pattern for part in (".red_line.", ".act.", ".linkage.")):
                continue
            hint = nearest(pattern, known)
            yield Problem(file=file, key=f"{name}.{pattern}", expected="a known parameter", received=pattern, hint=hint)


def _unvalued(scenario: Scenario, parameters: Mapping[str, Parameter], file: str) -> Iterator[Problem]:
    for party in scenario.parties:
        weights = (f"{party.name}.weight.{issue.name}" for issue in scenario.issues)
        total = sum(parameters[name].distribution.mean for name in weights if name in parameters)
        if not total > 0:
            key = f"parties.{party.name}.weights"
            yield Problem(file=file, key=key, expected="weights that add up to more than 0", received=f"{total:g}")
        for issue in scenario.issues:
            names = [f"{party.name}.value.{issue.name}.{label}" for label in issue.labels]
            missing = [n for n in names if n not in parameters]
            if missing and (not issue.ordered or len(missing) == len(names)):
                key = f"parties.{party.name}.values.{issue.name}"
                expected = "a value for every level" if not issue.ordered else "a value for at least one level"
                hint = "or say in prefers whether more or less is better, and name a codebook"
                received = "none for " + ", ".join(n.rpartition(".")[2] for n in missing)
                yield Problem(file=file, key=key, expected=expected, received=received, hint=hint)
