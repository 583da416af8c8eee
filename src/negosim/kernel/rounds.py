"""The steps of a round over arrays, in the order of ``model/``; every decision is a function of ``rules``."""

from __future__ import annotations

import numpy as np

from negosim.kernel.ground import Ground
from negosim.kernel.replies import aspiration
from negosim.kernel.setting import (
    BUDGET,
    COLLAPSE,
    DRAFT,
    EFFORT,
    LEVERAGE,
    LOWEST,
    NEVER,
    PRESS,
    PRESS_COST,
    PRESSURE,
    PRESSURE_CAP,
    SPENT,
    STALL,
    TRUST,
    WAITING_COST,
    Game,
)  # fmt: skip
from negosim.kernel.steps import ANSWERING, DRAFTING, PRESSING, RELAYING, STRIKE, TABLING, called
from negosim.kernel.talks import (
    ACCEPTED,
    AGREEMENT,
    ANSWER,
    BASE,
    BEST,
    BLOCK,
    COLLAPSED,
    COUNT,
    DAY,
    DEADLINE,
    FIRST,
    HEARD,
    HOW,
    LAST,
    MOVED,
    NOTHING,
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
    TEXT,
    TEXT_ROUND,
    TURN,
    UNASKED,
    UNTIL,
    Talks,
    reservation,
)  # fmt: skip
from negosim.rules import hazards, mediating, nearby, offering, searching
from negosim.rules.arrays import put, same
from negosim.rules.chance import LANES, Words, numbers
from negosim.rules.compiling import lean_inlined, lean_inner
from negosim.rules.space import Ints, encode, met
from negosim.rules.table import utility


@lean_inlined
def chance_of(keys: Words, talks: Talks, run: int, stream: int, number: int) -> float:
    """A number of a stream; the block that it stands in is made when it is first asked for."""
    if talks.streams[BLOCK, stream] != number // LANES:
        talks.streams[BLOCK, stream] = number // LANES
        numbers(keys[stream], number // LANES, run, talks.numbers[stream])
    return float(talks.numbers[stream, number % LANES])


@lean_inlined
def open_round(now: Ints, days_per_round: int) -> None:
    """The next round opens."""
    if now[STATUS] == OPEN and now[ROUND] > 0:
        now[STALLED] = 0 if now[MOVED] else now[STALLED] + 1
    now[DAY] = now[ROUND] * days_per_round
    now[ROUND] += 1
    now[COUNT], now[MOVED] = 0, 0


@lean_inner
def strike(ground: Ground, n: int) -> int:
    """What strikes from outside; suspended talks resume when their day has come."""
    shocks, talks, run = ground.shocks, ground.talks, ground.span[0] + n
    now, party, trust = talks.now, talks.party, talks.bonds[TRUST]
    for h in range(len(shocks.day)):
        if shocks.day[h] < NEVER:
            strikes = shocks.day[h] <= now[DAY]
        else:
            strikes = hazards.strikes(chance_of(ground.keys, talks, run, 1 + h, now[ROUND] - 1), shocks.hazard[h])
        if not strikes or talks.streams[STRUCK, h]:
            continue
        talks.streams[STRUCK, h] = 1
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


@lean_inner
def press(ground: Ground, _n: int) -> int:
    """Mediators spend effort on the party furthest from the others' last packages."""
    space, table, talks, room = ground.space, ground.table, ground.talks, ground.near_own
    party, trust, leverage = talks.party, talks.bonds[TRUST], talks.bonds[LEVERAGE]
    parties, found = party.shape[1], talks.scratch[0]
    for m in range(len(trust)):
        effort = min(talks.mediator[EFFORT, m], talks.mediator[BUDGET, m] - talks.mediator[SPENT, m])
        if effort <= 0.0 or not talks.mediator[PRESS, m] > 0.5:
            continue
        most = mediating.distances(
            space, table, talks.insight[parties], talks.own[TABLED], room.believed, room.gains, found
        )
        count = 0
        for p in range(parties):
            count += found[p] == most
        for p in range(parties):
            if found[p] != most or most == np.inf:
                continue
            share, cap, before = effort / count, talks.general[PRESSURE_CAP], party[PRESSURE, p]
            party[PRESSURE, p] = mediating.pressed(before, cap, leverage[m, p], trust[m, p], share)
            if party[PRESSURE, p] != before:
                trust[m, p] = mediating.resented(trust[m, p], talks.general[PRESS_COST], share)
                talks.now[HEARD] = 0
                talks.mediator[SPENT, m] += share
    return 0


@lean_inner
def table_packages(ground: Ground, _n: int) -> int:
    """Each party whose turn it is puts a package on the table, all at once."""
    game, space, table, talks, room = ground.game, ground.space, ground.table, ground.talks, ground.near_own
    now, party, tabled = talks.now, talks.party, talks.own[TABLED]
    parties, free = party.shape[1], game.free[now[STAGE]]
    by_value = game.by_value != 0  # what is lent holds it as a number, which would be compiled for apart
    for p in range(parties):
        package = talks.own[TURN, p]
        package[0] = NOTHING
        if not game.mediated and p != (now[ROUND] - 1) % parties:
            continue
        aim = aspiration(talks, p, now[DAY])
        if not game.mediated:
            put(package, tabled[p])
            searching.nearest(space, ground.halves, table, ground.sums, p, aim, package)
        elif tabled[p, 0] < 0:
            put(package, talks.own[BEST, p])
            nearby.foresee(space, room.near, package)
        else:
            insight, firmness, moves = talks.insight[p], talks.firmness[p], game.max_moves
            offering.move(space, table, p, insight, firmness, tabled, free, aim, moves, by_value, room, package)
        if package[0] >= 0:
            worth = talks.gained[LAST, p, p] if same(package, tabled[p]) else utility(space, table, p, package)
            if worth < reservation(party, p, now[DAY]):
                package[0] = NOTHING
    for p in range(parties):
        if talks.own[TURN, p, 0] >= 0:
            put_down(ground, p, talks.own[TURN, p])
    return 0


@lean_inner
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


@lean_inlined
def weigh(ground: Ground, author: int, package: Ints) -> None:
    """Take what the package of an author, or the text, is worth to each party, and which red lines it crosses."""
    worth = ground.talks.gained[LAST, author]
    for p in range(len(worth)):
        worth[p] = utility(ground.space, ground.table, p, package)
    ground.talks.lines[author] = met(ground.space.red_lines, package)


@lean_inner
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


@lean_inner
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
        moves = game.draft_moves
        mediating.redraft(space, table, insight, firmness, base, text, game.free[stage], moves, room, room.found)
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


@lean_inlined
def end(now: Ints, how: int) -> None:
    """The talks end without more; what a partial agreement settled is still to be carried out."""
    partial = now[PACKAGE] >= 0
    now[STATUS] = SIGNED if partial else OVER
    now[HOW] = PARTIAL if partial else how


@lean_inlined
def talk(ground: Ground, n: int) -> bool:
    """The talks of a round: whether all accepted a package, which is the new base then."""
    talks, steps, mediated = ground.talks, ground.steps, ground.game.mediated
    now, general = talks.now, talks.general
    if mediated:
        called(steps[PRESSING], ground, n)
    called(steps[TABLING], ground, n)
    if mediated:
        called(steps[DRAFTING], ground, n)
    agreed = called(steps[ANSWERING], ground, n)
    if agreed >= 0:
        put(talks.texts[BASE], talks.before[NOW, agreed])
        return True
    if mediated:
        called(steps[RELAYING], ground, n)
    stalled = 0 if now[MOVED] else now[STALLED] + 1
    hazard = hazards.collapse_hazard(general[COLLAPSE], general[STALL], stalled)
    if hazards.strikes(chance_of(ground.keys, talks, ground.span[0] + n, int(np.int64(0)), now[ROUND] - 1), hazard):
        end(now, int(np.int64(COLLAPSED)))
    return False


@lean_inner
def play_stage(ground: Ground, n: int) -> int:
    """Rounds until a stage is agreed or the talks are over; the package agreed is the new base."""
    game, talks, agreed = ground.game, ground.talks, False
    now = talks.now
    while now[STATUS] < SIGNED and not agreed:
        open_round(now, game.days_per_round)
        called(ground.steps[STRIKE], ground, n)
        if now[STATUS] == OPEN:
            agreed = talk(ground, n)
        if agreed:
            now[PACKAGE] = encode(ground.space, talks.texts[BASE])
            if now[STAGE] + 1 == len(game.free):
                now[HOW], now[STATUS] = AGREEMENT, SIGNED
        else:
            close(game, now)
    return 0


@lean_inlined
def close(game: Game, now: Ints) -> None:
    """The deadline passes after the last round."""
    if now[STATUS] < SIGNED and now[ROUND] >= game.rounds:
        now[DAY] = game.horizon
        end(now, int(np.int64(DEADLINE)))
