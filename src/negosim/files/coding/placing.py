"""Give each row its document and its span: the texts of a folder, and the quotation of a row in one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from negosim.errors import BadInput, Problem, nearest, shown
from negosim.evidence.claims import Document, Dossier, digest_of
from negosim.files.coding.annotations import SOURCE
from negosim.files.coding.rows import Row
from negosim.files.quotations import GAP, alike, begins_with, ends_with, occurrences
from negosim.files.source_texts import read_text

Report = Callable[[Row, str, str, str, str], None]
"""Takes a problem of a row: the row, the column, what was expected, what was received, and a hint."""
SHOWN_BEFORE = 24


@attrs.define
class Texts:
    """The texts of a folder, by document: those of a dossier, and new ones that rows describe.

    Attributes
    ----------
    folder : Path
        Where the texts lie.
    documents : dict[str, Document]
        By identifier.
    texts : dict[str, str]
        By identifier of the document.
    new : list[Document]
        Those that the dossier does not have yet.
    refused : set[str]
        Names of texts that could be no new document, which is told once.
    """

    folder: Path
    documents: dict[str, Document]
    texts: dict[str, str] = attrs.field(factory=dict)
    new: list[Document] = attrs.field(factory=list)
    refused: set[str] = attrs.field(factory=set)

    @classmethod
    def of(cls, folder: Path, dossier: Dossier) -> Texts:
        """The texts of a dossier; BadInput if there is no such folder."""
        if not folder.is_dir():
            raise BadInput([Problem(file="--texts", expected="the folder with the texts", received=str(folder))])
        return cls(folder, {document.id: document for document in dossier.documents})

    def document_of(self, row: Row, values: Mapping[str, Any], report: Report) -> Document | None:
        """The document of a row; a text that the dossier does not have becomes one by what its first row says."""
        word = str(values.get("document", ""))
        guessed, word = word.startswith(SOURCE), word.removeprefix(SOURCE)
        files = {document.file: document for document in self.documents.values()}
        there = sorted(p.name for p in self.folder.iterdir() if p.is_file() and not p.name.startswith("."))
        if guessed and word not in {*files, *there}:
            word = ""
        only = list(dict.fromkeys([*files, *there]))
        if not word and len(only) == 1:
            word = only[0]
        found = self.documents.get(word) or files.get(word)
        if found is not None:
            return found
        name = values.get("file") or next((n for n in there if word in (n, Path(n).stem)), word)
        if name in self.refused:
            return None
        if name not in there:
            expected = f"a document, or a text in {self.folder}"
            report(row, "document", expected, word or "nothing", nearest(word, [*self.documents, *there]))
            return None
        return self._new(row, name, word if "file" in values else Path(name).stem, values, report)

    def _new(self, row: Row, name: str, identifier: str, values: Mapping[str, Any], report: Report) -> Document | None:
        self.refused.add(name)
        missing = [column for column in ("publisher", "published") if column not in values]
        for column in missing:
            report(row, column, f"who published {name}, and when: it is new to the dossier", "nothing", "")
        if identifier in self.documents:
            report(row, "document", "a text whose name is no document's yet", name, "")
        elif not missing and self._read(row, name, identifier, report):
            reason = values.get("published_reason", "")
            document = Document(
                id=identifier,
                file=name,
                publisher=values["publisher"],
                date=values["published"],
                date_basis="inferred" if reason else "stated",
                date_reason=reason,
                title=values.get("title", identifier),
                length=len(self.texts[identifier]),
                digest=digest_of(self.texts[identifier]),
            )
            self.documents[identifier] = document
            self.new.append(document)
            return document
        return None

    def text_of(self, row: Row, document: Document, report: Report) -> str | None:
        """The text of a document, whose digest is the dossier's; None, and a problem the first time, if not."""
        if document.id not in self.texts and self._read(row, document.file, document.id, report):
            text = self.texts[document.id]
            if digest_of(text) != document.digest:
                expected = f"the text of {document.id} in the dossier, digest {document.digest[:12]}…"
                report(row, "document", expected, f"{document.file} with {digest_of(text)[:12]}…", "")
                self.texts[document.id] = ""
        return self.texts.get(document.id) or None

    def _read(self, row: Row, name: str, identifier: str, report: Report) -> bool:
        try:
            text, received = read_text(self.folder / name), "an empty file"
        except BadInput as error:
            text, received = "", error.problems[0].received
        if not text.strip():
            report(row, "document", f"a text in {self.folder}", f"{name}: {received}", "")
        self.texts[identifier] = text if text.strip() else ""
        return bool(self.texts[identifier])


def span_in(text: str, row: Row, values: Mapping[str, Any], report: Report) -> tuple[int, int] | None:
    """Find the span of a row in its text; None, and a problem, if it is not there once."""
    quotation = values.get("quotation", "")
    if "start" in values and "stop" in values:
        return _given(text, row, values, quotation, report)
    if not quotation:
        report(row, "quotation", "words of the text", "nothing", "")
        return None
    places = occurrences(text, quotation)
    if "occurrence" in values:
        number: int = values["occurrence"]
        if 1 <= number <= len(places):
            return places[number - 1]
        expected = f"a number from 1 to {len(places)}, of the places of the quotation"
        report(row, "occurrence", expected, str(number), "")
        return None
    chosen = _by_context(text, row, places)
    if len(chosen) == 1:
        return chosen[0]
    if not places:
        report(row, "quotation", "words of the text", shown(quotation), _beginning(text, quotation))
    else:
        received = f"{shown(quotation)} {len(chosen)} times: {'; '.join(_places(text, chosen[:4]))}"
        hint = "give some words more, or its number in a column occurrence"
        report(row, "quotation", "words that stand there once", received, hint)
    return None


def _given(text: str, row: Row, values: Mapping[str, Any], quotation: str, report: Report) -> tuple[int, int] | None:
    """The span that a row names by its characters, if it is in the text and the quotation stands there."""
    start, stop = span = (int(values["start"]), int(values["stop"]))
    if not 0 <= start < stop <= len(text):
        report(row, "start", f"0 <= start < stop <= {len(text)}", f"{start} and {stop}", "")
        return None
    if quotation and not alike(text[start:stop], quotation) and span not in occurrences(text, quotation):
        report(row, "start", "characters where the quotation stands", f"{start} and {stop}", "leave both empty")
        return None
    return span


def _by_context(text: str, row: Row, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places that what an annotation says of before, after and position leaves; all, if it leaves none."""
    tests: Sequence[Callable[[int, int], bool]] = (
        lambda start, stop: ends_with(text[:start], row.before) and begins_with(text[stop:], row.after),
        lambda start, stop: (start, stop) == row.near,
    )
    for test in tests:
        if len(places) > 1:
            places = [place for place in places if test(*place)] or places
    return places


def _places(text: str, places: list[tuple[int, int]]) -> Iterator[str]:
    for start, stop in places:
        around = " ".join(text[max(0, start - SHOWN_BEFORE) : start].split())
        line = text.count("\n", 0, start) + 1
        yield f"characters {start} to {stop}, line {line} after {shown(around)}"


def _beginning(text: str, quotation: str) -> str:
    """A hint that says up to which word a quotation stands in a text."""
    words = re.split(r"\s+", GAP.split(quotation.strip())[0])
    count = next((n for n in range(len(words), 0, -1) if occurrences(text, " ".join(words[:n]))), 0)
    return f"it stands there up to {shown(' '.join(words[:count])[-40:])}" if count > 1 else ""
