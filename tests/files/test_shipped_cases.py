"""The cases that the package brings are found by name, wherever one stands."""

from __future__ import annotations

from pathlib import Path

import pytest

import negosim as ns
from negosim.files.shipped_cases import files_by_name, find_case, folder_of_cases
from negosim.sweeps.sources import source_of
from negosim.sweeps.sweep_file import load_request


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_case_has_a_name_of_its_own_by_which_it_loads() -> None:
    """The names are those that the scenarios give themselves, and each file of a scenario has one."""
    listed = ns.cases()
    names = [case.name for case in listed]
    assert sorted(set(names)) == sorted(names)
    assert {"november_2023", "january_2024", "exile_off", "second_case", "three_parties"} <= set(names)
    for case in listed:
        scenario = ns.load_scenario(case.name)
        assert (scenario.name, scenario.title, scenario.start) == (case.name, case.title, case.start)
        assert tuple(party.name for party in scenario.parties) == case.parties
        assert tuple(mediator.name for mediator in scenario.mediators) == case.mediators


def test_a_list_tells_cases_from_what_ifs() -> None:
    """With what each extends, cases in the order of their days."""
    cases = {case.name: case for case in ns.cases()}
    assert [case.name for case in ns.cases() if case.group == "cases"] == [
        *("november_2023", "january_2024", "april_2024", "may_2024"),
    ]
    assert (cases["exile_off"].group, cases["exile_off"].extends) == ("what_if", "january_2024")
    assert (cases["second_case"].group, cases["second_case"].extends) == ("examples", "")


def test_a_file_goes_before_a_case(elsewhere: Path) -> None:
    """A name stands for a case only where there is no such file."""
    (elsewhere / "january_2024").write_bytes(find_case("three_parties").read_bytes())
    assert ns.load_scenario("january_2024").name == "three_parties"


def test_a_folder_is_not_taken_for_a_case(elsewhere: Path) -> None:
    """A copy in a folder of that name may have been changed: its files are named instead."""
    (elsewhere / "january_2024").mkdir()
    (elsewhere / "january_2024" / "january_2024.toml").touch()
    with pytest.raises(ns.BadInput, match=r"received Is a directory \(in it: january_2024/january_2024.toml\)"):
        ns.load_scenario("january_2024")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("januar_2024", "nearest: january_2024"),
        ("scenarios/january_2024.toml", "the package brings it by name: january_2024"),
        ("what_if/exile_off", "the package brings it by name: exile_off"),
        ("zzz", "`negosim cases` lists the cases"),
        ("", "received Is a directory"),
    ],
)
def test_an_unknown_name_is_one_problem_with_the_nearest_names(name: str, hint: str) -> None:
    """The hint says what was probably meant."""
    with pytest.raises(ns.BadInput) as caught:
        ns.load_scenario(name)
    (problem,) = caught.value.problems
    assert hint in str(problem)


def test_other_functions_take_names_too() -> None:
    """Sweeps, evidence and who would sign."""
    assert source_of("exile_off").path == files_by_name()["exile_off"]
    assert load_request(Path("trust_and_patience")).entry.name == "trust_and_patience"
    (answer,) = [ns.would_sign("second_case", "pay=4", draws=5)]
    assert set(answer["parties"]) == {"authority", "union"}
    with pytest.raises(ns.BadInput, match="nearest: trust_and_patience"):
        load_request(Path("trust_and_patients"))


def test_in_a_clone_the_cases_are_those_of_the_repository() -> None:
    """An installed package has its own (tests/test_distributions.py)."""
    assert folder_of_cases() == Path(__file__).parents[2] / "scenarios"
