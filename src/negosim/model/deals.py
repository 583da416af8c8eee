"""Answers of a round, and the package that they make a deal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negosim.domain.events import AnswerGiven
from negosim.model import asking
from negosim.rules import answering

if TYPE_CHECKING:
    from negosim.model.negotiation import NegotiationModel


def answers_of(model: NegotiationModel) -> list[AnswerGiven]:
    """Return each party's answer to each package of the round that it has not answered yet."""
    state = model.state
    return [
        asking.answered(party, package)
        for package in state.before
        for party in model.parties
        if party.name not in state.answers.get(package, {})
    ]


def deal_of(model: NegotiationModel) -> int | None:
    """Return the package to be signed: the mediators' text, or the preferred one that all parties accepted.

    Parameters
    ----------
    model : NegotiationModel
        Model of the run, after the answers of a round.

    Returns
    -------
    int or None
        Index of the package; None if none was accepted by all.
    """
    state, board = model.state, model.board
    accepted = [package for package in state.before if state.accepted_by_all(package)]
    if not accepted:
        return None
    if state.text in accepted and state.text_round == state.round:
        return state.text
    gains = [[board.utility(p.number, package) - p.reservation() for p in model.parties] for package in accepted]
    return accepted[answering.preferred(np.array(gains), np.array(accepted))]
