"""Simulate a chunk of the rows of a sweep."""

from __future__ import annotations

import attrs
import numpy as np
import pyarrow as pa

from negosim.errors import BadInput, Problem, shown
from negosim.sweeps.factors import Value
from negosim.sweeps.plan import SweepTask, check_weights
from negosim.sweeps.playing import play_point


def play_chunk(task: SweepTask, rows: range) -> pa.Table:
    """Simulate some rows of a task, point after point; ``run`` is the number of the row."""
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
