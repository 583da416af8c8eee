from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from negosim.analysis.evidence_weight import (
    CROSSING,
    MOVED,
    REST,
    SILENT,
    evidence_shares,
    groups_of,
    left_after,
    next_claims,
    variance_of,
    weight_of_evidence,
)
from negosim.analysis.sensitivity import sensitivity_of
from negosim.domain.parameters import Distribution, Parameter, fixed, triangular, uniform
from negosim.files.dossier import load_codebook, load_dossier
from negosim.files.scenario import load_scenario
from tests.analysis import samples, surfaces

SCENARIOS = Path(__file__).parents[2] / "scenarios"
CODEBOOK = load_codebook(SCENARIOS / "codebook.toml")
NAMES = surfaces.NAMES
GROUPS = {"slope": "on_record", "tilt": "hedged", "twist": "hedged", "dummy": "assumption"}
CUBE = np.random.default_rng(6).random((4000, 4))


def test_shares_of_groups_are_sums_of_known_indices() -> None:
    """First order within, second order where both are of one group or between two; the rest is what is left."""
    x = surfaces.saltelli(1024)
    y = surfaces.independent(surfaces.probability(x), 64)
    found = evidence_shares(sensitivity_of(NAMES, x, y, kind="sobol", common=False, resamples=60), GROUPS)
    known = {"on_record": 0.552, "hedged": 0.281, "assumption": 0.0, CROSSING: 0.167, REST: 0.0}
    assert list(found.index) == list(known)
    for group, share in known.items():
        assert found.loc[group, "low"] <= share <= found.loc[group, "high"]
    assert found["share"].sum() == pytest.approx(1.0)
    assert found["factors"].tolist() == [1, 2, 1, 0, 0]


def test_without_indices_there_are_no_shares() -> None:
    """A constant response, and a design without first-order indices: an empty table."""
    constant = sensitivity_of(NAMES, CUBE, np.ones((4000, 2)), kind="latin_hypercube")
    screened = sensitivity_of(NAMES, (x := surfaces.trajectories(20)), surfaces.probability(x), kind="morris")
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
    ("distribution", "variance"),
    [
        (uniform(0, 1), 1 / 12),
        (triangular(-1, 0, 1), 1 / 6),
        (Distribution("gamma", 3.0), 3.0),
        (Distribution("chance", 0.2), 0.16),
        (fixed(4), 0.0),
    ],
)
def test_variances_are_those_of_the_distributions(distribution: Distribution, variance: float) -> None:
    """As formulas have them, and as quantiles do."""
    assert variance_of(distribution) == pytest.approx(variance)
    u = (np.arange(20000) + 0.5) / 20000
    assert np.var([distribution.quantile(float(v)) for v in u]) == pytest.approx(variance, rel=0.01, abs=1e-9)


@pytest.mark.parametrize(
    ("name", "distribution", "left", "word"),
    [
        ("north.weight.truce", Distribution("gamma", 1.0), 0.5, ""),
        ("north.red_line.pause", Distribution("chance", 0.4), 0.75, ""),
        ("north.value.truce.10", triangular(0.0, 0.3, 0.6), 0.05**2 / 0.3**2, ""),
        ("north.value.truce.10", triangular(0.28, 0.3, 0.32), 1.0, "as narrow"),
        ("qatar.press", Distribution("chance", 0.1), 0.95 * 0.05 / 0.09, ""),
        ("qatar.press", Distribution("chance", 0.95), 1.0, "already"),
        ("qatar.trust.north", triangular(0.3, 0.5, 0.7), 1.0, MOVED),
        ("north.concession", triangular(0.4, 0.8, 1.4), 1.0, SILENT),
    ],
)
def test_the_codebook_says_how_far_a_claim_narrows(
    name: str, distribution: Distribution, left: float, word: str
) -> None:
    """By kind of parameter: shape, doubt, width, ability; what it only moves, and what no claim speaks to."""
    found, why = left_after(Parameter(name=name, distribution=distribution), CODEBOOK)
    assert found == pytest.approx(left)
    assert word in why


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
    assert {"on_record", "hedged", "assumption"} <= set(groups.values())


def test_an_ensemble_has_shares_and_next_claims() -> None:
    """The shares add up to 1, the claims are ordered by what they take away, and each bears on agreement."""
    outcomes = samples.played(samples.scenario(), runs=200)
    found = weight_of_evidence(outcomes, None, CODEBOOK, resamples=40)
    assert found.shares["share"].sum() == pytest.approx(1.0)
    assert found.claims["fall"].is_monotonic_decreasing
    assert set(found.claims["parameter"]) <= {parameter.name for parameter in outcomes.scenario.uncertain}
    assert found.claims.loc[found.claims["word"] != "", "fall"].abs().max() == 0.0


def test_an_ensemble_that_ended_alike_has_a_word() -> None:
    """Nothing to explain: no shares, no claims, no error."""
    found = weight_of_evidence(samples.played(samples.scenario(), runs=30, ends=["collapse"]), None, CODEBOOK)
    assert found.word
    assert found.shares.empty
    assert found.claims.empty
