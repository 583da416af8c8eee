"""The model as users of Mesa know it, on every version of Mesa that is supported."""

from __future__ import annotations

import gc
import multiprocessing
import pickle
import weakref
from collections.abc import Iterator
from typing import Any

import mesa
import numpy as np
import pytest

from negosim.domain import events as e
from negosim.domain.outcome import Outcome
from negosim.model import MediatorAgent, NegotiationModel, PartyAgent
from tests.talks import played, talks, values

TALKS = talks(
    values(otter__trust__north=0.5, otter__trust__south=0.5, talks__learning=0.1),
    mediators={"otter": {"style": "formulator"}},
    assumptions={"*.concession": {"low": 0.3, "high": 1.5}},
)


@pytest.fixture
def _start_method() -> Iterator[None]:
    """mesa.batch_run of Mesa 3.5 sets how the whole process starts others; set it back."""
    before = multiprocessing.get_start_method(allow_none=True)
    yield
    multiprocessing.set_start_method(before, force=True)


def test_step_plays_a_round_and_running_says_whether_there_is_another() -> None:
    """Until the end; then another step changes nothing."""
    model = NegotiationModel(TALKS, seed=7)
    assert isinstance(model, mesa.Model)
    rounds = 0
    while model.running:
        model.step()
        rounds += 1
        assert model.state.round == rounds
    ended = model.state
    model.step()
    assert (model.state, model.outcome.round) == (ended, rounds)


def test_a_run_that_goes_on_has_no_outcome_yet() -> None:
    """It says so, and names the run."""
    model = NegotiationModel(TALKS, seed=7, run=3)
    with pytest.raises(ValueError, match="run 3 goes on"):
        _ = model.outcome
    assert isinstance(model.run_model(), Outcome)


def test_the_agents_are_mesas_agents() -> None:
    """Found by type, in the order of the file."""
    model = NegotiationModel(TALKS)
    assert [agent.name for agent in model.agents_by_type[PartyAgent]] == ["north", "south"]
    assert [agent.name for agent in model.agents_by_type[MediatorAgent]] == ["otter"]
    assert len(model.agents) == 3


def test_a_seed_is_any_number_and_fixes_the_run_with_scenario_and_number() -> None:
    """NumPy's whole numbers and Mesa's name for it do as well; without one it is that of the command line."""
    one = played(TALKS, seed=7, run=2)
    assert one.events == played(TALKS, seed=np.int64(7), run=np.int64(2)).events  # type: ignore[arg-type]
    by_rng = NegotiationModel(TALKS, run=2, rng=7)
    by_rng.run_model()
    assert one.events == by_rng.events
    assert (NegotiationModel(TALKS).run_seed, one.events == played(TALKS, seed=8, run=2).events) == (7, False)


def test_a_draw_of_ones_own_replaces_that_of_the_run() -> None:
    """What is drawn stands in the first event."""
    drawn = {name: p.distribution.central for name, p in TALKS.parameters.items()}
    model = NegotiationModel(TALKS, draw=drawn)
    assert isinstance(model.events[0], e.NegotiationOpened)
    assert model.events[0].draw == drawn


def test_a_data_collector_follows_the_talks_on_request() -> None:
    """One row a round, with rounds, days and texts, and each party's aspiration and reservation value."""
    model = NegotiationModel(TALKS, seed=7, collect=True)
    rounds = model.run_model().round
    frame = model.datacollector.get_model_vars_dataframe()
    assert frame["round"].tolist() == list(range(1, rounds + 1))
    assert frame["day"].tolist() == list(range(rounds))
    assert frame["text"].tolist()[-1] == model.state.text
    parties = model.datacollector.get_agenttype_vars_dataframe(PartyAgent)
    assert len(parties) == 2 * rounds
    assert (parties["aspiration"] >= parties["reservation"]).all()


def test_a_data_collector_changes_nothing() -> None:
    """The same events with it and without it."""
    assert played(TALKS, 7, collect=True).events == played(TALKS, 7).events


@pytest.mark.usefixtures("_start_method")
def test_mesas_batch_run_plays_seeds_and_runs() -> None:
    """Seeds given as rng, runs by number: every row is the end of that run, on every version of Mesa."""
    varied = {"scenario": TALKS, "rng": [7, 8], "run": range(2), "collect": True}
    rows = mesa.batch_run(NegotiationModel, varied, display_progress=False)
    ended = {(row["rng"], row["run"]): row["round"] for row in rows}
    expected = {(seed, run): played(TALKS, seed, run).outcome.round for seed in (7, 8) for run in (0, 1)}
    assert expected == ended
    assert len(set(expected.values())) > 1


def test_a_finished_model_is_freed() -> None:
    """Nothing keeps it, not even Mesa's table of agents' numbers; so an ensemble does not fill the memory."""
    freed = []
    for run in range(3):
        model = played(TALKS, run=run)
        weakref.finalize(model, freed.append, run)
        weakref.finalize(model.parties[0], freed.append, f"north of {run}")
        del model
    gc.collect()
    assert sorted(map(str, freed)) == ["0", "1", "2", "north of 0", "north of 1", "north of 2"]


def test_scenarios_and_outcomes_travel_between_processes() -> None:
    """A pickled scenario is played as the original; an outcome comes back as it was."""
    copy: Any = pickle.loads(pickle.dumps(TALKS))
    assert (copy.digest, played(copy, 7).events) == (TALKS.digest, played(TALKS, 7).events)
    outcome = played(TALKS, 7).outcome
    assert pickle.loads(pickle.dumps(outcome)) == outcome
