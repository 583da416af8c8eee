"""What packages are worth: values between coded levels, delivery, linkages, red lines, and the canonical utility."""

from __future__ import annotations

import math
from itertools import pairwise, permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.arrays import Floats
from negosim.domain.scenario import Scenario
from negosim.files.scenario import build
from negosim.rules import preferences
from negosim.rules.preferences import AT_END, AT_SIGNING, BY_PHASE, delivery, lifted, strengthened
from negosim.rules.utility import crossed_red_line, utility, weighted
from negosim.search.prepared import prepared
from negosim.search.tabulation import utilities
from negosim.spaces.space import context_of, labels_of
from tests.strategies import scenarios
from tests.talks import arrays, digits, tables, talks, values

NAN = math.nan
SHARES = st.floats(0, 1)
ANCHORS = st.lists(st.one_of(st.just(NAN), SHARES), min_size=1, max_size=7).filter(
    lambda anchors: not all(map(math.isnan, anchors))
)


def curve_of(anchors: list[float], ordered: bool, direction: int) -> Floats:
    """The curve of an issue with as many levels; longer issues of the scenario change nothing."""
    given_values = np.array([*anchors, NAN, NAN])
    before, after, between = preferences.interpolation(~np.isnan(given_values), ordered)
    places = given_values[before][None, None, :, None], given_values[after][None, None, :, None]
    curve = preferences.value_curves(*places, between[None, None], np.array([[direction]]))
    return curve[0, 0, : len(anchors), 0]


def test_a_list_that_falls_is_the_same_talks_as_one_that_rises() -> None:
    """More is more of the number: what contradicts it is lifted, and the same level is worth the same."""

    def worth(*levels: int) -> list[float]:
        north = {"prefers": {"land": "more"}, "values": {"land": {"none": False, "0": 0, "2": 0.8, "4": 0.5}}}
        parties = {"north": north, "south": {"values": {"land": {"none": False}}}}
        scenario = talks(parties=parties, issues={"land": {"levels": list(levels), "status_quo": levels[0]}})
        space, table = arrays(scenario)
        return [utility(space, table, 0, digits(levels.index(level), 0)) for level in range(5)]

    rising, falling = worth(0, 1, 2, 3, 4), worth(4, 3, 2, 1, 0)
    assert rising == pytest.approx(falling)
    assert rising[4] == rising[2] > rising[0]


@pytest.mark.parametrize(
    ("expected", "anchors"),
    [
        ([0.0, 0.25, 0.5, 0.75, 1.0], [0.0, NAN, NAN, NAN, 1.0]),
        ([0.2, 0.2, 0.6, 1.0, 1.0], [NAN, 0.2, NAN, 1.0, NAN]),
        ([0.7, 0.7, 0.7], [NAN, 0.7, NAN]),
        ([1.0, 0.5, 0.0], [1.0, NAN, 0.0]),
    ],
)
def test_between_given_levels_values_run_straight_and_beyond_them_they_stay(
    expected: list[float], anchors: list[float]
) -> None:
    """Over the steps of the scale, whatever quantities the levels stand for."""
    assert curve_of(anchors, True, 0) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("expected", "direction"), [([0.2, 0.9, 0.9, 0.9], 1), ([0.9, 0.9, 0.4, 0.4], -1), ([0.2, 0.9, 0.1, 0.4], 0)]
)
def test_where_more_is_better_no_level_is_worth_less_than_a_worse_one(expected: list[float], direction: int) -> None:
    """Drawn values .2, .9, .1, .4 are lifted along the preference; without one they stand."""
    assert curve_of([0.2, 0.9, 0.1, 0.4], True, direction) == pytest.approx(expected)


def test_levels_of_an_unordered_issue_stand_for_themselves() -> None:
    """No straight line between them."""
    assert curve_of([0.9, 0.1, 0.5], False, 0).tolist() == [0.9, 0.1, 0.5]


@given(ANCHORS, st.sampled_from([-1, 0, 1]))
def test_a_value_curve_is_monotone_and_never_leaves_what_was_given(anchors: list[float], direction: int) -> None:
    """Along the preference it does not fall; its values lie between those given; given ones are only ever lifted."""
    curve = curve_of(anchors, True, direction)
    given_values = [a for a in anchors if not math.isnan(a)]
    assert min(given_values) - 1e-12 <= curve.min() <= curve.max() <= max(given_values) + 1e-12
    assert all(value >= anchor for value, anchor in zip(curve, anchors, strict=True) if not math.isnan(anchor))
    if direction:
        assert all(direction * (later - earlier) >= 0 for earlier, later in pairwise(curve))


# Design, section 4: at signing 1; by phase sum_k share_k q^k; at the end q^(K-1). Shares .4, .4, .2, belief q = .5.
@pytest.mark.parametrize(
    ("expected", "kind", "shares", "belief"),
    [
        (1.0, AT_SIGNING, [0.4, 0.4, 0.2], 0.5),
        (0.65, BY_PHASE, [0.4, 0.4, 0.2], 0.5),
        (0.25, AT_END, [0.4, 0.4, 0.2], 0.5),
        (0.7, BY_PHASE, [0.4, 0.6, 0.0], 0.5),
        (0.5, AT_END, [0.4, 0.6, 0.0], 0.5),
        (1.0, BY_PHASE, [1.0, 0.0, 0.0], 0.5),
        (1.0, AT_END, [1.0, 0.0, 0.0], 0.5),
        (0.4, BY_PHASE, [0.4, 0.4, 0.2], 0.0),
        (0.0, AT_END, [0.4, 0.4, 0.2], 0.0),
        (1.0, BY_PHASE, [0.4, 0.4, 0.2], 1.0),
    ],
)
def test_delivery_is_how_much_a_party_believes_will_come(
    expected: float, kind: int, shares: list[float], belief: float
) -> None:
    """Each further phase is as likely again as the belief says; shares beyond the last phase are 0."""
    assert delivery(kind, np.array(shares), belief) == pytest.approx(expected, abs=1e-12)


@given(SHARES, SHARES, st.sampled_from([AT_SIGNING, BY_PHASE, AT_END]))
def test_more_belief_never_delivers_less(one: float, other: float, kind: int) -> None:
    """For every kind of delivery, and within [0, 1]."""
    shares = np.array([0.4, 0.4, 0.2])
    low, high = (delivery(kind, shares, belief) for belief in sorted((one, other)))
    assert 0.0 <= low <= high <= 1.0 + 1e-12


@pytest.mark.parametrize(("expected", "guarantee"), [(0.4, 0.0), (0.7, 0.5), (1.0, 1.0)])
def test_a_guarantee_strengthens_belief(expected: float, guarantee: float) -> None:
    """By its share of the doubt: q + (1 - q) g, from .4."""
    assert strengthened(0.4, guarantee) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("expected", "floor", "share"), [(0.5, 0.8, 1.0), (0.25, 0.8, 0.5), (0.0, 0.3, 1.0), (0.0, 0.1, 1.0)]
)
def test_a_linkage_with_an_issue_lifts_its_level_and_never_lowers_it(
    expected: float, floor: float, share: float
) -> None:
    """A level worth .3 is worth at least the floor where the condition holds, as far as it is delivered."""
    assert lifted(0.3, floor, share) == pytest.approx(expected, abs=1e-12)


PHASED = {
    "issues": {
        "land": {"delivery": "by_phase"},
        "way": {"levels": ["at_once", "in_two"], "status_quo": "at_once", "ordered": False},
        "pledge": {"levels": ["no", "yes"], "status_quo": "no", "delivery": "at_end"},
    },
    "parties": {
        side: {
            "weights": {"land": 0.5, "water": 0.25, "way": 0.125, "pledge": 0.125},
            "values": {"way": {"at_once": 0.5, "in_two": 0.5}, "pledge": {"no": 0, "yes": 1}},
        }
        for side in ("north", "south")
    },
    "phasing": {"issue": "way", "shares": {"at_once": [1.0], "in_two": [0.4, 0.6]}, "guarantee": "pledge"},
}


@pytest.mark.parametrize(
    ("expected", "package"),
    [
        # land (by phase) .5, water (at signing) .25, way .125 x .5, pledge (at the end) .125
        (0.5 + 0.25 + 0.0625, {"land": "4", "water": "4"}),
        # two phases, belief .5: land .4 + .6 x .5 = .7
        (0.35 + 0.25 + 0.0625, {"land": "4", "water": "4", "way": "in_two"}),
        # and a pledge that guarantees half of the doubt, belief .75: land .85, and the pledge itself .75
        (0.425 + 0.25 + 0.0625 + 0.09375, {"land": "4", "water": "4", "way": "in_two", "pledge": "yes"}),
        (0.0625, {}),
    ],
)
def test_phasing_delivers_what_a_party_believes_in(expected: float, package: dict[str, str]) -> None:
    """U = sum_i w_i [v(sq) + (v(level) - v(sq)) D], by hand, for the north, whose follow-through belief is .5."""
    scenario = talks(PHASED, values(north__follow_through=0.5), assumptions={"guarantee.yes": {"value": 0.5}})
    space, table = arrays(scenario)
    levels = [issue.digit(package.get(issue.name, issue.levels[issue.status_quo].label)) for issue in scenario.issues]
    assert utility(space, table, 0, digits(*levels)) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("context", "phasing", "guarantee"),
    [(0, -1, -1), (2, 0, -1), (1, 1, -1), (2, -1, 0), (1, -1, 1), (2 * 3 + 1, 0, 1), (1 * 3 + 2, 1, 0)],
)
def test_a_context_is_a_way_of_phasing_with_a_guarantee(context: int, phasing: int, guarantee: int) -> None:
    """Way by way, each with three guarantees; without one of them the other is counted, without both there is one."""
    assert context_of(phasing, guarantee, 3 if guarantee >= 0 else 1, digits(2, 1)) == context


@pytest.mark.parametrize("names", [*permutations(("land", "water", "way", "pledge"))], ids="-".join)
def test_where_phasing_and_its_guarantee_stand_among_the_issues_makes_no_difference(names: tuple[str, ...]) -> None:
    """Every package is worth the same in whatever order the issues are told."""
    told = tables(PHASED, values(north__follow_through=0.5), assumptions={"guarantee.yes": {"value": 0.5}})
    reordered = build(told | {"issues": {name: told["issues"][name] for name in names}}, "talks")

    def worth(scenario: Scenario) -> list[float]:
        space, table = arrays(scenario)
        order = [[issue.name for issue in scenario.issues].index(name) for name in told["issues"]]
        packages = [[package[order.index(i)] for i in range(4)] for package in product((1, 5), (1, 3), (0, 1), (0, 1))]
        return [utility(space, table, 0, digits(*package)) for package in packages]

    assert worth(reordered) == pytest.approx(worth(build(told, "talks")), abs=1e-12)


def test_what_a_party_gives_up_is_discounted_like_what_it_gains() -> None:
    """D counts on the gain over the status quo (section 13): half-believed, half of a loss from 1 is felt."""
    keeps = {"parties": {"south": {"values": {"land": {"none": 1, "0": 1, "4": 0}}}}}
    scenario = talks(PHASED, keeps, values(south__follow_through=0.5))
    space, table = arrays(scenario)
    at_once, in_two = (utility(space, table, 1, digits(5, 1, way, 0)) for way in (0, 1))
    # Giving all the land up in one phase costs .5; of the second phase's .6 only half is believed.
    assert at_once == pytest.approx(0.0 + 0.25 + 0.0625, abs=1e-12)
    assert in_two == pytest.approx(0.5 * 0.3 + 0.25 + 0.0625, abs=1e-12)


LINKED = {
    "parties": {
        "north": {
            "linkages": {
                "both": {"when": {"land": [3, 4], "water": [3, 4]}, "worth": 0.2},
                "dry": {"when": {"water": 0}, "worth": 0.8, "issue": "water"},
            }
        }
    }
}


@pytest.mark.parametrize(
    ("expected", "levels"),
    [
        (0.75 + 0.25 + 0.2, (5, 5)),
        (0.75 + 0.125, (5, 3)),
        # water at 0 is worth 0, and with the linkage at least .8 of its weight
        (0.75 + 0.25 * 0.8, (5, 1)),
    ],
)
def test_a_linkage_adds_its_worth_or_lifts_its_level_where_its_condition_holds(
    expected: float, levels: tuple[int, int]
) -> None:
    """Only for its own party, and only there."""
    space, table = arrays(talks(LINKED))
    _, plain = arrays(talks())
    package = digits(*levels)
    assert utility(space, table, 0, package) == pytest.approx(expected, abs=1e-12)
    assert utility(space, table, 1, package) == utility(space, plain, 1, package)


@given(scenarios())
def test_utility_is_the_sum_of_its_definition(scenario: Scenario) -> None:
    """For any talks: weights times delivered values, and the linkages met, summed the slow way."""
    space, table = arrays(scenario)
    for package in prepared(scenario).first.packages[:12]:
        labels = labels_of(scenario, package)
        for p, party in enumerate(scenario.parties):
            expected = slow_utility(scenario, party.name, labels)
            assert utility(space, table, p, package) == pytest.approx(expected, abs=1e-9)


def slow_utility(scenario: Scenario, party: str, labels: dict[str, str]) -> float:
    """The utility of a package in the central draw, written as in section 4 of the design."""
    mean = {name: p.distribution.central for name, p in scenario.parameters.items()}
    weights = {i.name: mean[f"{party}.weight.{i.name}"] for i in scenario.issues}
    weights = {name: weight / sum(weights.values()) for name, weight in weights.items()}
    prefers = next(p.prefers for p in scenario.parties if p.name == party)
    phasing = scenario.phasing
    shares = phasing.shares[labels[phasing.issue]] if phasing.issue else (1.0,)
    belief = mean[f"{party}.follow_through"]
    if phasing.guarantee:
        belief += (1 - belief) * mean[f"guarantee.{labels[phasing.guarantee]}"]
    delivered = {
        "at_signing": 1.0,
        "by_phase": sum(share * belief**k for k, share in enumerate(shares)),
        "at_end": belief ** (len(shares) - 1),
    }
    values, total = {}, 0.0
    for issue in scenario.issues:
        curve = [mean[f"{party}.value.{issue.name}.{label}"] for label in issue.labels]
        if issue.ordered:
            better = range(len(curve)) if prefers[issue.name] == "more" else range(len(curve))[::-1]
            for worse, level in pairwise(better):
                curve[level] = max(curve[level], curve[worse])
        values[issue.name] = curve[issue.digit(labels[issue.name])]
        base = curve[issue.status_quo]
        total += weights[issue.name] * (base + (values[issue.name] - base) * delivered[issue.delivery])
    for linkage in scenario.linkages:
        if linkage.party == party and linkage.condition.holds(labels):
            worth = mean[linkage.parameter]
            if linkage.issue:
                reach = delivered[scenario.issue(linkage.issue).delivery]
                worth = weights[linkage.issue] * reach * max(0.0, worth - values[linkage.issue])
            total += worth
    return total


@given(scenarios(linkages=False))
def test_who_knows_the_weights_of_a_party_believes_its_utility(scenario: Scenario) -> None:
    """The sum with believed weights is the canonical one when they are the true ones, but for rounding."""
    space, table = arrays(scenario)
    for package in prepared(scenario).first.packages[:12]:
        context = context_of(space.phasing, space.guarantee, table.guarantees, package)
        for p in range(len(scenario.parties)):
            found = weighted(table.weights, table.delivered, p, context, package)
            assert utility(space, table, p, package) == pytest.approx(found, abs=1e-12)


@given(scenarios())
def test_many_packages_are_valued_as_one_is_to_the_last_bit(scenario: Scenario) -> None:
    """One canonical form: the table of utilities is the utility, and minus infinity across a real red line."""
    space, table = arrays(scenario)
    packages = prepared(scenario).first.packages
    for p in range(len(scenario.parties)):
        found = utilities(space, table, p, packages)
        crossed = [crossed_red_line(space, table, p, package) >= 0 for package in packages]
        expected = [
            -np.inf if across else utility(space, table, p, package)
            for package, across in zip(packages, crossed, strict=True)
        ]
        assert found.tolist() == expected
