"""Parse untrusted XML: no entities, no outside files, bounded size, and errors with an address."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from xml.parsers import expat

from defusedxml.common import DefusedXmlException, DTDForbidden, EntitiesForbidden, ExternalReferenceForbidden
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from negosim.errors import BadInput, Problem, shown
from negosim.files.genius.mending import mended, text_of

MOST_BYTES = 16 * 2**20
MOST_ELEMENTS = 300_000
MOST_DEPTH = 50

Element = ET.Element
_ELEMENT = re.compile(r"<[A-Za-z]")
_JUNK = 9
_MENDS = {
    3: "the file is empty, or it ends before its last element does",
    5: "the file ends before its last element does",
    7: "an element is closed that is not the last one opened: close it, or take the other away",
    _JUNK: "only one element may stand outermost: take the other away",
    11: "write &amp; where an & is meant",
}
"""How to mend a file, by the error code of expat."""
_INCLUDE = "{http://www.w3.org/2001/XInclude}"
_REFUSED = {
    DTDForbidden: "a document type definition",
    EntitiesForbidden: "an entity definition",
    ExternalReferenceForbidden: "a reference to something outside the file",
}


class _TooMuch(Exception):  # noqa: N818 - it is no error of the file's form
    """Raised by the builder when a tree outgrows its bounds."""


class _Outside(Exception):  # noqa: N818 - it is no error of the file's form
    """Raised where a file refers to another one: what is missing from it would go unnoticed."""


class _Default(Exception):  # noqa: N818 - it is no error of the file's form
    """Raised where a document type gives an attribute a default: every element would copy it."""


class _Bounded(ET.TreeBuilder):
    """Builds a tree that is neither too deep nor too large."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.elements = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        """Open an element."""
        self.depth += 1
        self.elements += 1
        if tag.startswith(_INCLUDE):
            raise _Outside("an element that includes another file")
        if self.depth > MOST_DEPTH:
            raise _TooMuch(f"elements nested more than {MOST_DEPTH} deep")
        if self.elements > MOST_ELEMENTS:
            raise _TooMuch(f"more than {MOST_ELEMENTS:,} elements")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        """Close it."""
        self.depth -= 1
        return super().end(tag)


def read_xml(path: Path, what: str = "an XML file", notes: list[str] | None = None) -> Element:
    """Read the root element of an XML file.

    Entities, default values of attributes and external references are refused unread, and files above ``MOST_BYTES``
    unparsed: no input takes more than a moment or some hundred megabytes. A file that is not well-formed is mended
    where that is safe (`mending`).

    Parameters
    ----------
    path : Path
        Of the file.
    what : str
        What the file should be, for errors.
    notes : list of str, optional
        Gets a line for each kind of mend.

    Raises
    ------
    BadInput
        The file is missing, unreadable, too large, or is not well-formed XML and cannot be mended.
    """
    raw = _bytes_of(path, what)
    try:
        try:
            return _parsed(raw)
        except ParseError:
            return _mended(raw, [] if notes is None else notes)
    except DefusedXmlException as error:
        received = _REFUSED.get(type(error), "something that is not safe to read")
        raise BadInput([Problem(file=str(path), expected=f"{what} without entities", received=received)]) from None
    except _Outside as error:
        expected = f"{what} that names no other file"
        raise BadInput([Problem(file=str(path), expected=expected, received=str(error))]) from None
    except _Default as error:
        expected = f"{what} without default values of attributes"
        raise BadInput([Problem(file=str(path), expected=expected, received=str(error))]) from None
    except _TooMuch as error:
        raise BadInput([Problem(file=str(path), expected=what, received=str(error))]) from None
    except _Broken as error:
        raise BadInput([error.problem(path)]) from None
    except (LookupError, ValueError) as error:
        raise BadInput([Problem(file=str(path), expected=what, received=f"{error}")]) from None


def _parsed(raw: bytes) -> Element:
    parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=False, forbid_entities=True, forbid_external=True)
    parser.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_ALWAYS)  # else they are left out silently
    parser.parser.AttlistDeclHandler = _attribute
    parser.parser.StartDoctypeDeclHandler = _doctype
    parser.parser.NotationDeclHandler = _notation
    parser.parser.SkippedEntityHandler = _skipped
    parser.feed(raw)
    root: Element = parser.close()
    return root


def _mended(raw: bytes, notes: list[str]) -> Element:
    """Parse a file that is not well-formed."""
    original, decoding = text_of(raw)
    text, changes = mended(original)
    try:
        try:
            root = _parsed(text.encode())
        except ParseError as error:
            at = _offset(text, error.position)
            if error.code != _JUNK or _ELEMENT.search(text, at):
                raise
            root = _parsed(text[:at].encode())
            changes.append("what follows its end is left out")
    except ParseError as error:
        raise _Broken(error, text) from None
    notes += [*decoding, *changes]
    return root


def _offset(text: str, position: tuple[int, int]) -> int:
    """The place of a line and a column in a text."""
    line, column = position
    before = text.split("\n", line - 1)[: line - 1]
    return sum(len(each) + 1 for each in before) + column


class _Broken(Exception):  # noqa: N818 - it becomes a BadInput
    """Raised where XML cannot be mended."""

    def __init__(self, error: ParseError, text: str) -> None:
        self.position = error.position
        self.reason = re.sub(r": line \d+, column \d+\Z", "", str(error))
        self.code = error.code
        at = _offset(text, error.position)
        self.near = text[max(0, at - 20) : at + 20]

    def problem(self, path: Path) -> Problem:
        """What is wrong where, and how to mend it."""
        line, column = self.position
        near = f", near {shown(self.near)}" if self.near.strip() else ""
        return Problem(
            file=str(path),
            key=f"line {line}, column {column + 1}",
            expected="well-formed XML",
            received=self.reason + near,
            hint=_MENDS.get(self.code, "open it in the program that wrote it, and save it again"),
        )


def _attribute(element: str, attribute: str, _kind: str, default: str | None, _required: bool) -> None:
    """Refuse the default value of an attribute."""
    if default is not None:
        raise _Default(f"one for {shown(attribute)} of <{shown(element)[1:-1]}>")


def _doctype(_name: str, system: str | None, public: str | None, _internal: bool) -> None:
    """Refuse a document type in another file."""
    if system is not None or public is not None:
        raise _Outside(f"a document type in {shown(system or public)}")


def _notation(name: str, *_: str | None) -> None:
    """Refuse a notation."""
    raise _Outside(f"a notation, {shown(name)}")


def _skipped(name: str, _parameter: bool) -> None:
    """Refuse an undefined entity, which the parser would drop silently."""
    raise _Outside(f"an entity that is not defined, {shown(name)}")


def _bytes_of(path: Path, what: str) -> bytes:
    try:
        if not path.exists():
            raise BadInput([Problem(file=str(path), expected=what, received="no such file")])
        if not path.is_file():
            raise BadInput([Problem(file=str(path), expected=what, received="no regular file")])
        with path.open("rb") as stream:
            raw = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        received = getattr(error, "strerror", None) or str(error)
        raise BadInput([Problem(file=str(path), expected=what, received=received)]) from None
    if len(raw) > MOST_BYTES:
        expected = f"{what} of at most {MOST_BYTES // 2**20} MiB"
        raise BadInput([Problem(file=str(path), expected=expected, received="a larger one")])
    return raw
