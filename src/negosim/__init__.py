"""negosim: an event-sourced simulator of mediated negotiations.

>>> import negosim as ns
>>> scenario = ns.load_scenario("scenarios/january_2024.toml")
>>> model = ns.NegotiationModel(scenario, seed=7, run=0)
>>> while model.running:
...     model.step()
>>> ns.replay(model.events) == model.state
True
"""

import importlib
from typing import TYPE_CHECKING, Any

from negosim.analysis.compared import by_level
from negosim.analysis.turning import TurningPoints, turning_points
from negosim.domain.draws import central_draw, draw
from negosim.domain.evolution import IllegalEvent, evolve, replay
from negosim.domain.scenario import Scenario
from negosim.domain.state import State
from negosim.ensemble.forks import Futures, fork, futures
from negosim.ensemble.outcomes import Estimate, Outcomes
from negosim.ensemble.reading import read_outcomes
from negosim.ensemble.simulate import play, simulate
from negosim.files.problems import BadInput, Problem
from negosim.files.scenario import load_scenario
from negosim.model import MediatorAgent, NegotiationModel, PartyAgent
from negosim.store.opening import open_store
from negosim.sweeps.designs import Design
from negosim.sweeps.factors import Factor, uncertain_factors
from negosim.sweeps.paths import Paths, paths_to
from negosim.sweeps.reading import read_sweep, sweep_file
from negosim.sweeps.sweep import Sweep, sweep

if TYPE_CHECKING:
    from negosim.analysis.discovery import Discovery, discovered
    from negosim.analysis.evidence_weight import EvidenceWeight, weight_of_evidence
    from negosim.analysis.matching import Matching, history_matching
    from negosim.analysis.sensitivity import Sensitivity, analysed, sensitivity_of
    from negosim.files.patterns import load_patterns

__version__ = "0.1.0"

_ROOMS = {"plots": "negosim.plots", "readings": "negosim.analysis.readings"}
_LATER = {
    "Discovery": "negosim.analysis.discovery",
    "EvidenceWeight": "negosim.analysis.evidence_weight",
    "Matching": "negosim.analysis.matching",
    "Sensitivity": "negosim.analysis.sensitivity",
    "analysed": "negosim.analysis.sensitivity",
    "discovered": "negosim.analysis.discovery",
    "history_matching": "negosim.analysis.matching",
    "load_patterns": "negosim.files.patterns",
    "sensitivity_of": "negosim.analysis.sensitivity",
    "weight_of_evidence": "negosim.analysis.evidence_weight",
}


def __getattr__(name: str) -> Any:
    """Open figures, readings and the analysis of sweeps when asked for: workers that need none do not wait for them."""
    if name in _ROOMS:
        return importlib.import_module(_ROOMS[name])
    if name in _LATER:
        return getattr(importlib.import_module(_LATER[name]), name)
    raise AttributeError(f"module 'negosim' has no attribute {name!r}")


__all__ = [
    "BadInput",
    "Design",
    "Discovery",
    "Estimate",
    "EvidenceWeight",
    "Factor",
    "Futures",
    "IllegalEvent",
    "Matching",
    "MediatorAgent",
    "NegotiationModel",
    "Outcomes",
    "PartyAgent",
    "Paths",
    "Problem",
    "Scenario",
    "Sensitivity",
    "State",
    "Sweep",
    "TurningPoints",
    "analysed",
    "by_level",
    "central_draw",
    "discovered",
    "draw",
    "evolve",
    "fork",
    "futures",
    "history_matching",
    "load_patterns",
    "load_scenario",
    "open_store",
    "paths_to",
    "play",
    "plots",
    "read_outcomes",
    "read_sweep",
    "readings",
    "replay",
    "sensitivity_of",
    "simulate",
    "sweep",
    "sweep_file",
    "turning_points",
    "uncertain_factors",
    "weight_of_evidence",
]
