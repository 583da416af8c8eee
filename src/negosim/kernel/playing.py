"""Many runs over arrays: the rules in the order of ``NegotiationModel``, without agents and events, one row per run.

Each decision is a function of ``rules``; this module and ``rounds`` define the order of the calls, as ``model/`` does.
A row equals the outcome of the model to the last bit (a property test). Rounds and searches are compiled; what else is
done once in a run is not.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from negosim.arrays import Floats, Words
from negosim.compiled.compiling import compiled
from negosim.compiled.random_numbers import round_keys
from negosim.compiled.tuples_by_reference import lend
from negosim.domain.scenario import Scenario
from negosim.kernel import replies, rounds, tabling
from negosim.kernel.results import Rows, empty_rows, write_row
from negosim.kernel.run_state import (
    BASE,
    BEST,
    DAY,
    MOVED,
    NOTHING,
    SIGNED,
    STAGE,
    STAGE_DAY,
    STALLED,
    STATUS,
    TABLED,
    TEXT,
    TEXT_ROUND,
    begin_run,
    empty_state,
    reservation,
)  # fmt: skip
from negosim.kernel.setting import AMBITION, FLOOR, NO_DEAL, START, setting_of
from negosim.kernel.steps import places_for, settle
from negosim.kernel.workspace import Workspace
from negosim.rules import concession
from negosim.rules.preferences import prepare, tables_of
from negosim.rules.utility import Table, utility
from negosim.sampling.draws import draws_of
from negosim.search import best_packages as searching
from negosim.search import zopa as counting
from negosim.search.halves import Halves
from negosim.search.prepared import prepared
from negosim.spaces.neighbours import room_for

AT_ONCE = 64
"""Number of runs whose preferences are computed together."""


@compiled(allocates=False, nogil=True)
def open_stage(workspace: Workspace, _run: int) -> int:
    """Open the next stage, with its packages."""
    space, table, state = workspace.space, workspace.table, workspace.state
    searching.sum_up(space, workspace.halves, table, workspace.sums)
    now, party, own, base = state.now, state.party, state.own, state.texts[BASE]
    now[STAGE] += 1
    now[STAGE_DAY] = now[DAY]
    now[MOVED], now[STALLED], now[TEXT_ROUND] = 1, 0, 0
    for p in range(party.shape[1]):
        party[NO_DEAL, p] = utility(space, table, p, base)
        own[BEST, p, 0], own[TABLED, p, 0] = NOTHING, NOTHING
        best = searching.best(space, workspace.halves, table, workspace.sums, p, own[BEST, p])
        party[FLOOR, p] = floor = reservation(party, p, now[DAY])
        if own[BEST, p, 0] < 0:
            best = floor
        party[START, p] = concession.opening(best, floor, party[AMBITION, p])
    state.texts[TEXT, 0] = NOTHING
    return 0


@compiled(allocates=False, nogil=True)
def count_zopa(workspace: Workspace, _run: int) -> int:
    """Return the size of the ZOPA of a stage that has just been opened."""
    halves, sums, floors = workspace.halves, workspace.sums, workspace.state.party[FLOOR]
    return int(counting.in_zopa_count(workspace.space, halves, workspace.table, sums, floors))


STEPS = (
    tabling.table_packages,
    open_stage,
    count_zopa,
    tabling.take_turns,
    rounds.press,
    rounds.play_stage,
    rounds.strike,
    replies.relay,
    replies.answer,
    tabling.draft,
)


def played(scenario: Scenario, seed: int, runs: range) -> tuple[Rows, Floats]:
    """Play some runs.

    Parameters
    ----------
    scenario : Scenario
        Scenario to play.
    seed : int
        Seed of all runs.
    runs : range
        Consecutive run numbers.

    Returns
    -------
    rows : Rows
        Outcomes, one row per run.
    draws : ndarray, shape (n, parameters)
        Values of all parameters.
    """
    draws, idle = draws_of(scenario, seed, runs), _idle(scenario)
    workspace = idle.pop() if idle else make_workspace(scenario)
    rows = play_runs(scenario, workspace, seed, runs, draws)
    idle.append(workspace)
    return rows, draws


def play_runs(scenario: Scenario, workspace: Workspace, seed: int, runs: range, draws: Floats) -> Rows:
    """Play some runs with given draws.

    Parameters
    ----------
    scenario : Scenario
        Scenario to play.
    workspace : Workspace
        Workspace of the scenario.
    seed : int
        Seed of all runs.
    runs : range
        Consecutive run numbers.
    draws : ndarray, shape (n, parameters)
        Values of all parameters in these runs.

    Returns
    -------
    Rows
    """
    arrays, places, state = prepared(scenario), setting_of(scenario).places, workspace.state
    rows = empty_rows(len(runs), *state.own.shape[1:])
    known = np.column_stack([draws, np.full(len(draws), np.nan)])  # the last for what the scenario does not have
    preferences = Table._fields[:-1]
    workspace.keys[:] = _keys(scenario, seed)
    for n, run in enumerate(runs):
        if n % AT_ONCE == 0:
            tables = tables_of(arrays.space, arrays.addresses, known[n : n + AT_ONCE].T)
        for name in preferences:
            getattr(workspace.table, name)[...] = getattr(tables, name)[..., n % AT_ONCE]
        begin_run(places, arrays.status_quo, known[n], state)
        rows.zopa[n] = _play(scenario, workspace, run)
        write_row(rows, n, scenario, workspace, seed, run, known[n])
    return rows


def _play(scenario: Scenario, workspace: Workspace, run: int) -> int:
    """Play a run stage by stage; return the size of the ZOPA of the first stage."""
    now, base = workspace.state.now, workspace.state.texts[BASE]
    open_stage(workspace, run)
    zopa = count_zopa(workspace, run)
    rounds.play_stage(workspace, run)
    while now[STATUS] < SIGNED:  # the packages of a stage depend on what was agreed before it
        halves = _halves_of(scenario, int(now[STAGE]) + 1, tuple(base.tolist()))
        sums = searching.empty_sums(halves, *workspace.table.worth.shape[:2])
        staged = workspace._replace(halves=halves, sums=sums)
        open_stage(staged, run)
        rounds.play_stage(staged, run)
    return zopa


@lru_cache(maxsize=2048)
def _halves_of(scenario: Scenario, stage: int, base: tuple[int, ...]) -> Halves:
    """Return the packages of a stage with a given base; cached."""
    arrays = prepared(scenario)
    return arrays.stage(np.array(base, dtype=np.int64), arrays.groups[stage])


@lru_cache(maxsize=4)
def _idle(_scenario: Scenario) -> list[Workspace]:
    """Return the workspaces of a scenario that are not in use."""
    return []


def make_workspace(scenario: Scenario) -> Workspace:
    """Allocate the workspace of a scenario; compile the steps that it needs.

    Returns
    -------
    Workspace
        Passed by reference; can be reused.
    """
    arrays, setting, rules = prepared(scenario), setting_of(scenario), scenario.rules
    space, parties = arrays.space, len(scenario.parties)
    table = prepare(space, arrays.addresses, np.zeros(len(scenario.parameters)))
    workspace = lend(
        Workspace(
            space=space,
            shocks=setting.shocks,
            game=setting.game,
            keys=_keys(scenario, 0),
            halves=arrays.halves,
            sums=searching.empty_sums(arrays.halves, *table.worth.shape[:2]),
            table=table,
            state=empty_state(setting.places, len(scenario.issues), len(scenario.shocks)),
            near_own=room_for(space, parties, rules.max_moves),
            near_text=room_for(space, parties, rules.draft_moves),
            steps=places_for(STEPS),
        )
    )
    settle(__name__, STEPS, workspace)
    return workspace


@lru_cache(maxsize=16)
def _keys(scenario: Scenario, seed: int) -> Words:
    return round_keys(seed, ["talks:hazard", *(f"{shock.name}:hazard" for shock in scenario.shocks)])
