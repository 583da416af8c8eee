from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from negosim.analysis.evidence.variance_shares import REST, variance_shares
from negosim.analysis.evidence.weight import (
    CONDITIONED,
    CROSSING,
    MOVED,
    SHOWN,
    SILENT,
    evidence_shares,
    groups_of,
    left_after,
    next_claims,
    weigh_evidence,
)
from negosim.analysis.sensitivity.analyze import analyze_samples
from negosim.domain.parameters import Distribution, Parameter, triangular
from negosim.ensemble.playing.simulate import simulate
from negosim.files.codebook import load_codebook
from negosim.files.dossier import load_dossier
from negosim.files.scenario import load_scenario
from tests.analysis import samples
from tests.analysis.sensitivity import surfaces

SCENARIOS = Path(__file__).parents[3] / "scenarios"
CODEBOOK = load_codebook(SCENARIOS / "codebook.toml")
NAMES = surfaces.NAMES
GROUPS = {"slope": "on_record", "tilt": "hedged", "twist": "hedged", "dummy": "assumption"}
CUBE = np.random.default_rng(6).random((4000, 4))


def test_shares_of_groups_are_sums_of_known_indices() -> None:
    """First order within, second order where both are of one group or between two; the rest is what is left."""
    x = surfaces.saltelli(1024)
    y = surfaces.independent(surfaces.probability(x), 64)
    found = evidence_shares(analyze_samples(NAMES, x, y, kind="sobol", common=False, resamples=60), GROUPS)
    known = {"on_record": 0.552, "hedged": 0.281, "assumption": 0.0, CROSSING: 0.167, REST: 0.0}
    assert list(found.index) == list(known)
    for group, share in known.items():
        assert found.loc[group, "low"] <= share <= found.loc[group, "high"]
    assert found["share"].sum() == pytest.approx(1.0)
    assert found["factors"].tolist() == [1, 2, 1, 0, 0]


def test_without_indices_there_are_no_shares() -> None:
    """A constant response, and a design without first-order indices: an empty table."""
    constant = analyze_samples(NAMES, CUBE, np.ones((4000, 2)), kind="latin_hypercube")
    screened = analyze_samples(NAMES, (x := surfaces.trajectories(20)), surfaces.probability(x), kind="morris")
    assert evidence_shares(constant, GROUPS).empty
    assert evidence_shares(screened, GROUPS).empty


def test_a_claim_that_settles_a_parameter_takes_all_that_hangs_on_it() -> None:
    """With nothing left the fall is the first-order index; with half left half of it; with all, none."""
    y = surfaces.probability(CUBE)[:, None]
    falls = {}
    for kept in (0.0, 0.5, 1.0):
        left = dict.fromkeys(NAMES, (kept, ""))
        table = next_claims(NAMES, CUBE, y, left, GROUPS).set_index("parameter")
        falls[kept] = table.loc["slope", "fall"]
        assert table.loc["slope", "low"] <= kept_share(kept) <= table.loc["slope", "high"]
        assert abs(table.loc["dummy", "fall"]) < 0.01
    assert falls[1.0] == 0.0


def kept_share(kept: float) -> float:
    """Of the slope, whose effect is a straight line in uniform numbers: very nearly one in normal scores."""
    return surfaces.FIRST["slope"] * (1.0 - kept) * (0.985 if kept else 1.0)


def test_a_bent_effect_falls_by_less() -> None:
    """Of a parabola half the variance left means a quarter taken: the second order counts with ρ⁴."""
    z = np.random.default_rng(1).normal(size=(20000, 1))
    y = (z[:, 0] ** 2)[:, None]
    table = next_claims(["bent"], z, y, {"bent": (0.5, "")}, {"bent": "hedged"})
    assert table["share"].iloc[0] == pytest.approx(1.0, abs=0.03)
    assert table["fall"].iloc[0] == pytest.approx(0.25, abs=0.03)


def test_noise_of_few_runs_is_taken_off() -> None:
    """With eight runs a point the share of the slope is that of the probability, not of the noisy mean."""
    y = surfaces.independent(surfaces.probability(CUBE), 8)
    table = next_claims(NAMES, CUBE, y, dict.fromkeys(NAMES, (0.0, "")), GROUPS).set_index("parameter")
    assert table.loc["slope", "share"] == pytest.approx(surfaces.FIRST["slope"], abs=0.06)
    assert list(table.index)[:2] == ["slope", "tilt"]


@pytest.mark.parametrize(
    ("name", "distribution", "left", "word"),
    [
        ("north.act.truce_20", Distribution("chance", 0.4), 0.75, ""),
        ("north.red_line.pause", Distribution("chance", 0.4), 0.75, ""),
        ("north.red_line.pause", Distribution("chance", 1.0), 1.0, SILENT),
        ("qatar.press", Distribution("chance", 0.1), 0.05 / 0.9, ""),
        ("qatar.press", Distribution("chance", 0.95), 1.0, SHOWN),
        ("north.weight.truce", triangular(1, 2, 4), 1.0, CONDITIONED),
        ("north.value.truce.10", triangular(0.25, 0.5, 0.75), 1.0, CONDITIONED),
        ("north.premium", triangular(-0.3, 0.0, 0.3), 1.0, CONDITIONED),
        ("qatar.trust.north", triangular(0.3, 0.5, 0.7), 1.0, MOVED),
        ("north.concession", triangular(0.4, 0.8, 1.4), 1.0, SILENT),
    ],
)
def test_the_codebook_says_how_far_a_claim_narrows(
    name: str, distribution: Distribution, left: float, word: str
) -> None:
    """The doubt in an act or an ability; what acts narrow, what a claim only moves, and what none speaks to."""
    found, why = left_after(Parameter(name=name, distribution=distribution), CODEBOOK)
    assert found == pytest.approx(left)
    assert why == word


def test_what_a_claim_leaves_is_what_is_expected_before_it_is_read() -> None:
    """It tells of an act with probability p / q and makes it q; else there is no act: p on average, p (1 - q) left."""
    p, repeat = 0.7, CODEBOOK.repeat
    q = 1 - (1 - p) * (1 - repeat)
    told = np.random.default_rng(3).random(200_000) < p / q
    after = np.where(told, q, 0.0)
    assert after.mean() == pytest.approx(p, abs=0.01)
    found, _ = left_after(Parameter(name="north.act.x", distribution=Distribution("chance", p)), CODEBOOK)
    assert (after * (1 - after)).mean() / (p * (1 - p)) == pytest.approx(found, abs=0.01)


def test_parameters_are_grouped_by_the_best_that_is_said_of_them() -> None:
    """One claim on record, or of a named official, is enough; what stands on none is an assumption."""
    dossier, scenario = load_dossier(SCENARIOS / "dossier.toml"), load_scenario(SCENARIOS / "january_2024.toml")
    groups = groups_of(scenario, dossier)
    for name, group in groups.items():
        parameter = scenario.parameters[name]
        best = {dossier.claim(c).attribution for c in parameter.claims} & {"on_record", "named_official"}
        if parameter.basis == "claims":
            assert group == ("on_record" if best else "hedged")
        else:
            assert group == parameter.basis
    assert {"on_record", "hedged", "convention", "assumption"} == set(groups.values())


def test_an_ensemble_has_shares_and_next_claims() -> None:
    """The shares add up to 1, the claims are ordered by what they take away, and each bears on agreement."""
    outcomes = samples.played(samples.scenario(), runs=200)
    found = weigh_evidence(outcomes, None, CODEBOOK, resamples=40)
    assert found.shares["share"].sum() == pytest.approx(1.0)
    assert list(found.shares.index) == ["hedged", "assumption", REST]
    by_basis = variance_shares(outcomes)
    assert found.shares.loc["hedged", "share"] == pytest.approx(by_basis.loc["claims", "share"])
    assert found.claims["fall"].is_monotonic_decreasing
    assert set(found.claims["parameter"]) <= {parameter.name for parameter in outcomes.scenario.uncertain}
    assert found.claims.loc[found.claims["word"] != "", "fall"].abs().max() == 0.0


def test_the_next_claim_of_january_is_of_an_act_or_an_ability() -> None:
    """Nothing else is narrowed by a claim: its fall is 0, and a word says why."""
    outcomes = simulate(load_scenario(SCENARIOS / "january_2024.toml"), 300, seed=7)
    found = weigh_evidence(outcomes, load_dossier(SCENARIOS / "dossier.toml"), CODEBOOK, resamples=20)
    assert {"on_record", "hedged", "convention", "assumption", REST} == set(found.shares.index)
    narrowed = found.claims[found.claims["left"] < 1.0]
    kinds = {name.split(".")[1] for name in narrowed["parameter"]}
    assert kinds == {"act", "red_line", "press"}
    assert (found.claims.loc[found.claims["left"] == 1.0, "word"] != "").all()


def test_an_ensemble_that_ended_alike_has_a_word() -> None:
    """Nothing to explain: no shares, no claims, no error."""
    found = weigh_evidence(samples.played(samples.scenario(), runs=30, ends=["collapse"]), None, CODEBOOK)
    assert found.word
    assert found.shares.empty
    assert found.claims.empty
