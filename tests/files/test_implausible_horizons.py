"""What can be played and is probably not meant: parties whose time does not fit the calendar."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest
import tomli_w

import negosim as ns
from negosim.cli import main
from negosim.files.resolved_scenario import resolved
from tests.talks import tables

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def written(folder: Path, horizon: Any, **more: Any) -> Path:
    """The two shores, 20 days, with a time in which parties come down."""
    path = folder / "talks.toml"
    path.write_text(tomli_w.dumps(tables(assumptions={"*.horizon": horizon}, **more)), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("words", "horizon"),
    [
        ("north never gets to its reservation value", 21),
        ("north never gets to its reservation value", {"low": 20, "high": 40}),
        ("north never gets to its reservation value", {"low": 30, "mode": 60, "high": 90}),
        ("north is at its reservation value at once", 1),
    ],
)
def test_time_that_does_not_fit_the_calendar_is_a_warning(tmp_path: Path, words: str, horizon: Any) -> None:
    """All of it beyond the end of the talks, or within their first days: for each party, with the numbers."""
    with pytest.warns(ns.ScenarioWarning) as told:
        ns.load_scenario(written(tmp_path, horizon))
    assert [str(each.message).partition("horizon is")[0] for each in told] == [
        f"{tmp_path / 'talks.toml'}: {party}." for party in ("north", "south")
    ]
    assert words in str(told[0].message)


@pytest.mark.parametrize("horizon", [20, 10, 2, {"low": 19, "mode": 60, "high": 90}, {"low": 1, "high": 20}])
def test_time_that_fits_in_part_is_none(tmp_path: Path, horizon: Any) -> None:
    """A distribution is a warning as a whole or not at all."""
    ns.load_scenario(written(tmp_path, horizon))


@pytest.mark.parametrize("name", sorted(str(path.relative_to(SCENARIOS)) for path in SCENARIOS.glob("*_20*.toml")))
def test_the_scenarios_of_the_case_fit(name: str) -> None:
    """Also November's, which is shorter."""
    ns.load_scenario(SCENARIOS / name)


def test_a_resolved_file_has_been_told_of(tmp_path: Path) -> None:
    """Reading results warns of nothing."""
    with pytest.warns(ns.ScenarioWarning):
        scenario = ns.load_scenario(written(tmp_path, 30))
    (tmp_path / "scenario.toml").write_text(resolved(scenario), encoding="utf-8")
    ns.load_scenario(tmp_path / "scenario.toml")


def test_the_command_line_says_it_in_one_line_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On standard error; it is no error."""
    path = written(tmp_path, 30)
    with pytest.raises(SystemExit) as left:
        main(["check", str(path), str(path)])
    told = capsys.readouterr()
    assert left.value.code == 0
    assert told.out.count("no problem found") == 2
    rest = "horizon is 30 days, the talks end after 20"
    assert told.err.splitlines() == [
        f"negosim: {path}: {party}.{rest}: {party} never gets to its reservation value" for party in ("north", "south")
    ]


@pytest.mark.parametrize("command", [["check"], ["run", "--runs", "1", "--jobs", "1", "--out", "OUT"]])
def test_quiet_says_nothing(command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither on standard output nor on standard error."""
    path = written(tmp_path, 30)
    words = [word.replace("OUT", str(tmp_path / "out")) for word in command]
    with pytest.raises(SystemExit) as left:
        main([*words, "--quiet", str(path)])
    assert left.value.code == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "")


def test_other_warnings_are_what_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line takes nothing else out of their way."""

    def warned(_: Path) -> str:
        warnings.warn("something else", UserWarning, stacklevel=2)
        return ""

    monkeypatch.setattr("negosim.cli.check.describe_file", warned)
    with pytest.raises(UserWarning, match="something else"):
        main(["check", str(tmp_path / "talks.toml")])
