"""Answers of a round over arrays, what they settle, and what mediators pass on of them."""

from __future__ import annotations

import numpy as np

from negosim.arrays import Floats
from negosim.kernel.ground import Ground
from negosim.kernel.setting import (
    AIM,
    BIAS,
    CANDOUR,
    CONCESSION,
    DRAFT,
    ELAPSED,
    FLOOR,
    GIVEN,
    HORIZON,
    LEARNING,
    PERSUASION,
    RECIPROCITY,
    RELAY,
    START,
    TRUST,
)  # fmt: skip
from negosim.kernel.talks import (
    ACCEPTED,
    ANSWER,
    BASE,
    BEST,
    COUNT,
    DAY,
    FIRST,
    HEARD,
    LAST,
    LINE,
    LINE_THEN,
    NOTHING,
    NOW,
    REFUSALS,
    REFUSED,
    ROUND,
    STAGE_DAY,
    TABLED,
    TEXT,
    TEXT_ROUND,
    THEN,
    UNASKED,
    WANTED,
    Talks,
    reservation,
)  # fmt: skip
from negosim.rules import answering, concession, mediating
from negosim.rules.arrays import put, same
from negosim.rules.compiling import compiled, inlined
from negosim.rules.space import encode
from negosim.rules.table import first_bit


@inlined
def aspiration(talks: Talks, p: int, day: int) -> float:
    """The utility that a party aims at on a day."""
    party, gained, tabled = talks.party, talks.gained, talks.own[TABLED]
    parties, count = party.shape[1], 0
    shares = talks.scratch[0]
    if party[RECIPROCITY, p] > 0.0:
        for o in range(parties):
            if o != p and tabled[o, 0] >= 0:
                shares[count] = concession.conceded_share(gained[FIRST, o, p], gained[LAST, o, p], party[START, p])
                count += 1
    share = concession.sorted_mean(shares[:count]) if count else 0.0
    elapsed = (day - talks.now[STAGE_DAY]) / party[HORIZON, p]
    if party[ELAPSED, p] != elapsed:  # what is aimed at when answering is aimed at again when tabling
        party[ELAPSED, p], party[GIVEN, p] = elapsed, concession.given_way(elapsed, party[CONCESSION, p])
    floor = reservation(party, p, day)
    return concession.aspiration(party[START, p], floor, party[GIVEN, p], party[RECIPROCITY, p], share)


@compiled(from_python=False)
def answer(ground: Ground, _n: int) -> int:
    """Every party answers every package that lies before it: the row of one that all accepted and that is to be signed,
    or -1."""
    table, talks, days_per_round = ground.table, ground.talks, ground.game.days_per_round
    now, party, replies = talks.now, talks.party, talks.replies
    parties = party.shape[1]
    for p in range(parties):
        party[FLOOR, p] = reservation(party, p, now[DAY])
        party[AIM, p] = aspiration(talks, p, now[DAY] + days_per_round)
    agreed, refused = False, False
    for n in range(now[COUNT]):
        author, all_accept = talks.author[n], True
        for p in range(parties):
            if replies[ANSWER, n, p] != UNASKED:
                continue
            crossed = first_bit(talks.lines[author] & table.real_of[p])
            value, bias, floor, aim = talks.gained[LAST, author, p], party[BIAS, p], party[FLOOR, p], party[AIM, p]
            if crossed < 0 and answering.accepts(value, bias, floor, aim):
                replies[ANSWER, n, p] = ACCEPTED
                continue
            replies[ANSWER, n, p], replies[LINE, n, p] = REFUSED, crossed
            talks.short[NOW, n, p] = max(floor, aim) - (value + bias)
            all_accept, refused = False, True
        agreed = agreed or all_accept
    if refused:
        keep_refusals(talks)
    return deal(ground) if agreed else NOTHING


@compiled(allocates=False)
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


@compiled
def deal(ground: Ground) -> int:
    """The row of the package to be signed, among those that all accepted."""
    space, talks = ground.space, ground.talks
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
        indices[k] = encode(space, talks.before[NOW, rows[k]])
        for p in range(parties):
            gains[k, p] = talks.gained[LAST, talks.author[rows[k]], p] - party[FLOOR, p]
    return int(rows[answering.preferred(gains, indices)])


@compiled(allocates=False, from_python=False)
def relay(ground: Ground, _n: int) -> int:
    """What passes through the mediators: knowledge of weights, and belief in red lines named."""
    talks, lines_of = ground.talks, ground.space.red_lines_of
    insight, firmness, general = talks.insight, talks.firmness, talks.general
    if not talks.now[HEARD]:
        listen(talks)
    for party in range(insight.shape[1]):
        accepted, named = lines_met(talks, party)
        moved = (accepted | named) & lines_of[party]
        for observer in range(len(insight)):
            kappa = talks.heard[observer, party]
            if kappa <= 0.0:
                continue
            insight[observer, party] = mediating.informed(insight[observer, party], general[LEARNING] * kappa)
            bits, r = moved, 0
            while bits:
                if bits & 1:
                    belief = firmness[observer, r]
                    if named >> r & 1:
                        belief = persuaded(talks, party, r, belief, general[PERSUASION] * kappa)
                    firmness[observer, r] = mediating.faded(belief, kappa) if accepted >> r & 1 else belief
                bits >>= 1
                r += 1
    return 0


@compiled(allocates=False)
def listen(talks: Talks) -> None:
    """Put how much of each party reaches each observer into ``heard``: it stays until trust moves."""
    talks.now[HEARD] = 1
    for observer in range(len(talks.heard)):
        for party in range(talks.heard.shape[1]):
            kappa = 0.0
            if party != observer:
                kappa = channel(talks.mediator, talks.bonds[TRUST], observer, party, talks.scratch)
            talks.heard[observer, party] = kappa


@inlined
def lines_met(talks: Talks, party: int) -> tuple[int, int]:
    """Which red lines the packages cross that a party accepts in a round, and which ones its refusals name, as bits."""
    crossed, named = 0, 0
    for n in range(talks.now[COUNT]):
        if talks.replies[ANSWER, n, party] == ACCEPTED:
            crossed |= talks.lines[talks.author[n]]
        elif talks.replies[LINE, n, party] >= 0:
            named |= 1 << talks.replies[LINE, n, party]
    return crossed, named


@inlined
def persuaded(talks: Talks, party: int, line: int, belief: float, rate: float) -> float:
    """What is believed of a red line after its owner refused because of it, as often as that was."""
    for n in range(talks.now[COUNT]):
        if talks.replies[ANSWER, n, party] == REFUSED and talks.replies[LINE, n, party] == line:
            belief = mediating.informed(belief, rate)
    return belief


@compiled(allocates=False)
def channel(mediator: Floats, trust: Floats, observer: int, party: int, scratch: Floats) -> float:
    """How much of a party reaches an observer; drafters hear a party themselves."""
    mediators, parties = trust.shape
    candour, there, here = scratch[0], scratch[1], scratch[2]
    count, drafters = 0, observer == parties
    for m in range(mediators):
        if not mediator[DRAFT if drafters else RELAY, m] > 0.5:
            continue
        candour[count] = 1.0 if drafters else mediator[CANDOUR, m]
        here[count] = 1.0 if drafters else trust[m, observer]
        there[count] = trust[m, party]
        count += 1
    # What is read last is room as well: each place is read before it is written.
    return mediating.reach(candour[:count], there[:count], here[:count], here[:count])
