"""A new case runs as it is, whatever its parties and issues are called; a wrong name or folder writes nothing."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import negosim as ns
from negosim.files.cases.copying import REFERENCE, copy_case
from negosim.files.cases.example_text import INVENTED, Names, example
from negosim.files.cases.starting import start_case
from negosim.files.dossier import load_dossier
from negosim.files.quotations import is_copied, words_in_a_row
from negosim.files.scenario import acts_of_file
from negosim.files.source_texts import check_against_texts

ANY = [f"{head}{tail}" for head in ("north", "old_town", "a", "x9") for tail in ("", "_bank", "_of_all", "_2")]


def files(folder: Path) -> set[str]:
    """What a folder holds."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_new_case_has_all_that_a_case_needs(tmp_path: Path) -> None:
    """Scenario, dossier, a codebook of its own, an invented text, a study, a page of ten lines, and schemas."""
    written = start_case(tmp_path / "my-Case")
    assert files(tmp_path / "my-Case") == {str(path.relative_to(tmp_path / "my-Case")) for path in written}
    assert {"scenario.toml", "dossier.toml", "codebook.toml", "texts/gazette.txt", "study.py", "README.md"} <= files(
        tmp_path / "my-Case"
    )
    assert (tmp_path / "my-Case/texts/gazette.txt").read_text("utf-8").startswith(INVENTED)
    assert len((tmp_path / "my-Case/README.md").read_text("utf-8").splitlines()) == 10
    assert ns.load_scenario(written[0]).name == "my_case"


@given(st.permutations(ANY), st.integers(2, 4), st.integers(0, 3), st.integers(1, 4))
def test_any_names_give_a_case_that_loads_and_whose_spans_hold(
    words: list[str], parties: int, mediators: int, issues: int
) -> None:
    """Its claims are about the named issues and agents, every act counts, and no warning is due."""
    split = parties + mediators
    names = Names(tuple(words[:parties]), tuple(words[parties:split]), tuple(words[split : split + issues]))
    with tempfile.TemporaryDirectory() as place, warnings.catch_warnings():
        warnings.simplefilter("error")
        folder = Path(place) / "case"
        scenario, *_ = start_case(folder, names.parties, names.mediators, names.issues)
        loaded, dossier = ns.load_scenario(scenario), load_dossier(folder / "dossier.toml")
        assert check_against_texts(dossier, folder / "texts") == []
        reported = acts_of_file(scenario)
    assert [issue.name for issue in loaded.issues] == list(names.issues)
    assert {claim.issue for claim in dossier.claims if claim.kind == "position"} == set(names.issues)
    assert all(report.in_force for report in reported)
    assert {act.party for act in loaded.acts} == set(names.parties)


def test_paraphrases_of_the_example_copy_nothing() -> None:
    """As docs/coding.md asks."""
    text, _, claims = example(Names(("a", "b", "c"), ("m", "n"), ("x", "y", "z")))
    quoted = [(claim.paraphrase, text[claim.span[0] : claim.span[1]]) for claim in claims]
    assert not any(is_copied(*pair) for pair in quoted)
    assert max(words_in_a_row(*pair) for pair in quoted) <= 4


def test_the_example_ends_in_more_than_one_way(tmp_path: Path) -> None:
    """A case to begin with neither always agrees nor never."""
    outcomes = ns.simulate(ns.load_scenario(start_case(tmp_path / "case")[0]), runs=200, seed=7)
    assert 0.2 < outcomes.agreement_rate().share < 0.95


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ({"parties": ["a"]}, "--parties: expected at least 2 parties, received 1"),
        ({"parties": ["a", "b", "a"]}, "--parties: expected each name once, received a 2 times"),
        ({"parties": ["A", "b"]}, "--parties: expected a name of small letters, digits and _, received A"),
        ({"parties": ["a b", "b"]}, "received a b"),
        ({"parties": ["", "b"]}, "--parties: expected a name of small letters, digits and _, received nothing"),
        ({"parties": ["talks", "b"]}, "talks is a word of the model"),
        ({"parties": ["issues", "b"]}, "issues is a key of the file"),
        ({"parties": ["premium", "b"]}, "premium is a quantity"),
        ({"mediators": ["theatre"]}, "--mediators: expected a name that no party has, received theatre"),
        ({"issues": ["outcome"]}, "outcome is a column of the outcomes"),
        ({"issues": []}, "--issues: expected at least one issue, received none"),
        ({"issues": ["theatre"]}, "--issues: expected names that no party or mediator has, received theatre"),
        ({"issues": [f"x{n}" for n in range(13)]}, "--issues: expected at most 12 names, received 13"),
    ],
)
def test_a_wrong_name_is_told_and_nothing_is_written(tmp_path: Path, names: dict[str, list[str]], said: str) -> None:
    """With the option and the reason."""
    with pytest.raises(ns.BadInput) as caught:
        start_case(tmp_path / "case", **names)
    assert any(said in str(problem) for problem in caught.value.problems), caught.value
    assert not (tmp_path / "case").exists()


def test_all_wrong_names_are_told_at_once(tmp_path: Path) -> None:
    """With the folder, if that is wrong too."""
    (tmp_path / "note").touch()
    with pytest.raises(ns.BadInput) as caught:
        start_case(tmp_path, parties=["A", "talks"], mediators=["M"], issues=["run"])
    assert [problem.file for problem in caught.value.problems] == [
        *(str(tmp_path), "--issues", "--parties", "--parties", "--mediators"),
    ]


def started(folder: Path) -> object:
    """A new case."""
    return start_case(folder)


def copied(folder: Path) -> object:
    """A case that ships."""
    return copy_case("second_case", folder)


@pytest.mark.parametrize("write", [started, copied])
def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path: Path, write: Callable[[Path], object]) -> None:
    """Also a file in its place; an empty folder is taken."""
    note, empty = tmp_path / "note", tmp_path / "empty"
    note.write_text("mine")
    for place, what in ((tmp_path, "one that holds note"), (note, "a file")):
        with pytest.raises(ns.BadInput) as caught:
            write(place)
        (problem,) = caught.value.problems
        assert (problem.file, problem.received) == (str(place), what)
    assert (files(tmp_path), note.read_text()) == ({"note"}, "mine")
    empty.mkdir()
    write(empty)
    assert "dossier.toml" in files(empty)


@pytest.mark.parametrize("name", [case.name for case in ns.cases()])
def test_a_copy_is_the_same_scenario_and_needs_nothing_else(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it extends or stands on comes along; no path leads out of the folder."""
    scenario, *others = copy_case(name, tmp_path / "copy")
    monkeypatch.setattr("negosim.files.shipped_cases.folder_of_cases", lambda: tmp_path / "nowhere")
    copy, original = ns.load_scenario(scenario), ns.load_scenario(files_of_shipped[name])
    assert (copy.name, copy.digest) == (name, original.digest)
    for path in (scenario, *others):
        for _, other in REFERENCE.findall(path.read_text("utf-8") if path.suffix == ".toml" else ""):
            assert (path.parent / other).is_file(), other
            assert (path.parent / other).resolve().is_relative_to((tmp_path / "copy").resolve())


files_of_shipped = {case.name: case.path for case in ns.cases()}


def test_patterns_and_sweeps_come_along_if_their_scenarios_do(tmp_path: Path) -> None:
    """The patterns name November and January; a sweep names January alone."""
    copy_case("november_2023", tmp_path / "november")
    copy_case("january_2024", tmp_path / "january")
    patterns = ns.load_patterns(tmp_path / "november" / "patterns" / "november_2023.toml")
    assert len(patterns.patterns) == 4
    assert files(tmp_path / "november") - files(tmp_path / "january") == {
        *("november_2023.toml", "patterns/november_2023.toml", "schema/patterns.schema.json"),
    }
    assert "sweeps/sensitivity_january_2024.toml" in files(tmp_path / "january")


def test_texts_of_a_dossier_come_along(tmp_path: Path) -> None:
    """Where the package has them."""
    copy_case("second_case", tmp_path / "copy")
    assert check_against_texts(load_dossier(tmp_path / "copy" / "dossier.toml"), tmp_path / "copy" / "texts") == []


def test_only_a_case_can_be_copied(tmp_path: Path) -> None:
    """The nearest names are told."""
    with pytest.raises(ns.BadInput, match=r"--from: .*januar_2024 \(nearest: january_2024"):
        copy_case("januar_2024", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
