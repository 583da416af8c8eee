"""Room for judging packages near others."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.rules.compiling import inlined
from negosim.rules.lending import lend
from negosim.rules.nearby import Nearby, room_for
from negosim.rules.space import Bools, Ints, Space
from negosim.rules.table import Floats, Table


class Judging(NamedTuple):
    """Room for judging what lies near packages.

    ``near``: the packages. ``own``: (P, N), what those near a party's last package, ``valued`` (P,), its index, are
    worth to it, and ``slack``: (1,), more than rounding can move a score; both hang on the draw, see ``forget``.
    ``believed``: (P, I), weights. ``worth``: (C,), of a package in a context, and ``step``: (C I L + 1,), what a change
    adds there, zero at the end, as far as ``filled``, (C,).
    ``without``, ``gains``: (P,). ``unopposed``: (P, N), of each kind of package nearby. ``rest``, ``slope``: (P, N), of
    each text nearby, as ``settle`` leaves them for the text ``valued`` of party 0. ``least``, ``score``: (N,), of each
    package nearby. ``digits``, ``found``: (I,). ``rest``, ``slope``, ``least`` and ``score`` go member by
    member, as ``Nearby.member``.
    """

    near: Nearby
    own: Floats
    valued: Ints
    slack: Floats
    believed: Floats
    filled: Bools
    step: Floats
    worth: Floats
    without: Floats
    gains: Floats
    unopposed: Floats
    rest: Floats
    slope: Floats
    least: Floats
    score: Floats
    digits: Ints
    found: Ints


def judging(space: Space, table: Table, moves: int, origins: int) -> Judging:
    """Room for judging what lies within some moves of any of so many packages."""
    parties, contexts, issues, longest = table.worth.shape
    near = room_for(space, moves, origins)
    count = near.package.shape[1]
    return lend(
        Judging(
            near,
            np.empty((parties, count)),
            np.full(parties, -1, np.int64),
            np.full(1, np.nan),
            np.empty((parties, issues)),
            np.zeros(contexts, np.bool_),
            np.zeros(contexts * issues * longest + 1),
            np.empty(contexts),
            np.empty(parties),
            np.empty(parties),
            np.empty((parties, count)),
            np.empty((parties, count)),
            np.empty((parties, count)),
            np.empty(count),
            np.empty(count),
            np.empty(issues, np.int64),
            np.empty(issues, np.int64),
        )
    )


@inlined
def forget(room: Judging) -> None:
    """Packages are worth other things from now on, or other issues are on the table."""
    room.slack[0] = np.nan
    for p in range(len(room.valued)):
        room.valued[p] = -1
