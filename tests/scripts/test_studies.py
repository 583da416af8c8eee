"""Studies in plain Python: each plays with a small budget, and leaves a figure and a table."""

from __future__ import annotations

import csv
import runpy
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from matplotlib import pyplot as plt

from negosim.analysis.sensitivity.by_design import LEAST_BASE

pytestmark = pytest.mark.source

ROOT = Path(__file__).parents[2]
LEFT = {
    "mediation_styles": ("combinations.csv", "mediators.csv", "mediation_styles.png"),
    "exile_clause": ("exile_clause.csv", "exile_clause.png"),
    "phase_by_phase_or_comprehensive": ("agendas.csv", "november_2023.png", "january_2024.png"),
    "sensitivity_january_2024": ("indices.csv", "sensitivity_january_2024.png"),
    "evidence_through_time": ("evidence_through_time.csv", "evidence_through_time.png"),
}
LONGEST = 60
MORE = {"sensitivity_january_2024": ("--n", str(LEAST_BASE))}


def study(name: str, out: Path, monkeypatch: pytest.MonkeyPatch, *more: str) -> None:
    """Play a study from the root of the project, with a few runs a point."""
    path = ROOT / "scripts" / "studies" / f"{name}.py"
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", [str(path), "--runs", "4", "--jobs", "1", "--out", str(out), *more])
    try:
        runpy.run_path(str(path), run_name="__main__")
    finally:
        plt.close("all")


@pytest.mark.slow
@pytest.mark.parametrize("name", LEFT)
def test_a_study_leaves_a_figure_and_a_table(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It ends and leaves what it says."""
    study(name, tmp_path, monkeypatch, *MORE.get(name, ()))
    assert "mean" in capsys.readouterr().out
    for file in LEFT[name]:
        left = tmp_path / file
        if left.suffix == ".png":
            assert left.read_bytes().startswith(b"\x89PNG")
        else:
            with left.open(encoding="utf-8") as table:
                assert len(list(csv.DictReader(table))) >= 3


@pytest.mark.slow
def test_a_study_of_too_few_points_says_so_and_draws_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nothing can be said there is a word that says why, and no empty table or figure."""
    study("sensitivity_january_2024", tmp_path, monkeypatch, "--n", "2")
    said = capsys.readouterr().out
    assert f"base points with a value of the response: 2, needed: {LEAST_BASE}; nothing can be said" in said
    assert "Empty DataFrame" not in said
    assert "corrected" not in said
    assert not (tmp_path / "sensitivity_january_2024.png").exists()


def test_the_page_of_solara_shows_columns_of_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Solara is not installed for the tests, so what the page gives to Mesa's ``SolaraViz`` is looked at."""
    given: dict[str, Any] = {}
    names: list[str] = []
    viz = ModuleType("mesa.visualization")
    vars(viz).update(
        SolaraViz=lambda model, **options: given.update(options, model=model),
        make_plot_component=lambda measures, **_: names.extend(measures),
    )
    monkeypatch.setitem(sys.modules, "mesa.visualization", viz)
    monkeypatch.chdir(ROOT)
    runpy.run_path(str(ROOT / "scripts" / "studies" / "solara_page.py"))
    model = given["model"]
    model.step()
    frame = model.datacollector.get_model_vars_dataframe()
    assert len(names) == 8
    assert frame[names].notna().all(axis=None)
    chosen = {name: option["value"] for name, option in given["model_params"].items()}
    assert type(model)(**chosen).events == model.events[:2]


@pytest.mark.parametrize("name", [*LEFT, "solara_page"])
def test_a_study_is_short(name: str) -> None:
    """A study is read at a glance, and goes through the front door alone."""
    text = (ROOT / "scripts" / "studies" / f"{name}.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST
    assert "from negosim" not in text
