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

    from negosim.analysis.evidence.leave_one_out import acts_left_out
    from negosim.analysis.evidence.signing import would_sign
    from negosim.analysis.evidence.weight import EvidenceWeight, weight_of_evidence
    from negosim.analysis.sensitivity.analyze import analysed, sensitivity_of
    from negosim.analysis.sensitivity.discovery import Discovery, discovered
    from negosim.analysis.sensitivity.levels import by_level
    from negosim.analysis.sensitivity.result import Sensitivity
    from negosim.domain.evolution import IllegalEvent, evolve, replay
    from negosim.domain.scenario import Scenario
    from negosim.domain.state import State
    from negosim.ensemble.playing.forks import Futures, fork, futures
    from negosim.ensemble.playing.simulate import play, simulate
    from negosim.ensemble.results.loading import read_outcomes
    from negosim.ensemble.results.outcomes import Estimate, Outcomes
    from negosim.errors import BadInput, Problem, ScenarioWarning
    from negosim.files.patterns import load_patterns
    from negosim.files.scenario import load_scenario
    from negosim.model import MediatorAgent, NegotiationModel, PartyAgent
    from negosim.rules.draws import central_draw_of, draw_of
    from negosim.store.opening import open_store
    from negosim.studies.first_moves import first_concessions, openings
    from negosim.studies.history_matching import Matching, history_matching
    from negosim.studies.turning_points import TurningPoints, turning_points
    from negosim.sweeps.designs import Design
    from negosim.sweeps.factors import Factor, uncertain_factors
    from negosim.sweeps.paths import Paths, paths_to
    from negosim.sweeps.result import Sweep
    from negosim.sweeps.sweep import sweep
    from negosim.sweeps.sweep_file import read_sweep, sweep_file

__version__ = "0.1.0"

_ROOMS = {"plots": "negosim.plots", "readings": "negosim.analysis.story.history"}
_THINGS = {
    "BadInput": "negosim.errors",
    "Design": "negosim.sweeps.designs",
    "Discovery": "negosim.analysis.sensitivity.discovery",
    "Estimate": "negosim.ensemble.results.outcomes",
    "EvidenceWeight": "negosim.analysis.evidence.weight",
    "Factor": "negosim.sweeps.factors",
    "Futures": "negosim.ensemble.playing.forks",
    "IllegalEvent": "negosim.domain.evolution",
    "Matching": "negosim.studies.history_matching",
    "MediatorAgent": "negosim.model",
    "NegotiationModel": "negosim.model",
    "Outcomes": "negosim.ensemble.results.outcomes",
    "PartyAgent": "negosim.model",
    "Paths": "negosim.sweeps.paths",
    "Problem": "negosim.errors",
    "Scenario": "negosim.domain.scenario",
    "ScenarioWarning": "negosim.errors",
    "Sensitivity": "negosim.analysis.sensitivity.analyze",
    "State": "negosim.domain.state",
    "Sweep": "negosim.sweeps.sweep",
    "TurningPoints": "negosim.studies.turning_points",
    "acts_left_out": "negosim.analysis.evidence.leave_one_out",
    "analysed": "negosim.analysis.sensitivity.analyze",
    "by_level": "negosim.analysis.sensitivity.levels",
    "central_draw_of": "negosim.rules.draws",
    "discovered": "negosim.analysis.sensitivity.discovery",
    "draw_of": "negosim.rules.draws",
    "evolve": "negosim.domain.evolution",
    "first_concessions": "negosim.studies.first_moves",
    "fork": "negosim.ensemble.playing.forks",
    "futures": "negosim.ensemble.playing.forks",
    "history_matching": "negosim.studies.history_matching",
    "load_patterns": "negosim.files.patterns",
    "load_scenario": "negosim.files.scenario",
    "open_store": "negosim.store.opening",
    "openings": "negosim.studies.first_moves",
    "paths_to": "negosim.sweeps.paths",
    "play": "negosim.ensemble.playing.simulate",
    "read_outcomes": "negosim.ensemble.results.loading",
    "read_sweep": "negosim.sweeps.sweep_file",
    "replay": "negosim.domain.evolution",
    "sensitivity_of": "negosim.analysis.sensitivity.analyze",
    "simulate": "negosim.ensemble.playing.simulate",
    "sweep": "negosim.sweeps.sweep",
    "sweep_file": "negosim.sweeps.sweep_file",
    "turning_points": "negosim.studies.turning_points",
    "uncertain_factors": "negosim.sweeps.factors",
    "weight_of_evidence": "negosim.analysis.evidence.weight",
    "would_sign": "negosim.analysis.evidence.signing",
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
