"""Import claims: rows of a table or annotations, checked all at once and appended to a dossier."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from negosim.domain.issues import Issue
from negosim.errors import BadInput, Problem, nearest, shown
from negosim.evidence.claims import Claim, Dossier, digest_of
from negosim.evidence.projection import ALL_MEDIATORS
from negosim.files.coding.annotations import read_annotations
from negosim.files.coding.appending import Addition, appended, check_appended
from negosim.files.coding.dossier_text import text_of
from negosim.files.coding.placing import Texts, span_in
from negosim.files.coding.rows import OF_DOCUMENT, OF_SPAN, Row, value_of
from negosim.files.coding.tables import read_table
from negosim.files.dossier import load_dossier, mismatches, problems_of
from negosim.files.overrides import resolve
from negosim.files.quotations import FREE_WORDS, is_copied, words_in_a_row
from negosim.files.scenario_format import ScenarioFile
from negosim.files.scenario_parts import issues_of
from negosim.files.shipped_cases import find_case
from negosim.files.toml_reading import UNPRINTABLE, structure

NUMBERED = re.compile(r"(.*?)(\d+)\Z")
TALKS = "talks"


def read_claims(
    path: Path | str,
    texts: Path | str,
    dossier: Path | str,
    scenario: Path | str | None = None,
    also: Collection[str] = (),
    *,
    only_new: bool = False,
) -> Addition:
    """Read claims from a table or annotations, and check them; nothing is written.

    Parameters
    ----------
    path : Path | str
        A table (``tables.read_table``), or annotations whose name ends with ``.json``.
    texts : Path | str
        Folder with the texts.
    dossier : Path | str
        To which they are to be added; it need not exist.
    scenario : Path | str | None
        Whose actors, issues and levels claims are held against; None for ``scenario.toml`` beside the dossier, if
        there is one.
    also : Collection[str]
        Actors and issues that the scenario does not have and claims may name.
    only_new : bool
        Leave out rows whose claims the dossier has already.

    Returns
    -------
    Addition

    Raises
    ------
    BadInput
        With every problem of every row, each with its line and column.
    """
    target, beside = Path(dossier), Path(dossier).parent / "scenario.toml"
    if not target.parent.is_dir():
        raise BadInput([Problem(file=str(dossier), expected="a file in a folder that exists", received="no folder")])
    old = target.read_bytes() if target.is_file() else b""
    known = load_dossier(target) if old else Dossier()
    known = attrs.evolve(known, meant=(*known.meant, *also))
    against = scenario or (beside if beside.is_file() else None)
    rows, notes = (read_annotations if str(path).lower().endswith((".json", ".jsonld")) else read_table)(path)
    reader = _Reader(str(path), known, Texts.of(Path(texts), known), only_new)
    if against is None:
        notes.append("no scenario is given: actors, issues and levels are not held against one")
    else:
        entry = structure(resolve(find_case(against)), ScenarioFile, str(against))
        reader.actors = {*entry.parties, *entry.mediators, ALL_MEDIATORS, TALKS}
        reader.issues = {issue.name: issue for issue in issues_of(entry)}
    claims = reader.claims(rows)
    if reader.problems:
        raise BadInput(reader.problems.values())
    documents = tuple(reader.texts.new)
    text = text_of(documents, claims) if claims else ""
    content = appended(old, text)
    check_appended(content, attrs.evolve(known, meant=()), documents, claims, target)
    return Addition(target, documents, claims, text, old, content, reader.skipped, (*notes, *reader.notes))


def _content(claim: Claim) -> str:
    """What a claim says, without its id."""
    return text_of((), [attrs.evolve(claim, id="")])


@attrs.define
class _Reader:
    """Makes claims of rows, and collects the problems: one for each column of a row."""

    file: str
    dossier: Dossier
    texts: Texts
    only_new: bool
    actors: set[str] = attrs.field(factory=set)
    issues: dict[str, Issue] = attrs.field(factory=dict)
    problems: dict[tuple[str, str], Problem] = attrs.field(factory=dict)
    notes: list[str] = attrs.field(factory=list)
    skipped: int = 0

    def report(self, row: Row, column: str, expected: str, received: str, hint: str = "") -> None:
        """Take down a problem, unless its cell has one."""
        key = f"{row.address}, column {column}"
        problem = Problem(file=self.file, key=key, expected=expected, received=received, hint=hint)
        self.problems.setdefault((row.address, column.partition(".")[0]), problem)

    def claims(self, rows: list[Row]) -> tuple[Claim, ...]:
        """The claims of rows; they count only if there is no problem."""
        read = [(row, self._values(row)) for row in rows]
        described: dict[str, dict[str, Any]] = {}
        for _, values in read:
            told = {name: value for name, value in values.items() if name in OF_DOCUMENT}
            described.setdefault(values.get("document", ""), {}).update(told)
        made = [
            (row, claim)
            for row, values in read
            for claim in self._claim(row, described[values.get("document", "")] | values)
        ]
        self._check([row for row, _ in made], [claim for _, claim in made])
        taken, named = {claim.id for claim in self.dossier.claims}, list[Claim]()
        had: dict[str, list[str]] = {}
        for old in self.dossier.claims:
            had.setdefault(_content(old), []).append(old.id)
        for row, claim in made:
            names = had.setdefault(_content(claim), [])
            same = next((name for name in names if claim.id in ("", name)), "")
            if same and self.only_new:
                self.skipped += 1
                continue
            if same:
                expected, hint = "a claim that is not there yet", "--only-new leaves out those that are"
                self.report(row, "id", expected, f"the same as {same}", hint)
            elif claim.id and claim.id in taken:
                self.report(row, "id", "an id that no other claim has", claim.id)
            taken.add(claim.id)
            named.append(claim)
            names.append(claim.id or row.address)
        return tuple(self._numbered(named))

    def _numbered(self, claims: list[Claim]) -> Iterator[Claim]:
        """Give the next numbers to claims without an id."""
        ids = [claim.id for claim in (*self.dossier.claims, *claims) if claim.id]
        found = [match for match in map(NUMBERED.match, ids) if match]
        head, digits = found[-1].groups() if found else ("c", "000")
        last = max((int(match[2]) for match in found if match[1] == head), default=0)
        for claim in claims:
            if not claim.id:
                last += 1
                claim = attrs.evolve(claim, id=f"{head}{last:0{len(digits)}}")  # noqa: PLW2901
            yield claim

    def _claim(self, row: Row, values: dict[str, Any]) -> Iterator[Claim]:
        """The claim of a row, if it is one."""
        document = self.texts.document_of(row, values, self.report)
        text = self.texts.text_of(row, document, self.report) if document else None
        span = span_in(text, row, values, self.report) if text else None
        given = {name: value for name, value in values.items() if name not in (*OF_DOCUMENT, *OF_SPAN)}
        given.setdefault("id", "")
        given.setdefault("kind", "position")
        if given["kind"] != "position":
            given.setdefault("stance", "observes")
        if document is not None:
            given["document"] = document.id
            if "date" not in given:
                given = {"date_basis": document.date_basis, **given, "date": document.date}
        start, stop = span or (0, 1)
        given |= {"span": [start, stop], "digest": digest_of(text[start:stop] if text else "")}
        if document is None:
            given = {"document": "", "date": dt.date.min} | given
        if span and text and given.get("paraphrase"):
            self._paraphrase(row, given["paraphrase"], text[start:stop])
        try:
            claim = structure(given, Claim, self.file, row.address)
        except BadInput as error:
            for problem in error.problems:
                column = problem.key.removeprefix(f"{row.address}.")
                self.report(row, column, problem.expected, problem.received, problem.hint)
            return
        if document is not None and text:
            yield claim

    def _values(self, row: Row) -> dict[str, Any]:
        values = {}
        for column, cell in row.cells.items():
            if UNPRINTABLE.search(cell) and column not in OF_SPAN:
                self.report(row, column, "a text without control characters", shown(cell))
                continue
            try:
                values[column] = value_of(column, cell, decimal_comma=row.decimal_comma)
            except ValueError as error:
                self.report(row, column, str(error), shown(cell))
        return values

    def _paraphrase(self, row: Row, paraphrase: str, quotation: str) -> None:
        shared = words_in_a_row(paraphrase, quotation)
        if is_copied(paraphrase, quotation):
            self.report(row, "paraphrase", "the coder's own words", f"{shared} words of the text in a row")
        elif shared > FREE_WORDS:
            self.notes.append(
                f"{self.file}: {row.address}, column paraphrase: follows the text for {shared} words in a row; "
                f"{FREE_WORDS} are enough, names and titles aside"
            )

    def _check(self, rows: list[Row], claims: list[Claim]) -> None:
        """Check claims as a dossier is checked, and against the scenario."""
        numbered = tuple(attrs.evolve(claim, id=str(number)) for number, claim in enumerate(claims))
        dossier = attrs.evolve(self.dossier, documents=tuple(self.texts.documents.values()), claims=numbered)
        for row, claim in zip(rows, claims, strict=True):
            self._names(row, claim)
        issues = tuple(self.issues.values())
        for problem in (
            *problems_of(dossier, self.file),
            *(mismatches(dossier, issues, self.actors, self.file) if issues else ()),
        ):
            place = re.fullmatch(r"claims\.(\d+)\.(.+)", problem.key)
            if place:
                self.report(rows[int(place[1])], place[2], problem.expected, problem.received, problem.hint)

    def _names(self, row: Row, claim: Claim) -> None:
        """Report actors and issues that neither the scenario nor the dossier has."""
        if not self.issues:
            return
        used = {*self.dossier.meant}
        for old in self.dossier.claims:
            used |= {old.actor, old.toward, old.issue}
        words: list[tuple[str, str, Mapping[str, Any] | set[str]]] = [("issue", claim.issue, self.issues)]
        words += [(f, name, self.issues) for f in ("condition", "unless") for name in getattr(claim, f)]
        words += [("toward", claim.toward, self.actors)]
        if claim.kind != "audience":  # stands outside of the talks
            words += [("actor", claim.actor, self.actors)]
        for column, word, known in words:
            if word and word not in known and word not in used:
                what = "an issue of the scenario" if known is self.issues else "a party or mediator of the scenario"
                hint = f"{nearest(word, known)}; if it is meant: --also {word}".removeprefix("; ")
                self.report(row, column, what, word, hint)
