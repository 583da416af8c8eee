"""Issues, their levels, and conditions over them."""

from __future__ import annotations

import pytest

from negosim.domain.issues import Condition, Issue, Level

PAUSE = Issue("pause", "Pause", (Level("0", 0.0, available=False), Level("7", 7.0), Level("14", 14.0)), status_quo=0)


def test_a_level_is_found_by_its_label_and_only_available_ones_can_be_agreed() -> None:
    """The digit is the place in the canonical order, the status quo counts among them."""
    assert (PAUSE.digit("14"), PAUSE.available, PAUSE.labels) == (2, (1, 2), ("0", "7", "14"))


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
