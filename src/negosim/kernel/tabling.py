"""What is tabled in a round, over arrays: packages of parties, and the text of the mediators that draft.

Arguments that functions share: ``p``, the number of a party, and ``package``, its digits, shape (I,), in
``RunState.own``.
"""

from __future__ import annotations

from negosim.arrays import Ints
from negosim.compiled.compiling import compiled, inlined
from negosim.compiled.loops import put, same
from negosim.kernel.replies import aspiration
from negosim.kernel.run_state import (
    ACCEPTED,
    ANSWER,
    BASE,
    BEST,
    COUNT,
    DAY,
    FIRST,
    LAST,
    MOVED,
    NOTHING,
    NOW,
    ROUND,
    STAGE,
    TABLED,
    TEXT,
    TEXT_ROUND,
    TURN,
    UNASKED,
    RunState,
    reservation,
)  # fmt: skip
from negosim.kernel.setting import DRAFT, LOWEST
from negosim.kernel.workspace import Workspace
from negosim.rules import mediating, offering
from negosim.rules.utility import utility
from negosim.search import best_packages as searching
from negosim.spaces.space import met


@compiled(allocates=False, from_python=False)
def table_packages(workspace: Workspace, _n: int) -> int:
    """Let each party table a package, simultaneously: first its best one, then one near its last."""
    game, space, table, state, room = (
        workspace.game,
        workspace.space,
        workspace.table,
        workspace.state,
        workspace.near_own,
    )
    now, tabled = state.now, state.own[TABLED]
    parties, free, moves = state.party.shape[1], game.free[now[STAGE]], game.max_moves
    by_value = game.by_value != 0  # an integer in the game, which numba would specialise for
    for p in range(parties):
        package = state.own[TURN, p]
        if tabled[p, 0] < 0:
            put(package, state.own[BEST, p])
        else:
            insight, firmness, aim = state.insight[p], state.firmness[p], aspiration(state, p, now[DAY])
            offering.move(space, table, p, insight, firmness, tabled, free, aim, moves, by_value, room, package)
        withhold(workspace, p, package)
    for p in range(parties):
        if state.own[TURN, p, 0] >= 0:
            put_down(workspace, p, state.own[TURN, p])
    return 0


@compiled(allocates=False, from_python=False)
def take_turns(workspace: Workspace, _n: int) -> int:
    """Let the party whose turn it is table the package nearest above its aspiration."""
    state = workspace.state
    p = (state.now[ROUND] - 1) % state.party.shape[1]
    package, aim = state.own[TURN, p], aspiration(state, p, state.now[DAY])
    put(package, state.own[TABLED, p])
    searching.nearest(workspace.space, workspace.halves, workspace.table, workspace.sums, p, aim, package)
    withhold(workspace, p, package)
    if package[0] >= 0:
        put_down(workspace, p, package)
    return 0


@inlined
def withhold(workspace: Workspace, p: int, package: Ints) -> None:
    """Drop a package that is worth less to the party than its reservation value."""
    state = workspace.state
    if package[0] < 0:
        return
    unchanged = same(package, state.own[TABLED, p])
    worth = state.gained[LAST, p, p] if unchanged else utility(workspace.space, workspace.table, p, package)
    if worth < reservation(state.party, p, state.now[DAY]):
        package[0] = NOTHING


@compiled(allocates=False)
def put_down(workspace: Workspace, p: int, package: Ints) -> None:
    """Table a party's package."""
    state, tabled = workspace.state, workspace.state.own[TABLED, p]
    gained, lowest = state.gained, state.party[LOWEST]
    if not same(tabled, package):
        first = tabled[0] < 0
        put(tabled, package)
        weigh(workspace, p, package)
        for o in range(gained.shape[2] if first else 0):
            gained[FIRST, p, o] = gained[LAST, p, o]
        own = gained[LAST, p, p]
        if first or own < lowest[p]:
            state.now[MOVED] = 1
            lowest[p] = own
    state.replies[ANSWER, lay(state, package, p), p] = ACCEPTED


@inlined
def weigh(workspace: Workspace, author: int, package: Ints) -> None:
    """Compute the utility of an author's package, or the text, to each party, and the red lines that it crosses."""
    worth = workspace.state.gained[LAST, author]
    for p in range(len(worth)):
        worth[p] = utility(workspace.space, workspace.table, p, package)
    workspace.state.lines[author] = met(workspace.space.red_lines, package)


@compiled(allocates=False)
def lay(state: RunState, digits: Ints, author: int) -> int:
    """Add a package, shape (I,), to those to be answered, unless it is one of them; return its row."""
    count = state.now[COUNT]
    for n in range(count):
        if same(state.before[NOW, n], digits):
            return n
    state.author[count] = author
    put(state.before[NOW, count], digits)
    for p in range(state.replies.shape[2]):
        state.replies[ANSWER, count, p] = UNASKED
    state.now[COUNT] += 1
    return int(count)


@compiled(allocates=False, from_python=False)
def draft(workspace: Workspace, _n: int) -> int:
    """Let the mediators that draft revise the single negotiating text, when one is due."""
    game, space, table, state, room = (
        workspace.game,
        workspace.space,
        workspace.table,
        workspace.state,
        workspace.near_text,
    )
    now, text, tabled = state.now, state.texts[TEXT], state.own[TABLED]
    parties, drafters = len(tabled), False
    for m in range(state.mediator.shape[1]):
        drafters = drafters or state.mediator[DRAFT, m] > 0.5
    if not drafters or (now[ROUND] - 1) % game.draft_every:
        return 0
    insight, firmness, base, stage = state.insight[parties], state.firmness[parties], state.texts[BASE], now[STAGE]
    if text[0] >= 0:
        free, moves = game.free[stage], game.draft_moves
        mediating.redraft(space, table, insight, firmness, base, tabled, text, free, moves, room, room.found)
    else:
        offers, count = state.own[TURN], 0
        for p in range(parties):
            if tabled[p, 0] >= 0:
                put(offers[count], tabled[p])
                count += 1
        if not count:
            return 0
        mediating.draw_up(space, table, insight, firmness, base, offers[:count], room, room.found)
    if not same(text, room.found):
        put(text, room.found)
        weigh(workspace, parties, text)
    now[TEXT_ROUND] = now[ROUND]
    lay(state, text, parties)
    return 0
