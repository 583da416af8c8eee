"""What can happen in a run: facts in past tense.

Names of parties and mediators are their identifiers; packages are indices in the canonical order; utilities and
pressures are in units of utility, trust in [0, 1], days count from the start. No event holds wall-clock time.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

ByName = Mapping[str, float]


class NegotiationOpened(msgspec.Struct, frozen=True, gc=False):
    """The talks began; with this, the scenario, the rules and the agents' classes, everything else is fixed.

    ``party_agent`` and ``mediator_agent`` are import paths, ``module:Class``; empty for the classes of this program.
    """

    scenario: str
    digest: str
    seed: int
    run: int
    engine: str
    start: str
    parties: tuple[str, ...]
    mediators: tuple[str, ...]
    draw: ByName
    party_agent: str = ""
    mediator_agent: str = ""


class StageOpened(msgspec.Struct, frozen=True, gc=False):
    """Negotiation over a group of issues began: from which package without a deal, and from which aspirations."""

    stage: int
    issues: tuple[str, ...]
    base: int
    no_deal: ByName
    aspiration: ByName


class RoundOpened(msgspec.Struct, frozen=True, gc=False):
    """A round began."""

    round: int
    day: int
    date: str


class ShockStruck(msgspec.Struct, frozen=True, gc=False):
    """Something struck from outside: the trust, pressure and waiting costs that it left where it moved them."""

    shock: str
    trust: ByName
    pressure: ByName
    waiting_cost: ByName


class TalksSuspended(msgspec.Struct, frozen=True, gc=False):
    """The talks stopped until a day."""

    until: int
    cause: str


class TalksResumed(msgspec.Struct, frozen=True, gc=False):
    """The talks went on."""

    day: int


class PressureApplied(msgspec.Struct, frozen=True, gc=False):
    """A mediator pressed a party: the effort spent, and the pressure on the party after it."""

    mediator: str
    party: str
    effort: float
    pressure: float


class TrustShifted(msgspec.Struct, frozen=True, gc=False):
    """A party's trust in a mediator moved to a new value."""

    mediator: str
    party: str
    trust: float
    cause: str


class PackageTabled(msgspec.Struct, frozen=True, gc=False):
    """A party put a package on the table, worth ``utilities`` to each party.

    ``conceded`` is how much less the package is worth to its author than any it tabled before.
    """

    party: str
    package: int
    aspiration: float
    conceded: float
    utilities: ByName


class TextDrafted(msgspec.Struct, frozen=True, gc=False):
    """The mediators put forward a single negotiating text."""

    mediators: tuple[str, ...]
    package: int
    utilities: ByName


class AnswerGiven(msgspec.Struct, frozen=True, gc=False):
    """A party answered a package: accepted, or refused over an issue, or because of a red line."""

    party: str
    package: int
    accepted: bool
    shortfall: float = 0.0
    issue: str = ""
    red_line: str = ""


class InformationRelayed(msgspec.Struct, frozen=True, gc=False):
    """Mediators relayed: what each observer now knows of each party's weights, and believes of each red line, 0 to 1.

    Keys are ``observer.party`` and ``observer.party.red_line``; the observer ``text`` is whoever drafts it.
    """

    mediators: tuple[str, ...]
    insight: ByName
    firmness: ByName


class StageAgreed(msgspec.Struct, frozen=True, gc=False):
    """All accepted a package over a group of issues, which took effect; others are still to come."""

    stage: int
    package: int
    utilities: ByName


class AgreementReached(msgspec.Struct, frozen=True, gc=False):
    """All accepted a package, and nothing is left to negotiate."""

    package: int
    utilities: ByName


class PhaseCompleted(msgspec.Struct, frozen=True, gc=False):
    """A phase of the agreement was carried out."""

    phase: int
    phases: int
    day: int


class AgreementBrokeDown(msgspec.Struct, frozen=True, gc=False):
    """A phase of the agreement was not carried out, nor any after it."""

    phase: int
    phases: int
    day: int


class TalksCollapsed(msgspec.Struct, frozen=True, gc=False):
    """The talks broke off, after a number of rounds in which nobody had moved."""

    stalled: int


class DeadlinePassed(msgspec.Struct, frozen=True, gc=False):
    """The horizon was reached without an agreement on everything."""

    day: int


class AssumptionChanged(msgspec.Struct, frozen=True, gc=False):
    """A parameter was changed in a fork, and what no deal is worth to each party from then on."""

    parameter: str
    value: float
    no_deal: ByName


class ChanceRedrawn(msgspec.Struct, frozen=True, gc=False):
    """From the next round of a fork on, chance is another: the one of this number."""

    redraw: int


class NegotiationClosed(msgspec.Struct, frozen=True, gc=False):
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


class IllegalEvent(Exception):  # noqa: N818 - it names the fact, not the class of error
    """An event that cannot follow the state."""
