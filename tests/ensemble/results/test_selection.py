"""Runs selected by what they agreed on, how they ended and what blocked them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.ensemble.results.selection import ranked_packages
from negosim.errors import BadInput
from tests.analysis import samples

OUTCOMES = samples.played(samples.scenario())
ISSUES = {issue.name: issue.labels for issue in OUTCOMES.scenario.issues}


def test_without_a_condition_all_runs_are_selected() -> None:
    """In rising order."""
    assert OUTCOMES.runs_of().tolist() == list(range(len(OUTCOMES)))


@given(st.fixed_dictionaries({}, optional={name: st.sampled_from(labels) for name, labels in ISSUES.items()}))
def test_terms_select_the_packages_that_have_them(terms: dict[str, str]) -> None:
    """As one would look for them row by row."""
    terms = {name: label for name, label in terms.items() if label != "0" or name == "toll"}
    if terms:
        rows = (OUTCOMES.row(run) for run in range(len(OUTCOMES)))
        expected = [row["run"] for row in rows if all(row[name] == label for name, label in terms.items())]
        assert OUTCOMES.runs_of(where=terms).tolist() == expected
        text = ",".join(f"{name}={label}" for name, label in terms.items())
        assert OUTCOMES.runs_of(where=text).tolist() == expected


def test_packages_of_all_ranks_are_all_agreements() -> None:
    """Each agreed run belongs to one rank; ranks fall by frequency."""
    _, counts = ranked_packages(OUTCOMES)
    runs = [OUTCOMES.runs_of(package=rank + 1) for rank in range(len(counts))]
    assert [len(each) for each in runs] == counts.tolist() == sorted(counts, reverse=True)
    assert sorted(run for each in runs for run in each) == OUTCOMES.of_agreed(["run"])["run"].tolist()


def test_conditions_are_combined() -> None:
    """A run must fulfil every one."""
    blocked = set(OUTCOMES.runs_of(blocker="north"))
    by_issue = [OUTCOMES.runs_of(blocker=("north", issue)) for issue in ISSUES]
    assert blocked == {run for runs in by_issue for run in runs}
    collapsed = set(OUTCOMES.runs_of(outcome="collapse"))
    assert set(OUTCOMES.runs_of(blocker="north", outcome="collapse")) == blocked & collapsed


def test_all_problems_are_told_at_once() -> None:
    """One for each condition."""
    with pytest.raises(BadInput) as found:
        OUTCOMES.runs_of(package=0, where="bridge=up", outcome="peace", blocker="east:toll")
    assert [problem.file for problem in found.value.problems] == ["package", "where", "outcome", "blocker"]
