"""Simulate a sweep: the runs of every point of a design, in chunks, here or on workers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from negosim.arrays import Floats
from negosim.domain.scenario import DEFAULT_SEED, Scenario
from negosim.ensemble.executors.base import Cluster
from negosim.ensemble.executors.in_parts import run_parts
from negosim.ensemble.results.outcomes import Outcomes
from negosim.errors import BadInput, Problem, shown
from negosim.sweeps.chunks import play_chunk
from negosim.sweeps.designs import MOST_POINTS, Design, design_of
from negosim.sweeps.factors import Factor, values_of
from negosim.sweeps.folder import SweepOrder, finish, opened
from negosim.sweeps.plan import Plan, SweepTask
from negosim.sweeps.planning import plan_of
from negosim.sweeps.playing import columns_of
from negosim.sweeps.responses import constant, numbers_of
from negosim.sweeps.sources import Settings, source_of

CHUNK = 1000
"""Runs that a worker plays at a time: about a second of work."""
LEAST_RUNS = 1000
"""Runs that make it worth starting a worker process."""


@attrs.frozen(eq=False)
class Sweep:
    """The outcomes of a sweep.

    Attributes
    ----------
    factors : tuple[Factor, ...]
        What was varied.
    design : Design
        The points.
    scenario : Scenario
        What was varied over.
    replications : int
        Runs at each point.
    seed : int
        Of all runs.
    common : bool
        Whether every point played the same runs.
    values : pd.DataFrame
        One row a point, one column a factor: numbers in their units, labels of levels.
    folder : Path | None
        Where it lies; None if in memory.
    """

    factors: tuple[Factor, ...]
    design: Design
    scenario: Scenario
    replications: int
    seed: int
    common: bool
    values: pd.DataFrame
    _outcomes: Outcomes = attrs.field(alias="outcomes")
    folder: Path | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the factors."""
        return tuple(factor.name for factor in self.factors)

    @property
    def points(self) -> Floats:
        """The points, shape (n, d), in the unit cube."""
        return self.design.points

    @property
    def responses(self) -> pd.DataFrame:
        """All runs, a row each, with ``point``, ``run``, then the columns of ``Outcomes`` without draws."""
        frame = self._outcomes.frame
        point = np.repeat(np.arange(len(self.points)), self.replications)
        run = np.arange(len(frame)) % self.replications if self.common else np.arange(len(frame))
        return pd.concat([pd.DataFrame({"point": point}), frame.assign(run=run)], axis=1)

    def response(self, name: str) -> Floats:
        """A response by its name (``responses.numbers_of``), shape (n, replications).

        BadInput if there is no such response.
        """
        return numbers_of(name, self.scenario, self._outcomes.columns).reshape(len(self.points), self.replications)

    def constant(self, name: str) -> float | None:
        """The value of a response that every run of every point has; None if there are several."""
        return constant(self.response(name))

    def where(self, points: npt.ArrayLike) -> Sweep:
        """The sweep at some of its points, those that are true in ``points``, shape (n,)."""
        kept = np.flatnonzero(np.asarray(points, dtype=np.bool_))
        rows = (kept[:, None] * self.replications + np.arange(self.replications)).ravel()
        design = attrs.evolve(self.design, kind="given", points=self.points[kept])
        frame = self._outcomes.stored().iloc[rows].reset_index(drop=True)
        values = self.values.iloc[kept].reset_index(drop=True)
        outcomes = Outcomes(self.scenario, self.seed, frame)
        return attrs.evolve(self, design=design, values=values, outcomes=outcomes, folder=None)

    def __len__(self) -> int:
        return len(self.points)

    def __repr__(self) -> str:
        what = f"{len(self.factors)} factors, {len(self)} points x {self.replications} runs"
        return f"Sweep({self.scenario.name!r}, {self.design.kind}, {what}, seed {self.seed})"


def sweep(
    scenario: Scenario | str | PathLike[str],
    vary: Sequence[Factor | str],
    design: Design | str = "sobol",
    n: int | None = None,
    *,
    replications: int = 32,
    seed: int = DEFAULT_SEED,
    common: bool = True,
    set: Settings | None = None,  # noqa: A002 - the word of the command line
    jobs: int = 1,
    cluster: str = "",
    out: str | PathLike[str] | None = None,
    resume: bool = False,
    progress: Callable[[int], None] | None = None,
    most_points: int = MOST_POINTS,
    where: str = "sweep",
    **options: Any,
) -> Sweep:
    """Play a scenario at the points of a design.

    With several jobs, a script calls this below ``if __name__ == "__main__":``, as ``simulate``.

    Parameters
    ----------
    scenario : Scenario | str | PathLike[str]
        What is varied: the path of a scenario file, so that evidence, codebook and what-ifs can vary as well; or a
        scenario, of which only parameters and keys of its file can.
    vary : Sequence[Factor | str]
        Factors, or names of uncertain parameters, which vary as their own distributions do.
    design : Design | str
        The kind (``designs.KINDS``), or a design for these factors.
    n : int | None
        How much of it, as ``design_of`` takes it.
    replications : int
        Runs at each point.
    seed : int
        Of the design and of all runs.
    common : bool
        Every point plays runs 0 to ``replications - 1``: common random numbers, for comparisons. Otherwise each has
        runs of its own, for calibration.
    set : Settings | None
        Settings of the scenario, as of ``load_scenario``.
    jobs : int
        Worker processes; 1 plays everything here, 0 stands for one a core. The outcomes are the same.
    cluster : str
        The address of a scheduler whose workers play, in place of processes here.
    out : str | PathLike[str] | None
        A folder to stream the outcomes to; memory stays flat.
    resume : bool
        Go on with the sweep of these arguments that lies in ``out``.
    progress : Callable[[int], None] | None
        Called with the number of runs just finished; first with those that were there already.
    most_points : int
        The most points that the design may have.
    where : str
        The file or call that errors name.
    options : Any
        Of the design: ``second_order``, ``levels``.

    Raises
    ------
    BadInput
        With every problem of the factors or the design; or ``out`` cannot be written, or holds another sweep.
    """
    _check(where, replications=(replications, 1), seed=(seed, 0), jobs=(jobs, 0))
    plan = plan_of(source_of(scenario, set), _factors(vary, where), where)
    if isinstance(design, str):
        costs = {"most": most_points, "replications": replications}
        design = design_of(design, plan.factors, n, seed, where=where, **costs, **options)
    _check_design(design, plan, where)
    task = SweepTask(plan, design.points, replications, seed, common, tuple(columns_of(plan.base).names))
    return play(task, design, jobs=jobs, cluster=cluster, out=out, resume=resume, progress=progress)


def play(
    task: SweepTask,
    design: Design,
    *,
    jobs: int = 1,
    cluster: str = "",
    out: str | PathLike[str] | None = None,
    resume: bool = False,
    progress: Callable[[int], None] | None = None,
    labels: Mapping[str, Any] | None = None,
    command: Sequence[str] = (),
) -> Sweep:
    """Simulate the points of a task.

    Parameters
    ----------
    task : SweepTask
        Points and what they mean.
    design : Design
        Of the points.
    jobs : int
        Worker processes; 0 for one a core.
    cluster : str
        Address of a scheduler whose workers simulate.
    out : str | PathLike[str] | None
        A folder to which outcomes are streamed; None keeps them in memory.
    resume : bool
        Go on with the sweep that lies in ``out``.
    progress : Callable[[int], None] | None
        Called with the number of runs just finished.
    labels : Mapping[str, Any] | None
        Entries for the sweep file in the folder: name, title, responses.
    command : Sequence[str]
        That started the sweep, for the manifest.

    Raises
    ------
    BadInput
        A point cannot be simulated, or ``out`` cannot be used.
    """
    report, rows = progress or (lambda _: None), len(task.points) * task.replications
    place: int | Cluster = Cluster(cluster) if cluster else max(1, min(jobs or os.cpu_count() or 1, rows // LEAST_RUNS))
    if out is None:
        if resume:
            raise BadInput([Problem(file="sweep", key="out", expected="a folder to resume in", received="none")])
        parts = [played for _, played in _played(task, [range(rows)], place, report)]
        return _swept(task, design, Outcomes(task.plan.base, task.seed, pa.concat_tables(parts).to_pandas()))
    order = SweepOrder.of(task, design, labels or {}, command)
    with opened(Path(out), order, resume=resume) as folder:
        report(folder.kept)
        for chunk, played in _played(task, folder.missing(), place, report):
            folder.keep(chunk, played)
        outcomes = finish(Path(out), folder, order)
    return _swept(task, design, outcomes, Path(out))


def _swept(task: SweepTask, design: Design, outcomes: Outcomes, folder: Path | None = None) -> Sweep:
    plan, values = task.plan, values_of(task.plan.factors, design.points)
    return Sweep(plan.factors, design, plan.base, task.replications, task.seed, task.common, values, outcomes, folder)


def _played(
    task: SweepTask, gaps: Sequence[range], place: int | Cluster, report: Callable[[int], None]
) -> Iterator[tuple[range, pa.Table]]:
    size = max(1, CHUNK // task.replications) * task.replications
    chunks = [gap[at : at + size] for gap in gaps for at in range(0, len(gap), size)]
    for chunk, played in run_parts(play_chunk, task, chunks, place):
        yield chunk, played
        report(len(chunk))


def _factors(vary: Any, where: str) -> list[Factor]:
    listed = isinstance(vary, Sequence) and not isinstance(vary, str)
    wrong = [each for each in vary if not isinstance(each, Factor | str)] if listed else [vary]
    if wrong:
        expected = "factors, or names of uncertain parameters, in a list"
        raise BadInput([Problem(file=where, key="vary", expected=expected, received=shown(each)) for each in wrong])
    return [Factor(each) if isinstance(each, str) else each for each in vary]


def _check_design(design: Design, plan: Plan, where: str) -> None:
    """BadInput unless a design lies in the unit cube and has a coordinate for each factor."""
    expected = f"points (n, {len(plan.factors)}) in [0, 1], one coordinate a factor"
    if not isinstance(design, Design):
        raise BadInput([Problem(file=where, key="design", expected=expected, received=shown(design))])
    points = design.points
    if points.ndim != 2 or not len(points) or points.shape[1] != len(plan.factors):
        raise BadInput([Problem(file=where, key="design", expected=expected, received=f"shape {points.shape}")])
    if not (np.isfinite(points).all() and points.min() >= 0 and points.max() <= 1):
        received = f"from {points.min():g} to {points.max():g}"
        raise BadInput([Problem(file=where, key="design", expected=expected, received=received)])


def _check(where: str, **numbers: tuple[object, int]) -> None:
    problems = [
        Problem(file=where, key=key, expected=f"a whole number from {least}", received=shown(value))
        for key, (value, least) in numbers.items()
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least
    ]
    if problems:
        raise BadInput(problems)
