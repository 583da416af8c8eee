"""The figure of acts: whole, a row an act, and told apart without colour."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from negosim import plots
from negosim.analysis.evidence.leave_one_out import leave_acts_out
from tests.analysis.evidence.test_signing_reasons import ACTS
from tests.plots.looking import cut_off, overlaps, words
from tests.talks import talks

SHORES = talks(ACTS)
DRAWS = 40
FREE: dict[str, Any] = {"parties": {"south": {"acts": {"wet": {"kind": "offered", "terms": {"water": 4}}}}}}


@pytest.fixture(autouse=True)
def _paper() -> Iterator[None]:
    with plots.offscreen():
        yield


def _marks(axes: Axes) -> list[tuple[object, float, bool]]:
    """Marker, place along the axis and whether it is open, of every mark."""
    lines = [line for line in axes.lines if line.get_marker() not in ("None", None, "")]
    return [(line.get_marker(), float(line.get_xdata()[0]), to_hex(line.get_color()) == "#ffffff") for line in lines]  # type: ignore[index]


def _seen(axes: Axes) -> str:
    texts = words(axes.figure.figure)
    assert (cut_off(axes.figure.figure, texts), overlaps(texts)) == ([], [])
    return " ".join(text.get_text().replace("\n", " ").replace("\N{NO-BREAK SPACE}", " ") for text in texts)


def test_each_act_has_its_row_with_both_shares() -> None:
    """Filled what is fitted, open what is foretold, a marker for each of consents, refusals and red lines."""
    axes = plots.acts(SHORES, draws=DRAWS)
    found = leave_acts_out(SHORES, DRAWS).to_dict("records")
    expected = []
    for row, marker in zip(found, "oDs", strict=True):
        expected += [(marker, row["fitted"], False)]
        expected += [(marker, row["foretold"] if row["signs"] else 1 - row["foretold"], True)]
    assert _marks(axes) == expected
    seen = _seen(axes)
    for text in ("open to: land = 2 and water = 2", "refused (red line): land = 0 or 1", "demanded: water = 0 or 1"):
        assert text in seen
    for text in ("consent", "refusal", "red line", "80 %", "50 %", "40 draws, seed 7", SHORES.digest[:8]):
        assert text in seen
    assert "contradict" not in seen


def test_what_was_found_before_is_not_found_again() -> None:
    """The table that is given is drawn."""
    found = leave_acts_out(SHORES, DRAWS).assign(fitted=0.25)
    assert [place for _, place, is_open in _marks(plots.acts(SHORES, found=found)) if not is_open] == [0.25] * 3


def test_sources_that_contradict_each_other_are_named() -> None:
    """Under the figure: whoever offers all the water does not demand most of it."""
    axes = plots.acts(talks(ACTS, FREE), draws=DRAWS)
    assert "No draw fits dry (south) beside the party's other acts" in _seen(axes)


def test_an_act_that_is_never_real_has_no_filled_mark() -> None:
    """There is no draw to look at."""
    never: dict[str, Any] = {"parties": {"north": {"acts": {"half": {"credibility": 0.0}}}}}
    marks = _marks(plots.acts(talks(ACTS, never), draws=DRAWS))
    assert [is_open for marker, _, is_open in marks if marker == "o"] == [True]


def test_long_words_are_broken_and_nothing_is_cut_off() -> None:
    """Of parties, issues and several conditions."""
    long = attrs.evolve(
        SHORES,
        title="Talks about the division of the land and of the water between the northern and the southern shore",
        issues=tuple(
            attrs.evolve(i, title=f"Share of all the {i.name} that there is, and more") for i in SHORES.issues
        ),
        parties=tuple(attrs.evolve(p, title=f"United Communes of the {p.name}ern Shore") for p in SHORES.parties),
    )
    assert "share of all the water" in _seen(plots.acts(long, draws=DRAWS))


def test_without_an_act_it_says_so() -> None:
    """Nothing to draw."""
    axes = plots.acts(talks(), draws=DRAWS)
    assert "no act is reported" in [text.get_text() for text in axes.texts]
    assert _marks(axes) == []


def test_axes_of_others_are_drawn_into() -> None:
    """As all figures do."""
    with plots.house():
        axes = plots.acts(SHORES, draws=DRAWS)
        other = axes.figure.figure.add_subplot(212)
        assert plots.acts(SHORES, draws=DRAWS, ax=other) is other
