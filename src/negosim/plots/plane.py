"""The plane of two parties' utilities: what is possible, what theory singles out, what was agreed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, LogNorm

from negosim.analysis.bargaining.solutions import BargainingSolutions, solve
from negosim.analysis.bargaining.valuation import mapped_valuation, values_of
from negosim.arrays import Floats, Ints
from negosim.ensemble.results.outcomes import Outcomes
from negosim.plots.bars import legend_above
from negosim.plots.fitting import scaled, spread
from negosim.plots.palette import GREEN, ORANGE, PURPLE, SKY, YELLOW, faint, ink, paper, shade
from negosim.plots.style import WIDTH, drawing
from negosim.plots.words import agent_title, runs_of, wrapped
from negosim.sampling.draws import central_draw_of

# Title, name beside the point, marker, colour, size.
_POINTS = {
    "nash": ("Nash", "Nash", "*", ORANGE, 17),
    "kalai": ("Kalai", "Kalai", "^", PURPLE, 11),
    "kalai_smorodinsky": ("Kalai–Smorodinsky (K–S)", "K–S", "s", SKY, 9.5),
    "utilitarian": ("utilitarian", "utilitarian", "D", YELLOW, 8.5),
}
FEW = 500  # so many packages are shown one by one


def utility_plane(
    outcomes: Outcomes,
    parties: Sequence[str] = (),
    *,
    ax: Axes | None = None,
    title: str | None = None,
    note: bool | None = None,
) -> Axes:
    """Draw all feasible packages of the central draw, and the agreements of the runs, in two parties' utilities.

    Runs draw other preferences than the central ones. Agreed packages are valued as in the central draw, so some
    may lie below a reservation value here. The Pareto frontier and the solutions are those of all parties.

    Parameters
    ----------
    outcomes : Outcomes
        The runs.
    parties : sequence of str, optional
        Names of two parties; the first two by default.
    ax : Axes, optional
        Where to draw; a new figure by default.
    title : str, optional
        Replaces the title; empty for none.
    note : bool, optional
        Whether to write how to read it; by default on a figure of its own only.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        There are not two parties, or a name is unknown.
    """
    scenario = outcomes.scenario
    known = [party.name for party in scenario.parties]
    names = list(parties) or known[:2]
    if len(set(names)) != 2 or not set(names) <= set(known):
        raise ValueError(
            f"a utility plane shows two parties of {', '.join(known)}; received {', '.join(names) or 'none'}"
        )
    pick = [known.index(name) for name in names]
    found = solve(mapped_valuation(scenario))
    valuation = found.valuation
    values = valuation.utilities[pick]
    floors = valuation.reservations[pick]
    titles = [agent_title(scenario, name) for name in names]
    with drawing(ax, outcomes, WIDTH, 6.9, title, note) as (axes, sheet):
        cloud = values[:, valuation.allowed]
        if cloud.shape[1] > FEW:
            greys = LinearSegmentedColormap.from_list("packages", [shade(0.07), shade(0.46)])
            axes.hexbin(*cloud, gridsize=70, cmap=greys, norm=LogNorm(), mincnt=1, linewidths=0.1, zorder=1)
        elif cloud.shape[1]:
            axes.scatter(cloud[0], cloud[1], s=34, color=shade(0.46), linewidth=0, label="package", zorder=1)
        front = values[:, found.pareto]
        front = front[:, np.argsort(front[0], kind="stable")]
        axes.plot(
            *front,
            linestyle="-" if len(known) == 2 else "none",
            drawstyle="steps-pre",
            color=ink(),
            marker=".",
            markersize=scaled(4),
            linewidth=1.1,
            label="Pareto frontier",
            zorder=3,
        )
        axes.axvline(floors[0], color=ink(), linestyle="--", linewidth=1.1, zorder=2)
        axes.axhline(
            floors[1],
            color=ink(),
            linestyle="--",
            linewidth=1.1,
            zorder=2,
            label="reservation values, first day",
        )
        _agreements(
            axes,
            outcomes,
            values_of(scenario, central_draw_of(scenario), _packages(outcomes)[0])[pick],
            found,
        )
        _solutions(axes, outcomes, found, values)
        axes.set_xlabel(f"utility to {titles[0]}")
        axes.set_ylabel(f"utility to {titles[1]}")
        axes.margins(0.04)
        sheet.caption(
            f"Utilities of {titles[0]} and {titles[1]}",
            _explained(outcomes, found, len(known)),
            runs_of(outcomes),
        )
        legend_above(axes, axes.get_legend_handles_labels()[0], columns=2, markerscale=0.7)
    return axes


def _packages(outcomes: Outcomes) -> tuple[Ints, Ints]:
    packages, counts = np.unique(
        outcomes.of_agreed(["package"])["package"].to_numpy(dtype=np.int64), return_counts=True
    )
    return packages, counts


def _runs_of(outcomes: Outcomes) -> dict[int, int]:
    packages, counts = _packages(outcomes)
    return dict(zip(packages.tolist(), counts.tolist(), strict=True))


def _growth(counts: Ints) -> float:
    """Square points that a marker grows by with each run; less where one package has very many."""
    return 12.0 * min(1.0, 100.0 / int(counts.max()))


def _agreements(axes: Axes, outcomes: Outcomes, values: Floats, found: BargainingSolutions) -> None:
    packages, counts = _packages(outcomes)
    if not len(packages):
        return
    allowed = np.isin(packages, found.valuation.indices[found.valuation.allowed])
    size = 20.0 + _growth(counts) * (counts - 1)
    kinds = (
        (allowed, GREEN, "agreed package (area: number of runs)"),
        (~allowed, "none", "agreed, across a red line of the central draw"),
    )
    for members, face, label in kinds:
        if members.any():
            axes.scatter(
                values[0, members],
                values[1, members],
                s=size[members],
                facecolor=face,
                edgecolor=paper() if face != "none" else GREEN,
                linewidth=0.5 if face != "none" else 1.0,
                alpha=0.75 if face != "none" else 0.9,
                label=label,
                zorder=4,
            )


def _solutions(axes: Axes, outcomes: Outcomes, found: BargainingSolutions, values: Floats) -> None:
    points, agreed = found.points, _runs_of(outcomes)
    if not points:
        return
    groups: dict[int, list[str]] = {}
    for name, column in points.items():
        groups.setdefault(column, []).append(name)
    for column, together in groups.items():
        _, _, marker, colour, size = _POINTS[together[0]]
        axes.plot(
            *values[:, column],
            marker,
            color=colour,
            markersize=scaled(size),
            markeredgecolor=ink(),
            markeredgewidth=0.9,
            label=" = ".join(_POINTS[name][0] for name in together),
            zorder=6,
            linestyle="none",
        )
    columns = sorted(groups, key=lambda column: float(values[1, column]))
    x_low, x_high = axes.get_xlim()
    y_low, y_high = axes.get_ylim()
    right = max(float(values[0, c]) for c in columns) + 0.1 * (x_high - x_low)
    axes.set_xlim(x_low, max(x_high, right + 0.24 * (x_high - x_low)))
    runs = {c: agreed.get(int(found.valuation.indices[c]), 0) for c in columns}
    for column in columns:
        if runs[column]:
            size = max(560.0, _growth(np.array(list(agreed.values()))) * runs[column])
            x, y = values[:, column]
            axes.scatter(x, y, s=size, facecolor="none", edgecolor=GREEN, linewidth=2.4, zorder=5)
    names = {
        c: wrapped(
            " = ".join(_POINTS[name][1] for name in groups[c])
            + (f", agreed in {runs[c]:,} run{'' if runs[c] == 1 else 's'}" if runs[c] else ""),
            22,
        )
        for c in columns
    }
    gap = 0.05 * max(name.count("\n") + 1 for name in names.values()) * (y_high - y_low)
    wanted = [float(values[1, c]) + 0.06 * (y_high - y_low) for c in columns]
    for column, place in zip(columns, spread(wanted, gap, y_low, y_high), strict=True):
        axes.annotate(
            names[column],
            (float(values[0, column]), float(values[1, column])),
            xytext=(right, float(place)),
            va="center",
            fontsize=scaled(9),
            arrowprops={"arrowstyle": "-", "color": faint(), "linewidth": 0.8, "shrinkB": 5},
            zorder=7,
            bbox={"facecolor": paper(), "edgecolor": "none", "alpha": 0.8, "pad": 1.0},
        )


def _explained(outcomes: Outcomes, found: BargainingSolutions, parties: int) -> str:
    valuation = found.valuation
    size, inside = int(valuation.allowed.sum()), int(valuation.zopa.sum())
    if valuation.red_lines:
        grey = f"Grey: {size:,} packages across no red line of the central draw, {inside:,} of them in its ZOPA."
    else:
        grey = (
            "Red lines are set aside here: those of the central draw leave its ZOPA empty.\n"
            f"Grey: {size:,} feasible packages, {inside:,} of them in the ZOPA without red lines."
        )
    lines = [grey]
    if outcomes.agreements:
        lines.append("Agreements come from runs with other draws; here they have the values of the central draw.")
    else:
        lines.append("No run reached an agreement.")
    if parties > 2:
        lines.append(f"Two of {parties} parties are shown; frontier and solutions are those of all.")
    return "\n".join(lines)
