"""Elementary effects of the factors of a sweep, by Morris' method."""

from __future__ import annotations

from matplotlib.axes import Axes

from negosim.analysis.sensitivity.result import Sensitivity
from negosim.plots.factors import by_factor, spoken, sweep_source, title_of
from negosim.plots.fitting import letters, scaled, spread
from negosim.plots.palette import BLUE, VERMILLION, faint, paper, shade
from negosim.plots.style import WIDTH, drawing, guides, remark
from negosim.plots.words import factor_text, response_text, wrapped


def morris_plane(
    sensitivity: Sensitivity,
    *,
    top: int = 10,
    ax: Axes | None = None,
    title: str | None = None,
    note: bool | None = None,
) -> Axes:
    """Draw μ*, the mean size of the effects of a factor, against σ, their spread.

    Right of the dashed line a factor moves the response more than noise alone would. Above the dotted line effects
    differ by more than their mean.

    Parameters
    ----------
    sensitivity : Sensitivity
        The analysis of a sweep.
    top : int
        Number of factors that are named, those with the greatest μ*.
    ax : Axes, optional
        Where to draw; a new figure by default.
    title : str, optional
        Replaces the title; empty for none.
    note : bool, optional
        Whether to write how to read it; by default on a figure of its own only.

    Returns
    -------
    Axes
    """
    rows = by_factor(sensitivity, "mu_star")
    sigma = {name: row["raw"] for name, row in by_factor(sensitivity, "sigma").items()}
    with drawing(ax, sweep_source(sensitivity), WIDTH, 5.4, title, note) as (axes, sheet):
        names = list(sensitivity.ranked("mu_star"))
        for name in names:
            marker, colour = ("X", VERMILLION) if name == sensitivity.dummy else ("o", BLUE)
            ends = [max(0.0, rows[name]["low"]), rows[name]["high"]]
            axes.plot(ends, [sigma[name]] * 2, color=shade(0.33), linewidth=1.0, zorder=2)
            at = rows[name]["raw"], sigma[name]
            axes.plot(*at, marker, color=colour, markersize=scaled(8), markeredgecolor=paper(), zorder=3)
        if names:
            right = 1.08 * max(row["high"] for row in rows.values())
            top_y = 1.15 * max(*sigma.values(), 0.25 * right)
            axes.set_xlim(-0.02 * right, 1.45 * right)
            axes.set_ylim(-0.03 * top_y, top_y)
            axes.plot([0, 1.45 * right], [0, 1.45 * right], color=faint(), linestyle=":", linewidth=1.0)
            floor = rows[names[0]]["floor"]
            if floor > 0.0:
                axes.axvline(floor, color=VERMILLION, linestyle="--", linewidth=1.0)
            _named_points(axes, sensitivity, names[:top], {name: rows[name]["raw"] for name in names}, sigma, right)
            guides(axes)
        else:
            remark(axes, sensitivity.word or "this design tells no elementary effects")
        axes.set_xlabel(f"μ*: mean size of the effect on {response_text(sensitivity.response)}, along the whole range")
        axes.set_ylabel("σ: spread of the effects")
        sheet.caption(
            title_of(sensitivity, f"Which factors move {response_text(sensitivity.response)}"),
            _morris_note(sensitivity),
        )
    return axes


def _named_points(
    axes: Axes, sensitivity: Sensitivity, names: list[str], x: dict[str, float], y: dict[str, float], right: float
) -> None:
    low, high = axes.get_ylim()
    places = spread([float(y[name]) for name in names], 0.095 * (high - low), low + 0.04 * (high - low), 0.97 * high)
    for name, place in zip(names, places, strict=True):
        text = wrapped(factor_text(sensitivity.scenario, name, sensitivity.dummy), letters(axes, 34, 0.3))
        line = {"arrowstyle": "-", "color": shade(0.33), "linewidth": 0.6, "shrinkA": 0, "shrinkB": 4}
        at, beside = (float(x[name]), float(y[name])), (1.06 * right, float(place))
        axes.annotate(text, at, beside, fontsize=scaled(8), va="center", arrowprops=line)


def _morris_note(sensitivity: Sensitivity) -> str:
    floor = sensitivity.of("mu_star")["floor"]
    noisy = len(floor) and float(floor.iloc[0]) > 0.0
    dashed = " Dashed: what a factor that does nothing would show." if noisy else ""
    dotted = "Above the dotted line effects differ by more than their mean: they bend, or hang on other factors."
    return "\n".join([f"{dotted}{dashed} Grey: 95 % intervals of μ*.", *spoken(sensitivity)])
