"""What figures of sensitivity share: the numbers by factor, the names of factors, and texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from negosim.analysis.sensitivity.result import Sensitivity
from negosim.plots.fitting import letters, scaled
from negosim.plots.palette import ink
from negosim.plots.style import named
from negosim.plots.words import counted, factor_text, plain, wrapped

_DESIGN_WORDS = {
    "one_at_a_time": "one factor at a time",
    "grid": "a full grid",
    "latin_hypercube": "a Latin hypercube",
    "given": "points as given",
    "sobol": "Saltelli's design",
    "morris": "Morris' design",
}


def whisker() -> dict[str, Any]:
    """Return how the line of an interval is drawn."""
    return {"color": ink(), "linewidth": 1.1, "solid_capstyle": "butt", "zorder": 4}


def sweep_source(sensitivity: Sensitivity) -> str:
    """Return a text that says which runs a figure of a sweep shows."""
    chance = "common random numbers" if sensitivity.common else "independent chance"
    runs = counted(sensitivity.replications, "run")
    told = f"{counted(sensitivity.points, 'point')} × {runs}, {_DESIGN_WORDS[sensitivity.design]}, {chance}"
    scenario = sensitivity.scenario
    return told if scenario is None else f"{told}, {named(scenario)}"


def by_factor(sensitivity: Sensitivity, kind: str) -> dict[str, dict[str, float]]:
    """Return one kind of index as numbers by factor and column.

    Parameters
    ----------
    sensitivity : Sensitivity
        The analysis of a sweep.
    kind : str
        Such as ``total``.

    Returns
    -------
    dict[str, dict[str, float]]
    """
    rows = sensitivity.of(kind)
    names = [name for name in rows.columns if name not in ("factor", "other", "kind")]
    numbers = rows[names].to_numpy(dtype=np.float64).tolist()
    return {
        str(factor): dict(zip(names, row, strict=True)) for factor, row in zip(rows["factor"], numbers, strict=True)
    }


def spoken(sensitivity: Sensitivity) -> list[str]:
    """Return the warnings of an analysis as sentences."""
    return [f"{warning[0].upper()}{warning[1:]}." for warning in sensitivity.warnings]


def name_ticks(
    axes: Axes,
    sensitivity: Sensitivity,
    names: list[str],
    extra: Sequence[str] = (),
    ends: Mapping[str, tuple[str, str]] | None = None,
) -> None:
    """Write the names of factors at the y axis.

    Parameters
    ----------
    axes : Axes
        Where to write.
    sensitivity : Sensitivity
        The analysis of a sweep.
    names : list of str
        The factors, from top to bottom.
    extra : sequence of str
        Further texts below them.
    ends : mapping, optional
        For factors with levels, those with the lowest and the highest response.
    """

    def text(name: str) -> str:
        low, high = (ends or {}).get(name, ("", ""))
        levels = f": {plain(low)} | {plain(high)}" if low or high else ""
        return wrapped(f"{factor_text(sensitivity.scenario, name, sensitivity.dummy)}{levels}", letters(axes, 40), 2)

    texts = [*map(text, names), *extra]
    axes.set_yticks(range(len(texts)), texts, fontsize=scaled(8.5))
    axes.set_ylim(max(len(texts), 1) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)


def title_of(sensitivity: Sensitivity, text: str) -> str:
    """Return a title: a text, and the title of the scenario if it is known."""
    scenario = sensitivity.scenario
    return f"{text}: {scenario.title}" if scenario is not None else text
