"""The steps of a round over arrays, in the order of ``model/``; every decision is a function of ``rules``."""

from __future__ import annotations

import numpy as np

from negosim.ensemble.setting import (
    BIAS, BUDGET, CANDOUR, COLLAPSE, CONCESSION, DRAFT, EFFORT, HORIZON, LEARNING, NEVER, PERSUASION, PRESS,
    PRESSURE_CAP, PRESS_COST, RECIPROCITY, RELAY, STALL, Setting,
)
from negosim.ensemble.talks import (
    ACCEPTED, BLOCKS, COLLAPSED, COUNT, DAY, HOW, MOVED, NOTHING, OPEN, OVER, PACKAGE, PARTIAL, REFUSED, ROUND, SIGNED,
    STAGE,
    STAGE_DAY, STALLED, STATUS, SUSPENDED, TEXT_ROUND, UNASKED, UNTIL, Talks, reservation,
)
from negosim.rules import answering, concession, hazards, mediating, offering, searching
from negosim.rules.chance import LANES, Words, numbers
from negosim.rules.compiling import compiled
from negosim.rules.halves import Halves
from negosim.rules.searching import Sums
from negosim.rules.space import Ints, Space, encode, met, same
from negosim.rules.table import Floats, Table, crossed_red_line, utility


@compiled
def aspiration(setting: Setting, draw: Floats, talks: Talks, party: int, day: int) -> float:
    """The utility that a party aims at on a day."""
    others = len(talks.pressure)
    shares, count = np.empty(others), 0
    for o in range(others):
        if o != party and talks.tabled[o, 0] >= 0:
            first, last = talks.gained[0, o, party], talks.gained[1, o, party]
            shares[count] = concession.conceded_share(first, last, talks.start[party])
            count += 1
    return concession.aspiration(
        talks.start[party],
        reservation(setting, draw, talks, party, day),
        (day - talks.now[STAGE_DAY]) / draw[setting.party[HORIZON, party]],
        draw[setting.party[CONCESSION, party]],
        draw[setting.party[RECIPROCITY, party]],
        concession.sorted_mean(shares[:count]) if count else 0.0,
    )


@compiled
def chance_of(setting: Setting, keys: Words, run: int, talks: Talks, stream: int, number: int) -> float:
    """A number of a stream; its block is made when the first of it is asked for."""
    if talks.block[stream] != number // LANES:
        talks.block[stream] = number // LANES
        numbers(keys[stream], number // LANES, run, talks.chance[stream])
    return talks.chance[stream, number % LANES]


@compiled
def open_round(setting: Setting, talks: Talks) -> None:
    """The next round opens."""
    now = talks.now
    if now[STATUS] == OPEN and now[ROUND] > 0:
        now[STALLED] = 0 if now[MOVED] else now[STALLED] + 1
    now[DAY] = now[ROUND] * setting.days_per_round
    now[ROUND] += 1
    now[COUNT], now[MOVED] = 0, 0


@compiled
def shocks(setting: Setting, keys: Words, run: int, talks: Talks) -> None:
    """What strikes from outside; suspended talks resume when their day has come."""
    now = talks.now
    for h in range(len(setting.suspend)):
        if setting.strike_day[h] < NEVER:
            strikes = setting.strike_day[h] <= now[DAY]
        else:
            chance = chance_of(setting, keys, run, talks, 1 + h, now[ROUND] - 1)
            strikes = hazards.strikes(chance, setting.hazard[h])
        if not strikes or talks.struck[h]:
            continue
        talks.struck[h] = True
        for p in range(len(talks.pressure)):
            for m in range(len(talks.trust)):
                if not np.isnan(setting.shock_trust[h, m, p]):
                    talks.trust[m, p] = hazards.shifted_trust(talks.trust[m, p], setting.shock_trust[h, m, p])
            if not np.isnan(setting.shock_pressure[h, p]):
                talks.pressure[p] = hazards.shifted_pressure(talks.pressure[p], setting.shock_pressure[h, p])
            if not np.isnan(setting.shock_waiting[h, p]):
                talks.waiting_cost[p] += setting.shock_waiting[h, p]
        if setting.suspend[h]:
            now[STATUS] = SUSPENDED
            now[UNTIL] = max(now[DAY] + setting.suspend[h], now[UNTIL])
    if now[STATUS] == SUSPENDED and now[DAY] >= now[UNTIL]:
        now[STATUS], now[MOVED] = OPEN, 1


@compiled
def press(setting: Setting, space: Space, table: Table, draw: Floats, talks: Talks) -> None:
    """Mediators spend effort on the party furthest from the others' last packages."""
    cap, cost = draw[setting.talks[PRESSURE_CAP]], draw[setting.talks[PRESS_COST]]
    parties = len(talks.pressure)
    for m in range(len(talks.trust)):
        effort = min(draw[setting.mediator[EFFORT, m]], draw[setting.mediator[BUDGET, m]] - talks.spent[m])
        if effort <= 0.0 or not draw[setting.mediator[PRESS, m]] > 0.5:
            continue
        chosen = mediating.furthest(space, table, talks.insight[parties], talks.tabled)
        share = effort / max(1, chosen.sum())
        for p in range(parties):
            if not chosen[p]:
                continue
            pressure = mediating.pressed(talks.pressure[p], cap, draw[setting.leverage[m, p]], talks.trust[m, p], share)
            if pressure != talks.pressure[p]:
                talks.trust[m, p] = mediating.resented(talks.trust[m, p], cost, share)
                talks.pressure[p] = pressure
                talks.spent[m] += share


@compiled
def lay(talks: Talks, digits: Ints) -> int:
    """Lay a package before the parties, if it does not lie there: its row."""
    count = talks.now[COUNT]
    for n in range(count):
        if same(talks.before[n], digits):
            return n
    talks.before[count] = digits
    talks.answers[count] = UNASKED
    talks.now[COUNT] += 1
    return count


@compiled
def table_packages(
    setting: Setting, space: Space, table: Table, halves: Halves, sums: Sums, draw: Floats, talks: Talks
) -> None:
    """Each party whose turn it is puts a package on the table, all at once."""
    parties, now = len(talks.pressure), talks.now
    free = setting.free[now[STAGE]]
    for p in range(parties):
        package = talks.turn[p]
        package[0] = NOTHING
        if not setting.mediated and p != (now[ROUND] - 1) % parties:
            continue
        aim = aspiration(setting, draw, talks, p, now[DAY])
        if not setting.mediated:
            package[:] = talks.tabled[p]
            searching.nearest(space, halves, table, sums, p, aim, package)
        elif talks.tabled[p, 0] < 0:
            package[:] = talks.best[p]
        else:
            insight, firmness, moves = talks.insight[p], talks.firmness[p], setting.max_moves
            by_value = setting.by_value
            package[:] = offering.next_package(
                space, table, p, insight, firmness, talks.tabled, free, aim, moves, by_value
            )
        floor = reservation(setting, draw, talks, p, now[DAY])
        if package[0] >= 0 and utility(space, table, p, package) < floor:
            package[0] = NOTHING
    for p in range(parties):
        if talks.turn[p, 0] >= 0:
            put_down(space, table, talks, p, talks.turn[p])


@compiled
def put_down(space: Space, table: Table, talks: Talks, party: int, package: Ints) -> None:
    """A party's package lies on the table."""
    parties, now = len(talks.pressure), talks.now
    first = talks.tabled[party, 0] < 0
    for o in range(parties):
        worth = utility(space, table, o, package)
        talks.gained[1, party, o] = worth
        if first:
            talks.gained[0, party, o] = worth
    own = talks.gained[1, party, party]
    if first or max(0.0, talks.lowest[party] - own) > 0.0:
        now[MOVED] = 1
    if first or own < talks.lowest[party]:
        talks.lowest[party] = own
    talks.tabled[party] = package
    talks.answers[lay(talks, package), party] = ACCEPTED


@compiled
def draft(setting: Setting, space: Space, table: Table, draw: Floats, talks: Talks) -> None:
    """The single negotiating text of the mediators that draft, when one is due."""
    now, parties = talks.now, len(talks.pressure)
    drafters = False
    for m in range(len(talks.trust)):
        drafters = drafters or draw[setting.mediator[DRAFT, m]] > 0.5
    if not drafters or (now[ROUND] - 1) % setting.draft_every:
        return
    insight, firmness, free = talks.insight[parties], talks.firmness[parties], setting.free[now[STAGE]]
    if talks.text[0] >= 0:
        moves = setting.draft_moves
        text = mediating.next_text(space, table, insight, firmness, talks.base, free, talks.text, moves)
    else:
        tabled = talks.tabled[talks.tabled[:, 0] >= 0]
        if not len(tabled):
            return
        text = mediating.first_text(space, table, insight, firmness, talks.base, tabled)
    talks.text[:] = text
    now[TEXT_ROUND] = now[ROUND]
    lay(talks, text)


@compiled
def answer(setting: Setting, space: Space, table: Table, draw: Floats, talks: Talks) -> bool:
    """Every party answers every package that lies before it; whether all accepted one of them."""
    parties, now = len(talks.pressure), talks.now
    for p in range(parties):
        talks.floors[p] = reservation(setting, draw, talks, p, now[DAY])
        talks.aims[p] = aspiration(setting, draw, talks, p, now[DAY] + setting.days_per_round)
    agreed, refused = False, False
    for n in range(now[COUNT]):
        digits, all_accept = talks.before[n], True
        for p in range(parties):
            if talks.answers[n, p] != UNASKED:
                continue
            crossed = crossed_red_line(space, table, p, digits)
            value, bias = utility(space, table, p, digits), draw[setting.party[BIAS, p]]
            if crossed < 0 and answering.accepts(value, bias, talks.floors[p], talks.aims[p]):
                talks.answers[n, p] = ACCEPTED
                continue
            talks.answers[n, p] = REFUSED
            talks.named[n, p] = crossed
            talks.shortfall[n, p] = max(talks.floors[p], talks.aims[p]) - (value + bias)
            all_accept, refused = False, True
        agreed = agreed or all_accept
    if refused:
        keep_refusals(talks)
    return agreed


@compiled
def keep_refusals(talks: Talks) -> None:
    """Keep what was refused in this round, for the blocker of the run."""
    now, parties = talks.now, len(talks.pressure)
    now[BLOCKS] = now[COUNT]
    for n in range(now[COUNT]):
        talks.refused[n] = talks.before[n]
        for p in range(parties):
            talks.short[n, p] = talks.shortfall[n, p] if talks.answers[n, p] == REFUSED else np.nan
            talks.lines[n, p] = talks.named[n, p] if talks.answers[n, p] == REFUSED else NOTHING
    for p in range(parties):
        if talks.tabled[p, 0] >= 0:
            talks.wanted[p] = talks.tabled[p]
        elif talks.best[p, 0] >= 0:
            talks.wanted[p] = talks.best[p]
        else:
            talks.wanted[p] = talks.base


@compiled
def deal(space: Space, table: Table, talks: Talks) -> int:
    """The row of the package to be signed, among those that all accepted."""
    now, parties = talks.now, len(talks.pressure)
    rows = np.empty(now[COUNT], np.int64)
    count = 0
    for n in range(now[COUNT]):
        if (talks.answers[n] == ACCEPTED).all():
            if now[TEXT_ROUND] == now[ROUND] and same(talks.before[n], talks.text):
                return n
            rows[count] = n
            count += 1
    gains, indices = np.empty((count, parties)), np.empty(count, np.int64)
    for k in range(count):
        digits = talks.before[rows[k]]
        indices[k] = encode(space, digits)
        for p in range(parties):
            gains[k, p] = utility(space, table, p, digits) - talks.floors[p]
    return rows[answering.preferred(gains, indices)]


@compiled
def relay(setting: Setting, space: Space, draw: Floats, talks: Talks) -> None:
    """What passes through the mediators: knowledge of weights, and belief in red lines named."""
    parties = len(talks.pressure)
    for observer in range(parties + 1):
        for party in range(parties):
            if party == observer:
                continue
            kappa = channel(setting, draw, talks, observer, party)
            if kappa <= 0.0:
                continue
            known = talks.insight[observer, party]
            talks.insight[observer, party] = mediating.informed(known, draw[setting.talks[LEARNING]] * kappa)
            rate = draw[setting.talks[PERSUASION]] * kappa
            for r in range(len(setting.coded)):
                if setting.line_party[r] == party:
                    talks.firmness[observer, r] = persuaded(space, talks, party, r, talks.firmness[observer, r], rate, kappa)


@compiled
def persuaded(space: Space, talks: Talks, party: int, line: int, belief: float, rate: float, kappa: float) -> float:
    """What is believed of a red line after its owner's answers."""
    crossed = False
    for n in range(talks.now[COUNT]):
        if talks.answers[n, party] == REFUSED and talks.named[n, party] == line:
            belief = mediating.informed(belief, rate)
        if talks.answers[n, party] == ACCEPTED and met(space.red_lines, talks.before[n]) >> line & 1:
            crossed = True
    return mediating.faded(belief, kappa) if crossed else belief


@compiled
def channel(setting: Setting, draw: Floats, talks: Talks, observer: int, party: int) -> float:
    """How much of a party reaches an observer; drafters hear a party themselves."""
    mediators, parties = talks.trust.shape
    candour, there, here = np.empty(mediators), np.empty(mediators), np.empty(mediators)
    count = 0
    drafters = observer == parties
    for m in range(mediators):
        if not draw[setting.mediator[DRAFT if drafters else RELAY, m]] > 0.5:
            continue
        candour[count] = 1.0 if drafters else draw[setting.mediator[CANDOUR, m]]
        here[count] = 1.0 if drafters else talks.trust[m, observer]
        there[count] = talks.trust[m, party]
        count += 1
    return mediating.channel(candour[:count], there[:count], here[:count])


@compiled
def end(talks: Talks, how: int) -> None:
    """The talks end without more; what a partial agreement settled is still to be carried out."""
    partial = talks.now[PACKAGE] >= 0
    talks.now[STATUS] = SIGNED if partial else OVER
    talks.now[HOW] = PARTIAL if partial else how


@compiled
def talk(
    setting: Setting,
    space: Space,
    table: Table,
    halves: Halves,
    sums: Sums,
    keys: Words,
    run: int,
    draw: Floats,
    talks: Talks,
) -> bool:
    """The talks of a round: whether all accepted a package, which is ``talks.base`` then."""
    now = talks.now
    if setting.mediated:
        press(setting, space, table, draw, talks)
    table_packages(setting, space, table, halves, sums, draw, talks)
    if setting.mediated:
        draft(setting, space, table, draw, talks)
    if answer(setting, space, table, draw, talks):
        talks.base[:] = talks.before[deal(space, table, talks)]
        return True
    if setting.mediated:
        relay(setting, space, draw, talks)
    stalled = 0 if now[MOVED] else now[STALLED] + 1
    hazard = hazards.collapse_hazard(draw[setting.talks[COLLAPSE]], draw[setting.talks[STALL]], stalled)
    if hazards.strikes(chance_of(setting, keys, run, talks, np.int64(0), now[ROUND] - 1), hazard):
        end(talks, COLLAPSED)
    return False
