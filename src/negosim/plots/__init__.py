"""Figures: one function for each, which returns its Axes.

Figures of one panel take ``ax``, those of several ``figure``, a Figure or a part of one. On axes or figures that are
given, matplotlib's settings hold; a figure that is made here has the style of the project, on the user's background.
``title`` replaces the title, or leaves it out if it is empty; ``note`` says whether to write how to read the figure.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from negosim.plots.acts import acts
    from negosim.plots.boxes import prim_box, prim_trade_off
    from negosim.plots.compared import levels_compared
    from negosim.plots.compared_cases import compared_outcomes, comparison, paired_differences
    from negosim.plots.dance import negotiation_dance
    from negosim.plots.fonts import unwritable
    from negosim.plots.forks import fork_and_parent
    from negosim.plots.landscapes import landscape_pair, package_landscape
    from negosim.plots.levels import level_distributions
    from negosim.plots.morris import morris_plane
    from negosim.plots.names import applicable
    from negosim.plots.page import brief, save_brief
    from negosim.plots.plane import utility_plane
    from negosim.plots.ranks import drivers
    from negosim.plots.responses import response_curve, response_map
    from negosim.plots.risks import time_to_agreement
    from negosim.plots.saving import FIGURES, OF_ISSUES, NotDrawn, save_all, save_figure, save_page
    from negosim.plots.sensitivity import sensitivity_figures, tornado
    from negosim.plots.shares import blockers, outcome_shares, package_families
    from negosim.plots.sobol import sobol_bars
    from negosim.plots.stability import phase_stability
    from negosim.plots.style import house, offscreen
    from negosim.plots.turning import turning_map
    from negosim.plots.weights import evidence_shares, prior_posterior

_THINGS = {
    "FIGURES": "negosim.plots.saving",
    "NotDrawn": "negosim.plots.saving",
    "OF_ISSUES": "negosim.plots.saving",
    "acts": "negosim.plots.acts",
    "applicable": "negosim.plots.names",
    "blockers": "negosim.plots.shares",
    "brief": "negosim.plots.page",
    "compared_outcomes": "negosim.plots.compared_cases",
    "comparison": "negosim.plots.compared_cases",
    "drivers": "negosim.plots.ranks",
    "evidence_shares": "negosim.plots.weights",
    "fork_and_parent": "negosim.plots.forks",
    "house": "negosim.plots.style",
    "landscape_pair": "negosim.plots.landscapes",
    "level_distributions": "negosim.plots.levels",
    "levels_compared": "negosim.plots.compared",
    "morris_plane": "negosim.plots.morris",
    "negotiation_dance": "negosim.plots.dance",
    "offscreen": "negosim.plots.style",
    "outcome_shares": "negosim.plots.shares",
    "package_families": "negosim.plots.shares",
    "paired_differences": "negosim.plots.compared_cases",
    "package_landscape": "negosim.plots.landscapes",
    "phase_stability": "negosim.plots.stability",
    "prim_box": "negosim.plots.boxes",
    "prim_trade_off": "negosim.plots.boxes",
    "prior_posterior": "negosim.plots.weights",
    "response_curve": "negosim.plots.responses",
    "response_map": "negosim.plots.responses",
    "save_all": "negosim.plots.saving",
    "save_brief": "negosim.plots.page",
    "save_figure": "negosim.plots.saving",
    "save_page": "negosim.plots.saving",
    "sensitivity_figures": "negosim.plots.sensitivity",
    "sobol_bars": "negosim.plots.sobol",
    "time_to_agreement": "negosim.plots.risks",
    "tornado": "negosim.plots.sensitivity",
    "turning_map": "negosim.plots.turning",
    "unwritable": "negosim.plots.fonts",
    "utility_plane": "negosim.plots.plane",
}


def __getattr__(name: str) -> Any:
    """Import a figure when it is first used: most need neither sweeps nor what reads them."""
    if name in _THINGS:
        found = globals()[name] = getattr(importlib.import_module(_THINGS[name]), name)
        return found
    raise AttributeError(f"module 'negosim.plots' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return all names, imported or not."""
    return sorted({*globals(), *__all__})


__all__ = [
    "FIGURES",
    "OF_ISSUES",
    "NotDrawn",
    "acts",
    "applicable",
    "blockers",
    "brief",
    "compared_outcomes",
    "comparison",
    "drivers",
    "evidence_shares",
    "fork_and_parent",
    "house",
    "landscape_pair",
    "level_distributions",
    "levels_compared",
    "morris_plane",
    "negotiation_dance",
    "offscreen",
    "outcome_shares",
    "package_families",
    "package_landscape",
    "paired_differences",
    "phase_stability",
    "prim_box",
    "prim_trade_off",
    "prior_posterior",
    "response_curve",
    "response_map",
    "save_all",
    "save_brief",
    "save_figure",
    "save_page",
    "sensitivity_figures",
    "sobol_bars",
    "time_to_agreement",
    "tornado",
    "turning_map",
    "unwritable",
    "utility_plane",
]
