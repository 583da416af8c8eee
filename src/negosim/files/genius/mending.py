"""Mend XML that is not well-formed in ways that other programs overlook.

Every step takes time in proportion to the text, whatever it holds.
"""

from __future__ import annotations

import re
from html.entities import html5
from xml.sax.saxutils import escape

_DECLARATION = re.compile(r"<\?xml\b[^<>]*+>")
_ENCODING = re.compile(rb"<\?xml\b[^<>]*?encoding\s*=\s*[\"']([\w.:-]+)")
_KNOWN = re.compile(
    r"utf[-_]?(8|16)|(us-)?ascii|iso-?8859-\d+|latin-?1|(windows-|cp)125\d|gb\w+|big5|shift[-_]jis|euc-\w+",
    re.IGNORECASE,
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&(?:#([0-9]{1,7}|x[0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{0,30});)?")
_OWN = ("amp", "lt", "gt", "quot", "apos")
_NAME = r"[A-Za-z_:][\w:.-]*+"
_TAG = re.compile(rf"<({_NAME})")
_ATTRIBUTE = re.compile(rf"""(\s*+)({_NAME})\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>=/]++))""")
_END = re.compile(r"\s*+(/?)>")


def text_of(raw: bytes) -> tuple[str, list[str]]:
    """Decode a file as it says, or as Windows-1252 where it is not what it says.

    Parameters
    ----------
    raw : bytes
        Of an XML file.

    Returns
    -------
    tuple of str and list of str
        The text, and what was done to read it.

    Raises
    ------
    LookupError
        The file names an unknown encoding.
    """
    said = _ENCODING.search(raw[:2000])
    encoding = said[1].decode("ascii") if said else "utf-8"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif not _KNOWN.fullmatch(encoding):
        raise LookupError(f"unknown encoding: {encoding}")
    elif encoding.lower().startswith("utf"):  # UTF-16 without its mark cannot have been read as bytes up to here
        encoding = "utf-8-sig"
    try:
        return raw.decode(encoding), []
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace"), ["bytes that are not in its encoding are read as Windows-1252"]


def mended(text: str) -> tuple[str, list[str]]:
    """Mend the text of an XML file.

    Parameters
    ----------
    text : str
        With or without an XML declaration.

    Returns
    -------
    tuple of str and list of str
        The text without declaration and comments, and a line for each kind of change.
    """
    notes = []
    declaration = _DECLARATION.search(text)
    if declaration is not None and declaration.start() > 0:
        notes.append("what stands before the XML declaration is left out")
    text = _without_comments(_DECLARATION.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    for mend, note in (
        (_without_control, "control characters are read as blanks"),
        (_references, "& is read as it stands"),
        (_attributes, "attributes without a blank between them, or without quotation marks, are read as they stand"),
    ):
        before, text = text, mend(text)
        if text != before:
            notes.append(note)
    return text.lstrip(), notes


def _without_comments(text: str) -> str:
    parts, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts.append(text[at:start])
        at = end + 3
    return "".join((*parts, text[at:]))


def _without_control(text: str) -> str:
    return _CONTROL.sub(" ", text)


def _references(text: str) -> str:
    """Escape each ``&`` that begins no reference; references of HTML become their letters."""

    def replaced(found: re.Match[str]) -> str:
        number, name = found.groups()
        if number:
            code = int(number[1:], 16) if number[0] == "x" else int(number)
            allowed = code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0xFFFF < code < 0x110000
            return found[0] if allowed else " "
        if name in _OWN:
            return found[0]
        if name:  # one that is not known stays, and is refused
            return escape(html5[f"{name};"]) if f"{name};" in html5 else found[0]
        return "&amp;"

    return _REFERENCE.sub(replaced, text)


def _attributes(text: str) -> str:
    """Write tags anew whose attributes follow each other without a blank, lack quotation marks or hold a ``<``."""
    parts, at = [], 0
    while tag := _TAG.search(text, at):
        values: dict[str, str] = {}
        end, changed = tag.end(), False
        while one := _ATTRIBUTE.match(text, end):
            blank, name, *quoted = one.groups()
            value = next((each for each in quoted if each is not None), "")
            changed |= not blank or name in values or quoted[2] is not None or "<" in value
            values[name] = value.replace("<", "&lt;").replace('"', "&quot;")
            end = one.end()
        close = _END.match(text, end)
        if close is None or not changed:
            parts.append(text[at : tag.end()])
            at = tag.end()
            continue
        inner = "".join(f' {name}="{value}"' for name, value in values.items())
        parts += [text[at : tag.start()], f"<{tag[1]}{inner}{close[1]}>"]
        at = close.end()
    return "".join((*parts, text[at:]))
