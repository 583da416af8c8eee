"""Append claims to a dossier: nothing that is there is rewritten, and the file is written whole or not at all."""

from __future__ import annotations

import tomllib
from pathlib import Path

import attrs

from negosim.errors import BadInput, Problem
from negosim.evidence.claims import Claim, Document, Dossier
from negosim.files.atomic_writing import save
from negosim.files.toml_reading import structure


@attrs.frozen
class Addition:
    """What an import adds to a dossier.

    Attributes
    ----------
    path : Path
        Of the dossier.
    documents, claims : tuple[Document, ...], tuple[Claim, ...]
        The new ones.
    text : str
        Their tables, as they are appended.
    before, content : bytes
        Of the whole file, before and after it.
    skipped : int
        Rows left out because the dossier has their claims.
    notes : tuple[str, ...]
        For whoever reads them.
    """

    path: Path
    documents: tuple[Document, ...]
    claims: tuple[Claim, ...]
    text: str
    before: bytes
    content: bytes
    skipped: int
    notes: tuple[str, ...]

    def write(self) -> None:
        """Append to the dossier, wholly or not at all; BadInput if it changed since it was read."""
        if (self.path.read_bytes() if self.path.is_file() else b"") != self.before:
            expected = "the dossier as it was read; run the import again"
            raise BadInput([Problem(file=str(self.path), expected=expected, received="a changed one")])
        if self.text:
            save({self.path: self.content}, force=True)


def appended(old: bytes, text: str) -> bytes:
    """A file with a text after it, a blank line between, and its own line ends."""
    line = "\r\n" if b"\r\n" in old else "\n"
    gap = "" if not old else line if old.endswith(b"\n") else 2 * line
    return old + (gap + text.replace("\n", line)).encode() if text else old


def check_appended(
    content: bytes, before: Dossier, documents: tuple[Document, ...], claims: tuple[Claim, ...], target: Path
) -> None:
    """BadInput unless a file holds what it held, and the new documents and claims after that."""
    wanted = ((*before.documents, *documents), (*before.claims, *claims))
    try:
        found = structure(tomllib.loads(content.decode("utf-8-sig")), Dossier, str(target))
        same = (found.documents, found.claims) == wanted
    except tomllib.TOMLDecodeError:
        same = False
    if not same:
        expected = "a dossier whose documents and claims are [[documents]] and [[claims]], so that more can follow"
        raise BadInput([Problem(file=str(target), key="claims", expected=expected, received="another form")])
