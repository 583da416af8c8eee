"""Commands for domains of other programs: ``import genius``, ``export genius``, ``solutions``."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.cli.conftest import CAKE, RIVER, Command
from tests.files.genius.test_nonlinear import rectangle, rectangles
from tests.files.genius.test_repository import repository
from tests.genius_files import ISSUES, UPPER, domain_text, space_text, villages, write


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
    assert [line.split(": ")[1] for line in said.problems] == ["wells/lower.xml", "wells/upper.xml", "wells"]
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
        (("geniusweb",), "SCENARIO DIR"),
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


def several(folder: Path) -> Path:
    """Two domains in one folder, whose files pair up by their names."""
    files = {f"X-{v}-domain": domain_text(ISSUES) for v in "AB"}
    return write(folder, **files, **{f"X-{v}-p{n}": space_text(UPPER, {"a": 1, "b": n}) for v in "AB" for n in (1, 2)})


def test_several_domains_of_a_folder_are_several_scenarios(negosim: Command) -> None:
    """Each by its own name; one alone with ``--domain``."""
    several(Path("many"))
    said = negosim("import", "genius", "many")
    assert said.code == 0
    assert sorted(path.name for path in Path().glob("*.toml")) == ["x_a_domain.toml", "x_b_domain.toml"]
    assert negosim("import", "genius", "many", "--domain", "many/X-B-domain.xml", "--out", "b.toml").code == 0
    assert len(json.loads(negosim("import", "genius", "many", "--force", "--json").out)) == 2
    assert negosim("import", "genius", "many", "--profile", "X-A-p1", "--profile", "X-A-p2").code == 2


def test_a_repository_is_an_entry(negosim: Command) -> None:
    """Its domains are told; one is read by its name, all with ``--all``, and those that cannot be read are named."""
    several(Path("many"))
    spaces = {v: [f"file:many/X-{v}-p{n}.xml" for n in (1, 2)] for v in "AB"}
    path = repository(Path(), *((f"file:many/X-{v}-domain.xml", *spaces[v]) for v in "AB"), ("file:gone.xml", "x.xml"))
    said = negosim("import", "genius", path)
    assert (said.code, "--domain NAME reads one, --all reads all" in said.err) == (2, True)
    assert negosim("import", "genius", path, "--domain", "X-A-domain").code == 0
    said = negosim("import", "genius", path, "--all", "--out", "scenarios")
    assert said.code == 2
    assert sorted(each.name for each in Path("scenarios").iterdir()) == ["x_a_domain.toml", "x_b_domain.toml"]
    assert "2 of 3 domains were read" in said.err
    assert "--domain: expected a file of . with a <negotiation_template>, received gone.xml" in said.err


def test_profiles_are_paths_as_the_shell_completes_them(negosim: Command) -> None:
    """``DIR/FILE``, with the order kept."""
    villages(Path("wells"))
    words = ("--profile", "wells/upper.xml", "--profile", "wells/lower.xml")
    assert json.loads(negosim("import", "genius", "wells", *words, "--json").out)["parties"] == ["upper", "lower"]


def test_packages_that_do_not_add_up_give_figures_and_a_scenario_where_they_fit(negosim: Command) -> None:
    """Nine packages are levels of an issue; ten thousand give frontier and solutions, and no scenario."""
    issue = '<issue index="{n}" name="i{n}" type="integer" lowerbound="0" upperbound="{top}"/>'
    space = rectangles(rectangle(10, (1, 0, 0)))
    for name, top in (("few", 2), ("many", 99)):
        domain = domain_text({}, *(issue.format(n=n, top=top) for n in (1, 2)))
        write(Path(name), domain=domain, a=space, b=rectangles(rectangle(10, (1, 1, 1)) + rectangle(5, (2, 0, 0))))
    few, many = (json.loads(negosim("import", "genius", name, "--json").out) for name in ("few", "many"))
    assert few["pareto"] == many["pareto"] == [[1.0, 0.5]]
    assert (few["file"], many["file"]) == ("few.toml", None)
    assert many["packages_of"]["nash"] == {"package": {"i1": "0", "i2": "0"}, "alike": 1}
    said = negosim("import", "genius", "many")
    assert (said.code, "no scenario is written" in said.err) == (0, True)
    assert "many: 10,000 packages" in said.out
    assert negosim("import", "genius", "many", "--out", "m.toml").code == 2
    assert negosim("solutions", "few.toml").code == 0


def test_json_and_yaml_go_out_and_come_back(negosim: Command) -> None:
    """The same frontier under each format."""
    pytest.importorskip("yaml")
    first = json.loads(
        negosim("import", "genius", villages(Path("wells"), lower=space_text(UPPER, {"a": 1, "b": 3})), "--json").out
    )
    for form in ("geniusweb", "negmas"):
        assert negosim("export", form, "wells.toml", form).code == 0
        again = json.loads(negosim("import", form, form, "--json").out)
        assert np.array(again["pareto"]) == pytest.approx(np.array(first["pareto"]))


def test_control_characters_of_files_do_not_reach_the_terminal(negosim: Command) -> None:
    """Names of files and issues in notes and errors are escaped."""
    folder = villages(Path("wells"), **{"a\x1b[31m": "<\x1b/>"})
    said = negosim("import", "genius", folder)
    assert (said.code, "\x1b" in said.err + said.out) == (0, False)


def test_of_many_parties_the_first_are_printed(negosim: Command) -> None:
    """Six columns, and all in ``--json``."""
    spaces = {f"p{n:02}": space_text(UPPER, {"a": 1, "b": n}) for n in range(12)}
    said = negosim("import", "genius", write(Path("wells"), domain=domain_text(ISSUES), **spaces))
    assert "Worth to the parties, the first 6 of 12, all in --json" in said.out
    assert [name in said.out for name in ("p05", "p06")] == [True, False]
    assert len(json.loads(negosim("solutions", "wells.toml", "--json").out)["pareto"][0]) == 12


def test_domains_of_one_name_are_numbered(negosim: Command) -> None:
    """As in repositories with the same domain in several folders."""
    for name in ("a/wells", "b/wells"):
        villages(Path(name))
    files = [[f"file:{name}/{each}.xml" for each in ("domain", "upper", "lower")] for name in ("a/wells", "b/wells")]
    path = repository(Path(), *map(tuple, files))
    assert negosim("import", "genius", path, "--all").code == 0
    assert sorted(each.name for each in Path().glob("*.toml")) == ["wells.toml", "wells_2.toml"]
    assert negosim("import", "genius", path, "--domain", "b/wells/domain.xml", "--out", "b.toml").code == 0
