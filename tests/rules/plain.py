"""What rules over whole package spaces mean, written to be read and not to be fast: search everything, take the first.

A quicker form of such a rule must find the same package, to the last bit of every comparison. So utilities and
appeals are asked of the one canonical function, a package at a time; everything else is spelled out here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import product

import attrs
import numpy as np
from hypothesis import strategies as st

from negosim.arrays import Bools, Floats, Ints
from negosim.domain.random_streams import draw
from negosim.domain.scenario import Scenario
from negosim.rules.believing import all_believed_weights
from negosim.rules.offering import appeals
from negosim.rules.preferences import prepare, vector_of
from negosim.rules.utility import Table, utility
from negosim.search.prepared import Prepared, prepared
from negosim.spaces.space import Space, labels_of
from tests import wide

Package = tuple[int, ...]


@attrs.frozen(eq=False, repr=False)
class Case:
    """A moment of some talks, as rules meet it.

    Attributes
    ----------
    scenario, ready, table : Scenario, Prepared, Table
        Scenario, its arrays, and the preferences in one draw.
    stage, free, base : int, ndarray of shape (I,), ndarray of shape (I,)
        Stage, its issues, and the package that holds without a deal.
    insight, firmness : ndarray, shapes (P,) and (R,)
        Of some observer.
    lasts : ndarray, shape (P, I)
        The parties' last packages, -1 in an empty row.
    text : ndarray, shape (I,)
        Last text, a feasible package of the stage.
    packages : ndarray, shape (n, I)
        All feasible packages of the stage, in the order of their index.
    """

    scenario: Scenario
    ready: Prepared
    table: Table
    stage: int
    free: Bools
    base: Ints
    insight: Floats
    firmness: Floats
    lasts: Ints
    text: Ints
    packages: tuple[Package, ...]

    @property
    def space(self) -> Space:
        """The space of the scenario."""
        return self.ready.space

    @property
    def parties(self) -> range:
        """The numbers of the parties."""
        return range(len(self.scenario.parties))

    def __repr__(self) -> str:
        fields = ("stage", "free", "base", "insight", "firmness", "lasts", "text")
        return "\n".join(f"{name}: {getattr(self, name)!r}" for name in fields) + f"\n{self.scenario.parameters}"


def case_of(dice: wide.Dice, *, whole: bool = False) -> Case | None:
    """A moment of random talks; None where the stage has no package and ``whole`` stages alone are wanted."""
    scenario = wide.built(wide.tables(dice))
    if scenario is None:
        return None
    ready, rng = prepared(scenario), np.random.default_rng(dice.number(0, 2**16))
    table = prepare(
        ready.space, ready.addresses, vector_of(draw(scenario.parameters.values(), 7, int(rng.integers(4))))
    )
    stage = dice.number(0, len(ready.groups) - 1)
    base = _settled(scenario, ready, stage, rng)
    packages = tuple(feasible(scenario, base, ready.groups[stage]))
    if whole and not packages:
        return None
    any_of = np.array(packages or [tuple(base)], dtype=np.int64)
    parties, lines = len(scenario.parties), len(scenario.red_lines)
    lasts = any_of[rng.integers(len(any_of), size=parties)]
    lasts[rng.random(parties) < dice.number(0, 2) / 4] = -1
    return Case(
        scenario,
        ready,
        table,
        stage,
        ready.groups[stage],
        base,
        _shares(rng, parties),
        _shares(rng, lines),
        lasts,
        any_of[rng.integers(len(any_of))],
        packages,
    )


def _settled(scenario: Scenario, ready: Prepared, stage: int, rng: np.random.Generator) -> Ints:
    """What holds without a deal in a stage: the groups before it settled somehow, the rest at the status quo."""
    base = ready.status_quo.copy()
    for free in ready.groups[:stage]:
        for i in np.flatnonzero(free):
            base[i] = rng.choice(scenario.issues[i].available)
    return base


def _shares(rng: np.random.Generator, count: int) -> Floats:
    return np.where(rng.random(count) < 0.7, rng.choice([0.0, 0.25, 0.5, 1.0], size=count), rng.random(count))


@st.composite
def _cases(draw_from: st.DrawFn, whole: bool) -> Case | None:
    return case_of(wide.Drawn(draw_from), whole=whole)


def cases(*, whole: bool = False) -> st.SearchStrategy[Case]:
    """Moments of random talks for a property test; ``whole``: in stages that have a package."""
    return _cases(whole).filter(lambda case: case is not None)  # type: ignore[return-value]


def some_cases(seeds: range, *, whole: bool = False) -> Iterator[Case]:
    """Moments of the random talks of some seeds."""
    for seed in seeds:
        case = case_of(wide.Rolled(seed), whole=whole)
        if case is not None:
            yield case


# --- the definitions ---------------------------------------------------------------------------------


def feasible(scenario: Scenario, base: Iterable[int], free: Iterable[bool]) -> Iterator[Package]:
    """Packages that keep the base where nothing is negotiated, take levels that can be had, and meet no exclusion."""
    issues = scenario.issues
    choices = [
        issue.available if is_free else (int(at),) for issue, at, is_free in zip(issues, base, free, strict=True)
    ]
    for package in product(*choices):
        labels = labels_of(scenario, package)
        if not any(condition.holds(labels) for condition in scenario.infeasible):
            yield package


def worth(case: Case, party: int, package: Package) -> float | None:
    """What a package is worth to a party; None if it crosses a real red line of the party."""
    labels, name = labels_of(case.scenario, package), case.scenario.parties[party].name
    for line, real in zip(case.scenario.red_lines, case.table.real, strict=True):
        if real and line.party == name and line.condition.holds(labels):
            return None
    return float(utility(case.space, case.table, party, np.array(package)))


def first_of(packages: Iterable[Package], score: Callable[[Package], float | None]) -> Package | None:
    """The package of the highest score that is not None, of equals the first; None if there is none."""
    best, highest = None, 0.0
    for package in packages:
        this = score(package)
        if this is not None and (best is None or this > highest):
            best, highest = package, this
    return best


def best(case: Case, party: int) -> Package | None:
    """The package worth most to a party, of those across no real red line of its own."""
    return first_of(case.packages, lambda package: worth(case, party, package))


def nearest(case: Case, party: int, aim: float) -> Package | None:
    """The package worth least to a party of those worth at least the aim, across no real red line of its own."""

    def down_to_the_aim(package: Package) -> float | None:
        value = worth(case, party, package)
        return -value if value is not None and value >= aim else None

    return first_of(case.packages, down_to_the_aim)


def zopa(case: Case, floors: Iterable[float]) -> int:
    """How many packages are worth its floor to every party, and across no real red line of any."""
    floors = list(floors)
    values = ([worth(case, party, package) for party in case.parties] for package in case.packages)
    return sum(all(v is not None and v >= floor for v, floor in zip(row, floors, strict=True)) for row in values)


def moves(one: Iterable[int], other: Iterable[int]) -> int:
    """In how many issues two packages differ."""
    return sum(a != b for a, b in zip(one, other, strict=True))


def next_package(case: Case, me: int, aim: float, most: int, by_value: bool) -> Package:
    """What a party tables after its last package, which stands if nobody else has tabled one or nothing is allowed.

    Allowed is what is worth at least the aim, crosses no real red line of its own and differs from its last package in
    at most ``most`` issues; of those, what it thinks appeals most to the others.
    """
    last = tuple(int(digit) for digit in case.lasts[me])
    if not any(case.lasts[o, 0] >= 0 for o in case.parties if o != me):
        return last
    believed = all_believed_weights(case.table.weights, case.insight)

    def appeal(package: Package) -> float | None:
        value = worth(case, me, package)
        if moves(package, last) > most or value is None or value < aim:
            return None
        row = np.array([package])
        return float(appeals(case.space, case.table, me, believed, case.firmness, case.lasts, row, by_value)[0])

    return first_of(case.packages, appeal) or last


# --- what is believed, as in section 4 of the design -------------------------------------------------


def context(scenario: Scenario, package: Package | Ints) -> int:
    """The number of a package's context: way of phasing x guarantee."""
    names, phasing = [issue.name for issue in scenario.issues], scenario.phasing
    way = package[names.index(phasing.issue)] if phasing.issue else 0
    guarantees = len(scenario.issue(phasing.guarantee).levels) if phasing.guarantee else 1
    held = package[names.index(phasing.guarantee)] if phasing.guarantee else 0
    return int(way * guarantees + held)


def delivered(scenario: Scenario, values: Floats, package: Package | Ints) -> Floats:
    """The delivered value of each level of a package, from those of one party, (C, I, L): (I,)."""
    return np.array([values[context(scenario, package), i, level] for i, level in enumerate(package)])


def linked(scenario: Scenario, table: Table, party: int, believed: Floats, package: Package | Ints) -> float:
    """What linkages of a party add to a package: with the ``believed`` weight, (P, I), of their issue, if they have
    one."""
    labels, names, total = labels_of(scenario, package), [issue.name for issue in scenario.issues], 0.0
    for k, linkage in enumerate(scenario.linkages):
        if linkage.party == scenario.parties[party].name and linkage.condition.holds(labels):
            lift = table.lift[k, context(scenario, package)]
            at = names.index(linkage.issue) if linkage.issue else None
            total += lift[0] if at is None else believed[party, at] * lift[package[at]]
    return total


def believed_worth(scenario: Scenario, table: Table, party: int, insight: float, package: Package | Ints) -> float:
    """What a package is believed to be worth to a party by who knows that much of its weights."""
    believed = (1 - insight) / len(package) + insight * table.weights
    values = delivered(scenario, table.delivered[party], package)
    return float(believed[party] @ values) + linked(scenario, table, party, believed, package)


def text_score(case: Case, package: Package) -> float:
    """How good the drafters think a text is: the product of believed gains, or the smallest while one is not positive.

    A party's gain is over what holds without a deal. Red lines that a text crosses take the believed chance that one of
    them is real off a gain; where that is more than a half, the gain counts as minus that chance.
    """
    scenario, labels, gains = case.scenario, labels_of(case.scenario, package), []
    for p, party in enumerate(scenario.parties):
        with_deal, without = (
            believed_worth(scenario, case.table, p, case.insight[p], digits) for digits in (package, case.base)
        )
        gain, posture = with_deal - without, 1.0
        for line, firm in zip(scenario.red_lines, case.firmness, strict=True):
            if line.party == party.name and line.condition.holds(labels):
                posture *= 1 - firm
        if posture < 0.5:
            gain = posture - 1
        gains.append(gain * posture if gain > 0 else gain)
    return float(np.prod(gains)) if min(gains) > 0 else min(gains)


def loss(case: Case, party: int) -> float:
    """What a party is believed to lose by taking one of the others' last packages for its own, on average."""
    own, *others = (
        believed_worth(case.scenario, case.table, party, case.insight[party], case.lasts[p])
        for p in (party, *(other for other in case.parties if other != party))
    )
    return float(np.mean([own - other for other in others]))


# --- Philox, of the paper ----------------------------------------------------------------------------

WORD = 2**64


def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Philox 4x64 with ten rounds, in whole numbers (Salmon, Moraes, Dror & Shaw 2011, section 4)."""
    a, b, c, d = counter
    for _ in range(10):
        upper_a, lower_a = divmod(0xD2E7470EE14C6C93 * a, WORD)
        upper_c, lower_c = divmod(0xCA5A826395121157 * c, WORD)
        a, b, c, d = upper_c ^ b ^ key[0], lower_c, upper_a ^ d ^ key[1], lower_a
        key = (key[0] + 0x9E3779B97F4A7C15) % WORD, (key[1] + 0xBB67AE8584CAA73B) % WORD
    return a, b, c, d


def numbers(seed: int, stream: int, run: int, count: int, redraw: int = 0) -> list[float]:
    """The numbers of a stream: the upper 53 bits of each word, over 2^53; the first counter of a stream is 1."""
    blocks = range(1, -(-count // 4) + 1)
    words = [word for block in blocks for word in philox((block, run, redraw, 0), (seed % WORD, stream))]
    return [(word >> 11) / 2**53 for word in words[:count]]
