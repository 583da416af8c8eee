"""Terms of a package: the levels of some issues, as a person names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from negosim.domain.issues import Condition
from negosim.domain.scenario import Scenario
from negosim.errors import BadInput, Problem, nearest, shown

Package = Mapping[str, object] | str
"""Levels by issue: a mapping, or a text such as ``pause=60,hostages=50|100``."""


def labels_at(scenario: Scenario, index: int) -> dict[str, str]:
    """Return the level of each issue of a package, from its index in canonical order.

    Parameters
    ----------
    scenario : Scenario
        Scenario of the package.
    index : int
        Number of the package; the last issue varies fastest.

    Returns
    -------
    dict
        Label by issue, in the order of the issues.
    """
    labels: dict[str, str] = {}
    for issue in reversed(scenario.issues):
        index, digit = divmod(int(index), len(issue.levels))
        labels[issue.name] = issue.levels[digit].label
    return dict(reversed(labels.items()))


def parse_terms(scenario: Scenario, package: object, where: str = "package") -> Condition:
    """Parse the levels that a package names, by issue.

    Parameters
    ----------
    scenario : Scenario
        Scenario whose issues and levels may be named.
    package : mapping or str
        A level for each issue, or several: a list in a mapping, ``|`` between them in a text.
    where : str, default "package"
        What error messages call it.

    Returns
    -------
    Condition
        In the canonical order of the issues.

    Raises
    ------
    BadInput
        An issue or a level is unknown or cannot be agreed, an issue is named twice, or none is named.
    """
    if not isinstance(package, str | Mapping):
        expected = "levels by issue: a mapping, or a text such as pause=60,hostages=100"
        raise BadInput([Problem(file=where, expected=expected, received=shown(package))])
    pairs = list(_pairs(package))
    problems, levels = [], dict[str, tuple[str, ...]]()
    known = {issue.name: issue for issue in scenario.issues}
    for name, labels in pairs:
        if name not in known:
            hint = nearest(name, known)
            problems.append(Problem(file=where, key=name, expected="an issue", received=name, hint=hint))
            continue
        if name in levels:
            problems.append(Problem(file=where, key=name, expected="an issue once", received="it twice"))
        may = [known[name].labels[digit] for digit in known[name].available]
        for label in labels:
            if label not in may:
                expected = f"a level of {name} that can be agreed: {', '.join(may)}"
                hint = nearest(label, may)
                problems.append(Problem(file=where, key=name, expected=expected, received=label, hint=hint))
        levels[name] = labels
    if not pairs:
        problems.append(Problem(file=where, expected="levels by issue: pause=60,hostages=100", received="nothing"))
    if problems:
        raise BadInput(problems)
    return Condition({name: levels[name] for name in known if name in levels})


def _pairs(package: Package) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(package, str):
        for part in filter(None, (part.strip() for part in package.split(","))):
            name, _, labels = part.partition("=")
            yield name.strip(), tuple(label.strip() for label in labels.split("|"))
        return
    for name, value in package.items():
        several = value if isinstance(value, list | tuple) else [value]
        yield str(name), tuple(f"{v:g}" if isinstance(v, int | float) else str(v) for v in several)
