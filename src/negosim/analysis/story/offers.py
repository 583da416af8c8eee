"""Offers, answers and other events of one run as tables, for stories and figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs
import msgspec
import pandas as pd

from negosim.domain import events as e
from negosim.domain.evolution import evolve
from negosim.domain.scenario import Scenario
from negosim.domain.state import State
from negosim.rules.concession import reservation

Events = Sequence[e.Event]


@attrs.frozen
class Suspension:
    """Days on which the talks were suspended.

    Attributes
    ----------
    start, until : int
        First day, and the day on which they went on or would have gone on.
    cause : str
        What stopped them.
    """

    start: int
    until: int
    cause: str


def dated(events: Iterable[e.Event]) -> Iterator[tuple[int, int, e.Event]]:
    """Yield each event with its round and day; 0 and 0 before the first round."""
    now = day = 0
    for event in events:
        if isinstance(event, e.RoundOpened):
            now, day = event.round, event.day
        elif isinstance(event, e.PhaseCompleted | e.AgreementBrokeDown | e.DeadlinePassed):
            day = event.day
        yield now, day, event


def offers(events: Events) -> pd.DataFrame:
    """Tabulate everything put on the table, in order.

    Columns ``stage``, ``round``, ``day``, ``kind`` (table, text), ``party`` (empty for a text), ``package``; then
    ``aspiration`` and ``conceded`` of its author (nan for a text) and ``utility_<party>``, what it is worth
    to each.
    """
    parties = _opening(events).parties
    rows, stage = [], -1
    for now, day, event in dated(events):
        if isinstance(event, e.StageOpened):
            stage = event.stage
        if isinstance(event, e.PackageTabled):
            head = (stage, now, day, "table", event.party, event.package, event.aspiration, event.conceded)
        elif isinstance(event, e.TextDrafted):
            head = (stage, now, day, "text", "", event.package, float("nan"), float("nan"))
        else:
            continue
        rows.append((*head, *(event.utilities[party] for party in parties)))
    columns = ["stage", "round", "day", "kind", "party", "package", "aspiration", "conceded"]
    return pd.DataFrame(rows, columns=[*columns, *(f"utility_{party}" for party in parties)])


def answers(events: Events) -> pd.DataFrame:
    """Tabulate every answer, in order.

    Columns ``round``, ``day``, ``party``, ``package``, ``accepted``, ``shortfall``, ``issue``, ``red_line``,
    ``utility``. The last is what the package answered is worth to the party, as told when it was put on the
    table (nan if untold).
    """
    worth: dict[tuple[str, int], float] = {}
    rows = []
    for now, day, event in dated(events):
        if isinstance(event, e.PackageTabled | e.TextDrafted):
            worth |= {(party, event.package): value for party, value in event.utilities.items()}
        elif isinstance(event, e.AnswerGiven):
            value = worth.get((event.party, event.package), float("nan"))
            rows.append((now, day, *msgspec.structs.astuple(event), value))
    names = ["round", "day", "party", "package", "accepted", "shortfall", "issue", "red_line", "utility"]
    return pd.DataFrame(rows, columns=names)


def refusals(events: Events) -> pd.DataFrame:
    """Tabulate the answers that were refusals; columns as in ``answers``."""
    given = answers(events)
    return given[~given["accepted"].astype(bool)].reset_index(drop=True)


def courses(events: Events) -> pd.DataFrame:
    """Tabulate trust, pressure and waiting costs at the start and at each change.

    Columns ``round``, ``day``, ``quantity``, ``of``, ``value``. ``of`` is ``mediator.party`` for trust and
    the party otherwise; a value holds until the next row of the same kind.
    """
    state, rows = State(), []
    known: dict[tuple[str, str], float] = {}
    for now, day, event in dated(events):
        state = evolve(state, event)
        for quantity in ("trust", "pressure", "waiting_cost"):
            for of, value in getattr(state, quantity).items():
                if known.get((quantity, of)) != value:
                    known[quantity, of] = value
                    rows.append((now, day, quantity, of, value))
    return pd.DataFrame(rows, columns=["round", "day", "quantity", "of", "value"])


def reservations(events: Events) -> pd.DataFrame:
    """Tabulate each party's reservation value in each round: ``stage``, ``round``, ``day``, ``party``, ``value``.

    A round that settles a stage counts for that stage, not for the one that opens then.
    """
    state, rows, told = State(), [], 0
    for event in events:
        if isinstance(event, _TURNS) and state.round > told:
            rows += _reservations(state)
            told = state.round
        state = evolve(state, event)
    if state.round > told:
        rows += _reservations(state)
    return pd.DataFrame(rows, columns=["stage", "round", "day", "party", "value"])


_TURNS = (e.RoundOpened, e.StageAgreed, e.AgreementReached, e.NegotiationClosed)


def _reservations(state: State) -> list[tuple[int, int, int, str, float]]:
    rows = []
    for party in state.parties:
        premium = state.draw[f"{party}.premium"]
        days, pressure, cost = float(state.day), state.pressure[party], state.waiting_cost[party]
        value = reservation(state.no_deal[party], premium, cost, days, pressure)
        rows.append((state.stage, state.round, state.day, party, value))
    return rows


def signings(events: Events) -> pd.DataFrame:
    """Tabulate the packages that all accepted: ``stage``, ``round``, ``day``, ``package``, ``utility_<party>``."""
    parties = _opening(events).parties
    rows, stage = [], -1
    for now, day, event in dated(events):
        if isinstance(event, e.StageOpened):
            stage = event.stage
        elif isinstance(event, e.StageAgreed | e.AgreementReached):
            rows.append((stage, now, day, event.package, *(event.utilities[party] for party in parties)))
    names = [f"utility_{party}" for party in parties]
    return pd.DataFrame(rows, columns=["stage", "round", "day", "package", *names])


def shocks(events: Events) -> pd.DataFrame:
    """Tabulate the shocks: ``round``, ``day``, ``shock``."""
    rows = [(now, day, event.shock) for now, day, event in dated(events) if isinstance(event, e.ShockStruck)]
    return pd.DataFrame(rows, columns=["round", "day", "shock"])


def presses(events: Events) -> pd.DataFrame:
    """Tabulate the presses of mediators.

    Columns: ``round``, ``day``, ``mediator``, ``party``, ``effort``, and ``pressure`` after it.
    """
    rows = [
        (now, day, *msgspec.structs.astuple(event))
        for now, day, event in dated(events)
        if isinstance(event, e.PressureApplied)
    ]
    return pd.DataFrame(rows, columns=["round", "day", "mediator", "party", "effort", "pressure"])


def suspensions(events: Events) -> tuple[Suspension, ...]:
    """Return the suspensions of the talks, each until they resumed or were to resume."""
    spans: list[Suspension] = []
    running = False
    for _, day, event in dated(events):
        if isinstance(event, e.TalksSuspended):
            if running:
                spans[-1] = attrs.evolve(spans[-1], until=max(event.until, spans[-1].until))
            else:
                spans.append(Suspension(day, event.until, event.cause))
            running = True
        elif isinstance(event, e.TalksResumed):
            spans[-1] = attrs.evolve(spans[-1], until=event.day)
            running = False
    return tuple(spans)


def ending(events: Events) -> tuple[int, int, str, int]:
    """Return round, day, outcome and package of the end; (round, day, "", -1) if the run goes on."""
    last = (0, 0, "", -1)
    settled = 0
    for now, day, event in dated(events):
        if isinstance(event, e.AgreementReached | e.TalksCollapsed | e.DeadlinePassed):
            settled = day
        last = (now, day, "", -1)
        if isinstance(event, e.NegotiationClosed):
            last = (now, settled, event.outcome, event.package)
    return last


def titles_of_shocks(scenario: Scenario) -> dict[str, str]:
    """Return the title of each shock, by name."""
    return {shock.name: shock.title or shock.name for shock in scenario.shocks}


def _opening(events: Events) -> e.NegotiationOpened:
    for event in events:
        if isinstance(event, e.NegotiationOpened):
            return event
    raise ValueError("a run begins with NegotiationOpened; none is among these events")
