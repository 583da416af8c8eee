"""Colours and marks: never colour alone, and text and background as matplotlib's settings have them."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import matplotlib as mpl
import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb

# Okabe & Ito 2008, "Color universal design".
BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"


YELLOW, BLUE, VERMILLION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"


INK = "#222222"


def shade(share: float) -> str:
    """Mix the colours of text and background, as matplotlib's settings have them.

    Parameters
    ----------
    share : float
        0 is the background, 1 the text.

    Returns
    -------
    str
        A colour as ``#rrggbb``.
    """
    face = mpl.rcParams["axes.facecolor"]
    paper = np.array(to_rgb("white" if str(face) == "none" else face))
    return to_hex(paper + share * (np.array(to_rgb(mpl.rcParams["text.color"])) - paper))


def paper() -> str:
    """Return the colour of the background."""
    return shade(0.0)


def ink() -> str:
    """Return the colour of text."""
    return shade(1.0)


def faint() -> str:
    """Return the colour of text that stands back."""
    return shade(0.67)


def shares_map() -> LinearSegmentedColormap:
    """Return the colours of shares: from the background to what contrasts with it most."""
    dark = sum(to_rgb(paper())) < 1.5
    colours = [paper(), "#0b3c5d", BLUE, "#cfe8f7"] if dark else [paper(), "#9ecae9", BLUE, "#08243f"]
    return LinearSegmentedColormap.from_list("shares", colours)


def readable(background: tuple[float, float, float, float]) -> str:
    """Return dark or white, whichever contrasts more with a background (relative luminance, WCAG 2)."""
    light = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in background[:3]]
    return INK if 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] > 0.2 else "white"


@attrs.frozen
class Look:
    """How one thing is told from others in a figure.

    Attributes
    ----------
    colour, marker, hatch : str
        As matplotlib's.
    line : str or tuple
        matplotlib's line style.
    """

    colour: str
    marker: str
    hatch: str
    line: str | tuple[float, tuple[float, ...]]


_LOOKS = (
    Look(BLUE, "o", "", "-"),
    Look(ORANGE, "s", "///", "--"),
    Look(PURPLE, "^", "...", "-."),
    Look(GREEN, "D", "\\\\\\", ":"),
    Look(SKY, "v", "xxx", (0.0, (5.0, 1.0, 1.0, 1.0, 1.0, 1.0))),
    Look(VERMILLION, "P", "ooo", (0.0, (1.0, 1.0))),
    Look(BLACK, "X", "+++", (0.0, (8.0, 2.0))),
)


OUTCOME_LOOKS = {
    "agreement": Look(GREEN, "o", "", "-"),
    "partial": Look(SKY, "s", "///", "--"),
    "collapse": Look(VERMILLION, "X", "\\\\\\", "-."),
    "deadline": Look("#8c8c8c", "D", "...", ":"),
}


BASIS_LOOKS = {
    "claims": Look(BLUE, "o", "", "-"),
    "convention": Look(ORANGE, "D", "\\\\\\", ":"),
    "assumption": Look(VERMILLION, "s", "///", "--"),
    "override": Look(PURPLE, "^", "...", "-."),
}


def looks(names: Sequence[str]) -> dict[str, Look]:
    """Return a look for each name, by its place in the sequence."""
    found = {name: _LOOKS[k % len(_LOOKS)] for k, name in enumerate(names)}
    return {name: attrs.evolve(look, colour=ink()) if look.colour == BLACK else look for name, look in found.items()}
