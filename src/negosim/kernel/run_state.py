"""The state of a run as arrays: what ``domain.State`` is to the model, this is to the kernel."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.arrays import Floats, Ints
from negosim.compiled.compiling import compiled, inlined
from negosim.compiled.loops import fill, put
from negosim.kernel.setting import ELAPSED, MUTUAL, NO_DEAL, PREMIUM, PRESSURE, SPENT, WAITING_COST, Places
from negosim.rules import concession

# Places in ``Talks.now``.
STATUS, ROUND, DAY, STAGE, STAGE_DAY, TEXT_ROUND, COUNT, MOVED, STALLED, UNTIL, PACKAGE, HELD, REFUSALS, HOW, HEARD = (
    range(15)
)
# What STATUS and HOW can be.
OPEN, SUSPENDED, SIGNED, OVER = range(4)
UNKNOWN, AGREEMENT, PARTIAL, COLLAPSED, DEADLINE = range(-1, 4)
# What an answer can be.
UNASKED, REFUSED, ACCEPTED = -1, 0, 1
NOTHING = -1
# Layers of ``Talks.own``, ``Talks.texts``, ``Talks.before``, ``Talks.replies``, ``Talks.short``, ``Talks.streams``.
TABLED, TURN, BEST, WANTED = range(4)
BASE, TEXT = range(2)
NOW, THEN = range(2)
ANSWER, LINE, LINE_THEN = range(3)
BLOCK, STRUCK = range(2)
FIRST, LAST = range(2)


class RunState(NamedTuple):
    """One run at a moment, by party (P), mediator (M), issue (I), red line (R), shock (H) and observer (O), the
    parties and then whoever drafts. Rows, layers and places are those of the constants here and in ``setting``.

    ``now``: (15,): STATUS, ROUND, DAY, STAGE, STAGE_DAY, TEXT_ROUND, UNTIL, STALLED and MOVED as in ``State``; COUNT,
    how many packages lie before the parties; PACKAGE, the index agreed, or ``NOTHING``; HELD, the phases carried out;
    REFUSALS, how many packages there were when one was refused for the last time; HOW it ended; HEARD, whether it is
    known what is ``heard``.
    ``party``: (15, P), ``mediator``: (7, M), ``bonds``: (2, M, P), ``general``: (7,). ``gained``: (2, O, P), what the
    first and the last package of an author, or the text, are worth to each party, and ``lines``: (O,), which red lines
    they cross, as bits. ``insight``: (O, P), ``firmness``: (O, R). ``heard``: (O, P), how much of a party reaches an
    observer.
    ``texts``: (2, I), digits of what holds without a deal and of the text; ``own``: (4, P, I), each party's last
    package, that of this turn, its best of the stage, and what it wanted at the last refusal; -1 first while there is
    none. ``before``: (2, P + 1, I), the packages to be answered, and those of the last round with a refusal;
    ``author``: (P + 1,), whose each of them is, P for the text; ``replies``: (3, P + 1, P), the answers, the red line
    that a refusal named, and that of the last round with one;
    ``short``: (2, P + 1, P), shortfalls, of the last round with a refusal nan where accepted. ``streams``: (2, 1 + H),
    which block of a stream's numbers is in use, and whether the shock has struck; ``numbers``: (1 + H, 4), those
    blocks; ``scratch``: (3, W), room.
    """

    now: Ints
    party: Floats
    mediator: Floats
    bonds: Floats
    general: Floats
    gained: Floats
    lines: Ints
    insight: Floats
    firmness: Floats
    heard: Floats
    texts: Ints
    own: Ints
    before: Ints
    author: Ints
    replies: Ints
    short: Floats
    streams: Ints
    numbers: Floats
    scratch: Floats


class Rows(NamedTuple):
    """How runs ended, one row a run.

    ``outcome``: (n,), as ``talks.HOW`` has it; ``round``, ``day``, ``package``, ``phases_held``, ``zopa``:
    (n,). ``digits``: (n, I), of what holds at the end; ``settled``: (n,), how many stages were settled. ``utilities``,
    ``reservations``: (n, P). ``blocker``: (n, 2), party and issue, -1 for none.
    """

    outcome: Ints
    round: Ints
    day: Ints
    package: Ints
    phases_held: Ints
    zopa: Ints
    digits: Ints
    settled: Ints
    utilities: Floats
    reservations: Floats
    blocker: Ints


def empty_state(places: Places, issues: int, shocks: int) -> RunState:
    """Room for a run."""
    parties, mediators = places.party.shape[1], places.mediator.shape[1]
    return RunState(
        np.zeros(15, np.int64),
        np.zeros((15, parties)),
        np.zeros((7, mediators)),
        np.zeros((2, mediators, parties)),
        np.zeros(7),
        np.zeros((2, parties + 1, parties)),
        np.zeros(parties + 1, np.int64),
        np.zeros((parties + 1, parties)),
        np.zeros((parties + 1, len(places.coded))),
        np.zeros((parties + 1, parties)),
        np.zeros((2, issues), np.int64),
        np.zeros((4, parties, issues), np.int64),
        np.zeros((2, parties + 1, issues), np.int64),
        np.zeros(parties + 1, np.int64),
        np.zeros((3, parties + 1, parties), np.int64),
        np.zeros((2, parties + 1, parties)),
        np.zeros((2, 1 + shocks), np.int64),
        np.zeros((1 + shocks, 4)),
        np.zeros((3, max(parties, mediators) + 1)),
    )


@inlined
def drawn(draw: Floats, place: int) -> float:
    """A number of a draw; nan if the scenario does not have it."""
    return draw[place] if place >= 0 else np.nan


@compiled(allocates=False)
def begin_run(places: Places, status_quo: Ints, draw: Floats, state: RunState) -> None:
    """The state before the first stage."""
    now = state.now
    fill(now, 0)
    now[STAGE], now[PACKAGE], now[HOW] = NOTHING, NOTHING, UNKNOWN
    rows, parties = places.party.shape
    for p in range(parties):
        for k in range(rows):
            state.party[k, p] = drawn(draw, places.party[k, p])
        state.party[ELAPSED, p] = np.nan
    rows, mediators = places.mediator.shape
    for m in range(mediators):
        state.mediator[SPENT, m] = 0.0
        for k in range(rows):
            state.mediator[k, m] = drawn(draw, places.mediator[k, m])
        for p in range(parties):
            for k in range(len(places.bonds)):
                state.bonds[k, m, p] = drawn(draw, places.bonds[k, m, p])
    for k in range(len(places.general)):
        state.general[k] = drawn(draw, places.general[k])
    state.general[MUTUAL] = np.inf
    for place in places.mutual:
        state.general[MUTUAL] = min(state.general[MUTUAL], drawn(draw, place))
    fill(state.insight, 0.0)
    for observer in range(len(state.firmness)):
        for r in range(len(places.coded)):
            state.firmness[observer, r] = places.coded[r]
    fill(state.streams[BLOCK], NOTHING)
    fill(state.streams[STRUCK], 0)
    put(state.texts[BASE], status_quo)


@inlined
def reservation(party: Floats, p: int, day: int) -> float:
    """The utility below which no deal is better for a party on a day."""
    return concession.reservation(
        party[NO_DEAL, p], party[PREMIUM, p], party[WAITING_COST, p], float(day), party[PRESSURE, p]
    )
