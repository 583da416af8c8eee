"""Read the highlights of a reader, as W3C web annotations or as Hypothesis exports them, as rows of claims."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from negosim.errors import BadInput, Problem, nearest, shown
from negosim.files.coding.rows import ALIASES, COLUMNS, Row
from negosim.files.regular_files import read_regular

LISTS = ("rows", "items", "annotations")
"""Keys under which a file keeps its annotations."""
FLAGS = ("only",)
"""Columns that a tag without a value says yes to."""
TAGGED = frozenset(COLUMNS) - {"quotation", "start", "stop", "occurrence"}


def read_annotations(path: Path | str) -> tuple[list[Row], list[str]]:
    """Read annotations as rows of claims.

    A tag gives a column, as ``actor:union`` or ``stance:refuses``; the text of the note is the paraphrase. The
    quotation is that of the text quote selector, whose prefix and suffix tell several places apart; without one, the
    text position selector gives the span. Annotations without such a tag are left out.

    Parameters
    ----------
    path : Path | str
        JSON: a list of annotations, one, or an object that holds a list (``rows``, ``items`` or ``annotations``).

    Returns
    -------
    tuple[list[Row], list[str]]
        The rows, and notes for whoever reads them.

    Raises
    ------
    BadInput
        The file is no JSON of annotations, or has tags that are no columns.
    """
    file, rows, problems = str(path), list[Row](), list[Problem]()
    entries = list(_entries(_parsed(Path(path))))
    for number, entry in enumerate(entries, start=1):
        address = f"annotation {number}"
        if not isinstance(entry, Mapping):
            problems.append(Problem(file=file, key=address, expected="an annotation", received=shown(entry)))
            continue
        tags, note = _bodies(entry)
        cells: dict[str, str] = {}
        wrong = list(_tagged(tags, cells, file, address))
        if cells or wrong:
            problems += wrong
            rows.append(_row(entry, address, {"paraphrase": note, **cells} if note.strip() else cells))
    if not rows and not problems:
        expected = "annotations with tags such as actor:NAME"
        problems.append(Problem(file=file, expected=expected, received=f"{len(entries)} without"))
    if problems:
        raise BadInput(problems)
    left = len(entries) - len(rows)
    return rows, [f"{left} annotations of {file} have no tag such as actor:NAME and are left out"] if left else []


def _parsed(path: Path) -> Any:
    try:
        return json.loads(read_regular(path).decode("utf-8-sig"))
    except FileNotFoundError:
        received = "no such file"
    except (OSError, ValueError, RecursionError) as error:
        received = getattr(error, "strerror", None) or str(error)
    raise BadInput([Problem(file=str(path), expected="annotations in JSON", received=received)])


def _entries(data: Any) -> list[Any]:
    if isinstance(data, Mapping):
        held = next((data[key] for key in LISTS if key in data), data.get("first", [data]))
        return _entries(held) if isinstance(held, Mapping) else _listed(held)
    return _listed(data)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _bodies(entry: Mapping[str, Any]) -> tuple[list[str], str]:
    """The tags of an annotation, and the text of its note."""
    tags = [tag for tag in _listed(entry.get("tags")) if isinstance(tag, str)]
    notes = [entry.get("text"), entry.get("bodyValue")]
    for body in _listed(entry.get("body")):
        value = body.get("value") if isinstance(body, Mapping) else body
        if isinstance(body, Mapping) and body.get("purpose") == "tagging" and isinstance(value, str):
            tags.append(value)
        else:
            notes.append(value)
    return tags, "\n".join(note for note in notes if isinstance(note, str) and note.strip())


def _tagged(tags: list[str], cells: dict[str, str], file: str, address: str) -> Iterator[Problem]:
    """Put what tags say into cells; tags without a colon are the reader's own, save those of yes and no."""
    for tag in tags:
        head, colon, value = (word.strip() for word in tag.partition(":"))
        column = ALIASES.get(head.lower(), head.lower())
        if not colon:
            cells.update({column: "yes"} if column in FLAGS else {})
        elif column not in TAGGED:
            hint = nearest(column, TAGGED)
            yield Problem(file=file, key=f"{address}, tag", expected="a column of claims", received=tag, hint=hint)
        elif column in cells:
            yield Problem(file=file, key=f"{address}, tag", expected=f"{column} once", received=tag)
        else:
            cells[column] = value


def _row(entry: Mapping[str, Any], address: str, cells: dict[str, str]) -> Row:
    targets = [target for target in _listed(entry.get("target")) if isinstance(target, Mapping)]
    selectors = [s for target in targets for s in _listed(target.get("selector")) if isinstance(s, Mapping)]
    kinds = {str(selector.get("type")): selector for selector in reversed(selectors)}
    quote, place = kinds.get("TextQuoteSelector", {}), kinds.get("TextPositionSelector", {})
    quotation, start, stop = quote.get("exact"), place.get("start"), place.get("end")
    near = (start, stop) if isinstance(start, int) and isinstance(stop, int) else None
    if isinstance(quotation, str) and quotation.strip():
        cells["quotation"] = quotation
    elif near:
        cells |= {"start": str(start), "stop": str(stop)}
    if "document" not in cells:
        sources = [*(target.get("source") for target in targets), entry.get("uri"), entry.get("target")]
        names = [Path(unquote(urlsplit(s).path)).name for s in sources if isinstance(s, str)]
        cells |= {"document": f"{SOURCE}{names[0]}"} if names and names[0] else {}
    before, after = (word if isinstance(word, str) else "" for word in (quote.get("prefix"), quote.get("suffix")))
    return Row(address, cells, before, after, near)


SOURCE = "source:"
"""Marks the name of a text that follows from the address of a page; it counts where there is such a text."""
