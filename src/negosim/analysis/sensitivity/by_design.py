"""Sensitivity methods by kind of design: rows of indices, and half widths of their intervals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from negosim.analysis.sensitivity.budget import HalfWidths
from negosim.analysis.sensitivity.effects import (
    Swings,
    first_order,
    first_order_corrected,
    swings_from_base,
    swings_of_slices,
)
from negosim.analysis.sensitivity.morris import elementary_effects
from negosim.analysis.sensitivity.noise import Signal, point_means, signal_share, silence
from negosim.analysis.sensitivity.pawn import pawn_indices
from negosim.analysis.sensitivity.sobol import sobol_indices, step_of
from negosim.arrays import Floats
from negosim.ensemble.results.outcomes import Z95

COLUMNS = (
    "factor",
    "other",
    "kind",
    "raw",
    "low",
    "high",
    "corrected",
    "corrected_low",
    "corrected_high",
    "floor",
)
BASE_ALIKE = "the response is the same at every base point: too few of them to see where it differs"
NAN = float("nan")
LEAST_POINTS, LEAST_BASE, LEAST_TRAJECTORIES = 20, 8, 2
_Row = tuple[str, str, str, float, float, float, float, float, float, float]


@attrs.frozen(eq=False)
class DesignData:
    """Input of a method: a response ``y`` (n, R) at points ``x`` (n, d) of a design."""

    names: tuple[str, ...]
    x: Floats
    y: Floats
    options: dict[str, Any]
    common: bool
    resamples: int
    seed: int


@attrs.frozen(eq=False)
class DesignIndices:
    """Output of a method: rows of indices and their half widths.

    Attributes
    ----------
    rows : list of _Row
        Of the frame, in ``COLUMNS``.
    halves : HalfWidths
        The widths that a budget is judged by.
    count : int
        Base points, trajectories or points that count.
    signal : Signal or None
        Λ over the points that the variance is taken of, if not all are meant.
    base : float or None
        The response where effects start from, if not the mean.
    word : str
        Why nothing can be said.
    """

    rows: list[_Row]
    halves: HalfWidths
    count: int
    signal: Signal | None = None
    base: float | None = None
    word: str = ""


def _rows(
    names: Sequence[str], kind: str, raw: Floats, half: Floats, corrected: Floats | None = None,
    corrected_half: Floats | None = None, floor: Floats | float = NAN, others: Sequence[str] = (),
) -> list[_Row]:  # fmt: skip
    clean = np.full(len(raw), NAN) if corrected is None else corrected
    reach = np.full(len(raw), NAN) if corrected_half is None else corrected_half
    columns = (raw, raw - half, raw + half, clean, clean - reach, clean + reach, np.broadcast_to(floor, len(raw)))
    others = others or [""] * len(names)
    numbers = np.column_stack(columns).tolist()
    return [(name, other, kind, *row) for name, other, row in zip(names, others, numbers, strict=True)]


def _of_swings(names: Sequence[str], swings: Swings) -> list[_Row]:
    low = _rows(names, "low", swings.low, swings.low_half)
    return [*low, *_rows(names, "high", swings.high, swings.high_half)]


def _of_pawn(task: DesignData, x: Floats, y: Floats) -> list[_Row]:
    found = pawn_indices(x, y, resamples=task.resamples // 2, seed=task.seed)
    rows = zip(task.names, found.median, found.low, found.high, found.floor, strict=True)
    return [
        (name, "", "pawn", float(m), float(lo), float(hi), NAN, NAN, NAN, float(fl)) for name, m, lo, hi, fl in rows
    ]


def _silent(word: str) -> DesignIndices:
    return DesignIndices([], HalfWidths((), np.zeros(0), np.zeros(0)), 1, word=word)


def too_few(count: int, least: int, what: str) -> str:
    """Return the message that too few points, base points or trajectories have a value."""
    return f"{what} with a value of the response: {count:,}, needed: {least}; nothing can be said"


def _whole(task: DesignData, length: int) -> int:
    """How many blocks of so many points have a value at each of them; ValueError if they are not whole blocks."""
    known = np.isfinite(point_means(task.y))
    if len(known) % length:
        raise ValueError(f"{len(known):,} points are no blocks of {length} for {len(task.names)} factors")
    return int(known.reshape(-1, length).all(axis=1).sum())


def _one_at_a_time(task: DesignData) -> DesignIndices:
    swings = swings_from_base(task.x, task.y, common=task.common)
    widest = np.fmax(swings.low_half, swings.high_half)
    halves = HalfWidths(task.names, np.zeros(len(widest)), widest, share=False, what="change at one end")
    return DesignIndices(_of_swings(task.names, swings), halves, len(task.x), base=swings.base)


def _sampled(task: DesignData) -> DesignIndices:
    count = int(np.isfinite(point_means(task.y)).sum())
    if count < LEAST_POINTS:
        return _silent(too_few(count, LEAST_POINTS, "points"))
    raw, half = first_order(task.x, task.y, resamples=task.resamples, seed=task.seed)
    clean, clean_half, of_runs = first_order_corrected(
        task.x, task.y, common=task.common, resamples=task.resamples // 2, seed=task.seed
    )
    rows = _rows(task.names, "first", raw, half, clean, clean_half, 0.0)
    rows += _of_pawn(task, task.x, task.y)
    rows += _of_swings(task.names, swings_of_slices(task.x, task.y))
    known = np.isfinite(clean_half)
    over_runs = np.where(known, of_runs, 0.0)
    over_points = np.sqrt(np.maximum(np.where(known, clean_half, half) ** 2 - over_runs**2, 0.0))
    halves = HalfWidths(task.names, over_points, over_runs, what="first-order index")
    return DesignIndices(rows, halves, len(task.x))


def _sobol(task: DesignData) -> DesignIndices:
    factors = len(task.names)
    second = bool(task.options.get("second_order", len(task.y) % step_of(factors, second_order=True) == 0))
    step = step_of(factors, second_order=second)
    blocks = _whole(task, step)
    if blocks < LEAST_BASE:
        return _silent(too_few(blocks, LEAST_BASE, "base points"))
    alone = np.isin(np.arange(len(task.y)) % step, [0, step - 1])
    x, y = task.x[alone], task.y[alone]
    if silence(y):
        return _silent(BASE_ALIKE)
    found = sobol_indices(
        task.y, factors, second_order=second, common=task.common, resamples=task.resamples, seed=task.seed
    )
    signal = signal_share(y, common=task.common, seed=task.seed)
    rows: list[_Row] = []
    for kind, index, floor in (
        ("first", found.first, 0.0),
        ("total", found.total, 0.0 if task.common else 1.0 - signal.share),
    ):
        rows += _rows(task.names, kind, index.raw, index.half, index.corrected, index.corrected_half, floor)
    if found.pairs:
        one, other = ([task.names[pair[k]] for pair in found.pairs] for k in (0, 1))
        index = found.second
        rows += _rows(one, "second", index.raw, index.half, index.corrected, index.corrected_half, 0.0, other)
    rows += _of_pawn(task, x, y)
    rows += _of_swings(task.names, swings_of_slices(x, y))
    total = found.total
    known = np.isfinite(total.corrected_half)
    whole = np.where(known, total.corrected_half, total.half)
    over_runs = np.where(known, total.runs_half, 0.0)
    halves = HalfWidths(task.names, np.sqrt(np.maximum(whole**2 - over_runs**2, 0.0)), over_runs, what="total index")
    return DesignIndices(rows, halves, found.base, signal)


def _morris(task: DesignData) -> DesignIndices:
    levels = int(task.options.get("levels", 4))
    blocks = _whole(task, len(task.names) + 1)
    if blocks < LEAST_TRAJECTORIES:
        return _silent(too_few(blocks, LEAST_TRAJECTORIES, "trajectories"))
    found = elementary_effects(task.x, task.y, levels=levels, common=task.common, seed=task.seed)
    nothing = np.full(len(task.names), NAN)
    spread = found.sigma / np.sqrt(found.trajectories)
    rows = _rows(task.names, "mu", found.mu, Z95 * spread, floor=0.0)
    rows += _rows(task.names, "mu_star", found.mu_star, found.mu_star_half, floor=found.floor)
    rows += _rows(task.names, "sigma", found.sigma, nothing, found.sigma_corrected, nothing)
    halves = HalfWidths(task.names, found.mu_star_half, np.zeros(len(nothing)), share=False, what="μ*")
    return DesignIndices(rows, halves, found.trajectories)


ANALYSES: Mapping[str, Callable[[DesignData], DesignIndices]] = {
    "one_at_a_time": _one_at_a_time,
    "grid": _sampled,
    "latin_hypercube": _sampled,
    "given": _sampled,
    "sobol": _sobol,
    "morris": _morris,
}
