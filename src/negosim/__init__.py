"""negosim: an event-sourced simulator of mediated negotiations.

>>> import negosim as ns
>>> scenario = ns.load_scenario("scenarios/january_2024.toml")
>>> model = ns.NegotiationModel(scenario, seed=7, run=0)
>>> while model.running:
...     model.step()
>>> ns.replay(model.events) == model.state
True
"""

from __future__ import annotations

import importlib

TYPE_CHECKING = False  # as in ``typing``, which takes a while to import
if TYPE_CHECKING:
    from typing import Any

    from negosim.analysis.bargaining.solutions import BargainingSolutions as BargainingSolutions
    from negosim.analysis.bargaining.solutions import solve_bargaining as solve_bargaining
    from negosim.analysis.evidence.leave_one_out import leave_acts_out as leave_acts_out
    from negosim.analysis.evidence.signing import would_sign as would_sign
    from negosim.analysis.evidence.weight import EvidenceWeight as EvidenceWeight
    from negosim.analysis.evidence.weight import weigh_evidence as weigh_evidence
    from negosim.analysis.genius import save_genius as save_genius
    from negosim.analysis.sensitivity.analyze import analyze_samples as analyze_samples
    from negosim.analysis.sensitivity.analyze import analyze_sensitivity as analyze_sensitivity
    from negosim.analysis.sensitivity.contrast import contrast as contrast
    from negosim.analysis.sensitivity.discovery import Discovery as Discovery
    from negosim.analysis.sensitivity.discovery import discover_scenarios as discover_scenarios
    from negosim.analysis.sensitivity.levels import compare_levels as compare_levels
    from negosim.analysis.sensitivity.result import Sensitivity as Sensitivity
    from negosim.analysis.story import history as history
    from negosim.domain.events import IllegalEvent as IllegalEvent
    from negosim.domain.evolution import evolve as evolve
    from negosim.domain.evolution import replay as replay
    from negosim.domain.scenario import Scenario as Scenario
    from negosim.domain.state import State as State
    from negosim.ensemble.playing.forks import Futures as Futures
    from negosim.ensemble.playing.forks import fork as fork
    from negosim.ensemble.playing.forks import play_futures as play_futures
    from negosim.ensemble.playing.simulate import play as play
    from negosim.ensemble.playing.simulate import simulate as simulate
    from negosim.ensemble.results.loading import read_outcomes as read_outcomes
    from negosim.ensemble.results.outcomes import Estimate as Estimate
    from negosim.ensemble.results.outcomes import Outcomes as Outcomes
    from negosim.errors import BadInput as BadInput
    from negosim.errors import Problem as Problem
    from negosim.errors import ScenarioWarning as ScenarioWarning
    from negosim.files.calibration_patterns import load_patterns as load_patterns
    from negosim.files.codebook import load_codebook as load_codebook
    from negosim.files.dossier import load_dossier as load_dossier
    from negosim.files.genius.scenarios import load_genius as load_genius
    from negosim.files.scenario import load_scenario as load_scenario
    from negosim.files.shipped_cases import ShippedCase as ShippedCase
    from negosim.files.shipped_cases import cases as cases
    from negosim.model import MediatorAgent as MediatorAgent
    from negosim.model import NegotiationModel as NegotiationModel
    from negosim.model import PartyAgent as PartyAgent
    from negosim.report.writing import write_report as write_report
    from negosim.sampling.draws import central_draw_of as central_draw_of
    from negosim.sampling.draws import draw_of as draw_of
    from negosim.store.opening import open_store as open_store
    from negosim.studies.comparison import compare as compare
    from negosim.studies.first_moves import tabulate_first_concessions as tabulate_first_concessions
    from negosim.studies.first_moves import tabulate_openings as tabulate_openings
    from negosim.studies.history_matching import Matching as Matching
    from negosim.studies.history_matching import match_history as match_history
    from negosim.studies.turning_points import TurningPoints as TurningPoints
    from negosim.studies.turning_points import find_turning_points as find_turning_points
    from negosim.sweeps.designs import Design as Design
    from negosim.sweeps.factors import Factor as Factor
    from negosim.sweeps.factors import uncertain_factors as uncertain_factors
    from negosim.sweeps.loading import read_sweep as read_sweep
    from negosim.sweeps.path_search import find_paths as find_paths
    from negosim.sweeps.paths import Paths as Paths
    from negosim.sweeps.sweep import Sweep as Sweep
    from negosim.sweeps.sweep import sweep as sweep
    from negosim.sweeps.sweep_file import run_sweep_file as run_sweep_file

    plots: Any

__version__ = "0.1.0"

# The public names, by the module that defines them. Each module is imported when one of its names is first used.
_PUBLIC = {
    "negosim.analysis.bargaining.solutions": ("BargainingSolutions", "solve_bargaining"),
    "negosim.analysis.evidence.leave_one_out": ("leave_acts_out",),
    "negosim.analysis.evidence.signing": ("would_sign",),
    "negosim.analysis.evidence.weight": ("EvidenceWeight", "weigh_evidence"),
    "negosim.analysis.sensitivity.analyze": ("analyze_samples", "analyze_sensitivity"),
    "negosim.analysis.sensitivity.contrast": ("contrast",),
    "negosim.analysis.sensitivity.discovery": ("Discovery", "discover_scenarios"),
    "negosim.analysis.sensitivity.levels": ("compare_levels",),
    "negosim.analysis.sensitivity.result": ("Sensitivity",),
    "negosim.domain.events": ("IllegalEvent",),
    "negosim.domain.evolution": ("evolve", "replay"),
    "negosim.domain.scenario": ("Scenario",),
    "negosim.domain.state": ("State",),
    "negosim.ensemble.playing.forks": ("Futures", "fork", "play_futures"),
    "negosim.ensemble.playing.simulate": ("play", "simulate"),
    "negosim.ensemble.results.loading": ("read_outcomes",),
    "negosim.ensemble.results.outcomes": ("Estimate", "Outcomes"),
    "negosim.errors": ("BadInput", "Problem", "ScenarioWarning"),
    "negosim.files.shipped_cases": ("ShippedCase", "cases"),
    "negosim.files.codebook": ("load_codebook",),
    "negosim.files.dossier": ("load_dossier",),
    "negosim.files.genius.scenarios": ("load_genius",),
    "negosim.analysis.genius": ("save_genius",),
    "negosim.files.calibration_patterns": ("load_patterns",),
    "negosim.files.scenario": ("load_scenario",),
    "negosim.model": ("MediatorAgent", "NegotiationModel", "PartyAgent"),
    "negosim.report.writing": ("write_report",),
    "negosim.sampling.draws": ("central_draw_of", "draw_of"),
    "negosim.store.opening": ("open_store",),
    "negosim.studies.comparison": ("compare",),
    "negosim.studies.first_moves": ("tabulate_first_concessions", "tabulate_openings"),
    "negosim.studies.history_matching": ("Matching", "match_history"),
    "negosim.studies.turning_points": ("TurningPoints", "find_turning_points"),
    "negosim.sweeps.designs": ("Design",),
    "negosim.sweeps.factors": ("Factor", "uncertain_factors"),
    "negosim.sweeps.loading": ("read_sweep",),
    "negosim.sweeps.paths": ("Paths",),
    "negosim.sweeps.path_search": ("find_paths",),
    "negosim.sweeps.sweep": ("Sweep", "sweep"),
    "negosim.sweeps.sweep_file": ("run_sweep_file",),
}
_MODULE_OF = {name: module for module, names in _PUBLIC.items() for name in names}
_SUBMODULES = {"history": "negosim.analysis.story.history", "plots": "negosim.plots"}

__all__ = sorted([*_MODULE_OF, *_SUBMODULES])  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    """Import the module of a public name on first use, so that workers and commands import only what they use."""
    if name in _SUBMODULES:
        return importlib.import_module(_SUBMODULES[name])
    if name in _MODULE_OF:
        found = globals()[name] = getattr(importlib.import_module(_MODULE_OF[name]), name)
        return found
    raise AttributeError(f"module 'negosim' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return the public names, imported or not."""
    return [*__all__, "__version__"]
