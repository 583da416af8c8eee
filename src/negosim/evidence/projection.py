"""Project the claims known on a date to parameters, acts and red lines, by the rules of the codebook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import attrs

from negosim.domain.issues import Issue
from negosim.domain.parameters import Basis, Distribution, Parameter, fixed, triangular
from negosim.domain.scenario import ABILITIES, Mediator, Party, RedLine
from negosim.evidence.acts import ReportedAct, reported_acts
from negosim.evidence.claims import Case, Claim
from negosim.evidence.codebook import Codebook, Spread

ALL_MEDIATORS = "mediators"
"""The actor of claims on the style of every mediator."""
MAIN = 3
"""The emphasis of a claim that names the main obstacle."""


@attrs.frozen(kw_only=True)
class Shift:
    """A step by which claims move a parameter that a scenario or a codebook assumes.

    Attributes
    ----------
    add : float
        Added to the parameter's distribution.
    claims : tuple[str, ...]
        Identifiers of the claims.
    why : str
        The rule of the codebook.
    """

    add: float
    claims: tuple[str, ...]
    why: str


@attrs.frozen(kw_only=True)
class Projection:
    """What the claims known on a date say of a negotiation.

    Attributes
    ----------
    parameters : dict[str, Parameter]
        By name, with the claims behind each.
    shifts : dict[str, Shift]
        By the name of an assumed parameter.
    acts : tuple[ReportedAct, ...]
        Of the parties, whether in force or not.
    red_lines : tuple[RedLine, ...]
        Of the refusals in force.
    """

    parameters: dict[str, Parameter] = attrs.field(factory=dict)
    shifts: dict[str, Shift] = attrs.field(factory=dict)
    acts: tuple[ReportedAct, ...] = ()
    red_lines: tuple[RedLine, ...] = ()


def project(codebook: Codebook, case: Case, as_of: dt.date) -> Projection:
    """Project the claims of a case to parameters, acts and red lines.

    Parameters
    ----------
    codebook : Codebook
        The rules.
    case : Case
        Issues, agents and claims.
    as_of : dt.date
        The day on which acts are in force or not.
    """
    acts = reported_acts(codebook, case, as_of)
    in_force = [report for report in acts if report.in_force]
    found: list[Parameter] = []
    for party in case.parties:
        for issue in case.issues:
            found += [_weight(codebook, case, party, issue, acts), *_values(codebook, party, issue)]
    claims = {claim.id: claim for claim in case.claims}
    for report in in_force:
        behind = [claims[claim] for claim in report.act.claims]
        real = Distribution("chance", report.credibility)
        found.append(_parameter(report.act.parameter, real, behind, report.why, "yes or no", "claims"))
    found += _relations(codebook, case)
    return Projection(
        parameters={parameter.name: _marked(parameter, case) for parameter in found},
        shifts={name: shift for party in case.parties for name, shift in _audiences(codebook, case, party)},
        acts=acts,
        red_lines=tuple(line for report in in_force if report.act.red_line for line in red_lines_of(report)),
    )


def red_lines_of(report: ReportedAct) -> Iterable[RedLine]:
    """The red lines of a refusal: one for each condition. They share one parameter, so all are real or none."""
    act = report.act
    for number, condition in enumerate(act.refused):
        name = act.name if len(act.refused) == 1 else f"{act.name}_{number + 1}"
        yield RedLine(name=name, party=act.party, issue=next(iter(condition.levels)), condition=condition, act=act.name)


def _parameter(
    name: str, distribution: Distribution, claims: Sequence[Claim], why: str, unit: str, basis: Basis = "convention"
) -> Parameter:
    ids = tuple(claim.id for claim in claims)
    return Parameter(name=name, distribution=distribution, basis=basis, claims=ids, why=why, unit=unit)


def _marked(parameter: Parameter, case: Case) -> Parameter:
    """The parameter, as an assumption if all its claims are backcast."""
    if not parameter.claims or not case.backcast.issuperset(parameter.claims):
        return parameter
    return attrs.evolve(parameter, basis="assumption", why=f"taken back from later claims; {parameter.why}")


def _weight(codebook: Codebook, case: Case, party: Party, issue: Issue, acts: Sequence[ReportedAct]) -> Parameter:
    """Importance from the stakes: what the talks are for, what is called an obstacle or refused; not how often."""
    claims = {claim.id: claim for claim in case.claims}
    refusals = [report.act for report in acts if report.act.party == party.name and not report.act.consents]
    refused = [claims[c] for act in refusals for c in act.claims if claims[c].issue == issue.name]
    about = [claim for claim in case.claims if claim.issue == issue.name]
    stake = [claim for claim in about if claim.kind == "stake" and claim.actor in (party.name, "talks")]
    obstacle = [claim for claim in about if claim.kind == "fact" and claim.actor == party.name and claim.emphasis > 1]
    if stake or any(claim.emphasis >= MAIN for claim in obstacle):
        rank, why = "main", "what the talks are for, or the main obstacle"
    elif obstacle or refused:
        rank, why = "named", "named as an obstacle, or something of it is refused"
    else:
        rank, why = "other", "neither what the talks are for, nor an obstacle, nor refused"
    importance = triangular(*(codebook.stakes[rank] * x for x in codebook.weight_spread.distribution().numbers))
    name = f"{party.name}.weight.{issue.name}"
    return _parameter(name, importance, [*stake, *obstacle, *refused], why, "importance, normalised")


def _values(codebook: Codebook, party: Party, issue: Issue) -> Iterable[Parameter]:
    """Values from the scale: 0 for the worst level, 1 for the best, and an uncertain bend in the middle."""

    def value(label: str, distribution: Distribution, why: str) -> Parameter:
        return _parameter(f"{party.name}.value.{issue.name}.{label}", distribution, (), why, "")

    def bent(place: float) -> Distribution:
        return triangular(max(0.0, place - codebook.bend), place, min(1.0, place + codebook.bend))

    if not issue.ordered:
        ranks = party.ranks.get(issue.name) or (issue.labels[issue.status_quo],)
        for label in issue.labels:
            if label not in ranks:
                yield value(label, codebook.unranked.distribution(), "not the best of the party's ranking")
                continue
            place = 1.0 - ranks.index(label) / max(1, len(issue.labels) - 1)
            own = bent(place) if codebook.bend and 0.0 < place < 1.0 else fixed(place)
            yield value(
                label, own, "place in the party's ranking: its status quo first, unless the case says otherwise"
            )
        return
    direction = issue.direction(party.prefers.get(issue.name))
    if not direction:
        return
    scale = issue.labels[::direction]
    yield value(scale[0], fixed(0.0), "worst level of the scale")
    yield value(scale[-1], fixed(1.0), "best level of the scale")
    if len(scale) > 2:
        middle = len(scale) // 2
        why = "middle of the scale, which may bend either way"
        yield value(scale[middle], bent(middle / (len(scale) - 1)), why)


def _audiences(codebook: Codebook, case: Case, party: Party) -> Iterable[tuple[str, Shift]]:
    """Audiences for a deal raise a party's waiting cost, audiences against one its premium."""
    for direction, quantity, step, why in (
        (1, "waiting_cost", codebook.audience_step, "an audience for a deal"),
        (-1, "premium", codebook.premium_step, "an audience against a deal"),
    ):
        claims = [
            c for c in case.claims if c.kind == "audience" and c.toward == party.name and c.direction == direction
        ]
        if claims:
            add = sum(_weight_of(codebook, claim) for claim in claims) * step
            yield f"{party.name}.{quantity}", Shift(add=add, claims=tuple(claim.id for claim in claims), why=why)


def _relations(codebook: Codebook, case: Case) -> Iterable[Parameter]:
    """The abilities of mediators, trust in them, their leverage, and trust between the parties."""
    directed = [claim for claim in case.claims if claim.direction]
    ties = [claim for claim in directed if claim.kind == "relation"]
    pressures = [claim for claim in directed if claim.kind == "pressure"]
    trust, leverage = (codebook.trust_base, codebook.trust_step), (codebook.leverage_base, codebook.leverage_step)
    for mediator in case.mediators:
        yield from _abilities(codebook, case, mediator)
        for party in case.parties:
            pair = {mediator.name, party.name}
            claims = [claim for claim in ties if {claim.actor, claim.toward} == pair]
            yield _stepped(codebook, f"{mediator.name}.trust.{party.name}", *trust, claims)
            claims = [c for c in pressures if (c.actor, c.toward) == (mediator.name, party.name)]
            yield _stepped(codebook, f"{mediator.name}.leverage.{party.name}", *leverage, claims)
    for party in case.parties:
        for other in case.parties:
            if other != party:
                claims = [claim for claim in ties if (claim.actor, claim.toward) == (party.name, other.name)]
                name = f"{party.name}.trust.{other.name}"
                yield _stepped(codebook, name, codebook.mutual_base, codebook.mutual_step, claims)


def _stepped(codebook: Codebook, name: str, base: Spread, step: float, claims: Sequence[Claim]) -> Parameter:
    """A base, moved by a step for each claim: ``base + step * sum(direction * weight)``, held within 0 and 1."""
    moved = step * sum(claim.direction * _weight_of(codebook, claim) for claim in claims)
    sign = "+" if moved >= 0 else "-"
    why = f"base {sign} {abs(moved):.3f} for {len(claims)} claims" if claims else "no claim: the base"
    return _parameter(name, base.distribution().moved(add=moved).within(0.0, 1.0), claims, why, "share")


def _weight_of(codebook: Codebook, claim: Claim) -> float:
    """The weight of a claim among others: that of its attribution times that of its emphasis."""
    return codebook.attributions[claim.attribution].weight * codebook.emphasis[str(claim.emphasis)]


def _abilities(codebook: Codebook, case: Case, mediator: Mediator) -> Iterable[Parameter]:
    styles = [c for c in case.claims if c.kind == "style" and c.actor in (mediator.name, ALL_MEDIATORS)]
    for ability in ABILITIES:
        shown = [claim for claim in styles if claim.level == ability and claim.stance == "observes"]
        name = f"{mediator.name}.{ability}"
        if ability == "relay":
            took_part = [c for c in case.claims if c.kind == "participation" and c.actor == mediator.name]
            claims, why = [*shown, *took_part], "every mediator carries messages"
            yield _parameter(name, fixed(1.0), claims, why, "yes or no", "claims" if claims else "assumption")
        else:
            likely = Distribution("chance", codebook.ability["shown" if shown else "not_shown"])
            why = f"claims that it did: {len(shown)}" if shown else "no claim that it did"
            yield _parameter(name, likely, shown, why, "yes or no", "claims" if shown else "convention")
