"""Typical completions: what a deal would be on what its terms leave open."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from negosim.domain.issues import Condition
from negosim.domain.scenario import Scenario
from negosim.rules.preferences import prepare, vector_of
from negosim.rules.utility import utility
from negosim.sampling.completions import best_of, typical_completions, worst_of
from negosim.sampling.draws import draw_of
from negosim.search.prepared import prepared
from negosim.spaces.space import labels_of, met
from tests.strategies import scenarios
from tests.talks import talks

TOLL: Any = {"levels": ["free", "low", "high"], "status_quo": "free"}
ROUTE: Any = {"levels": ["ferry", "bridge", "ford"], "status_quo": "ferry", "ordered": False}
LENGTH: Any = {"levels": [1, 3, 5, 10, 25, 50], "status_quo": 0}


def harbour(**more: Any) -> Scenario:
    """Talks over land and water, a toll, a route and a length of years."""
    extra = {"toll": TOLL, "route": ROUTE, "length": LENGTH}
    worth = {
        "toll": {"free": 0, "high": 1},
        "route": {"ferry": 1, "bridge": 0.5, "ford": 0},
        "length": {"0": 0, "50": 1},
    }
    side: dict[str, Any] = {
        "weights": dict.fromkeys(("land", "water", *extra), 0.2),
        "values": worth,
        "prefers": {"land": "more", "water": "more", "toll": "more", "length": "more"},
    }
    acts = more.pop("acts", {})
    return talks(issues=extra, parties={"north": {**side, "acts": acts}, "south": side}, **more)


def completed(scenario: Scenario, party: str = "", **terms: Any) -> list[dict[str, str]]:
    """The typical completions of some terms, as labels."""
    levels = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in terms.items()}
    return [labels_of(scenario, package) for package in typical_completions(scenario, Condition(levels), party)]


def test_what_is_left_open_stands_in_the_middle_half_of_its_scale_or_at_the_status_quo() -> None:
    """Steps of levels, the logarithm of numbers above 0; of an unordered issue, the status quo."""
    found = completed(harbour(), land="4")
    assert {package["land"] for package in found} == {"4"}
    assert {package["water"] for package in found} == {"1", "2", "3"}
    assert {package["toll"] for package in found} == {"low"}
    assert {package["length"] for package in found} == {"3", "5", "10"}
    assert {package["route"] for package in found} == {"ferry"}


def test_every_way_of_phasing_is_typical() -> None:
    """If it is an unordered issue."""
    shares = {"ferry": [1.0], "bridge": [0.5, 0.5], "ford": [0.5, 0.5]}
    found = completed(harbour(phasing={"issue": "route", "shares": shares}), land="4")
    assert {package["route"] for package in found} == {"ferry", "bridge", "ford"}


def test_a_completion_that_cannot_be_is_moved_as_little_as_mends_it() -> None:
    """The terms stay."""
    scenario = harbour(infeasible={"dry": {"when": {"land": "4", "water": [1, 2, 3]}}})
    assert {(p["land"], p["water"]) for p in completed(scenario, land="4")} == {("4", "0"), ("4", "4")}


def test_a_completion_keeps_to_what_the_party_refuses_otherwise() -> None:
    """Unless the terms themselves ask for it."""
    scenario = harbour(acts={"no_toll": {"kind": "resisted", "refused": [{"toll": ["low", "high"]}]}})
    assert {p["toll"] for p in completed(scenario, "north", land="4")} == {"free"}
    assert {p["toll"] for p in completed(scenario, "south", land="4")} == {"low"}
    assert {p["toll"] for p in completed(scenario, "north", toll="high")} == {"high"}


def test_a_deal_that_is_silent_on_what_somebody_refuses_leaves_it_as_it_is() -> None:
    """With a red line on any level of the toll, of either party, it stands at the status quo if nothing is said."""
    scenario = harbour(acts={"no_toll": {"kind": "refused", "refused": [{"toll": "high"}]}})
    assert {p["toll"] for p in completed(scenario, land="4")} == {"free"}


def test_an_act_that_cannot_be_real_changes_no_completion() -> None:
    """With a credibility of 0 it is as good as not reported."""
    for kind in ("refused", "resisted"):
        never = {"no_toll": {"kind": kind, "refused": [{"toll": ["low", "high"]}], "credibility": 0}}
        assert completed(harbour(acts=never), "north", land="4") == completed(harbour(), "north", land="4")


def test_terms_that_are_themselves_infeasible_are_kept() -> None:
    """They can still be asked about; all else of the package is feasible."""
    scenario = harbour(infeasible={"both": {"when": {"land": "4", "water": "4"}}, "toll": {"when": {"toll": "low"}}})
    found = completed(scenario, land="4", water="4")
    assert {(p["land"], p["water"]) for p in found} == {("4", "4")}
    assert {p["toll"] for p in found} <= {"free", "high"}


@given(scenarios(), st.randoms(use_true_random=False))
def test_completions_have_the_terms_and_are_feasible(scenario: Scenario, random: Any) -> None:
    """For any talks and any terms that a feasible package can have."""
    ready = prepared(scenario)
    issue = random.choice(scenario.issues)
    label = issue.labels[random.choice(issue.available)]
    found = typical_completions(scenario, Condition({issue.name: (label,)}), scenario.parties[0].name)
    at = scenario.issues.index(issue)
    alone = ready.space.infeasible[at, issue.digit(label)]
    for package in found:
        assert package[at] == issue.digit(label)
        broken = met(ready.space.infeasible, package)
        assert not broken or alone & broken


@given(scenarios(linkages=False))
def test_the_best_and_the_worst_of_some_packages_are_kept_whatever_a_draw_is(scenario: Scenario) -> None:
    """Packages that another one beats can be neither."""
    ready, party = prepared(scenario), scenario.parties[0]
    everything = typical_completions(scenario, Condition({}))
    for run in range(3):
        table = prepare(ready.space, ready.addresses, vector_of(draw_of(scenario, 1, run)))

        def worth(packages: Any, table: Any = table) -> list[float]:
            return [utility(ready.space, table, 0, package) for package in packages]

        if len(everything):
            assert np.isclose(max(worth(best_of(scenario, party, everything))), max(worth(everything)))
            assert np.isclose(min(worth(worst_of(scenario, party, everything))), min(worth(everything)))
