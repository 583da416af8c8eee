"""Positions as of a date: the projection of claims, through the codebook, to parameters."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

import attrs

from negosim.domain.issues import Condition, Issue
from negosim.domain.parameters import Distribution, Parameter, triangular
from negosim.domain.scenario import Linkage, Party, RedLine
from negosim.evidence.claims import Claim, Dossier
from negosim.evidence.codebook import Codebook
from negosim.evidence.frame import Frame, stands_on, worth_of
from negosim.evidence.packages import better_or_equal, conditions_of, judged, level_of, spelled, without
from negosim.evidence.relations import audience, relations

POSITIVE = ("demands", "proposes", "accepts", "open_to")
STANDING = ("position", "style")


@attrs.frozen(kw_only=True)
class Projection:
    """What the claims of a date say of a negotiation.

    Attributes:
        parameters: by name, with the claims behind each.
        red_lines, linkages: of the parties.
        used: identifiers of all claims that moved something.
    """

    parameters: dict[str, Parameter]
    red_lines: tuple[RedLine, ...]
    linkages: tuple[Linkage, ...]
    used: tuple[str, ...]


def known_claims(
    dossier: Dossier, as_of: dt.date, backcast: dt.date | None, window: dt.date
) -> tuple[tuple[Claim, ...], frozenset[str]]:
    """The claims a scenario may use, and which of them are taken back.

    Claims up to ``as_of`` count. With ``backcast``, positions and styles voiced after ``window``, the end of the talks
    that
    are played, and up to ``backcast`` are taken back: where people stand is presumed to have been so before. What was
    said during those talks is their history and is never used; a refusal holds only from the day it is voiced.
    """
    known = dossier.until(as_of)
    if backcast is None:
        return known, frozenset()
    back = tuple(c for c in dossier.until(backcast) if c.date > max(window, as_of) and c.kind in STANDING)
    return known + back, frozenset(c.id for c in back)


def project(codebook: Codebook, frame: Frame) -> Projection:
    """The parameters, red lines and linkages that the claims of a frame give."""
    found: dict[str, Parameter] = {}
    red_lines: list[RedLine] = []
    linkages: list[Linkage] = []
    for party in frame.parties:
        own = [c for c in frame.claims if _is_position(frame, party, c)]
        for issue in frame.issues:
            about = [c for c in own if c.issue == issue.name]
            stressed = [c for c in frame.claims if c.issue == issue.name and _stresses(c, party)]
            _add(found, frame, _weight(codebook, party, issue, [*about, *stressed]))
            for parameter in _values(codebook, party, issue, about):
                _add(found, frame, parameter)
        for line, parameter in _red_lines(codebook, frame, party, own):
            red_lines.append(line)
            _add(found, frame, parameter)
        for linkage, parameter in _linkages(codebook, frame, party, own):
            linkages.append(linkage)
            _add(found, frame, parameter)
        _add(found, frame, audience(codebook, frame, party, 1))
        _add(found, frame, audience(codebook, frame, party, -1))
    for parameter in relations(codebook, frame):
        _add(found, frame, parameter)
    used = sorted({claim for parameter in found.values() for claim in parameter.claims})
    return Projection(parameters=found, red_lines=tuple(red_lines), linkages=tuple(linkages), used=tuple(used))


def _add(found: dict[str, Parameter], frame: Frame, parameter: Parameter | None) -> None:
    if parameter is None:
        return
    if parameter.claims and all(claim in frame.earlier for claim in parameter.claims):
        parameter = attrs.evolve(parameter, basis="assumption", why=f"taken back from later claims; {parameter.why}")
    found[parameter.name] = parameter


def _stresses(claim: Claim, party: Party) -> bool:
    """Whether a claim that is no position shows how much an issue matters to a party: a dispute, or an audience."""
    disputed = claim.kind == "fact" and claim.actor == party.name and claim.emphasis == 3
    return disputed or (claim.kind == "audience" and claim.toward == party.name)


def _is_position(frame: Frame, party: Party, claim: Claim) -> bool:
    """Whether a claim is a party's position on what is negotiated; one whose condition cannot be judged is not used."""
    about = any(issue.name == claim.issue for issue in frame.issues)
    return claim.kind == "position" and claim.actor == party.name and about and judged(frame.issues, claim)


def _once(claims: Iterable[Claim]) -> list[Claim]:
    """One claim for each statement: the same span, or the same stance of the same day told twice, counts once."""
    statements: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        same_span = (claim.document, claim.span)
        same_stance = (
            claim.kind,
            claim.actor,
            claim.stance,
            claim.level,
            claim.value,
            tuple(claim.condition.items()),
            claim.date,
        )
        if same_span not in statements and same_stance not in statements:
            statements[same_span] = statements[same_stance] = claim
    return list({claim.id: claim for claim in statements.values()}.values())


def _weight(codebook: Codebook, party: Party, issue: Issue, about: Sequence[Claim]) -> Parameter:
    counted = _once(about)
    shape = codebook.weight_base + codebook.weight_per_claim * sum(worth_of(codebook, c) for c in counted)
    why = f"gamma shape: weight_base + weight_per_claim x {len(counted)} statements by attribution and emphasis"
    return stands_on(
        f"{party.name}.weight.{issue.name}", Distribution("gamma", shape), about, why, "importance, normalised"
    )


def _values(codebook: Codebook, party: Party, issue: Issue, about: Sequence[Claim]) -> Iterable[Parameter]:
    coded: dict[str, list[Claim]] = defaultdict(list)
    for claim in about:
        level = level_of(issue, claim, codebook.unnumbered)
        if level is not None and (not claim.condition or claim.stance not in POSITIVE):
            coded[level].append(claim)
    ends = _ends(party, issue)
    for label in issue.labels:
        name = f"{party.name}.value.{issue.name}.{label}"
        if label in coded:
            yield stands_on(
                name, _value(codebook, coded[label]), coded[label], "stance gives the mode, attribution the width"
            )
        elif label in ends:
            spread = codebook.near_end if ends[label] else codebook.far_end if about else codebook.silent
            word = (
                "best level of the scale"
                if ends[label]
                else "worst level of the scale"
                if about
                else "nothing said of the issue"
            )
            yield stands_on(name, spread.distribution(), (), f"no claim: {word}")
        elif not issue.ordered:
            yield stands_on(name, codebook.uncoded.distribution(), (), "no claim: a level nobody spoke of")


def _ends(party: Party, issue: Issue) -> dict[str, bool]:
    """The best and the worst level of an ordered issue with a known direction."""
    if not issue.ordered or issue.name not in party.prefers:
        return {}
    first, last = issue.labels[0], issue.labels[-1]
    upwards = issue.direction(party.prefers[issue.name]) > 0
    return {last: True, first: False} if upwards else {first: True, last: False}


def _value(codebook: Codebook, claims: Sequence[Claim]) -> Distribution:
    weights = [worth_of(codebook, c) for c in claims]
    means = [codebook.stances[c.stance] for c in claims]
    mode = sum(w * m for w, m in zip(weights, means, strict=True)) / sum(weights)
    width = min(codebook.attributions[c.attribution].width for c in claims) + (max(means) - min(means)) / 2
    return triangular(max(0.0, mode - width), mode, min(1.0, mode + width))


def _red_lines(
    codebook: Codebook, frame: Frame, party: Party, own: Sequence[Claim]
) -> Iterable[tuple[RedLine, Parameter]]:
    """Refusals of a level, and of worse ones; less the exceptions that the party itself names."""
    grouped: dict[str, list[Claim]] = defaultdict(list)
    conditions: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {}
    seen: set[tuple[str, tuple[int, int]]] = set()
    for claim in own:
        issue = next(i for i in frame.issues if i.name == claim.issue)
        level = level_of(issue, claim)
        statement = (claim.document, claim.span)
        if claim.stance != "refuses" or level is None or claim.id in frame.earlier or statement in seen:
            continue
        if claim.condition:
            seen.add(statement)
        worse = better_or_equal(issue, party, level, reverse=True)
        condition = {issue.name: worse, **conditions_of(frame.issues, party, claim, exact=True)}
        for exception in own:
            if exception.stance in POSITIVE and exception.issue == issue.name and level_of(issue, exception) in worse:
                condition = without(frame.issues, condition, exception)
        key = spelled(level, issue, condition)
        grouped[key].append(claim)
        conditions[key] = (issue.name, condition)
    for key, claims in grouped.items():
        issue_name, levels = conditions[key]
        line = RedLine(name=key, party=party.name, issue=issue_name, condition=Condition(levels))
        firmness = max(codebook.attributions[c.attribution].firmness for c in claims)
        firmness = 1 - (1 - firmness) * (1 - codebook.repeat) ** (len(claims) - 1)
        why = f"refusal: firmness by attribution, {len(claims)} claims"
        yield line, stands_on(line.parameter, Distribution("chance", firmness), claims, why, "yes or no")


def _linkages(
    codebook: Codebook, frame: Frame, party: Party, own: Sequence[Claim]
) -> Iterable[tuple[Linkage, Parameter]]:
    """Positive stances under a condition: there, the level and better ones are worth what the stance says."""
    grouped: dict[str, list[Claim]] = defaultdict(list)
    conditions: dict[str, dict[str, tuple[str, ...]]] = {}
    for claim in own:
        issue = next(i for i in frame.issues if i.name == claim.issue)
        level = level_of(issue, claim)
        if claim.stance not in POSITIVE or level is None or not claim.condition:
            continue
        condition = {
            issue.name: better_or_equal(issue, party, level),
            **conditions_of(frame.issues, party, claim, exact=False),
        }
        available = {i.name: {i.levels[d].label for d in i.available} for i in frame.issues}
        if all(available[name] <= set(labels) for name, labels in condition.items()):
            continue
        key = spelled(level, issue, {issue.name: (level,), **conditions_of(frame.issues, party, claim, exact=True)})
        grouped[key].append(claim)
        conditions[key] = condition
    for key, claims in grouped.items():
        linkage = Linkage(name=key, party=party.name, condition=Condition(conditions[key]), issue=claims[0].issue)
        why = "value of the level, and of better ones, under the condition"
        yield linkage, stands_on(linkage.parameter, _value(codebook, claims), claims, why, "value")
