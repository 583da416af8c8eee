"""One page about an ensemble: how the talks end, what is agreed, what blocks it, what moves it, and caveats."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.figure import Figure, SubFigure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from negosim.analysis.outcomes.summary import blocked
from negosim.analysis.outcomes.summary import blockers as found_blockers
from negosim.analysis.sensitivity.result import Sensitivity
from negosim.analysis.wording import Words, listed
from negosim.ensemble.results.manifest import versions
from negosim.ensemble.results.outcomes import Outcomes
from negosim.plots.fitting import scaled
from negosim.plots.fonts import as_written, boxes_allowed
from negosim.plots.morris import morris_plane
from negosim.plots.page_texts import caveats, question
from negosim.plots.palette import faint, ink, shade
from negosim.plots.ranks import drivers
from negosim.plots.sensitivity import tornado
from negosim.plots.shares import blockers, outcome_shares, package_families
from negosim.plots.sobol import sobol_bars
from negosim.plots.style import drawing_many, offscreen, provenance, settled
from negosim.plots.svg import svg_of
from negosim.plots.words import (
    counted,
    percent,
    plain,
    scenario_title,
    wrapped,
)

A4 = (8.27, 11.69)
_SMALL: dict[str, Any] = {
    "font.size": 8.0,
    "axes.titlesize": 10.0,
    "axes.labelsize": 8.0,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "legend.fontsize": 7.5,
}


def brief(
    outcomes: Outcomes,
    *,
    sensitivity: Sensitivity | None = None,
    command: str = "",
    figure: Figure | SubFigure | None = None,
    title: str | None = None,
) -> npt.NDArray[np.object_]:
    """Draw a page for readers without time: the question, the answer in figures, caveats, how to make it again.

    Parameters
    ----------
    outcomes : Outcomes
        The runs.
    sensitivity : Sensitivity, optional
        Analysis of a sweep, whose Sobol' indices take the place of the correlations with agreement.
    command : str
        The command that played the runs; by default one with the name of the scenario.
    figure : Figure or SubFigure, optional
        Where to draw; a new A4 page by default.
    title : str, optional
        Replaces the title of the scenario; empty for none.

    Returns
    -------
    ndarray of Axes
        How the talks end, what was agreed, over what each party refused last, and what moves agreement.

    Raises
    ------
    ValueError
        There are no runs.
    """
    if not len(outcomes):
        raise ValueError("a brief needs at least one run; received none")
    with drawing_many(figure, provenance(outcomes), *A4, "", False) as (page, _), _small(own=figure is None):
        engine = page.get_layout_engine() if isinstance(page, Figure) else None
        if figure is None and isinstance(engine, ConstrainedLayoutEngine):
            engine.set(rect=(0.04, 0.02, 0.92, 0.955))
        parts: Any = page.subfigures(4, 1, height_ratios=[2.2, 3.0, 3.5, 2.6])
        head, top, bottom, foot = parts
        _head(head, outcomes, title)
        panels = [*top.subplots(1, 2), *bottom.subplots(1, 2)]
        outcome_shares(outcomes, ax=panels[0], title="How the talks end")
        package_families(outcomes, top=5, ax=panels[1], title="What is agreed")
        blockers(outcomes, ax=panels[2], title="What each party refuses last over")
        if sensitivity is None:
            drivers(outcomes, top=7, ax=panels[3], title="What moves agreement")
        else:
            draw: Any = {"sobol": sobol_bars, "morris": morris_plane}.get(sensitivity.design, tornado)
            draw(sensitivity, top=7, ax=panels[3], title="What moves the result")
        _foot(foot, outcomes, sensitivity, command)
    return np.array(panels, dtype=np.object_)


@contextmanager
def _small(*, own: bool) -> Iterator[None]:
    settings: Any = _SMALL if own else {}
    with mpl.rc_context(settings):
        yield


def _head(part: SubFigure, outcomes: Outcomes, title: str | None) -> None:
    axes = part.subplots()
    axes.set_axis_off()
    heading = scenario_title(outcomes.scenario) if title is None else title
    lines = [
        ("SIMULATION BRIEF", 8.5, "bold", faint()),
        (wrapped(heading, 58), 15.5, "bold", ink()),
        (wrapped(question(outcomes), 104), 9.5, "normal", ink()),
        (wrapped(answer(outcomes), 88), 10.5, "bold", ink()),
    ]
    _column(axes, [line for line in lines if line[0]], 0.0)


def answer(outcomes: Outcomes) -> str:
    """Return how the runs ended and over what each party most often refused last, in a few sentences."""
    agreed = outcomes.rate("agreement")
    interval = f"95 % interval {percent(agreed.low)} to {percent(agreed.high)}"
    text = f"{agreed.count:,} of {counted(len(outcomes), 'run')} end in agreement ({percent(agreed.share)}; {interval})"
    others = [
        f"{percent(outcomes.rate(name).share)} {words}"
        for name, words in (
            ("partial", "in a partial one"),
            ("collapse", "in a collapse of the talks"),
            ("deadline", "without a result by the last day"),
        )
        if outcomes.rate(name).count
    ]
    text += f", {listed(others)}." if others else "."
    counts = found_blockers(outcomes)
    if counts:
        words, refused = Words(outcomes.scenario), blocked(outcomes)
        most = {party: max((n, issue) for (p, issue), n in counts.items() if p == party) for party, _ in counts}
        by = listed(
            f"{words.agent(party)} over {words.the(issue)} ({percent(number / refused)} of the other runs)"
            for party, (number, issue) in most.items()
        )
        text += f" Most often, the last refusal was by {by}."
    return text


def _foot(part: SubFigure, outcomes: Outcomes, sensitivity: Sensitivity | None, command: str) -> None:
    left, right = part.subplots(1, 2, width_ratios=[1.25, 1.0])
    for axes in (left, right):
        axes.set_axis_off()
    limits = "\n".join(wrapped(f"–  {line}", 64).replace("\n", "\n    ") for line in caveats(outcomes))
    _column(left, [("How far to trust this", 10.0, "bold", ink()), (limits, 8.0, "normal", ink())], 0.0)
    reading = "\n".join(wrapped(line, 52) for line in _reading(sensitivity))
    again = wrapped(command or f"negosim run SCENARIO --runs {len(outcomes)} --seed {outcomes.seed}", 50)
    made = wrapped(f"{provenance(outcomes)}, negosim {versions()['negosim']}.", 52)
    texts = [
        ("How to read the figures", 10.0, "bold", ink()),
        (reading, 8.0, "normal", ink()),
        ("How to make it again", 10.0, "bold", ink()),
        (f"{again}\n{made}", 8.0, "normal", ink()),
    ]
    _column(right, texts, 0.0)


def _reading(sensitivity: Sensitivity | None) -> list[str]:
    moves = (
        "What moves agreement: rank correlations over the runs; white ones cannot be told from chance. They describe "
        "what goes together, not what a change would do."
        if sensitivity is None
        else f"What moves the result: Sobol' indices of {plain(sensitivity.response)} in a sweep of "
        f"{counted(sensitivity.points, 'point')}."
    )
    return [
        (
            "Whiskers: 95 % intervals. Black strokes: the share of all feasible packages with these terms. "
            "Last refusals: a run without agreement counts for each party that refused."
        ),
        moves,
    ]


def _column(axes: Axes, texts: list[tuple[str, float, str, str]], at: float) -> None:
    """Texts below one another, from the top of axes: words, size, weight and colour of each."""
    above: Any = axes.transAxes
    place: Any = (at, 1.0)
    for words, size, weight, colour in texts:
        style: dict[str, Any] = {"fontsize": scaled(1.25 * size), "fontweight": weight, "color": colour}
        first = above is axes.transAxes
        above = axes.annotate(
            words,
            place,
            (0, 0 if first else -scaled(9.0)),
            xycoords=above,
            textcoords="offset points",
            va="top",
            linespacing=1.35,
            annotation_clip=False,
            **style,
        )
        above.set_in_layout(False)
        place = (0.0, 0.0)
    axes.axhline(1.06, color=shade(0.3), linewidth=0.8, clip_on=False, in_layout=False)
    axes.set_ylim(0.0, 1.0)


def save_brief(outcomes: Outcomes, path: Path, *, sensitivity: Sensitivity | None = None, command: str = "") -> Path:
    """Draw a brief and write it as PDF or SVG, with text as text, the same bytes for the same runs.

    Parameters
    ----------
    outcomes, sensitivity, command
        As of ``brief``.
    path : Path
        Its suffix, ``.pdf`` or ``.svg``, is the format; its folder is made if it is missing.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with settled(), mpl.rc_context({"pdf.fonttype": 42}), offscreen(), boxes_allowed():
        page: Any = brief(outcomes, sensitivity=sensitivity, command=command)[0].get_figure(root=True)
        as_written(page)
        if path.suffix == ".svg":
            path.write_text(svg_of(page, scenario_title(outcomes.scenario)), encoding="utf-8")
        else:
            dated = {"CreationDate": None, "Title": scenario_title(outcomes.scenario), "Creator": "negosim"}
            canvas: Any = FigureCanvasPdf(page)
            canvas.print_pdf(path, metadata=dated)
    return path
