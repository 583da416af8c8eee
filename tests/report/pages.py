"""Read a report as a browser would: elements with their attributes and texts."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import attrs

VOID = {"meta", "link", "br", "img", "rect", "line", "circle", "path", "polyline"}


@attrs.define
class Element:
    """An element of a page: its name, attributes, children, and the texts directly in it."""

    name: str
    attributes: dict[str, str]
    children: list[Element] = attrs.field(factory=list)
    texts: list[str] = attrs.field(factory=list)

    def all(self, name: str = "") -> list[Element]:
        """All elements within, of a name if one is given, in order."""
        found = []
        for child in self.children:
            found += [child] if not name or child.name == name else []
            found += child.all(name)
        return found

    @property
    def text(self) -> str:
        """All text within, on one line, with plain spaces."""
        return " ".join(" ".join([*self.texts, *(child.text for child in self.children)]).split())

    def table(self) -> list[list[str]]:
        """The cells of the rows of all bodies of tables within; empty cells are left out."""
        rows = [row for body in self.all("tbody") for row in body.all("tr")]
        return [[cell.text for cell in row.children if cell.text] for row in rows]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("page", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].name == tag, f"</{tag}> ends <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].texts.append(data)


def read(path: Path) -> Element:
    """Read a page; every element that is opened is closed in its turn."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    assert [element.name for element in reader.open] == ["page"]
    return reader.open[0]


def figure(page: Element, title: str) -> Element:
    """The figure with a title."""
    (found,) = [each for each in page.all("figure") if each.all("h3")[0].text == title]
    return found
