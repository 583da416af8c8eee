"""``compare``: scenarios, files, folders and outcomes under the same random numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

import negosim as ns
from negosim.errors import BadInput

EXAMPLES = Path(__file__).parents[2] / "scenarios" / "examples"
CAKE, RIVER = EXAMPLES / "divide_a_cake.toml", EXAMPLES / "three_parties.toml"
WHAT_IFS = Path(__file__).parents[2] / "scenarios" / "what_if"


def test_a_case_is_played_as_by_simulate() -> None:
    """Whatever form it comes in; folders and outcomes decide seed and number of runs."""
    river = ns.load_scenario(RIVER)
    patient = ns.load_scenario(RIVER, set={"*.waiting_cost": 0})
    table = ns.compare({"patient": patient}, RIVER, runs=30, seed=3)
    for name, scenario in (("patient", patient), ("three_parties", river)):
        expected = ns.simulate(scenario, 30, 3).agreement_rate()
        row = table[(table["case"] == name) & (table["outcome"] == "agreement")].iloc[0]
        assert (row["runs"], row["share"]) == (expected.count, expected.share)
    given = ns.compare(ns.simulate(river, 12, 5), patient)
    assert given.groupby("case")["runs"].sum().unique().tolist() == [12]


def test_a_folder_of_results_is_taken_as_it_is(tmp_path: Path) -> None:
    """And equal names are told apart."""
    outcomes = ns.simulate(ns.load_scenario(RIVER), 10, 7, out=tmp_path / "three_parties")
    table = ns.compare(tmp_path / "three_parties", RIVER)
    assert table["case"].unique().tolist() == ["three_parties", "three_parties (2)"]
    assert table["share"].to_numpy()[:4].tolist() == table["share"].to_numpy()[4:].tolist()
    assert table["runs"].sum() == 2 * len(outcomes)


def test_files_of_a_folder_are_compared_with_what_they_extend(tmp_path: Path) -> None:
    """Which comes first in its group; other files of the folder are no scenarios."""
    for name, cost in (("a", 0.1), ("b", 0.2)):
        text = f'extends = "{RIVER.resolve().as_posix()}"\nname = "{name}"\n'
        (tmp_path / f"{name}.toml").write_text(text + f'[set]\n"*.waiting_cost" = {cost}\n', encoding="utf-8")
    (tmp_path / "notes.toml").write_text("about = 1\n", encoding="utf-8")
    table = ns.compare(tmp_path, runs=5)
    assert table["case"].unique().tolist() == ["three_parties", "a", "b"]
    assert table["baseline"].unique().tolist() == ["three_parties"]


def test_every_what_if_has_its_own_baseline() -> None:
    """November for the one that extends it, January for the others."""
    table = ns.compare(WHAT_IFS, runs=2)
    of_each = dict(zip(table["case"], table["baseline"], strict=True))
    assert of_each.keys() == {path.stem for path in WHAT_IFS.glob("*.toml")} | {"january_2024", "november_2023"}
    assert {name for name, base in of_each.items() if base == "november_2023"} == {"november_2023", "comprehensive"}


def test_progress_counts_the_runs_of_all_cases() -> None:
    """Up to their sum."""
    heard: list[tuple[int, int]] = []
    ns.compare(CAKE, RIVER, runs=6, progress=lambda done, total: heard.append((done, total)))
    assert heard[-1] == (12, 12)
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)


def test_all_cases_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    """A file that is missing, a folder without results or scenarios, a thing of another kind."""
    with pytest.raises(BadInput) as found:
        ns.compare(tmp_path / "no.toml", tmp_path, 7, RIVER)  # type: ignore[arg-type]
    told = [str(problem) for problem in found.value.problems]
    assert len(told) == 3
    assert "expected results of `negosim run`, or scenario files in it, received neither" in told[1]
    assert "expected a scenario, outcomes, a scenario file or a folder of results, received 7" in told[2]
