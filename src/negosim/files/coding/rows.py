"""Rows of claims, from a table or from annotations: their columns, and the values in their cells."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

import attrs

COLUMNS: Mapping[str, str] = {
    "id": "unique in the dossier; empty for the next number",
    "document": "id of a document, or the name of a text; may be empty if there is one text only",
    "quotation": "words of the text; ' … ' between parts of one span; not stored",
    "occurrence": "which one is meant, if the quotation stands there several times: 1, 2, …",
    "start": "first character of the span, in place of a quotation or to check it",
    "stop": "the character after the last",
    "kind": "position (if empty), stake, fact, relation, pressure, style, audience, participation, expectation",
    "actor": "who holds, does or is described: a party or mediator by its name; of a stake also talks",
    "speaker": "who said so",
    "toward": "the other side",
    "direction": "-1, 0 or 1",
    "issue": "by its name in the scenario",
    "level": "of the issue, by its label; of a style: relay, draft, press",
    "value": "of the issue, as a number, in place of a level",
    "unit": "of the value",
    "stance": "demands, proposes, accepts, open_to, resists, refuses; observes (if empty, in no position)",
    "condition": "packages for which the stance holds: pause=60|90, hostages=100",
    "unless": "with what a refusal does not hold, in the same form",
    "only": "yes, if the words leave no price",
    "deal": "a key that ties the claims on one deal",
    "until": "the first day on which the deal no longer stood",
    "attribution": "on_record, named_official, anonymous_official, reported, rumoured",
    "date": "when it was said or held; if empty, the day of the document",
    "date_basis": "stated or inferred",
    "emphasis": "1 (if empty), 2 or 3",
    "paraphrase": "what it says, in the coder's words",
    "note": "what is ambiguous",
    "publisher": "of a text that the dossier does not have yet; one row of it says so",
    "published": "the day of such a text",
    "published_reason": "from what that day follows, if the text does not state it",
    "title": "of such a text; if empty, its name",
    "file": "of such a text, if it is not the document's name",
}
"""The columns of a table of claims and their meanings (docs/coding.md)."""
ALIASES: Mapping[str, str] = {"text": "document", "span": "quotation", "quote": "quotation"}
OF_DOCUMENT = ("publisher", "published", "published_reason", "title", "file")
OF_SPAN = ("quotation", "occurrence", "start", "stop")
FREE = frozenset({"quotation", "speaker", "paraphrase", "note", "publisher", "published_reason", "title"})
"""Columns of prose, whose white space is kept."""
YES, NO = ("yes", "true", "1", "x"), ("no", "false", "0")
GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\Z")
DECIMAL_COMMA = re.compile(r"-?\d+,\d+\Z")
SIMPLE = re.compile(r"[^\s=|,{}\"'](?:[^=|,{}\"']*[^\s=|,{}\"'])?\Z")
"""A name or label that can stand in a condition without quotation marks."""


@attrs.frozen
class Row:
    """One claim as it was given.

    Attributes
    ----------
    address : str
        Where it stands in its file, such as ``line 7``.
    cells : Mapping[str, str]
        By column; empty cells are left out.
    before, after : str
        Words before and after the quotation, which tell several places apart.
    near : tuple[int, int] | None
        The place where an annotation says that the quotation is.
    decimal_comma : bool
        Whether numbers may have one, since cells are separated by other signs.
    """

    address: str
    cells: Mapping[str, str]
    before: str = ""
    after: str = ""
    near: tuple[int, int] | None = None
    decimal_comma: bool = False


def value_of(column: str, cell: str, *, decimal_comma: bool = False) -> Any:
    """Read the value in a cell; ValueError with what was expected."""
    if column in FREE:
        return cell
    cell = cell.strip()
    read = READERS.get(column)
    if column == "value" and decimal_comma and DECIMAL_COMMA.match(cell):
        cell = cell.replace(",", ".")
    return read(cell) if read else cell


def _whole(cell: str) -> int:
    try:
        return int(cell.removesuffix(".0").replace("−", "-"))
    except ValueError:
        raise ValueError("a whole number") from None


def _number(cell: str) -> float:
    try:
        return float(cell.replace("−", "-"))
    except ValueError:
        raise ValueError("a number such as 2.5") from None


def _truth(cell: str) -> bool:
    if cell.lower() not in (*YES, *NO):
        raise ValueError("yes or no")
    return cell.lower() in YES


def _day(cell: str) -> dt.date:
    german = GERMAN_DAY.match(cell)
    try:
        if german:
            return dt.date(int(german[3]), int(german[2]), int(german[1]))
        return dt.date.fromisoformat(cell)
    except ValueError:
        raise ValueError("a date such as 2024-01-26") from None


def _condition(cell: str) -> dict[str, list[str]]:
    """Levels by issue: ``pause=60|90, hostages=100``, or a table of TOML."""
    if cell.startswith("{"):
        try:
            return dict(tomllib.loads(f"x = {cell}")["x"])
        except tomllib.TOMLDecodeError:
            raise ValueError('levels by issue, such as { pause = ["60", "90"] }') from None
    levels: dict[str, list[str]] = {}
    for part in cell.replace(";", ",").split(","):
        name, equals, labels = (word.strip() for word in part.partition("="))
        if not (name and equals and labels) or name in levels:
            raise ValueError("levels by issue, each issue once, such as pause=60|90, hostages=100")
        levels[name] = [label.strip() for label in labels.split("|")]
    return levels


READERS: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(("direction", "emphasis", "occurrence", "start", "stop"), _whole),
    **dict.fromkeys(("date", "until", "published"), _day),
    **dict.fromkeys(("condition", "unless"), _condition),
    "value": _number,
    "only": _truth,
}


def cell_of(value: Any) -> str:
    """Write a value as a cell, so that ``value_of`` reads the same."""
    if isinstance(value, Mapping):
        if all(SIMPLE.match(word) and ";" not in word for name, each in value.items() for word in (name, *each)):
            return ", ".join(f"{name}={'|'.join(labels)}" for name, labels in value.items())
        from_toml = ", ".join(f"{_quoted(name)} = [{', '.join(map(_quoted, each))}]" for name, each in value.items())
        return f"{{ {from_toml} }}"
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    return "" if value is None else str(value)


def _quoted(word: str) -> str:
    signs = {"\\": "\\\\", '"': '\\"'}
    plain = (signs.get(sign, sign if sign.isprintable() else f"\\U{ord(sign):08x}") for sign in word)
    return f'"{"".join(plain)}"'
