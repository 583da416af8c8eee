"""Draw docs/architecture.png: the way of one datum above, the rooms it passes below.

    python scripts/maintenance/draw_architecture.py

The same numbers stand in both halves, so that the eye can follow a claim from room to room.
"""

from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

TARGET = Path(__file__).parents[2] / "docs" / "architecture.png"

# Okabe and Ito's colours, one a room; the name always stands beside the colour.
COLOURS = {
    "outside": "#999999",
    "domain": "#000000",
    "evidence": "#009E73",
    "rules": "#D55E00",
    "files": "#8A8A00",
    "model": "#0072B2",
    "store": "#56B4E9",
    "kernel": "#A0522D",
    "ensemble": "#CC79A7",
    "sweeps": "#2A7F7F",
    "analysis": "#E69F00",
    "studies": "#B8860B",
    "plots": "#7A4FA3",
    "cli": "#555555",
}

# What the datum is at each step, and the room in which it becomes that.
CHAIN = [
    ("claim", "a coded span\nof a document", "outside"),
    ("read", "typed, every\nword checked", "files"),
    ("act", "what was done,\nhow likely real", "evidence"),
    ("scenario", "acts, scales,\ndistributions", "domain"),
    ("draw", "of run k: does\nwhat acts say", "rules"),
    ("event", "a party tables,\nanswers, signs", "model"),
    ("outcome", "one row of\nthe table", "ensemble"),
    ("summary", "a share with\nits interval", "analysis"),
    ("bar", "in a figure", "plots"),
]

# Floors from top to bottom: rooms side by side, each with what it does and the library that it alone may use.
ROOMS = [
    [("cli", "commands, tables, progress", "click, rich")],
    [("plots", "one function a figure, each returns its Axes", "matplotlib")],
    [("studies", "studies that play runs of their own: history matching, turning points", "")],
    [("analysis", "summaries, bargaining solutions, the shape of the package space", "")],
    [("sweeps", "the same talks at many points of what they hang on", "")],
    [("ensemble", "many runs: one row each, bytes independent of jobs", "")],
    [
        ("model", "agents decide", "Mesa"),
        ("kernel", "the same rules over arrays", ""),
        ("store", "streams of events, kept", ""),
    ],
    [("files", "reading and writing, errors with an address", "")],
    [
        ("rules", "what draws and decides: compiled, cited, pure", ""),
        ("evidence", "claims and codebook become acts and parameters", ""),
    ],
    [("domain", "issues, acts, scenarios, streams of chance, events, state and how it is folded", "")],
]

LEFT, RIGHT = 0.3, 12.7
ROW, GAP = 0.62, 0.16


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
    pitch = (RIGHT - LEFT) / len(CHAIN)
    width, height = pitch - 0.2, 1.05
    for n, (name, what, room) in enumerate(CHAIN):
        x, colour = LEFT + n * pitch, COLOURS[room]
        box(axes, x, y, width, height, colour)
        axes.text(x + width / 2, y + 0.7, name, ha="center", va="center", fontsize=11, weight="bold", color=colour)
        axes.text(x + width / 2, y + 0.31, what, ha="center", va="center", fontsize=7.6, color="#222222")
        if n:
            number(axes, x + width / 2, y + height, n, colour)
            tip = (x - 0.01, y + height / 2)
            axes.add_patch(FancyArrowPatch((x - 0.2, tip[1]), tip, arrowstyle="-|>", mutation_scale=9, color="#444444"))


def draw_rooms(axes: Axes, top: float) -> float:
    """Draw the rooms as floors; return where the lowest one ends."""
    steps = {room: n for n, (_, _, room) in enumerate(CHAIN) if n}
    y = top
    right = RIGHT - 1.5
    for row in ROOMS:
        y -= ROW + GAP
        width = (right - LEFT - GAP * (len(row) - 1)) / len(row)
        for column, (room, what, library) in enumerate(row):
            x, colour = LEFT + column * (width + GAP), COLOURS[room]
            box(axes, x, y, width, ROW, colour)
            if room in steps:
                number(axes, x + 0.32, y + ROW / 2, steps[room], colour)
            axes.text(x + 0.62, y + ROW / 2, room, va="center", fontsize=11, weight="bold")
            axes.text(x + 1.72, y + ROW / 2, what, va="center", fontsize=8.4, color="#222222")
            if library:
                axes.text(
                    x + width - 0.15,
                    y + ROW / 2,
                    library,
                    va="center",
                    ha="right",
                    fontsize=8.4,
                    style="italic",
                    color=colour,
                )
    arrow = FancyArrowPatch(
        (right + 0.45, top - GAP),
        (right + 0.45, y),
        arrowstyle="-|>",
        mutation_scale=16,
        color="#444444",
        linewidth=1.5,
    )
    axes.add_patch(arrow)
    note = (
        "imports run\ndown only\n\nrooms side by\nside do not\nsee each other\n\n"
        "in italics:\nthe library that\nthis room alone\nmay import"
    )
    axes.text(right + 0.62, (top + y) / 2, note, va="center", fontsize=8, color="#444444")
    return y


def main() -> None:
    """Draw the picture and save it."""
    mpl.rcParams["font.family"] = "DejaVu Sans"
    figure = Figure(figsize=(12, 8.3), dpi=130)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.text(LEFT, 9.0, "The way of one datum, from claim to figure", fontsize=13, weight="bold")
    draw_chain(axes, 7.45)
    axes.text(LEFT, 6.85, "The rooms it passes", fontsize=13, weight="bold")
    low = draw_rooms(axes, 6.75)
    axes.set_xlim(0, 13)
    axes.set_ylim(low - 0.25, 9.4)
    TARGET.parent.mkdir(exist_ok=True)
    # No software or date in the file, so that drawing it again changes nothing.
    figure.savefig(TARGET, metadata={"Software": None})
    print(f"drew {TARGET.relative_to(TARGET.parent.parent)}")


if __name__ == "__main__":
    main()
