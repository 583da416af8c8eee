"""End of a run: implementation of what was signed, the last objections, and the row of the outcome."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from negosim.arrays import Floats, Ints
from negosim.domain.outcome import nearest_refusals
from negosim.domain.random_streams import uniforms
from negosim.domain.scenario import Scenario
from negosim.kernel.run_state import (
    AGREEMENT,
    BASE,
    DAY,
    HOW,
    LINE_THEN,
    NOTHING,
    PACKAGE,
    REFUSALS,
    ROUND,
    SIGNED,
    STAGE,
    STATUS,
    THEN,
    WANTED,
)  # fmt: skip
from negosim.kernel.setting import FLOOR, WORTH, setting_of
from negosim.kernel.workspace import Workspace
from negosim.rules import answering, hazards


class Rows(NamedTuple):
    """Outcomes of n runs, one row per run.

    Attributes
    ----------
    outcome, round, day, package, phases_held, zopa, settled : ndarray, shape (n,)
        Value of HOW, last round and day, index agreed, phases carried out, size of the ZOPA, and stages settled.
    digits : ndarray, shape (n, I)
        Digits of the package that holds at the end.
    utilities, reservations : ndarray, shape (n, P)
        Utility of that package, and reservation values at the end.
    objections : ndarray, shape (n, P)
        Issue over which each party refused last, -1 for none.
    """

    outcome: Ints
    round: Ints
    day: Ints
    package: Ints
    phases_held: Ints
    zopa: Ints
    settled: Ints
    digits: Ints
    utilities: Floats
    reservations: Floats
    objections: Ints


def empty_rows(n: int, parties: int, issues: int) -> Rows:
    """Allocate the rows of ``n`` runs."""
    whole = [np.empty(n, np.int64) for _ in range(7)] + [np.empty((n, issues), np.int64)]
    return Rows._make([*whole, np.empty((n, parties)), np.empty((n, parties)), np.empty((n, parties), np.int64)])


class _Refusal(NamedTuple):
    party: str
    package: list[int]
    shortfall: float
    row: int
    number: int


def last_objections(scenario: Scenario, workspace: Workspace) -> list[int]:
    """Return the issue over which each party refused last, -1 if it refused nothing; see `nearest_refusals`."""
    state, count = workspace.state, workspace.state.now[REFUSALS]
    packages, lines = state.before[THEN, :count].tolist(), state.replies[LINE_THEN, :count].tolist()
    refusals = [
        [
            _Refusal(party.name, packages[n], short[p], n, p)
            for p, party in enumerate(scenario.parties)
            if not math.isnan(short[p])
        ]
        for n, short in enumerate(state.short[THEN, :count].tolist())
    ]
    found = [NOTHING] * len(scenario.parties)
    for row, p in ((refusal.row, refusal.number) for refusal in nearest_refusals(refusals).values()):
        if (line := lines[row][p]) >= 0:
            found[p] = int(workspace.game.line_issue[line])
        else:
            refused, wanted = state.before[THEN, row], state.own[WANTED, p]
            found[p] = answering.objection(workspace.space, workspace.table, p, refused, wanted)
    return found


def phases_held(scenario: Scenario, workspace: Workspace, seed: int, run: int, draw: Floats) -> int:
    """Return how many phases of what was signed are carried out, as far as trust and guarantees hold."""
    places, base, space = setting_of(scenario).places, workspace.state.texts[BASE], workspace.space
    phases = int(workspace.game.phases[base[space.phasing] if space.phasing >= 0 else 0])
    guarantee = draw[places.guarantee[base[space.guarantee]]] if space.guarantee >= 0 else 0.0
    chances = uniforms(seed, "talks:phase", run, phases)
    return hazards.phases_held(chances, hazards.holding(draw[places.mutual].min(), guarantee))


def write_row(rows: Rows, n: int, scenario: Scenario, workspace: Workspace, seed: int, run: int, draw: Floats) -> None:
    """Write the outcome of a run to row ``n``, but for the ZOPA.

    Parameters
    ----------
    rows : Rows
        Output.
    n : int
        Number of the row.
    scenario, workspace : Scenario, Workspace
        Scenario, and the state at the end of the run.
    seed, run : int
        Seed, and number of the run.
    draw : ndarray, shape (parameters + 1,)
        Values of all parameters, then nan.
    """
    state, now = workspace.state, workspace.state.now
    agreed = now[HOW] == AGREEMENT
    rows.outcome[n], rows.round[n], rows.day[n], rows.package[n] = now[HOW], now[ROUND], now[DAY], now[PACKAGE]
    rows.phases_held[n] = phases_held(scenario, workspace, seed, run, draw) if now[STATUS] == SIGNED else 0
    rows.settled[n] = now[STAGE] + agreed
    rows.digits[n] = state.texts[BASE]
    rows.utilities[n], rows.reservations[n] = state.party[WORTH], state.party[FLOOR]
    rows.objections[n] = NOTHING if agreed else last_objections(scenario, workspace)
