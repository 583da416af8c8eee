"""The brief: one page, with what a reader needs in it, as PDF and as SVG with text."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from matplotlib.figure import Figure

from negosim import plots
from negosim.ensemble.results.outcomes import Outcomes
from tests.analysis import samples
from tests.plots.looking import cut_off, overlaps, words

SCENARIO = samples.scenario()
MANY = samples.played(SCENARIO, runs=60)
ENSEMBLES = {
    "many": MANY,
    "one run": samples.played(SCENARIO, runs=1, ends=["agreement"]),
    "no agreement": samples.played(SCENARIO, runs=20, ends=["collapse", "deadline"]),
    "three parties": samples.played(samples.scenario(parties=("north", "south", "isle")), runs=30),
}


@pytest.fixture(autouse=True)
def _paper() -> Iterator[None]:
    with plots.offscreen():
        yield


def _page(outcomes: Outcomes) -> Figure:
    page = plots.brief(outcomes)[0].get_figure(root=True)
    assert isinstance(page, Figure)
    return page


@pytest.mark.parametrize("kind", ENSEMBLES)
def test_a_brief_is_one_whole_page(kind: str) -> None:
    """A4, with nothing cut off and no text on another, whatever the runs."""
    page = _page(ENSEMBLES[kind])
    assert page.get_size_inches() == pytest.approx((8.27, 11.69))
    texts = words(page)
    assert (cut_off(page, texts), overlaps(texts)) == ([], [])


def test_a_brief_says_what_a_reader_needs() -> None:
    """The question, the answer with its interval, the four figures, caveats, and how to make it again."""
    written = " ".join(" ".join(text.get_text().split()) for text in words(_page(MANY)))
    agreed = MANY.rate("agreement")
    for text in (
        SCENARIO.title,
        "do they agree, on what, and what stands in the way?",
        f"{agreed.count} of 60 runs end in agreement",
        "How the talks end",
        "What is agreed",
        "What each party refuses last over",
        "What moves agreement",
        "not a prediction",
        "on assumptions",
        "negosim run SCENARIO --runs 60 --seed 7",
        SCENARIO.digest[:8],
    ):
        assert text in written


def test_an_svg_has_text_and_both_formats_are_the_same_bytes_again(tmp_path: Path) -> None:
    """Words in an SVG can be searched; nothing in a file hangs on the clock."""
    for suffix in ("svg", "pdf"):
        one, other = (plots.save_brief(MANY, tmp_path / f"{name}.{suffix}").read_bytes() for name in "ab")
        assert one == other
    texts = [
        text for node in ET.parse(tmp_path / "a.svg").iter() if node.tag.endswith("}text") for text in node.itertext()
    ]
    assert {"What each party refuses last over", "SIMULATION BRIEF"} <= set(map(str.strip, texts))
    data = (tmp_path / "a.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert data.count(b"/Type /Page ") + data.count(b"/Type /Page\n") == 1


def test_a_brief_fills_a_part_of_a_figure() -> None:
    """The part that is given, and nothing else."""
    left, right = Figure(figsize=(18, 12), layout="constrained").subfigures(1, 2)
    panels = plots.brief(MANY, figure=left, title="Mine")
    assert {panel.figure.figure for panel in panels} <= {left, left.figure}
    assert right.axes == []


def test_no_runs_make_no_brief() -> None:
    """There is nothing to say."""
    with pytest.raises(ValueError, match="at least one run"):
        plots.brief(attrs.evolve(MANY, frame=MANY.frame.head(0)))
