"""Make the design that a sweep file describes, or read its points from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from negosim.errors import BadInput, Problem, shown
from negosim.files.sweep_format import SweepFile
from negosim.sweeps.designs import Design, design_of
from negosim.sweeps.factors import Factor

STEPPED = ("one_at_a_time", "grid")
"""Designs over places of a range."""


def design_in_file(entry: SweepFile, here: Path, factors: tuple[Factor, ...], where: str) -> Design:
    """Make the design of a sweep file.

    Parameters
    ----------
    entry : SweepFile
        The file.
    here : Path
        The folder of the file, from which paths lead.
    factors : tuple[Factor, ...]
        In order.
    where : str
        The file, named in errors.

    Raises
    ------
    BadInput
        The design cannot be made for these factors.
    """
    design = entry.design
    options = {k: v for k in ("second_order", "levels") if (v := getattr(design, k)) is not None}
    if design.points:
        sizes = {} if design.n is None else {"n": design.n}
        steps = {} if design.steps is None else {"steps": design.steps}
        points = _points(here / design.points, factors, where)
        return Design(design.kind, points, entry.seed, {**sizes, **steps, **options})
    if design.kind == "given":
        raise BadInput([Problem(file=where, key="design.points", expected="a file of points", received="nothing")])
    stepped = design.kind in STEPPED
    wrong, right = ("n", "steps") if stepped else ("steps", "n")
    if getattr(design, wrong) is not None:
        hint = f"{design.kind} takes {right}"
        problem = Problem(file=where, key=f"design.{wrong}", expected=f"{right}", received=wrong, hint=hint)
        raise BadInput([problem])
    n, costs = getattr(design, right), {"most": entry.most_points, "replications": entry.replications}
    try:
        return design_of(design.kind, factors, n, entry.seed, where=where, **costs, **options)
    except BadInput as error:
        named = {"design.n": f"design.{right}"}
        raise BadInput(attrs.evolve(p, key=named.get(p.key, p.key)) for p in error.problems) from None


def _points(path: Path, factors: tuple[Factor, ...], where: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The points in a file, in the order of the factors; BadInput unless they are points for them."""
    names = [factor.name for factor in factors]
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        received = "no such file" if not path.is_file() else shown(str(error).splitlines()[0])
        raise BadInput(
            [Problem(file=where, key="design.points", expected="a Parquet file of points", received=received)]
        ) from None
    problem = ""
    if sorted(table.column_names) != sorted(names):
        problem = f"columns {', '.join(map(str, table.column_names))}"
    elif any(not pa.types.is_floating(table.schema.field(name).type) for name in names):
        problem = "columns that are no numbers"
    if problem:
        expected = f"a column of numbers a factor: {', '.join(names)}"
        raise BadInput([Problem(file=str(path), expected=expected, received=problem)])
    points = np.column_stack([table.column(name).to_numpy() for name in names]).astype(np.float64)
    if not len(points) or not np.isfinite(points).all() or points.min() < 0 or points.max() > 1:
        received = "none" if not len(points) else f"from {points.min():g} to {points.max():g}"
        raise BadInput([Problem(file=str(path), expected="points in [0, 1]", received=received)])
    return points
