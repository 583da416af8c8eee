"""Steps of a round over arrays, in the order of ``model/``; each decision is a function of ``rules``."""

from __future__ import annotations

import numpy as np

from negosim.arrays import Ints, Words
from negosim.compiled.compiling import compiled, inlined
from negosim.compiled.loops import put
from negosim.compiled.random_numbers import LANES, numbers
from negosim.kernel.run_state import (
    AGREEMENT,
    BASE,
    BLOCK,
    COLLAPSED,
    COUNT,
    DAY,
    DEADLINE,
    HEARD,
    HOW,
    MOVED,
    NOW,
    OPEN,
    OVER,
    PACKAGE,
    PARTIAL,
    ROUND,
    SIGNED,
    STAGE,
    STALLED,
    STATUS,
    STRUCK,
    SUSPENDED,
    TABLED,
    UNTIL,
    RunState,
    reservation,
)  # fmt: skip
from negosim.kernel.setting import (
    BUDGET,
    COLLAPSE,
    EFFORT,
    FLOOR,
    LEVERAGE,
    NEVER,
    PRESS,
    PRESS_COST,
    PRESSURE,
    PRESSURE_CAP,
    SPENT,
    STALL,
    TRUST,
    WAITING_COST,
    WORTH,
    Game,
)  # fmt: skip
from negosim.kernel.steps import ANSWERING, DRAFTING, PRESSING, RELAYING, STRIKE, TABLING, TURNS, called
from negosim.kernel.workspace import Workspace
from negosim.rules import hazards, mediating
from negosim.rules.utility import utility
from negosim.spaces.space import encode


@inlined
def chance_of(keys: Words, state: RunState, run: int, stream: int, number: int) -> float:
    """Return a uniform number of a stream; its block of numbers is generated at first use.

    Parameters
    ----------
    keys : ndarray of uint64, shape (streams, 10, 2)
        Keys of the streams.
    state : RunState
        State of the run, which caches a block per stream.
    run, stream, number : int
        Numbers of the run, of the stream, and of the number in it.

    Returns
    -------
    float
        In [0, 1).
    """
    if state.streams[BLOCK, stream] != number // LANES:
        state.streams[BLOCK, stream] = number // LANES
        numbers(keys[stream], number // LANES, run, int(np.int64(0)), state.numbers[stream])
    return float(state.numbers[stream, number % LANES])


@inlined
def open_round(now: Ints, days_per_round: int) -> None:
    """Open the next round."""
    if now[STATUS] == OPEN and now[ROUND] > 0:
        now[STALLED] = 0 if now[MOVED] else now[STALLED] + 1
    now[DAY] = now[ROUND] * days_per_round
    now[ROUND] += 1
    now[COUNT], now[MOVED] = 0, 0


@compiled(allocates=False, from_python=False)
def strike(workspace: Workspace, run: int) -> int:
    """Apply shocks; resume suspended talks when they are due."""
    shocks, state = workspace.shocks, workspace.state
    now, party, trust = state.now, state.party, state.bonds[TRUST]
    for h in range(len(shocks.day)):
        if shocks.day[h] < NEVER:
            strikes = shocks.day[h] <= now[DAY]
        else:
            strikes = hazards.strikes(chance_of(workspace.keys, state, run, 1 + h, now[ROUND] - 1), shocks.hazard[h])
        if not strikes or state.streams[STRUCK, h]:
            continue
        state.streams[STRUCK, h] = 1
        for p in range(party.shape[1]):
            for m in range(len(trust)):
                if not np.isnan(shocks.trust[h, m, p]):
                    trust[m, p] = hazards.shifted_trust(trust[m, p], shocks.trust[h, m, p])
                    now[HEARD] = 0
            if not np.isnan(shocks.pressure[h, p]):
                party[PRESSURE, p] = hazards.shifted_pressure(party[PRESSURE, p], shocks.pressure[h, p])
            if not np.isnan(shocks.waiting_cost[h, p]):
                party[WAITING_COST, p] += shocks.waiting_cost[h, p]
        if shocks.suspend[h]:
            now[STATUS] = SUSPENDED
            now[UNTIL] = max(now[DAY] + shocks.suspend[h], now[UNTIL])
    if now[STATUS] == SUSPENDED and now[DAY] >= now[UNTIL]:
        now[STATUS], now[MOVED] = OPEN, 1
    return 0


@compiled(allocates=False, from_python=False)
def press(workspace: Workspace, _n: int) -> int:
    """Let mediators spend effort on the party furthest from the others' last packages."""
    space, table, state, room = workspace.space, workspace.table, workspace.state, workspace.near_own
    party, trust, leverage = state.party, state.bonds[TRUST], state.bonds[LEVERAGE]
    parties, found = party.shape[1], state.scratch[0]
    for m in range(len(trust)):
        effort = min(state.mediator[EFFORT, m], state.mediator[BUDGET, m] - state.mediator[SPENT, m])
        if effort <= 0.0 or not state.mediator[PRESS, m] > 0.5:
            continue
        most = mediating.distances(
            space, table, state.insight[parties], state.own[TABLED], room.believed, room.gains, found
        )
        count = 0
        for p in range(parties):
            count += found[p] == most
        for p in range(parties):
            if found[p] != most or most == np.inf:
                continue
            share, cap, before = effort / count, state.general[PRESSURE_CAP], party[PRESSURE, p]
            party[PRESSURE, p] = mediating.pressed(before, cap, leverage[m, p], trust[m, p], share)
            if party[PRESSURE, p] != before:
                trust[m, p] = mediating.resented(trust[m, p], state.general[PRESS_COST], share)
                state.now[HEARD] = 0
                state.mediator[SPENT, m] += share
    return 0


@inlined
def end(now: Ints, how: int) -> None:
    """End the talks without a full agreement; a partial one is still carried out."""
    partial = now[PACKAGE] >= 0
    now[STATUS] = SIGNED if partial else OVER
    now[HOW] = PARTIAL if partial else how


@inlined
def talk(workspace: Workspace, run: int) -> bool:
    """Play the talks of a round; return whether all parties accepted a package, which becomes the new base."""
    state, steps, mediated = workspace.state, workspace.steps, workspace.game.mediated
    now, general = state.now, state.general
    if mediated:
        called(steps[PRESSING], workspace, run)
        called(steps[TABLING], workspace, run)
        called(steps[DRAFTING], workspace, run)
    else:
        called(steps[TURNS], workspace, run)
    agreed = called(steps[ANSWERING], workspace, run)
    if agreed >= 0:
        put(state.texts[BASE], state.before[NOW, agreed])
        return True
    if mediated:
        called(steps[RELAYING], workspace, run)
    stalled = 0 if now[MOVED] else now[STALLED] + 1
    hazard = hazards.collapse_hazard(general[COLLAPSE], general[STALL], stalled)
    if hazards.strikes(chance_of(workspace.keys, state, run, int(np.int64(0)), now[ROUND] - 1), hazard):
        end(now, int(np.int64(COLLAPSED)))
    return False


@compiled(allocates=False, nogil=True)
def play_stage(workspace: Workspace, run: int) -> int:
    """Play rounds until a stage is agreed or the talks are over; the package agreed becomes the new base."""
    game, state, agreed = workspace.game, workspace.state, False
    now, party, base = state.now, state.party, state.texts[BASE]
    close(game, now)  # the stage before may have been agreed in the last round
    while now[STATUS] < SIGNED and not agreed:
        open_round(now, game.days_per_round)
        called(workspace.steps[STRIKE], workspace, run)
        if now[STATUS] == OPEN:
            agreed = talk(workspace, run)
        if agreed:
            now[PACKAGE] = encode(workspace.space, base)
            if now[STAGE] + 1 == len(game.free):
                now[HOW], now[STATUS] = AGREEMENT, SIGNED
        else:
            close(game, now)
    for p in range(party.shape[1]):
        party[WORTH, p] = utility(workspace.space, workspace.table, p, base)
        party[FLOOR, p] = reservation(party, p, now[DAY])
    return 0


@inlined
def close(game: Game, now: Ints) -> None:
    """End the talks at the deadline, after the last round."""
    if now[STATUS] < SIGNED and now[ROUND] >= game.rounds:
        now[DAY] = game.horizon
        end(now, int(np.int64(DEADLINE)))
