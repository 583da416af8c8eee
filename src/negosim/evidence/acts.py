"""Acts of the parties, projected from claims: what each is reported to have done about sets of packages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import attrs

from negosim.domain.acts import Act, ActKind
from negosim.domain.issues import Condition, Issue
from negosim.domain.scenario import Party
from negosim.evidence.claims import Case, Claim
from negosim.evidence.codebook import Codebook
from negosim.evidence.packages import Levels, consented, demanded, judged, refused, spelled, within, without_consents

KINDS: Mapping[str, ActKind] = {
    "proposes": "offered",
    "accepts": "accepted",
    "open_to": "open_to",
    "resists": "resisted",
    "refuses": "refused",
    "demands": "demanded",
}
"""The kind of act that a claim of some stance reports."""
CONSENTING = ("accepts", "proposes", "open_to")
REFUSING = ("resists", "demands", "refuses")
"""Refusing stances, from the weakest to the strongest; the strongest claim gives an act its kind."""


@attrs.frozen(kw_only=True)
class ReportedAct:
    """An act as the claims known on a date report it.

    Attributes
    ----------
    act : Act
        What was done.
    credibility : float
        The probability that the act is real and neither misreported nor a posture.
    why : str
        How the credibility came about.
    until : dt.date | None
        The day from which the deal is spent; None if it is not.
    standing : str
        ``in force``, or why not: ``spent on DATE``, ``superseded by NAME`` or ``voiced on DATE``, a later day.
    """

    act: Act
    credibility: float
    why: str
    until: dt.date | None = None
    standing: str = "in force"

    @property
    def in_force(self) -> bool:
        """Whether the act still says where the party stands."""
        return self.standing == "in force"


def reported_acts(codebook: Codebook, case: Case, as_of: dt.date) -> tuple[ReportedAct, ...]:
    """Find all acts that the claims of a case report.

    A claim on an issue that is not negotiated, or with a condition on one, reports no act. Refusals are never backcast:
    a refusal holds from the day it is voiced.

    Parameters
    ----------
    codebook : Codebook
        Gives credibilities.
    case : Case
        Issues, agents and claims.
    as_of : dt.date
        The day for which the standing of each act is determined.

    Returns
    -------
    tuple[ReportedAct, ...]
        The acts, in the order of the parties.
    """
    issues = {issue.name: issue for issue in case.issues}
    found: list[ReportedAct] = []
    for party in case.parties:
        own = [c for c in case.claims if c.kind == "position" and c.actor == party.name and judged(case.issues, c)]
        own = [claim for claim in own if claim.stance in CONSENTING or claim.id not in case.backcast]
        consents = list(_consents(codebook, issues, party, own))
        standing = [dict(c.act.terms.levels) for c in consents if c.until is None or c.until > as_of]
        reports = _numbered([*consents, *_refusals(codebook, issues, party, own, standing)])
        found += [attrs.evolve(report, standing=_standing(report, reports, as_of)) for report in reports]
    return tuple(found)


def later_acts(codebook: Codebook, case: Case, claims: Sequence[Claim], as_of: dt.date) -> tuple[ReportedAct, ...]:
    """Find the acts that only claims later than ``as_of`` report.

    Parameters
    ----------
    codebook : Codebook
        Gives credibilities.
    case : Case
        Issues, agents and the claims known on the day.
    claims : Sequence[Claim]
        All claims there are.
    as_of : dt.date
        The day.

    Returns
    -------
    tuple[ReportedAct, ...]
        The acts; their standing is ``voiced on DATE``, the day of the first report.
    """
    known = {claim for report in reported_acts(codebook, case, as_of) for claim in report.act.claims}
    reports = reported_acts(codebook, attrs.evolve(case, claims=claims, backcast=frozenset()), as_of)
    new = [each for each in reports if not known & set(each.act.claims) and each.act.date and each.act.date > as_of]
    return tuple(attrs.evolve(each, standing=f"voiced on {each.act.date}") for each in new)


def _consents(
    codebook: Codebook, issues: Mapping[str, Issue], party: Party, own: Sequence[Claim]
) -> Iterable[ReportedAct]:
    """One act for each deal consented to, and for each set of terms without a deal key."""
    consenting = [claim for claim in own if claim.stance in CONSENTING]
    groups: list[tuple[str, Levels, list[Claim]]] = []
    for deal in dict.fromkeys(claim.deal for claim in consenting if claim.deal):
        claims = [c for c in own if c.deal == deal and c.stance in (*CONSENTING, "demands")]
        groups.append((deal, _united(issues, [consented(issues, claim) for claim in claims]), claims))
    for claim in consenting:
        if claim.deal:
            continue
        terms = consented(issues, claim)
        same = next((group for group in groups if group[1] == terms), None)
        if same is not None:
            same[2].append(claim)
        else:
            groups.append((spelled(terms), terms, [claim]))
    for name, terms, claims in groups:
        reporting = [claim for claim in claims if claim.stance in CONSENTING]
        best = max(reporting, key=lambda claim: _belief(codebook, claim))
        yield _report(codebook, party, KINDS[best.stance], name, terms, (), claims, reporting)


def _united(issues: Mapping[str, Issue], several: Sequence[Levels]) -> Levels:
    """The union of several terms: each issue with every level named."""
    named = {name: {label for terms in several for label in terms.get(name, ())} for name in issues}
    return {
        name: tuple(label for label in issue.labels if label in named[name])
        for name, issue in issues.items()
        if named[name]
    }


def _refusals(
    codebook: Codebook, issues: Mapping[str, Issue], party: Party, own: Sequence[Claim], consents: Sequence[Levels]
) -> Iterable[ReportedAct]:
    """One act for each set of refused packages: claims that refuse the same packages report one act.

    Demands of one deal are refused together: a party that sets terms refuses what lacks any of them.
    """
    demands = [claim for claim in own if claim.stance == "demands"]
    parts = [[c for c in demands if c.deal == deal] for deal in dict.fromkeys(c.deal for c in demands if c.deal)]
    parts += [[c] for c in own if c.stance in ("resists", "refuses") or (c.stance == "demands" and not c.deal)]
    groups: dict[frozenset[str], tuple[str, list[Condition], list[Claim]]] = {}
    for claims in parts:
        conditions = _distinct(condition for claim in claims for condition in _refused(issues, party, claim))
        conditions = [c for c in conditions if c.levels]  # a refusal of every package is no negotiating position
        if without_consents(issues, party, conditions, consents):
            key = frozenset(str(condition) for condition in conditions)
            tied = len(conditions) > 1 and claims[0].deal
            name = f"{claims[0].deal}_demanded" if tied else spelled(conditions[0].levels)
            groups.setdefault(key, (name, conditions, []))[2].extend(claims)
    for name, conditions, claims in groups.values():
        best = max(claims, key=lambda c: (REFUSING.index(c.stance), _belief(codebook, c)))
        terms = _united(issues, [consented(issues, c) for c in claims if c.stance == best.stance])
        left = tuple(without_consents(issues, party, conditions, consents))
        # A claim that merely resists or demands does not make a red line more likely.
        reporting = [c for c in claims if c.stance == best.stance or c.only]
        report = _report(codebook, party, KINDS[best.stance], name, terms, left, claims, reporting)
        said = _distinct(c for claim in claims for c in _refused(issues, party, claim, worse=False))
        # A claim can name only levels that no package may hold.
        yield attrs.evolve(report, act=attrs.evolve(report.act, said_of=tuple(said) or report.act.refused))


def _refused(issues: Mapping[str, Issue], party: Party, claim: Claim, *, worse: bool = True) -> list[Condition]:
    return demanded(issues, party, claim) if claim.stance == "demands" else refused(issues, party, claim, worse=worse)


def _distinct(conditions: Iterable[Condition]) -> list[Condition]:
    found: list[Condition] = []
    for condition in conditions:
        if condition not in found:
            found.append(condition)
    return found


def _report(
    codebook: Codebook,
    party: Party,
    kind: ActKind,
    name: str,
    terms: Levels,
    conditions: tuple[Condition, ...],
    claims: Sequence[Claim],
    reporting: Sequence[Claim],
) -> ReportedAct:
    """An act of some claims; its credibility is that of ``reporting``, those of them that vouch for its kind.

    ``credibility = 1 - (1 - best belief) (1 - repeat)^(documents - 1) doubt[strongest emphasis]``
    """
    sources = len({claim.document for claim in claims})
    best, emphasis = max(_belief(codebook, c) for c in reporting), max(c.emphasis for c in reporting)
    categorical = bool(conditions) and any(claim.only for claim in claims)
    doubt = (1 - best) * (1 - codebook.repeat) ** (sources - 1) * codebook.doubt[str(emphasis)]
    words = f"{sources} document{'' if sources == 1 else 's'}, emphasis {emphasis}"
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
    return ReportedAct(
        act=act,
        credibility=1 - doubt,
        why=f"credibility: attribution, {words}{', categorical' if categorical else ''}",
        until=max((claim.until for claim in claims if claim.until is not None), default=None),
    )


def _belief(codebook: Codebook, claim: Claim) -> float:
    """How likely one claim makes the act: the report is right, and the act is no posture."""
    posture = (1 - codebook.earnest[claim.stance]) * (codebook.categorical if claim.only else 1.0)
    return codebook.attributions[claim.attribution].credibility * (1 - posture)


def _numbered(reports: Sequence[ReportedAct]) -> list[ReportedAct]:
    """Acts of a party with a number after each name that an earlier one has."""
    counts: dict[str, int] = {}
    found = []
    for report in reports:
        name = report.act.name
        counts[name] = counts.get(name, 0) + 1
        number = f"_{counts[name]}" if counts[name] > 1 else ""
        found.append(attrs.evolve(report, act=attrs.evolve(report.act, name=name + number)))
    return found


def _standing(report: ReportedAct, reports: Sequence[ReportedAct], as_of: dt.date) -> str:
    if report.until is not None and report.until <= as_of:
        return f"spent on {report.until}"
    later = [other for other in reports if _supersedes(other.act, report.act)]
    return f"superseded by {later[0].act.name}" if later else "in force"


def _supersedes(later: Act, earlier: Act) -> bool:
    """Whether a later act says the opposite: it refuses what was consented to, or consents to all that was refused."""
    if later.date is None or earlier.date is None or later.date <= earlier.date or later.consents == earlier.consents:
        return False
    if later.consents:
        return all(within(condition.levels, later.terms.levels) for condition in earlier.refused)
    return any(within(earlier.terms.levels, condition.levels) for condition in later.refused)
