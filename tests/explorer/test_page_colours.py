"""Contrast of the page's colours, computed from its style sheet (WCAG 2.2: 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import negosim.explorer

SHEET = (Path(negosim.explorer.__file__).parent / "page" / "colours.css").read_text("utf-8")
LIGHT, DARK = (
    dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", part))
    for part in SHEET.split("@media (prefers-color-scheme: dark)")
)
TEXT = [
    *((ink, back) for ink in ("--ink", "--faint", "--link") for back in ("--paper", "--ground", "--wash")),
    ("--warn", "--paper"),
    ("--warn", "--warn-wash"),
    ("--on-link", "--link"),
]
MARKS = ("--edge", "--link", "--blue", "--orange", "--green", "--vermillion", "--purple", "--sky", "--grey")


def luminance(colour: str) -> float:
    """The relative luminance of a colour."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    light = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mixed(over: str, under: str, share: float) -> str:
    """A colour laid over another one."""
    parts = [(int(over[k : k + 2], 16), int(under[k : k + 2], 16)) for k in (1, 3, 5)]
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in parts)


def test_black_on_white_is_21() -> None:
    """The formula is that of WCAG."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)


def test_both_schemes_name_the_same_colours() -> None:
    """What is coloured by day is coloured by night."""
    assert set(LIGHT) == set(DARK)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_legible(scheme: dict[str, str]) -> None:
    """Every colour of text has a contrast of 4.5 or more on every ground that it stands on."""
    poor = {pair: contrast(scheme[pair[0]], scheme[pair[1]]) for pair in TEXT}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_marks_stand_out(scheme: dict[str, str]) -> None:
    """Every colour of a mark or an edge has a contrast of 3 or more on the card that it is drawn on."""
    found = {name: contrast(scheme[name], scheme["--paper"]) for name in MARKS}
    assert {name: ratio for name, ratio in found.items() if ratio < 3.0} == {}


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_numbers_on_cells_are_legible(scheme: dict[str, str]) -> None:
    """The fullest cell of the landscape still has a contrast of 4.5 with the number in it."""
    fullest = mixed(scheme["--cell"], scheme["--ground"], 0.74)
    assert contrast(scheme["--ink"], fullest) >= 4.5
