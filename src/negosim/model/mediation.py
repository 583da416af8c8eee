"""What mediators do together: draft a single text, and relay information."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from negosim.domain.events import AnswerGiven, Event, InformationRelayed, TextDrafted
from negosim.domain.state import TEXT
from negosim.rules import mediating

if TYPE_CHECKING:
    from negosim.model.agents import MediatorAgent
    from negosim.model.negotiation import NegotiationModel


def draft(model: NegotiationModel) -> list[Event]:
    """Let the mediators that draft revise the single negotiating text, when one is due.

    Parameters
    ----------
    model : NegotiationModel
        Model of the run.

    Returns
    -------
    list of Event
        At most one `TextDrafted`.
    """
    drafters = [m for m in model.mediators if m.can("draft")]
    state, board, rules = model.state, model.board, model.talks.rules
    if not drafters or (state.round - 1) % rules.draft_every or not state.tabled:
        return []
    insight, firmness, base = board.insight(state, TEXT), board.firmness(state, TEXT), board.digits(state.base)
    lasts = board.lasts(state)
    if state.text is None:
        text = mediating.first_text(board.space, board.table, insight, firmness, base, lasts[lasts[:, 0] >= 0])
    else:
        text = mediating.next_text(
            board.space,
            board.table,
            insight,
            firmness,
            base,
            lasts,
            board.free,
            board.digits(state.text),
            rules.draft_moves,
            board.near_text,
        )
    package = board.index(text)
    return [TextDrafted(tuple(m.name for m in drafters), package, board.utilities(package))]


def relay(model: NegotiationModel, answers: Sequence[AnswerGiven]) -> list[Event]:
    """Relay information after a round's answers: insight into weights, and belief in the red lines named.

    Parameters
    ----------
    model : NegotiationModel
        Model of the run.
    answers : sequence of AnswerGiven
        Answers of the round.

    Returns
    -------
    list of Event
        At most one `InformationRelayed`.
    """
    state, board = model.state, model.board
    insight: dict[str, float] = {}
    firmness: dict[str, float] = {}
    used: set[str] = set()
    for observer in board.observers():
        for party in board.parties:
            if party == observer:
                continue
            carriers, kappa = _channel(model, observer, party)
            if kappa <= 0.0:
                continue
            used.update(m.name for m in carriers)
            key = f"{observer}.{party}"
            known = state.insight.get(key, 0.0)
            insight[key] = float(mediating.informed(known, state.draw["talks.learning"] * kappa))
            for name, belief in _persuaded(model, observer, party, kappa, answers).items():
                firmness[f"{key}.{name}"] = belief
    if not insight:
        return []
    return [InformationRelayed(tuple(m.name for m in model.mediators if m.name in used), insight, firmness)]


def _channel(model: NegotiationModel, observer: str, party: str) -> tuple[list[MediatorAgent], float]:
    """Return the mediators between a party and an observer, and kappa; drafters hear parties directly."""
    if observer == TEXT:
        carriers = [m for m in model.mediators if m.can("draft")]
        candour, here = [1.0] * len(carriers), [1.0] * len(carriers)
    else:
        carriers = [m for m in model.mediators if m.can("relay")]
        candour, here = [m.quantity("candour") for m in carriers], [m.trust(observer) for m in carriers]
    there = [m.trust(party) for m in carriers]
    heard = [m for m, *shares in zip(carriers, candour, there, here, strict=True) if all(shares)]
    return heard, float(mediating.channel(np.array(candour), np.array(there), np.array(here)))


def _persuaded(
    model: NegotiationModel, observer: str, party: str, kappa: float, answers: Sequence[AnswerGiven]
) -> dict[str, float]:
    """Return an observer's new beliefs in a party's red lines: refusals naming one raise it, crossing it lowers it."""
    named = [a.red_line for a in answers if a.party == party and a.red_line]
    crossed = _crossed(model, party)
    rate = model.state.draw["talks.persuasion"] * kappa
    beliefs: dict[str, float] = {}
    for line, belief in zip(model.talks.red_lines, model.board.firmness(model.state, observer), strict=True):
        if line.party != party or not (line.name in named or line.name in crossed):
            continue
        moved = float(belief)
        for _ in range(named.count(line.name)):
            moved = float(mediating.informed(moved, rate))
        beliefs[line.name] = float(mediating.faded(moved, kappa)) if line.name in crossed else moved
    return beliefs


def _crossed(model: NegotiationModel, party: str) -> set[str]:
    """Return the party's declared red lines that it crossed by tabling or accepting a package in this round."""
    lines = [(k, line.name) for k, line in enumerate(model.talks.red_lines) if line.party == party]
    agreed = [package for package, given in model.state.answers.items() if given.get(party)]
    met = [model.board.lines(package) for package in agreed]
    return {name for k, name in lines if any(bits >> k & 1 for bits in met)}
