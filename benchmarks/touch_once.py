"""The yardstick *touch-once*: to build the utility tables of a run's parties, and do nothing else.

Each package is touched once per party: ``U_p = A_p[high] + B_p[low]``, where A and B are the sums over two parts of the
issues (design: factored halves). This is written to be as cheap as it can be made, so that it flatters nobody held
against it:

- issues that decide the context (phasing, guarantee) and those bound by most conditions come first, so that the
  context stands still while the inner loop runs;
- each set of low combinations that is feasible under some high one is laid side by side once, so that the inner loop is
  one addition over contiguous numbers;
- where to part the issues is chosen by trying every place;
- everything that does not hang on the draw is laid out before the clock starts; arrays are allocated before, too;
- sums of fewer issues are made once and extended.

What a run has beyond it is left out: drawing parameters, making ``worth`` of them, red lines, linkages, looking for a
best package, and every round. Only the first stage of an agenda is built.

    python -m benchmarks.touch_once [SCENARIO] [RUNS]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import NamedTuple

import numba
import numpy as np

import negosim as ns
from negosim.arrays import Floats, Ints
from negosim.domain.random_streams import draw
from negosim.domain.scenario import Scenario
from negosim.rules.preferences import prepare, vector_of
from negosim.search.prepared import Prepared, prepared

Room = tuple[Floats, Floats, Floats, Floats]

SEED = 7
DRAWS = 8
REPEATS = 9
LARGEST_LOW = 4096
LINE = 8
"""Numbers in a line of the cache: rows begin at one, since stores across two lines cost double."""


class Plan(NamedTuple):
    """Everything of the tables that is the same in every draw, for one place to part the issues.

    ``issues``: (I,), the issues in the order used; ``parts``: the number of context issues, and of them with the other
    high ones. ``admitted``: (I, L), the levels a package may hold; ``counts``: (I,), how many. ``contexts``: by
    combination of the context issues. ``highs``, ``groups``: (rows,), of each row of the output the high combination
    and the group of low ones. ``starts``: (groups + 1,), where a group begins side by side. ``pieces``: (k, 4), what
    groups are made of: context, first low combination, where it goes, how many. ``packages``, ``places``: (n,), rows of
    ``Prepared.first.packages``, and where in a table they stand.
    """

    issues: Ints
    parts: tuple[int, int]
    admitted: Ints
    counts: Ints
    contexts: Ints
    highs: Ints
    groups: Ints
    starts: Ints
    pieces: Ints
    packages: Ints
    places: Ints


def touch_once(scenario: Scenario, runs: int = 200) -> float:
    """The least seconds a run in which the utility tables of all parties are built, over some repeats of ``runs``."""
    build = ready(scenario)
    return min(build(runs) for _ in range(REPEATS)) / runs


def ready(scenario: Scenario) -> Callable[[int], float]:
    """What builds the tables of as many runs as it is asked for, and returns the seconds it took."""
    worth = _worth(scenario, DRAWS)
    tried = [(plan, _room(plan, worth)) for plan in _plans(prepared(scenario))]
    for plan, room in tried:
        _built(worth, 1, plan, *room)
    few = max(1, 200_000 // tried[0][1][0].shape[1])
    plan, room = min(tried, key=lambda each: min(_timed(worth, few, *each) for _ in range(5)))
    return lambda runs: _timed(worth, runs, plan, room)


def tables(scenario: Scenario, run: int, low: int = 64) -> tuple[Floats, Ints]:
    """The tables of a run, (P, n), and the digits of the packages they are of, (n, I): to be checked against the rules.

    ``low``: the issues are parted where the low part has the number of combinations nearest to this.
    """
    ground, worth = prepared(scenario), _worth(scenario, run + 1)[run:]
    plan = min(_plans(ground), key=lambda plan: abs(int(np.prod(plan.counts[plan.parts[1] :])) - low))
    room = _room(plan, worth)
    _built(worth, 1, plan, *room)
    return room[0][:, plan.places], ground.first.packages[plan.packages]


def _worth(scenario: Scenario, draws: int) -> Floats:
    """What each level adds to utility in some draws, (draws, P, C, I, L)."""
    ground = prepared(scenario)
    vectors = [vector_of(draw(scenario.parameters.values(), SEED, run)) for run in range(draws)]
    return np.array([prepare(ground.space, ground.addresses, vector).worth for vector in vectors])


def _timed(worth: Floats, runs: int, plan: Plan, room: Room) -> float:
    before = time.perf_counter()
    _built(worth, runs, plan, *room)
    return time.perf_counter() - before


def _room(plan: Plan, worth: Floats) -> Room:
    """Room for the tables, the high sums, the low sums by context, and those laid side by side."""
    contexts, parties = worth.shape[2], worth.shape[1]
    high, low = (int(np.prod(part)) for part in np.split(plan.counts, [plan.parts[1]]))
    table = int(np.diff(plan.starts)[plan.groups].sum())
    return _aligned(parties, table), _aligned(1, high)[0], _aligned(contexts, low), _aligned(1, plan.starts[-1])[0]


def _aligned(rows: int, columns: int) -> Floats:
    """Zeros that begin at a line of the cache."""
    room = np.zeros(rows * columns + LINE)
    begin = -room.ctypes.data % (8 * LINE) // 8
    return room[begin : begin + rows * columns].reshape(rows, columns)


def _plans(ground: Prepared) -> list[Plan]:
    """A plan for every place to part the issues."""
    space, packages = ground.space, ground.first.packages
    count = len(space.levels)
    first = [i for i in dict.fromkeys((space.phasing, space.guarantee)) if i >= 0]
    bound = [_named(space.infeasible[i, : space.levels[i]]) for i in range(count)]
    settled = np.bitwise_or.reduce([bound[i] for i in first] or [0])
    rest = sorted(
        (i for i in range(count) if i not in first),
        key=lambda i: (-int(bound[i] & ~settled).bit_count(), -int(bound[i]).bit_count(), i),
    )
    issues = np.array(first + rest, dtype=np.int64)
    admitted = np.zeros((count, int(space.levels.max())), dtype=np.int64)
    counts = np.empty(count, dtype=np.int64)
    place = np.empty_like(packages)
    for at, issue in enumerate(issues):
        used, place[:, at] = np.unique(packages[:, issue], return_inverse=True)
        admitted[at, : len(used)], counts[at] = used, len(used)
    places = [split for split in range(len(first), count) if np.prod(counts[split:]) <= LARGEST_LOW] or [count]
    return [_plan(ground, issues, (len(first), split), admitted, counts, place) for split in places]


def _named(bits: Ints) -> int:
    """The conditions that name an issue, as bits: some of its levels admit them and others do not."""
    return int(np.bitwise_or.reduce(bits) & ~np.bitwise_and.reduce(bits))


def _plan(ground: Prepared, issues: Ints, parts: tuple[int, int], admitted: Ints, counts: Ints, place: Ints) -> Plan:
    first, split = parts
    high, low = _radix(place[:, :split], counts[:split]), _radix(place[:, split:], counts[split:])
    order = np.lexsort((low, high))
    contexts = np.zeros(int(np.prod(counts[:first])), dtype=np.int64)
    contexts[_radix(place[:, :first], counts[:first])] = ground.first.context
    high, low = high[order], low[order]
    highs, begins = np.unique(high, return_index=True)
    rest = int(np.prod(counts[first:split]))
    known: dict[tuple[int, bytes], int] = {}
    groups, places = np.empty(len(highs), dtype=np.int64), np.empty(len(order), dtype=np.int64)
    starts, pieces, filled = [0], [], 0
    for row, part in enumerate(np.split(low, begins[1:])):
        key = (int(contexts[highs[row] // rest]), part.tobytes())
        if key not in known:
            known[key] = len(known)
            begin = np.flatnonzero(np.diff(part, prepend=-2) != 1)
            length = np.diff(begin, append=len(part))
            pieces += [(key[0], part[at], starts[-1] + at, n) for at, n in zip(begin, length, strict=True)]
            starts.append(starts[-1] + -(-len(part) // LINE) * LINE)
        groups[row] = known[key]
        places[begins[row] : begins[row] + len(part)] = filled + np.arange(len(part))
        filled += starts[known[key] + 1] - starts[known[key]]
    return Plan(
        issues, parts, admitted, counts, contexts, highs, groups, np.array(starts), np.array(pieces), order, places
    )


def _radix(digits: Ints, counts: Ints) -> Ints:
    """Rows of digits, (n, k), as numbers, (n,)."""
    number = np.zeros(len(digits), dtype=np.int64)
    for at, count in enumerate(counts):
        number = number * count + digits[:, at]
    return number


@numba.njit(cache=True)
def _sums(into: Floats, worth: Floats, issues: Ints, first: int, last: int, plan: Plan, base: float) -> None:
    """All sums of the issues from ``first`` to before ``last``, the last issue fastest, each with ``base``."""
    into[0], size = base, 1
    for at in range(last - 1, first - 1, -1):
        for k in range(plan.counts[at] - 1, -1, -1):
            more = worth[issues[at], plan.admitted[at, k]]
            here = into[k * size : (k + 1) * size]
            for n in range(size):
                here[n] = into[n] + more
        size *= plan.counts[at]


@numba.njit(cache=True)
def _built(worth: Floats, runs: int, plan: Plan, out: Floats, high: Floats, low: Floats, side: Floats) -> None:
    """Build the tables of ``runs`` runs into ``out``, (P, room), taking the draws in turn."""
    first, split = plan.parts
    issues, admitted, counts, contexts = plan.issues, plan.admitted, plan.counts, plan.contexts
    highs, groups, starts, pieces = plan.highs, plan.groups, plan.starts, plan.pieces
    rest = len(high) // len(contexts)
    for run in range(runs):
        of_run = worth[run % len(worth)]
        for party in range(out.shape[0]):
            own, table = of_run[party], out[party]
            for c in range(len(contexts)):
                of_context, base, number = own[contexts[c]], 0.0, c
                for at in range(first - 1, -1, -1):
                    base += of_context[issues[at], admitted[at, number % counts[at]]]
                    number //= counts[at]
                _sums(high[c * rest : (c + 1) * rest], of_context, issues, first, split, plan, base)
            for c in range(low.shape[0]):
                _sums(low[c], own[c], issues, split, len(issues), plan, 0.0)
            for k in range(len(pieces)):
                context, source, target, length = pieces[k]
                parts, here = low[context, source : source + length], side[target : target + length]
                for n in range(length):
                    here[n] = parts[n]
            begin = 0
            for row in range(len(highs)):
                total, group = high[highs[row]], groups[row]
                parts = side[starts[group] : starts[group + 1]]
                here = table[begin : begin + len(parts)]
                for n in range(len(parts)):
                    here[n] = total + parts[n]
                begin += len(parts)


def main() -> None:
    """Print what touch-once costs for a scenario."""
    scenario = ns.load_scenario(sys.argv[1] if len(sys.argv) > 1 else "scenarios/january_2024.toml")
    seconds = touch_once(scenario, int(sys.argv[2]) if len(sys.argv) > 2 else 1000)
    packages, parties = len(prepared(scenario).first.packages), len(scenario.parties)
    print(f"{scenario.name}: {packages:,} packages x {parties} parties, touched once in {1e6 * seconds:.2f} µs a run")
    print(f"that is {1e9 * seconds / (packages * parties):.3f} ns a package and party")


if __name__ == "__main__":
    main()
