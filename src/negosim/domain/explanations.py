"""What a parameter stands on: its distribution, its basis, the acts that inform it and their claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from negosim.domain.acts import Act
from negosim.domain.parameters import CONDITIONED, Parameter
from negosim.errors import BadInput, Problem, nearest


@attrs.frozen
class Explanation:
    """What a parameter stands on.

    Attributes
    ----------
    parameter : Parameter
        Its name, distribution, unit, basis, and why it is what it is.
    acts : tuple of Act
        The act that it says is real or not, or the acts of its party that it is drawn to be consistent with.
    claims : tuple of str
        Identifiers of the claims behind it, and of those that tell of the acts.
    """

    parameter: Parameter
    acts: tuple[Act, ...]
    claims: tuple[str, ...]

    def __str__(self) -> str:
        own, unit = self.parameter, f" ({self.parameter.unit})" if self.parameter.unit else ""
        lines = [f"{own.name}: {own.distribution}{unit}", f"  {own.basis}: {own.why}"]
        lines += [f"  act: {act.name}, {act.kind.replace('_', ' ')}: {act}" for act in self.acts]
        return "\n".join([*lines, f"  claims: {' '.join(self.claims) or 'none'}"])


def explain(parameters: Mapping[str, Parameter], acts: Iterable[Act], name: str) -> Explanation:
    """Return what a parameter stands on; described at ``Scenario.explain``."""
    if name not in parameters:
        hint = nearest(name, parameters)
        raise BadInput([Problem(file="explain", expected="a parameter of the scenario", received=name, hint=hint)])
    parameter, informing = parameters[name], tuple(_informing(acts, name))
    claims = dict.fromkeys((*parameter.claims, *(claim for act in informing for claim in act.claims)))
    return Explanation(parameter, informing, tuple(claims))


def _informing(acts: Iterable[Act], name: str) -> Iterator[Act]:
    """Yield the act of a parameter, or of a preference the acts of its party that mention its issue, if it has one."""
    party, _, rest = name.partition(".")
    kind, _, issue = rest.partition(".")
    issue = issue.partition(".")[0]
    for act in acts:
        mentioned = {word for condition in (act.terms, *act.refused) for word in condition.levels}
        informs = act.party == party and kind in CONDITIONED and (not issue or issue in mentioned)
        if act.parameter == name or informs:
            yield act
