"""The quantities a scenario needs: names, ranges and units of its parameters."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

import attrs

from negosim.domain.acts import Act
from negosim.domain.issues import Issue
from negosim.domain.procedure import Phasing
from negosim.domain.scenario import ABILITIES, Linkage, Mediator, Party, RedLine, Scenario


@attrs.frozen
class Quantity:
    """What a parameter of a given name may be.

    Attributes
    ----------
    name : str
        Of the parameter.
    low, high : float
        The values it may take.
    unit : str
        Of its value.
    optional : bool
        Whether a scenario may do without it.
    """

    name: str
    low: float = 0.0
    high: float = 1.0
    unit: str = ""
    optional: bool = False


OF_PREFERENCES = ("weight", "value", "red_line", "act", "linkage", "follow_through")
OF_PARTY = (
    Quantity("premium", -2.0, 2.0, "utility"),
    Quantity("waiting_cost", -1.0, 1.0, "utility per day"),
    Quantity("pressure", 0.0, 2.0, "utility"),
    Quantity("concession", 1e-3, 1e3, "exponent e"),
    Quantity("horizon", 1.0, 1e6, "days"),
    Quantity("ambition", 0.0, 1.0, "share"),
    Quantity("reciprocity", 0.0, 1.0, "share"),
    Quantity("follow_through", 0.0, 1.0, "probability"),
    Quantity("bias", -1.0, 1.0, "utility"),
)
OF_MEDIATOR = (
    *(Quantity(ability, 0.0, 1.0, "yes or no") for ability in ABILITIES),
    Quantity("candour", 0.0, 1.0, "share"),
    Quantity("effort", 0.0, 1.0, "per round"),
    Quantity("budget", 0.0, math.inf, "effort"),
)
OF_TALKS = (
    Quantity("talks.collapse", 0.0, 1.0, "probability per round"),
    Quantity("talks.stall", 0.0, 1.0, "probability per stalled round"),
    Quantity("talks.learning", 0.0, 1.0, "rate per round"),
    Quantity("talks.persuasion", 0.0, 1.0, "rate per refusal"),
    Quantity("talks.pressure_cap", 0.0, 2.0, "utility"),
    Quantity("talks.press_cost", 0.0, 1.0, "share of trust"),
)


PARTS = ("weight", "value", "red_line", "act", "linkage", "trust", "leverage")
QUANTITIES = frozenset({*PARTS, *(q.name.rpartition(".")[2] for q in (*OF_PARTY, *OF_MEDIATOR, *OF_TALKS))})
"""Every word that says, in the name of a parameter, what it is a quantity of."""
_AT_THE_END = QUANTITIES - set(PARTS)


def fits(name: str, pattern: str) -> bool:
    """Whether the name of a parameter matches a pattern.

    ``*`` stands for anything, ``?`` for one character. A pattern of two words whose last is a quantity, such as
    ``*.horizon``, matches that quantity alone, and no issue or level of that name.

    Parameters
    ----------
    name : str
        Of a parameter.
    pattern : str
        With or without wildcards.
    """
    if name == pattern:
        return True
    first, _, last = pattern.rpartition(".")
    if last.isidentifier() and not name.endswith(last):  # no wildcard; matching costs more
        return False
    of_agents = last in _AT_THE_END and "." not in first
    return fnmatchcase(name, pattern) and not (of_agents and name.count(".") > 1)


def of_act(name: str) -> bool:
    """Whether a parameter says if an act is real: preferences are then drawn so that they fit it."""
    return name.split(".")[1:2] == ["act"]


def of_preferences(name: str) -> bool:
    """Whether a parameter says what packages are worth, or which of them a party may sign."""
    owner, _, kind = name.partition(".")
    return owner == "guarantee" or kind.partition(".")[0] in OF_PREFERENCES


def quantities(
    issues: Sequence[Issue],
    parties: Sequence[Party],
    mediators: Sequence[Mediator],
    red_lines: Sequence[RedLine],
    linkages: Sequence[Linkage],
    phasing: Phasing,
    acts: Sequence[Act] = (),
) -> dict[str, Quantity]:
    """List every quantity that a scenario with these parts can have.

    Parameters
    ----------
    issues : Sequence[Issue]
        In canonical order.
    parties : Sequence[Party]
        Whose consent is needed.
    mediators : Sequence[Mediator]
        Without a vote.
    red_lines : Sequence[RedLine]
        Each has a parameter.
    linkages : Sequence[Linkage]
        Each has a parameter.
    phasing : Phasing
        Its guarantee has a parameter for each level.
    acts : Sequence[Act]
        Each has a parameter.

    Returns
    -------
    dict[str, Quantity]
        The quantities by name, in canonical order.
    """
    return {q.name: q for q in _all(issues, parties, mediators, red_lines, linkages, phasing, acts)}


def quantities_of(scenario: Scenario) -> dict[str, Quantity]:
    """Every quantity that a scenario can have, by name, in canonical order."""
    return quantities(
        scenario.issues,
        scenario.parties,
        scenario.mediators,
        scenario.red_lines,
        scenario.linkages,
        scenario.phasing,
        scenario.acts,
    )


def _all(
    issues: Sequence[Issue],
    parties: Sequence[Party],
    mediators: Sequence[Mediator],
    red_lines: Sequence[RedLine],
    linkages: Sequence[Linkage],
    phasing: Phasing,
    acts: Sequence[Act],
) -> Iterator[Quantity]:
    for party in parties:
        for issue in issues:
            yield Quantity(f"{party.name}.weight.{issue.name}", 0.0, math.inf, "importance")
            for level in issue.levels:
                yield Quantity(f"{party.name}.value.{issue.name}.{level.label}", 0.0, 1.0, "value", optional=True)
        yield from (Quantity(r.parameter, 0.0, 1.0, "yes or no") for r in red_lines if r.party == party.name)
        yield from (Quantity(a.parameter, 0.0, 1.0, "yes or no") for a in acts if a.party == party.name)
        for k in linkages:
            if k.party == party.name:
                low, high, unit = (0.0, 1.0, "value") if k.issue else (-2.0, 2.0, "utility")
                yield Quantity(k.parameter, low, high, unit)
        yield from (attrs.evolve(q, name=f"{party.name}.{q.name}") for q in OF_PARTY)
        yield from (Quantity(f"{party.name}.trust.{o.name}", 0.0, 1.0, "share") for o in parties if o != party)
    for mediator in mediators:
        yield from (attrs.evolve(q, name=f"{mediator.name}.{q.name}") for q in OF_MEDIATOR)
        for party in parties:
            yield Quantity(f"{mediator.name}.trust.{party.name}", 0.0, 1.0, "share")
            yield Quantity(f"{mediator.name}.leverage.{party.name}", 0.0, 1.0, "share")
    if phasing.guarantee is not None:
        guarantee = next(issue for issue in issues if issue.name == phasing.guarantee)
        for level in guarantee.levels:
            yield Quantity(f"guarantee.{level.label}", 0.0, 1.0, "share")
    yield from OF_TALKS
