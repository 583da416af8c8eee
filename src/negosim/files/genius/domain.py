"""A GENIUS domain, and a collector for the problems of its files."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from negosim.errors import BadInput, Problem, nearest

MOST_PROBLEMS = 100
"""Problems of a file after which reading stops: the file is of another format."""
FEW = 20


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
        As the file has them, or the numbers of a range as text.
    """

    name: str
    kind: str
    values: tuple[str, ...]


@attrs.frozen
class GeniusProfile:
    """The utility space of a party: the sum over issues of weight times value.

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
    """

    name: str
    weights: tuple[float, ...]
    values: tuple[tuple[float, ...], ...]
    reservation: float = 0.0
    discount: float = 1.0


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
    aside : tuple[str, ...]
        Files of the folder that were left aside, and why.
    """

    name: str
    issues: tuple[GeniusIssue, ...]
    profiles: tuple[GeniusProfile, ...]
    aside: tuple[str, ...] = ()


@attrs.define
class Found:
    """Collects the problems of a file."""

    file: str
    problems: list[Problem] = attrs.field(factory=list)

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
