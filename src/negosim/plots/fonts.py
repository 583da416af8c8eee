"""Letters that the house's font lacks: installed fonts lend them, and what none has is named."""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.text import Text

from negosim.domain.scenario import Scenario

FAMILY = "DejaVu Sans"
_NO_HELP = ("Last Resort", "DejaVu", "STIXSize", "STIXNonUnicode", "cm")
_UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Zs"}


def as_written(artist: Artist) -> None:
    """Show the letters of all texts of an artist as they are: no mathematics, and other fonts for missing letters."""
    texts: list[Any] = artist.findobj(Text)
    lent = _lenders("".join(text.get_text() for text in texts))
    for text in texts:
        text.set_parse_math(False)
        helpers = {lent[letter] for letter in set(text.get_text()) & lent.keys()} - {""}
        if helpers:
            text.set_fontfamily([FAMILY, *sorted(helpers)])


def unwritable(scenario: Scenario) -> str:
    """Return the letters in the titles and names of a scenario that no installed font has."""
    return "".join(letter for letter, family in _lenders("".join(_words(scenario))).items() if not family)


@contextmanager
def boxes_allowed() -> Iterator[None]:
    """Silence matplotlib's warnings of letters that are drawn as boxes."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        yield


def _words(scenario: Scenario) -> Iterator[str]:
    yield from (scenario.title, scenario.name)
    things: list[Any] = [*scenario.parties, *scenario.mediators, *scenario.shocks, *scenario.issues]
    for thing in things:
        yield from (thing.title, thing.name)
    for issue in scenario.issues:
        yield from (issue.unit, *issue.labels)
    yield from (line.name for line in scenario.red_lines)
    yield from (linkage.name for linkage in scenario.linkages)


def _lenders(text: str) -> dict[str, str]:
    """The letters of a text that the house's font lacks, and for each an installed family that has it, or ""."""
    if text.isascii():
        return {}
    own = font_manager.get_font(font_manager.findfont(FAMILY))
    letters = [
        letter
        for letter in sorted(set(text))
        if not own.get_char_index(ord(letter)) and unicodedata.category(letter) not in _UNSEEN
    ]
    wanted = {letter for letter in letters if letter not in _LENT}
    for family, faces in _families().items() if wanted else ():
        fonts = [font_manager.get_font(face) for face in faces]
        found = {letter for letter in wanted if all(font.get_char_index(ord(letter)) for font in fonts)}
        _LENT.update(dict.fromkeys(found, family))
        wanted -= found
    _LENT.update(dict.fromkeys(wanted, ""))
    return {letter: _LENT[letter] for letter in letters}


_LENT: dict[str, str] = {}


@lru_cache(maxsize=1)
def _families() -> dict[str, list[str]]:
    """Files of the upright faces of installed families, those without serifs first."""
    found: dict[str, list[str]] = {}
    for entry in font_manager.fontManager.ttflist:
        if entry.style == "normal" and not entry.name.startswith(_NO_HELP) and "Color" not in entry.name:
            found.setdefault(entry.name, []).append(entry.fname)
    serifs = {name: not any(word in name for word in ("Sans", "Gothic")) for name in found}
    return {name: found[name] for name in sorted(found, key=lambda name: (serifs[name], name))}
