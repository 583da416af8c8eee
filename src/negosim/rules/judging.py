"""Room for judging packages near others."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.arrays import Bools, Floats, Ints
from negosim.rules.compiling import inlined
from negosim.rules.lending import lend
from negosim.rules.nearby import Nearby, room_for
from negosim.rules.space import Space
from negosim.rules.table import Table


class Judging(NamedTuple):
    """Room for judging what lies near packages.

    ``near``: the packages. What hangs on the draw is known until it is forgotten (``forget``): ``slack``, (1,), more
    than rounding can move a score; ``lifts``, (2, linkages C L + 1), rest and slope of what each linkage adds to its
    party in a context, by level, zero at the end; and of the packages near that with the index ``valued``, (P,), what
    an asker needs: a party of those near its last package, or the drafters, row 0, of those near the text. ``own``:
    (P, N), nearly what they are worth to the asker, by less than ``blur``, (P,). What the asker believes that another
    party holds of them is a straight line in the insight into that party: ``rest``, (P, P, N), without any, and
    ``slope``, (P, P, N); ``apart`` and ``parting``, (P, P, N), are the same for how far linkages set a package apart
    from the other's last one, whose index is ``compared``, (P, P).

    ``believed``: (P, I), weights. ``worth``: (2, C), rest and slope of a package in a context, and ``step``:
    (2, C I L + 1), what a change adds there, zero at the end, as far as ``filled``, (C,). ``of_kind``: (4, N), of each
    kind, rest and slope of a package before changes, and of how far linkages set it apart. ``without``, ``gains``:
    (P,). ``unopposed``: (P, N), of each bunch of packages nearby. ``least``, ``score``: (N,), of each package nearby.
    ``digits``, ``found``: (I,). ``open``: (I,), which issues of a text may change. Packages nearby stand in the
    order of ``Nearby``.
    """

    near: Nearby
    own: Floats
    blur: Floats
    valued: Ints
    compared: Ints
    slack: Floats
    lifts: Floats
    believed: Floats
    filled: Bools
    step: Floats
    worth: Floats
    of_kind: Floats
    without: Floats
    gains: Floats
    unopposed: Floats
    rest: Floats
    slope: Floats
    apart: Floats
    parting: Floats
    least: Floats
    score: Floats
    digits: Ints
    found: Ints
    open: Bools


def judging(space: Space, table: Table, moves: int, origins: int) -> Judging:
    """Room for judging what lies within some moves of any of so many packages."""
    parties, contexts, issues, longest = table.worth.shape
    near = room_for(space, moves, origins)
    count = near.package.shape[1]
    return lend(
        Judging(
            near,
            np.empty((parties, count)),
            np.zeros(parties),
            np.full(parties, -1, np.int64),
            np.full((parties, parties), -1, np.int64),
            np.full(1, np.nan),
            np.zeros((2, table.lift.size + 1)),
            np.empty((parties, issues)),
            np.zeros(contexts, np.bool_),
            np.zeros((2, contexts * issues * longest + 1)),
            np.empty((2, contexts)),
            np.empty((4, count)),
            np.empty(parties),
            np.empty(parties),
            np.empty((parties, count)),
            np.empty((parties, parties, count)),
            np.empty((parties, parties, count)),
            np.empty((parties, parties, count)),
            np.empty((parties, parties, count)),
            np.empty(count),
            np.empty(count),
            np.empty(issues, np.int64),
            np.empty(issues, np.int64),
            np.zeros(issues, np.bool_),
        )
    )


@inlined
def forget(room: Judging) -> None:
    """Packages are worth other things from now on, or other issues are on the table."""
    room.slack[0] = np.nan
    for p in range(len(room.valued)):
        room.valued[p] = -1
