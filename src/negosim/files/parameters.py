"""Giving every parameter of a scenario its distribution, from the first of the sources that has one.

In this order: an override (``[set]``, a style, weights or values written by hand), the claims through the codebook, the
scenario's ``[assumptions]``, the codebook's own default. What stands on no claim is an assumption.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from negosim.domain.acts import is_red_line
from negosim.domain.parameters import Basis, Distribution, Parameter, fixed
from negosim.domain.quantities import Quantity, fits, quantities_of
from negosim.domain.scenario import ABILITIES, STYLES, Scenario
from negosim.errors import BadInput, Problem, nearest, shown
from negosim.evidence.codebook import Codebook, Spread
from negosim.evidence.frame import Shift
from negosim.evidence.projection import Projection
from negosim.files.scenario_format import Change, ScenarioFile

PLAIN_DEFAULTS: Mapping[str, Spread] = {
    "*.premium": Spread(value=0.0),
    "*.waiting_cost": Spread(value=0.0),
    "*.pressure": Spread(value=0.0),
    "*.concession": Spread(value=1.0),
    "*.ambition": Spread(value=1.0),
    "*.reciprocity": Spread(value=0.0),
    "*.follow_through": Spread(value=1.0),
    "*.bias": Spread(value=0.0),
    "*.trust.*": Spread(value=0.5),
    "*.leverage.*": Spread(value=0.0),
    "*.relay": Spread(value=1.0),
    "*.draft": Spread(value=0.0),
    "*.press": Spread(value=0.0),
    "*.candour": Spread(value=1.0),
    "*.effort": Spread(value=1.0),
    "*.budget": Spread(value=0.0),
    "guarantee.*": Spread(value=0.0),
    "talks.collapse": Spread(value=0.0),
    "talks.stall": Spread(value=0.0),
    "talks.learning": Spread(value=0.0),
    "talks.persuasion": Spread(value=0.0),
    "talks.pressure_cap": Spread(value=0.0),
    "talks.press_cost": Spread(value=0.0),
}
LEAST_SHAPE = 0.01
"""Below it a gamma variable is often smaller than any number that a computer holds."""


def fill(
    scenario: Scenario, entry: ScenarioFile, found: Projection, codebook: Codebook | None, file: str
) -> dict[str, Parameter]:
    """Every parameter of a scenario, in canonical order; BadInput if one is missing, out of range or unknown."""
    known = quantities_of(scenario)
    by_hand = dict(_by_hand(entry))
    replaced = [f"{party}.value.{issue}." for party, p in entry.parties.items() for issue in p.values]
    problems = list(_unknown_patterns(entry, known, file))
    parameters: dict[str, Parameter] = {}
    for name, quantity in known.items():
        source = found.parameters.get(name)
        if name in by_hand or any(name.startswith(prefix) for prefix in replaced):
            source = by_hand.get(name)
        elif source is None or source.basis == "assumption":
            source = _shifted(_assumed(name, entry, source, codebook), found.shifts.get(name))
        if source is None and quantity.optional:
            source = _set_only(name, entry)
        if source is None:
            if not quantity.optional:
                hint = "give it in [assumptions], or in the file"
                problems.append(Problem(file=file, key=name, expected="a value", received="nothing", hint=hint))
            continue
        parameter = _overridden(attrs.evolve(source, unit=source.unit or quantity.unit), entry, quantity)
        problems += _range(parameter, quantity, file, _said_by(parameter, entry))
        parameters[name] = parameter
    problems += _values_given(scenario, parameters, file)
    if problems:
        raise BadInput(problems)
    return parameters


def given(scenario: Scenario, entry: ScenarioFile, file: str) -> dict[str, Parameter]:
    """The parameters of a resolved file, as they stand, with its overrides; BadInput if they are not those it needs."""
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
        parameter = _overridden(parameter, entry, quantity)
        problems += _range(parameter, quantity, file, _said_by(parameter, entry))
        parameters[name] = parameter
    problems = problems or list(_values_given(scenario, parameters, file))
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


def _matching(name: str, patterns: Iterable[str]) -> str | None:
    """The pattern that fits a name: itself, or else the longest with wildcards."""
    fitting = [p for p in patterns if fits(name, p)]
    return max(fitting, key=lambda p: (p == name, len(p.replace("*", "")))) if fitting else None


def _assumed(name: str, entry: ScenarioFile, source: Parameter | None, codebook: Codebook | None) -> Parameter | None:
    defaults = codebook.defaults if codebook is not None else {}
    for spreads, why in ((entry.assumptions, "assumption of the scenario"), (defaults, "default of the codebook")):
        pattern = _matching(name, spreads)
        if pattern is not None and (source is None or spreads is entry.assumptions):
            spread = spreads[pattern]
            return Parameter(name=name, distribution=_as_drawn(name, spread), why=spread.why or why)
    if source is not None:
        return source
    pattern = _matching(name, PLAIN_DEFAULTS)
    if pattern is None:
        return None
    return Parameter(name=name, distribution=PLAIN_DEFAULTS[pattern].distribution(), why="neutral value of the model")


def _shifted(source: Parameter | None, shift: Shift | None) -> Parameter | None:
    """What is assumed of a parameter, moved by as much as claims say."""
    if source is None or shift is None:
        return source
    distribution = source.distribution.moved(add=shift.add)
    return attrs.evolve(source, distribution=distribution, basis="convention", claims=shift.claims, why=shift.why)


def _as_drawn(name: str, spread: Spread) -> Distribution:
    """A spread as the kind of distribution that a parameter of this name is drawn from."""
    distribution = spread.distribution()
    if _is_chance(name) and distribution.kind == "fixed":
        return Distribution("chance", distribution.a)
    return distribution


def _is_chance(name: str) -> bool:
    return ".red_line." in name or ".act." in name or name.rpartition(".")[2] in ABILITIES


def _set_only(name: str, entry: ScenarioFile) -> Parameter | None:
    change = entry.set.get(name)
    return None if change is None else Parameter(name=name, distribution=fixed(0.0))


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
    """The distribution of a parameter after a change; one that is only moved stays within what the quantity may be."""
    if change.add is not None or change.times is not None:
        times = 1.0 if change.times is None else change.times
        return parameter.distribution.moved(add=change.add or 0.0, times=times).within(quantity.low, quantity.high)
    spread = Spread(value=change.value, low=change.low, mode=change.mode, high=change.high)
    return _as_drawn(parameter.name, spread)


def _said_by(parameter: Parameter, entry: ScenarioFile) -> str:
    """A hint at the pattern that gave a parameter its distribution; empty if none did."""
    said = [f"set.{pattern}" for pattern in entry.set if fits(parameter.name, pattern) and pattern != parameter.name]
    if not said and parameter.basis == "assumption":
        pattern = _matching(parameter.name, entry.assumptions)
        said = [f"assumptions.{pattern}"] if pattern not in (None, parameter.name) else []
    return f"by {said[-1]}" if said else ""


def _range(parameter: Parameter, quantity: Quantity, file: str, hint: str) -> Iterator[Problem]:
    outside = [x for x in parameter.distribution.numbers if not quantity.low <= x <= quantity.high]
    gamma = parameter.distribution.kind == "gamma"
    low = LEAST_SHAPE if gamma else quantity.low
    if outside or (gamma and parameter.distribution.a < low):
        expected = f"{'a shape ' if gamma else ''}from {low:g} to {quantity.high:g}"
        yield Problem(file=file, key=parameter.name, expected=expected, received=f"{parameter.distribution}", hint=hint)


def _unknown_patterns(entry: ScenarioFile, known: Mapping[str, Quantity], file: str) -> Iterator[Problem]:
    for name, patterns in (("assumptions", entry.assumptions), ("set", entry.set)):
        for pattern in patterns:
            if _matching_any(pattern, known):
                continue
            # An assumption may wait for an act that claims of a later day bring.
            if name == "assumptions" and any(part in pattern for part in (".red_line.", ".act.", ".linkage.")):
                continue
            hint = nearest(pattern, known)
            yield Problem(file=file, key=f"{name}.{pattern}", expected="a known parameter", received=pattern, hint=hint)


def _matching_any(pattern: str, known: Iterable[str]) -> bool:
    return any(fits(name, pattern) for name in known)


def _values_given(scenario: Scenario, parameters: Mapping[str, Parameter], file: str) -> Iterator[Problem]:
    for party in scenario.parties:
        total = sum(p.distribution.mean for n, p in parameters.items() if n.startswith(f"{party.name}.weight."))
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
