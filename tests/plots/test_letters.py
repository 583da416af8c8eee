"""Titles on figures: letter by letter what the scenario says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from negosim import plots
from negosim.domain.scenario import Scenario
from negosim.ensemble.results.outcomes import Outcomes
from negosim.plots import fonts
from tests.analysis import samples
from tests.plots.looking import words

ODD = "Pay $\\foo$ now, or $5 to $10_{a}^ [/b]"


def _called(whole: str) -> Scenario:
    """The talks at the river, called so, and everything in them by the first three words of it."""
    scenario, title = samples.scenario(), " ".join(whole.split()[:3])
    return attrs.evolve(
        scenario,
        title=whole,
        parties=tuple(attrs.evolve(party, title=f"{title} {party.name}") for party in scenario.parties),
        mediators=tuple(attrs.evolve(mediator, title=title) for mediator in scenario.mediators),
        issues=tuple(attrs.evolve(issue, title=title) for issue in scenario.issues),
        shocks=tuple(attrs.evolve(shock, title=title) for shock in scenario.shocks),
    )


SCENARIO = _called(ODD)
OUTCOMES = attrs.evolve(samples.played(samples.scenario(), runs=30), scenario=SCENARIO)
EVENTS = samples.told(SCENARIO)


@pytest.fixture(autouse=True)
def _paper() -> Iterator[None]:
    with plots.offscreen():
        yield


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The fonts that can help out; none unless a test says so."""
    families: dict[str, list[str]] = {}
    monkeypatch.setattr(fonts, "_families", lambda: families)
    monkeypatch.setattr(fonts, "_LENT", {})
    return families


@pytest.mark.parametrize("name", plots.FIGURES)
def test_a_dollar_is_a_dollar(name: str, tmp_path: Path) -> None:
    """What looks like mathematics is written as it stands, whatever it is, and does not stop a figure."""
    figure = plots.FIGURES[name](OUTCOMES, EVENTS).figure
    assert isinstance(figure, Figure)
    written = " ".join(" ".join(text.get_text().split()) for text in words(figure))
    assert ODD in written
    assert not any(text.get_parse_math() for text in words(figure))
    assert plots.save_figure(name, OUTCOMES, EVENTS, tmp_path).is_file()


def test_in_axes_of_ones_own_too() -> None:
    """Axes that were made before know mathematics; what is drawn into them is none."""
    figure = Figure(figsize=(9, 7))
    axes = plots.blockers(OUTCOMES, ax=figure.subplots(), title=ODD, note=True)
    figure.draw_without_rendering()
    assert " ".join(axes.get_title().split()) == ODD


def _of_title(outcomes: Outcomes) -> Text:
    figure = plots.outcome_shares(outcomes).figure
    return next(text for text in figure.findobj(Text) if "talks" in text.get_text())  # type: ignore[attr-defined]


def test_missing_letters_come_from_another_font(installed: dict[str, list[str]]) -> None:
    """A letter that the house's font lacks is drawn with one that has it, if any is installed; the others stay."""
    stix = str(Path(fonts.font_manager.findfont("STIXGeneral")))
    installed |= {"STIXGeneral": [stix]}
    circled = _of_title(attrs.evolve(OUTCOMES, scenario=_called("Ⓐ talks")))
    assert circled.get_fontfamily() == ["DejaVu Sans", "STIXGeneral"]
    assert fonts.unwritable(_called("Ⓐ talks")) == ""
    plain = _of_title(attrs.evolve(OUTCOMES, scenario=_called("À talks")))
    assert "STIXGeneral" not in plain.get_fontfamily()


@pytest.mark.usefixtures("installed")
def test_letters_that_no_font_has_are_named_once(tmp_path: Path) -> None:
    """They are boxes, and matplotlib does not warn of each; the programs can say in one line which they are."""
    odd = _called("工場 with 🚢, 工場, é and Ω")
    assert fonts.unwritable(odd) == "場工🚢"
    assert fonts.unwritable(samples.scenario()) == ""
    plots.save_figure("outcome_shares", attrs.evolve(OUTCOMES, scenario=odd), [], tmp_path)


def test_a_figure_that_fails_is_named_and_the_others_are_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is wrong with one figure: no file of it is left, and the rest comes all the same."""

    def broken(*_: object) -> Figure:
        raise ZeroDivisionError("by\nnothing")

    monkeypatch.setitem(plots.FIGURES, "blockers", broken)
    monkeypatch.setattr("negosim.plots.saving.applicable", lambda *_: ("blockers", "outcome_shares"))
    failed: list[plots.NotDrawn] = []
    done = plots.save_all(OUTCOMES, EVENTS, tmp_path, on_failed=failed.append)
    assert [path.name for path in done] == [path.name for path in tmp_path.iterdir()] == ["outcome_shares.png"]
    assert [(error.name, error.reason) for error in failed] == [("blockers", "by nothing")]
    with pytest.raises(plots.NotDrawn, match="blockers could not be drawn: by nothing"):
        plots.save_all(OUTCOMES, EVENTS, tmp_path)
