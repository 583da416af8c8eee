"""The JSON Schemas of the files: up to date, satisfied by every file that ships, and of use against slips."""

from __future__ import annotations

import datetime as dt
import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from negosim.files.json_schema import SCHEMAS, text_of

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "scenarios"
OTHERS = {"dossier.toml": "dossier", "codebook.toml": "codebook"}
SHIPPED = sorted(SCENARIOS.rglob("*.toml"))
FOLDERS = {"patterns": "patterns", "sweeps": "sweep"}


def schema_of(path: Path) -> str:
    """The schema that a file that ships is written by."""
    return FOLDERS.get(path.parent.name) or OTHERS.get(path.name, "scenario")


def as_json(value: Any) -> Any:
    """A TOML value as an editor hands it to a schema: dates become texts."""
    if isinstance(value, dict):
        return {key: as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def tables(name: str) -> dict[str, Any]:
    """The tables of a file under scenarios/."""
    return as_json(tomllib.loads((SCENARIOS / name).read_text(encoding="utf-8")))


def problems(schema: str, instance: Any) -> list[str]:
    """What a schema finds wrong, each with its place."""
    errors = Draft202012Validator(SCHEMAS[schema]()).iter_errors(instance)
    return [f"{error.json_path}: {error.message}" for error in errors]


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_committed_schema_is_the_one_the_classes_give(name: str) -> None:
    """The schema beside the scenarios says what the reader accepts.

    Otherwise run ``python -m negosim.files.json_schema``.
    """
    schema = SCHEMAS[name]()
    Draft202012Validator.check_schema(schema)
    assert text_of(schema) == (SCENARIOS / "schema" / f"{name}.schema.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(SCENARIOS)))
def test_every_file_that_ships_satisfies_its_schema(path: Path) -> None:
    """What ships is valid as it stands, before anything that it extends is laid under it."""
    assert problems(schema_of(path), tables(str(path.relative_to(SCENARIOS)))) == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(SCENARIOS)))
def test_a_file_that_names_a_schema_names_its_own(path: Path) -> None:
    """The ``#:schema`` line that editors read points at the right schema, from where the file stands."""
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    if first.startswith("#:schema"):
        wanted = SCENARIOS / "schema" / f"{schema_of(path)}.schema.json"
        assert (path.parent / first.removeprefix("#:schema").strip()).resolve() == wanted


SLIPS = [
    (("horizn",), 90, "horizn"),
    (("issues", "pause", "level"), [1, 2], "level"),
    (("issues", "pause", "delivery"), "at_begin", "at_begin"),
    (("parties", "israel", "prefers", "pause"), "fewer", "fewer"),
    (("agenda",), {"mod": "comprehensive"}, "agenda"),
    (("rules",), {"protocol": "mediate"}, "mediate"),
    (("mediators", "qatar", "style"), "facilitater", "facilitater"),
    (("issues", "Pause"), {"levels": [1], "status_quo": 0}, "Pause"),
    (("horizon",), "90", "90"),
    (("set",), {"israel.bias": {"low": 0.1}}, "israel.bias"),
]


@pytest.mark.parametrize(("where", "value", "named"), SLIPS, ids=[str(slip[2]) for slip in SLIPS])
def test_a_slip_is_caught(where: tuple[str, ...], value: Any, named: str) -> None:
    """A misspelt key, a word that is none of the choices and a wrong type are marked in the editor."""
    changed = tables("january_2024.toml")
    inner = changed
    for key in where[:-1]:
        inner = inner[key]
    inner[where[-1]] = value
    found = problems("scenario", changed)
    assert len(found) >= 1
    assert any(named in message for message in found)


def test_only_a_file_that_extends_another_may_be_partial() -> None:
    """Without ``extends`` a scenario needs name, start, horizon, issues, parties, and an issue its levels."""
    whole = tables("january_2024.toml")
    for key in ("name", "start", "horizon", "issues", "parties"):
        assert problems("scenario", {k: v for k, v in whole.items() if k != key}) != []
    lacking = deepcopy(whole)
    del lacking["issues"]["pause"]["levels"]
    assert problems("scenario", lacking) == ["$.issues.pause: 'levels' is a required property"]
    assert problems("scenario", {**lacking, "extends": "another.toml"}) == []


def test_what_is_extended_can_be_taken_away() -> None:
    """``false`` stands for a party, a mediator, an override or a whole table that is not wanted."""
    less = {
        "extends": "another.toml",
        "agenda": False,
        "mediators": {"egypt": False},
        "parties": {"hamas": {"red_lines": {"leaders_exile": False}}},
        "set": {"*.trust.*": False},
    }
    assert problems("scenario", less) == []


def test_the_other_files_are_checked_as_well() -> None:
    """A claim without its span and a codebook without a stance are incomplete."""
    dossier = tables("dossier.toml")
    del dossier["claims"][0]["span"]
    assert problems("dossier", dossier) == ["$.claims[0]: 'span' is a required property"]
    codebook = tables("codebook.toml")
    codebook["earnest"]["demand"] = codebook["earnest"].pop("demands")
    assert len(problems("codebook", codebook)) == 2


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_is_explained(name: str) -> None:
    """An editor that shows a key shows what it means."""
    schema = SCHEMAS[name]()
    for definition in (schema, *schema.get("$defs", {}).values()):
        table = next((part for part in definition.get("anyOf", []) if "properties" in part), definition)
        for key, entry in table.get("properties", {}).items():
            assert entry.get("description"), f"{definition.get('description')} {key}"
