"""Scales: what is better for whom, where levels lie, and which of them are typical."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.domain.issues import Issue, Level
from negosim.domain.scales import at_least_as_bad, at_least_as_good, compared, positions, typical_levels
from negosim.domain.scenario import Party


def numbers(*values: float, status_quo: int = 0, barred: tuple[float, ...] = ()) -> Issue:
    """An ordered issue of numbers; some of which no package may hold."""
    levels = tuple(Level(f"{value:g}", float(value), value not in barred) for value in values)
    return Issue("days", "Days", levels, status_quo=status_quo)


def words(*labels: str, status_quo: int = 0, ordered: bool = True, barred: tuple[str, ...] = ()) -> Issue:
    """An issue of words."""
    levels = tuple(Level(label, None, label not in barred) for label in labels)
    return Issue("rule", "Rule", levels, status_quo=status_quo, ordered=ordered)


MORE, LESS, SILENT = (Party("p", "P", prefers) for prefers in ({"days": "more", "rule": "more"}, {"days": "less"}, {}))
RANKED = Party("p", "P", {}, 1.0, {"rule": ("south", "shared")})

# --- What is better


@pytest.mark.parametrize(
    ("expected", "issue", "party"),
    [
        (("1", "2", "3"), numbers(1, 2, 3), MORE),
        (("3", "2", "1"), numbers(1, 2, 3), LESS),
        # more and less are those of the numbers, whichever way the list goes
        (("1", "2", "3"), numbers(3, 2, 1), MORE),
        (("low", "high"), words("low", "high"), MORE),
        ((), numbers(1, 2, 3), SILENT),
        # an unordered issue has the order of the party's ranking, and of its levels alone
        (("shared", "south"), words("north", "shared", "south", ordered=False), RANKED),
        ((), words("north", "shared", "south", ordered=False), MORE),
    ],
)
def test_levels_stand_from_the_worst_to_the_best(expected: tuple[str, ...], issue: Issue, party: Party) -> None:
    """As far as a party compares them."""
    assert compared(issue, party) == expected


def test_at_least_as_good_and_as_bad_include_the_level_itself() -> None:
    """For one that wants more: 2 and 3 are at least as good as 2, and 1 and 2 at least as bad."""
    issue = numbers(1, 2, 3)
    assert at_least_as_good(issue, MORE, ("2",)) == ("2", "3")
    assert at_least_as_bad(issue, MORE, ("2",)) == ("1", "2")
    assert at_least_as_good(issue, LESS, ("2",)) == ("1", "2")


def test_of_several_levels_the_mildest_counts() -> None:
    """At least as good as one of them; at least as bad as one of them."""
    issue = numbers(1, 2, 3, 4)
    assert at_least_as_good(issue, MORE, ("2", "4")) == ("2", "3", "4")
    assert at_least_as_bad(issue, MORE, ("1", "3")) == ("1", "2", "3")


def test_what_cannot_be_compared_stands_for_itself() -> None:
    """Without a wish or a ranking; and a level that the ranking leaves out."""
    issue = words("north", "shared", "south", ordered=False)
    assert at_least_as_good(issue, SILENT, ("shared",)) == ("shared",)
    assert at_least_as_bad(issue, RANKED, ("north",)) == ("north",)
    assert at_least_as_good(issue, RANKED, ("shared", "north")) == ("north", "shared", "south")


@given(st.sets(st.sampled_from(["1", "2", "3", "4", "5"]), min_size=1), st.sampled_from([MORE, LESS, SILENT]))
def test_closures_hold_what_they_close_and_are_closed(labels: set[str], party: Party) -> None:
    """Nothing named is lost, and closing again adds nothing; of an order, both closures together are all levels."""
    issue = numbers(1, 2, 3, 4, 5)
    for closure in (at_least_as_good, at_least_as_bad):
        closed = closure(issue, party, labels)
        assert labels <= set(closed)
        assert closure(issue, party, closed) == closed
    if party is not SILENT:
        assert {*at_least_as_good(issue, party, labels), *at_least_as_bad(issue, party, labels)} == set(issue.labels)


# --- Where levels lie


@pytest.mark.parametrize(
    ("expected", "issue"),
    [
        # numbers above 0: by their logarithm
        ({"1": 0.0, "10": 0.5, "100": 1.0}, numbers(1, 10, 100)),
        # with a 0 among them: by steps
        ({"0": 0.0, "10": 0.5, "100": 1.0}, numbers(0, 10, 100)),
        # a level that no package may hold is not on the scale
        ({"10": 0.0, "100": 1.0}, numbers(0, 10, 100, barred=(0,))),
        ({"low": 0.0, "middle": 0.5, "high": 1.0}, words("low", "middle", "high")),
        ({"7": 0.5}, numbers(7)),
    ],
)
def test_levels_lie_on_a_scale_from_0_to_1(expected: dict[str, float], issue: Issue) -> None:
    """From the first to the last that a package may hold."""
    assert positions(issue) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("expected", "issue"),
    [
        # the middle half of the scale
        (("2", "4"), numbers(0, 1, 2, 4, 8, barred=(0,))),
        (("middle",), words("low", "middle", "high")),
        # no level in the middle: the status quo, if a package may hold it
        (("low",), words("low", "high")),
        (("no", "yes"), words("none", "no", "yes", barred=("none",))),
        # unordered: the status quo, or else anything
        (("shared",), words("north", "shared", "south", status_quo=1, ordered=False)),
        (("north", "south"), words("north", "shared", "south", status_quo=1, ordered=False, barred=("shared",))),
    ],
)
def test_typical_levels_are_in_the_middle_or_the_status_quo(expected: tuple[str, ...], issue: Issue) -> None:
    """They stand for what a deal leaves open."""
    assert typical_levels(issue) == expected
