"""What a run is taken up from: its first two events, held against the scenario and the rules."""

from __future__ import annotations

from collections.abc import Sequence

from negosim.domain import events as e
from negosim.domain.scenario import Scenario


def beginning(scenario: Scenario, events: Sequence[e.Event], engine: str) -> tuple[e.NegotiationOpened, e.StageOpened]:
    """The opening of a run and of its first stage; ValueError if they are not those of the scenario by these rules."""
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
