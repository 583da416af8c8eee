"""The model as users of Mesa know it, on every version of Mesa that is supported."""

from __future__ import annotations

import gc
import multiprocessing
import pickle
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from negosim.domain import events as e
from negosim.domain.outcome import Outcome
from negosim.ensemble.playing.simulate import simulate
from negosim.errors import BadInput
from negosim.files.scenario import load_scenario
from negosim.model import MediatorAgent, NegotiationModel, PartyAgent
from tests.talks import played, talks, values

EXAMPLES = Path(__file__).parents[2] / "scenarios" / "examples"
TALKS = talks(
    values(otter__trust__north=0.5, otter__trust__south=0.5, talks__learning=0.1),
    mediators={"otter": {"style": "formulator"}},
    assumptions={"*.concession": {"low": 0.3, "high": 1.5}},
)


class Patient(PartyAgent):
    """A party with a reservation value of its own."""

    floor = 0.125

    def reservation(self, day: float | None = None) -> float:  # noqa: ARG002 - it is the same every day
        return self.floor


def collected(model: NegotiationModel) -> pd.DataFrame:
    """The model frame of a run, played to its end."""
    model.run_model()
    frame: pd.DataFrame = model.datacollector.get_model_vars_dataframe()
    return frame


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


def test_a_data_collector_follows_the_talks() -> None:
    """A row a round, all of single values; what is known only at the end is missing before it."""
    model = NegotiationModel(TALKS, seed=7)
    frame = collected(model)
    rounds = model.outcome.round
    assert frame["round"].tolist() == list(range(1, rounds + 1))
    assert frame["day"].tolist() == list(range(rounds))
    assert frame["text"].tolist()[-1] == model.state.text
    assert frame["status"].tolist() == ["open"] * (rounds - 1) + ["closed"]
    assert frame["trust_otter_north"].tolist()[-1] == model.state.trust["otter.north"]
    assert frame["pressure_south"].tolist()[-1] == model.state.pressure["south"]
    assert frame.loc[: rounds - 2, "outcome":].isna().all(axis=None)
    assert not frame.map(lambda cell: isinstance(cell, dict | list | tuple)).any(axis=None)


def test_the_last_row_is_that_of_the_outcomes() -> None:
    """Names and values of what both have are the same, for talks that end in agreement and for others."""
    scenario = load_scenario(EXAMPLES / "three_parties.toml")
    outcomes = simulate(scenario, 12, 7).frame
    assert set(outcomes["outcome"]) > {"agreement"}
    assert any(issue.numbers for issue in scenario.issues)
    for run, known in outcomes.iterrows():
        last = collected(NegotiationModel(scenario, 7, run)).iloc[-1]  # type: ignore[arg-type]
        common = [name for name in known.index if name in last.index]
        issues, parties = [issue.name for issue in scenario.issues], [party.name for party in scenario.parties]
        assert common == [
            *("outcome", "round", "day", "package", *issues, *(f"utility_{party}" for party in parties)),
            *(f"objection_{party}" for party in parties),
        ]
        for name in common:
            assert last[name] == known[name] or (pd.isna(last[name]) and pd.isna(known[name]))


@pytest.mark.parametrize("kind", [PartyAgent, Patient])
def test_a_data_collector_has_a_row_for_each_round_and_party(kind: type[PartyAgent]) -> None:
    """Also of a class of one's own, and by its own methods; the mediators are no rows."""
    model = NegotiationModel(TALKS, seed=7, party_agent=kind)
    rounds = model.run_model().round
    parties = model.datacollector.get_agenttype_vars_dataframe(kind)
    assert_frame_equal(parties, model.datacollector.get_agent_vars_dataframe())
    assert parties.index.names == ["Step", "AgentID"]
    assert parties["party"].tolist() == ["north", "south"] * rounds
    assert (parties["aspiration"] >= parties["reservation"]).all()
    assert (parties["reservation"] == Patient.floor).all() == (kind is Patient)
    last = parties.loc[rounds].set_index("party")["utility_tabled"]
    for party in model.parties:
        assert last[party.name] == model.board.utility(party.number, model.state.tabled[party.name])


def test_a_data_collector_changes_nothing_and_can_be_left_out() -> None:
    """The same events with it and without it."""
    assert played(TALKS, 7, collect=True).events == played(TALKS, 7, collect=False).events
    assert played(TALKS, 7, collect=False).datacollector is None


@pytest.mark.usefixtures("_start_method")
def test_mesas_batch_run_plays_seeds_and_runs() -> None:
    """Seeds given as rng, runs by number: one row for each, the end of that run, on every version of Mesa."""
    varied = {"scenario": TALKS, "rng": [7, 8], "run": range(2)}
    rows = mesa.batch_run(NegotiationModel, varied, display_progress=False)
    assert len(rows) == 4
    ended = {(row["rng"], row["run"]): (row["round"], row["outcome"], row["package"]) for row in rows}
    outcomes = {(seed, run): played(TALKS, seed, run).outcome for seed in (7, 8) for run in (0, 1)}
    assert ended == {key: (ended.round, ended.outcome, ended.package) for key, ended in outcomes.items()}
    assert len(set(ended.values())) > 1


@pytest.mark.usefixtures("_start_method")
def test_mesas_batch_run_can_have_every_round() -> None:
    """One row for each."""
    varied = {"scenario": TALKS, "rng": [7], "run": [0]}
    rows = mesa.batch_run(NegotiationModel, varied, data_collection_period=1, display_progress=False)
    assert [row["round"] for row in rows] == list(range(1, played(TALKS, 7).outcome.round + 1))


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


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((1.5, 0), "NegotiationModel: seed: expected a whole number from 0, received 1.5"),
        (("7", 0), "NegotiationModel: seed: expected a whole number from 0, received '7'"),
        ((7, -1), "NegotiationModel: run: expected a whole number from 0, received -1"),
    ],
)
def test_a_model_says_which_argument_is_wrong(arguments: tuple[Any, Any], told: str) -> None:
    """As ``simulate`` does."""
    with pytest.raises(BadInput) as error:
        NegotiationModel(EXAMPLES / "divide_a_cake.toml", *arguments)
    assert str(error.value) == told


def test_a_model_takes_a_path() -> None:
    """In place of a scenario, which it loads."""
    path = EXAMPLES / "divide_a_cake.toml"
    assert NegotiationModel(path).talks.digest == load_scenario(path).digest
