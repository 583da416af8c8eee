"""Find the span of a claim in its source text, and compare a dossier with the texts, as ``docs/coding.md`` counts."""

from __future__ import annotations

import re
from pathlib import Path

import attrs

from negosim.errors import BadInput, Problem, shown
from negosim.evidence.claims import Claim, Document, Dossier, digest_of
from negosim.files.quotations import occurrences, places
from negosim.files.regular_files import read_regular

_SENTENCE_END = re.compile(r"[.!?][\"'’”)\]]*\s+|\n\s*\n")


@attrs.frozen
class Span:
    """The place of some words in a text, with the digests for a dossier.

    Attributes
    ----------
    length : int
        Characters of the whole text.
    text_digest : str
        SHA-256 of it.
    span : tuple[int, int]
        First character and the one after the last.
    digest : str
        SHA-256 of the span.
    """

    length: int
    text_digest: str
    span: tuple[int, int]
    digest: str


def read_text(path: Path | str) -> str:
    """Read a text in UTF-8 with its line endings as they are; BadInput if it is missing or no text."""
    try:
        return read_regular(path).decode("utf-8")
    except (OSError, ValueError) as error:
        received = getattr(error, "strerror", None) or "not text in UTF-8"
        raise BadInput([Problem(file=str(path), expected="a text", received=str(received))]) from None


def span_of(path: Path | str, first: str, last: str = "") -> Span:
    """Find the span of some words in a text.

    Parameters
    ----------
    path : Path | str
        Of the text.
    first : str
        The words, or the beginning of a longer span; they occur once. White space and typographic signs may differ
        (``quotations.occurrences``), and `` … `` may stand for what is left out.
    last : str
        The end of a longer span.

    Raises
    ------
    BadInput
        The text cannot be read, ``first`` does not occur exactly once, or ``last`` does not follow it.
    """
    text = read_text(path)
    found = occurrences(text, first)
    if len(found) != 1:
        hint = "give some words more" if found else "white space and typographic signs may differ, nothing else"
        expected, received = f"{shown(first)} once", f"{len(found)} times"
        raise BadInput([Problem(file=str(path), key="span", expected=expected, received=received, hint=hint)])
    ((start, stop),) = found
    if last:
        following = next(places(text, last, start), None)
        if following is None:
            expected = f"{shown(last)} after {shown(first)}"
            raise BadInput([Problem(file=str(path), key="span", expected=expected, received="nothing")])
        stop = max(stop, following[1])
    return Span(len(text), digest_of(text), (start, stop), digest_of(text[start:stop]))


def check_against_texts(dossier: Dossier, folder: Path | str, file: str = "dossier.toml") -> list[Problem]:
    """Compare a dossier with the texts that it was coded from.

    Parameters
    ----------
    dossier : Dossier
        Documents and claims with their digests.
    folder : Path | str
        Where the texts lie.
    file : str
        Of the dossier, named in errors.

    Returns
    -------
    list[Problem]
        A problem for each document and span whose length or digest differs, and for each text that cannot be read.
    """
    problems: list[Problem] = []
    texts: dict[str, str] = {}
    for document in dossier.documents:
        path = Path(folder) / document.file
        try:
            texts[document.id] = read_regular(path).decode("utf-8")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "not text in UTF-8"
            problems.append(
                Problem(file=str(path), expected=f"the text of document {document.id}", received=str(reason))
            )
            continue
        text = texts[document.id]
        found = (len(text), digest_of(text))
        if found != (document.length, document.digest):
            expected = f"{document.length} characters, digest {document.digest[:12]}…"
            received = f"{found[0]} characters, digest {found[1][:12]}…"
            problems.append(
                Problem(file=str(path), key=f"documents.{document.id}", expected=expected, received=received)
            )
    for claim in dossier.claims:
        if claim.document in texts:
            found_digest = digest_of(texts[claim.document][claim.span[0] : claim.span[1]])
            if found_digest != claim.digest:
                expected = f"a span of {claim.document} with digest {claim.digest[:12]}…"
                key = f"claims.{claim.id}"
                problems.append(Problem(file=file, key=key, expected=expected, received=f"{found_digest[:12]}…"))
    return problems


def passage(claim: Claim, document: Document, folder: Path | str) -> str:
    """Return the sentence or sentences of a text that a claim was coded from.

    Parameters
    ----------
    claim : Claim
        The claim.
    document : Document
        The document it stands in.
    folder : Path | str
        Folder with the texts.

    Returns
    -------
    str
        From the beginning of the sentence in which its span begins to the end of the one in which it ends, on one line.

    Raises
    ------
    BadInput
        The text is missing, or its span is not what was coded.
    """
    path = Path(folder) / document.file
    text = read_text(path)
    first, stop = claim.span
    if digest_of(text[first:stop]) != claim.digest:
        expected = f"the passage with digest {claim.digest[:12]}…, as coded"
        raise BadInput([Problem(file=str(path), key=claim.id, expected=expected, received="other words there")])
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    begin = max((end for end in ends if end <= first), default=0)
    end = min((end for end in ends if end >= stop), default=len(text))
    return " ".join(text[begin:end].split())
