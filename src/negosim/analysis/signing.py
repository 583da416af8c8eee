"""Would this party sign? The share of draws in which a package is worth it to each party on the first day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from os import PathLike
from typing import Any

import numpy as np

from negosim.analysis.valuation import first_day
from negosim.domain.acts import Act
from negosim.domain.issues import Condition
from negosim.domain.scenario import DEFAULT_SEED, Scenario
from negosim.ensemble.outcomes import wilson
from negosim.files.problems import BadInput, Problem, nearest, shown
from negosim.files.scenario import load_scenario
from negosim.rules.completions import typical_completions
from negosim.rules.draws import draws_of
from negosim.rules.preparing import addresses_of, empty_table, prepare_into
from negosim.rules.space import Bools, Ints, space_of
from negosim.rules.table import Floats, utilities

DRAWS = 300
Package = Mapping[str, object]


def would_sign(
    scenario: Scenario | str | PathLike[str],
    packages: Package | str | Sequence[Package | str],
    draws: int = DRAWS,
    seed: int = DEFAULT_SEED,
) -> Any:
    """Tell in which share of the draws each party would sign a package on the first day.

    A party would sign what is worth at least its reservation value and crosses none of its real red lines. Issues that
    a package leaves out are averaged over typical completions (``rules.completions.typical_completions``).

    Parameters
    ----------
    scenario : Scenario or path
        Whose parties are asked.
    packages : mapping, str, or a sequence of these
        Levels by issue, or a text such as ``"pause=60,hostages=100"``; several levels of an issue in a list, or with
        ``|`` between them.
    draws : int
        How many draws of the parties' preferences.
    seed : int
        Of the draws.

    Returns
    -------
    dict, or a list of dicts if several packages are asked
        ``package``: levels by issue, as asked. ``left_out``: the issues averaged over. ``completions``: how many typical
        completions stand for it. ``parties``: by party, ``share`` with its 95 % interval ``low`` and ``high``;
        ``refused``: by the name of an act of the party that refuses the package (all completions of it), the share of
        draws in which the act is real; ``red_line``: the share in which a real red line is crossed; ``too_little``: the
        share in which none is and the package is worth less than the reservation value; ``for``, ``against``: the acts
        in force that the package agrees with and contradicts.

    Raises
    ------
    BadInput
        A package names an unknown issue or level, or none that is feasible; ``draws`` is not at least 1.
    """
    talks = scenario if isinstance(scenario, Scenario) else load_scenario(str(scenario))
    alone = isinstance(packages, str | Mapping)
    asked: Sequence[Package | str] = [packages] if isinstance(packages, str | Mapping) else packages
    if isinstance(draws, bool) or not isinstance(draws, int | np.integer) or draws < 1:
        expected = "a whole number from 1"
        raise BadInput([Problem(file="would_sign", key="draws", expected=expected, received=shown(draws))])
    terms = [terms_of(talks, package) for package in asked]
    completions = [_feasible(talks, each) for each in terms]
    signed, crossed, values = first_day_answers(talks, completions, int(draws), seed)
    places = {name: k for k, name in enumerate(talks.parameters)}
    told = []
    for each, typical, yes, no in zip(terms, completions, signed, crossed, strict=True):
        parties: dict[str, Any] = {}
        for p, party in enumerate(talks.parties):
            share = float(yes[:, p].mean())
            estimate = wilson(round(share * int(draws)), int(draws))
            acts = [act for act in talks.acts if act.party == party.name]
            against = [act for act in acts if contradicts(act, each)]
            parties[party.name] = {
                "share": share,
                "low": min(estimate.low, share),
                "high": max(estimate.high, share),
                "red_line": float(no[:, p].mean()),
                "too_little": float((~yes[:, p] & ~no[:, p]).mean()),
                "refused": {a.name: float((values[:, places[a.parameter]] > 0.5).mean()) for a in against},
                "for": [act.name for act in acts if agrees(talks, act, each)],
                "against": [act.name for act in against],
            }
        told.append(
            {
                "package": {name: _plain(labels) for name, labels in each.levels.items()},
                "left_out": [issue.name for issue in talks.issues if issue.name not in each.levels],
                "completions": len(typical),
                "draws": int(draws),
                "parties": parties,
            }
        )
    return told[0] if alone else told


def _plain(labels: tuple[str, ...]) -> str | list[str]:
    return labels[0] if len(labels) == 1 else list(labels)


def first_day_answers(
    scenario: Scenario, packages: Sequence[Ints], draws: int, seed: int
) -> tuple[list[Bools], list[Bools], Floats]:
    """Whether each party would sign packages on the first day, draw by draw.

    Parameters
    ----------
    scenario : Scenario
        Whose parties are asked.
    packages : sequence of ndarray, shape (n, issues)
        Digits.
    draws, seed : int
        How many draws, and of which seed.

    Returns
    -------
    signed, crossed : list of ndarray of bool, shape (draws, parties, n)
        Whether a package is signed, and whether it crosses a real red line.
    values : ndarray, shape (draws, parameters)
        The draws.
    """
    space, addresses = space_of(scenario), addresses_of(scenario)
    values, table = draws_of(scenario, seed, range(draws)), empty_table(addresses)
    parties = range(len(scenario.parties))
    signed = [np.zeros((draws, len(parties), len(each)), np.bool_) for each in packages]
    crossed = [np.zeros((draws, len(parties), len(each)), np.bool_) for each in packages]
    for n, vector in enumerate(values):
        draw = dict(zip(scenario.parameters, vector.tolist(), strict=True))
        prepare_into(space, addresses, vector, table)
        for p in parties:
            floor = first_day(scenario, draw, space, table, p)
            for k, each in enumerate(packages):
                worth = utilities(space, table, p, each)
                signed[k][n, p] = worth >= floor
                crossed[k][n, p] = np.isneginf(worth)
    return signed, crossed, values


def terms_of(scenario: Scenario, package: Package | str) -> Condition:
    """The levels that a package names, by issue; BadInput with everything that it names and that there is not."""
    pairs = list(_pairs(package))
    problems, levels = [], dict[str, tuple[str, ...]]()
    known = {issue.name: issue for issue in scenario.issues}
    for name, labels in pairs:
        if name not in known:
            hint = nearest(name, known)
            problems.append(Problem(file="package", key=name, expected="an issue", received=name, hint=hint))
            continue
        if name in levels:
            problems.append(Problem(file="package", key=name, expected="an issue once", received="it twice"))
        may = [known[name].labels[digit] for digit in known[name].available]
        for label in labels:
            if label not in may:
                expected = f"a level of {name} that can be agreed: {', '.join(may)}"
                hint = nearest(label, may)
                problems.append(Problem(file="package", key=name, expected=expected, received=label, hint=hint))
        levels[name] = labels
    if not pairs:
        problems.append(Problem(file="package", expected="levels by issue: pause=60,hostages=100", received="nothing"))
    if problems:
        raise BadInput(problems)
    return Condition({name: levels[name] for name in known if name in levels})


def _pairs(package: Package | str) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(package, str):
        for part in filter(None, (part.strip() for part in package.split(","))):
            name, _, labels = part.partition("=")
            yield name.strip(), tuple(label.strip() for label in labels.split("|"))
        return
    for name, value in package.items():
        several = value if isinstance(value, list | tuple) else [value]
        yield str(name), tuple(f"{v:g}" if isinstance(v, int | float) else str(v) for v in several)


def _feasible(scenario: Scenario, terms: Condition) -> Ints:
    found = typical_completions(scenario, terms)
    if not len(found):
        received = str(terms)
        raise BadInput([Problem(file="package", expected="a package that is feasible", received=received)])
    return found


def contradicts(act: Act, terms: Condition) -> bool:
    """Whether an act refuses every package with some terms."""
    return any(
        all(set(terms.levels.get(name, ())) <= set(levels) and name in terms.levels for name, levels in box.levels.items())
        for box in act.refused
    )


def agrees(scenario: Scenario, act: Act, terms: Condition) -> bool:
    """Whether terms are those that a party consented to, as far as they speak of them, or demanded and present."""
    wanted = act.terms.levels
    if not wanted or (not act.consents and act.kind != "demanded"):
        return False
    return all(name in terms.levels and set(terms.levels[name]) <= set(levels) for name, levels in wanted.items())
