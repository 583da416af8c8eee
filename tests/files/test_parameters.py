"""Where a parameter comes from: an override, the claims, the scenario's assumptions, the codebook's, the model's."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from negosim.domain.parameters import Distribution, Parameter, fixed, triangular, uniform
from negosim.files.scenario import build
from tests.talks import START, tables

CODEBOOK = str(Path(__file__).parents[2] / "scenarios" / "codebook.toml")


@pytest.fixture
def dossier(tmp_path: Path) -> str:
    """A dossier of five claims: the north demands land 4, refuses land 0, has been let down by the otter, and is
    watched by fishers who want a deal; the talks are about land."""
    document = {
        "id": "d1",
        "file": "d1.txt",
        "publisher": "The Bridge",
        "date": START,
        "title": "On the shores",
        "length": 100,
        "digest": "",
    }
    common = {"document": "d1", "digest": "", "attribution": "on_record", "date": START, "paraphrase": "-"}
    claims = [
        {
            "id": "c1",
            "span": [0, 5],
            "kind": "position",
            "actor": "north",
            "stance": "demands",
            "issue": "land",
            "level": "4",
        },
        {
            "id": "c2",
            "span": [5, 9],
            "kind": "position",
            "actor": "north",
            "stance": "refuses",
            "only": True,
            "issue": "land",
            "level": "0",
        },
        {
            "id": "c3",
            "span": [9, 12],
            "kind": "relation",
            "actor": "otter",
            "toward": "north",
            "stance": "observes",
            "direction": -1,
        },
        {
            "id": "c4",
            "span": [12, 20],
            "kind": "audience",
            "actor": "fishers",
            "toward": "north",
            "stance": "demands",
            "direction": 1,
        },
        {"id": "c5", "span": [20, 25], "kind": "stake", "actor": "talks", "stance": "observes", "issue": "land"},
    ]
    path = tmp_path / "dossier.toml"
    path.write_text(tomli_w.dumps({"documents": [document], "claims": [common | c for c in claims]}), encoding="utf-8")
    return str(path)


def parameters(*changes: dict[str, Any], **more: Any) -> dict[str, Parameter]:
    """The parameters of the two shores with the otter between them, and changes."""
    return dict(build(tables({"mediators": {"otter": {}}}, *changes, **more), "talks").parameters)


def from_claims(dossier: str, *changes: dict[str, Any]) -> dict[str, Parameter]:
    """The same, with nothing by hand for the north, the codebook that ships and the dossier of the fixture."""
    given = tables({"mediators": {"otter": {}}, "as_of": START, "dossier": dossier, "codebook": CODEBOOK})
    given["parties"]["north"] = {"prefers": {"land": "more", "water": "more"}}
    for change in changes:
        for key, value in change.items():
            given[key] = {**given[key], **value} if isinstance(given.get(key), dict) else value
    return dict(build(given, "talks").parameters)


def test_without_anything_a_parameter_is_neutral() -> None:
    """No bias, no pressure, half trust; an assumption, and it says so."""
    found = parameters()
    neutral = {
        "north.bias": 0.0,
        "north.pressure": 0.0,
        "otter.trust.north": 0.5,
        "otter.relay": 1.0,
        "otter.draft": 0.0,
    }
    assert {name: found[name].distribution.mean for name in neutral} == neutral
    assert {found[name].why for name in neutral} == {"neutral value of the model"}
    assert {found[name].basis for name in neutral} == {"assumption"}


def test_the_codebooks_default_comes_before_neutrality() -> None:
    """And carries its reason."""
    bias = parameters(codebook=CODEBOOK)["north.bias"]
    assert bias.distribution == triangular(-0.04, 0.0, 0.04)
    assert (bias.basis, "misjudgement" in bias.why) == ("assumption", True)


def test_the_scenarios_assumption_comes_before_the_codebooks() -> None:
    """The most telling pattern that fits counts: the name itself, else the longest."""
    assumed = {
        "*": {"value": 0.01},
        "*.bias": {"value": 0.02},
        "north.*": {"value": 0.03},
        "north.bias": {"low": 0, "high": 0.1},
    }
    found = parameters(codebook=CODEBOOK, assumptions={**assumed, "*.horizon": 10, "*.concession": 1})
    assert found["north.bias"].distribution == uniform(0.0, 0.1)
    assert found["south.bias"].distribution == fixed(0.02)
    assert found["north.premium"].distribution == fixed(0.03)
    assert found["south.premium"].distribution == fixed(0.01)
    assert found["south.bias"].why == "assumption of the scenario"


def test_claims_come_before_assumptions(dossier: str) -> None:
    """So does what the codebook says where there is no claim: to go against it takes an override."""
    assumed = {"assumptions": {"otter.trust.*": {"value": 0.9}}}
    found = from_claims(dossier, assumed)
    let_down, base = found["otter.trust.north"], found["otter.trust.south"]
    assert (let_down.basis, let_down.claims) == ("convention", ("c3",))
    assert (base.basis, base.claims) == ("convention", ())
    assert let_down.distribution.mean < base.distribution.mean < 0.6


@pytest.mark.parametrize(
    ("expected", "assumptions"),
    [
        # the scenario's own, or else the neutral value: the codebook says nothing of the cost of a day
        (uniform(0.0015, 0.0025), {"north.waiting_cost": {"low": 0.001, "high": 0.002}}),
        (fixed(0.0005), {}),
    ],
)
def test_claims_move_what_is_assumed(dossier: str, expected: Distribution, assumptions: dict[str, Any]) -> None:
    """An audience adds to what a day costs, whatever the scenario takes that for; and the parameter says so."""
    cost = from_claims(dossier, {"assumptions": {"*.horizon": 10, **assumptions}})["north.waiting_cost"]
    assert cost.distribution.kind == expected.kind
    assert cost.distribution.numbers == pytest.approx(expected.numbers)
    assert (cost.basis, cost.claims, cost.why) == ("convention", ("c4",), "an audience for a deal")


def test_what_is_written_by_hand_comes_before_claims(dossier: str) -> None:
    """Values of an issue by hand leave aside the codebook's scale; weights by hand what claims say of importance."""
    by_hand = {
        "north": {
            "prefers": {"land": "more", "water": "more"},
            "weights": {"land": 0.5, "water": 0.5},
            "values": {"land": {"0": 0.3, "4": {"low": 0.5, "high": 0.7}}},
        }
    }
    coded, written = from_claims(dossier), from_claims(dossier, {"parties": by_hand})
    assert set(coded["north.weight.land"].claims) == {"c1", "c2", "c5"}
    assert coded["north.value.land.4"].distribution == fixed(1.0)
    assert written["north.value.land.4"].distribution == uniform(0.5, 0.7)
    assert (written["north.value.land.4"].basis, written["north.value.land.4"].claims) == ("assumption", ())
    assert "north.value.land.none" in coded
    assert "north.value.land.none" not in written
    assert written["north.weight.land"].distribution == fixed(0.5)


def test_a_categorical_refusal_is_a_red_line_by_claims(dossier: str) -> None:
    """As credible as it was said on the record; a demand is an act that no line is drawn for."""
    found = from_claims(dossier)
    line, act = found["north.red_line.land_0"], found["north.act.land_0_or_1_or_2_or_3"]
    assert (line.basis, line.claims, line.distribution.kind) == ("claims", ("c2",), "chance")
    assert (act.basis, act.claims, act.distribution.kind) == ("claims", ("c1",), "chance")


def test_an_act_by_hand_is_as_likely_as_it_says() -> None:
    """A consent, or a refusal that no gain buys."""
    acts = {
        "half": {"kind": "offered", "terms": {"land": 2, "water": 2}, "credibility": 0.8},
        "never": {"kind": "refused", "refused": [{"land": 0}], "only": True},
    }
    found = parameters({"parties": {"north": {"acts": acts}}})
    assert found["north.act.half"].distribution == Distribution("chance", 0.8)
    assert found["north.red_line.never"].distribution == Distribution("chance", 1.0)
    assert {found[name].basis for name in ("north.act.half", "north.red_line.never")} == {"assumption"}


def test_a_style_sets_abilities_and_counts_as_an_override() -> None:
    """Facilitators relay, formulators draft too, manipulators press too."""
    abilities = ("relay", "draft", "press")
    for style, able in (("facilitator", [1, 0, 0]), ("formulator", [1, 1, 0]), ("manipulator", [1, 1, 1])):
        found = parameters(mediators={"otter": {"style": style}})
        assert [found[f"otter.{ability}"].distribution.mean for ability in abilities] == able
        assert {found[f"otter.{ability}"].basis for ability in abilities} == {"override"}


def test_an_override_comes_before_all_and_shows_what_it_replaced(dossier: str) -> None:
    """By name or pattern; of claims, it keeps the claims it overrode in sight."""
    trust = from_claims(dossier, {"set": {"otter.trust.*": {"value": 0.8, "why": "what if they got on"}}})
    found = trust["otter.trust.north"]
    assert (found.distribution, found.basis, found.claims) == (fixed(0.8), "override", ("c3",))
    assert found.why.startswith("what if they got on (was triangular(")


@pytest.mark.parametrize(
    ("expected", "change"),
    [
        (fixed(0.3), {"value": 0.3}),
        (uniform(0.1, 0.2), {"low": 0.1, "high": 0.2}),
        (triangular(0.1, 0.1, 0.2), {"low": 0.1, "mode": 0.1, "high": 0.2}),
        (uniform(0.3, 0.5), {"add": 0.1}),
        (uniform(0.1, 0.2), {"times": 0.5}),
        (uniform(0.2, 0.3), {"add": 0.1, "times": 0.5}),
        (uniform(0.7, 0.9), {"add": 0.5}),
        (uniform(0.9, 1.0), {"add": 0.7}),
        (fixed(0.0), {"times": 0}),
    ],
    ids=str,
)
def test_a_change_gives_new_numbers_or_moves_those_there_are(expected: Distribution, change: dict[str, float]) -> None:
    """From .2 to .4; times comes before add; what is moved stays within what the quantity may be."""
    found = parameters(assumptions={"otter.candour": {"low": 0.2, "high": 0.4}}, set={"otter.candour": change})
    assert found["otter.candour"].distribution.mean == pytest.approx(expected.mean, abs=1e-12)
    numbers = {round(number, 12) for number in found["otter.candour"].distribution.numbers}
    assert numbers == {round(number, 12) for number in expected.numbers}


def test_changes_are_made_in_the_order_of_the_file() -> None:
    """A pattern first, then a name: both count."""
    found = parameters(set={"*.bias": {"value": 0.1}, "north.bias": {"add": 0.05}})
    assert found["north.bias"].distribution.mean == pytest.approx(0.15, abs=1e-12)
    assert found["south.bias"].distribution == fixed(0.1)


@pytest.mark.parametrize("name", ["otter.draft", "north.red_line.dry"])
def test_a_number_for_what_is_or_is_not_is_a_probability(name: str) -> None:
    """An ability, or a red line, of .3 is there in three runs of ten."""
    dry = {"parties": {"north": {"red_lines": {"dry": {"when": {"water": 0}}}}}}
    found = parameters(dry, set={name: {"value": 0.3}})
    assert found[name].distribution == Distribution("chance", 0.3)


def test_parameters_come_in_one_order_whatever_the_file_says_first() -> None:
    """Of the quantities, party by party, then mediators, then the talks: the order that vectors of draws rely on."""
    one = parameters(set={"north.bias": {"value": 0}, "talks.stall": {"value": 0}})
    other = parameters(set={"talks.stall": {"value": 0}, "north.bias": {"value": 0}})
    assert list(one) == list(other)
    owners = [name.partition(".")[0] for name in one]
    assert list(dict.fromkeys(owners)) == ["north", "south", "otter", "talks"]


def test_as_of_an_earlier_day_claims_are_not_known(dossier: str) -> None:
    """The day before they were said nothing stands on claims, and there is no act."""
    found = from_claims(dossier, {"as_of": START - dt.timedelta(days=1)})
    assert {parameter.basis for parameter in found.values()} <= {"assumption", "convention"}
    assert not [parameter for parameter in found.values() if parameter.claims]
    assert not [name for name in found if ".red_line." in name or ".act." in name]
