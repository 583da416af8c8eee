"""Play a sweep, in parts, on any executors."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pyarrow as pa

from negosim.domain.scenario import DEFAULT_SEED, Scenario
from negosim.ensemble.executors.base import Cluster
from negosim.ensemble.executors.in_parts import run_parts
from negosim.ensemble.results.outcomes import Outcomes
from negosim.errors import BadInput, Problem, shown
from negosim.sweeps.designs import MOST_POINTS, Design, design_of
from negosim.sweeps.factors import Factor, Value, values_of
from negosim.sweeps.folder import SweepOrder, finish, open_sweep
from negosim.sweeps.plan import Plan, check_weights, plan_of
from negosim.sweeps.playing import columns_of, play_point
from negosim.sweeps.result import Sweep
from negosim.sweeps.sources import Settings, source_of
from negosim.sweeps.task import SweepTask

CHUNK = 1000
"""Runs that a worker plays at a time: about a second of work."""
WORTH = 1000
"""Runs that a worker process must have before it to be worth its start."""


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

    With several jobs, call it in a script below ``if __name__ == "__main__":``, since worker processes import the
    script.

    Parameters
    ----------
    scenario : Scenario or path-like
        Path of a scenario file, so that evidence, codebook and overrides can vary as well; or a scenario, of which only
        parameters and keys of its file can vary.
    vary : sequence of Factor or str
        Factors, or names of uncertain parameters, which vary by their own distributions.
    design : Design or str, default "sobol"
        Kind of design (``designs.KINDS``), or a design for these factors.
    n : int, optional
        Size of the design, as in ``design_of``.
    replications : int, default 32
        Runs per point.
    seed : int, default 7
        Seed of the design and of all runs.
    common : bool, default True
        Every point plays runs 0 to ``replications - 1`` (common random numbers, for comparisons). If False, each point
        has runs of its own (for calibration).
    set : mapping of str to object, optional
        Settings of the scenario, as in ``load_scenario``.
    jobs : int, default 1
        Number of worker processes; 0 for one per core. The outcomes do not depend on it.
    cluster : str, default ""
        Address of a Dask scheduler whose workers play, in place of processes on this machine.
    out : path-like, optional
        Folder to write to; memory use is then constant.
    resume : bool, default False
        Continue the same sweep in ``out``.
    progress : callable, optional
        Called with the number of runs just finished; first with those that are there already.
    most_points : int, default 100_000
        Largest number of points that the design may have.
    where : str, default "sweep"
        File or call that errors name.
    **options
        Options of the design: ``second_order`` of ``sobol``, ``levels`` of ``morris``.

    Returns
    -------
    Sweep
        Factors, design and outcomes.

    Raises
    ------
    BadInput
        All problems of the factors or the design; or ``out`` cannot be written or holds another sweep.
    """
    _check(where, replications=(replications, 1), seed=(seed, 0), jobs=(jobs, 0))
    plan = plan_of(source_of(scenario, set), _factors(vary, where), where)
    if isinstance(design, str):
        costs = {"most": most_points, "replications": replications}
        design = design_of(design, plan.factors, n, seed, where=where, **costs, **options)
    _fitting(design, plan, where)
    task = SweepTask(plan, design.points, replications, seed, common, tuple(columns_of(plan.base).names))
    return play_task(task, design, jobs=jobs, cluster=cluster, out=out, resume=resume, progress=progress)


def play_task(
    task: SweepTask,
    design: Design,
    *,
    jobs: int = 1,
    cluster: str = "",
    out: str | PathLike[str] | None = None,
    resume: bool = False,
    progress: Callable[[int], None] | None = None,
    told: Mapping[str, Any] | None = None,
    command: Sequence[str] = (),
) -> Sweep:
    """Play a sweep's task; ``told`` and ``command`` go into the folder's files, the rest is as in ``sweep``."""
    heard, rows = progress or (lambda _: None), len(task.points) * task.replications
    executors: int | Cluster = Cluster(cluster) if cluster else max(1, min(jobs or os.cpu_count() or 1, rows // WORTH))
    if out is None:
        if resume:
            raise BadInput([Problem(file="sweep", key="out", expected="a folder to resume in", received="none")])
        parts = [played for _, played in _played(task, [range(rows)], executors, heard)]
        return _swept(task, design, Outcomes(task.plan.base, task.seed, pa.concat_tables(parts).to_pandas()))
    order = SweepOrder.of(task, design, told or {}, command)
    with open_sweep(Path(out), order, resume=resume) as folder:
        heard(folder.kept)
        for chunk, played in _played(task, folder.missing(), executors, heard):
            folder.keep(chunk, played)
        outcomes = finish(Path(out), folder, order)
    return _swept(task, design, outcomes, Path(out))


def _swept(task: SweepTask, design: Design, outcomes: Outcomes, folder: Path | None = None) -> Sweep:
    plan, values = task.plan, values_of(task.plan.factors, design.points)
    return Sweep(plan.factors, design, plan.base, task.replications, task.seed, task.common, values, outcomes, folder)


def _played(
    task: SweepTask, gaps: Sequence[range], executors: int | Cluster, heard: Callable[[int], None]
) -> Iterator[tuple[range, pa.Table]]:
    size = max(1, CHUNK // task.replications) * task.replications
    chunks = [gap[at : at + size] for gap in gaps for at in range(0, len(gap), size)]
    for chunk, played in run_parts(_play_chunk, task, chunks, executors):
        yield chunk, played
        heard(len(chunk))


def _play_chunk(task: SweepTask, rows: range) -> pa.Table:
    """The rows of some runs, point after point, in one piece: that travels best."""
    tables = []
    for k in range(rows.start // task.replications, (rows.stop - 1) // task.replications + 1):
        first = k * task.replications
        mine = range(max(rows.start, first) - first, min(rows.stop, first + task.replications) - first)
        before = task.first + (0 if task.common else first)
        runs = range(before + mine.start, before + mine.stop)
        tables.append(_play_point(task, k, runs))
    whole = pa.concat_tables(tables)
    numbers = pa.array(np.arange(rows.start, rows.stop, dtype=np.int64))
    return whole.combine_chunks().set_column(0, whole.schema.field("run"), numbers)


def _play_point(task: SweepTask, k: int, runs: range) -> pa.Table:
    u = task.points[k]
    try:
        variant = task.plan.variant(task.plan.key(u))
        changes = task.plan.changes(u, variant)
        check_weights(variant, changes)
        table = play_point(variant, changes, task.seed, runs, task.columns)
    except BadInput as error:
        raise BadInput(attrs.evolve(problem, key=f"point {k}: {problem.key}") for problem in error.problems) from None
    utilities = [table[name].to_numpy() for name in task.columns if name.startswith("utility_")]
    if not np.isfinite(utilities).all():
        values: dict[str, Value] = {f.name: f.at(float(x)) for f, x in zip(task.plan.factors, u, strict=True)}
        expected, hint = "values that make utilities numbers", "weights that are all 0 make none"
        raise BadInput([Problem(file="sweep", key=f"point {k}", expected=expected, received=shown(values), hint=hint)])
    return table


def _factors(vary: Any, where: str) -> list[Factor]:
    listed = isinstance(vary, Sequence) and not isinstance(vary, str)
    wrong = [each for each in vary if not isinstance(each, Factor | str)] if listed else [vary]
    if wrong:
        expected = "factors, or names of uncertain parameters, in a list"
        raise BadInput([Problem(file=where, key="vary", expected=expected, received=shown(each)) for each in wrong])
    return [Factor(each) if isinstance(each, str) else each for each in vary]


def _fitting(design: Design, plan: Plan, where: str) -> None:
    """BadInput unless a design is for as many factors as the plan has, in the unit cube."""
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
