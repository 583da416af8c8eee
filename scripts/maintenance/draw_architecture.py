"""Draw docs/architecture.png: the way of one datum above, the packages that it passes below.

    python scripts/maintenance/draw_architecture.py

The layers are read from the contract in pyproject.toml. The same numbers stand in both halves, so that the eye can
follow a claim from package to package.
"""

import tomllib
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "docs" / "architecture.png"
GREY = "#555555"

# What the datum is at each step, and the package in which it becomes that.
CHAIN = [
    ("claim", "a coded span\nof a document", ""),
    ("read", "typed, every\nword checked", "files"),
    ("act", "what was done,\nhow likely real", "evidence"),
    ("scenario", "acts, scales,\ndistributions", "domain"),
    ("draw", "of run k: does\nwhat acts say", "sampling"),
    ("utilities", "what packages\nare worth", "rules"),
    ("event", "a party tables,\nanswers, signs", "model"),
    ("outcome", "one row of\nthe table", "ensemble"),
    ("summary", "a share with\nits interval", "analysis"),
    ("bar", "in a figure", "plots"),
]

# Colours of the packages that the datum passes; the name always stands beside the colour.
COLOURS = {
    "domain": "#000000",
    "evidence": "#009E73",
    "sampling": "#C0392B",
    "rules": "#D55E00",
    "files": "#7A7A00",
    "model": "#0072B2",
    "ensemble": "#B0568E",
    "analysis": "#B97A00",
    "plots": "#7A4FA3",
}

# What each package does, and the library that it alone may import.
PACKAGES = {
    "cli": ("commands, tables, progress", "click, rich"),
    "explorer": ("the page that answers while one moves", ""),
    "report": ("one HTML file with results, evidence and limits", ""),
    "plots": ("one function per figure, each returns its Axes", "matplotlib"),
    "studies": ("questions that play runs of their own: first moves, history matching, turning points", ""),
    "analysis": ("outcomes, stories, sensitivity, bargaining solutions, evidence: computed from stored results", ""),
    "sweeps": ("the same negotiation at many points of its parameters", ""),
    "ensemble": ("many runs: engines, processes, one row per run", ""),
    "model": ("agents decide", "Mesa"),
    "store": ("streams of events", ""),
    "kernel": ("many runs over arrays", ""),
    "files": ("reading and writing; every error names its place", ""),
    "sampling": ("draws of parameters that fit the acts", ""),
    "search": ("best packages and the zone of agreement", ""),
    "rules": ("concession, offering, answering, mediation, beliefs, hazards, utility", ""),
    "spaces": ("the package space as arrays; the neighbours of a package", ""),
    "compiled": ("how rules become machine code", ""),
    "evidence": ("claims become acts and parameters", ""),
    "domain": ("issues, acts, scenarios, random streams, events, state and how events change it", ""),
    "arrays": ("types of arrays", ""),
    "content_cache": ("", ""),
    "errors": ("exceptions", ""),
    "garbage_collection": ("", ""),
}

LEFT, RIGHT = 0.3, 12.7
ROW, GAP = 0.5, 0.12
WIDE = 1.45


def layers() -> list[list[str]]:
    """The packages from top to bottom, those of one layer side by side, as the contract has them; no optional ones."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(each for each in settings["tool"]["importlinter"]["contracts"] if each["id"] == "layers")
    return [[name.strip() for name in layer.split("|")] for layer in contract["layers"] if layer[0] != "("]


def colour_of(package: str) -> str:
    """The colour of a package; grey if the datum does not pass it."""
    return COLOURS.get(package, GREY)


def number(axes: Axes, x: float, y: float, n: int, colour: str) -> None:
    """Draw the number of a step as a disc."""
    axes.add_patch(Circle((x, y), 0.17, facecolor=colour, edgecolor="white", linewidth=1.2, zorder=4))
    axes.text(x, y - 0.01, str(n), color="white", ha="center", va="center", fontsize=9, weight="bold", zorder=5)


def box(axes: Axes, x: float, y: float, width: float, height: float, colour: str) -> None:
    """Draw a rounded box with a faint fill."""
    for face, alpha in ((colour, 0.10), ("none", 1.0)):
        axes.add_patch(
            FancyBboxPatch(
                (x, y),
                width,
                height,
                boxstyle="round,pad=0,rounding_size=0.09",
                facecolor=face,
                edgecolor=colour if face == "none" else "none",
                linewidth=1.3,
                alpha=alpha,
            )
        )


def draw_chain(axes: Axes, y: float) -> None:
    """Draw the steps of the datum from left to right."""
    pitch = (RIGHT - LEFT + 0.2) / len(CHAIN)
    width, height = pitch - 0.2, 1.0
    for n, (name, what, package) in enumerate(CHAIN):
        x, colour = LEFT + n * pitch, colour_of(package)
        box(axes, x, y, width, height, colour)
        axes.text(x + width / 2, y + 0.66, name, ha="center", va="center", fontsize=10.5, weight="bold", color=colour)
        axes.text(x + width / 2, y + 0.29, what, ha="center", va="center", fontsize=7.4, color="#222222")
        if n:
            number(axes, x + width / 2, y + height, n, colour)
            tip = (x - 0.01, y + height / 2)
            axes.add_patch(FancyArrowPatch((x - 0.2, tip[1]), tip, arrowstyle="-|>", mutation_scale=9, color="#444444"))


def draw_package(axes: Axes, package: str, x: float, y: float, width: float, described_at: float) -> None:
    """Draw the box of a package, with what it does."""
    colour, (what, library) = colour_of(package), PACKAGES[package]
    steps = {name: n for n, (_, _, name) in enumerate(CHAIN) if n}
    box(axes, x, y, width, ROW, colour)
    if package in steps:
        number(axes, x + 0.3, y + ROW / 2, steps[package], colour)
    middle = y + ROW / 2
    axes.text(x + 0.58, middle, package, va="center_baseline", fontsize=10.5, weight="bold")
    axes.text(x + described_at, middle, what, va="center_baseline", fontsize=8.2, color="#222222")
    if library:
        end = axes.text(x + width - 0.13, middle, library, va="center_baseline", ha="right", fontsize=8.2)
        end.set(style="italic", color=colour)


def draw_layers(axes: Axes, top: float) -> float:
    """Draw the packages layer by layer; return where the lowest one ends."""
    y, right = top, RIGHT - 1.5
    for layer in layers():
        y -= ROW + GAP
        width = (right - LEFT - GAP * (len(layer) - 1)) / len(layer)
        for column, package in enumerate(layer):
            described_at = 0.78 + 0.1 * len(package) if len(layer) > 2 else WIDE + 0.2
            draw_package(axes, package, LEFT + column * (width + GAP), y, width, described_at)
    ends = (right + 0.35, top - GAP), (right + 0.35, y)
    axes.add_patch(FancyArrowPatch(*ends, arrowstyle="-|>", mutation_scale=16, color="#444444", linewidth=1.5))
    note = (
        "A package imports\nonly from layers\nbelow its own.\n\n"
        "Packages side by\nside do not import\neach other.\n\n"
        "In italics:\nthe library that\nonly this package\nmay import."
    )
    axes.text(right + 0.52, (top + y) / 2, note, va="center", fontsize=8, color="#444444")
    return y


def main() -> None:
    """Draw the picture and save it."""
    mpl.rcParams["font.family"] = "DejaVu Sans"
    top, unit = 9.4, 12 / 13
    low = 6.75 - len(layers()) * (ROW + GAP) - 0.25
    # One unit is as long upwards as sideways, so that discs are round.
    figure = Figure(figsize=(12, (top - low) * unit), dpi=130)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.text(LEFT, 9.0, "The way of one datum, from claim to figure", fontsize=13, weight="bold")
    draw_chain(axes, 7.5)
    axes.text(LEFT, 6.85, "The packages it passes", fontsize=13, weight="bold")
    draw_layers(axes, 6.75)
    axes.set_xlim(0, 13)
    axes.set_ylim(low, top)
    TARGET.parent.mkdir(exist_ok=True)
    # No software or date in the file, so that drawing it again changes nothing.
    figure.savefig(TARGET, metadata={"Software": None})
    print(f"drew {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
