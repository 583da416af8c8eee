"""Room for judging packages near others."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.rules.compiling import lean_inlined
from negosim.rules.lending import lend
from negosim.rules.nearby import Nearby, room_for
from negosim.rules.space import Bools, Ints, Space
from negosim.rules.table import Floats, Table


class Judging(NamedTuple):
    """Room for judging what lies near packages.

    ``near``: the packages. ``own``: (P, N), what those near a party's last package, ``valued`` (P,), its index, are
    worth to it, and ``slack``: (1,), for rounding; both hang on the draw, see ``forget``. ``believed``: (P, I),
    weights. ``step``: (P, C I L + 1), what a level is believed to add in a context, flat, zero at the end, ``alike``:
    (P, C, I, L), how alike it makes two packages; both as far as ``filled``, (P, C); ``worth``: (P, C), of a package in
    a context. ``without``, ``gains``: (P,). ``unopposed``: (P, N), of each kind of package nearby. ``rest``, ``slope``,
    ``gain``: (P, N), ``least``, ``score``: (N,), of each text nearby; ``valued`` of party 0 is the text that the first
    two are of. ``digits``, ``found``: (I,).
    """

    near: Nearby
    own: Floats
    valued: Ints
    slack: Floats
    believed: Floats
    step: Floats
    alike: Floats
    filled: Bools
    worth: Floats
    without: Floats
    gains: Floats
    unopposed: Floats
    rest: Floats
    slope: Floats
    gain: Floats
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
            np.zeros((parties, contexts * issues * longest + 1)),
            np.empty((parties, contexts, issues, longest)),
            np.zeros((parties, contexts), np.bool_),
            np.empty((parties, contexts)),
            np.empty(parties),
            np.empty(parties),
            np.empty((parties, count)),
            np.empty((parties, count)),
            np.empty((parties, count)),
            np.empty((parties, count)),
            np.empty(count),
            np.empty(count),
            np.empty(issues, np.int64),
            np.empty(issues, np.int64),
        )
    )


@lean_inlined
def forget(room: Judging) -> None:
    """Packages are worth other things from now on, or other issues are on the table."""
    room.slack[0] = np.nan
    for p in range(len(room.valued)):
        room.valued[p] = -1
