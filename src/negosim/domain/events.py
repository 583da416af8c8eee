"""What can happen in a run: facts in past tense (design, section 5).

Names of parties and mediators are their identifiers; packages are indices in the canonical order; utilities and
pressures are in units of utility, trust in [0, 1], days count from the start. No event holds wall-clock time.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

ByName = Mapping[str, float]


@attrs.frozen
class NegotiationOpened:
    """The talks began; with this, the scenario and the rules, everything else is fixed."""

    scenario: str
    digest: str
    seed: int
    run: int
    engine: str
    start: str
    parties: tuple[str, ...]
    mediators: tuple[str, ...]
    draw: ByName


@attrs.frozen
class StageOpened:
    """Negotiation over a group of issues began: from which package without a deal, and from which aspirations."""

    stage: int
    issues: tuple[str, ...]
    base: int
    no_deal: ByName
    aspiration: ByName


@attrs.frozen
class RoundOpened:
    """A round began."""

    round: int
    day: int
    date: str


@attrs.frozen
class ShockStruck:
    """Something struck from outside: the trust, pressure and waiting costs that it left where it moved them."""

    shock: str
    trust: ByName
    pressure: ByName
    waiting_cost: ByName


@attrs.frozen
class TalksSuspended:
    """The talks stopped until a day."""

    until: int
    cause: str


@attrs.frozen
class TalksResumed:
    """The talks went on."""

    day: int


@attrs.frozen
class PressureApplied:
    """A mediator pressed a party: the effort spent, and the pressure on the party after it."""

    mediator: str
    party: str
    effort: float
    pressure: float


@attrs.frozen
class TrustShifted:
    """A party's trust in a mediator moved to a new value."""

    mediator: str
    party: str
    trust: float
    cause: str


@attrs.frozen
class PackageTabled:
    """A party put a package on the table; ``utilities`` is what it is worth to each, ``conceded`` by how much it is
    worth less to its author than any it tabled before: going back and forth concedes nothing."""

    party: str
    package: int
    aspiration: float
    conceded: float
    utilities: ByName


@attrs.frozen
class TextDrafted:
    """The mediators put forward a single negotiating text."""

    mediators: tuple[str, ...]
    package: int
    utilities: ByName


@attrs.frozen
class AnswerGiven:
    """A party answered a package: accepted, or refused over an issue, or because of a red line."""

    party: str
    package: int
    accepted: bool
    shortfall: float = 0.0
    issue: str = ""
    red_line: str = ""


@attrs.frozen
class InformationRelayed:
    """Mediators relayed: what each observer now knows of each party's weights, and believes of each red line, 0 to 1.

    Keys are ``observer.party`` and ``observer.party.red_line``; the observer ``text`` is whoever drafts it.
    """

    mediators: tuple[str, ...]
    insight: ByName
    firmness: ByName


@attrs.frozen
class StageAgreed:
    """All accepted a package over a group of issues, which took effect; others are still to come."""

    stage: int
    package: int
    utilities: ByName


@attrs.frozen
class AgreementReached:
    """All accepted a package, and nothing is left to negotiate."""

    package: int
    utilities: ByName


@attrs.frozen
class PhaseCompleted:
    """A phase of the agreement was carried out."""

    phase: int
    phases: int
    day: int


@attrs.frozen
class AgreementBrokeDown:
    """A phase of the agreement was not carried out, nor any after it."""

    phase: int
    phases: int
    day: int


@attrs.frozen
class TalksCollapsed:
    """The talks broke off, after a number of rounds in which nobody had moved."""

    stalled: int


@attrs.frozen
class DeadlinePassed:
    """The horizon was reached without an agreement on everything."""

    day: int


@attrs.frozen
class AssumptionChanged:
    """A parameter was changed in a fork, and what no deal is worth to each party from then on."""

    parameter: str
    value: float
    no_deal: ByName


@attrs.frozen
class ChanceRedrawn:
    """From the next round of a fork on, chance is another: the one of this number."""

    redraw: int


@attrs.frozen
class NegotiationClosed:
    """The run ended: agreement, partial, collapse or deadline, with each party's reservation value at the end."""

    outcome: str
    package: int
    reservations: ByName


Event = (
    NegotiationOpened
    | StageOpened
    | RoundOpened
    | ShockStruck
    | TalksSuspended
    | TalksResumed
    | PressureApplied
    | TrustShifted
    | PackageTabled
    | TextDrafted
    | AnswerGiven
    | InformationRelayed
    | StageAgreed
    | AgreementReached
    | PhaseCompleted
    | AgreementBrokeDown
    | TalksCollapsed
    | DeadlinePassed
    | AssumptionChanged
    | ChanceRedrawn
    | NegotiationClosed
)
