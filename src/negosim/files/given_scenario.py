"""A scenario that a caller gives as a value, as a file or as the name of a case."""

from __future__ import annotations

from os import PathLike

from negosim.domain.scenario import Scenario
from negosim.errors import BadInput, Problem, shown
from negosim.files.scenario import load_scenario


def as_scenario(given: object, file: str, key: str = "scenario") -> Scenario:
    """Return a scenario, or load that of a path or of the name of a case.

    Parameters
    ----------
    given : Scenario or path-like
        The scenario, or where it is.
    file, key : str
        What an error names as its place: a function and its parameter.

    Returns
    -------
    Scenario

    Raises
    ------
    BadInput
        It is something else, or cannot be loaded.
    """
    if isinstance(given, Scenario):
        return given
    if isinstance(given, str | PathLike):
        return load_scenario(given)
    expected = "a Scenario, a scenario file or the name of a case"
    raise BadInput([Problem(file=file, key=key, expected=expected, received=shown(given))])
