"""Openings of a run and of a stage, and validation of the first two events of a run that is resumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from negosim.domain import events as e
from negosim.domain.scenario import Scenario
from negosim.rules import concession

if TYPE_CHECKING:
    from negosim.model.negotiation import NegotiationModel


def beginning(scenario: Scenario, events: Sequence[e.Event], engine: str) -> tuple[e.NegotiationOpened, e.StageOpened]:
    """Return the opening of a run and of its first stage.

    Parameters
    ----------
    scenario : Scenario
        Scenario of the run.
    events : sequence of Event
        Events of the run, from the first.
    engine : str
        Version of the rules.

    Returns
    -------
    tuple of NegotiationOpened and StageOpened

    Raises
    ------
    ValueError
        If the events do not begin with these, or belong to another scenario or version of the rules.
    """
    match list(events[:2]):
        case [e.NegotiationOpened() as opening, e.StageOpened() as stage]:
            pass
        case _:
            raise ValueError("a run is resumed from its events on, NegotiationOpened and StageOpened first")
    for what, played, known in (
        ("scenario of digest", opening.digest, scenario.digest),
        ("rules of version", opening.engine, engine),
    ):
        if played != known:
            raise ValueError(f"run {opening.run} was played by the {what} {played}, not {known}")
    return opening, stage


def run_opening(
    model: NegotiationModel, engine: str, draw: Mapping[str, float], party_agent: str, mediator_agent: str
) -> e.NegotiationOpened:
    """Return the opening of a run.

    Parameters
    ----------
    model : NegotiationModel
        Model of the run.
    engine : str
        Version of the rules.
    draw : mapping of str to float
        Value of each parameter.
    party_agent, mediator_agent : str
        Import paths of the classes of agents; empty for the default classes.

    Returns
    -------
    NegotiationOpened
    """
    scenario = model.talks
    return e.NegotiationOpened(
        scenario=scenario.name,
        digest=scenario.digest,
        seed=model.run_seed,
        run=model.run_number,
        engine=engine,
        start=scenario.start.isoformat(),
        parties=model.board.parties,
        mediators=tuple(m.name for m in scenario.mediators),
        draw=draw,
        party_agent=party_agent,
        mediator_agent=mediator_agent,
    )


def stage_opening(model: NegotiationModel, stage: int, base: int) -> e.StageOpened:
    """Return the opening of a stage, with each party's initial aspiration.

    Parameters
    ----------
    model : NegotiationModel
        Model of the run, with the packages of the stage.
    stage : int
        Number of the stage.
    base : int
        Index of the package that holds without a deal.

    Returns
    -------
    StageOpened
    """
    state, board = model.state, model.board
    no_deal = board.utilities(base)
    starts = {}
    for party in model.parties:
        best, package = board.best(party.number)
        floor = concession.reservation(
            no_deal[party.name],
            party.quantity("premium"),
            state.waiting_cost[party.name],
            float(state.day),
            state.pressure[party.name],
        )
        best = floor if package is None else best
        starts[party.name] = float(concession.opening(best, floor, party.quantity("ambition")))
    return e.StageOpened(stage, model.talks.agenda.groups[stage], base, no_deal, starts)
