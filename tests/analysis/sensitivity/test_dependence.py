"""What draws that go together explain: known shares are found, whether or not columns are correlated."""

from __future__ import annotations

from functools import cache
from itertools import permutations
from pathlib import Path

import attrs
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from negosim.analysis.evidence.variance_shares import drivers, shares_by, variance_shares
from negosim.analysis.sensitivity.dependence import (
    Dependence,
    as_dependent,
    dependence_of,
    explained_variance,
    ranks,
    standardize,
)
from negosim.arrays import Floats
from negosim.ensemble.results.outcomes import Outcomes
from negosim.files.scenario import load_scenario
from negosim.sampling.draws import draws_of
from tests.analysis import samples

JANUARY = load_scenario(Path(__file__).parents[3] / "scenarios" / "january_2024.toml")
NAMES = tuple(JANUARY.parameters)
ALIKE = 0.6
MATRIX = np.array([[1.0, ALIKE], [ALIKE, 1.0]])
PLANTED = {
    "hamas.premium": -0.6,
    "hamas.weight.hostages": 0.5,
    "hamas.act.hostages_for_end": 0.3,
    "israel.horizon": 0.3,
    "united_states.trust.israel": 0.4,
}
"""What agreement follows, by rank: two that acts tie together, an act, an assumption and a convention of their own."""
FIRST = ("claims",)


def pair(one: float, other: float) -> Floats:
    """The correlations of two columns, as alike as ``MATRIX`` says, with an outcome that follows both so much."""
    return (MATRIX @ np.array([one, other]))[None, :]


def test_columns_of_their_own_explain_their_squares() -> None:
    """Without dependence shares are sums of squared correlations."""
    rho, nothing = np.array([[0.3, 0.4, -0.2]]), Dependence(np.zeros(0, np.int64), np.zeros((0, 0)))
    found = explained_variance(rho, nothing, ["a", "b", "a"], ())
    assert {group: float(share[0]) for group, share in found.items()} == {
        "a": pytest.approx(0.13),
        "b": pytest.approx(0.16),
    }


def test_what_two_columns_explain_together_is_told_once() -> None:
    """The sum is that of the regression on both, b₁² + b₂² + 2 b₁ b₂ r, where squared correlations say more."""
    together = Dependence(np.array([0, 1]), MATRIX)
    rho = pair(0.5, 0.3)
    found = explained_variance(rho, together, ["a", "b"], ())
    whole = 0.25 + 0.09 + 2 * 0.5 * 0.3 * ALIKE
    assert found["a"][0] + found["b"][0] == pytest.approx(whole)
    assert (rho**2).sum() > whole + 0.2
    # Each is the mean of what it explains alone, and of what it adds to the other.
    alone, added = rho[0, 0] ** 2, 0.25 * (1 - ALIKE**2)
    assert found["a"][0] == pytest.approx((alone + added) / 2)


def test_what_comes_first_has_all_that_hangs_on_it() -> None:
    """A cause explains its squared correlation, with what it does through the other; that adds its own part alone."""
    found = explained_variance(pair(0.0, 0.5), Dependence(np.array([0, 1]), MATRIX), ["cause", "other"], ("cause",))
    assert found["cause"][0] == pytest.approx((0.5 * ALIKE) ** 2)
    assert found["other"][0] == pytest.approx(0.25 * (1 - ALIKE**2))


def test_noise_of_columns_that_go_together_explains_one_part_each() -> None:
    """Correlations with nothing, as dependent columns have them, come out as 1 / runs a column in the mean."""
    together = Dependence(np.array([2, 0]), MATRIX)
    noise = np.random.default_rng(2).standard_normal((4000, 3)) / np.sqrt(200)
    found = explained_variance(as_dependent(noise, together), together, ["a", "b", "c"], ())
    for share in found.values():
        assert share.mean() == pytest.approx(1 / 200, rel=0.1)


def test_the_dependence_of_a_scenario_is_that_of_its_draws() -> None:
    """Preferences and acts go together, and guarantees with them; horizons and trust are independent."""
    uncertain = tuple(parameter.name for parameter in JANUARY.uncertain)
    found = dependence_of(JANUARY, uncertain)
    named = [uncertain[place] for place in found.places]
    assert {"israel.weight.pause", "hamas.premium", "hamas.follow_through", "guarantee.talks"} <= {*named}
    assert any(".act." in name for name in named)
    assert not any(kind in name for name in named for kind in ("horizon", "trust", "concession"))
    fresh = pd.DataFrame(draws_of(JANUARY, 99, range(6000)), columns=NAMES)[named]
    np.testing.assert_allclose(fresh.corr("spearman").to_numpy(), found.matrix, atol=0.08)
    assert dependence_of(attrs.evolve(JANUARY, acts=()), uncertain).places.size == 0


def planted(runs: int, seed: int, noise: float = 1.0) -> Outcomes:
    """Runs of January in which agreement follows ``PLANTED``, and no model is asked."""
    drawn = draws_of(JANUARY, seed, range(runs))
    columns = standardize(ranks(drawn[:, [NAMES.index(name) for name in PLANTED]]))
    score = columns @ np.array(list(PLANTED.values())) + noise * np.random.default_rng(seed).normal(size=runs)
    frame = pd.DataFrame({f"draw_{p.name}": drawn[:, NAMES.index(p.name)] for p in JANUARY.uncertain})
    ends = np.where(score > np.median(score), "agreement", "collapse")
    return Outcomes(JANUARY, seed, frame.assign(run=range(runs), outcome=ends))


def by_regression(outcomes: Outcomes) -> dict[str, float]:
    """Shares by nested regressions of agreement on the ranks of all columns: claims, then the rest in either order."""
    columns = {
        basis: np.column_stack(
            [stats.rankdata(outcomes.frame[f"draw_{p.name}"]) for p in JANUARY.uncertain if p.basis == basis]
        )
        for basis in ("claims", "convention", "assumption")
    }
    y = (outcomes.frame["outcome"] == "agreement").to_numpy(dtype=np.float64)

    def explained_by(bases: tuple[str, ...]) -> float:
        x = np.column_stack([np.ones(len(y)), *(columns[basis] for basis in bases)])
        rest = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
        return 1.0 - float((rest**2).sum() / ((y - y.mean()) ** 2).sum()) * (len(y) - 1) / (len(y) - x.shape[1])

    found = {"claims": explained_by(FIRST), "convention": 0.0, "assumption": 0.0}
    for order in permutations(("convention", "assumption")):
        for k, basis in enumerate(order):
            found[basis] += (explained_by((*FIRST, *order[: k + 1])) - explained_by((*FIRST, *order[:k]))) / 2
    return found


@cache
def truth() -> dict[str, float]:
    """The shares of what was planted, over many runs."""
    return by_regression(planted(30_000, seed=1))


def test_shares_of_conditioned_draws_are_those_of_regressions() -> None:
    """Sums of squared correlations are not: of a premium and a weight that go together either stands for both."""
    known = truth()
    found = variance_shares(planted(6000, seed=2))
    for basis, share in known.items():
        assert found.loc[basis, "share"] == pytest.approx(share, abs=0.035)
        assert found.loc[basis, "low"] - 0.01 <= share <= found.loc[basis, "high"] + 0.01
    squares = drivers(planted(6000, seed=2), top=200).groupby("basis")["correlation"].apply(lambda r: (r**2).sum())
    assert squares.sum() > sum(known.values()) + 0.05


@pytest.mark.parametrize("runs", [60, 300])
def test_few_runs_find_the_same_shares_on_average(runs: int) -> None:
    """With fewer runs than parameters, too: no regression is asked for."""
    known = truth()
    found = pd.DataFrame([_raw(planted(runs, seed)) for seed in range(10, 34)])
    for basis, share in known.items():
        spread = found[basis].std() / np.sqrt(len(found))
        assert abs(found[basis].mean() - share) < 3 * spread + 0.01


def _raw(outcomes: Outcomes) -> dict[str, float]:
    """Shares as they are estimated, before those below 0 are cut off."""
    rho = drivers(outcomes, top=1000)
    names = tuple(rho["parameter"])
    groups = list(rho["basis"])
    squares = explained_variance(rho["correlation"].to_numpy()[None, :], dependence_of(JANUARY, names), groups, FIRST)
    varying = rho[rho["correlation"] != 0.0]["basis"].value_counts()
    return {group: float(share[0]) - varying.get(group, 0) / (len(outcomes) - 1) for group, share in squares.items()}


@pytest.mark.parametrize("runs", [200, 5000])
def test_an_outcome_that_hangs_on_nothing_is_told_from_noise_as_rarely_as_it_should(runs: int) -> None:
    """About one share in twenty, with one shuffle for few runs and another way for very many."""
    told = []
    for seed in range(6):
        outcomes = planted(runs, seed, noise=1e6)
        told += variance_shares(outcomes).loc[["claims", "convention", "assumption"], "told"].tolist()
    assert sum(told) <= 3


def test_drivers_say_what_goes_together() -> None:
    """A preference that acts condition may stand for another; a horizon stands for itself."""
    found = drivers(planted(3000, seed=3), top=200).set_index("parameter")["together"]
    assert found["hamas.premium"]
    assert found["hamas.act.hostages_for_end"]
    assert not found["israel.horizon"]
    assert not drivers(samples.played(samples.scenario(), runs=60))["together"].any()


def test_groups_of_any_kind_have_shares() -> None:
    """By owner, to give one; with the rest they are a whole."""
    outcomes = planted(2000, seed=4)
    groups = {p.name: p.name.partition(".")[0] for p in JANUARY.uncertain}
    found = shares_by(outcomes, groups, tuple(dict.fromkeys(groups.values())), ())
    assert found["share"].sum() == pytest.approx(1.0)
    assert found["share"].drop("rest").idxmax() == "hamas"
