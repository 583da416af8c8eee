"""What the marks of a negotiation dance mean."""

from __future__ import annotations

from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from negosim.domain.scenario import Scenario
from negosim.plots.fitting import room, scaled
from negosim.plots.palette import ink, paper
from negosim.plots.words import agent_title

RESERVATION, ASPIRATION = "reservation value", "aspiration"
REFUSED = "refused: own red line"


SIGNED = "signed package"


def key(axes: Axes, panels: list[Axes], scenario: Scenario) -> None:
    """What the marks are, in three groups: the sides, what concerns the party of a panel, and the rest."""
    handles: dict[str, Artist] = {}
    for panel in panels:
        for handle, label in zip(*panel.get_legend_handles_labels(), strict=True):
            handles.setdefault(label, handle)
    if REFUSED in handles:
        open_mark = {"markerfacecolor": paper(), "markeredgecolor": ink(), "markersize": scaled(5.5), "linewidth": 0}
        handles[REFUSED] = Line2D([], [], marker="o", markeredgewidth=1.6, **open_mark)  # type: ignore[arg-type]
    sides = [agent_title(scenario, party.name) for party in scenario.parties]
    own = [label for label in handles if label in (RESERVATION, ASPIRATION, REFUSED)]
    groups = {
        "Offers and pressure": [label for label in sides if label in handles],
        "Party of the panel": own,
        "Other marks": [label for label in handles if label not in {*sides, *own}],
    }
    groups = {heading: labels for heading, labels in groups.items() if labels}
    rows = max((len(labels) for labels in groups.values()), default=0)
    wide = room(axes) > scaled(330.0)
    shown: list[tuple[Artist, str]] = []
    for heading, labels in groups.items():
        shown += [(_blank(), heading), *((handles[label], label) for label in labels)]
        shown += [(_blank(), "")] * (rows - len(labels) if wide else 0)
    places: dict[str, Any] = {"loc": "upper left", "borderaxespad": 0.0, "fontsize": scaled(8.5), "handletextpad": 0.6}
    legend = axes.legend(*zip(*shown, strict=True), ncols=len(groups) if wide else 1, **places)
    for text in legend.get_texts():
        text.set_fontweight("bold" if text.get_text() in groups else "normal")
    axes.set_axis_off()


def _blank() -> Artist:
    return Line2D([], [], linestyle="none")
