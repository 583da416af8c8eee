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
from types import ModuleType

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

__version__ = "0.1.0"


def __getattr__(name: str) -> ModuleType:
    """Open ``negosim.plots`` or ``negosim.readings`` when asked for: workers that need neither do not wait for them."""
    if name == "plots":
        return importlib.import_module("negosim.plots")
    if name == "readings":
        return importlib.import_module("negosim.analysis.readings")
    raise AttributeError(f"module 'negosim' has no attribute {name!r}")


__all__ = [
    "BadInput",
    "Design",
    "Estimate",
    "Factor",
    "Futures",
    "IllegalEvent",
    "MediatorAgent",
    "NegotiationModel",
    "Outcomes",
    "PartyAgent",
    "Paths",
    "Problem",
    "Scenario",
    "State",
    "Sweep",
    "TurningPoints",
    "by_level",
    "central_draw",
    "draw",
    "evolve",
    "fork",
    "futures",
    "load_scenario",
    "open_store",
    "paths_to",
    "play",
    "plots",
    "read_outcomes",
    "read_sweep",
    "readings",
    "replay",
    "simulate",
    "sweep",
    "sweep_file",
    "turning_points",
    "uncertain_factors",
]
