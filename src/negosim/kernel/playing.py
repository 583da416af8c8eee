"""Many runs over arrays: the rules in the order of ``NegotiationModel``, without agents and events, one row per run.

Each decision is a function of ``rules``; this module and ``rounds`` define the order of the calls, as ``model/`` does.
A row equals the outcome of the model to the last bit (a property test).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from negosim.arrays import Floats, Words
from negosim.compiled.compiling import compiled
from negosim.compiled.random_numbers import round_keys
from negosim.compiled.tuples_by_reference import lend
from negosim.domain.random_streams import number_of
from negosim.domain.scenario import Scenario
from negosim.kernel import replies, results, rounds, tabling
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
    Rows,
    begin_run,
    empty_state,
    reservation,
)  # fmt: skip
from negosim.kernel.setting import AMBITION, FLOOR, NO_DEAL, START, setting_of
from negosim.kernel.steps import BEGIN, CARRY_OUT, OPENING, PLAY, WRITE, called, places_for, settle
from negosim.kernel.workspace import Workspace
from negosim.rules import concession
from negosim.rules.preferences import empty_table, prepare_into
from negosim.rules.utility import utility
from negosim.sampling.draws import draws_of
from negosim.search import best_packages as searching
from negosim.search import zopa as counting
from negosim.search.halves import Halves
from negosim.search.prepared import prepared
from negosim.spaces.neighbours import room_for


@compiled(allocates=False, from_python=False)
def open_stage(workspace: Workspace, _n: int) -> int:
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
        floor = reservation(party, p, now[DAY])
        if own[BEST, p, 0] < 0:
            best = floor
        party[START, p] = concession.opening(best, floor, party[AMBITION, p])
    state.texts[TEXT, 0] = NOTHING
    return 0


@compiled(allocates=False, nogil=True)
def play_runs(workspace: Workspace) -> None:
    """Play runs of single-stage talks, and write their rows."""
    steps, now = workspace.steps, workspace.state.now
    for n in range(workspace.span[1]):
        called(steps[BEGIN], workspace, n)
        called(steps[PLAY], workspace, n)
        if now[STATUS] == SIGNED:
            called(steps[CARRY_OUT], workspace, n)
        called(steps[WRITE], workspace, n)


@compiled(allocates=False, nogil=True)
def play_first_stage(workspace: Workspace, n: int) -> None:
    """Begin run ``n`` and play its first stage."""
    called(workspace.steps[BEGIN], workspace, n)
    called(workspace.steps[PLAY], workspace, n)


@compiled(allocates=False, nogil=True)
def play_next_stage(workspace: Workspace, n: int) -> None:
    """Play the next stage of run ``n``; the workspace holds the halves of its packages."""
    called(workspace.steps[OPENING], workspace, n)
    rounds.close(workspace.game, workspace.state.now)
    if workspace.state.now[STATUS] < SIGNED:
        called(workspace.steps[PLAY], workspace, n)


@compiled(allocates=False, nogil=True)
def end_run(workspace: Workspace, n: int) -> None:
    """Carry out what run ``n`` signed, and write its row."""
    if workspace.state.now[STATUS] == SIGNED:
        called(workspace.steps[CARRY_OUT], workspace, n)
    called(workspace.steps[WRITE], workspace, n)


@compiled(from_python=False)
def begin(workspace: Workspace, n: int) -> int:
    """Begin run ``n`` and its first stage."""
    space, table, state = workspace.space, workspace.table, workspace.state
    draw = workspace.draws[n]
    prepare_into(space, workspace.addresses, draw, table)
    begin_run(workspace.places, space.status_quo, draw, state)
    called(workspace.steps[OPENING], workspace, n)
    floors = state.party[FLOOR]
    for p in range(len(floors)):
        floors[p] = reservation(state.party, p, state.now[DAY])
    workspace.rows.zopa[n] = counting.in_zopa_count(space, workspace.halves, table, workspace.sums, floors)
    return 0


STEPS = (
    tabling.table_packages,
    begin,
    open_stage,
    results.write,
    tabling.take_turns,
    rounds.press,
    rounds.play_stage,
    rounds.strike,
    results.carry_out,
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
    draws, idle, count = draws_of(scenario, seed, runs), _idle(scenario), len(runs)
    workspace = idle.pop() if idle else None
    if workspace is None or len(workspace.draws) < count:
        workspace = make_workspace(scenario, count)
    assign_runs(workspace, scenario, seed, runs, draws)
    if len(workspace.game.free) == 1:
        play_runs(workspace)
    else:
        for n in range(count):
            _play_stages(scenario, workspace, n)
    rows = Rows(*(getattr(workspace.rows, name)[:count].copy() for name in Rows._fields))
    idle.append(workspace)
    return rows, draws


def _play_stages(scenario: Scenario, workspace: Workspace, n: int) -> None:
    """Play a run stage by stage: the packages of a stage depend on what was agreed before it."""
    now, base = workspace.state.now, workspace.state.texts[BASE]
    play_first_stage(workspace, n)
    while now[STATUS] < SIGNED:
        halves = _halves_of(scenario, int(now[STAGE]) + 1, tuple(base.tolist()))
        sums = searching.empty_sums(halves, *workspace.table.worth.shape[:2])
        play_next_stage(workspace._replace(halves=halves, sums=sums), n)
    end_run(workspace, n)


@lru_cache(maxsize=2048)
def _halves_of(scenario: Scenario, stage: int, base: tuple[int, ...]) -> Halves:
    """Return the packages of a stage with a given base; cached."""
    arrays = prepared(scenario)
    return arrays.stage(np.array(base, dtype=np.int64), arrays.groups[stage])


@lru_cache(maxsize=4)
def _idle(_scenario: Scenario) -> list[Workspace]:
    """Return the workspaces of a scenario that are not in use."""
    return []


def make_workspace(scenario: Scenario, most: int) -> Workspace:
    """Allocate the workspace of a scenario for up to ``most`` runs at a time; compile the steps that it needs.

    Parameters
    ----------
    scenario : Scenario
        Scenario to play.
    most : int
        Maximum number of runs.

    Returns
    -------
    Workspace
        Passed by reference; can be reused.
    """
    arrays, setting = prepared(scenario), setting_of(scenario)
    space, addresses, rules = arrays.space, arrays.addresses, scenario.rules
    parties, issues, table = len(scenario.parties), len(scenario.issues), empty_table(addresses)
    workspace = lend(
        Workspace(
            space=space,
            addresses=addresses,
            places=setting.places,
            shocks=setting.shocks,
            game=setting.game,
            keys=_keys(scenario, 0),
            halves=arrays.halves,
            sums=searching.empty_sums(arrays.halves, parties, table.worth.shape[1]),
            table=table,
            state=empty_state(setting.places, issues, len(scenario.shocks)),
            near_own=room_for(space, parties, rules.max_moves),
            near_text=room_for(space, parties, rules.draft_moves),
            draws=np.empty((most, len(scenario.parameters))),
            span=np.zeros(2, np.int64),
            rows=_empty_rows(most, parties, issues),
            steps=places_for(STEPS),
        )
    )
    settle(__name__, STEPS, workspace)
    return workspace


def assign_runs(workspace: Workspace, scenario: Scenario, seed: int, runs: range, draws: Floats) -> None:
    """Set the runs that ``play_runs`` plays next.

    Parameters
    ----------
    workspace : Workspace
        Workspace of the scenario.
    scenario : Scenario
        Scenario to play.
    seed : int
        Seed of all runs.
    runs : range
        Consecutive run numbers.
    draws : ndarray, shape (n, parameters)
        Values of all parameters in these runs.
    """
    workspace.keys[:] = _keys(scenario, seed)
    workspace.span[:] = runs.start, len(runs)
    workspace.draws[: len(runs)] = draws


def _keys(scenario: Scenario, seed: int) -> Words:
    streams = ["talks:hazard", *(f"{shock.name}:hazard" for shock in scenario.shocks), "talks:phase"]
    return np.array([round_keys(seed, number_of(stream)) for stream in streams])


def _empty_rows(n: int, parties: int, issues: int) -> Rows:
    outcome, round_, day, package, held, zopa, settled = (np.empty(n, np.int64) for _ in range(7))
    digits, blockers = np.empty((n, issues), np.int64), np.empty((n, 2), np.int64)
    utilities, reservations = np.empty((n, parties)), np.empty((n, parties))
    return lend(Rows(outcome, round_, day, package, held, zopa, digits, settled, utilities, reservations, blockers))
