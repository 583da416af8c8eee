"""Answers of a round over arrays, the resulting deal, and what mediators relay."""

from __future__ import annotations

import numpy as np

from negosim.arrays import Floats
from negosim.compiled.compiling import compiled, inlined
from negosim.compiled.loops import put, same
from negosim.kernel.run_state import (
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
    RunState,
    reservation,
)  # fmt: skip
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
from negosim.kernel.workspace import Workspace
from negosim.rules import answering, concession, mediating
from negosim.rules.utility import first_bit
from negosim.spaces.space import encode


@inlined
def aspiration(state: RunState, p: int, day: int) -> float:
    """Return the aspiration of party ``p`` on a day, in utility."""
    party, gained, tabled = state.party, state.gained, state.own[TABLED]
    parties, count = party.shape[1], 0
    shares = state.scratch[0]
    if party[RECIPROCITY, p] > 0.0:
        for o in range(parties):
            if o != p and tabled[o, 0] >= 0:
                shares[count] = concession.conceded_share(gained[FIRST, o, p], gained[LAST, o, p], party[START, p])
                count += 1
    share = concession.sorted_mean(shares[:count]) if count else 0.0
    elapsed = (day - state.now[STAGE_DAY]) / party[HORIZON, p]
    if party[ELAPSED, p] != elapsed:  # the same in answering and in the next tabling
        party[ELAPSED, p], party[GIVEN, p] = elapsed, concession.given_way(elapsed, party[CONCESSION, p])
    floor = reservation(party, p, day)
    return concession.aspiration(party[START, p], floor, party[GIVEN, p], party[RECIPROCITY, p], share)


@compiled(from_python=False)
def answer(workspace: Workspace, _n: int) -> int:
    """Let each party answer each package before it; return the row of the package to be signed, or -1."""
    table, state, days_per_round = workspace.table, workspace.state, workspace.game.days_per_round
    now, party, replies = state.now, state.party, state.replies
    parties = party.shape[1]
    for p in range(parties):
        party[FLOOR, p] = reservation(party, p, now[DAY])
        party[AIM, p] = aspiration(state, p, now[DAY] + days_per_round)
    agreed, refused = False, False
    for n in range(now[COUNT]):
        author, all_accept = state.author[n], True
        for p in range(parties):
            if replies[ANSWER, n, p] != UNASKED:
                continue
            crossed = first_bit(state.lines[author] & table.real_of[p])
            value, bias, floor, aim = state.gained[LAST, author, p], party[BIAS, p], party[FLOOR, p], party[AIM, p]
            if crossed < 0 and answering.accepts(value, bias, floor, aim):
                replies[ANSWER, n, p] = ACCEPTED
                continue
            replies[ANSWER, n, p], replies[LINE, n, p] = REFUSED, crossed
            state.short[NOW, n, p] = max(floor, aim) - (value + bias)
            all_accept, refused = False, True
        agreed = agreed or all_accept
    if refused:
        keep_refusals(state)
    return deal(workspace) if agreed else NOTHING


@compiled(allocates=False)
def keep_refusals(state: RunState) -> None:
    """Store the refusals of this round, for the last objections of the run."""
    now, own, replies = state.now, state.own, state.replies
    now[REFUSALS] = now[COUNT]
    for n in range(now[COUNT]):
        put(state.before[THEN, n], state.before[NOW, n])
        for p in range(replies.shape[2]):
            refused = replies[ANSWER, n, p] == REFUSED
            state.short[THEN, n, p] = state.short[NOW, n, p] if refused else np.nan
            replies[LINE_THEN, n, p] = replies[LINE, n, p] if refused else NOTHING
    for p in range(replies.shape[2]):
        if own[TABLED, p, 0] >= 0:
            put(own[WANTED, p], own[TABLED, p])
        elif own[BEST, p, 0] >= 0:
            put(own[WANTED, p], own[BEST, p])
        else:
            put(own[WANTED, p], state.texts[BASE])


@compiled
def deal(workspace: Workspace) -> int:
    """Return the row of the package to be signed, among those that all parties accepted."""
    space, state = workspace.space, workspace.state
    now, party = state.now, state.party
    parties, count = party.shape[1], 0
    rows = np.empty(now[COUNT], np.int64)
    for n in range(now[COUNT]):
        accepted = True
        for p in range(parties):
            accepted = accepted and state.replies[ANSWER, n, p] == ACCEPTED
        if accepted:
            if now[TEXT_ROUND] == now[ROUND] and same(state.before[NOW, n], state.texts[TEXT]):
                return n
            rows[count] = n
            count += 1
    gains, indices = np.empty((count, parties)), np.empty(count, np.int64)
    for k in range(count):
        indices[k] = encode(space, state.before[NOW, rows[k]])
        for p in range(parties):
            gains[k, p] = state.gained[LAST, state.author[rows[k]], p] - party[FLOOR, p]
    return int(rows[answering.preferred(gains, indices)])


@compiled(allocates=False, from_python=False)
def relay(workspace: Workspace, _n: int) -> int:
    """Relay information through the mediators: insight into weights, and belief in the red lines named."""
    state, lines_of = workspace.state, workspace.space.red_lines_of
    insight, firmness, general = state.insight, state.firmness, state.general
    if not state.now[HEARD]:
        listen(state)
    for party in range(insight.shape[1]):
        accepted, named = lines_met(state, party)
        moved = (accepted | named) & lines_of[party]
        for observer in range(len(insight)):
            kappa = state.heard[observer, party]
            if kappa <= 0.0:
                continue
            insight[observer, party] = mediating.informed(insight[observer, party], general[LEARNING] * kappa)
            bits, r = moved, 0
            while bits:
                if bits & 1:
                    belief = firmness[observer, r]
                    if named >> r & 1:
                        belief = persuaded(state, party, r, belief, general[PERSUASION] * kappa)
                    firmness[observer, r] = mediating.faded(belief, kappa) if accepted >> r & 1 else belief
                bits >>= 1
                r += 1
    return 0


@compiled(allocates=False)
def listen(state: RunState) -> None:
    """Compute how much of each party reaches each observer; valid until trust changes."""
    state.now[HEARD] = 1
    for observer in range(len(state.heard)):
        for party in range(state.heard.shape[1]):
            kappa = 0.0
            if party != observer:
                kappa = channel(state.mediator, state.bonds[TRUST], observer, party, state.scratch)
            state.heard[observer, party] = kappa


@inlined
def lines_met(state: RunState, party: int) -> tuple[int, int]:
    """Return the red lines crossed by packages that a party accepted, and those that its refusals named, as bits."""
    crossed, named = 0, 0
    for n in range(state.now[COUNT]):
        if state.replies[ANSWER, n, party] == ACCEPTED:
            crossed |= state.lines[state.author[n]]
        elif state.replies[LINE, n, party] >= 0:
            named |= 1 << state.replies[LINE, n, party]
    return crossed, named


@inlined
def persuaded(state: RunState, party: int, line: int, belief: float, rate: float) -> float:
    """Return the belief in a red line after its owner's refusals that named it.

    Parameters
    ----------
    state : RunState
        State of the run.
    party, line : int
        Numbers of the owner and of the red line.
    belief : float
        Belief before.
    rate : float
        Learning rate per refusal.

    Returns
    -------
    float
    """
    for n in range(state.now[COUNT]):
        if state.replies[ANSWER, n, party] == REFUSED and state.replies[LINE, n, party] == line:
            belief = mediating.informed(belief, rate)
    return belief


@compiled(allocates=False)
def channel(mediator: Floats, trust: Floats, observer: int, party: int, scratch: Floats) -> float:
    """Return how much of a party reaches an observer (``mediating.channel``); drafters hear parties directly.

    Parameters
    ----------
    mediator, trust : ndarray, shapes (7, M) and (M, P)
        Quantities of mediators, and the parties' trust in them.
    observer, party : int
        Numbers of the observer, P for the drafters, and of the party.
    scratch : ndarray, shape (3, W)
        Scratch array.

    Returns
    -------
    float
    """
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
    # The last argument may alias an input: each element is read before it is written.
    return mediating.reach(candour[:count], there[:count], here[:count], here[:count])
