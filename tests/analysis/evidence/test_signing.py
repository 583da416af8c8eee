"""Would this party sign? Shares of draws, what forbids it otherwise, and bad questions."""

from __future__ import annotations

from typing import Any

import pytest

import negosim as ns
from negosim.analysis.bargaining.valuation import value_packages
from negosim.analysis.evidence.signing import agrees, contradicts, terms_of, would_sign
from negosim.domain.issues import Condition
from negosim.domain.scenario import Scenario
from negosim.errors import BadInput
from negosim.sampling.draws import draw_of
from tests.talks import talks

PREMIUMS: Any = {"*.premium": {"low": -0.5, "high": 0.5}, "*.horizon": {"value": 10}}
ACTS = {
    "offer": {"kind": "offered", "terms": {"land": 3, "water": 2}},
    "never": {"kind": "refused", "refused": [{"land": [0, 1]}], "credibility": 0.5},
}


def shores() -> Scenario:
    """The two shores with uncertain reservation values; the north offered, and refused for one draw in two."""
    return talks({"parties": {"north": {"acts": ACTS}}}, assumptions=PREMIUMS)


def test_the_share_is_that_of_draws_in_which_the_package_is_worth_it() -> None:
    """At least the reservation value of the first day, across no real red line: as ``value_packages`` has it."""
    scenario, draws = shores(), 60
    found = would_sign(scenario, {"land": 1, "water": 4}, draws=draws, seed=3)
    signed = []
    for run in range(draws):
        valued = value_packages(scenario, draw_of(scenario, 3, run))
        at = next(n for n, p in enumerate(valued.packages.tolist()) if p == [2, 5])
        signed.append(valued.utilities[:, at] >= valued.reservations)
    for p, name in enumerate(("north", "south")):
        told = found["parties"][name]
        assert told["share"] == pytest.approx(sum(s[p] for s in signed) / draws)
        assert told["low"] <= told["share"] <= told["high"]
        assert told["share"] + told["red_line"] + told["too_little"] == pytest.approx(1.0)


def test_what_forbids_it_is_told_with_the_acts_behind_it() -> None:
    """The refusal is real in half of the draws; the offer is one that the package does not keep to."""
    north = would_sign(shores(), "land=1,water=0", draws=200)["parties"]["north"]
    assert 0.4 < north["red_line"] < 0.6
    assert north["refused"] == {"never": north["red_line"]}
    assert (north["for"], north["against"]) == ([], ["never"])
    assert would_sign(shores(), "land=3,water=2", draws=50)["parties"]["north"]["for"] == ["offer"]
    assert would_sign(shores(), "land=3,water=2", draws=50)["parties"]["north"]["share"] == 1.0


def test_issues_left_out_are_averaged_over_typical_completions() -> None:
    """Water stands in the middle half of its scale."""
    scenario = shores()
    found = would_sign(scenario, "land=2", draws=40)
    each = would_sign(scenario, [{"land": 2, "water": w} for w in (1, 2, 3)], draws=40)
    assert (found["left_out"], found["completions"]) == (["water"], 3)
    for name in ("north", "south"):
        mean = sum(one["parties"][name]["share"] for one in each) / 3
        assert found["parties"][name]["share"] == pytest.approx(mean)


def test_who_consented_to_a_deal_is_asked_about_it_as_it_meant_it() -> None:
    """The north offered land 2 and resists water 2 and less: more water was meant. The south is asked about all."""
    acts = {
        "offer": {"kind": "offered", "terms": {"land": 2}},
        "dry": {"kind": "resisted", "refused": [{"water": [0, 1, 2]}]},
    }
    scenario = talks({"parties": {"north": {"acts": acts}}}, assumptions=PREMIUMS)
    found = would_sign(scenario, "land=2", draws=60)["parties"]
    assert (found["north"]["share"], found["north"]["own_reading"], found["north"]["completions"]) == (1.0, True, 1)
    assert (found["south"]["own_reading"], found["south"]["completions"]) == (False, 3)
    assert not would_sign(scenario, "land=3", draws=10)["parties"]["north"]["own_reading"]


@pytest.mark.parametrize(
    ("packages", "told"), [(5, "a mapping, or a text"), (None, "None"), (["land=2", 3], "package 2")]
)
def test_what_is_no_package_is_told(packages: Any, told: str) -> None:
    """With its number among several."""
    with pytest.raises(BadInput, match=told):
        would_sign(shores(), packages)


@pytest.mark.parametrize("seed", [-1, 1.5, None])
def test_a_seed_is_a_whole_number_from_0(seed: Any) -> None:
    """As on the command line."""
    with pytest.raises(BadInput, match="seed: expected a whole number from 0"):
        would_sign(shores(), "land=2", seed=seed)


def test_a_package_can_be_asked_as_text_or_mapping_and_of_a_file() -> None:
    """With several levels of an issue, too; the answer says what was asked."""
    by_text = would_sign("scenarios/examples/three_parties.toml", "release=25|30, fund=40", draws=20)
    by_mapping = ns.would_sign("scenarios/examples/three_parties.toml", {"release": [25, 30], "fund": 40}, draws=20)
    assert by_text == by_mapping
    assert by_text["package"] == {"release": ["25", "30"], "fund": "40"}
    assert set(by_text["parties"]) == {"altara", "mirenne", "soldelta"}


@pytest.mark.parametrize(
    ("package", "told"),
    [
        ("", ["nothing"]),
        ("lant=2", ["lant"]),
        ("land=2,land=3", ["twice"]),
        ("land=9,water=none", ["9", "none"]),
        ("land", ["land: expected a level"]),
        ({"land": 2.5}, ["2.5"]),
    ],
)
def test_every_slip_of_a_package_is_told_at_once(package: Any, told: list[str]) -> None:
    """An unknown issue or level, an issue twice, nothing at all; the status quo is no level to agree on."""
    with pytest.raises(BadInput) as caught:
        would_sign(shores(), package)
    assert all(word in str(caught.value) for word in told)
    assert len(caught.value.problems) == len(told)


@pytest.mark.parametrize("draws", [0, -1, 2.5, True, "many", 2_000_000_000])
def test_there_is_at_least_one_draw(draws: Any) -> None:
    """A whole number."""
    with pytest.raises(BadInput, match="whole number from 1"):
        would_sign(shores(), "land=2", draws=draws)


def test_an_act_is_for_or_against_what_a_package_says() -> None:
    """Of an issue that the package leaves open nothing can be said."""
    offer, never = shores().acts
    assert agrees(offer, Condition({"land": ("3",), "water": ("2",)}))
    assert not agrees(offer, Condition({"land": ("3",)}))
    assert contradicts(never, Condition({"land": ("1",)}))
    assert not contradicts(never, Condition({"water": ("1",)}))
    assert not contradicts(offer, Condition({"land": ("1",)}))
    assert terms_of(shores(), "water=3").levels == {"water": ("3",)}
