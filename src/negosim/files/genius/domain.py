"""A GENIUS domain, and a collector for the problems of its files."""

from __future__ import annotations

import math
from collections.abc import Iterable

import attrs
import numpy as np

from negosim.arrays import Floats
from negosim.errors import BadInput, Problem, nearest

MOST_PROBLEMS = 100
"""Problems of a file after which reading stops: the file is of another format."""
FEW = 20
MOST_TABLED = 1_000_000
"""Packages of a domain whose utilities do not add up over issues."""
MOST_LISTED = 5_000
"""Packages of such a domain that a scenario can have as levels of one issue."""


@attrs.frozen
class GeniusIssue:
    """An issue of a domain.

    Attributes
    ----------
    name : str
        As the file has it.
    kind : str
        ``discrete``, ``integer`` or ``real``.
    values : tuple[str, ...]
        As the file has them, or the numbers of a range as text; one that is named twice is there twice.
    index : str
        Its number in the file.
    """

    name: str
    kind: str
    values: tuple[str, ...]
    index: str = ""


@attrs.frozen
class GeniusProfile:
    """The utility space of a party: the sum over issues of weight times value, or a table of packages.

    Attributes
    ----------
    name : str
        Of its file, without the ending.
    weights : tuple[float, ...]
        Of each issue, adding up to 1.
    values : tuple[tuple[float, ...], ...]
        For each issue, what each of its values is worth, from 0 to 1.
    reservation : float
        The utility of no deal.
    discount : float
        What utility is multiplied by over the whole time; 1 for none.
    table : Floats | None
        Of each package, an axis for each issue, where utilities do not add up over issues; weights and values are
        then empty.
    """

    name: str
    weights: tuple[float, ...]
    values: tuple[tuple[float, ...], ...]
    reservation: float = 0.0
    discount: float = 1.0
    table: Floats | None = attrs.field(default=None, eq=False, repr=False)


@attrs.frozen
class Note:
    """What was left out of a file, or read in a way of its own.

    Attributes
    ----------
    file : str
        Its path.
    text : str
        What was done.
    asked : bool
        Whether that is what was asked for, so that nobody need be warned.
    """

    file: str
    text: str
    asked: bool = False

    def __str__(self) -> str:
        return f"{self.file}: {self.text}"


@attrs.frozen
class GeniusDomain:
    """A domain and the parties' utility spaces.

    Attributes
    ----------
    name : str
        Of its folder.
    issues : tuple[GeniusIssue, ...]
        In the order of the file.
    profiles : tuple[GeniusProfile, ...]
        In the order of the file names, or as chosen.
    notes : tuple[Note, ...]
        What was left out of the files, or read in a way of its own.
    """

    name: str
    issues: tuple[GeniusIssue, ...]
    profiles: tuple[GeniusProfile, ...]
    notes: tuple[Note, ...] = ()

    @property
    def packages(self) -> int:
        """How many packages there are."""
        return math.prod(len(issue.values) for issue in self.issues)

    @property
    def tabled(self) -> bool:
        """Whether the utilities of a party do not add up over issues."""
        return any(profile.table is not None for profile in self.profiles)

    def utilities(self) -> Floats:
        """Compute what each package is worth to each party, (P, n); the last issue changes first."""
        return np.stack([self._table(profile).ravel() for profile in self.profiles])

    def package(self, number: int) -> dict[str, str]:
        """Return the values of a package by issue, given its column in ``utilities``."""
        digits = np.unravel_index(number, [len(issue.values) for issue in self.issues])
        return {issue.name: issue.values[at] for issue, at in zip(self.issues, digits, strict=True)}

    def _table(self, profile: GeniusProfile) -> Floats:
        if profile.table is not None:
            return profile.table
        table = np.zeros([len(issue.values) for issue in self.issues])
        for axis, (weight, worth) in enumerate(zip(profile.weights, profile.values, strict=True)):
            table += weight * along(np.array(worth), axis, table.ndim)
        return table


def along(row: Floats, axis: int, axes: int) -> Floats:
    """Return a row as an array of ``axes`` axes that extends along one of them."""
    return row.reshape([-1 if k == axis else 1 for k in range(axes)])


@attrs.define
class Found:
    """Collects the problems of a file, and notes of what was read in a way of its own."""

    file: str
    problems: list[Problem] = attrs.field(factory=list)
    notes: list[Note] = attrs.field(factory=list)

    def note(self, text: str) -> None:
        """Add a note, once."""
        note = Note(self.file, text)
        if len(self.notes) < MOST_PROBLEMS and note not in self.notes:
            self.notes.append(note)

    def add(self, key: str, expected: str, received: str, hint: str = "", among: Iterable[str] = ()) -> None:
        """Add a problem.

        Parameters
        ----------
        key : str
            The address in the file.
        expected : str
            What would have been right.
        received : str
            What stood there.
        hint : str
            What to do; by default the nearest of the words ``among``.
        among : Iterable[str]
            Valid words.

        Raises
        ------
        BadInput
            With all problems, once there are too many to read on.
        """
        if not hint and len(self.problems) < FEW:
            hint = nearest(received.strip("'"), among)
        self.problems.append(Problem(file=self.file, key=key, expected=expected, received=received, hint=hint))
        if len(self.problems) == MOST_PROBLEMS:
            self.end()

    def end(self) -> None:
        """Raise BadInput if there are problems."""
        if self.problems:
            raise BadInput(self.problems)


def plain(text: str) -> str:
    """Put a text on one line, without unprintable characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
