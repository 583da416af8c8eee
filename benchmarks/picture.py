"""The picture of what a run costs by the number of outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from negosim.plots.style import BLACK, BLUE, DPI, FAINT, ORANGE, VERMILLION, Look, house, new_figure, offscreen

LOOKS = {
    "negmas": ("NegMAS 0.16", Look(VERMILLION, "s", "", "--")),
    "mesa": ("negosim, Mesa model with all events", Look(ORANGE, "^", "", "-.")),
    "kernel": ("negosim, ensemble", Look(BLUE, "o", "", "-")),
    "touch_once": ("touch-once: build the utility tables, nothing else", Look(BLACK, "D", "", ":")),
}
NOTE = (
    "One negotiation on one core: two parties by turns, ten levels an issue, 50 offers, aspiration 1 − t⁴, everything "
    "fresh.\nLeast of repeats, contestants in turn; NegMAS plays the same domains to the same agreements."
)


def draw_costs(cases: Sequence[Mapping[str, Any]], file: Path) -> None:
    """Draw seconds a run against outcomes, both logarithmic, from cases as ``bench.json`` keeps them."""
    sizes = [case for case in cases if case["outcomes"] and case["name"].startswith("10^")]
    with house(), offscreen():
        figure = new_figure(8.0, 5.4)
        axes = figure.subplots()
        for who, (label, look) in LOOKS.items():
            points = [
                (case["outcomes"], case["seconds_a_run"][who]["least"])
                for case in sizes
                if who in case["seconds_a_run"]
            ]
            if not points:
                continue
            across, up = zip(*points, strict=True)
            axes.plot(across, up, color=look.colour, marker=look.marker, linestyle=look.line, markersize=7)
            axes.annotate(
                label, (across[0], up[0]), (0, 9), textcoords="offset points", color=look.colour, fontsize=9.5
            )
        axes.set(xscale="log", yscale="log", xlabel="outcomes", ylabel="seconds a negotiation")
        axes.set_xticks([case["outcomes"] for case in sizes], [f"{case['outcomes']:,}" for case in sizes])
        axes.minorticks_off()
        axes.grid(axis="y")
        axes.margins(x=0.06, y=0.12)
        figure.suptitle(
            "What a negotiation costs by the number of outcomes", x=0.012, ha="left", fontsize=12.5, fontweight="bold"
        )
        figure.supxlabel(NOTE, x=0.012, ha="left", fontsize=8, color=FAINT, linespacing=1.35)
        figure.savefig(file, dpi=DPI)
