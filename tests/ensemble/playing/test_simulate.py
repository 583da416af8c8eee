"""Many runs: each is what it would be alone, and the table says so in the promised columns."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from negosim.cli import app
from negosim.domain.events import AnswerGiven, NegotiationClosed, PackageTabled
from negosim.domain.outcome import Outcome
from negosim.domain.scenario import Scenario
from negosim.ensemble.playing.engines import ENGINES
from negosim.ensemble.playing.simulate import frame_to_table, play, simulate
from negosim.ensemble.results.outcomes import OUTCOMES, Outcomes, wilson
from negosim.errors import BadInput
from negosim.files.scenario import load_scenario
from negosim.model import NegotiationModel, PartyAgent
from negosim.store.opening import open_store

EXAMPLES = Path(__file__).parents[3] / "scenarios" / "examples"
RUNS, SEED = 25, 11


@pytest.fixture(scope="module")
def river() -> Scenario:
    """Three parties, a mediator, a shock, a red line and a linkage."""
    return load_scenario(EXAMPLES / "three_parties.toml")


@pytest.fixture(scope="module")
def outcomes(river: Scenario) -> Outcomes:
    """A few runs of it, played in one process."""
    return simulate(river, RUNS, SEED)


@pytest.fixture(scope="module")
def alone(river: Scenario) -> list[Outcome]:
    """The same runs, each played alone."""
    return [NegotiationModel(river, SEED, run).run_model() for run in range(RUNS)]


def test_a_row_is_the_outcome_of_its_run(river: Scenario, outcomes: Outcomes, alone: list[Outcome]) -> None:
    """Every value of every row is that of the run played alone."""
    assert len(outcomes) == RUNS
    for row, one in zip(outcomes.stored().to_dict("records"), alone, strict=True):
        expected = {
            "run": one.run,
            "outcome": one.outcome,
            "round": one.round,
            "day": one.day,
            "package": one.package,
            **{issue.name: one.levels.get(issue.name) for issue in river.issues},
            **{f"utility_{name}": value for name, value in one.utilities.items()},
            **{f"reservation_{name}": value for name, value in one.reservations.items()},
            **{f"objection_{party.name}": one.objections.get(party.name) for party in river.parties},
            "phases_held": one.phases_held,
            "zopa": one.zopa,
            **{f"draw_{p.name}": one.draw[p.name] for p in river.uncertain},
        }
        assert expected == {key: None if pd.isna(value) else value for key, value in row.items()}


def test_the_columns_are_those_of_the_design(river: Scenario, outcomes: Outcomes) -> None:
    """In its order; and the number of packages in the ZOPA."""
    expected = [
        *("run", "outcome", "round", "day", "package"),
        *("release", "irrigation", "power", "data", "fund"),
        *("utility_altara", "utility_mirenne", "utility_soldelta"),
        *("reservation_altara", "reservation_mirenne", "reservation_soldelta"),
        *("objection_altara", "objection_mirenne", "objection_soldelta"),
        *("phases_held", "zopa"),
        *(f"draw_{p.name}" for p in river.uncertain),
    ]
    assert expected == list(outcomes.frame.columns)
    assert len(river.uncertain) > 3


def test_counts_are_whole_and_worths_are_numbers(river: Scenario, outcomes: Outcomes) -> None:
    """Each column has one type, whether or not a value is missing."""
    types = {name: str(kind) for name, kind in zip(*_types(outcomes.stored()), strict=True)}
    for name, kind in types.items():
        if name in {"run", "round", "day", "package", "phases_held", "zopa"}:
            assert kind == "int64", name
        elif name.startswith(("utility_", "reservation_", "draw_")):
            assert kind == "double", name
        else:
            assert kind in {"string", "large_string"}, name


def _types(frame: pd.DataFrame) -> tuple[list[str], list[object]]:
    schema = frame_to_table(frame).schema
    return schema.names, schema.types


def test_outcomes_are_of_four_kinds_and_only_agreements_have_packages(outcomes: Outcomes) -> None:
    """An agreement has a package, a collapse or a deadline has none."""
    frame = outcomes.frame
    assert set(frame["outcome"]) <= set(OUTCOMES)
    full = frame["outcome"].isin(["agreement", "partial"])
    assert full.equals(frame["package"] >= 0)
    assert outcomes.agreement_rate() == wilson(int((frame["outcome"] == "agreement").sum()), RUNS)
    assert len(outcomes.agreed) == int(full.sum())


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_several_processes_play_the_same_runs(river: Scenario, outcomes: Outcomes, engine: str) -> None:
    """The number of workers is no part of the outcome."""
    heard: list[int] = []
    runs = max(RUNS, 2 * ENGINES[engine].worth)
    here = outcomes if runs == RUNS else simulate(river, runs, SEED, engine=engine)
    assert_frame_equal(here.frame, simulate(river, runs, SEED, jobs=2, engine=engine, progress=heard.append).frame)
    assert sum(heard) == runs


@pytest.mark.parametrize("runs", [1, 10, 13])
def test_fewer_runs_are_the_first_of_more(river: Scenario, outcomes: Outcomes, runs: int) -> None:
    """Runs 0 to n - 1 do not depend on how many follow."""
    assert_frame_equal(outcomes.frame.head(runs), simulate(river, runs, SEED).frame)


def test_another_seed_gives_other_runs(river: Scenario, outcomes: Outcomes) -> None:
    """The seed is what runs differ by."""
    assert not outcomes.frame.equals(simulate(river, RUNS, SEED + 1).frame)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"runs": 0}, "simulate: runs: expected a whole number from 1, received 0"),
        ({"runs": 2.5}, "simulate: runs: expected a whole number from 1, received 2.5"),
        ({"runs": 10**20}, "simulate: runs: expected at most 1,000,000,000, received 100,000,000,000,000,000,000"),
        ({"runs": True}, "simulate: runs: expected a whole number from 1, received True"),
        ({"seed": "a"}, "simulate: seed: expected a whole number from 0, received 'a'"),
        ({"seed": -1}, "simulate: seed: expected a whole number from 0, received -1"),
        ({"jobs": -2}, "simulate: jobs: expected a whole number from 0, received -2"),
        (
            {"scenario": None},
            "simulate: scenario: expected a Scenario, a scenario file or the name of a case, received None",
        ),
    ],
    ids=str,
)
def test_an_argument_that_is_none_is_named(river: Scenario, given: dict[str, Any], told: str) -> None:
    """What was expected and what came; several at once."""
    with pytest.raises(BadInput) as error:
        simulate(**{"scenario": river, "runs": 1, **given})
    assert str(error.value) == told
    with pytest.raises(BadInput) as both:
        simulate(**{"scenario": river, **given, "runs": -7})
    assert "runs: expected a whole number from 1, received -7" in str(both.value)


def test_a_path_and_a_url_are_taken(outcomes: Outcomes, tmp_path: Path) -> None:
    """In place of a scenario and of a store."""
    url = f"sqlite:///{tmp_path}/runs.db"
    assert simulate(EXAMPLES / "three_parties.toml", 2, SEED, keep=url).frame.equals(outcomes.frame.head(2))
    with closing(open_store(url)) as store:
        assert len(list(store.streams())) == 2


def test_no_number_of_processes_stands_for_one_a_core(river: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on the command line; whole numbers of NumPy are whole numbers."""
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    assert len(simulate(river, np.int64(2), jobs=0)) == 2  # type: ignore[arg-type]


def test_the_seed_that_is_not_given_is_that_of_the_command_line(river: Scenario) -> None:
    """For an ensemble and for a single run."""
    given = {option.name: option.default for option in app.run.params}
    assert simulate(river, 1).seed == NegotiationModel(river).run_seed == given["seed"]


def test_a_rate_of_no_outcome_is_an_error_that_names_them(outcomes: Outcomes) -> None:
    """A rate of nothing is not 0."""
    with pytest.raises(BadInput, match="one of agreement, partial, collapse, deadline, received 'peace'"):
        outcomes.rate("agreement", "peace")
    with pytest.raises(BadInput, match="received nothing"):
        outcomes.rate()


@pytest.mark.parametrize("engine", ENGINES)
def test_progress_is_heard_up_to_the_last_run(river: Scenario, engine: str) -> None:
    """The numbers heard add up to the runs asked for, and come while they are played."""
    heard: list[int] = []
    runs = ENGINES[engine].chunk + 2
    simulate(river, runs, SEED, engine=engine, progress=heard.append)
    assert sum(heard) == runs
    assert len(heard) > 1


class Stubborn(PartyAgent):
    """A party that refuses whatever it is asked."""

    def answer(self, package: int) -> AnswerGiven:
        """No."""
        return msgspec.structs.replace(super().answer(package), accepted=False, issue="fund")


def test_parties_of_another_class_can_play(river: Scenario, outcomes: Outcomes) -> None:
    """Their class is handed to every run: nobody accepts, and the ensemble holds what such runs end with."""

    def accepted(party_agent: type[PartyAgent]) -> set[bool]:
        events = play(river, SEED, 0, party_agent)
        return {event.accepted for event in events if isinstance(event, AnswerGiven)}

    assert accepted(PartyAgent) == {False, True}
    assert accepted(Stubborn) == {False}
    row = simulate(river, 1, SEED, party_agent=Stubborn).frame.iloc[0]
    alone = NegotiationModel(river, SEED, 0, party_agent=Stubborn).run_model()
    assert (row["outcome"], row["day"], row["package"]) == (alone.outcome, alone.day, alone.package)
    assert row["day"] > outcomes.frame["day"][0]


def test_any_row_can_be_told_in_full(river: Scenario, alone: list[Outcome]) -> None:
    """The events of a run played again end as its row does."""
    for run in (0, 7):
        events = play(river, SEED, run)
        last = events[-1]
        assert isinstance(last, NegotiationClosed)
        assert (last.outcome, last.package) == (alone[run].outcome, alone[run].package)
        assert any(isinstance(event, PackageTabled) for event in events)
