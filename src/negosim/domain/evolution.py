"""Fold events into the state of a run: nothing else changes it."""

from __future__ import annotations

from collections.abc import Iterable

from negosim.domain import events as e
from negosim.domain.folds import FOLDS, Draft
from negosim.domain.state import State, Status

_IN_PLACE = (
    "trust",
    "pressure",
    "waiting_cost",
    "spent",
    "tabled",
    "opened",
    "gained",
    "lowest",
    "insight",
    "firmness",
)
"""Mappings that folds change in place."""


class _Draft:
    """A state under construction: the fields of a ``State`` as mutable attributes."""


def replay(events: Iterable[e.Event], state: State | None = None) -> State:
    """Fold events into a state. Neither rules nor random numbers are involved.

    Parameters
    ----------
    events : Iterable[e.Event]
        In order.
    state : State | None
        Before them; the beginning of a run by default.

    Raises
    ------
    IllegalEvent
        An event cannot follow the state.
    """
    draft = _thawed(State() if state is None else state)
    folds = FOLDS
    for event in events:
        fold, allowed = folds[type(event)]
        if draft.status not in allowed:
            raise e.IllegalEvent(
                f"{type(event).__name__} cannot follow: the run is {draft.status}, not {' or '.join(allowed)}"
            )
        fold(draft, event)
    reached = object.__new__(State)
    reached.__dict__.update(draft.__dict__)
    return reached


def _thawed(state: State) -> Draft:
    """A draft that shares with the state no mapping that folds change in place."""
    draft: Draft = _Draft()
    draft.__dict__.update(state.__dict__)
    for name in _IN_PLACE:
        setattr(draft, name, dict(getattr(state, name)))
    draft.answers = {package: dict(given) for package, given in state.answers.items()}
    return draft


def evolve(state: State, event: e.Event) -> State:
    """Fold one more event into a state.

    Parameters
    ----------
    state : State
        Before the event.
    event : e.Event
        What happened.

    Raises
    ------
    IllegalEvent
        The event cannot follow the state.
    """
    return replay((event,), state)


def allowed_in(kind: type) -> tuple[Status, ...]:
    """In which states of a run an event of a class can happen."""
    return FOLDS[kind][1]
