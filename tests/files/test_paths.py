"""Files that cannot be read, and files laid over files."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from negosim.errors import BadInput
from negosim.files.codebook import load_codebook
from negosim.files.dossier import load_dossier
from negosim.files.overrides import parse_setting
from negosim.files.scenario import load_scenario
from tests.talks import tables

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture
def shores(tmp_path: Path) -> Path:
    """The two shores as a file."""
    return written(tmp_path / "shores.toml", **tables())


def written(path: Path, **given: object) -> Path:
    """Tables as a TOML file."""
    path.write_text(tomli_w.dumps(given), encoding="utf-8")
    return path


def refused(path: Path | str, load: Callable[[Path | str], object] = load_scenario) -> BadInput:
    """What is said of a file that is none."""
    with pytest.raises(BadInput) as error:
        load(path)
    return error.value


LOADERS = pytest.mark.parametrize("load", [load_scenario, load_dossier, load_codebook])


@LOADERS
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (bytes(range(256)) * 20, "a byte that is not UTF-8 at position 128"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not UTF-8 at position 0"),
        (b"name = ", "Invalid value"),
        (b'name = "a"\nname = "b"\n', "Cannot overwrite"),
        (b"name = \x00", "Invalid"),
        (b"<html></html>", "Invalid"),
        (b"x = " + b"[" * 5000 + b"]" * 5000, "nested too deeply"),
    ],
    ids=["every_byte", "picture", "cut_off", "twice", "null", "web_page", "deep"],
)
def test_what_is_no_toml_is_told_with_the_reason(
    tmp_path: Path, load: Callable[[Path | str], object], content: bytes, words: str
) -> None:
    """With the file's name, and where the reader stopped; for every kind of file."""
    path = tmp_path / "broken.toml"
    path.write_bytes(content)
    (problem,) = refused(path, load).problems
    assert (problem.file, problem.key) == (str(path), "")
    assert words in problem.received


@LOADERS
def test_a_missing_file_is_told_as_missing(tmp_path: Path, load: Callable[[Path | str], object]) -> None:
    """By its name."""
    assert refused(tmp_path / "none.toml", load).problems[0].received == "no such file"


@LOADERS
def test_a_folder_is_no_file(tmp_path: Path, load: Callable[[Path | str], object]) -> None:
    """And says so."""
    assert refused(tmp_path, load).problems[0].received == "Is a directory"


@pytest.mark.skipif(os.geteuid() == 0, reason="who may do everything may read everything")
def test_a_file_that_may_not_be_read_is_told(shores: Path) -> None:
    """With the system's reason."""
    shores.chmod(0)
    assert refused(shores).problems[0].received == "Permission denied"


def test_a_reason_of_the_system_is_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No permission, whoever runs the tests."""

    def denied(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    (tmp_path / "x.toml").touch()
    assert refused(tmp_path / "x.toml").problems[0].received == "Permission denied"


@pytest.mark.parametrize("name", ["nul\x00l.toml", "n" * 300 + ".toml"], ids=["null", "long"])
def test_a_name_that_no_file_can_have_is_told(tmp_path: Path, name: str) -> None:
    """Whatever the system says of it."""
    assert refused(tmp_path / name).problems[0].expected == "a scenario file"


@LOADERS
def test_an_empty_file_lacks_what_it_needs_or_is_an_empty_dossier(
    tmp_path: Path, load: Callable[[Path | str], object]
) -> None:
    """Every value without which there is nothing is named at once."""
    path = written(tmp_path / "empty.toml")
    if load is load_dossier:
        assert load(path).claims == ()  # type: ignore[attr-defined]
        return
    problems = refused(path, load).problems
    assert {problem.received for problem in problems} == {"nothing"}
    needed = {"name", "start", "horizon", "issues", "parties"} if load is load_scenario else {"earnest", "bend"}
    assert needed <= {problem.key for problem in problems}


# --- extends


def test_a_file_changes_what_it_extends_and_nothing_else(tmp_path: Path, shores: Path) -> None:
    """Tables are laid over tables, other values replace, false takes a table away, a distribution replaces whole."""
    below = written(
        tmp_path / "below.toml",
        extends=shores.name,
        mediators={"otter": {}, "heron": {}},
        assumptions={"*.bias": {"low": -0.1, "high": 0.1}},
    )
    above = written(
        tmp_path / "above.toml",
        extends=below.name,
        horizon=30,
        mediators={"heron": False},
        assumptions={"*.bias": {"value": 0.05}},
        issues={"land": {"title": "The land"}},
    )
    scenario = load_scenario(above)
    assert (scenario.horizon, [m.name for m in scenario.mediators]) == (30, ["otter"])
    assert [scenario.issue("land").title, len(scenario.issue("land").levels)] == ["The land", 6]
    assert scenario.parameters["north.bias"].distribution.numbers == (0.05,)
    plain = load_scenario(shores)
    same = [n for n, p in plain.parameters.items() if scenario.parameters[n] == p]
    assert set(plain.parameters) - set(same) == {"north.bias", "south.bias"}


@pytest.mark.parametrize("loop", [["a"], ["a", "b"], ["a", "b", "c"]])
def test_files_that_extend_each_other_are_told_as_a_loop(tmp_path: Path, loop: list[str]) -> None:
    """With the way round it."""
    for here, there in zip(loop, [*loop[1:], loop[0]], strict=True):
        written(tmp_path / f"{here}.toml", extends=f"../{tmp_path.name}/{there}.toml")
    (problem,) = refused(tmp_path / "a.toml").problems
    assert problem.key == "extends"
    assert problem.received == " -> ".join(f"{name}.toml" for name in [*loop, "a"])


@pytest.mark.parametrize("below", ["none.toml", ".", "", "n" * 300, 7, True, ["shores.toml"]], ids=repr)
def test_a_base_that_is_not_there_is_told_where_it_is_named(tmp_path: Path, shores: Path, below: object) -> None:
    """In the file that extends it."""
    above = written(tmp_path / "above.toml", extends=below)
    (problem,) = refused(above).problems
    assert (problem.file, problem.key, problem.expected) == (str(above), "extends", "the path of a scenario file")


def test_a_base_that_is_broken_is_told_by_its_own_name(tmp_path: Path) -> None:
    """Not by that of the file above."""
    (tmp_path / "below.toml").write_text("name = ", encoding="utf-8")
    error = refused(written(tmp_path / "above.toml", extends="below.toml"))
    assert error.problems[0].file == str(tmp_path / "below.toml")


def test_a_tower_of_files_has_an_end(tmp_path: Path, shores: Path) -> None:
    """Thirty-two above one another do, a thousand are refused and not an overflow."""
    for n in range(1000):
        written(tmp_path / f"f{n}.toml", extends=f"f{n + 1}.toml")
    written(tmp_path / "f1000.toml", extends=shores.name)
    assert load_scenario(tmp_path / "f975.toml").name == "two_shores"
    assert refused(tmp_path / "f0.toml").problems[0].key == "extends"


def test_paths_in_a_file_are_read_from_where_it_lies(tmp_path: Path) -> None:
    """A what-if in a folder of its own finds dossier and codebook of the file it extends."""
    for name in ("january_2024.toml", "dossier.toml", "codebook.toml"):
        shutil.copy(SCENARIOS / name, tmp_path / name)
    (tmp_path / "what_if").mkdir()
    above = written(tmp_path / "what_if" / "longer.toml", extends="../january_2024.toml", horizon=360)
    assert load_scenario(above).horizon == 360


# --- overrides from the command line


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (("north.bias", 0.1), "north.bias=0.1"),
        (("agenda.mode", "comprehensive"), "agenda.mode=comprehensive"),
        (("agenda.mode", "comprehensive"), 'agenda.mode = "comprehensive"'),
        (("*.bias", {"low": 0, "high": 0.1}), "*.bias={low = 0, high = 0.1}"),
        (("start", dt.date(2024, 2, 1)), "start=2024-02-01"),
        (("title", "a = b"), "title=a = b"),
        (("title", ""), "title="),
        (("mediators.otter", False), "mediators.otter=false"),
    ],
)
def test_a_setting_is_a_key_and_a_value_of_toml_or_a_word(expected: tuple[str, object], text: str) -> None:
    """The first equals sign parts them."""
    assert parse_setting(text) == expected


@pytest.mark.parametrize("text", ["", "north.bias", "=0.1", " = 1"])
def test_a_setting_without_key_or_equals_sign_is_refused(text: str) -> None:
    """As what it is: --set."""
    with pytest.raises(BadInput, match="--set: expected KEY=VALUE"):
        parse_setting(text)


def test_a_setting_is_a_parameter_a_pattern_or_a_key_of_the_file(shores: Path) -> None:
    """Whatever begins with a key of the file is set there."""
    changed = load_scenario(shores, set={"north.bias": 0.1, "*.premium": 0.2, "horizon": 30, "rules.max_moves": 2})
    assert (changed.horizon, changed.rules.max_moves) == (30, 2)
    found = {name: changed.parameters[name].distribution.a for name in ("north.bias", "south.bias", "south.premium")}
    assert found == {"north.bias": 0.1, "south.bias": 0.0, "south.premium": 0.2}


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"north.baias": 0.1}, "set.north.baias"),
        ({"north.bias": "much"}, "set.north.bias"),
        ({"north.bias": 7}, "north.bias"),
        ({"": 1}, "set."),
        ({"[": 1}, "set.["),
        ({"issues": 1}, "issues"),
        ({"horizon.days": 1}, "horizon"),
        ({"horizon": None}, "horizon"),
    ],
    ids=str,
)
def test_a_setting_that_means_nothing_is_told_by_its_key(shores: Path, settings: dict[str, object], key: str) -> None:
    """Never by another error."""
    with pytest.raises(BadInput) as error:
        load_scenario(shores, set=settings)
    assert key in {problem.key for problem in error.value.problems}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"path": 5}, "load_scenario: path: expected the path of a scenario file, or the name of a case, received 5"),
        (
            {"path": "january_2024", "set": "a=b"},
            (
                "load_scenario: set: expected a mapping of parameters to values, received 'a=b' "
                "(such as {'*.horizon': 90})"
            ),
        ),
    ],
)
def test_an_argument_of_another_type_is_named(arguments: dict[str, Any], told: str) -> None:
    """One clear error for each."""
    with pytest.raises(BadInput) as error:
        load_scenario(**arguments)
    assert str(error.value) == told
