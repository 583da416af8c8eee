"""What a party nearly thinks of the packages near its last one: their worth to it, and how much others would like them.

Only what may be the most liked of what is good enough need be judged as the rules say (``offering.move``).
"""

from __future__ import annotations

import numpy as np

from negosim.arrays import Floats, Ints
from negosim.rules.arrays import put
from negosim.rules.believing import oppose_all, welcome
from negosim.rules.compiling import inlined, lean
from negosim.rules.estimating import estimate, value
from negosim.rules.judging import Judging
from negosim.rules.nearby import apply, undo
from negosim.rules.space import Space, encode
from negosim.rules.table import Table, utility

BY_VALUE = -2
"""Compared with no package: liking goes by what packages are worth."""


@lean
def put_expected(
    space: Space,
    table: Table,
    me: int,
    insight: Floats,
    firmness: Floats,
    lasts: Ints,
    by_value: bool,
    room: Judging,
    at: int,
) -> int:
    """Put nearly the sum of how much the others are expected to like each package of row ``at`` into ``room.score``:
    of how many others."""
    near, score, liked, count, size = room.near, room.score, room.least, 0, room.near.size[at]
    oppose_all(space, firmness, room, at)
    for o in range(len(lasts)):
        if o == me or lasts[o, 0] < 0:
            continue
        other = BY_VALUE if by_value else encode(space, lasts[o])
        if room.compared[me, o] != other:
            room.compared[me, o] = other
            estimate(space, table, o, not by_value, lasts[o], room, at, me)
        rest, slope, apart, parting = room.rest[me, o], room.slope[me, o], room.apart[me, o], room.parting[me, o]
        known = insight[o]
        for m in range(size):
            liked[m] = rest[m] + known * slope[m]
        if space.linkages_of[o] and not by_value:
            for m in range(size):
                liked[m] -= abs(apart[m] + known * parting[m])
        for b in range(near.bunches[at]):
            unopposed, first, last = room.unopposed[o, b], near.bound[at, b], near.bound[at, b + 1]
            here, total = liked[first:last], score[first:last]
            for m in range(len(here)):
                expected = welcome(here[m], unopposed)
                total[m] = expected if count == 0 else total[m] + expected
        count += 1
    return count


@inlined
def put_own(space: Space, table: Table, me: int, own: Ints, room: Judging, at: int) -> None:
    """Put nearly what each package of row ``at``, near a party's last one, is worth to it into ``room.own``, if it is
    not there; minus infinity across a real red line of its own."""
    index, near, worth = encode(space, own), room.near, room.own[me]
    if room.valued[me] == index:
        return
    room.valued[me] = index
    room.blur[me] = value(space, table, me, room, at, worth)
    for b in range(near.bunches[at]):
        if near.lines[at, b] & table.real_of[me]:
            for m in range(near.bound[at, b], near.bound[at, b + 1]):
                worth[m] = -np.inf
    for o in range(len(room.valued)):
        room.compared[me, o] = -1


@inlined
def look_closer(space: Space, table: Table, me: int, own: Ints, aim: float, room: Judging, at: int) -> None:
    """Put what packages of row ``at`` are worth to a party, where it cannot be told otherwise whether that is enough,
    into ``room.own``."""
    near, worth, digits, blur, count = room.near, room.own[me], room.digits, room.blur[me], 0
    for m in range(near.size[at]):
        count += abs(worth[m] - aim) <= blur
    if not count:
        return
    put(digits, own)
    for m in range(near.size[at]):
        if abs(worth[m] - aim) <= blur:
            apply(near, at, m, digits)
            worth[m] = utility(space, table, me, digits)
            undo(near, at, m, digits)
