"""Issues and their levels, and conditions over them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal, NewType

import attrs

Delivery = Literal["at_signing", "by_phase", "at_end"]
LabelSet = NewType("LabelSet", tuple[str, ...])
"""One level or several, by their labels; a file writes each as a word or a number."""
MOST_CONDITIONS = 62
"""The most conditions of a kind in a scenario: package spaces keep one bit of a 64-bit integer for each."""


def finite_number(text: str | None) -> float | None:
    """Parse a finite number; None if the text is none."""
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) else None


@attrs.frozen
class Level:
    """One thing an issue can be settled at.

    Attributes
    ----------
    label : str
        How files, tables and figures name it.
    value : float | None
        The quantity it stands for, in the issue's unit, or None if it is a kind and not a number.
    available : bool
        Whether a package may hold it; false for a status quo that nobody can agree on.
    """

    label: str
    value: float | None = None
    available: bool = True


@attrs.frozen
class Issue:
    """One thing negotiated.

    Attributes
    ----------
    name : str
        Its identifier.
    title : str
        Its name for people.
    levels : tuple[Level, ...]
        In canonical order; a level's position is its digit in a package's index.
    status_quo : int
        Digit of the level that holds without a deal.
    unit : str
        Of the levels' values, or empty.
    ordered : bool
        Whether the levels form a scale on which values are interpolated.
    delivery : Delivery
        When what is agreed comes about.
    about : str
        One sentence for readers.
    """

    name: str
    title: str
    levels: tuple[Level, ...]
    status_quo: int
    unit: str = ""
    ordered: bool = True
    delivery: Delivery = "at_signing"
    about: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of all levels, in canonical order."""
        return tuple(level.label for level in self.levels)

    @property
    def numbers(self) -> dict[str, float]:
        """The value of each level by its label; empty if one has none, or two have the same."""
        values = {level.label: level.value for level in self.levels if level.value is not None}
        return values if len(values) == len(self.levels) == len(set(values.values())) else {}

    @property
    def available(self) -> tuple[int, ...]:
        """Digits of the levels that a package may hold."""
        return tuple(digit for digit, level in enumerate(self.levels) if level.available)

    @property
    def falling(self) -> bool:
        """Whether the levels are numbers that fall along the list, so that more of the issue lies at its beginning."""
        numbers = [level.value for level in self.levels if level.value is not None]
        return len(numbers) > 1 and numbers[0] > numbers[-1]

    def direction(self, wish: str | None) -> int:
        """Where a wish for ``more`` or ``less`` leads: 1 to the end of the list of levels, -1 to its beginning, else 0.

        More and less are those of the numbers, if the levels have any, and else later and earlier in the list.
        """
        if wish not in ("more", "less"):
            return 0
        return 1 if (wish == "more") != self.falling else -1

    def digit(self, label: str) -> int:
        """The digit of the level called ``label``; KeyError if there is none."""
        try:
            return self.labels.index(label)
        except ValueError:
            raise KeyError(label) from None


@attrs.frozen
class Condition:
    """A condition on packages: on every issue named, the level is one of those named.

    Attributes
    ----------
    levels : Mapping[str, tuple[str, ...]]
        For each issue, the labels that satisfy it.
    """

    levels: Mapping[str, tuple[str, ...]]

    def holds(self, package: Mapping[str, str]) -> bool:
        """Whether a package, given as issue to label, satisfies the condition."""
        return all(package.get(issue) in labels for issue, labels in self.levels.items())

    def __str__(self) -> str:
        return " and ".join(f"{issue} = {' or '.join(labels)}" for issue, labels in self.levels.items())
