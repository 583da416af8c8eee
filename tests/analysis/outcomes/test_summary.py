from __future__ import annotations

import json

import attrs
import pytest

from negosim.analysis.outcomes.summary import PACKAGES, summarise
from negosim.ensemble.results.outcomes import Outcomes
from tests.analysis import samples

SCENARIO = samples.scenario()
OUTCOMES = samples.played(SCENARIO, runs=150)


def test_the_summary_has_the_words_that_others_rely_on() -> None:
    """The keys of design section 12 are there."""
    found = summarise(OUTCOMES)
    assert {
        "scenario", "digest", "seed", "runs", "outcomes", "packages", "rounds", "utilities", "blockers",
        "evidence", "package_space",
    } <= set(found)  # fmt: skip
    assert list(found["outcomes"]) == ["agreement", "partial", "collapse", "deadline"]
    assert {"count", "share", "low", "high"} == set(found["outcomes"]["agreement"])
    assert {"package", "levels", "count", "share", "low", "high", "agrees", "contradicts"} == set(found["packages"][0])
    assert {"median", "p05", "p95"} == set(found["rounds"]) == set(found["days"])
    assert {"median", "p05", "p95", "reservation"} == set(found["utilities"]["north"])
    assert {"party", "issue", "count", "share"} == set(found["blockers"][0])
    assert {"size", "zopa", "zopa_without_red_lines", "zopa_share_of_runs"} == set(found["package_space"])


def test_counts_add_up() -> None:
    """Outcomes cover all runs, packages all agreements, and a party refuses last over one issue in a run at most."""
    found = summarise(OUTCOMES)
    assert 150 == found["runs"] == sum(o["count"] for o in found["outcomes"].values())
    agreed = found["outcomes"]["agreement"]["count"]
    assert agreed == sum(p["count"] for p in found["packages"])
    refused = {party: [b for b in found["blockers"] if b["party"] == party] for party in ("north", "south")}
    for party, entries in refused.items():
        assert len(OUTCOMES.runs_of(blocker=party)) == sum(b["count"] for b in entries) <= 150 - agreed
    assert len({round(b["count"] / b["share"], 1) for b in found["blockers"]}) == 1
    assert found["package_space"]["size"] == 54


def test_packages_come_most_frequent_first_and_at_most_fifty() -> None:
    """The list is capped, the number of distinct packages is not."""
    found = summarise(OUTCOMES)
    counts = [p["count"] for p in found["packages"]]
    assert sorted(counts, reverse=True) == counts
    assert len(counts) == min(PACKAGES, found["distinct_packages"])
    levels = found["packages"][0]["levels"]
    row = OUTCOMES.stored()[OUTCOMES.frame["package"] == found["packages"][0]["package"]].iloc[0]
    assert {issue.name: row[issue.name] for issue in SCENARIO.issues} == levels


def test_evidence_counts_what_stands_on_what() -> None:
    """Parameters of each basis are counted, uncertain ones apart."""
    evidence = summarise(OUTCOMES)["evidence"]
    assert evidence["uncertain"] == {"claims": 3, "conventions": 0, "assumptions": 2, "overrides": 1}
    bases = ("claims", "conventions", "assumptions", "overrides")
    assert len(SCENARIO.parameters) == sum(evidence[basis] for basis in bases)
    assert evidence["distinct_claims"] == 4
    assert {"share", "low", "high", "word"} == set(evidence["assumption_share"])


@pytest.mark.parametrize(
    "outcomes",
    [
        OUTCOMES,
        samples.played(SCENARIO, runs=1),
        samples.played(SCENARIO, runs=20, ends=["collapse"]),
        samples.played(SCENARIO, runs=20, ends=["agreement", "partial"]),
        attrs.evolve(OUTCOMES, frame=OUTCOMES.frame.head(0)),
    ],
    ids=["many", "one", "no agreement", "partial", "no run"],
)
def test_any_ensemble_is_plain_json(outcomes: Outcomes) -> None:
    """Whatever the runs, the summary is JSON without nan, and the same each time."""
    text = json.dumps(summarise(outcomes), allow_nan=False)
    assert text == json.dumps(summarise(outcomes), allow_nan=False)
