"""Bilateral alternating offers held against NegMAS 0.16: its results on random domains, kept by the benchmarks."""

from __future__ import annotations

import json

import pytest

from benchmarks.domains import LEVELS, ROUNDS, SEED, domains_of, random_domain
from benchmarks.same_work import KEPT, alike, comparable, ours

KNOWN = json.loads(KEPT.read_text(encoding="utf-8"))
SIZES = sorted(map(int, KNOWN["issues"]))


@pytest.mark.parametrize("issues", SIZES)
def test_the_same_domains_end_with_the_same_agreement(issues: int) -> None:
    """As NegMAS 0.16 on every domain: agreed or not, in the same step, utilities equal to 1e-9."""
    theirs = KNOWN["issues"][str(issues)]
    mine = ours(issues, len(theirs))
    different = [run for run, (a, b) in enumerate(zip(mine, theirs, strict=True)) if not alike(a, b)]
    assert different == []
    assert [end["step"] for end in theirs] == [end["step"] for end in mine]


def test_the_kept_results_are_of_these_domains() -> None:
    """Their numbers are those of the benchmark; all domains can be compared, and nearly all end in an agreement."""
    assert (KNOWN["levels"], KNOWN["steps"], KNOWN["seed"]) == (LEVELS, ROUNDS, SEED)
    assert SIZES == [3, 4, 5]
    for issues in SIZES:
        ends = KNOWN["issues"][str(issues)]
        assert all(comparable(domains_of(random_domain(issues), range(len(ends)))))
        assert 0.9 < sum(end["utilities"] is not None for end in ends) / len(ends) <= 1.0
