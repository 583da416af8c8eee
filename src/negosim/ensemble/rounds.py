"""The steps of a round over arrays, in the order of ``model/``; every decision is a function of ``rules``."""

from __future__ import annotations

import numpy as np

from negosim.ensemble.setting import (
    AIM,
    BIAS,
    BUDGET,
    CANDOUR,
    COLLAPSE,
    CONCESSION,
    DRAFT,
    EFFORT,
    FLOOR,
    HORIZON,
    LEARNING,
    LEVERAGE,
    LOWEST,
    NEVER,
    PERSUASION,
    PRESS,
    PRESS_COST,
    PRESSURE,
    PRESSURE_CAP,
    RECIPROCITY,
    RELAY,
    SPENT,
    STALL,
    START,
    TRUST,
    WAITING_COST,
    Game,
    Shocks,
)  # fmt: skip
from negosim.ensemble.talks import (
    ACCEPTED,
    ANSWER,
    BASE,
    BEST,
    BLOCK,
    COLLAPSED,
    COUNT,
    DAY,
    FIRST,
    HOW,
    LAST,
    LINE,
    LINE_THEN,
    MOVED,
    NEAR,
    NOTHING,
    NOW,
    OPEN,
    OVER,
    PACKAGE,
    PARTIAL,
    REFUSALS,
    REFUSED,
    ROUND,
    SIGNED,
    STAGE,
    STAGE_DAY,
    STALLED,
    STATUS,
    STRUCK,
    SUSPENDED,
    TABLED,
    TEXT,
    TEXT_ROUND,
    THEN,
    TURN,
    UNASKED,
    UNTIL,
    WANTED,
    Room,
    Talks,
    reservation,
)  # fmt: skip
from negosim.rules import answering, concession, hazards, mediating, offering, searching
from negosim.rules.arrays import put, same
from negosim.rules.chance import LANES, Words, numbers
from negosim.rules.compiling import inner, inner_inlined
from negosim.rules.halves import Halves
from negosim.rules.nearby import find_nearby
from negosim.rules.searching import Sums
from negosim.rules.space import Ints, Space, encode, met
from negosim.rules.table import Floats, Table, crossed_red_line, utility


@inner_inlined
def aspiration(talks: Talks, p: int, day: int) -> float:
    """The utility that a party aims at on a day."""
    party, gained, tabled = talks.party, talks.gained, talks.own[TABLED]
    parties, count = party.shape[1], 0
    shares = np.empty(parties)
    if party[RECIPROCITY, p] > 0.0:
        for o in range(parties):
            if o != p and tabled[o, 0] >= 0:
                shares[count] = concession.conceded_share(gained[FIRST, o, p], gained[LAST, o, p], party[START, p])
                count += 1
    share = concession.sorted_mean(shares[:count]) if count else 0.0
    elapsed = (day - talks.now[STAGE_DAY]) / party[HORIZON, p]
    floor, exponent = reservation(party, p, day), party[CONCESSION, p]
    return concession.aspiration(party[START, p], floor, elapsed, exponent, party[RECIPROCITY, p], share)


@inner_inlined
def chance_of(keys: Words, run: int, talks: Talks, stream: int, number: int) -> float:
    """A number of a stream; the block that it stands in is made when it is first asked for."""
    if talks.streams[BLOCK, stream] != number // LANES:
        talks.streams[BLOCK, stream] = number // LANES
        numbers(keys[stream], number // LANES, run, talks.numbers[stream])
    return talks.numbers[stream, number % LANES]


@inner_inlined
def open_round(now: Ints, days_per_round: int) -> None:
    """The next round opens."""
    if now[STATUS] == OPEN and now[ROUND] > 0:
        now[STALLED] = 0 if now[MOVED] else now[STALLED] + 1
    now[DAY] = now[ROUND] * days_per_round
    now[ROUND] += 1
    now[COUNT], now[MOVED] = 0, 0


@inner
def strike(shocks: Shocks, keys: Words, run: int, talks: Talks) -> None:
    """What strikes from outside; suspended talks resume when their day has come."""
    now, party, trust = talks.now, talks.party, talks.bonds[TRUST]
    for h in range(len(shocks.day)):
        if shocks.day[h] < NEVER:
            strikes = shocks.day[h] <= now[DAY]
        else:
            strikes = hazards.strikes(chance_of(keys, run, talks, 1 + h, now[ROUND] - 1), shocks.hazard[h])
        if not strikes or talks.streams[STRUCK, h]:
            continue
        talks.streams[STRUCK, h] = 1
        for p in range(party.shape[1]):
            for m in range(len(trust)):
                if not np.isnan(shocks.trust[h, m, p]):
                    trust[m, p] = hazards.shifted_trust(trust[m, p], shocks.trust[h, m, p])
            if not np.isnan(shocks.pressure[h, p]):
                party[PRESSURE, p] = hazards.shifted_pressure(party[PRESSURE, p], shocks.pressure[h, p])
            if not np.isnan(shocks.waiting_cost[h, p]):
                party[WAITING_COST, p] += shocks.waiting_cost[h, p]
        if shocks.suspend[h]:
            now[STATUS] = SUSPENDED
            now[UNTIL] = max(now[DAY] + shocks.suspend[h], now[UNTIL])
    if now[STATUS] == SUSPENDED and now[DAY] >= now[UNTIL]:
        now[STATUS], now[MOVED] = OPEN, 1


@inner
def press(space: Space, table: Table, talks: Talks) -> None:
    """Mediators spend effort on the party furthest from the others' last packages."""
    party, trust, leverage = talks.party, talks.bonds[TRUST], talks.bonds[LEVERAGE]
    parties = party.shape[1]
    for m in range(len(trust)):
        effort = min(talks.mediator[EFFORT, m], talks.mediator[BUDGET, m] - talks.mediator[SPENT, m])
        if effort <= 0.0 or not talks.mediator[PRESS, m] > 0.5:
            continue
        chosen = mediating.furthest(space, table, talks.insight[parties], talks.own[TABLED])
        count = 0
        for p in range(parties):
            count += chosen[p]
        share = effort / max(1, count)
        for p in range(parties):
            if not chosen[p]:
                continue
            cap, before = talks.general[PRESSURE_CAP], party[PRESSURE, p]
            party[PRESSURE, p] = mediating.pressed(before, cap, leverage[m, p], trust[m, p], share)
            if party[PRESSURE, p] != before:
                trust[m, p] = mediating.resented(trust[m, p], talks.general[PRESS_COST], share)
                talks.mediator[SPENT, m] += share


@inner
def table_packages(
    game: Game, space: Space, table: Table, halves: Halves, sums: Sums, room: Room, talks: Talks
) -> None:
    """Each party whose turn it is puts a package on the table, all at once."""
    now, party, tabled = talks.now, talks.party, talks.own[TABLED]
    parties, free = party.shape[1], game.free[now[STAGE]]
    for p in range(parties):
        package = talks.own[TURN, p]
        package[0] = NOTHING
        if not game.mediated and p != (now[ROUND] - 1) % parties:
            continue
        aim = aspiration(talks, p, now[DAY])
        if not game.mediated:
            put(package, tabled[p])
            searching.nearest(space, halves, table, sums, p, aim, package)
        elif tabled[p, 0] < 0:
            put(package, talks.own[BEST, p])
        else:
            insight, firmness, moves, by_value = talks.insight[p], talks.firmness[p], game.max_moves, game.by_value
            offering.move(
                space, table, p, insight, firmness, tabled, free, aim, moves, by_value, room.near_own, package
            )
        if package[0] >= 0 and utility(space, table, p, package) < reservation(party, p, now[DAY]):
            package[0] = NOTHING
    for p in range(parties):
        if talks.own[TURN, p, 0] >= 0:
            put_down(space, table, talks, p, talks.own[TURN, p])


@inner
def put_down(space: Space, table: Table, talks: Talks, p: int, package: Ints) -> None:
    """A party's package lies on the table."""
    gained, lowest = talks.gained, talks.party[LOWEST]
    first = talks.own[TABLED, p, 0] < 0
    for o in range(gained.shape[2]):
        gained[LAST, p, o] = utility(space, table, o, package)
        if first:
            gained[FIRST, p, o] = gained[LAST, p, o]
    own = gained[LAST, p, p]
    if first or own < lowest[p]:
        talks.now[MOVED] = 1
        lowest[p] = own
    put(talks.own[TABLED, p], package)
    talks.replies[ANSWER, lay(talks, package), p] = ACCEPTED


@inner
def lay(talks: Talks, digits: Ints) -> int:
    """Lay a package before the parties, if it does not lie there: its row."""
    count = talks.now[COUNT]
    for n in range(count):
        if same(talks.before[NOW, n], digits):
            return n
    put(talks.before[NOW, count], digits)
    for p in range(talks.replies.shape[2]):
        talks.replies[ANSWER, count, p] = UNASKED
    talks.now[COUNT] += 1
    return count


@inner
def draft(game: Game, space: Space, table: Table, room: Room, talks: Talks) -> None:
    """The single negotiating text of the mediators that draft, when one is due."""
    now, text, tabled = talks.now, talks.texts[TEXT], talks.own[TABLED]
    parties, drafters = len(tabled), False
    for m in range(talks.mediator.shape[1]):
        drafters = drafters or talks.mediator[DRAFT, m] > 0.5
    if not drafters or (now[ROUND] - 1) % game.draft_every:
        return
    insight, firmness, base = talks.insight[parties], talks.firmness[parties], talks.texts[BASE]
    if text[0] >= 0:
        if not same(text, room.text):
            put(room.text, text)
            now[NEAR] = find_nearby(space, game.free[now[STAGE]], text, game.draft_moves, room.near_text)
        mediating.redraft(space, table, insight, firmness, base, text, room.near_text, now[NEAR], room.found)
        put(text, room.found)
    else:
        offers, count = talks.own[TURN], 0
        for p in range(parties):
            if tabled[p, 0] >= 0:
                put(offers[count], tabled[p])
                count += 1
        if not count:
            return
        put(text, mediating.first_text(space, table, insight, firmness, base, offers[:count]))
    now[TEXT_ROUND] = now[ROUND]
    lay(talks, text)


@inner
def answer(days_per_round: int, space: Space, table: Table, talks: Talks) -> bool:
    """Every party answers every package that lies before it; whether all accepted one of them."""
    now, party, replies = talks.now, talks.party, talks.replies
    parties = party.shape[1]
    for p in range(parties):
        party[FLOOR, p] = reservation(party, p, now[DAY])
        party[AIM, p] = aspiration(talks, p, now[DAY] + days_per_round)
    agreed, refused = False, False
    for n in range(now[COUNT]):
        digits, all_accept = talks.before[NOW, n], True
        for p in range(parties):
            if replies[ANSWER, n, p] != UNASKED:
                continue
            crossed = crossed_red_line(space, table, p, digits)
            value, bias, floor, aim = utility(space, table, p, digits), party[BIAS, p], party[FLOOR, p], party[AIM, p]
            if crossed < 0 and answering.accepts(value, bias, floor, aim):
                replies[ANSWER, n, p] = ACCEPTED
                continue
            replies[ANSWER, n, p], replies[LINE, n, p] = REFUSED, crossed
            talks.short[NOW, n, p] = max(floor, aim) - (value + bias)
            all_accept, refused = False, True
        agreed = agreed or all_accept
    if refused:
        keep_refusals(talks)
    return agreed


@inner
def keep_refusals(talks: Talks) -> None:
    """Keep what was refused in this round, for the blocker of the run."""
    now, own, replies = talks.now, talks.own, talks.replies
    now[REFUSALS] = now[COUNT]
    for n in range(now[COUNT]):
        put(talks.before[THEN, n], talks.before[NOW, n])
        for p in range(replies.shape[2]):
            refused = replies[ANSWER, n, p] == REFUSED
            talks.short[THEN, n, p] = talks.short[NOW, n, p] if refused else np.nan
            replies[LINE_THEN, n, p] = replies[LINE, n, p] if refused else NOTHING
    for p in range(replies.shape[2]):
        if own[TABLED, p, 0] >= 0:
            put(own[WANTED, p], own[TABLED, p])
        elif own[BEST, p, 0] >= 0:
            put(own[WANTED, p], own[BEST, p])
        else:
            put(own[WANTED, p], talks.texts[BASE])


@inner
def deal(space: Space, table: Table, talks: Talks) -> int:
    """The row of the package to be signed, among those that all accepted."""
    now, party = talks.now, talks.party
    parties, count = party.shape[1], 0
    rows = np.empty(now[COUNT], np.int64)
    for n in range(now[COUNT]):
        accepted = True
        for p in range(parties):
            accepted = accepted and talks.replies[ANSWER, n, p] == ACCEPTED
        if accepted:
            if now[TEXT_ROUND] == now[ROUND] and same(talks.before[NOW, n], talks.texts[TEXT]):
                return n
            rows[count] = n
            count += 1
    gains, indices = np.empty((count, parties)), np.empty(count, np.int64)
    for k in range(count):
        digits = talks.before[NOW, rows[k]]
        indices[k] = encode(space, digits)
        for p in range(parties):
            gains[k, p] = utility(space, table, p, digits) - party[FLOOR, p]
    return rows[answering.preferred(gains, indices)]


@inner
def relay(line_party: Ints, red_lines: Ints, talks: Talks) -> None:
    """What passes through the mediators: knowledge of weights, and belief in red lines named."""
    insight, firmness, general = talks.insight, talks.firmness, talks.general
    for observer in range(len(insight)):
        for party in range(insight.shape[1]):
            if party == observer:
                continue
            kappa = channel(talks.mediator, talks.bonds[TRUST], observer, party)
            if kappa <= 0.0:
                continue
            insight[observer, party] = mediating.informed(insight[observer, party], general[LEARNING] * kappa)
            for r in range(len(line_party)):
                if line_party[r] == party:
                    rate = general[PERSUASION] * kappa
                    firmness[observer, r] = persuaded(red_lines, talks, party, r, firmness[observer, r], rate, kappa)


@inner
def persuaded(red_lines: Ints, talks: Talks, party: int, line: int, belief: float, rate: float, kappa: float) -> float:
    """What is believed of a red line after its owner's answers."""
    crossed = False
    for n in range(talks.now[COUNT]):
        if talks.replies[ANSWER, n, party] == REFUSED and talks.replies[LINE, n, party] == line:
            belief = mediating.informed(belief, rate)
        if talks.replies[ANSWER, n, party] == ACCEPTED and met(red_lines, talks.before[NOW, n]) >> line & 1:
            crossed = True
    return mediating.faded(belief, kappa) if crossed else belief


@inner_inlined
def channel(mediator: Floats, trust: Floats, observer: int, party: int) -> float:
    """How much of a party reaches an observer; drafters hear a party themselves."""
    mediators, parties = trust.shape
    candour, there, here = np.empty(mediators), np.empty(mediators), np.empty(mediators)
    count, drafters = 0, observer == parties
    for m in range(mediators):
        if not mediator[DRAFT if drafters else RELAY, m] > 0.5:
            continue
        candour[count] = 1.0 if drafters else mediator[CANDOUR, m]
        here[count] = 1.0 if drafters else trust[m, observer]
        there[count] = trust[m, party]
        count += 1
    return mediating.channel(candour[:count], there[:count], here[:count])


@inner_inlined
def end(now: Ints, how: int) -> None:
    """The talks end without more; what a partial agreement settled is still to be carried out."""
    partial = now[PACKAGE] >= 0
    now[STATUS] = SIGNED if partial else OVER
    now[HOW] = PARTIAL if partial else how


@inner
def talk(
    game: Game, space: Space, table: Table, halves: Halves, sums: Sums, room: Room, keys: Words, run: int, talks: Talks
) -> bool:
    """The talks of a round: whether all accepted a package, which is the new base then."""
    now, general = talks.now, talks.general
    if game.mediated:
        press(space, table, talks)
    table_packages(game, space, table, halves, sums, room, talks)
    if game.mediated:
        draft(game, space, table, room, talks)
    if answer(game.days_per_round, space, table, talks):
        put(talks.texts[BASE], talks.before[NOW, deal(space, table, talks)])
        return True
    if game.mediated:
        relay(game.line_party, space.red_lines, talks)
    stalled = 0 if now[MOVED] else now[STALLED] + 1
    hazard = hazards.collapse_hazard(general[COLLAPSE], general[STALL], stalled)
    if hazards.strikes(chance_of(keys, run, talks, now[COUNT] - now[COUNT], now[ROUND] - 1), hazard):
        end(now, now[COUNT] - now[COUNT] + COLLAPSED)
    return False
