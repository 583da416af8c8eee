"""Problems with an address: what was wrong, where, what was expected, what was received."""

from __future__ import annotations

import difflib
import operator
from collections.abc import Callable, Iterable
from typing import TypeVar
from unicodedata import category

import attrs

T = TypeVar("T")
LONGEST = 400
"""Letters of a received value that an error shows."""


@attrs.frozen(kw_only=True)
class Problem:
    """One problem of an input.

    Attributes
    ----------
    file : str
        The file it stands in, or the option it came from.
    key : str
        The address inside the file, such as ``issues.pause.levels``; empty for the file as a whole.
    expected : str
        What would have been right.
    received : str
        What stood there instead.
    hint : str
        The nearest valid word, or what to do next.
    """

    file: str
    key: str = ""
    expected: str
    received: str
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.file}: {self.key}" if self.key else self.file
        tail = f" ({self.hint})" if self.hint else ""
        return printable(f"{where}: expected {self.expected}, received {_cut(self.received)}{tail}")


class BadInput(Exception):  # noqa: N818 - it names the user's situation, as every message of it does
    """All problems of an input; the command line exits with code 2.

    Attributes
    ----------
    problems : iterable of Problem
        The problems, in the order of the file.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[BadInput], tuple[tuple[Problem, ...]]]:
        """As it comes back from a worker process."""
        return type(self), (self.problems,)


def collected(problems: list[Problem], step: Callable[[], T]) -> T | None:
    """Run a step; if it raises BadInput, add its problems to a list and return None."""
    try:
        return step()
    except BadInput as error:
        problems += error.problems
        return None


class ScenarioWarning(UserWarning):
    """A scenario that can be played and is probably not what was meant."""


def not_whole(file: str, key: str, value: object, least: int = 0) -> list[Problem]:
    """Return the problem of a value that is no whole number from ``least``, in a list that is empty if it is one."""
    try:
        found = None if isinstance(value, bool) else operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        found = None
    if found is not None and found >= least:
        return []
    return [Problem(file=file, key=key, expected=f"a whole number from {least}", received=shown(value))]


def nearest(word: str, words: Iterable[str]) -> str:
    """A hint that names the valid words nearest to ``word``, or lists them if there are few."""
    known = sorted({str(w) for w in words})
    close = difflib.get_close_matches(str(word), known, n=3, cutoff=0.5)
    if close:
        return "nearest: " + ", ".join(close)
    return "known: " + ", ".join(known) if 0 < len(known) <= 12 else ""


def shown(value: object) -> str:
    """A received value, short enough for one line."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):
        return f"a value of type {type(value).__name__} that cannot be shown"
    return text if len(text) <= 60 else text[:57] + "…"


def printable(text: str) -> str:
    """Return a text as one line in which control characters, which a terminal would obey, are escaped."""
    line = " ".join(text.splitlines())
    return "".join(f"\\x{ord(sign):02x}" if category(sign) == "Cc" else sign for sign in line)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
