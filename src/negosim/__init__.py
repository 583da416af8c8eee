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

TYPE_CHECKING = False  # as in ``typing``, which need not be open yet
if TYPE_CHECKING:
    from typing import Any

    from negosim.analysis.compared import by_level
    from negosim.analysis.discovery import Discovery, discovered
    from negosim.analysis.evidence_weight import EvidenceWeight, weight_of_evidence
    from negosim.analysis.first_moves import first_concessions, openings
    from negosim.analysis.left_out import acts_left_out
    from negosim.analysis.matching import Matching, history_matching
    from negosim.analysis.sensitivity import Sensitivity, analysed, sensitivity_of
    from negosim.analysis.signing import would_sign
    from negosim.analysis.turning import TurningPoints, turning_points
    from negosim.domain.events import IllegalEvent
    from negosim.domain.evolution import evolve, replay
    from negosim.domain.scenario import Scenario
    from negosim.domain.state import State
    from negosim.ensemble.forks import Futures, fork, futures
    from negosim.ensemble.outcomes import Estimate, Outcomes
    from negosim.ensemble.reading import read_outcomes
    from negosim.ensemble.simulate import play, simulate
    from negosim.errors import BadInput, Problem, ScenarioWarning
    from negosim.files.calibration_patterns import load_patterns
    from negosim.files.scenario import load_scenario
    from negosim.model import MediatorAgent, NegotiationModel, PartyAgent
    from negosim.rules.draws import central_draw_of, draw_of
    from negosim.store.opening import open_store
    from negosim.sweeps.designs import Design
    from negosim.sweeps.factors import Factor, uncertain_factors
    from negosim.sweeps.loading import read_sweep
    from negosim.sweeps.path_search import paths_to
    from negosim.sweeps.paths import Paths
    from negosim.sweeps.sweep import Sweep, sweep
    from negosim.sweeps.sweep_file import sweep_file

__version__ = "0.1.0"

_ROOMS = {"plots": "negosim.plots", "readings": "negosim.analysis.readings"}
_THINGS = {
    "BadInput": "negosim.errors",
    "Design": "negosim.sweeps.designs",
    "Discovery": "negosim.analysis.discovery",
    "Estimate": "negosim.ensemble.outcomes",
    "EvidenceWeight": "negosim.analysis.evidence_weight",
    "Factor": "negosim.sweeps.factors",
    "Futures": "negosim.ensemble.forks",
    "IllegalEvent": "negosim.domain.events",
    "Matching": "negosim.analysis.matching",
    "MediatorAgent": "negosim.model",
    "NegotiationModel": "negosim.model",
    "Outcomes": "negosim.ensemble.outcomes",
    "PartyAgent": "negosim.model",
    "Paths": "negosim.sweeps.paths",
    "Problem": "negosim.errors",
    "Scenario": "negosim.domain.scenario",
    "ScenarioWarning": "negosim.errors",
    "Sensitivity": "negosim.analysis.sensitivity",
    "State": "negosim.domain.state",
    "Sweep": "negosim.sweeps.sweep",
    "TurningPoints": "negosim.analysis.turning",
    "acts_left_out": "negosim.analysis.left_out",
    "analysed": "negosim.analysis.sensitivity",
    "by_level": "negosim.analysis.compared",
    "central_draw_of": "negosim.rules.draws",
    "discovered": "negosim.analysis.discovery",
    "draw_of": "negosim.rules.draws",
    "evolve": "negosim.domain.evolution",
    "first_concessions": "negosim.analysis.first_moves",
    "fork": "negosim.ensemble.forks",
    "futures": "negosim.ensemble.forks",
    "history_matching": "negosim.analysis.matching",
    "load_patterns": "negosim.files.calibration_patterns",
    "load_scenario": "negosim.files.scenario",
    "open_store": "negosim.store.opening",
    "openings": "negosim.analysis.first_moves",
    "paths_to": "negosim.sweeps.path_search",
    "play": "negosim.ensemble.simulate",
    "read_outcomes": "negosim.ensemble.reading",
    "read_sweep": "negosim.sweeps.loading",
    "replay": "negosim.domain.evolution",
    "sensitivity_of": "negosim.analysis.sensitivity",
    "simulate": "negosim.ensemble.simulate",
    "sweep": "negosim.sweeps.sweep",
    "sweep_file": "negosim.sweeps.sweep_file",
    "turning_points": "negosim.analysis.turning",
    "uncertain_factors": "negosim.sweeps.factors",
    "weight_of_evidence": "negosim.analysis.evidence_weight",
    "would_sign": "negosim.analysis.signing",
}


def __getattr__(name: str) -> Any:
    """Open a room when something of it is asked for: workers and commands that need none of it do not wait for it."""
    if name in _ROOMS:
        return importlib.import_module(_ROOMS[name])
    if name in _THINGS:
        found = globals()[name] = getattr(importlib.import_module(_THINGS[name]), name)
        return found
    raise AttributeError(f"module 'negosim' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Everything that can be asked for, opened or not."""
    return sorted({*globals(), *__all__})


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
    "ScenarioWarning",
    "Sensitivity",
    "State",
    "Sweep",
    "TurningPoints",
    "acts_left_out",
    "analysed",
    "by_level",
    "central_draw_of",
    "discovered",
    "draw_of",
    "evolve",
    "first_concessions",
    "fork",
    "futures",
    "history_matching",
    "load_patterns",
    "load_scenario",
    "open_store",
    "openings",
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
    "would_sign",
]
