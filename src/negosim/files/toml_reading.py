"""Reading TOML into frozen classes: strict types, no unknown keys, every problem at once with its address."""

from __future__ import annotations

import datetime as dt
import math
import tomllib
import types
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import attrs
import cattrs
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError, IterableValidationError
from cattrs.gen import make_dict_structure_fn

from negosim.domain.issues import LabelSet
from negosim.errors import BadInput, Problem, nearest, shown
from negosim.evidence.codebook import Spread

T = TypeVar("T")
Labels = tuple[str, ...]
Table: Any = attrs.field(factory=dict)
"""The default of an optional table."""


class Expected(Exception):  # noqa: N818 - it says what was expected
    """Raised by a hook: what was expected, what came, and a hint."""

    def __init__(self, expected: str, received: object, hint: str = "") -> None:
        super().__init__(expected)
        self.expected, self.received, self.hint = expected, received, hint


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
        raw = Path(path).read_bytes()
    except FileNotFoundError:
        raise BadInput([Problem(file=str(path), expected=what, received="no such file")]) from None
    except (OSError, ValueError) as error:
        received = getattr(error, "strerror", None) or str(error)
        raise BadInput([Problem(file=str(path), expected=what, received=received)]) from None
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        received = f"a byte that is not UTF-8 at position {error.start}"
        raise BadInput([Problem(file=str(path), expected=what, received=received)]) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        received = f"{error}" if isinstance(error, tomllib.TOMLDecodeError) else "tables nested too deeply"
        raise BadInput([Problem(file=str(path), expected=what, received=received)]) from None


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
    try:
        structured: T = _CONVERTER.structure(data, cls)
    except Exception as error:  # noqa: BLE001 - each is turned into a problem with an address
        raise BadInput(_problems(error, file, key)) from None
    return structured


def _strict(kind: type, name: str) -> Callable[[Any, Any], Any]:
    def hook(value: Any, _: Any) -> Any:
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
            raise Expected(name, value, "without quotation marks" if kind is dt.date and _is_day(value) else "")
        if kind is dt.date and isinstance(value, dt.datetime):
            raise Expected(name, value)
        if isinstance(value, float) and not math.isfinite(value):
            raise Expected("a finite number", value)
        return value

    return hook


def _is_day(value: object) -> bool:
    """Whether a value is the text of a date."""
    try:
        return isinstance(value, str) and bool(dt.date.fromisoformat(value))
    except ValueError:
        return False


def _literal(value: Any, cls: Any) -> Any:
    words = get_args(cls)
    if value not in words or isinstance(value, bool):
        raise Expected("one of " + ", ".join(map(str, words)), value, nearest(str(value), map(str, words)))
    return value


def label_of(value: object) -> str:
    """A level's label from how a file writes it: a word, or a number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Expected("a word or a number", value)
    if isinstance(value, float) and not math.isfinite(value):
        raise Expected("a word or a finite number", value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _labels(value: Any, _: Any) -> Labels:
    values = value if isinstance(value, list) else [value]
    if not values:
        raise Expected("at least one level", value)
    return tuple(label_of(v) for v in values)


def _of_fields(cls: type) -> Callable[[Any, Any], Any]:
    return make_dict_structure_fn(cls, _CONVERTER, _cattrs_forbid_extra_keys=True, _cattrs_detailed_validation=True)


def written_as_number(cls: type[T], check: Callable[[T], object]) -> None:
    """Let a file write a ``cls`` as a number, its ``value``; ``check`` raises ValueError if it makes no sense."""
    inner = _of_fields(cls)

    def hook(value: Any, _: Any) -> T:
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = {"value": value}
        if not isinstance(value, Mapping):
            raise Expected("a number, or a table of numbers", value)
        made: T = inner(value, cls)
        try:
            check(made)
        except ValueError as error:
            raise Expected(str(error), dict(value)) from None
        return made

    _CONVERTER.register_structure_hook(cls, hook)


def _optional(value: Any, cls: Any) -> Any:
    if value is None:
        return None
    (kind,) = [arg for arg in get_args(cls) if arg is not type(None)]
    return _CONVERTER.structure(value, kind)


def _is(cls: Any, origin: Any) -> bool:
    return get_origin(cls) is origin


def _is_optional(cls: Any) -> bool:
    return get_origin(cls) in (Union, types.UnionType) and type(None) in get_args(cls) and len(get_args(cls)) == 2


def _class_hook(cls: type) -> Callable[[Any, Any], Any]:
    inner = _of_fields(cls)

    def hook(value: Any, kind: Any) -> Any:
        if not isinstance(value, Mapping):
            raise Expected("a table", value)
        return inner(value, kind)

    return hook


_CONVERTER = cattrs.Converter(detailed_validation=True, forbid_extra_keys=True)
for _kind, _name in ((bool, "true or false"), (int, "a whole number"), (float, "a number"), (str, "a text")):
    _CONVERTER.register_structure_hook(_kind, _strict(_kind, _name))
_CONVERTER.register_structure_hook(dt.date, _strict(dt.date, "a date such as 2024-01-26"))
_CONVERTER.register_structure_hook_func(lambda cls: _is(cls, Literal), _literal)
_CONVERTER.register_structure_hook_func(_is_optional, _optional)
_CONVERTER.register_structure_hook_func(lambda cls: cls is LabelSet, _labels)
_CONVERTER.register_structure_hook_factory(attrs.has, _class_hook)
written_as_number(Spread, Spread.distribution)


def _tuple_hook(cls: Any) -> Callable[[Any, Any], Any]:
    item = get_args(cls)[0]
    fixed_length = None if get_args(cls)[-1] is Ellipsis else len(get_args(cls))

    def hook(value: Any, _: Any) -> Any:
        if not isinstance(value, list):
            raise Expected("a list", value)
        if fixed_length is not None and len(value) != fixed_length:
            raise Expected(f"a list of {fixed_length}", value)
        return tuple(_each(list(enumerate(value)), item))

    return hook


def _mapping_hook(cls: Any) -> Callable[[Any, Any], Any]:
    item = get_args(cls)[1]

    def hook(value: Any, _: Any) -> Any:
        if not isinstance(value, Mapping):
            raise Expected("a table", value)
        return dict(zip(value, _each(list(value.items()), item), strict=True))

    return hook


class Several(Exception):  # noqa: N818 - it names what it carries
    """Problems of the parts of a list or table, each with its key."""

    def __init__(self, parts: list[tuple[str, Exception]]) -> None:
        super().__init__(f"{len(parts)} problems")
        self.parts = parts


def _each(items: list[tuple[Any, Any]], kind: Any) -> list[Any]:
    values, wrong = [], []
    for key, value in items:
        try:
            values.append(_CONVERTER.structure(value, kind))
        except Exception as error:  # noqa: BLE001 - collected, each with its key
            wrong.append((f"[{key}]" if isinstance(key, int) else str(key), error))
    if wrong:
        raise Several(wrong)
    return values


_CONVERTER.register_structure_hook_factory(lambda cls: _is(cls, tuple), _tuple_hook)
_CONVERTER.register_structure_hook_factory(
    lambda cls: _is(cls, dict) or _is(cls, Mapping),
    _mapping_hook,
)


def _join(key: str, part: str) -> str:
    return part if not key else f"{key}{part}" if part.startswith("[") else f"{key}.{part}"


def _problems(error: BaseException, file: str, key: str) -> list[Problem]:
    if isinstance(error, Several):
        return [p for part, inner in error.parts for p in _problems(inner, file, _join(key, part))]
    if isinstance(error, ClassValidationError | IterableValidationError):
        found = []
        with_notes, without = error.group_exceptions()
        for inner, note in with_notes:
            name = str(getattr(note, "name", getattr(note, "index", "")))
            found += _problems(inner, file, _join(key, name))
        for inner in without:
            found += _problems(inner, file, key)
        return found
    if isinstance(error, ForbiddenExtraKeysError):
        known = [a.name for a in attrs.fields(error.cl)]
        return [
            Problem(
                file=file, key=_join(key, extra), expected="a known key", received=extra, hint=nearest(extra, known)
            )
            for extra in sorted(error.extra_fields)
        ]
    if isinstance(error, Expected):
        return [Problem(file=file, key=key, expected=error.expected, received=shown(error.received), hint=error.hint)]
    if isinstance(error, KeyError):
        return [Problem(file=file, key=key or str(error.args[0]), expected="a value", received="nothing")]
    return [Problem(file=file, key=key, expected="a valid value", received=f"{error}")]
