"""Positions as of a date: the projection of claims, through the codebook, to parameters and acts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import attrs

from negosim.domain.issues import Issue
from negosim.domain.parameters import Distribution, Parameter, fixed, triangular
from negosim.domain.scenario import Party, RedLine
from negosim.evidence.acts import ReportedAct, reported_acts
from negosim.evidence.claims import Claim, Dossier
from negosim.evidence.codebook import Codebook
from negosim.evidence.frame import Frame, Shift, stands_on
from negosim.evidence.relations import audiences, relations

STANDING = ("position", "style", "stake")
MAIN = 3
"""The emphasis of a claim that names the main obstacle."""


@attrs.frozen(kw_only=True)
class Projection:
    """What the claims of a date say of a negotiation.

    Attributes:
        parameters: by name, with the claims behind each.
        shifts: by the name of a parameter that is assumed, by how much claims move it.
        acts: of the parties, those in force and the others.
        red_lines: of the refusals in force.
        used: identifiers of all claims that moved something.
    """

    parameters: dict[str, Parameter]
    shifts: dict[str, Shift]
    acts: tuple[ReportedAct, ...]
    red_lines: tuple[RedLine, ...]
    used: tuple[str, ...]


def known_claims(
    dossier: Dossier, as_of: dt.date, backcast: dt.date | None, window: dt.date
) -> tuple[tuple[Claim, ...], frozenset[str]]:
    """The claims a scenario may use, and which of them are taken back.

    Claims up to ``as_of`` count. With ``backcast``, positions, styles and stakes voiced after ``window``, the end of
    the talks that are played, and up to ``backcast`` are taken back: where people stand is presumed to have been so
    before. What was said during those talks is their history and is never used; a refusal holds only from the day it
    is voiced.
    """
    known = dossier.until(as_of)
    if backcast is None:
        return known, frozenset()
    back = tuple(c for c in dossier.until(backcast) if c.date > max(window, as_of) and c.kind in STANDING)
    return known + back, frozenset(c.id for c in back)


def project(codebook: Codebook, frame: Frame, as_of: dt.date) -> Projection:
    """The parameters, acts and red lines that the claims of a frame give on a day."""
    found: dict[str, Parameter] = {}
    shifts: dict[str, Shift] = {}
    acts = reported_acts(codebook, frame, as_of)
    texts = {claim.id: claim for claim in frame.claims}
    for party in frame.parties:
        for issue in frame.issues:
            _add(found, frame, _weight(codebook, frame, party, issue, acts))
            for parameter in _values(codebook, party, issue):
                _add(found, frame, parameter)
        shifts.update(audiences(codebook, frame, party))
    for told in acts:
        if told.in_force:
            claims = [texts[claim] for claim in told.act.claims]
            real = Distribution("chance", told.credibility)
            _add(found, frame, stands_on(told.act.parameter, real, claims, told.why, "yes or no"))
    for parameter in relations(codebook, frame):
        _add(found, frame, parameter)
    behind = [*(parameter.claims for parameter in found.values()), *(shift.claims for shift in shifts.values())]
    used = sorted({claim for claims in behind for claim in claims})
    lines = tuple(line for told in acts if told.in_force and told.act.red_line for line in red_lines_of(told))
    return Projection(parameters=found, shifts=shifts, acts=acts, red_lines=lines, used=tuple(used))


def red_lines_of(told: ReportedAct) -> Iterable[RedLine]:
    """The red lines of a refusal: one for each condition, all real or none."""
    act = told.act
    for number, condition in enumerate(act.refused):
        name = act.name if len(act.refused) == 1 else f"{act.name}_{number + 1}"
        yield RedLine(name=name, party=act.party, issue=next(iter(condition.levels)), condition=condition, act=act.name)


def _add(found: dict[str, Parameter], frame: Frame, parameter: Parameter) -> None:
    if parameter.claims and all(claim in frame.earlier for claim in parameter.claims):
        parameter = attrs.evolve(parameter, basis="assumption", why=f"taken back from later claims; {parameter.why}")
    found[parameter.name] = parameter


def _weight(codebook: Codebook, frame: Frame, party: Party, issue: Issue, acts: Sequence[ReportedAct]) -> Parameter:
    """Importance from the stakes: what the talks are for, what is called an obstacle or refused; not how often."""
    texts = {claim.id: claim for claim in frame.claims}
    refusing = [told.act for told in acts if told.act.party == party.name and not told.act.consents]
    refused = [texts[c] for act in refusing for c in act.claims if texts[c].issue == issue.name]
    about = [claim for claim in frame.claims if claim.issue == issue.name]
    stake = [claim for claim in about if claim.kind == "stake" and claim.actor in (party.name, "talks")]
    obstacle = [claim for claim in about if claim.kind == "fact" and claim.actor == party.name and claim.emphasis > 1]
    claims: Sequence[Claim] = [*stake, *obstacle, *refused]
    main = stake or any(claim.emphasis >= MAIN for claim in obstacle)
    word = "main" if main else "named" if obstacle or refused else "other"
    low, mode, high = (codebook.stakes[word] * factor for factor in codebook.weight_spread.distribution().numbers)
    why = {
        "main": "what the talks are for, or the main obstacle",
        "named": "named as an obstacle, or something of it is refused",
        "other": "neither what the talks are for, nor an obstacle, nor refused",
    }[word]
    name = f"{party.name}.weight.{issue.name}"
    return stands_on(name, triangular(low, mode, high), claims, why, "importance, normalised", "convention")


def _values(codebook: Codebook, party: Party, issue: Issue) -> Iterable[Parameter]:
    """Values from the scale: 0 for the worst level, 1 for the best, and an uncertain bend in the middle."""

    def told(label: str, distribution: Distribution, why: str) -> Parameter:
        return stands_on(f"{party.name}.value.{issue.name}.{label}", distribution, (), why, "", "convention")

    if not issue.ordered:
        ranks = party.ranks.get(issue.name) or (issue.labels[issue.status_quo],)
        for label in issue.labels:
            if label not in ranks:
                yield told(label, codebook.unranked.distribution(), "not the best of the party's ranking")
                continue
            place = 1.0 - ranks.index(label) / max(1, len(issue.labels) - 1)
            bend = codebook.bend if 0.0 < place < 1.0 else 0.0
            own = triangular(max(0.0, place - bend), place, min(1.0, place + bend)) if bend else fixed(place)
            yield told(label, own, "place in the party's ranking: its status quo first, unless the case says otherwise")
        return
    direction = issue.direction(party.prefers.get(issue.name))
    if not direction:
        return
    scale = issue.labels[::direction]
    yield told(scale[0], fixed(0.0), "worst level of the scale")
    yield told(scale[-1], fixed(1.0), "best level of the scale")
    if len(scale) > 2:
        at = len(scale) // 2
        place = at / (len(scale) - 1)
        low, high = max(0.0, place - codebook.bend), min(1.0, place + codebook.bend)
        yield told(scale[at], triangular(low, place, high), "middle of the scale, which may bend either way")
