"""Acts as projections of claims: what the parties are reported to have done about packages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import attrs

from negosim.domain.acts import Act, ActKind
from negosim.domain.issues import Condition, Issue
from negosim.domain.scenario import Party
from negosim.evidence.claims import Claim
from negosim.evidence.codebook import Codebook
from negosim.evidence.frame import Frame
from negosim.evidence.packages import Levels, consented, demanded, judged, refused, spelled, within, without_consents

KINDS: Mapping[str, ActKind] = {
    "proposes": "offered",
    "accepts": "accepted",
    "open_to": "open_to",
    "resists": "resisted",
    "refuses": "refused",
    "demands": "demanded",
}
"""What a party did, by the stance of the claim that tells of it."""
CONSENTING = ("accepts", "proposes", "open_to")
STRENGTH = ("resists", "demands", "refuses")
"""Refusing stances, from the weakest to the strongest: an act is called by the strongest of its claims."""


@attrs.frozen(kw_only=True)
class ReportedAct:
    """An act as the claims of a date tell of it.

    Attributes:
        act: what was done.
        credibility: the probability that it is real and neither misreported nor a posture.
        why: how that came about.
        until: the day from which the deal is spent, if there is one.
        standing: ``in force``, or why it is not: ``spent on DATE``, ``superseded by NAME`` or ``voiced on DATE``, a
            later day.
    """

    act: Act
    credibility: float
    why: str
    until: dt.date | None = None
    standing: str = "in force"

    @property
    def in_force(self) -> bool:
        """Whether it still says where the party stands."""
        return self.standing == "in force"


def reported_acts(codebook: Codebook, frame: Frame, as_of: dt.date) -> tuple[ReportedAct, ...]:
    """All acts of the parties that the claims of a frame tell of, with their standing on a day.

    A claim on what is not negotiated, or under a condition on it, tells of no act. A refusal that is taken back from a
    later day does not count: it holds from the day it is voiced.
    """
    found: list[ReportedAct] = []
    for party in frame.parties:
        own = [c for c in frame.claims if c.kind == "position" and c.actor == party.name and judged(frame.issues, c)]
        own = [c for c in own if c.stance in CONSENTING or c.id not in frame.earlier]
        found += _of_party(codebook, {issue.name: issue for issue in frame.issues}, party, own, as_of)
    return tuple(found)


def later_acts(codebook: Codebook, frame: Frame, claims: Sequence[Claim], as_of: dt.date) -> tuple[ReportedAct, ...]:
    """The acts that are not known on a day: those that only later ones of ``claims``, all there are, tell of.

    Their standing is ``voiced on DATE``, the day of the first report.
    """
    known = {claim for told in reported_acts(codebook, frame, as_of) for claim in told.act.claims}
    told = reported_acts(codebook, attrs.evolve(frame, claims=claims, earlier=frozenset()), as_of)
    new = [each for each in told if not known & set(each.act.claims) and each.act.date and each.act.date > as_of]
    return tuple(attrs.evolve(each, standing=f"voiced on {each.act.date}") for each in new)


def _of_party(
    codebook: Codebook, issues: Mapping[str, Issue], party: Party, own: Sequence[Claim], as_of: dt.date
) -> list[ReportedAct]:
    consents = list(_consents(codebook, issues, party, own))
    standing = [dict(c.act.terms.levels) for c in consents if c.until is None or c.until > as_of]
    refusals = list(_refusals(codebook, issues, party, own, standing))
    told = _named_once([*consents, *refusals])
    return [attrs.evolve(each, standing=_standing(each, told, as_of)) for each in told]


def _consents(
    codebook: Codebook, issues: Mapping[str, Issue], party: Party, own: Sequence[Claim]
) -> Iterable[ReportedAct]:
    """One act for each deal that was offered, accepted or thought about, and for each set of terms without a key."""
    consenting = [claim for claim in own if claim.stance in CONSENTING]
    deals = dict.fromkeys(claim.deal for claim in consenting if claim.deal)
    groups: list[tuple[str, Levels, list[Claim]]] = []
    for deal in deals:
        claims = [c for c in own if c.deal == deal and (c.stance in CONSENTING or c.stance == "demands")]
        groups.append((deal, _joined(issues, [consented(issues, claim) for claim in claims]), claims))
    for claim in consenting:
        terms = consented(issues, claim)
        same = next((group for group in groups if group[1] == terms), None)
        if not claim.deal and same is not None:
            same[2].append(claim)
        elif not claim.deal:
            groups.append((spelled(terms), terms, [claim]))
    for name, terms, claims in groups:
        telling = [claim for claim in claims if claim.stance in CONSENTING]
        best = max(telling, key=lambda claim: _belief(codebook, claim))
        yield _act(codebook, party, KINDS[best.stance], name, terms, (), claims, telling)


def _joined(issues: Mapping[str, Issue], several: Sequence[Levels]) -> Levels:
    """The terms of a deal out of what several claims say of it, each issue with every level named."""
    named = {name: {label for terms in several for label in terms.get(name, ())} for name in issues}
    return {
        name: tuple(label for label in issue.labels if label in named[name])
        for name, issue in issues.items()
        if named[name]
    }


def _refusals(
    codebook: Codebook, issues: Mapping[str, Issue], party: Party, own: Sequence[Claim], consents: Sequence[Levels]
) -> Iterable[ReportedAct]:
    """One act for each set of packages refused: claims that refuse the same packages say one thing.

    The demands of one deal are refused together: whoever sets terms refuses what lacks any of them.
    """
    groups: dict[frozenset[str], tuple[str, list[Condition], list[Claim]]] = {}
    deals = dict.fromkeys(c.deal for c in own if c.deal and c.stance == "demands")
    parts = [[c for c in own if c.deal == deal and c.stance == "demands"] for deal in deals]
    parts += [[c] for c in own if c.stance in ("resists", "refuses") or (c.stance == "demands" and not c.deal)]
    for claims in parts:
        conditions: list[Condition] = []
        for claim in claims:
            means = demanded if claim.stance == "demands" else refused
            conditions += [c for c in means(issues, party, claim) if c not in conditions]
        conditions = [c for c in conditions if c.levels]  # who refuses every package does not negotiate
        if without_consents(issues, party, conditions, consents):
            key = frozenset(str(condition) for condition in conditions)
            tied = len(conditions) > 1 and claims[0].deal
            name = f"{claims[0].deal}_demanded" if tied else spelled(conditions[0].levels)
            groups.setdefault(key, (name, conditions, []))[2].extend(claims)
    for name, conditions, claims in groups.values():
        best = max(claims, key=lambda c: (STRENGTH.index(c.stance), _belief(codebook, c)))
        terms = _joined(issues, [consented(issues, c) for c in claims if c.stance == best.stance])
        left = without_consents(issues, party, conditions, consents)
        # What is merely resisted or demanded makes no red line likely.
        telling = [c for c in claims if c.stance == best.stance or c.only]
        told = _act(codebook, party, KINDS[best.stance], name, terms, tuple(left), claims, telling)
        said: list[Condition] = []
        for claim in claims:
            said += [c for c in _said_of(issues, party, claim) if c not in said]
        # What was said can name levels alone that no package may hold.
        yield attrs.evolve(told, act=attrs.evolve(told.act, said_of=tuple(said) or told.act.refused))


def _said_of(issues: Mapping[str, Issue], party: Party, claim: Claim) -> list[Condition]:
    return demanded(issues, party, claim) if claim.stance == "demands" else refused(issues, party, claim, worse=False)


def _act(
    codebook: Codebook,
    party: Party,
    kind: ActKind,
    name: str,
    terms: Levels,
    conditions: tuple[Condition, ...],
    claims: Sequence[Claim],
    telling: Sequence[Claim],
) -> ReportedAct:
    sources = len({claim.document for claim in claims})
    best, emphasis = max(_belief(codebook, c) for c in telling), max(c.emphasis for c in telling)
    categorical = bool(conditions) and any(claim.only for claim in claims)
    doubt = (1 - best) * (1 - codebook.repeat) ** (sources - 1) * codebook.doubt[str(emphasis)]
    act = Act(
        name=name,
        party=party.name,
        kind=kind,
        terms=Condition(terms),
        refused=conditions,
        categorical=categorical,
        date=min(claim.date for claim in claims),
        claims=tuple(claim.id for claim in claims),
    )
    words = f"{sources} document{'' if sources == 1 else 's'}, emphasis {emphasis}"
    why = f"credibility: attribution, {words}{', categorical' if categorical else ''}"
    ends = [claim.until for claim in claims if claim.until is not None]
    return ReportedAct(act=act, credibility=1 - doubt, why=why, until=max(ends) if ends else None)


def _belief(codebook: Codebook, claim: Claim) -> float:
    """How likely one claim makes the act: that the report is right, times that the act is no posture."""
    posture = (1 - codebook.earnest[claim.stance]) * (codebook.categorical if claim.only else 1.0)
    return codebook.attributions[claim.attribution].credibility * (1 - posture)


def _named_once(told: Sequence[ReportedAct]) -> list[ReportedAct]:
    """Acts of a party with names that differ: a later one of a name is numbered."""
    names: dict[str, int] = {}
    found = []
    for each in told:
        key = each.act.name
        names[key] = names.get(key, 0) + 1
        number = f"_{names[key]}" if names[key] > 1 else ""
        found.append(attrs.evolve(each, act=attrs.evolve(each.act, name=each.act.name + number)))
    return found


def _standing(each: ReportedAct, told: Sequence[ReportedAct], as_of: dt.date) -> str:
    if each.until is not None and each.until <= as_of:
        return f"spent on {each.until}"
    later = [other for other in told if _supersedes(other.act, each.act)]
    return f"superseded by {later[0].act.name}" if later else "in force"


def _supersedes(later: Act, earlier: Act) -> bool:
    """Whether a later act says the opposite on the same terms: a refusal of what was consented to, or a consent to all
    that was refused."""
    if later.date is None or earlier.date is None or later.date <= earlier.date or later.consents == earlier.consents:
        return False
    if later.consents:
        return all(within(condition.levels, later.terms.levels) for condition in earlier.refused)
    return any(within(earlier.terms.levels, condition.levels) for condition in later.refused)
