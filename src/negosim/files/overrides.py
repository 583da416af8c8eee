"""Resolve ``extends`` and overrides in the untyped tables of a scenario."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from negosim.errors import BadInput, Problem, nearest, shown
from negosim.files.scenario_format import ScenarioFile
from negosim.files.toml_reading import read_toml

FIELDS = frozenset(a.name for a in attrs.fields(ScenarioFile))
PATHS = ("dossier", "codebook")
MOST_FILES = 32
TRUTHS = ("ordered",)
"""Keys that ``false`` is a value of."""


def resolve(path: Path, chain: tuple[Path, ...] = ()) -> dict[str, Any]:
    """Read the tables of a scenario file and lay them over those of the files it extends.

    Parameters
    ----------
    path : Path
        Of the scenario file.
    chain : tuple[Path, ...]
        Files that extend this one.

    Returns
    -------
    dict[str, Any]
        The tables; paths in them are absolute.

    Raises
    ------
    BadInput
        A file is missing or no TOML, extends itself, or takes away what is not there.
    """
    here = _located(path)
    if here in chain:
        loop = " -> ".join(p.name for p in (*chain, here))
        raise BadInput(
            [Problem(file=str(path), key="extends", expected="a file that does not extend this one", received=loop)]
        )
    if len(chain) > MOST_FILES:
        expected = f"at most {MOST_FILES} files that extend one another"
        raise BadInput([Problem(file=str(path), key="extends", expected=expected, received="more")])
    tables = read_toml(path, "a scenario file")
    for key in PATHS:
        if isinstance(tables.get(key), str):
            tables[key] = str(_located(path.parent / tables[key]))
    below = tables.pop("extends", None)
    if below is None:
        return tables
    if not isinstance(below, str):
        raise BadInput(
            [Problem(file=str(path), key="extends", expected="the path of a scenario file", received=shown(below))]
        )
    base = path.parent / below
    if not _is_file(base):
        raise BadInput(
            [
                Problem(
                    file=str(path),
                    key="extends",
                    expected="the path of a scenario file",
                    received=below,
                    hint="no such file",
                )
            ]
        )
    found = resolve(base, (*chain, here))
    problems = taken_from_nothing(found, tables, str(path))
    if problems:
        raise BadInput(problems)
    return overlay(found, tables)


def _located(path: Path) -> Path:
    """The absolute path, with symbolic links resolved where possible."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path.absolute()


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def overlay(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay tables over tables.

    Tables merge, other values replace, and ``false`` takes away what it stands in place of.

    Parameters
    ----------
    below : Mapping[str, Any]
        The tables that are extended.
    above : Mapping[str, Any]
        The tables that extend them.
    """
    merged = dict(below)
    for key, value in above.items():
        if value is False and key in merged and not isinstance(merged[key], bool):
            del merged[key]
        elif isinstance(value, Mapping) and isinstance(merged.get(key), Mapping) and not _is_number(value):
            merged[key] = overlay(merged[key], value)
        else:
            merged[key] = value
    return merged


def _is_number(value: Mapping[str, Any]) -> bool:
    """Whether a table is one distribution, which replaces another as a whole."""
    return bool(value) and set(value) <= {"value", "low", "mode", "high", "add", "times", "why"}


def taken_from_nothing(below: Mapping[str, Any], above: Mapping[str, Any], file: str, key: str = "") -> list[Problem]:
    """Find every ``false`` that has nothing to take away.

    Parameters
    ----------
    below : Mapping[str, Any]
        The tables that are extended.
    above : Mapping[str, Any]
        The tables that extend them.
    file : str
        Named in errors.
    key : str
        Address of the tables in the file.
    """
    problems = []
    for name, value in above.items():
        address, there = f"{key}.{name}" if key else name, below.get(name)
        if value is False and name not in (*below, *TRUTHS):
            hint = nearest(name, below)
            expected = "something that false can take away"
            problems.append(Problem(file=file, key=address, expected=expected, received=name, hint=hint))
        elif isinstance(value, Mapping) and isinstance(there, Mapping):
            problems += taken_from_nothing(there, value, file, address)
    return problems


def with_overrides(
    tables: Mapping[str, Any], settings: Mapping[str, object], as_of: dt.date | str | None
) -> dict[str, Any]:
    """Lay ``--set`` and ``--as-of`` over the tables of a scenario.

    A setting whose first word is a key of the file is set there; any other is a parameter.

    Parameters
    ----------
    tables : Mapping[str, Any]
        Of a scenario file, after ``extends``.
    settings : Mapping[str, object]
        Values by key or parameter.
    as_of : dt.date | str | None
        A date or its text; None for the file's own.

    Raises
    ------
    BadInput
        With every setting that has nothing to change.
    """
    result = dict(tables)
    problems: list[Problem] = []
    for key, value in settings.items():
        first, *_ = parts = key.split(".")
        if first == "extends":
            hint = f'write a file: extends = "{value}", and what differs'
            expected = "a key of the resolved file, or a parameter"
            problems.append(Problem(file="--set", key=key, expected=expected, received=first, hint=hint))
            continue
        nested: Any = value
        for part in reversed(parts if first in FIELDS else ("set", key)):
            nested = {part: nested}
        problems += taken_from_nothing(result, nested, "--set")
        result = overlay(result, nested)
    if as_of is not None:
        problems += _cut(result, settings, as_of)
        result["as_of"] = _day(as_of)
    if problems:
        raise BadInput(problems)
    return result


def _cut(tables: Mapping[str, Any], settings: Mapping[str, object], as_of: dt.date | str) -> Iterator[Problem]:
    """Find why ``--as-of`` cannot apply to a scenario."""
    if _day(as_of) is None:
        yield Problem(file="--as-of", expected="a date such as 2024-01-26", received=str(as_of))
    if "as_of" in settings:
        yield Problem(file="--as-of", expected="the day once", received="--set as_of besides")
    if tables.get("dossier") is None:
        expected = "a scenario with a dossier, whose claims the day cuts"
        yield Problem(file="--as-of", expected=expected, received="one without")


def _day(value: dt.date | str) -> dt.date | None:
    """A date, or the text of one; None if it is neither."""
    if not isinstance(value, str):
        return value if type(value) is dt.date else None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def parse_setting(text: str) -> tuple[str, object]:
    """Parse ``KEY=VALUE`` of ``--set``; the value is TOML, or else a word."""
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise BadInput([Problem(file="--set", expected="KEY=VALUE", received=shown(text))])
    try:
        return key.strip(), tomllib.loads(f"x = {value.strip()}")["x"]
    except (ValueError, RecursionError):
        return key.strip(), value.strip()
