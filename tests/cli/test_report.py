"""``report``: one HTML file of a folder of results."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import CAKE, Command
from tests.report.pages import figure, read


def test_the_file_is_named_after_the_folder(
    negosim: Command, played: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It lies where one stands, has the command, and tells the run that the folder keeps; the folder stays as it is."""
    monkeypatch.chdir(tmp_path)
    before = sorted(path.name for path in played.rglob("*"))
    said = negosim("report", played)
    assert (said.code, said.out) == (0, f"{played.name}-report.html\n")
    assert sorted(path.name for path in played.rglob("*")) == before
    page, manifest = read(tmp_path / f"{played.name}-report.html"), json.loads((played / "manifest.json").read_text())
    assert f"negosim run {manifest['command'][1]}" in page.text
    assert f"Run {manifest['typical']}:" in page.text


def test_its_numbers_are_those_of_the_summary(negosim: Command, played: Path, tmp_path: Path) -> None:
    """How runs end, and what is agreed."""
    assert negosim("report", played, "--out", tmp_path / "r.html").code == 0
    summary, page = json.loads((played / "summary.json").read_text()), read(tmp_path / "r.html")
    counts = [int(row[1]) for row in figure(page, "How the talks end").table()]
    assert counts == [entry["count"] for entry in summary["outcomes"].values()]
    evidence = summary["evidence"]
    assert f"{evidence['claims']} stand on claims in documents" in page.text


def test_two_folders_are_compared(negosim: Command, played: Path, tmp_path: Path) -> None:
    """With itself, nothing differs."""
    said = negosim("report", played, "--compare", played, "--out", tmp_path / "r.html")
    assert said.code == 0
    assert "0 of 12 runs end otherwise there" in read(tmp_path / "r.html").text


def test_problems_are_told_all_at_once(negosim: Command, tmp_path: Path) -> None:
    """No results, no other results, no sweep: three lines, and no file."""
    path = tmp_path / "r.html"
    said = negosim("report", "nowhere", "--compare", "elsewhere", "--sweep", "none", "--out", path)
    assert (said.code, said.out) == (2, "")
    assert [line.split(": ")[1] for line in said.problems] == ["nowhere", "elsewhere", "none"]
    assert not path.exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--out", "page.pdf"), "--out: expected a file that ends in .html or .htm, received page.pdf"),
        (("--out", "/dev/null/page.html"), "/dev/null/page.html: expected a file to write"),
        (("--texts", "nowhere"), "--texts: expected results with claims that can be quoted"),
    ],
)
def test_what_cannot_be_is_refused(negosim: Command, played: Path, words: tuple[str, ...], told: str) -> None:
    """With its address."""
    said = negosim("report", played, *words)
    assert (said.code, said.out, len(said.problems)) == (2, "", 1)
    assert told in said.err


def test_results_of_a_job_that_goes_on_are_refused(negosim: Command, tmp_path: Path) -> None:
    """A report of a part of the runs would look like one of all."""
    folder = tmp_path / "cake"
    assert negosim("run", CAKE, "--runs", 4, "--jobs", 1, "--no-figures", "--quiet", "--out", folder).code == 0
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"finished": False}))
    said = negosim("report", folder, "--out", tmp_path / "r.html")
    assert (said.code, said.out) == (2, "")
    assert "expected a job that is done, received one that has not come to its end" in said.err
