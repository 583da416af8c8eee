"""Commands for domains of other programs: ``import genius``, ``export genius``, ``solutions``."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.cli.conftest import CAKE, RIVER, Command
from tests.genius_files import villages


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_domain_is_imported_shown_and_written(negosim: Command) -> None:
    """A scenario file in the current directory, and a table of frontier and solutions."""
    said = negosim("import", "genius", villages(Path("wells")))
    assert (said.code, said.err) == (0, "")
    assert "6 packages, 5 of them at or above every reservation value" in said.out
    assert "Written as a scenario: wells.toml" in said.out
    assert negosim("check", "wells.toml").code == 0
    assert negosim("run", "wells.toml", "--runs", 2, "--jobs", 1, "--out", "out", "--quiet").code == 0


def test_the_figures_come_as_json(negosim: Command) -> None:
    """One object: what the reference figures of domains hold; `solutions` says the same of the file."""
    said = json.loads(negosim("import", "genius", villages(Path("wells")), "--json").out)
    assert said.pop("file") == "wells.toml"
    assert (said["packages"], said["parties"], said["discount"]) == (6, ["lower", "upper"], [0.8, 1.0])
    assert said["reservation"] == [0.0, 0.2]
    assert said["pareto_size"] == len(said["pareto"])
    assert all(point in said["pareto"] for name in ("nash", "kalai", "welfare") for point in said[name])
    assert said == json.loads(negosim("solutions", "wells.toml", "--json").out)


def test_nothing_is_written_over_unasked(negosim: Command) -> None:
    """A scenario of that name is left, unless told otherwise; another name is another file."""
    folder = villages(Path("wells"))
    Path("wells.toml").write_text("mine")
    said = negosim("import", "genius", folder)
    assert (said.code, said.out) == (2, "")
    assert "--force" in said.err
    assert negosim("import", "genius", folder, "--out", "deep/other.toml").code == 0
    assert Path("wells.toml").read_text() == "mine"
    assert negosim("import", "genius", folder, "--force").code == 0


def test_bad_domains_are_refused_with_their_address(negosim: Command) -> None:
    """Exit code 2 and a line for every problem; nothing is written."""
    bomb = '<!DOCTYPE x [<!ENTITY a "ha">]><utility_space>&a;</utility_space>'
    said = negosim("import", "genius", villages(Path("wells"), upper=bomb, lower="<utility_space>"))
    assert said.code == 2
    assert [line.split(": ")[1] for line in said.problems] == ["wells/lower.xml", "wells/upper.xml"]
    assert "without entities, received an entity definition" in said.err
    assert not Path("wells.toml").exists()


def test_files_left_aside_are_named(negosim: Command) -> None:
    """XML that is neither domain nor utility space, and utility spaces that were not chosen."""
    folder = villages(Path("wells"), notes="<notes/>", third=(villages(Path("other")) / "upper.xml").read_text())
    said = negosim("import", "genius", folder, "--profile", "upper", "--profile", "lower")
    assert said.code == 0
    assert [line.split(": ")[1] for line in said.problems] == ["wells/notes.xml", "wells/third.xml"]


@pytest.mark.parametrize("levels", [1, -3, 10_001])
def test_ranges_are_cut_into_a_number_of_levels_that_can_be(negosim: Command, levels: int) -> None:
    """From 2 to ten thousand."""
    said = negosim("import", "genius", villages(Path("wells")), "--real-levels", levels)
    assert (said.code, "--real-levels: expected" in said.err) == (2, True)


def test_a_scenario_goes_out_and_comes_back(negosim: Command) -> None:
    """Exported, and imported again under another name: the same figures."""
    negosim("import", "genius", villages(Path("wells")))
    said = negosim("export", "genius", "wells.toml", "again")
    assert (said.code, said.out.split()) == (0, [f"again/wells{end}.xml" for end in ("", "_lower", "_upper")])
    assert negosim("import", "genius", "again").code == 0
    before, after = (json.loads(negosim("solutions", f"{name}.toml", "--json").out) for name in ("wells", "again"))
    assert np.array(before["pareto"]) == pytest.approx(np.array(after["pareto"]))
    assert negosim("export", "genius", "wells.toml", "again").code == 2
    assert negosim("export", "genius", "wells.toml", "again", "--force").code == 0


def test_what_the_form_cannot_say_is_refused_until_it_is_set_aside(negosim: Command) -> None:
    """The river has a condition, a line and a linkage: three problems, each with the way out if there is one."""
    said = negosim("export", "genius", RIVER, "out")
    assert (said.code, len(said.problems)) == (2, 3)
    assert "--set mirenne.red_line.strict_cap_for_little_water=0" in said.err
    away = [
        "infeasible.cap_without_data=false",
        "mirenne.red_line.strict_cap_for_little_water=0",
        "soldelta.linkage.water_one_can_plan_with=0",
    ]
    settings = [word for setting in away for word in ("--set", setting)]
    assert negosim("export", "genius", RIVER, "out", *settings, "--run", 3).code == 0
    assert negosim("import", "genius", "out").code == 0


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("genius", "a.toml"), "SCENARIO DIR"),
        (("one", "two"), "one run, or `genius SCENARIO DIR`"),
        (("3", "--out", "x", "--set", "a=1"), "belong to `export genius`"),
    ],
)
def test_exports_that_are_none_are_refused(negosim: Command, words: tuple[str, ...], expected: str) -> None:
    """Too few or too many words, options of the other kind of export."""
    said = negosim("export", *words)
    assert (said.code, expected in said.err) == (2, True)


def test_solutions_of_a_scenario_are_those_of_a_draw(negosim: Command) -> None:
    """The central draw, or that of a run."""
    central, drawn = (json.loads(negosim("solutions", RIVER, *run, "--json").out) for run in ((), ("--run", 3)))
    assert central["packages"] == drawn["packages"]
    assert central["nash"] != drawn["nash"]
    assert "Pareto frontier" in negosim("solutions", RIVER).out


def test_each_solution_is_told_with_its_package(negosim: Command) -> None:
    """Those that share a package share a column; of packages that are worth the same the first, and how many."""
    said = negosim("solutions", CAKE).out.partition("Package of each solution")[2]
    heads, cake, alike = (line for line in said.splitlines() if "Nash" in line or line.split()[-1:] in (["100"], ["1"]))
    assert heads.split("; ")[0].strip() == "Nash"
    assert (cake.split()[-2:], alike.split()[-2:]) == (["50", "100"], ["1", "1"])
    told = json.loads(negosim("solutions", CAKE, "--json").out)["packages_of"]
    assert told["welfare"] == {"package": {"share": "100"}, "alike": 1}
    assert told["nash"] == told["kalai"] == {"package": {"share": "50"}, "alike": 1}


def test_where_nothing_is_acceptable_to_all_that_is_said(negosim: Command) -> None:
    """In one sentence, in place of empty tables."""
    floors = [word for p in ("alma", "bruno") for word in ("--set", f"parties.{p}.values.share.no_deal=0.9")]
    said = negosim("solutions", CAKE, *floors)
    assert said.code == 0
    assert "0 of them at or above" in said.out
    assert said.out.rstrip().endswith("there is no frontier and no solution.")


def test_ties_among_solutions_are_labelled(negosim: Command) -> None:
    """Whatever divides a cake has the largest sum: each row says that it is one of many, and the rest are counted."""
    said = negosim("solutions", CAKE).out.partition("Package of each solution")[0]
    ties = [line for line in said.splitlines() if "largest sum of gains" in line]
    assert "(tie, 1 of 51)" in ties[0]
    assert "(tie, 12 of 51)" in ties[11]
    assert "39 more in --json" in ties[12]
    assert len(ties) == 13
    assert "(tie" not in negosim("solutions", RIVER).out
