"""The picture of what a run costs by the number of outcomes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from negosim.plots.fitting import spread
from negosim.plots.palette import BLACK, BLUE, ORANGE, VERMILLION, Look, faint
from negosim.plots.style import DPI, house, new_figure, offscreen

LOOKS = {
    "negmas": ("NegMAS 0.16", Look(VERMILLION, "s", "", "--")),
    "mesa": ("negosim, Mesa\nmodel with all events", Look(ORANGE, "^", "", "-.")),
    "kernel": ("negosim, ensemble", Look(BLUE, "o", "", "-")),
    "touch_once": ("touch-once: only build\nthe utility tables", Look(BLACK, "D", "", ":")),
}
NOTE = (
    "One negotiation on one core: two parties by turns, ten levels an issue, 50 offers, aspiration 1 − t⁴, everything "
    "fresh.\nLeast processor time of some repeats, contestants in turn; NegMAS plays the same domains to the same ends."
)
UNITS = (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9))


def in_units(seconds: float) -> str:
    """A power of ten of seconds in the unit that suits it."""
    unit, factor = next((u, f) for u, f in UNITS if seconds >= 0.999 * f or u == "ns")
    return f"{seconds / factor:.0f} {unit}"


def draw_costs(cases: Sequence[Mapping[str, Any]], file: Path) -> None:
    """Draw seconds a run against outcomes, both logarithmic, from cases as ``bench.json`` keeps them."""
    sizes = [case for case in cases if case["outcomes"] and case["name"].startswith("10^")]
    with house(), offscreen():
        figure = new_figure(8.0, 5.4)
        axes = figure.subplots()
        ends = []
        for who, (label, look) in LOOKS.items():
            points = [
                (case["outcomes"], costs[who]["processor"]) for case in sizes if who in (costs := case["seconds_a_run"])
            ]
            if points:
                across, up = zip(*points, strict=True)
                drawn: dict[str, Any] = {"color": look.colour, "marker": look.marker, "linestyle": look.line}
                axes.plot(across, up, markersize=7.5, markeredgecolor="white", markeredgewidth=0.7, **drawn)
                ends.append((label, look, across[-1], up[-1]))
        places = dict.fromkeys(across for _, _, across, _ in ends)
        for place in places:
            here = sorted((end for end in ends if end[2] == place), key=lambda end: end[3])
            heights = spread([math.log10(end[3]) for end in here], 0.55, -9.0, 3.0)
            for (label, look, across, _), height in zip(here, heights, strict=True):
                where: dict[str, Any] = {
                    "textcoords": "offset points",
                    "va": "center",
                    "fontsize": 9.5,
                    "linespacing": 1.2,
                }
                axes.annotate(label, (across, 10**height), (10, 0), color=look.colour, **where)
        axes.set(xscale="log", yscale="log", xlabel="outcomes", ylabel="processor time a negotiation")
        axes.set_xticks([case["outcomes"] for case in sizes], [f"{case['outcomes']:,}" for case in sizes])
        axes.set_xlim(sizes[0]["outcomes"] / 1.6, sizes[-1]["outcomes"] * 12)
        axes.yaxis.set_major_formatter(lambda value, _: in_units(value))
        axes.minorticks_off()
        axes.grid(axis="y")
        figure.suptitle(
            "What a negotiation costs by the number of outcomes", x=0.012, ha="left", fontsize=12.5, fontweight="bold"
        )
        figure.supxlabel(NOTE, x=0.012, ha="left", fontsize=8, color=faint(), linespacing=1.35)
        figure.savefig(file, dpi=DPI)
