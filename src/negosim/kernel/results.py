"""End of a run: implementation of what was signed, the blocker, and the row of the outcome."""

from __future__ import annotations

import numpy as np

from negosim.arrays import Words
from negosim.compiled.compiling import compiled
from negosim.compiled.loops import precedes, put, sort
from negosim.compiled.random_numbers import LANES, numbers
from negosim.kernel.run_state import (
    AGREEMENT,
    BASE,
    DAY,
    HELD,
    HOW,
    LINE_THEN,
    NOTHING,
    PACKAGE,
    REFUSALS,
    ROUND,
    STAGE,
    THEN,
    WANTED,
    RunState,
    reservation,
)  # fmt: skip
from negosim.kernel.setting import MUTUAL
from negosim.kernel.workspace import Workspace
from negosim.rules import answering, hazards
from negosim.rules.utility import utility


@compiled
def carried_out(phases: int, guarantee: float, trust: float, keys: Words, run: int) -> int:
    """Return how many phases of a signed package are carried out.

    Parameters
    ----------
    phases : int
        Number of phases.
    guarantee, trust : float
        Strength of the guarantee, and mutual trust, in [0, 1].
    keys : ndarray of uint64, shape (10, 2)
        Keys of the stream of random numbers.
    run : int
        Number of the run.

    Returns
    -------
    int
    """
    four = np.empty(LANES)
    for phase in range(1, phases):
        numbers(keys, phase // LANES, run, four)
        if not hazards.strikes(four[phase % LANES], hazards.holding(trust, guarantee)):
            return phase
    return phases


@compiled(allocates=False)
def closest_refused(state: RunState) -> int:
    """Return the row of the package that came closest to agreement in the last round with a refusal, or -1.

    The one with the fewest refusals, then with the smallest total shortfall, then with the lowest index.
    """
    packages, ascending = state.before[THEN], state.scratch[0]
    closest, fewest, least = -1, 0, 0.0
    for n in range(state.now[REFUSALS]):
        count, total = 0, 0.0
        for shortfall in state.short[THEN, n]:
            if not np.isnan(shortfall):
                ascending[count] = shortfall
                count += 1
        sort(ascending, count)
        for k in range(count):
            total += ascending[k]
        nearer = closest < 0 or count < fewest or (count == fewest and total < least)
        alike = closest >= 0 and count == fewest and total == least
        if count and (nearer or (alike and precedes(packages[n], packages[closest]))):
            closest, fewest, least = n, count, total
    return closest


@compiled
def blocker(workspace: Workspace) -> tuple[int, int]:
    """Return the party that refused the package closest to agreement, and the issue; -1 and -1 without a refusal.

    Refusals because of a red line come first, then the largest shortfall; ``domain.outcome.last_blocker`` computes the
    same from events.
    """
    game, state = workspace.game, workspace.state
    closest, who = closest_refused(state), -1
    if closest < 0:
        return -1, -1
    lines, short = state.replies[LINE_THEN, closest], state.short[THEN, closest]
    for p in range(len(short)):
        if np.isnan(short[p]):
            continue
        if who < 0 or (lines[p] >= 0) > (lines[who] >= 0):
            who = p
        elif (lines[p] >= 0) == (lines[who] >= 0):
            alike = short[p] == short[who] and game.ranks[p] > game.ranks[who]
            who = p if alike or short[p] > short[who] else who
    if lines[who] >= 0:
        return who, game.line_issue[lines[who]]
    space, table, refused, wanted = (
        workspace.space,
        workspace.table,
        state.before[THEN, closest],
        state.own[WANTED, who],
    )
    return who, answering.objection(space, table, who, refused, wanted)


@compiled(from_python=False)
def carry_out(workspace: Workspace, n: int) -> int:
    """Carry out what was signed, as far as trust and guarantees hold."""
    space, state, game = workspace.space, workspace.state, workspace.game
    base, levels = state.texts[BASE], workspace.addresses.guarantee
    phases = game.phases[base[space.phasing] if space.phasing >= 0 else 0]
    guarantee = workspace.draws[n, levels[base[space.guarantee]]] if space.guarantee >= 0 else 0.0
    state.now[HELD] = carried_out(phases, guarantee, state.general[MUTUAL], workspace.keys[-1], workspace.span[0] + n)
    return 0


@compiled(from_python=False)
def write(workspace: Workspace, n: int) -> int:
    """Write the outcome of run ``n`` to its row."""
    state, rows = workspace.state, workspace.rows
    now, base = state.now, state.texts[BASE]
    rows.outcome[n], rows.round[n], rows.day[n] = now[HOW], now[ROUND], now[DAY]
    rows.package[n], rows.phases_held[n] = now[PACKAGE], now[HELD]
    put(rows.digits[n], base)
    rows.settled[n] = now[STAGE] + (1 if now[HOW] == AGREEMENT else 0)
    for p in range(state.party.shape[1]):
        rows.utilities[n, p] = utility(workspace.space, workspace.table, p, base)
        rows.reservations[n, p] = reservation(state.party, p, now[DAY])
    who, issue = blocker(workspace)
    rows.blocker[n, 0] = NOTHING if now[HOW] == AGREEMENT else who
    rows.blocker[n, 1] = NOTHING if now[HOW] == AGREEMENT else issue
    return 0
