"""Ensembles compared run by run: shares, paired differences, endings and packages that change."""

from __future__ import annotations

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.analysis.outcomes.comparison import (
    changed_endings,
    changed_packages,
    compare_outcomes,
    ending_otherwise,
)
from negosim.ensemble.results.outcomes import OUTCOMES, Outcomes
from negosim.ensemble.results.paired import paired
from negosim.errors import BadInput
from tests.analysis import samples

SCENARIO = samples.scenario()
ONE, OTHER = samples.played(SCENARIO), samples.played(SCENARIO, ends=["agreement", "deadline", "collapse"])


def ended(ends: list[str]) -> Outcomes:
    """Runs that end so; nothing else of them counts here."""
    return samples.renamed(attrs.evolve(ONE, frame=ONE.frame.head(len(ends))), outcome=ends)


@given(st.lists(st.tuples(st.sampled_from(OUTCOMES), st.sampled_from(OUTCOMES)), min_size=1, max_size=40))
def test_a_difference_is_the_paired_one_of_its_outcome(pairs: list[tuple[str, str]]) -> None:
    """And the counts of runs won and lost add up to it."""
    one, other = ended([pair[0] for pair in pairs]), ended([pair[1] for pair in pairs])
    table = compare_outcomes({"one": one, "other": other}).set_index(["case", "outcome"])
    for outcome in OUTCOMES:
        row = table.loc[("other", outcome)]
        expected = paired([(a == outcome, b == outcome) for a, b in pairs])
        assert (row["difference"], row["difference_low"], row["difference_high"]) == (
            expected.share,
            expected.low,
            expected.high,
        )
        assert (
            row["gained"] - row["lost"] == table.loc[("other", outcome), "runs"] - table.loc[("one", outcome), "runs"]
        )
        assert np.isnan(table.loc[("one", outcome), "difference"])
    crossed = changed_endings(one, other)
    assert crossed.to_numpy().sum() == len(pairs)
    assert all(crossed.loc[a, b] == pairs.count((a, b)) for a in OUTCOMES for b in OUTCOMES)


def test_families_count_the_agreements_of_both() -> None:
    """Their sums are the agreements, and the largest change comes first."""
    table = changed_packages(ONE, OTHER)
    assert (table["first"].sum(), table["other"].sum()) == (ONE.agreements, OTHER.agreements)
    assert table["change"].abs().is_monotonic_decreasing
    alone = changed_packages(ONE, OTHER, ["toll"])
    assert alone.columns.tolist() == ["toll", "first", "other", "change"]
    assert (
        dict(zip(alone["toll"], alone["first"], strict=True))
        == ONE.of_agreed(["toll"])["toll"].value_counts().to_dict()
    )


def test_runs_end_otherwise_with_another_outcome_or_another_package() -> None:
    """None against itself."""
    assert ending_otherwise(ONE, ONE) == 0
    package = ONE.frame["package"].where(ONE.frame["package"] < 0, ONE.frame["package"] + 1)
    assert ending_otherwise(ONE, samples.renamed(ONE, package=package)) == ONE.agreements


def test_runs_that_are_no_pairs_are_refused() -> None:
    """Another seed, another number of runs, nothing to compare with."""
    fewer, other_seed = samples.played(SCENARIO, runs=20), attrs.evolve(ONE, seed=8)
    with pytest.raises(BadInput) as found:
        compare_outcomes({"one": ONE, "fewer": fewer, "seed": other_seed})
    assert [str(problem) for problem in found.value.problems] == [
        "compare: fewer: expected 80 runs of seed 7, as in the first case, received 20 runs of seed 7",
        "compare: seed: expected 80 runs of seed 7, as in the first case, received 80 runs of seed 8",
    ]
    with pytest.raises(BadInput, match="expected two cases or more, received one"):
        compare_outcomes({"one": ONE})
