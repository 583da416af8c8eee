"""Issues, their levels, and conditions over them."""

from __future__ import annotations

import pytest

from negosim.domain.issues import Condition, Issue, Level

PAUSE = Issue("pause", "Pause", (Level("0", 0.0, available=False), Level("7", 7.0), Level("14", 14.0)), status_quo=0)


def test_a_level_is_found_by_its_label_and_only_available_ones_can_be_agreed() -> None:
    """The digit is the place in the canonical order, the status quo counts among them."""
    assert (PAUSE.digit("14"), PAUSE.available, PAUSE.labels) == (2, (1, 2), ("0", "7", "14"))


def levels(*labels: str) -> Issue:
    """An issue of some levels, numbers where they are written so."""
    made = (Level(label, float(label) if label.isdigit() else None) for label in labels)
    return Issue("pause", "Pause", tuple(made), status_quo=0)


@pytest.mark.parametrize(
    ("issue", "more"),
    [
        (PAUSE, 1),
        (levels("14", "7", "0"), -1),
        (levels("none", "14", "7"), -1),
        (levels("none", "7"), 1),
        (levels("none", "some", "all"), 1),
    ],
    ids=str,
)
def test_more_and_less_are_those_of_the_numbers_or_else_of_the_list(issue: Issue, more: int) -> None:
    """One leads to the end of the list, the other to its beginning; anything else nowhere."""
    assert (issue.direction("more"), issue.direction("less"), issue.direction(None)) == (more, -more, 0)


def test_a_label_that_is_none_is_a_key_error_that_names_it() -> None:
    """Not an error of tuples."""
    with pytest.raises(KeyError, match=r"^'21'$"):
        PAUSE.digit("21")


@pytest.mark.parametrize(
    ("holds", "package"),
    [
        (True, {"pause": "7", "aid": "more"}),
        (True, {"pause": "14", "aid": "more", "other": "x"}),
        (False, {"pause": "7", "aid": "less"}),
        (False, {"pause": "7"}),
        (False, {}),
    ],
)
def test_a_condition_holds_if_every_issue_named_is_at_one_of_its_levels(holds: bool, package: dict[str, str]) -> None:
    """An issue that a package leaves out satisfies nothing."""
    condition = Condition({"pause": ("7", "14"), "aid": ("more",)})
    assert condition.holds(package) is holds
    assert str(condition) == "pause = 7 or 14 and aid = more"
