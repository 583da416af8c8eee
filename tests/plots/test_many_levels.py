"""Figures of issues with very many levels, such as domains of GENIUS have."""

from __future__ import annotations

from pathlib import Path

from negosim import plots
from negosim.ensemble.playing.simulate import simulate
from negosim.files.genius.scenarios import load_genius
from tests.genius_files import domain_text, space_text, write
from tests.plots.looking import cut_off, overlaps, words


def test_what_was_agreed_has_rows_and_all_other_levels_share_one(tmp_path: Path) -> None:
    """Of five hundred prices one is agreed: it and the 499 others are seen, whole, in each figure of levels."""
    issues = {"price": [str(n) for n in range(500)], "colour": ["red", "blue"]}
    rising = {"price": {value: float(value) for value in issues["price"]}, "colour": {"red": 1.0, "blue": 0.5}}
    falling = {"price": {value: 499.0 - float(value) for value in issues["price"]}, "colour": {"red": 1.0, "blue": 0.0}}
    spaces = {name: space_text(worth, {"price": 1, "colour": 1}) for name, worth in (("a", rising), ("b", falling))}
    runs = simulate(load_genius(write(tmp_path, domain=domain_text(issues), **spaces)), 3)
    expected = [str(runs.frame["price"].iloc[0]), "499 others"]
    with plots.offscreen():
        panel, pair = plots.level_distributions(runs)[0], plots.landscape_pair(runs, "price", "colour")
        across = plots.package_landscape(runs)
        assert [label.get_text() for label in panel.get_yticklabels()] == expected
        assert [label.get_text() for label in pair.get_yticklabels()] == expected
        assert [label.get_text() for label in across.get_xticklabels()] == expected
        for axes in (panel, pair, across):
            figure = axes.get_figure(root=True)
            texts = words(figure)
            assert (cut_off(figure, texts), overlaps(texts)) == ([], [])
