"""History of one run: its state after any round, and concessions, trust and pressure as tables.

Every function folds the events of a run; none needs random numbers. Utilities, aspirations and pressures are in units
of utility, trust is in [0, 1], days count from the start, rounds from 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from negosim.analysis.story.offers import Events, answers, courses, dated, offers, refusals, reservations
from negosim.domain import events as e
from negosim.domain.evolution import evolve, replay
from negosim.domain.state import State

__all__ = [
    "answers",
    "changes",
    "concessions",
    "offers",
    "pressure",
    "refusals",
    "reservations",
    "rounds",
    "state_at",
    "trust",
    "up_to",
]

_BETWEEN = (e.AssumptionChanged, e.ChanceRedrawn)


def rounds(events: Iterable[e.Event]) -> int:
    """Return the number of rounds that were opened."""
    return max((event.round for event in events if isinstance(event, e.RoundOpened)), default=0)


def up_to(events: Events, round_: int) -> Events:
    """Return the events up to the end of a round.

    Changes that a fork makes before the next round belong to that round: up to the round before, a fork equals its
    parent.

    Parameters
    ----------
    events : sequence of Event
        Events of a run.
    round_ : int
        The round, 0 for the beginning.

    Returns
    -------
    sequence of Event
        A prefix of ``events``.

    Raises
    ------
    ValueError
        The run has no such round.
    """
    if round_ not in range(rounds(events) + 1):
        raise ValueError(f"a round from 0 to {rounds(events)}, not {round_}")
    now = 0
    for number, event in enumerate(events):
        if isinstance(event, e.RoundOpened):
            now = event.round
        if now > round_ or (now == round_ and isinstance(event, _BETWEEN)):
            return events[:number]
    return events


def state_at(events: Events, round_: int) -> State:
    """Return the state after a round, 0 for the beginning; raise ValueError if the run has no such round."""
    return replay(up_to(events, round_))


def concessions(events: Events) -> pd.DataFrame:
    """Tabulate how far each party has conceded, one row per package that it tabled.

    Parameters
    ----------
    events : sequence of Event
        Events of a run.

    Returns
    -------
    DataFrame
        ``stage``, ``round``, ``day``, ``party``, ``package``; in utility of the author: ``utility`` of the package,
        ``aspiration``, ``reservation`` at the end of the round, ``conceded``, the loss against the least of its
        packages so far.
    """
    tabled = offers(events)
    tabled = tabled[tabled["kind"] == "table"].reset_index(drop=True)
    floors = reservations(events).set_index(["stage", "round", "party"])["value"].to_dict()
    rows = tabled.to_dict("records")
    return tabled[["stage", "round", "day", "party", "package"]].assign(
        utility=[row[f"utility_{row['party']}"] for row in rows],
        aspiration=tabled["aspiration"],
        reservation=[floors[row["stage"], row["round"], row["party"]] for row in rows],
        conceded=tabled["conceded"],
    )


def trust(events: Events) -> pd.DataFrame:
    """Tabulate the parties' trust in mediators, one row at the start and at each change.

    Parameters
    ----------
    events : sequence of Event
        Events of a run.

    Returns
    -------
    DataFrame
        ``round``, ``day``, ``mediator``, ``party``, ``trust`` in [0, 1], until the next row of the same pair.
    """
    moved = courses(events)
    moved = moved[moved["quantity"] == "trust"].reset_index(drop=True)
    pairs = [of.split(".", 1) for of in moved["of"]]
    return moved[["round", "day"]].assign(
        mediator=[mediator for mediator, _ in pairs], party=[party for _, party in pairs], trust=moved["value"]
    )


def pressure(events: Events) -> pd.DataFrame:
    """Tabulate the pressure on parties and their waiting costs, one row per party at the start and at each change.

    Parameters
    ----------
    events : sequence of Event
        Events of a run.

    Returns
    -------
    DataFrame
        ``round``, ``day``, ``party``, ``pressure`` (utility), ``waiting_cost`` (utility per day), until the next row of
        the party.
    """
    state, rows = State(), []
    known: dict[str, tuple[float, float]] = {}
    for now, day, event in dated(events):
        state = evolve(state, event)
        for party in state.parties:
            values = state.pressure[party], state.waiting_cost[party]
            if known.get(party) != values:
                known[party] = values
                rows.append((now, day, party, *values))
    return pd.DataFrame(rows, columns=["round", "day", "party", "pressure", "waiting_cost"])


def changes(events: Events) -> pd.DataFrame:
    """Tabulate what a fork changed.

    Parameters
    ----------
    events : sequence of Event
        Events of a fork.

    Returns
    -------
    DataFrame
        ``round``, the first in which the change holds; ``parameter``, or ``chance`` where random numbers were redrawn;
        ``value``, or the number of the redraw.
    """
    return pd.DataFrame(list(_changes(events)), columns=["round", "parameter", "value"])


def _changes(events: Events) -> Iterator[tuple[int, str, float]]:
    for now, _, event in dated(events):
        if isinstance(event, e.AssumptionChanged):
            yield now + 1, event.parameter, event.value
        elif isinstance(event, e.ChanceRedrawn):
            yield now + 1, "chance", float(event.redraw)
