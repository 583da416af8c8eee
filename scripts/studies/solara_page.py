"""A page in the browser that plays a run round by round.

Solara is no dependency of negosim: ``pip install solara altair "ipyvuetify<2"``, then
``solara run scripts/studies/solara_page.py``. *Step* plays a round; *Reset* starts the run of the number chosen.
"""

from itertools import cycle
from typing import Any

from mesa.visualization import SolaraViz, make_plot_component

import negosim as ns


def dashed(axes: Any) -> None:
    """Draw each line in a style of its own, and the legend beside them."""
    for line, style in zip(axes.lines, cycle(("-", "--", "-.", ":"))):
        line.set_linestyle(style)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))


scenario = ns.load_scenario("scenarios/january_2024.toml")
pressure = [f"pressure_{party.name}" for party in scenario.parties]
trust = [f"trust_{mediator.name}_{party.name}" for mediator in scenario.mediators for party in scenario.parties]


class January(ns.NegotiationModel):
    """A run of January 2024, by its number alone: Mesa 3.5 gives ``scenario`` a meaning of its own on pages."""

    def __init__(self, run: int = 0) -> None:
        super().__init__(scenario, run=run)


page = SolaraViz(
    January(),
    components=[make_plot_component(names, post_process=dashed) for names in (pressure, trust)],
    model_params={"run": {"type": "SliderInt", "value": 0, "label": "Run", "min": 0, "max": 99, "step": 1}},
    name=scenario.title,
)
