"""Parse untrusted XML: no entities, no outside files, bounded size, and errors with an address."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from xml.parsers import expat

from defusedxml.common import DefusedXmlException, DTDForbidden, EntitiesForbidden, ExternalReferenceForbidden
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from negosim.errors import BadInput, Problem, shown

MOST_BYTES = 16 * 2**20
MOST_ELEMENTS = 300_000
MOST_DEPTH = 50

Element = ET.Element
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


def read_xml(path: Path, what: str = "an XML file") -> Element:
    """The root element of an XML file.

    Entities, default values of attributes and external references are refused unread, and files above ``MOST_BYTES``
    unparsed: no input takes more than a moment or some hundred megabytes.

    Raises
    ------
    BadInput
        The file is missing, unreadable, too large, or is not well-formed XML.
    """
    raw = _bytes_of(path, what)
    try:
        parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=False, forbid_entities=True, forbid_external=True)
        parser.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_ALWAYS)  # else they are left out silently
        parser.parser.AttlistDeclHandler = _attribute
        parser.parser.StartDoctypeDeclHandler = _doctype
        parser.parser.NotationDeclHandler = _notation
        parser.parser.SkippedEntityHandler = _skipped
        parser.feed(raw)
        root: Element = parser.close()
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
    except ParseError as error:
        line, column = error.position
        received = re.sub(r": line \d+, column \d+\Z", "", str(error))
        key = f"line {line}, column {column + 1}"
        raise BadInput([Problem(file=str(path), key=key, expected="well-formed XML", received=received)]) from None
    except (LookupError, ValueError) as error:
        raise BadInput([Problem(file=str(path), expected=what, received=f"{error}")]) from None
    return root


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
