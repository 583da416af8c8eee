"""Dice that decide the structure of random talks: those of a property test, which shrinks what fails, or of a seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from typing import Protocol, TypeVar

import attrs
from hypothesis import strategies as st

T = TypeVar("T")


class Dice(Protocol):
    """Whatever decides."""

    def number(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``; ``low`` is the simplest."""


@attrs.frozen
class Drawn:
    """The dice of a property test."""

    draw: st.DrawFn

    def number(self, low: int, high: int) -> int:
        """A whole number that shrinks to ``low``."""
        return self.draw(_integers(low, high))


class Rolled:
    """The dice of a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def number(self, low: int, high: int) -> int:
        """A whole number."""
        return self._random.randint(low, high)


@cache
def _integers(low: int, high: int) -> st.SearchStrategy[int]:
    return st.integers(low, high)


class Throws:
    """Choices by dice."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice

    def number(self, low: int, high: int) -> int:
        return self.dice.number(low, high)

    def one(self, choices: Sequence[T]) -> T:
        return choices[self.number(0, len(choices) - 1)]

    def often(self, percent: int) -> bool:
        return self.number(0, 99) >= 100 - percent

    def some(self, choices: Sequence[T], most: int = 9) -> list[T]:
        """One of them at least, each once, in any order."""
        left = list(choices)
        return [left.pop(self.number(0, len(left) - 1)) for _ in range(self.number(1, min(most, len(choices))))]
