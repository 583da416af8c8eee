"""Read TOML into frozen classes: strict types, no unknown keys, every problem at once with its address."""

from __future__ import annotations

import datetime as dt
import math
import re
import tomllib
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs

from negosim.domain.issues import LabelSet
from negosim.errors import BadInput, Problem, nearest, shown
from negosim.evidence.codebook import Spread
from negosim.files.regular_files import read_regular

T = TypeVar("T")
Table: Any = attrs.field(factory=dict)
"""The default of an optional table."""
SCALARS: Mapping[object, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    dt.date: "a date such as 2024-01-26",
}
CHECKS: dict[type, Callable[[Any], object]] = {Spread: Spread.distribution}
"""Classes that a file may write as a number, their ``value``; a check raises ValueError for numbers that do not fit."""
MISSING = object()
DEEPEST = 40
"""Levels of tables and lists within one another."""
KEY = 60
"""Letters of a key that an error about depth shows."""
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def read_toml(path: Path | str, what: str = "a TOML file") -> dict[str, Any]:
    """Read the tables of a TOML file.

    Parameters
    ----------
    path : Path | str
        Of the file.
    what : str
        The kind of file, for errors.

    Raises
    ------
    BadInput
        The file is missing, unreadable, no UTF-8 or no TOML.
    """
    try:
        raw = read_regular(path)
    except FileNotFoundError:
        raise BadInput([Problem(file=str(path), expected=what, received="no such file")]) from None
    except (OSError, ValueError) as error:
        received = getattr(error, "strerror", None) or str(error)
        raise BadInput([Problem(file=str(path), expected=what, received=received)]) from None
    try:
        tables = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        received = f"a byte that is not UTF-8 at position {error.start}"
        raise BadInput([Problem(file=str(path), expected=what, received=received)]) from None
    except (ValueError, RecursionError) as error:  # ValueError: no TOML, or a number of thousands of digits
        received = "tables nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise BadInput([Problem(file=str(path), expected=what, received=received)]) from None
    problems = list(_unfit(tables, str(path)))
    if problems:
        raise BadInput(problems)
    return tables


def _unfit(value: Any, file: str, key: str = "", depth: int = 0) -> Iterator[Problem]:
    """Find tables nested too deeply and texts with control characters, which a terminal would obey."""
    if depth > DEEPEST:
        yield Problem(file=file, key=key[:KEY], expected=f"at most {DEEPEST} tables in one another", received="more")
    elif isinstance(value, Mapping):
        for name, each in value.items():
            if UNPRINTABLE.search(name):
                yield Problem(file=file, key=key, expected="a key without control characters", received=shown(name))
            else:
                yield from _unfit(each, file, _join(key, name), depth + 1)
    elif isinstance(value, list):
        for n, each in enumerate(value):
            yield from _unfit(each, file, f"{key}[{n}]", depth + 1)
    elif isinstance(value, str) and UNPRINTABLE.search(value):
        yield Problem(file=file, key=key, expected="a text without control characters", received=shown(value))


def structure(data: Mapping[str, Any], cls: type[T], file: str, key: str = "") -> T:
    """Convert tables to a class: strict types, no unknown keys.

    Parameters
    ----------
    data : Mapping[str, Any]
        The tables.
    cls : type[T]
        An attrs class.
    file : str
        Named in errors.
    key : str
        Address of the tables in the file.

    Raises
    ------
    BadInput
        With every problem and its address.
    """
    problems: list[Problem] = []
    structured = _Reader(file, problems).value(data, cls, key)
    if problems:
        raise BadInput(problems)
    made: T = structured
    return made


@lru_cache(maxsize=64)
def _types(cls: type) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in attrs.fields(cls)}


@attrs.frozen
class _Reader:
    """Converts values of a file to types, and collects problems; a value with a problem becomes ``MISSING``."""

    file: str
    problems: list[Problem]

    def value(self, value: Any, kind: Any, key: str) -> Any:
        """Convert a value at an address."""
        try:
            return self._converted(value, kind, key)
        except (OverflowError, ValueError) as error:  # a number beyond what Python converts
            self.problems.append(Problem(file=self.file, key=key, expected="a valid value", received=str(error)))
            return MISSING

    def _converted(self, value: Any, kind: Any, key: str) -> Any:
        origin, parts = get_origin(kind), get_args(kind)
        if attrs.has(kind):
            return self._number_or_table(value, kind, key) if kind in CHECKS else self._table(value, kind, key)
        if kind in SCALARS:
            return self._scalar(value, kind, key)
        if kind is LabelSet:
            return self._labels(value, key)
        if origin is Literal:
            return self._word(value, parts, key)
        if origin in (Union, types.UnionType):
            return None if value is None else self.value(value, parts[0], key)
        if origin is tuple:
            return self._list(value, parts, key)
        if origin is Mapping:
            return self._mapping(value, parts[1], key)
        return value

    def _wrong(self, key: str, expected: str, received: object, hint: str = "") -> Any:
        problem = Problem(file=self.file, key=key, expected=expected, received=shown(received), hint=hint)
        self.problems.append(problem)
        return MISSING

    def _scalar(self, value: Any, kind: Any, key: str) -> Any:
        expected = SCALARS[kind]
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
            quoted = kind is dt.date and _is_day(value)
            return self._wrong(key, expected, value, "without quotation marks" if quoted else "")
        if isinstance(value, dt.datetime):
            return self._wrong(key, expected, value)
        if isinstance(value, float) and not math.isfinite(value):
            return self._wrong(key, "a finite number", value)
        return value

    def _word(self, value: Any, words: tuple[Any, ...], key: str) -> Any:
        if value in words and not isinstance(value, bool):
            return value
        known = [str(word) for word in words]
        return self._wrong(key, "one of " + ", ".join(known), value, nearest(str(value), known))

    def _labels(self, value: Any, key: str) -> Any:
        """Labels of levels: words, or numbers as text."""
        labels = []
        for label in value if isinstance(value, list) else [value]:
            if isinstance(label, bool) or not isinstance(label, str | int | float):
                return self._wrong(key, "a word or a number", label)
            if isinstance(label, float) and not math.isfinite(label):
                return self._wrong(key, "a word or a finite number", label)
            labels.append(f"{label:g}" if isinstance(label, float) else str(label))
        return tuple(labels) if labels else self._wrong(key, "at least one level", value)

    def _list(self, value: Any, parts: tuple[Any, ...], key: str) -> Any:
        if not isinstance(value, list):
            return self._wrong(key, "a list", value)
        if parts[-1] is not Ellipsis and len(value) != len(parts):
            return self._wrong(key, f"a list of {len(parts)}", value)
        return tuple(self._all((f"{key}[{n}]", item, parts[0]) for n, item in enumerate(value)))

    def _mapping(self, value: Any, kind: Any, key: str) -> Any:
        if not isinstance(value, Mapping):
            return self._wrong(key, "a table", value)
        return dict(zip(value, self._all((_join(key, name), each, kind) for name, each in value.items()), strict=True))

    def _all(self, items: Iterable[tuple[str, Any, Any]]) -> list[Any]:
        return [self.value(value, kind, key) for key, value, kind in items]

    def _number_or_table(self, value: Any, kind: Any, key: str) -> Any:
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = {"value": value}
        if not isinstance(value, Mapping):
            return self._wrong(key, "a number, or a table of numbers", value)
        made = self._table(value, kind, key)
        if made is not MISSING:
            try:
                CHECKS[kind](made)
            except ValueError as error:
                return self._wrong(key, str(error), dict(value))
        return made

    def _table(self, value: Any, cls: Any, key: str) -> Any:
        if not isinstance(value, Mapping):
            return self._wrong(key, "a table", value)
        before, fields, kinds = len(self.problems), attrs.fields(cls), _types(cls)
        made = {}
        for field in fields:
            if field.name in value:
                made[field.name] = self.value(value[field.name], kinds[field.name], _join(key, field.name))
            elif field.default is attrs.NOTHING:
                missing = Problem(file=self.file, key=_join(key, field.name), expected="a value", received="nothing")
                self.problems.append(missing)
        for name in sorted(set(value) - set(kinds)):
            hint = nearest(name, kinds)
            extra = Problem(file=self.file, key=_join(key, name), expected="a known key", received=name, hint=hint)
            self.problems.append(extra)
        return cls(**made) if len(self.problems) == before else MISSING


def _join(key: str, part: str) -> str:
    return f"{key}.{part}" if key else part


def _is_day(value: object) -> bool:
    """Whether a value is the text of a date."""
    try:
        return isinstance(value, str) and bool(dt.date.fromisoformat(value))
    except ValueError:
        return False
