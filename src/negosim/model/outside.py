"""Shocks from outside the talks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negosim.domain import events as e
from negosim.domain.scenario import Shock
from negosim.rules import hazards

if TYPE_CHECKING:
    from negosim.model.negotiation import NegotiationModel


def strikes(model: NegotiationModel, number: int, shock: Shock) -> bool:
    """Whether a shock that has not struck yet strikes in this round.

    Parameters
    ----------
    model : NegotiationModel
        Model of the run.
    number : int
        Position of the shock in the scenario.
    shock : Shock
        The shock.

    Returns
    -------
    bool
    """
    if shock.date is not None:
        return shock.date <= model.talks.date(model.state.day)
    return bool(hazards.strikes(model.chance[model.state.round - 1, 1 + number, 0], shock.hazard))


def struck(model: NegotiationModel, shock: Shock) -> list[e.Event]:
    """Return the events of a shock: the new trust, pressure and waiting costs, and a suspension of the talks.

    Parameters
    ----------
    model : NegotiationModel
        Model of the run.
    shock : Shock
        The shock.

    Returns
    -------
    list of Event
        `ShockStruck`, and `TalksSuspended` if the talks stop.
    """
    state = model.state
    happened: list[e.Event] = [
        e.ShockStruck(
            shock.name,
            {key: float(hazards.shifted_trust(state.trust[key], by)) for key, by in shock.trust.items()},
            {key: float(hazards.shifted_pressure(state.pressure[key], by)) for key, by in shock.pressure.items()},
            {key: state.waiting_cost[key] + by for key, by in shock.waiting_cost.items()},
        )
    ]
    if shock.suspend:
        happened.append(e.TalksSuspended(state.day + shock.suspend, shock.name))
    return happened
