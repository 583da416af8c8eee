"""``brief``: a page of a folder of results, in both formats."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command


def test_both_formats_are_written_by_default(
    negosim: Command, played: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where one stands, named after the folder; the folder of results stays as it is, and the page has the command."""
    monkeypatch.chdir(tmp_path)
    before = sorted(path.name for path in played.rglob("*"))
    said = negosim("brief", played)
    assert (said.code, said.out.split()) == (0, [f"{played.name}-brief.pdf", f"{played.name}-brief.svg"])
    text = " ".join((tmp_path / f"{played.name}-brief.svg").read_text(encoding="utf-8").split())
    assert "negosim run" in text
    assert sorted(path.name for path in played.rglob("*")) == before


@pytest.mark.parametrize("name", ["page.pdf", "deep/page.svg"])
def test_one_format_is_chosen_by_its_suffix(negosim: Command, played: Path, tmp_path: Path, name: str) -> None:
    """Folders are made."""
    said = negosim("brief", played, "--out", tmp_path / name)
    assert (said.code, said.out) == (0, f"{tmp_path / name}\n")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [Path(name).name]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--out", "page.png"), "--out: expected a file that ends in .pdf or .svg, received page.png"),
        (("--out", "/dev/null/page.pdf"), "/dev/null/page.pdf: expected a file to write"),
        (("--sweep", "nowhere"), "nowhere: expected a folder that `negosim sweep` left"),
    ],
)
def test_what_cannot_be_is_refused(negosim: Command, played: Path, words: tuple[str, ...], told: str) -> None:
    """With its address."""
    said = negosim("brief", played, *words)
    assert (said.code, said.out, len(said.problems)) == (2, "", 1)
    assert told in said.err
