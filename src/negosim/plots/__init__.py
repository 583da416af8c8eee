"""One function a figure; each returns its Axes."""

from negosim.plots.dance import negotiation_dance
from negosim.plots.drivers import drivers
from negosim.plots.fonts import unwritable
from negosim.plots.forks import fork_and_parent
from negosim.plots.landscapes import landscape_pair, package_landscape
from negosim.plots.levels import level_distributions
from negosim.plots.plane import utility_plane
from negosim.plots.risks import time_to_agreement
from negosim.plots.saving import FIGURES, OF_ISSUES, NotDrawn, applicable, save_all, save_figure, save_page
from negosim.plots.shares import blockers, outcome_shares, package_families
from negosim.plots.stability import phase_stability
from negosim.plots.style import house, offscreen
from negosim.plots.turning import turning_map

__all__ = [
    "FIGURES",
    "OF_ISSUES",
    "NotDrawn",
    "applicable",
    "blockers",
    "drivers",
    "fork_and_parent",
    "house",
    "landscape_pair",
    "level_distributions",
    "negotiation_dance",
    "offscreen",
    "outcome_shares",
    "package_families",
    "package_landscape",
    "phase_stability",
    "save_all",
    "save_figure",
    "save_page",
    "time_to_agreement",
    "turning_map",
    "unwritable",
    "utility_plane",
]
