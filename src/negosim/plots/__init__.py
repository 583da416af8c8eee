"""One function a figure; each returns its Axes."""

from negosim.plots.boxes import prim_box, prim_trade_off
from negosim.plots.compared import levels_compared
from negosim.plots.dance import negotiation_dance
from negosim.plots.drivers import drivers
from negosim.plots.factors import morris_plane, sensitivity_figures, sobol_bars, tornado
from negosim.plots.fonts import unwritable
from negosim.plots.forks import fork_and_parent
from negosim.plots.landscapes import landscape_pair, package_landscape
from negosim.plots.levels import level_distributions
from negosim.plots.plane import utility_plane
from negosim.plots.responses import response_curve, response_map
from negosim.plots.risks import time_to_agreement
from negosim.plots.saving import FIGURES, OF_ISSUES, NotDrawn, applicable, save_all, save_figure, save_page
from negosim.plots.shares import blockers, outcome_shares, package_families
from negosim.plots.stability import phase_stability
from negosim.plots.style import house, offscreen
from negosim.plots.turning import turning_map
from negosim.plots.weights import evidence_shares, prior_posterior

__all__ = [
    "FIGURES",
    "OF_ISSUES",
    "NotDrawn",
    "applicable",
    "blockers",
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
    "phase_stability",
    "prim_box",
    "prim_trade_off",
    "prior_posterior",
    "response_curve",
    "response_map",
    "save_all",
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
