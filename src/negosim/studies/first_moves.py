"""First moves over many runs: what parties open with, and what each concedes first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from negosim.analysis.story.offers import Events, dated
from negosim.domain import events as e
from negosim.domain.scenario import DEFAULT_SEED, Scenario
from negosim.domain.terms import labels_at
from negosim.ensemble.playing.engine_names import DEFAULT_RUNS
from negosim.ensemble.playing.simulate import play
from negosim.errors import BadInput, Problem, shown
from negosim.rules.preferences import prepare, vector_of
from negosim.search.prepared import prepared
from negosim.spaces.space import context_of, decode

CHANGE = ("issue", "from", "to")


class TabledMove(NamedTuple):
    """A party's change of its tabled package."""

    round: int
    party: str
    old: int
    new: int


def tabulate_first_concessions(
    scenario: Scenario,
    runs: int = DEFAULT_RUNS,
    seed: int = DEFAULT_SEED,
    *,
    events: Iterable[Events] | None = None,
    answering: bool = False,
) -> pd.DataFrame:
    """Count what each party concedes first, over many runs.

    A party's first concession is the first package it tables that is worth less to it than the package it tabled
    before, in the same stage.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    runs : int, default 500
        Number of runs to play, from 1; not used if ``events`` are given.
    seed : int, default 7
        Seed of all runs.
    events : iterable of sequence of Event, optional
        Events of runs that were played before, one sequence per run.
    answering : bool, default False
        Split the rows by the last change of another party in an earlier round.

    Returns
    -------
    DataFrame
        ``party``, ``issue``, ``from``, ``to``; ``runs`` and ``share``, number and share of runs in which the first
        concession of the party makes this change. A concession on several issues counts in the row of each; a run
        without concession counts in a row with empty ``issue``, ``from`` and ``to``. With ``answering``, also
        ``other``, ``other_issue``, ``other_from``, ``other_to``, empty where no other party had changed its package.
        Sorted by party, then by frequency.

    Raises
    ------
    BadInput
        The scenario, ``runs`` or ``seed`` is invalid.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    total = 0
    for run in _played("tabulate_first_concessions", scenario, runs, seed, events):
        found = _first(run)
        total += 1
        for party in scenario.parties:
            move, others = found.get(party.name, (None, []))
            rows = list(_changes(scenario, move)) if move else [("", "", "")]
            answered: list[tuple[str, ...]] = [()]
            if answering:
                changes = [(other.party, *change) for other in others for change in _changes(scenario, other)]
                answered = list(changes) or [("", "", "", "")]
            counts.update((party.name, *row, *other) for row in rows for other in answered)
    more = ("other", *(f"other_{name}" for name in CHANGE)) if answering else ()
    return _table(scenario, ("party", *CHANGE, *more), counts, total)


def tabulate_openings(
    scenario: Scenario,
    runs: int = DEFAULT_RUNS,
    seed: int = DEFAULT_SEED,
    *,
    events: Iterable[Events] | None = None,
) -> pd.DataFrame:
    """Count what each party opens with, and what of it gives away something that the party has, over many runs.

    A party's opening is the first package that it tables in a stage, on the issues of the stage. A level gives
    something away if it is worth less to the party than the status quo of the issue, and the status quo could be
    agreed. Linkages are not counted.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    runs : int, default 500
        Number of runs to play, from 1; not used if ``events`` are given.
    seed : int, default 7
        Seed of all runs.
    events : iterable of sequence of Event, optional
        Events of runs that were played before, one sequence per run.

    Returns
    -------
    DataFrame
        ``party``, ``issue``, ``level``; ``runs`` and ``share``, number and share of runs in which the party opens with
        the level; ``gives_away``, share of runs in which the level gives something away. Sorted by party, then by
        frequency.

    Raises
    ------
    BadInput
        The scenario, ``runs`` or ``seed`` is invalid.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    given: Counter[tuple[str, ...]] = Counter()
    total = 0
    for run in _played("tabulate_openings", scenario, runs, seed, events):
        total += 1
        for key, gives_away in _opened(scenario, run):
            counts[key] += 1
            given[key] += gives_away
    table = _table(scenario, ("party", "issue", "level"), counts, total)
    keys = table[["party", "issue", "level"]].itertuples(index=False, name=None)
    return table.assign(gives_away=[given[key] / total for key in keys])


def _played(
    asked: str, scenario: Scenario, runs: int, seed: int, events: Iterable[Events] | None
) -> Iterator[Sequence[e.Event]]:
    if events is not None:
        yield from events
        return
    given: object = runs
    if isinstance(given, bool) or not isinstance(given, int) or given < 1:
        raise BadInput([Problem(file=asked, key="runs", expected="a whole number from 1", received=shown(given))])
    for run in range(runs):
        yield play(scenario, seed, run)


def _first(events: Events) -> dict[str, tuple[TabledMove, list[TabledMove]]]:
    """The first concession of each party that concedes, and the others' last moves in rounds before it."""
    last: dict[str, e.PackageTabled] = {}
    moves: list[TabledMove] = []
    found: dict[str, tuple[TabledMove, list[TabledMove]]] = {}
    for now, _, event in dated(events):
        if isinstance(event, e.StageOpened):
            last, moves = {}, []
        elif isinstance(event, e.PackageTabled):
            party, before = event.party, last.get(event.party)
            last[party] = event
            if before is None or event.package == before.package:
                continue
            move = TabledMove(now, party, before.package, event.package)
            if party not in found and event.utilities[party] < before.utilities[party]:
                others = [other for other in moves if other.party != party and other.round < now]
                found[party] = move, [other for other in others if other.round == others[-1].round]
            moves.append(move)
    return found


def _changes(scenario: Scenario, move: TabledMove) -> Iterator[tuple[str, str, str]]:
    """Which issues a move changes: each with its level before and after."""
    old, new = (labels_at(scenario, package) for package in (move.old, move.new))
    yield from ((issue, old[issue], new[issue]) for issue in old if old[issue] != new[issue])


def _opened(scenario: Scenario, events: Events) -> Iterator[tuple[tuple[str, str, str], bool]]:
    """Each level that a party opens with, and whether it gives something away."""
    ready, names = prepared(scenario), [party.name for party in scenario.parties]
    space, issues = ready.space, [(i, issue) for i, issue in enumerate(scenario.issues)]
    opened: set[str] = set()
    on_table: tuple[str, ...] = ()
    for event in events:
        if isinstance(event, e.NegotiationOpened):
            table = prepare(space, ready.addresses, vector_of(event.draw))
        elif isinstance(event, e.StageOpened):
            on_table, opened = event.issues, set()
        elif isinstance(event, e.PackageTabled) and event.party not in opened:
            opened.add(event.party)
            digits = decode(space, event.package)
            context = context_of(space.phasing, space.guarantee, table.guarantees, digits)
            worth = table.worth[names.index(event.party), context]
            for i, issue in issues:
                if issue.name in on_table:
                    stands = issue.status_quo
                    worse = issue.levels[stands].available and worth[i, digits[i]] < worth[i, stands]
                    yield (event.party, issue.name, issue.levels[digits[i]].label), bool(worse)


def _table(
    scenario: Scenario, columns: Sequence[str], counts: Mapping[tuple[str, ...], int], total: int
) -> pd.DataFrame:
    """Counts as a table: by party, as the scenario names them, the most frequent first."""
    order = [party.name for party in scenario.parties]
    keys = sorted(counts, key=lambda key: (order.index(key[0]), -counts[key], key))
    frame = pd.DataFrame(keys, columns=list(columns))
    runs = [counts[key] for key in keys]
    return frame.assign(runs=runs, share=[count / total for count in runs])
