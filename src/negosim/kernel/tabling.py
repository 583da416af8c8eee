"""What is put on the table in a round, over arrays: packages of parties, and the text of the mediators that draft."""

from __future__ import annotations

from negosim.arrays import Ints
from negosim.kernel.ground import Ground
from negosim.kernel.replies import aspiration
from negosim.kernel.setting import DRAFT, LOWEST
from negosim.kernel.talks import (
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
    Talks,
    reservation,
)  # fmt: skip
from negosim.rules import mediating, offering, searching
from negosim.rules.arrays import put, same
from negosim.rules.compiling import compiled, inlined
from negosim.rules.space import met
from negosim.rules.table import utility


@compiled(allocates=False, from_python=False)
def table_packages(ground: Ground, _n: int) -> int:
    """Each party puts a package on the table, all at once: at first its best, then one near its last."""
    game, space, table, talks, room = ground.game, ground.space, ground.table, ground.talks, ground.near_own
    now, tabled = talks.now, talks.own[TABLED]
    parties, free, moves = talks.party.shape[1], game.free[now[STAGE]], game.max_moves
    by_value = game.by_value != 0  # what is lent holds it as a number, which would be compiled for apart
    for p in range(parties):
        package = talks.own[TURN, p]
        if tabled[p, 0] < 0:
            put(package, talks.own[BEST, p])
        else:
            insight, firmness, aim = talks.insight[p], talks.firmness[p], aspiration(talks, p, now[DAY])
            offering.move(space, table, p, insight, firmness, tabled, free, aim, moves, by_value, room, package)
        withhold(ground, p, package)
    for p in range(parties):
        if talks.own[TURN, p, 0] >= 0:
            put_down(ground, p, talks.own[TURN, p])
    return 0


@compiled(allocates=False, from_python=False)
def take_turns(ground: Ground, _n: int) -> int:
    """The party whose turn it is puts a package on the table: the nearest to what it aims at."""
    talks = ground.talks
    p = (talks.now[ROUND] - 1) % talks.party.shape[1]
    package, aim = talks.own[TURN, p], aspiration(talks, p, talks.now[DAY])
    put(package, talks.own[TABLED, p])
    searching.nearest(ground.space, ground.halves, ground.table, ground.sums, p, aim, package)
    withhold(ground, p, package)
    if package[0] >= 0:
        put_down(ground, p, package)
    return 0


@inlined
def withhold(ground: Ground, p: int, package: Ints) -> None:
    """A party tables nothing that is worth less to it than its reservation value."""
    talks = ground.talks
    if package[0] < 0:
        return
    stands = same(package, talks.own[TABLED, p])
    worth = talks.gained[LAST, p, p] if stands else utility(ground.space, ground.table, p, package)
    if worth < reservation(talks.party, p, talks.now[DAY]):
        package[0] = NOTHING


@compiled(allocates=False)
def put_down(ground: Ground, p: int, package: Ints) -> None:
    """A party's package lies on the table."""
    talks, tabled = ground.talks, ground.talks.own[TABLED, p]
    gained, lowest = talks.gained, talks.party[LOWEST]
    if not same(tabled, package):
        first = tabled[0] < 0
        put(tabled, package)
        weigh(ground, p, package)
        for o in range(gained.shape[2] if first else 0):
            gained[FIRST, p, o] = gained[LAST, p, o]
        own = gained[LAST, p, p]
        if first or own < lowest[p]:
            talks.now[MOVED] = 1
            lowest[p] = own
    talks.replies[ANSWER, lay(talks, package, p), p] = ACCEPTED


@inlined
def weigh(ground: Ground, author: int, package: Ints) -> None:
    """Take what the package of an author, or the text, is worth to each party, and which red lines it crosses."""
    worth = ground.talks.gained[LAST, author]
    for p in range(len(worth)):
        worth[p] = utility(ground.space, ground.table, p, package)
    ground.talks.lines[author] = met(ground.space.red_lines, package)


@compiled(allocates=False)
def lay(talks: Talks, digits: Ints, author: int) -> int:
    """Lay a package of an author, or the text, before the parties, if it does not lie there: its row."""
    count = talks.now[COUNT]
    for n in range(count):
        if same(talks.before[NOW, n], digits):
            return n
    talks.author[count] = author
    put(talks.before[NOW, count], digits)
    for p in range(talks.replies.shape[2]):
        talks.replies[ANSWER, count, p] = UNASKED
    talks.now[COUNT] += 1
    return int(count)


@compiled(allocates=False, from_python=False)
def draft(ground: Ground, _n: int) -> int:
    """The single negotiating text of the mediators that draft, when one is due."""
    game, space, table, talks, room = ground.game, ground.space, ground.table, ground.talks, ground.near_text
    now, text, tabled = talks.now, talks.texts[TEXT], talks.own[TABLED]
    parties, drafters = len(tabled), False
    for m in range(talks.mediator.shape[1]):
        drafters = drafters or talks.mediator[DRAFT, m] > 0.5
    if not drafters or (now[ROUND] - 1) % game.draft_every:
        return 0
    insight, firmness, base, stage = talks.insight[parties], talks.firmness[parties], talks.texts[BASE], now[STAGE]
    if text[0] >= 0:
        free, moves = game.free[stage], game.draft_moves
        mediating.redraft(space, table, insight, firmness, base, tabled, text, free, moves, room, room.found)
    else:
        offers, count = talks.own[TURN], 0
        for p in range(parties):
            if tabled[p, 0] >= 0:
                put(offers[count], tabled[p])
                count += 1
        if not count:
            return 0
        mediating.draw_up(space, table, insight, firmness, base, offers[:count], room, room.found)
    if not same(text, room.found):
        put(text, room.found)
        weigh(ground, parties, text)
    now[TEXT_ROUND] = now[ROUND]
    lay(talks, text, parties)
    return 0
