"""The format of sweep files (docs/sweeps.md): one class for each table."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import attrs

from negosim.errors import BadInput, Problem, shown
from negosim.files.scenario_checks import NAME
from negosim.files.toml_reading import Table, read_toml, structure

DesignKind = Literal["one_at_a_time", "grid", "latin_hypercube", "sobol", "morris", "given"]


@attrs.frozen(kw_only=True)
class DesignEntry:
    """``[design]``: which points are played.

    Attributes
    ----------
    kind : DesignKind
        ``one_at_a_time``, ``grid``, ``latin_hypercube``, ``sobol``, ``morris``; ``given`` for points of a file.
    n : int | None
        How many points (``latin_hypercube``), base points (``sobol``: a power of two) or trajectories (``morris``).
    steps : int | None
        Of ``one_at_a_time`` and ``grid``: how many places of a range.
    points : str
        Path, from this file, of a Parquet file of points in [0, 1], a column a factor: they are played, and none is
        made.
    second_order : bool | None
        Of ``sobol``: also for indices of pairs, at nearly twice the points.
    levels : int | None
        Of ``morris``: how many levels every factor has.
    """

    kind: DesignKind
    n: int | None = None
    steps: int | None = None
    points: str = ""
    second_order: bool | None = None
    levels: int | None = None


@attrs.frozen(kw_only=True)
class FactorEntry:
    """``[factors.NAME]``: one thing that varies; an empty table varies as the parameter's own distribution does.

    Attributes
    ----------
    low : float | None
        The lowest number of a range, all of which is alike.
    high : float | None
        The highest.
    log : bool
        Whether the logarithm is alike, and not the number.
    whole : bool
        Whole numbers only.
    values : tuple[float, ...] | None
        Numbers in place of a range.
    levels : Mapping[str, Mapping[str, Any]] | None
        By label what is laid over the scenario: settings by parameter, pattern or key of the file; or ``scenario``, the
        path from this file of a scenario that extends the one that is played.
    apply : Literal["set", "times", "add"]
        What is done with the numbers: ``set``, or ``times`` or ``add``, which move each parameter's own distribution.
    dummy : bool
        It carries nothing: whatever an analysis finds of it is noise.
    """

    low: float | None = None
    high: float | None = None
    log: bool = False
    whole: bool = False
    values: tuple[float, ...] | None = None
    levels: Mapping[str, Mapping[str, Any]] | None = None
    apply: Literal["set", "times", "add"] = "set"
    dummy: bool = False


@attrs.frozen(kw_only=True)
class SweepFile:
    """A sweep file.

    Attributes
    ----------
    name : str
        Its identifier; names the folder of results.
    title : str
        What tables and figures call it.
    about : str
        One sentence for readers.
    scenario : str
        Path, from this file, of the scenario that is played.
    as_of : dt.date | None
        No claim later than this day is used, in place of the scenario's own date.
    set : Mapping[str, Any]
        Settings of the scenario, by parameter, pattern or key of its file.
    vary : tuple[str, ...]
        Uncertain parameters, by name or pattern, each as its own distribution says.
    factors : Mapping[str, FactorEntry]
        What varies besides, by name.
    design : DesignEntry
        Which points are played.
    replications : int
        Runs at each point.
    common : bool
        Whether every point plays the same runs (common random numbers), as comparisons want, or runs of its own, as
        calibration does.
    seed : int
        Of all random numbers.
    most_points : int
        The most points that the design may have.
    responses : tuple[str, ...]
        Responses to report: ``agreement``, ``day``, ``utility.PARTY``, ``package:ISSUE=LEVEL`` ….
    """

    name: str
    title: str = ""
    about: str = ""
    scenario: str
    as_of: dt.date | None = None
    set: Mapping[str, Any] = Table
    vary: tuple[str, ...] = ()
    factors: Mapping[str, FactorEntry] = Table
    design: DesignEntry
    replications: int = 32
    common: bool = True
    seed: int = 7
    most_points: int = 100_000
    responses: tuple[str, ...] = ("agreement",)


def load_sweep(path: Path | str) -> SweepFile:
    """Load a sweep file without looking up names; BadInput with every problem."""
    entry, problems = typed(path)
    if problems or entry is None:
        raise BadInput(problems)
    return entry


def typed(path: Path | str) -> tuple[SweepFile | None, list[Problem]]:
    """Load what is valid in a sweep file, and every problem of the rest.

    A factor, a design or another entry with a problem is left out: factors are those that are right alone, and a design
    that is not has the kind ``one_at_a_time``. None if it does not say what is played.

    Raises
    ------
    BadInput
        It is missing, or no TOML.
    """
    where, data = str(path), read_toml(path, "a sweep file")
    problems: list[Problem] = []
    try:
        entry = structure(data, SweepFile, where)
    except BadInput as error:
        problems += error.problems
        right = _without(data, error.problems)
        if not isinstance(right.get("scenario"), str):
            return None, problems
        entry = structure({"name": "sweep", "design": {"kind": "one_at_a_time"}, **right}, SweepFile, where)
    problems += _misfits(entry, where)
    if not data.get("vary") and not data.get("factors"):
        problems.append(Problem(file=where, key="factors", expected="at least one factor", received="none"))
    return entry, problems


def _misfits(entry: SweepFile, where: str) -> Iterator[Problem]:
    least = {"replications": (entry.replications, 1), "seed": (entry.seed, 0), "most_points": (entry.most_points, 1)}
    for key, (value, low) in least.items():
        if value < low:
            yield Problem(file=where, key=key, expected=f"a whole number from {low}", received=str(value))
    if not NAME.match(entry.name):
        expected = "a name of small letters, digits and _, beginning with a letter; the folder of results is called so"
        hint = "the title can be anything"
        yield Problem(file=where, key="name", expected=expected, received=shown(entry.name), hint=hint)
    for name in sorted({each for each in entry.responses if entry.responses.count(each) > 1}):
        yield Problem(file=where, key="responses", expected="each response once", received=f"{name} twice")
    if not entry.responses:
        yield Problem(file=where, key="responses", expected="at least one response", received="none")


def _without(data: Mapping[str, Any], problems: Iterable[Problem]) -> dict[str, Any]:
    """Remove the entries and factors that problems name."""
    left = dict(data)
    factors = dict(data["factors"]) if isinstance(data.get("factors"), Mapping) else None
    for problem in problems:
        first = re.split(r"[.\[]", problem.key)[0]
        if first != "factors" or factors is None:
            left.pop(first, None)
        for name in [each for each in factors or () if f"{problem.key}.".startswith(f"factors.{each}.")]:
            del factors[name]  # type: ignore[union-attr]
    return left if factors is None else left | {"factors": factors}
