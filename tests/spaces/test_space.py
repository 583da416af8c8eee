"""The package space as arrays: indices, conditions, enumeration and neighbours, against plain loops."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import product
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.arrays import Bools, Ints
from negosim.compiled.loops import precedes
from negosim.domain.issues import Condition
from negosim.domain.procedure import Agenda
from negosim.domain.scenario import Scenario
from negosim.search.prepared import prepared
from negosim.spaces.neighbours import neighbours
from negosim.spaces.space import decode, digits_of, encode, enumerate_packages, labels_of, met
from tests.strategies import scenarios
from tests.talks import arrays, digits, talks


def every(scenario: Scenario, base: Ints, free: Bools) -> Iterable[tuple[int, ...]]:
    """All feasible packages that differ from a base in free issues only, by index, the slow way."""
    issues = scenario.issues
    choices = [issue.available if f else (int(b),) for issue, b, f in zip(issues, base, free, strict=True)]
    for package in product(*choices):
        labels = labels_of(scenario, package)
        if not any(condition.holds(labels) for condition in scenario.infeasible):
            yield package


@given(scenarios(), st.integers(0, 10**6))
def test_index_and_digits_name_the_same_package(scenario: Scenario, number: int) -> None:
    """Every index below the number of combinations has digits of its own, in mixed radix, first issue first."""
    space, _ = arrays(scenario)
    lengths = [len(issue.levels) for issue in scenario.issues]
    index = number % int(np.prod(lengths))
    found = decode(space, index)
    assert found.tolist() == [int(d) for d in np.unravel_index(index, lengths)]
    assert encode(space, found) == index


@given(scenarios())
def test_digits_and_labels_name_the_same_package(scenario: Scenario) -> None:
    """What a package is called leads back to it; issues left out stand at their status quo."""
    for package in prepared(scenario).first.packages[:20]:
        assert digits_of(scenario, labels_of(scenario, package)).tolist() == package.tolist()
    assert digits_of(scenario, {}).tolist() == [issue.status_quo for issue in scenario.issues]


@given(scenarios(), st.data())
def test_the_enumeration_is_all_that_is_feasible_in_the_order_of_the_index(scenario: Scenario, data: Any) -> None:
    """From any base, whatever issues are free: neither more nor less nor otherwise ordered than a plain loop."""
    space, _ = arrays(scenario)
    base = decode(space, data.draw(st.integers(0, int(np.prod(space.levels)) - 1)))
    free = np.array(data.draw(st.lists(st.booleans(), min_size=len(base), max_size=len(base))))
    expected = [list(package) for package in every(scenario, base, free)]
    assert enumerate_packages(space, base, free).tolist() == expected


@given(scenarios(), st.data())
def test_a_scenario_has_a_feasible_package_where_one_is_enumerated(scenario: Scenario, data: Any) -> None:
    """Whatever is infeasible, and whatever issues are negotiated first."""
    issues = scenario.issues
    labels = [st.lists(st.sampled_from(i.labels), unique=True, min_size=1).map(tuple) for i in issues]
    condition = st.fixed_dictionaries({}, optional=dict(zip([i.name for i in issues], labels, strict=True)))
    infeasible = tuple(Condition(levels) for levels in data.draw(st.lists(condition.filter(bool), max_size=6)))
    first = tuple(data.draw(st.lists(st.sampled_from([i.name for i in issues]), unique=True)))
    barred = attrs.evolve(scenario, infeasible=infeasible, agenda=Agenda("phase_by_phase", (first,)))
    base, free = np.array([i.status_quo for i in issues]), np.array([i.name in first for i in issues])
    assert barred.has_feasible_package() == any(True for _ in every(barred, base, free))


@pytest.mark.parametrize("tolls", [2, 3, 10, 11, 12])
def test_the_enumeration_has_room_for_however_many_there_are(tolls: int) -> None:
    """Five parts of land, five of water, and so many tolls: all combinations, whatever the number."""
    toll = {"levels": list(range(tolls)), "status_quo": 0}
    matters = {"weights": {"land": 0.5, "water": 0.25, "toll": 0.25}, "values": {"toll": {"0": 0, str(tolls - 1): 1}}}
    scenario = talks({"issues": {"toll": toll}, "parties": {"north": matters, "south": matters}})
    space, _ = arrays(scenario)
    found = enumerate_packages(space, space.status_quo, np.ones(3, dtype=np.bool_))
    assert found.tolist() == [[*shores, k] for *shores, k in product(range(1, 6), range(1, 6), range(tolls))]


@given(scenarios(), st.data(), st.integers(1, 4))
def test_neighbours_are_the_feasible_packages_within_some_moves(scenario: Scenario, data: Any, moves: int) -> None:
    """Each once, and no other than a plain loop finds; the origin is its own neighbour where it is feasible."""
    space, _ = arrays(scenario)
    free = np.array(data.draw(st.lists(st.booleans(), min_size=len(space.levels), max_size=len(space.levels))))
    origin = decode(space, data.draw(st.integers(0, int(np.prod(space.levels)) - 1)))
    expected = sorted(p for p in every(scenario, origin, free) if np.sum(np.array(p) != origin) <= moves)
    assert sorted(map(tuple, neighbours(space, free, origin, moves).tolist())) == expected


@given(scenarios())
def test_conditions_as_bits_say_what_conditions_say(scenario: Scenario) -> None:
    """Bit k of a package is set if condition k holds, for red lines, linkages and what cannot be."""
    space, _ = arrays(scenario)
    for bits, conditions in (
        (space.infeasible, scenario.infeasible),
        (space.red_lines, [line.condition for line in scenario.red_lines]),
        (space.linkages, [linkage.condition for linkage in scenario.linkages]),
    ):
        for package in prepared(scenario).first.packages[:10]:
            holds = [condition.holds(labels_of(scenario, package)) for condition in conditions]
            assert met(bits, package) == sum(1 << k for k, true in enumerate(holds) if true)


@given(scenarios())
def test_red_lines_and_linkages_belong_to_their_party_alone(scenario: Scenario) -> None:
    """Bit k of a party is set if line or linkage k is its own; a linkage knows its party and the issue it lifts."""
    space, _ = arrays(scenario)
    lines, links = [line.party for line in scenario.red_lines], [linkage.party for linkage in scenario.linkages]
    for of, owners in ((space.red_lines_of, lines), (space.linkages_of, links)):
        own = [sum(1 << k for k, owner in enumerate(owners) if owner == p.name) for p in scenario.parties]
        assert own == of.tolist()
    assert links == [scenario.parties[p].name for p in space.linkage_party]
    assert [k.issue or None for k in scenario.linkages] == [named(scenario, i) for i in space.linkage_issue]


@given(scenarios())
def test_the_issues_of_phasing_and_of_its_guarantee_are_known_where_there_are_any(scenario: Scenario) -> None:
    """By their number, or -1."""
    space, _ = arrays(scenario)
    assert (scenario.phasing.issue or None, scenario.phasing.guarantee or None) == (
        named(scenario, space.phasing),
        named(scenario, space.guarantee),
    )


def named(scenario: Scenario, issue: int) -> str | None:
    """The name of an issue by its number; none for -1, and no other number is less than 0."""
    assert issue >= -1
    return scenario.issues[issue].name if issue >= 0 else None


@given(scenarios())
def test_the_canonical_sum_is_split_where_its_larger_half_is_smallest(scenario: Scenario) -> None:
    """Counted in combinations of levels; of several such places the first."""
    space, _ = arrays(scenario)
    counts = [len(issue.levels) for issue in scenario.issues]
    larger = [max(math.prod(counts[:split]), math.prod(counts[split:])) for split in range(len(counts) + 1)]
    assert space.split == larger.index(min(larger))


def test_the_most_conditions_a_scenario_may_have_fit_into_their_bits() -> None:
    """With 62 red lines, the last is told from the rest."""
    lines = {f"line{k:02}": {"when": {"land": "0"}} for k in range(61)}
    last = {"last": {"when": {"land": "1"}}}
    space, _ = arrays(talks(parties={"north": {"red_lines": {**lines, **last}}}))
    assert met(space.red_lines, digits(1, 1)) == 2**61 - 1
    assert met(space.red_lines, digits(2, 1)) == 2**61
    assert met(space.red_lines, digits(3, 1)) == 0


@pytest.mark.parametrize(
    ("first", "one", "other"), [(True, (0, 4), (1, 0)), (False, (1, 0), (0, 4)), (False, (1, 2), (1, 2))]
)
def test_a_package_precedes_another_by_its_index(first: bool, one: tuple[int, int], other: tuple[int, int]) -> None:
    """The first issue is the most significant; no package precedes itself."""
    assert bool(precedes(digits(*one), digits(*other))) is first
