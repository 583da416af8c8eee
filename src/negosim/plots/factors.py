"""What the response of a sweep hangs on, factor by factor: tornado, Sobol' indices, Morris' plane."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from negosim.analysis.sensitivity.result import Sensitivity
from negosim.plots.shares import legend_above
from negosim.plots.style import BLUE, FAINT, GREEN, INK, ORANGE, VERMILLION, WIDTH, drawing_of, remark, spread
from negosim.plots.words import factor_text, percent_tick, plain, response_text, wrapped

_WHISKER: dict[str, Any] = {"color": INK, "linewidth": 1.1, "solid_capstyle": "butt", "zorder": 4}
_DESIGN_WORDS = {
    "one_at_a_time": "one factor at a time",
    "grid": "a full grid",
    "latin_hypercube": "a Latin hypercube",
    "given": "points as given",
    "sobol": "Saltelli's design",
    "morris": "Morris' design",
}


def sweep_source(sensitivity: Sensitivity) -> str:
    """Which runs stand behind a figure of a sweep."""
    chance = "common random numbers" if sensitivity.common else "independent chance"
    runs = f"{sensitivity.replications:,} run{'' if sensitivity.replications == 1 else 's'}"
    told = f"{sensitivity.points:,} points × {runs}, {_DESIGN_WORDS[sensitivity.design]}, {chance}"
    scenario = sensitivity.scenario
    return told if scenario is None else f"{told}, scenario {scenario.name} (digest {scenario.digest[:8]})"


def by_factor(sensitivity: Sensitivity, kind: str) -> dict[str, dict[str, float]]:
    """The numbers of one kind of index by factor, then by column."""
    rows = sensitivity.of(kind)
    names = [name for name in rows.columns if name not in ("factor", "other", "kind")]
    numbers = rows[names].to_numpy(dtype=np.float64).tolist()
    return {
        str(factor): dict(zip(names, row, strict=True)) for factor, row in zip(rows["factor"], numbers, strict=True)
    }


def spoken(sensitivity: Sensitivity) -> list[str]:
    """The warnings as sentences."""
    return [f"{warning[0].upper()}{warning[1:]}." for warning in sensitivity.warnings]


def tornado(sensitivity: Sensitivity, *, top: int = 12, ax: Axes | None = None) -> Axes:
    """How far the response moves at either end of each factor, the widest first, with 95 % intervals.

    Of a sweep that moves one factor at a time the ends are told from the base; of others, the mean of the lowest and
    the highest slice of points from the mean of all. The ends of a factor with levels are those at which the response
    is lowest and highest. A dot is an end that moves nothing. ``top`` says how many factors are shown.
    """
    low, high = (by_factor(sensitivity, kind) for kind in ("low", "high"))
    names = sorted(low, key=lambda name: -max(abs(low[name]["raw"]), abs(high[name]["raw"])))[:top]
    with drawing_of(ax, sweep_source(sensitivity), WIDTH, 2.2 + 0.36 * max(3, len(names))) as (axes, sheet):
        base = sensitivity.base
        for place, name in enumerate(names):
            for end, table, colour, hatch in (("low", low, BLUE, ""), ("high", high, ORANGE, "///")):
                row, up = table[name], 0.17 if end == "low" else -0.17
                axes.barh(place - up, row["raw"], 0.34, base, color=colour, hatch=hatch, edgecolor="white", linewidth=0)
                axes.plot([base + row["low"], base + row["high"]], [place - up, place - up], **_WHISKER)
                if row["raw"] == 0.0:
                    axes.plot(base, place - up, "o", color=colour, markeredgecolor=INK, markersize=5, zorder=5)
            if low[name]["raw"] == high[name]["raw"] == 0.0:
                axes.annotate("0", (base, place), (9, 0), textcoords="offset points", va="center", fontsize=8.5)
        _names(axes, sensitivity, names, ends=sensitivity.ends)
        axes.axvline(base, color=INK, linewidth=0.9)
        _scale(axes, sensitivity)
        sheet.caption(
            _title(sensitivity, f"{response_text(sensitivity.response)} at the ends of each factor"),
            _tornado_note(sensitivity, len(names)),
        )
        if names:
            handles = [
                Patch(facecolor=BLUE, label="at its lowest"),
                Patch(facecolor=ORANGE, hatch="///", edgecolor="white", label="at its highest"),
            ]
            legend_above(axes, handles, columns=2)
        else:
            remark(axes, sensitivity.word or "this design tells no ends")
    return axes


def _tornado_note(sensitivity: Sensitivity, shown: int) -> str:
    single = sensitivity.design == "one_at_a_time"
    start = "the base, all other factors in their places" if single else "the mean of all points"
    rest = f" The {shown} widest of {len(sensitivity.names)}." if shown < len(sensitivity.names) else ""
    ends = "" if single else " Ends are the lowest and the highest tenth of the points."
    levels = " Levels: of the lowest | highest response." if sensitivity.ends else ""
    warnings = spoken(sensitivity) if single else []
    return "\n".join([f"Bars start at {start}. Lines: 95 % intervals. Dots: no change.{ends}{levels}{rest}", *warnings])


def sobol_bars(sensitivity: Sensitivity, *, top: int = 12, ax: Axes | None = None) -> Axes:
    """First order (a factor alone) and total order (alone and with others) of each factor with 95 % intervals, the
    greatest total first, and the share of noise.

    Bars are corrected for noise where they can be; hollow marks are the indices as observed. The dummy is always shown.
    """
    first, total = (by_factor(sensitivity, kind) for kind in ("first", "total"))
    names = list(sensitivity.ranked("total" if len(total) else "first")[:top])
    if sensitivity.dummy and names and sensitivity.dummy not in names:
        names[-1] = sensitivity.dummy
    signal = sensitivity.signal
    noisy = bool(names) and np.isfinite(signal.share)
    with drawing_of(ax, sweep_source(sensitivity), WIDTH, 2.6 + 0.42 * max(3, len(names) + noisy)) as (axes, sheet):
        orders = [(first, GREEN, "", "o", -0.18), (total, ORANGE, "///", "s", 0.18)]
        for table, colour, hatch, marker, up in orders if len(total) else [(first, GREEN, "", "o", 0.0)]:
            for place, name in enumerate(names):
                _index(axes, table[name], place + up, colour, hatch, marker)
        if noisy:
            axes.barh(len(names), 1 - signal.share, 0.5, color="#c9c9c9", hatch="...", edgecolor="white", linewidth=0)
            axes.plot([1 - signal.high, 1 - signal.low], [len(names)] * 2, **_WHISKER)
        _names(axes, sensitivity, names, extra=["noise of few runs (1 – λ)"] if noisy else ())
        axes.axvline(0.0, color=INK, linewidth=0.9)
        axes.xaxis.set_major_formatter(percent_tick)
        axes.grid(axis="x")
        axes.set_xlabel("share of the variance of " + response_text(sensitivity.response) + " over the points")
        sheet.caption(
            _title(sensitivity, f"What {response_text(sensitivity.response)} hangs on"),
            _sobol_note(sensitivity, len(names)),
        )
        if names:
            _sobol_legend(axes, total=bool(len(total)))
        else:
            remark(axes, sensitivity.word or "this design tells no Sobol' indices")
    return axes


def _index(axes: Axes, row: dict[str, float], at: float, colour: str, hatch: str, marker: str) -> None:
    clean = bool(np.isfinite(row["corrected"]))
    value, low, high = (
        row[name] for name in (("corrected", "corrected_low", "corrected_high") if clean else ("raw", "low", "high"))
    )
    axes.barh(at, value, 0.34, color=colour, hatch=hatch, edgecolor="white", linewidth=0)
    if np.isfinite(low):
        axes.plot([low, high], [at, at], **_WHISKER)
    if clean:
        axes.plot(row["raw"], at, marker, color="white", markeredgecolor=INK, markersize=5, zorder=5)


def _sobol_legend(axes: Axes, *, total: bool) -> None:
    handles: list[Any] = [Patch(facecolor=GREEN, label="first order")]
    if total:
        handles.append(Patch(facecolor=ORANGE, hatch="///", edgecolor="white", label="total"))
    handles.append(
        Line2D(
            [],
            [],
            color="white",
            marker="o",
            markeredgecolor=INK,
            linewidth=0,
            markersize=5,
            label="hollow: as observed",
        )
    )
    legend_above(axes, handles, columns=3)


def _sobol_note(sensitivity: Sensitivity, shown: int) -> str:
    signal = sensitivity.signal
    share = signal.word or f"Signal is λ = {signal.share:.2f} [{signal.low:.2f}, {signal.high:.2f}] of the variance"
    rest = f" The {shown} greatest of {len(sensitivity.names)}." if shown < len(sensitivity.names) else ""
    bars = f"Bars are corrected for the noise of few runs where they can be. Lines: 95 % intervals.{rest}"
    return "\n".join([f"{share[0].upper()}{share[1:]}. {bars}", *spoken(sensitivity)])


def morris_plane(sensitivity: Sensitivity, *, top: int = 10, ax: Axes | None = None) -> Axes:
    """μ*, how much a factor moves the response, against σ, how much that differs from place to place.

    The ``top`` factors by μ* are named. Right of the dashed line a factor moves more than noise alone would; above the
    dotted lines its effects change sign or differ by as much as they are.
    """
    rows = by_factor(sensitivity, "mu_star")
    sigma = {name: row["raw"] for name, row in by_factor(sensitivity, "sigma").items()}
    with drawing_of(ax, sweep_source(sensitivity), WIDTH, 5.4) as (axes, sheet):
        names = list(sensitivity.ranked("mu_star"))
        for name in names:
            marker, colour = ("X", VERMILLION) if name == sensitivity.dummy else ("o", BLUE)
            ends = [max(0.0, rows[name]["low"]), rows[name]["high"]]
            axes.plot(ends, [sigma[name]] * 2, color="#b5b5b5", linewidth=1.0, zorder=2)
            at = rows[name]["raw"], sigma[name]
            axes.plot(*at, marker, color=colour, markersize=8, markeredgecolor="white", zorder=3)
        if names:
            right = 1.08 * max(row["high"] for row in rows.values())
            top_y = 1.15 * max(*sigma.values(), 0.25 * right)
            axes.set_xlim(-0.02 * right, 1.45 * right)
            axes.set_ylim(-0.03 * top_y, top_y)
            axes.plot([0, 1.45 * right], [0, 1.45 * right], color=FAINT, linestyle=":", linewidth=1.0)
            floor = rows[names[0]]["floor"]
            if floor > 0.0:
                axes.axvline(floor, color=VERMILLION, linestyle="--", linewidth=1.0)
            _named_points(axes, sensitivity, names[:top], {name: rows[name]["raw"] for name in names}, sigma, right)
            axes.grid(visible=True)
        else:
            remark(axes, sensitivity.word or "this design tells no elementary effects")
        axes.set_xlabel(f"μ*: mean size of the effect on {response_text(sensitivity.response)}, along the whole range")
        axes.set_ylabel("σ: spread of the effects")
        sheet.caption(
            _title(sensitivity, f"Which factors move {response_text(sensitivity.response)}"), _morris_note(sensitivity)
        )
    return axes


def _named_points(
    axes: Axes, sensitivity: Sensitivity, names: list[str], x: dict[str, float], y: dict[str, float], right: float
) -> None:
    low, high = axes.get_ylim()
    places = spread([float(y[name]) for name in names], 0.095 * (high - low), low + 0.04 * (high - low), 0.97 * high)
    for name, place in zip(names, places, strict=True):
        text = wrapped(factor_text(sensitivity.scenario, name, sensitivity.dummy), 34)
        axes.annotate(
            text, (float(x[name]), float(y[name])), xytext=(1.06 * right, float(place)), fontsize=8, va="center",
            arrowprops={"arrowstyle": "-", "color": "#b5b5b5", "linewidth": 0.6, "shrinkA": 0, "shrinkB": 4},
        )  # fmt: skip


def _morris_note(sensitivity: Sensitivity) -> str:
    floor = sensitivity.of("mu_star")["floor"]
    noisy = len(floor) and float(floor.iloc[0]) > 0.0
    dashed = " Dashed: what a factor that does nothing would show." if noisy else ""
    dotted = "Above the dotted line effects differ by more than their mean: they bend, or hang on other factors."
    return "\n".join([f"{dotted}{dashed} Grey: 95 % intervals of μ*.", *spoken(sensitivity)])


def _names(
    axes: Axes,
    sensitivity: Sensitivity,
    names: list[str],
    extra: Sequence[str] = (),
    ends: Mapping[str, tuple[str, str]] | None = None,
) -> None:
    def text(name: str) -> str:
        low, high = (ends or {}).get(name, ("", ""))
        levels = f": {plain(low)} | {plain(high)}" if low or high else ""
        return wrapped(f"{factor_text(sensitivity.scenario, name, sensitivity.dummy)}{levels}", 40)

    texts = [*map(text, names), *extra]
    axes.set_yticks(range(len(texts)), texts, fontsize=8.5)
    axes.set_ylim(max(len(texts), 1) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)


def _scale(axes: Axes, sensitivity: Sensitivity) -> None:
    axes.grid(axis="x")
    text = response_text(sensitivity.response)
    if text.startswith("P("):
        axes.xaxis.set_major_formatter(percent_tick)
    axes.margins(x=0.06)
    axes.set_xlabel(text)


def _title(sensitivity: Sensitivity, text: str) -> str:
    scenario = sensitivity.scenario
    return f"{text}: {scenario.title}" if scenario is not None else text


def sensitivity_figures(sensitivity: Sensitivity) -> dict[str, Callable[[], Axes]]:
    """The figures that a sweep's design allows, by name: what draws each when called."""
    figures: dict[str, tuple[str, Callable[[], Axes]]] = {
        "tornado": ("low", lambda: tornado(sensitivity)),
        "sobol_bars": ("first", lambda: sobol_bars(sensitivity)),
        "morris_plane": ("mu_star", lambda: morris_plane(sensitivity)),
    }
    return {name: draw for name, (kind, draw) in figures.items() if len(sensitivity.of(kind))}
