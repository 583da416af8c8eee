"""State of a run as arrays, the counterpart of ``domain.State``."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.arrays import Floats, Ints
from negosim.compiled.compiling import inlined
from negosim.kernel.setting import ELAPSED, NO_DEAL, PREMIUM, PRESSURE, SPENT, WAITING_COST, Places
from negosim.rules import concession

# Indices into ``RunState.now``.
STATUS, ROUND, DAY, STAGE, STAGE_DAY, TEXT_ROUND, COUNT, MOVED, STALLED, UNTIL, PACKAGE, REFUSALS, HOW, HEARD = range(
    14
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
    now : ndarray of int64, shape (14,)
        STATUS, ROUND, DAY, STAGE, STAGE_DAY, TEXT_ROUND, UNTIL, STALLED and MOVED as in ``domain.State``; COUNT, number
        of packages to be answered; PACKAGE, index agreed, or ``NOTHING``; REFUSALS, COUNT in the last round with a
        refusal; HOW the run ended; HEARD, whether ``heard`` is valid.
    party, mediator, general : ndarray, shapes (16, P), (7, M) and (6,)
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
        np.zeros(14, np.int64),
        np.zeros((16, parties)),
        np.zeros((7, mediators)),
        np.zeros((2, mediators, parties)),
        np.zeros(6),
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


def begin_run(places: Places, status_quo: Ints, draw: Floats, state: RunState) -> None:
    """Set the state before the first stage.

    Parameters
    ----------
    places : Places
        Positions of quantities in a draw.
    status_quo : ndarray, shape (I,)
        Digits.
    draw : ndarray, shape (parameters + 1,)
        Values of all parameters, then nan for what a scenario does not have.
    state : RunState
        Output.
    """
    state.now[:] = 0
    state.now[STAGE], state.now[PACKAGE], state.now[HOW] = NOTHING, NOTHING, UNKNOWN
    state.party[: len(places.party)] = draw[places.party]
    state.party[ELAPSED] = np.nan
    state.mediator[: len(places.mediator)] = draw[places.mediator]
    state.mediator[SPENT] = 0.0
    state.bonds[:] = draw[places.bonds]
    state.general[:] = draw[places.general]
    state.insight[:] = 0.0
    state.firmness[:] = places.coded
    state.streams[BLOCK], state.streams[STRUCK] = NOTHING, 0
    state.texts[BASE] = status_quo


@inlined
def reservation(party: Floats, p: int, day: int) -> float:
    """Return the reservation value of party ``p`` on a day (``concession.reservation``); ``party`` as in `RunState`."""
    return concession.reservation(
        party[NO_DEAL, p], party[PREMIUM, p], party[WAITING_COST, p], float(day), party[PRESSURE, p]
    )
