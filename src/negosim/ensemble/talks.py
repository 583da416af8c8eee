"""The state of a run as arrays: what ``domain.State`` is to the model, this is to the kernel."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.ensemble.setting import PREMIUM, PRESSURE, WAITING_COST, Setting
from negosim.rules import concession
from negosim.rules.compiling import compiled
from negosim.rules.space import Bools, Ints, Space
from negosim.rules.table import Floats

# Places in ``Talks.now``.
STATUS, ROUND, DAY, STAGE, STAGE_DAY, TEXT_ROUND, COUNT, MOVED, STALLED, UNTIL, PACKAGE, HELD, BLOCKS, HOW = range(14)
# What STATUS and HOW can be.
OPEN, SUSPENDED, SIGNED, OVER = range(4)
UNKNOWN, AGREEMENT, PARTIAL, COLLAPSED, DEADLINE = range(-1, 4)
# What an answer can be.
UNASKED, REFUSED, ACCEPTED = -1, 0, 1
NOTHING = -1


class Talks(NamedTuple):
    """One run at a moment; indexed as in ``Setting``, and by observer (O): the parties, then whoever drafts.

    ``now``: (14,), by the constants above: STATUS, ROUND, DAY, STAGE, STAGE_DAY, TEXT_ROUND, UNTIL, STALLED and MOVED
    as in ``State``; COUNT, how many packages lie before the parties; PACKAGE, the index agreed or ``NOTHING``; HELD, the
    phases carried out; BLOCKS, how many packages were refused when any was for the last time; HOW it ended.
    ``trust``: (M, P). ``pressure``, ``waiting_cost``, ``no_deal``, ``start``, ``lowest``: (P,); ``spent``: (M,).
    ``base``, ``text``: (I,) digits, ``tabled``, ``turn``: (P, I), the last packages and those of this round;
    ``NOTHING`` first while there is none. ``gained``: (2, P, P), what the
    first and the last package of an author are worth to each party. ``before``: (P + 1, I), ``answers``: (P + 1, P).
    ``insight``: (O, P), ``firmness``: (O, R). ``struck``: (H,). ``named``: (P + 1, P), the red line a refusal named.
    ``shortfall``: (P + 1, P). ``best``: (P, I), each party's best package of the stage, ``NOTHING`` if it has none.
    ``refused``: (P + 1, I), ``short``, ``lines``: (P + 1, P), ``wanted``: (P, I): the last round with a refusal: its
    packages, shortfalls (nan if accepted), red lines, and what the parties would rather have.
    ``floors``, ``aims``: (P,), what parties answer by. ``chance``: (1 + H, 4), the block of each stream's numbers that is
    in use, and ``block``: (1 + H,), which one that is.
    """

    now: Ints
    trust: Floats
    pressure: Floats
    waiting_cost: Floats
    spent: Floats
    no_deal: Floats
    start: Floats
    lowest: Floats
    base: Ints
    text: Ints
    tabled: Ints
    turn: Ints
    gained: Floats
    before: Ints
    answers: Ints
    insight: Floats
    firmness: Floats
    struck: Bools
    named: Ints
    shortfall: Floats
    best: Ints
    refused: Ints
    short: Floats
    lines: Ints
    wanted: Ints
    floors: Floats
    aims: Floats
    chance: Floats
    block: Ints


@compiled
def empty_talks(setting: Setting, issues: int) -> Talks:
    """Room for a run."""
    parties, mediators = setting.party.shape[1], setting.mediator.shape[1]
    lines, shocks = len(setting.coded), len(setting.suspend)
    return Talks(
        now=np.zeros(14, np.int64),
        trust=np.empty((mediators, parties)),
        pressure=np.empty(parties),
        waiting_cost=np.empty(parties),
        spent=np.empty(mediators),
        no_deal=np.empty(parties),
        start=np.empty(parties),
        lowest=np.empty(parties),
        base=np.empty(issues, np.int64),
        text=np.empty(issues, np.int64),
        tabled=np.empty((parties, issues), np.int64),
        turn=np.empty((parties, issues), np.int64),
        gained=np.empty((2, parties, parties)),
        before=np.empty((parties + 1, issues), np.int64),
        answers=np.empty((parties + 1, parties), np.int64),
        insight=np.empty((parties + 1, parties)),
        firmness=np.empty((parties + 1, lines)),
        struck=np.empty(shocks, np.bool_),
        named=np.empty((parties + 1, parties), np.int64),
        shortfall=np.empty((parties + 1, parties)),
        best=np.empty((parties, issues), np.int64),
        refused=np.empty((parties + 1, issues), np.int64),
        short=np.empty((parties + 1, parties)),
        lines=np.empty((parties + 1, parties), np.int64),
        wanted=np.empty((parties, issues), np.int64),
        floors=np.empty(parties),
        aims=np.empty(parties),
        chance=np.empty((1 + shocks, 4)),
        block=np.empty(1 + shocks, np.int64),
    )


@compiled
def sit_down(setting: Setting, space: Space, draw: Floats, talks: Talks) -> None:
    """The state before the first stage."""
    talks.now[:] = 0
    talks.now[STAGE], talks.now[PACKAGE], talks.now[HOW] = -1, NOTHING, UNKNOWN
    for m in range(talks.trust.shape[0]):
        for p in range(talks.trust.shape[1]):
            talks.trust[m, p] = draw[setting.trust[m, p]]
    for p in range(len(talks.pressure)):
        talks.pressure[p] = draw[setting.party[PRESSURE, p]]
        talks.waiting_cost[p] = draw[setting.party[WAITING_COST, p]]
    talks.spent[:] = 0.0
    talks.insight[:] = 0.0
    for observer in range(len(talks.firmness)):
        talks.firmness[observer] = setting.coded
    talks.struck[:] = False
    talks.block[:] = NOTHING
    talks.base[:] = space.status_quo


@compiled
def reservation(setting: Setting, draw: Floats, talks: Talks, party: int, day: int) -> float:
    """The utility below which no deal is better for a party on a day."""
    premium, cost = draw[setting.party[PREMIUM, party]], talks.waiting_cost[party]
    return concession.reservation(talks.no_deal[party], premium, cost, float(day), talks.pressure[party])
