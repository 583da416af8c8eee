"""What packages near another one are worth, nearly: only what may be best need be reckoned as the rules say.

A package is worth what the one in the middle is, and what its changes add; and believed weights are a straight line in
the insight into a party (``believing.believed_weight``), so that what it is believed to hold is one, too. Both are a
little off by rounding, by less than ``slack``.
"""

from __future__ import annotations

import numpy as np

from negosim.arrays import Floats, Ints, Ranks
from negosim.rules.compiling import inlined, lean
from negosim.rules.judging import Judging
from negosim.rules.space import Space, met
from negosim.rules.table import Table, context_of


@inlined
def slack(lift: Floats, parties: int) -> float:
    """More than rounding can move a score: utilities are sums of shares of 1 and of ``lift`` (K, C, L)."""
    size = 2.0
    for k in range(len(lift)):
        most = 0.0
        for c in range(lift.shape[1]):
            for level in range(lift.shape[2]):
                most = max(most, abs(lift[k, c, level]))
        size += 2.0 * most
    return 1e-13 * size**parties


@lean
def take_draw(space: Space, table: Table, room: Judging) -> None:
    """Take what hangs on the draw alone into a room, if it is not there: ``slack``, and what linkages add."""
    if not np.isnan(room.slack[0]):
        return
    linkages, contexts, longest = table.lift.shape
    equal = 1.0 / table.weights.shape[1]
    room.slack[0] = slack(table.lift, len(table.weights))
    for k in range(linkages):
        party, issue = space.linkage_party[k], space.linkage_issue[k]
        rest, slope = (equal, table.weights[party, issue] - equal) if issue >= 0 else (1.0, 0.0)
        for c in range(contexts):
            place = (k * contexts + c) * longest
            for level in range(longest):
                lift = table.lift[k, c, level]
                room.lifts[0, place + level], room.lifts[1, place + level] = rest * lift, slope * lift


@inlined
def closeness(value: float, other: float) -> float:
    """How alike two levels of an issue are: ``1 - |v_i(x) - v_i(y)|``, v with delivery."""
    return 1.0 - abs(value - other)


@inlined
def similarity(table: Table, party: int, believed: Floats, here: int, digits: Ints, there: int, other: Ints) -> float:
    """How alike a package in context ``here`` is to the package ``other`` in context ``there`` in the value a party is
    believed to give them (Faratin, Sierra & Jennings 2002): the weighted sum of ``closeness`` over issues, 1 if
    identical."""
    delivered, total = table.delivered, 0.0
    for i in range(len(digits)):
        stands = delivered[party, there, i, other[i]]
        total += believed[party, i] * closeness(delivered[party, here, i, digits[i]], stands)
    return total


@inlined
def counted(value: float, alike: bool, other: float) -> float:
    """What counts of a level, before weighting: its value, or how alike it is to another."""
    return closeness(value, other) if alike else value


@inlined
def changes_between(space: Space, guarantees: int, digits: Ints, here: int) -> int:
    """In how many issues a package must change to be in context ``here``."""
    own = context_of(space.phasing, space.guarantee, guarantees, digits)
    way, guarantee = own // guarantees != here // guarantees, own % guarantees != here % guarantees
    return int(way or guarantee) if space.phasing == space.guarantee else int(way) + int(guarantee)


@inlined
def put_steps(
    space: Space, table: Table, party: int, alike: bool, other: Ints, there: int, here: int, room: Judging, at: int
) -> None:
    """Put what the package in the middle of row ``at`` is held to be worth in context ``here``, linkages left out, into
    ``room.worth``, and what changing one level of it adds there into ``room.step``, as far as changes are left for
    it."""
    origin, step, rest, slope = room.near.origin[at], room.step, 0.0, 0.0
    issues, longest = table.delivered.shape[2], table.delivered.shape[3]
    equal, left = 1.0 / issues, room.near.place.shape[1] - 1 - changes_between(space, table.guarantees, origin, here)
    for i in range(issues):
        more, values, stands = table.weights[party, i] - equal, table.delivered[party, here, i], 0.0
        if alike:
            stands = table.delivered[party, there, i, other[i]]
        now, place = counted(values[origin[i]], alike, stands), (here * issues + i) * longest
        rest += equal * now
        slope += more * now
        if left <= 0 and i not in (space.phasing, space.guarantee):
            continue
        for level in range(space.levels[i]):
            gained = counted(values[level], alike, stands) - now
            step[0, place + level], step[1, place + level] = equal * gained, more * gained
    room.worth[0, here], room.worth[1, here] = rest, slope


@lean
def estimate(
    space: Space, table: Table, party: int, alike: bool, other: Ints, room: Judging, at: int, asker: int
) -> None:
    """Put nearly what a party is believed to hold of each package of row ``at`` into ``room.rest`` and ``room.slope``.

    That is what it is worth; or, ``alike``, how alike it is to ``other`` (I,), of which the difference in what the
    party's linkages are worth, put into ``room.apart`` and ``room.parting``, is still to be taken.
    """
    near, filled, worth, kinds = room.near, room.filled, room.worth, room.of_kind
    there, without, lacking, own = 0, 0.0, 0.0, space.linkages_of[party]
    if alike:
        there = context_of(space.phasing, space.guarantee, table.guarantees, other)
        without, lacking = lifted_line(space, room, party, there, other, table.lift.shape[1], table.lift.shape[2])
    for c in range(len(filled)):
        filled[c] = False
    for k in range(near.kinds[at]):
        here = near.context[at, k]
        if not filled[here]:
            filled[here] = True
            put_steps(space, table, party, alike, other, there, here, room, at)
        more, mounting = lifts_of(room, own, near.tied[at, k])
        kinds[2, k], kinds[3, k] = more - without, mounting - lacking
        kinds[0, k] = worth[0, here] if alike else worth[0, here] + more
        kinds[1, k] = worth[1, here] if alike else worth[1, here] + mounting
    add_steps(room, at, room.rest[asker, party], room.slope[asker, party])
    if alike:
        kind, apart, parting = near.place[at, 0], room.apart[asker, party], room.parting[asker, party]
        for m in range(near.size[at]):
            apart[m], parting[m] = kinds[2, kind[m]], kinds[3, kind[m]]


@lean
def value(space: Space, table: Table, party: int, room: Judging, at: int, worth: Floats) -> float:
    """Put nearly what each package of row ``at`` is worth to a party into ``worth`` (N,); more than it is off by."""
    near, filled, kinds, own = room.near, room.filled, room.of_kind, space.linkages_of[party]
    size = 0.0
    for c in range(len(filled)):
        filled[c] = False
    for k in range(near.kinds[at]):
        here = near.context[at, k]
        if not filled[here]:
            filled[here] = True
            size = max(size, put_worth(space, table, party, here, room, at))
        more, mounting = lifts_of(room, own, near.tied[at, k])
        kinds[0, k] = room.worth[0, here] + (more + mounting)
        size = max(size, room.worth[1, here] + abs(more) + abs(mounting))
    place, first, level, kind = near.place[at], room.step[0], kinds[0], near.place[at, 0]
    for m in range(near.size[at]):
        worth[m] = level[kind[m]]
    for d in range(1, len(place)):
        change = place[d]
        for m in range(near.size[at]):
            worth[m] += first[change[m]]
    return 1e-13 * size


@inlined
def put_worth(space: Space, table: Table, party: int, here: int, room: Judging, at: int) -> float:
    """Put what the package in the middle of row ``at`` is worth to a party in context ``here``, linkages left out, and
    the size of what that is a sum of, into ``room.worth``, and what changing one level of it adds there into
    ``room.step``; a bound of all that may be added up."""
    origin, step, total, size, most = room.near.origin[at], room.step[0], 0.0, 0.0, 0.0
    issues, longest = table.worth.shape[2], table.worth.shape[3]
    for i in range(issues):
        values, place = table.worth[party, here, i], (here * issues + i) * longest
        now = values[origin[i]]
        total += now
        size += abs(now)
        for level in range(space.levels[i]):
            step[place + level] = values[level] - now
            most = max(most, abs(values[level]))
    room.worth[0, here], room.worth[1, here] = total, size + 2.0 * most * len(room.near.place[at])
    return float(room.worth[1, here])


@inlined
def lifts_of(room: Judging, own: int, tied: Ranks) -> tuple[float, float]:
    """What the linkages among some bits, ``own``, add to the packages of a kind: without insight, and by insight."""
    more, mounting, j = 0.0, 0.0, 0
    while own:
        if own & 1:
            more += room.lifts[0, tied[j]]
            mounting += room.lifts[1, tied[j]]
        own >>= 1
        j += 1
    return more, mounting


@inlined
def lifted_line(
    space: Space, room: Judging, party: int, context: int, digits: Ints, contexts: int, longest: int
) -> tuple[float, float]:
    """What the linkages of a party add to a package, (I,): without insight, and by insight."""
    bits, more, mounting = met(space.linkages, digits) & space.linkages_of[party], 0.0, 0.0
    for k in range(len(space.linkage_issue)):
        if bits >> k & 1:
            issue = space.linkage_issue[k]
            place = (k * contexts + context) * longest + (digits[issue] if issue >= 0 else 0)
            more += room.lifts[0, place]
            mounting += room.lifts[1, place]
    return more, mounting


@inlined
def add_steps(room: Judging, at: int, rest: Floats, slope: Floats) -> None:
    """Put what packages of a kind are worth, and what changes add to it, into ``rest`` (N,) and ``slope`` (N,)."""
    place, size, first, second = room.near.place[at], room.near.size[at], room.step[0], room.step[1]
    level, rise, kind, change = room.of_kind[0], room.of_kind[1], place[0], place[len(place) - 1]
    if len(place) == 1:
        for m in range(size):
            rest[m], slope[m] = level[kind[m]], rise[kind[m]]
    elif len(place) == 2:
        for m in range(size):
            rest[m], slope[m] = level[kind[m]] + first[change[m]], rise[kind[m]] + second[change[m]]
    else:  # two changes at once, since what is put down is not taken up again then
        other = place[1]
        for m in range(size):
            rest[m] = level[kind[m]] + first[change[m]] + first[other[m]]
            slope[m] = rise[kind[m]] + second[change[m]] + second[other[m]]
    for d in range(2, len(place) - 1):
        change = place[d]
        for m in range(size):
            rest[m] += first[change[m]]
            slope[m] += second[change[m]]
