"""The resolved file: one file that needs no other, and loads to the same scenario."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given

from negosim.domain.scenario import Scenario
from negosim.errors import BadInput
from negosim.files.resolved_scenario import differing, digest_of_scenario, resolved
from negosim.files.scenario import build, load_scenario
from tests.strategies import scenarios
from tests.talks import played, talks, values

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@given(scenarios())
def test_a_resolved_scenario_loads_to_the_same_and_plays_the_same(scenario: Scenario) -> None:
    """The same digest, the same file again, and every event of a run."""
    text = resolved(scenario)
    again = build(tomllib.loads(text), "resolved.toml")
    assert (again.digest, resolved(again)) == (scenario.digest, text)
    assert played(again, seed=3, run=1).events == played(scenario, seed=3, run=1).events


@pytest.mark.parametrize("name", ["january_2024", "november_2023"])
def test_the_case_resolves_to_a_file_without_dossier_and_codebook(name: str, tmp_path: Path) -> None:
    """Each parameter with its distribution, its claims and its reason."""
    scenario = load_scenario(SCENARIOS / f"{name}.toml")
    path = tmp_path / "scenario.toml"
    path.write_text(resolved(scenario), encoding="utf-8")
    again = load_scenario(path)
    assert again.digest == scenario.digest
    assert dict(again.parameters) == dict(scenario.parameters)
    assert played(again, seed=7).events == played(scenario, seed=7).events


def test_a_resolved_file_can_still_be_changed(tmp_path: Path) -> None:
    """By --set: the numbers there are move, and the digest tells the two apart."""
    path = tmp_path / "scenario.toml"
    scenario = talks()
    path.write_text(resolved(scenario), encoding="utf-8")
    changed = load_scenario(path, set={"north.bias": 0.1, "horizon": 30})
    assert (changed.parameters["north.bias"].distribution.a, changed.horizon) == (0.1, 30)
    assert changed.digest != scenario.digest


def test_a_digest_is_of_all_that_matters() -> None:
    """Any change of parameters, issues or rules changes it; loading twice does not."""
    changed = [
        talks(),
        talks(values(north__bias=0.1)),
        talks(horizon=21),
        talks(
            issues={"land": {"ordered": False}},
            parties={p: {"values": {"land": dict.fromkeys("123", 0.5)}} for p in ("north", "south")},
        ),
        talks(rules={"max_moves": 2}),
        talks(infeasible={"x": {"when": {"land": 0}}}),
        talks(shocks={"x": {"hazard": 0.1}}),
    ]
    assert len({scenario.digest for scenario in changed}) == len(changed)
    assert talks().digest == talks().digest == digest_of_scenario(talks())


def test_a_resolved_file_must_weigh_and_value_as_any_other() -> None:
    """Weights that are all zero, and values that are missing, are told by party and issue."""
    tables = tomllib.loads(resolved(talks()))
    for issue in ("land", "water"):
        tables["parameters"][f"north.weight.{issue}"]["numbers"] = [0.0]
    for name in [name for name in tables["parameters"] if name.startswith("south.value.land.")]:
        del tables["parameters"][name]
    with pytest.raises(BadInput) as caught:
        build(tables, "resolved.toml")
    assert [(p.key, p.received) for p in caught.value.problems] == [
        ("parties.north.weights", "0"),
        ("parties.south.values.land", "none for none, 0, 1, 2, 3, 4"),
    ]


@pytest.mark.parametrize("shape", [0.0, 0.001])
def test_a_shape_so_small_that_a_draw_may_hold_no_weight_is_refused(shape: float) -> None:
    """A gamma variable of that shape is often smaller than any number of a computer."""
    tables = tomllib.loads(resolved(talks()))
    tables["parameters"]["north.weight.land"] |= {"kind": "gamma", "numbers": [shape]}
    with pytest.raises(BadInput, match=r"north\.weight\.land: expected a shape from 0\.01 to inf, received gamma"):
        build(tables, "resolved.toml")


def test_what_differs_between_two_resolved_files_is_named() -> None:
    """Keys by their address, parameters by their name; whatever one has and the other has not."""
    path = SCENARIOS / "examples" / "three_parties.toml"
    one = resolved(load_scenario(path))
    other = resolved(load_scenario(path, set={"talks.collapse": 0.5, "horizon": 100}))
    assert differing(one, one) == []
    assert differing(one, other) == ["horizon", "talks.collapse"]
    assert differing("a.b = 1", "c = 2") == ["a.b", "c"]
