"""Checks of a built scenario: names of acts, size of the package space, plausible horizons."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np

from negosim.domain.acts import Act
from negosim.domain.issues import MOST_CONDITIONS
from negosim.domain.scenario import Scenario
from negosim.errors import BadInput, Problem
from negosim.files.scenario_checks import MOST_PACKAGES

AT_ONCE = 0.05
"""A share of the calendar; a party whose horizon lies within it does not negotiate over time."""
MOSTLY = 0.9
"""Probability of a collapse from which on it counts as nearly certain."""
ALMOST_ALL = 0.999
"""The share of a distribution that stands for all of it, where it has no end."""


def check_names(acts: Iterable[Act], file: str) -> None:
    """BadInput for acts of a party that share a parameter: one by hand and one of claims."""
    counts = Counter(act.parameter for act in acts)
    problems = [
        Problem(
            file=file,
            key=f"parties.{act.party}.acts.{act.name}",
            expected="a name that no act of the party has by claims",
            received=act.name,
        )
        for act in acts
        if counts[act.parameter] > 1 and not act.claims
    ]
    if problems:
        raise BadInput(problems)


def check_space(scenario: Scenario, file: str) -> None:
    """BadInput for a package space that is empty or too large."""
    # A package's index counts every level, also a status quo that no package may hold.
    for what, most, counts in (
        ("packages", MOST_PACKAGES, [len(i.available) for i in scenario.issues]),
        ("combinations with every status quo", 1e12, [len(i.levels) for i in scenario.issues]),
    ):
        size = float(np.prod(counts, dtype=float))
        if size > most:
            raise BadInput(
                [Problem(file=file, key="issues", expected=f"at most {most:.3g} {what}", received=f"{size:.3g}")]
            )
    for key, count in (("red_lines", len(scenario.red_lines)), ("linkages", len(scenario.linkages))):
        if count > MOST_CONDITIONS:
            expected = f"at most {MOST_CONDITIONS} {key.replace('_', ' ')}, those of claims included"
            raise BadInput([Problem(file=file, key=key, expected=expected, received=str(count))])
    if not scenario.has_feasible_package():
        key, expected = "infeasible" if scenario.infeasible else "issues", "at least one feasible package"
        raise BadInput([Problem(file=file, key=key, expected=expected, received="an empty package space")])


def doubts(scenario: Scenario) -> Iterator[str]:
    """One sentence for each thing that can be simulated and is probably not what was meant."""
    yield from _implausible_horizons(scenario)
    yield from _many_rounds(scenario)
    yield from _words_among_numbers(scenario)


def _many_rounds(scenario: Scenario) -> Iterator[str]:
    """A calendar of so many rounds that hazards per round, unless set by hand, decide how the talks end."""
    hazards = [scenario.parameters[f"talks.{name}"] for name in ("collapse", "stall")]
    if any(hazard.basis == "override" for hazard in hazards):
        return
    collapse, stall = (hazard.distribution.central for hazard in hazards)
    still = scenario.rounds / 2
    share = 1.0 - math.exp(-collapse * scenario.rounds - stall * still * (still + 1.0) / 2.0)
    if share > MOSTLY:
        yield (
            f"{scenario.rounds} rounds: talks.collapse and talks.stall are probabilities per round, and talks that "
            f"stand still for half of the rounds collapse in {share:.0%} of runs; longer rounds (days_per_round) or "
            "smaller hazards suit so long a calendar"
        )


def _words_among_numbers(scenario: Scenario) -> Iterator[str]:
    """A status quo in words, before levels that are numbers."""
    for issue in scenario.issues:
        numbers = [level.value is not None for level in issue.levels]
        if not issue.ordered or numbers[issue.status_quo] or sum(numbers) != len(numbers) - 1:
            continue
        word, nearest = issue.labels[issue.status_quo], issue.labels[1 if issue.status_quo == 0 else 0]
        values = [scenario.parameters.get(f"{party.name}.value.{issue.name}.{word}") for party in scenario.parties]
        if any(value is not None and value.basis == "convention" for value in values):
            yield (
                f"issues.{issue.name}.status_quo is {word}, a word: on the issue's scale it stands beyond {nearest}; "
                "turn the list of levels round if it belongs at the other end"
            )


def _implausible_horizons(scenario: Scenario) -> Iterator[str]:
    """One sentence for each party whose horizon lies beyond the calendar, or within its first days."""
    for party in scenario.parties:
        name = f"{party.name}.horizon"
        days = scenario.parameters[name].distribution
        first, last = days.quantile(0.0 if days.kind != "gamma" else 1.0 - ALMOST_ALL), days.quantile(ALMOST_ALL)
        beyond = first > scenario.horizon or (days.uncertain and first >= scenario.horizon)
        what = f"{name} is {days} days"
        if beyond:
            yield f"{what}, the talks end after {scenario.horizon}: {party.title} never gets to its reservation value"
        elif last <= AT_ONCE * scenario.horizon:
            yield f"{what}, the talks may last {scenario.horizon}: {party.title} is at its reservation value at once"
