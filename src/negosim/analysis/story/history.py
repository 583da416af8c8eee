"""Read models of one run for people who ask of it: its state after any round, and who moved how, as tables.

All are folds over its events and need no random number; utilities, aspirations and pressures are in units of
utility, trust in [0, 1], days count from the start, rounds from 1. What figures and stories are made of stands in
``negosim.analysis.story.offers``.
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
    """How many rounds were opened."""
    return max((event.round for event in events if isinstance(event, e.RoundOpened)), default=0)


def up_to(events: Events, round_: int) -> Events:
    """The events up to the end of a round, 0 for those before the first.

    What a fork changed before the next round belongs to that one: up to the round before, a fork is its parent.

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
    """The state after a round, 0 for that before the first; ValueError if the run has no such round."""
    return replay(up_to(events, round_))


def concessions(events: Events) -> pd.DataFrame:
    """How far each party has come: one row for each package that one tabled, in the order in which they came.

    Columns ``stage``, ``round``, ``day``, ``party``, ``package``; ``utility``, what the package is worth to its author;
    ``aspiration``, what it aimed at; ``reservation``, below which no deal is better for it, at the end of the round;
    ``conceded``, by how much the package is worth less to it than any that it tabled before. All in its own utility.
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
    """How parties' trust in mediators moved: one row at the start and at each change.

    Columns ``round``, ``day``, ``mediator``, ``party``, ``trust``; it holds until the next row of the same two.
    """
    moved = courses(events)
    moved = moved[moved["quantity"] == "trust"].reset_index(drop=True)
    pairs = [of.split(".", 1) for of in moved["of"]]
    return moved[["round", "day"]].assign(
        mediator=[mediator for mediator, _ in pairs], party=[party for _, party in pairs], trust=moved["value"]
    )


def pressure(events: Events) -> pd.DataFrame:
    """How the pressure on parties and their waiting costs moved: one row a party at the start and at each change.

    Columns ``round``, ``day``, ``party``, ``pressure`` and ``waiting_cost`` (utility a day); both hold until the next
    row of the party.
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
    """What forks changed, and when: columns ``round``, the first that it holds in, ``parameter`` and ``value``.

    Where chance was redrawn, the parameter is ``chance`` and the value its number.
    """
    return pd.DataFrame(list(_changes(events)), columns=["round", "parameter", "value"])


def _changes(events: Events) -> Iterator[tuple[int, str, float]]:
    for now, _, event in dated(events):
        if isinstance(event, e.AssumptionChanged):
            yield now + 1, event.parameter, event.value
        elif isinstance(event, e.ChanceRedrawn):
            yield now + 1, "chance", float(event.redraw)
