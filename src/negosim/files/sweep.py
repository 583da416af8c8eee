"""The sweep file, as it is written (docs/sweeps.md): one class a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import attrs

from negosim.files.format import Table
from negosim.files.problems import BadInput, Problem
from negosim.files.reading import read_toml, structure

DesignKind = Literal["one_at_a_time", "grid", "latin_hypercube", "sobol", "morris", "given"]


@attrs.frozen(kw_only=True)
class DesignEntry:
    """``[design]``: which points are played.

    Attributes:
        kind: ``one_at_a_time``, ``grid``, ``latin_hypercube``, ``sobol``, ``morris``; ``given`` for points of a file.
        n: how many points (``latin_hypercube``), base points (``sobol``: a power of two) or trajectories (``morris``).
        steps: of ``one_at_a_time`` and ``grid``: how many places of a range.
        points: path, from this file, of a Parquet file of points in [0, 1], a column a factor: they are played, and
            none is made.
        second_order: of ``sobol``: also for indices of pairs, at nearly twice the points.
        levels: of ``morris``: how many levels every factor has.
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

    Attributes:
        low: the lowest number of a range, all of which is alike.
        high: the highest.
        log: whether the logarithm is alike, and not the number.
        whole: whole numbers only.
        values: numbers in place of a range.
        levels: by label what is laid over the scenario: settings by parameter, pattern or key of the file; or
            ``scenario``, the path from this file of a scenario that extends the one that is played.
        apply: what is done with the numbers: ``set``, or ``times`` or ``add``, which move each parameter's own
            distribution.
        dummy: it carries nothing: whatever an analysis finds of it is noise.
    """

    low: float | None = None
    high: float | None = None
    log: bool = False
    whole: bool = False
    values: tuple[float, ...] = ()
    levels: Mapping[str, Mapping[str, Any]] = Table
    apply: Literal["set", "times", "add"] = "set"
    dummy: bool = False


@attrs.frozen(kw_only=True)
class SweepFile:
    """A sweep file.

    Attributes:
        name: its identifier; names the folder of results.
        title: what tables and figures call it.
        about: one sentence for readers.
        scenario: path, from this file, of the scenario that is played.
        as_of: no claim later than this day is used, in place of the scenario's own date.
        set: settings of the scenario, by parameter, pattern or key of its file.
        vary: uncertain parameters, by name or pattern, each as its own distribution says.
        factors: what varies besides, by name.
        design: which points are played.
        replications: runs at each point.
        common: whether every point plays the same runs (common random numbers), as comparisons want, or runs of its
            own, as calibration does.
        seed: of all random numbers.
        most_points: the most points that the design may have.
        responses: what of the outcomes is told: ``agreement``, ``day``, ``utility.PARTY``, ``package:ISSUE=LEVEL`` ….
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
    """The tables of a sweep file, typed; BadInput with every problem of them. Names in them are not looked up."""
    entry = structure(read_toml(path, "a sweep file"), SweepFile, str(path))
    least = {"replications": (entry.replications, 1), "seed": (entry.seed, 0), "most_points": (entry.most_points, 1)}
    problems = [
        Problem(file=str(path), key=key, expected=f"a whole number from {low}", received=str(value))
        for key, (value, low) in least.items()
        if value < low
    ]
    if not entry.vary and not entry.factors:
        problems.append(Problem(file=str(path), key="factors", expected="at least one factor", received="none"))
    if problems:
        raise BadInput(problems)
    return entry
