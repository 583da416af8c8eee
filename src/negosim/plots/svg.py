"""Figures as SVG: text as text, and the same bytes for the same figure."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

_SETTINGS: Any = {"svg.fonttype": "none", "svg.hashsalt": "negosim"}


def svg_of(page: Figure, title: str) -> str:
    """Return a figure as SVG.

    Parameters
    ----------
    page : Figure
        The whole figure.
    title : str
        Its title in the metadata.

    Returns
    -------
    str
    """
    drawn = StringIO()
    canvas: Any = FigureCanvasSVG(page)
    with mpl.rc_context(_SETTINGS):
        canvas.print_svg(drawn, metadata={"Date": None, "Title": title})
    return _numbered(drawn.getvalue())


def _numbered(svg: str) -> str:
    """Number the clip paths, whose names hang on the last bit of where they are."""
    numbers = {name: f"clip{k}" for k, name in enumerate(dict.fromkeys(re.findall(r'<clipPath id="(\w+)"', svg)))}
    return re.sub(r"\bp[0-9a-f]{10}\b", lambda found: numbers.get(found[0], found[0]), svg)
