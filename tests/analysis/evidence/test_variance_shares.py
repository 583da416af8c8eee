from __future__ import annotations

import attrs
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from negosim.analysis.evidence.variance_shares import (
    BASES,
    CONSTANT,
    NOISE,
    NOTHING,
    TOLD,
    _adjusted,
    drivers,
    variance_shares,
)
from negosim.analysis.sensitivity.dependence import ranks
from negosim.analysis.sensitivity.relevance import bearing
from negosim.arrays import Floats
from negosim.domain.parameters import fixed, uniform
from negosim.domain.scenario import Rules, Scenario
from negosim.ensemble.results.outcomes import Outcomes
from tests.analysis import samples

MANY = {
    f"{party}.value.{issue.name}.{level.label}"
    for party in ("north", "south")
    for issue in samples.ISSUES
    for level in issue.levels
}
SCENARIO = samples.scenario(uncertain={name: (uniform(0.0, 1.0), BASES[k % 3]) for k, name in enumerate(sorted(MANY))})


def _runs(effects: dict[str, float], runs: int = 500, noise: float = 1.0, seed: int = 0) -> Outcomes:
    """Runs in which agreement follows some parameters linearly, plus noise, and no model is asked."""
    rng = np.random.default_rng(seed)
    names = [p.name for p in SCENARIO.uncertain]
    draws = rng.random((runs, len(names)))
    score = draws @ np.array([effects.get(name, 0.0) for name in names]) + noise * rng.normal(size=runs) / np.sqrt(12)
    ends = np.where(score > np.median(score), "agreement", "collapse")
    frame = pd.DataFrame(draws, columns=[f"draw_{name}" for name in names])
    return Outcomes(SCENARIO, 1, frame.assign(run=range(runs), outcome=ends))


def _named(basis: str, k: int = 0) -> str:
    return [p.name for p in SCENARIO.uncertain if p.basis == basis][k]


def test_shares_find_what_was_put_in() -> None:
    """What decides (a yes or no keeps 3/4 of a uniform's variance) is told from idle claims, whatever its basis."""
    for basis in ("assumption", "convention"):
        shares = variance_shares(_runs({_named(basis): 1.0}, noise=0.0))
        assert pytest.approx(shares.loc[basis, "share"], abs=0.08) == 0.75
        assert shares.loc[basis, "word"] == TOLD
        assert shares.loc["claims", "word"] == NOISE
        assert shares.loc[basis, "low"] < 0.75 < shares.loc[basis, "high"]
    assert shares.loc["override", "word"] == NOTHING


def test_noise_is_not_taken_for_an_effect() -> None:
    """Where outcomes hang on nothing shares are near zero: squared correlations do not pile up."""
    tables = [variance_shares(_runs({}, runs=120, seed=seed)) for seed in range(20)]
    raw = np.array([[t.loc[basis, "share"] for basis in ("claims", "assumption")] for t in tables])
    told = [t.loc[basis, "told"] for t in tables for basis in ("claims", "assumption")]
    assert raw.mean() < 0.04
    assert sum(told) <= 6


def test_more_parameters_than_runs_are_no_trouble() -> None:
    """Twenty runs and two dozen parameters give an answer and a wide interval."""
    shares = variance_shares(_runs({_named("claims"): 1.0}, runs=20))
    assert shares["share"].between(0.0, 1.0).all()
    assert shares.loc["claims", "high"] - shares.loc["claims", "low"] > 0.2


@pytest.mark.parametrize("outcome", ["agreement", "collapse"])
def test_runs_that_all_end_alike_have_nothing_to_explain(outcome: str) -> None:
    """A constant outcome gives no share, no driver, no division by zero, and a clear word."""
    outcomes = samples.renamed(_runs({}), outcome=outcome)
    shares = variance_shares(outcomes)
    assert shares["share"].isna().all()
    assert {CONSTANT, NOTHING} == set(shares["word"])
    assert drivers(outcomes).empty


@pytest.mark.parametrize("runs", [0, 1, 2])
def test_hardly_any_run_is_no_trouble(runs: int) -> None:
    """None, one or two runs say nothing, and say so."""
    outcomes = attrs.evolve(_runs({}), frame=_runs({}).frame.head(runs))
    assert variance_shares(outcomes)["share"].isna().all()
    assert drivers(outcomes).empty


def test_drivers_name_the_parameter_that_decides() -> None:
    """The parameters behind the outcome lead, with sign, basis and claims; idle ones are noise."""
    claimed, assumed = _named("claims", 2), _named("assumption", 3)
    found = drivers(_runs({claimed: -1.0, assumed: 0.6}, noise=0.3), top=5)
    assert [claimed, assumed] == found["parameter"].tolist()[:2]
    assert found["told"].tolist() == [True, True, False, False, False]
    assert found["correlation"][0] < found["high"][0] < 0 < found["low"][1] < found["correlation"][1]
    assert found["basis"].tolist()[:2] == ["claims", "assumption"]
    assert SCENARIO.parameters[claimed].claims == found["claims"][0]


@pytest.mark.parametrize("runs", [20, 200])
def test_verdict_and_interval_say_the_same(runs: int) -> None:
    """What is told from noise has an interval without 0 in it, and nothing else has, for bases and for parameters."""
    for seed in range(8):
        outcomes = _runs({_named("claims"): 1.0, _named("assumption"): 0.5}, runs=runs, seed=seed)
        shares, found = variance_shares(outcomes), drivers(outcomes, top=100)
        own = shares.loc[["claims", "assumption"]]
        assert own["told"].tolist() == (own["low"] > 0.0).tolist()
        assert found["told"].tolist() == ((found["low"] > 0.0) | (found["high"] < 0.0)).tolist()
        assert (found["low"] < found["correlation"]).all()
        assert (found["correlation"] < found["high"]).all()


def test_an_interval_of_everything_tells_nothing() -> None:
    """Four agreements in twenty runs, and an estimate that shuffling hardly reaches: with all from 0 to 1 in its
    interval it cannot be told from noise."""
    for seed in range(30):
        outcomes = _runs({_named("assumption"): 1.0}, runs=20, seed=seed)
        few = np.where(np.arange(20) % 5 == 0, "agreement", "collapse")
        shares = variance_shares(samples.renamed(outcomes, outcome=few)).loc[["claims", "assumption"]]
        assert (shares.loc[shares["low"] == 0.0, "word"] == NOISE).all()
        assert (shares["low"] <= shares["share"]).all()
        assert (shares["share"] <= shares["high"]).all()


def test_shares_of_variance_add_up() -> None:
    """Claims, assumptions, what is set by hand and the rest are one whole, however few the runs."""
    for runs in (10, 20, 40, 300):
        for seed in range(10):
            shares = variance_shares(_runs({_named("claims"): 1.0}, runs=runs, seed=seed))["share"]
            assert pytest.approx(1.0) == shares.sum()
            assert (shares >= 0.0).all()


def _unsure(*names: str) -> Scenario:
    return samples.scenario(uncertain={name: (uniform(0.1, 0.9), "assumption") for name in names})


def test_what_counts_after_signing_alone_drives_no_agreement() -> None:
    """Trust between parties decides whether phases are carried out: it is neither ranked nor given a share."""
    scenario = _unsure("north.trust.south", "south.trust.north", "north.premium")
    outcomes = samples.played(scenario, runs=60)
    assert drivers(outcomes)["parameter"].tolist() == ["north.premium"]
    assert variance_shares(outcomes).loc["assumption", "parameters"] == 1


def test_what_serves_an_ability_counts_for_those_who_may_have_it() -> None:
    """A mediator that cannot press has no leverage that matters; where nobody mediates, nothing of mediation does."""
    scenario = _unsure()
    names = ("harbour.leverage.north", "harbour.budget", "talks.press_cost", "harbour.trust.north", "talks.learning")
    always = ("north.premium", "guarantee.none", "talks.collapse", "harbour.relay")

    def left(**abilities: float) -> list[str]:
        own = {f"harbour.{k}": attrs.evolve(scenario.parameters[f"harbour.{k}"], distribution=fixed(v))
               for k, v in abilities.items()}  # fmt: skip
        bears = bearing(attrs.evolve(scenario, parameters={**scenario.parameters, **own}))
        assert all(bears(name) for name in always)
        return [name for name in names if bears(name)]

    assert list(names) == left(relay=1.0, draft=1.0, press=1.0)
    assert list(names[3:]) == left(relay=1.0, draft=0.0, press=0.0)
    assert list(names[:4]) == left(relay=0.0, draft=0.0, press=1.0)
    bears = bearing(attrs.evolve(scenario, rules=attrs.evolve(Rules(), protocol="alternating_offers")))
    assert [name for name in (*names, *always) if bears(name)] == list(always[:3])


def test_a_scenario_without_uncertainty_has_no_drivers() -> None:
    """With every parameter fixed all variance is the rest."""
    certain = samples.scenario(uncertain={})
    outcomes = samples.played(certain, runs=40)
    shares = variance_shares(outcomes)
    assert shares.loc["rest", "share"] == 1.0
    assert drivers(outcomes).empty


def test_the_same_outcomes_give_the_same_numbers() -> None:
    """Bootstrap and shuffling draw from fixed streams."""
    outcomes = _runs({_named("claims"): 1.0})
    pd.testing.assert_frame_equal(variance_shares(outcomes), variance_shares(outcomes))
    pd.testing.assert_frame_equal(drivers(outcomes), drivers(outcomes))


@settings(deadline=None)
@given(arrays(np.float64, st.tuples(st.integers(1, 30), st.integers(1, 4)), elements=st.integers(0, 12).map(float)))
def test_ranks_are_those_of_scipy(columns: Floats) -> None:
    """Equal values share the mean of their ranks."""
    np.testing.assert_array_equal(stats.rankdata(columns, axis=0), ranks(columns))


@settings(deadline=None)
@given(arrays(np.float64, st.integers(2, 40), elements=st.floats(0.0, 1.0)))
def test_false_discoveries_are_controlled_as_by_scipy(p: Floats) -> None:
    """Benjamini and Hochberg's adjusted p, to the last bit up to 1, beyond which it says nothing."""
    np.testing.assert_array_equal(stats.false_discovery_control(p), np.minimum(_adjusted(p), 1.0))
