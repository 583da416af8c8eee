"""Export the claims of a dossier as a table that ``importing`` reads back to the same claims."""

from __future__ import annotations

from pathlib import Path

import attrs

from negosim.errors import BadInput
from negosim.evidence.claims import Claim, Document, Dossier
from negosim.files.coding.rows import COLUMNS, cell_of
from negosim.files.coding.tables import table_text
from negosim.files.source_texts import check_against_texts, read_text


def table_of(dossier: Dossier, texts: Path | str | None = None, file: str = "dossier.toml") -> bytes:
    """Write the claims of a dossier as a table.

    Parameters
    ----------
    dossier : Dossier
        With the claims.
    texts : Path | str | None
        Folder with the texts, from which quotations are filled in; None leaves them empty.
    file : str
        Of the dossier, named in errors.

    Returns
    -------
    bytes
        Of the table, a row for each claim in order. What describes a document stands in its first row.

    Raises
    ------
    BadInput
        With every document and claim that differs from its text.
    """
    problems = check_against_texts(dossier, texts, file) if texts is not None else []
    if problems:
        raise BadInput(problems)
    documents = {document.id: document for document in dossier.documents}
    words = {name: read_text(Path(texts) / d.file) for name, d in documents.items()} if texts is not None else {}
    described, rows = set[str](), list[dict[str, str]]()
    for claim in dossier.claims:
        document = documents[claim.document]
        quotation = words[document.id][claim.span[0] : claim.span[1]] if words else ""
        first = document.id not in described
        rows.append(_row(claim, quotation) | (_described(document) if first else {}))
        described.add(document.id)
    return table_text(rows)


def _row(claim: Claim, quotation: str) -> dict[str, str]:
    values = {field.name: getattr(claim, field.name) for field in attrs.fields(Claim) if field.name in COLUMNS}
    start, stop = claim.span
    return {name: cell_of(value) for name, value in values.items() if value != {}} | {
        "quotation": quotation,
        "start": str(start),
        "stop": str(stop),
    }


def _described(document: Document) -> dict[str, str]:
    return {
        "publisher": document.publisher,
        "published": str(document.date),
        "published_reason": document.date_reason,
        "title": document.title,
        "file": document.file,
    }
