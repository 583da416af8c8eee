"""State of a run as arrays, the counterpart of ``domain.State``."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.arrays import Floats, Ints
from negosim.compiled.compiling import compiled, inlined
from negosim.compiled.loops import fill, put
from negosim.kernel.setting import ELAPSED, MUTUAL, NO_DEAL, PREMIUM, PRESSURE, SPENT, WAITING_COST, Places
from negosim.rules import concession

# Indices into ``RunState.now``.
STATUS, ROUND, DAY, STAGE, STAGE_DAY, TEXT_ROUND, COUNT, MOVED, STALLED, UNTIL, PACKAGE, HELD, REFUSALS, HOW, HEARD = (
    range(15)
)
# Values of STATUS and HOW.
OPEN, SUSPENDED, SIGNED, OVER = range(4)
UNKNOWN, AGREEMENT, PARTIAL, COLLAPSED, DEADLINE = range(-1, 4)
# Values of an answer.
UNASKED, REFUSED, ACCEPTED = -1, 0, 1
NOTHING = -1
# Layers of ``RunState.own``, ``texts``, ``before`` and ``short``, ``replies``, ``streams``, and ``gained``.
TABLED, TURN, BEST, WANTED = range(4)
BASE, TEXT = range(2)
NOW, THEN = range(2)
ANSWER, LINE, LINE_THEN = range(3)
BLOCK, STRUCK = range(2)
FIRST, LAST = range(2)


class RunState(NamedTuple):
    """State of one run.

    Observers O are the P parties, then the drafters. Rows and layers follow the constants here and in ``setting``. At
    most P + 1 packages are to be answered in a round: one per party, and the text.

    Attributes
    ----------
    now : ndarray of int64, shape (15,)
        STATUS, ROUND, DAY, STAGE, STAGE_DAY, TEXT_ROUND, UNTIL, STALLED and MOVED as in ``domain.State``; COUNT, number
        of packages to be answered; PACKAGE, index agreed, or ``NOTHING``; HELD, phases carried out; REFUSALS, COUNT in
        the last round with a refusal; HOW the run ended; HEARD, whether ``heard`` is valid.
    party, mediator, general : ndarray, shapes (15, P), (7, M) and (7,)
        Quantities of parties, of mediators, and of the talks.
    bonds : ndarray, shape (2, M, P)
        Trust and leverage.
    gained : ndarray, shape (2, O, P)
        Utility to each party of the first and last package of each author, or of the text.
    lines : ndarray, shape (O,)
        Red lines that the last packages cross, as bits.
    insight, firmness, heard : ndarray, shapes (O, P), (O, R) and (O, P)
        Knowledge of weights, belief in red lines, and how much of a party reaches an observer.
    texts : ndarray, shape (2, I)
        Digits of the package that holds without a deal, and of the text.
    own : ndarray, shape (4, P, I)
        Each party's last package, that of this turn, its best of the stage, and the one it wanted at the last refusal;
        -1 first for none.
    before : ndarray, shape (2, P + 1, I)
        Packages to be answered, and those of the last round with a refusal.
    author : ndarray, shape (P + 1,)
        Author of each package to be answered, P for the text.
    replies : ndarray, shape (3, P + 1, P)
        Answers, the red line that a refusal named, and that of the last round with a refusal.
    short : ndarray, shape (2, P + 1, P)
        Shortfalls now, and in the last round with a refusal; there nan where a party accepted.
    streams : ndarray, shape (2, 1 + H)
        Block of each stream that is cached in ``numbers``, and whether each shock has struck.
    numbers, scratch : ndarray, shapes (1 + H, 4) and (3, W)
        Cached random numbers, and a scratch array.
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
    """Outcomes of n runs, one row per run.

    Attributes
    ----------
    outcome, round, day, package, phases_held, zopa, settled : ndarray, shape (n,)
        Value of HOW, last round and day, index agreed, phases carried out, size of the ZOPA, and stages settled.
    digits : ndarray, shape (n, I)
        Digits of the package that holds at the end.
    utilities, reservations : ndarray, shape (n, P)
        Utility of that package, and reservation values at the end.
    blocker : ndarray, shape (n, 2)
        Party and issue, -1 for none.
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
    """Allocate the state of a run.

    Parameters
    ----------
    places : Places
        Positions of quantities in a draw.
    issues, shocks : int
        Numbers of issues I and of shocks H.

    Returns
    -------
    RunState
    """
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
    """Return an element of a draw; nan if the scenario does not have it."""
    return draw[place] if place >= 0 else np.nan


@compiled(allocates=False)
def begin_run(places: Places, status_quo: Ints, draw: Floats, state: RunState) -> None:
    """Set the state before the first stage.

    Parameters
    ----------
    places : Places
        Positions of quantities in a draw.
    status_quo : ndarray, shape (I,)
        Digits.
    draw : ndarray, shape (parameters,)
        Values of all parameters.
    state : RunState
        Output.
    """
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
    """Return the reservation value of party ``p`` on a day (``concession.reservation``); ``party`` as in `RunState`."""
    return concession.reservation(
        party[NO_DEAL, p], party[PREMIUM, p], party[WAITING_COST, p], float(day), party[PRESSURE, p]
    )
