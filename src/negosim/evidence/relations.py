"""What claims say of people and not of levels: trust, leverage, abilities, audiences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from negosim.domain.parameters import Basis, Distribution, Parameter, fixed
from negosim.domain.scenario import ABILITIES, Mediator, Party
from negosim.evidence.claims import Claim
from negosim.evidence.codebook import Codebook, Spread
from negosim.evidence.frame import Frame, Shift, stands_on, worth_of

ALL_MEDIATORS = "mediators"


def audiences(codebook: Codebook, frame: Frame, party: Party) -> Iterable[tuple[str, Shift]]:
    """By how much audiences for a deal raise a party's waiting cost, and audiences against one its premium."""
    for direction, quantity, step, why in (
        (1, "waiting_cost", codebook.audience_step, "an audience for a deal"),
        (-1, "premium", codebook.premium_step, "an audience against a deal"),
    ):
        told = [c for c in frame.claims if c.kind == "audience" and c.toward == party.name and c.direction == direction]
        if told:
            add = sum(worth_of(codebook, claim) for claim in told) * step
            yield f"{party.name}.{quantity}", Shift(add=add, claims=tuple(claim.id for claim in told), why=why)


def relations(codebook: Codebook, frame: Frame) -> Iterable[Parameter]:
    """The abilities of mediators, trust in them, their leverage, and trust between the parties."""
    for mediator in frame.mediators:
        yield from _abilities(codebook, frame, mediator)
        for party in frame.parties:
            pair = {mediator.name, party.name}
            ties = [c for c in frame.claims if c.kind == "relation" and {c.actor, c.toward} == pair and c.direction]
            yield _shifted(
                codebook, f"{mediator.name}.trust.{party.name}", codebook.trust_base, codebook.trust_step, ties
            )
            presses = [
                c
                for c in frame.claims
                if c.kind == "pressure" and c.actor == mediator.name and c.toward == party.name and c.direction
            ]
            yield _shifted(
                codebook,
                f"{mediator.name}.leverage.{party.name}",
                codebook.leverage_base,
                codebook.leverage_step,
                presses,
            )
    for party in frame.parties:
        for other in frame.parties:
            if other != party:
                ties = [
                    c
                    for c in frame.claims
                    if c.kind == "relation" and c.actor == party.name and c.toward == other.name and c.direction
                ]
                name = f"{party.name}.trust.{other.name}"
                yield _shifted(codebook, name, codebook.mutual_base, codebook.mutual_step, ties)


def _shifted(codebook: Codebook, name: str, base: Spread, step: float, claims: Sequence[Claim]) -> Parameter:
    moved = step * sum(c.direction * worth_of(codebook, c) for c in claims)
    why = (
        f"base {'+' if moved >= 0 else '-'} {abs(moved):.3f} for {len(claims)} claims"
        if claims
        else "no claim: the base"
    )
    shifted = base.distribution().moved(add=moved).within(0.0, 1.0)
    return stands_on(name, shifted, claims, why, "share", "convention")


def _abilities(codebook: Codebook, frame: Frame, mediator: Mediator) -> Iterable[Parameter]:
    styles = [c for c in frame.claims if c.kind == "style" and c.actor in (mediator.name, ALL_MEDIATORS)]
    for ability in ABILITIES:
        shown = [c for c in styles if c.level == ability and c.stance == "observes"]
        name = f"{mediator.name}.{ability}"
        if ability == "relay":
            took_part = [c for c in frame.claims if c.kind == "participation" and c.actor == mediator.name]
            yield stands_on(name, fixed(1.0), (*shown, *took_part), "every mediator carries messages", "yes or no")
        else:
            likely = codebook.ability["shown" if shown else "not_shown"]
            why = f"claims that it did: {len(shown)}" if shown else "no claim that it did"
            basis: Basis = "claims" if shown else "convention"
            yield stands_on(name, Distribution("chance", likely), shown, why, "yes or no", basis)
