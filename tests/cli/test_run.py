"""``negosim run``: what it leaves, what it prints, and what it never touches."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from negosim.cli import job as job_
from negosim.cli.results import read_job
from negosim.ensemble.results.job_folder import JobFolder
from negosim.files.scenario import load_scenario
from negosim.plots.names import DEFAULT, FIGURES
from tests.cli.conftest import CAKE, RIVER, RIVER_RUNS, ROOT, Command, contents

SMALL = ("--runs", "3", "--jobs", "1")


def test_a_run_leaves_what_is_documented(played: Path) -> None:
    """Outcomes, summary, resolved scenario, manifest, events of the typical run, figures; and nothing else."""
    manifest = json.loads((played / "manifest.json").read_text())
    expected = {"outcomes.parquet", "summary.json", "scenario.toml", "manifest.json"}
    assert expected | {"events", "figures"} == {p.name for p in played.iterdir()}
    assert manifest["kept"] == [manifest["typical"]]
    assert [p.name for p in (played / "events").iterdir()] == [f"{manifest['typical']}.jsonl"]
    assert {p.stem for p in (played / "figures").iterdir()} == set(DEFAULT)
    assert pq.read_metadata(played / "outcomes.parquet").num_rows == RIVER_RUNS


def test_the_manifest_says_how_to_do_it_again(played: Path) -> None:
    """Versions, seed, and the command as it was given."""
    manifest = json.loads((played / "manifest.json").read_text())
    assert (manifest["seed"], manifest["runs"], manifest["scenario"]) == (7, RIVER_RUNS, "three_parties")
    assert manifest["command"][:2] == ["run", str(RIVER)]
    assert {"python", "negosim", "mesa", "numpy", "numba"} <= set(manifest["versions"])


def test_the_resolved_scenario_is_the_one_that_was_played(played: Path) -> None:
    """It loads by itself, to the digest of manifest and summary."""
    expected = load_scenario(RIVER).digest
    assert load_scenario(played / "scenario.toml").digest == expected
    assert json.loads((played / "manifest.json").read_text())["digest"] == expected
    assert json.loads((played / "summary.json").read_text())["digest"] == expected


def test_the_summary_counts_the_rows(played: Path) -> None:
    """Its counts are those of the outcomes beside it."""
    summary = json.loads((played / "summary.json").read_text())
    frame = pd.read_parquet(played / "outcomes.parquet")
    counts = {name: entry["count"] for name, entry in summary["outcomes"].items()}
    assert counts == {name: int((frame["outcome"] == name).sum()) for name in counts}
    assert sum(counts.values()) == summary["runs"] == RIVER_RUNS
    named = {"scenario", "digest", "seed", "runs", "outcomes", "packages", "rounds", "utilities", "blockers"}
    assert named | {"evidence", "package_space"} <= set(summary)


@pytest.mark.usefixtures("no_figures")
def test_json_is_one_object_and_nothing_else(negosim: Command, tmp_path: Path) -> None:
    """What is printed is the summary that was written; standard error stays empty."""
    said = negosim("run", CAKE, *SMALL, "--out", tmp_path / "out", "--json")
    assert (said.code, said.err) == (0, "")
    assert said.out.count("\n") == 1
    assert json.loads(said.out) == json.loads((tmp_path / "out" / "summary.json").read_text())


@pytest.mark.usefixtures("no_figures")
def test_json_is_valid_where_nothing_was_agreed(negosim: Command, tmp_path: Path) -> None:
    """What has no value is null, which every reader of JSON knows; not NaN, which is none."""
    said = negosim("run", RIVER, *SMALL, "--set", "talks.collapse=1", "--out", tmp_path / "out", "--json")
    summary = json.loads(said.out, parse_constant=pytest.fail)
    assert summary["outcomes"]["collapse"]["count"] == 3
    assert summary["rounds"]["median"] is None


@pytest.mark.usefixtures("no_figures")
def test_quiet_prints_nothing(negosim: Command, tmp_path: Path) -> None:
    """On neither output; the results are there all the same."""
    said = negosim("run", CAKE, *SMALL, "--out", tmp_path / "out", "--quiet")
    assert (said.code, said.out, said.err) == (0, "", "")
    assert (tmp_path / "out" / "outcomes.parquet").is_file()


@pytest.mark.usefixtures("no_figures")
def test_what_is_piped_is_plain_text(negosim: Command, tmp_path: Path) -> None:
    """No escape codes, no progress bar; and the tables name how runs ended, and where everything is."""
    said = negosim("run", CAKE, *SMALL, "--out", tmp_path / "out")
    assert (said.code, said.err) == (0, "")
    assert "\x1b" not in said.out
    assert "\r" not in said.out
    for words in ("Dividing a cake: 3 runs, seed 7", "How the runs ended", "Wilson", str(tmp_path / "out")):
        assert words in said.out


@pytest.mark.usefixtures("no_figures")
def test_results_go_to_out_and_the_name_unless_told(
    negosim: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where one stands, in ``out/<scenario>``."""
    monkeypatch.chdir(tmp_path)
    assert negosim("run", CAKE, *SMALL, "--quiet").code == 0
    assert (tmp_path / "out" / "divide_a_cake" / "manifest.json").is_file()


@pytest.mark.usefixtures("no_figures")
def test_a_second_run_takes_the_place_of_the_first(negosim: Command, tmp_path: Path) -> None:
    """All of it: no file of the first stays behind, and nothing lies beside the folder."""
    out = tmp_path / "out"
    assert negosim("run", CAKE, "--runs", "5", "--jobs", "1", "--out", out, "--quiet").code == 0
    assert negosim("run", CAKE, "--runs", "2", "--jobs", "1", "--out", out, "--quiet").code == 0
    assert len(list((out / "events").iterdir())) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert len(read_job(out).outcomes) == 2


def test_results_of_another_scenario_are_replaced_by_force_only(negosim: Command, copied: Path) -> None:
    """The error says what lies there; nothing is touched."""
    before = contents(copied)
    said = negosim("run", CAKE, *SMALL, "--out", copied)
    received = "received results of 12 runs of three_parties (--force replaces them)"
    assert said.problems == [f"negosim: {copied}: --out: expected a new folder, {received}"]
    assert (said.code, contents(copied)) == (2, before)
    assert negosim("run", CAKE, *SMALL, "--force", "--quiet", "--no-figures", "--out", copied).code == 0


@pytest.mark.parametrize(
    "foreign", ["notes.md", "figures/paper.pdf", "events/notes.txt", "figures/mine/photo.png", "events.jsonl/x"]
)
def test_a_folder_with_foreign_things_is_not_touched(
    negosim: Command, copied: Path, foreign: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though it holds results of an earlier job too; and it is told before anything is played."""
    monkeypatch.setattr(job_, "stream", lambda *_, **__: pytest.fail("played before it looked"))
    (copied / foreign).parent.mkdir(exist_ok=True)
    (copied / foreign).write_text("mine")
    before = contents(copied)
    said = negosim("run", CAKE, *SMALL, "--force", "--out", copied)
    assert said.code == 2
    assert len(said.problems) == 1
    assert str(copied) in said.err
    assert foreign.split("/", maxsplit=1)[0] in said.err
    assert contents(copied) == before


@pytest.mark.parametrize("files", [["notes.md"], ["manifest.json", "index.html"]])
def test_a_folder_that_no_job_left_is_not_touched(negosim: Command, tmp_path: Path, files: list[str]) -> None:
    """Even if a file in it is named as one of ours."""
    out = tmp_path / "mine"
    out.mkdir()
    for name in files:
        (out / name).write_text("{}")
    before = contents(out)
    said = negosim("run", CAKE, *SMALL, "--out", out)
    assert (said.code, len(said.problems)) == (2, 1)
    assert "--out: expected a new folder" in said.err
    assert contents(out) == before


@pytest.mark.usefixtures("no_figures")
def test_a_link_to_a_folder_stays_a_link(negosim: Command, tmp_path: Path) -> None:
    """Results go to where it points."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk" / "results").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "disk" / "results")
    assert negosim("run", CAKE, *SMALL, "--out", tmp_path / "link", "--quiet").code == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "disk" / "results" / "manifest.json").is_file()
    assert [p.name for p in (tmp_path / "disk").iterdir()] == ["results"]


@pytest.mark.parametrize("place", ["file", "file/below", "file/far/below"])
def test_a_place_that_cannot_be_a_folder_is_refused(negosim: Command, tmp_path: Path, place: str) -> None:
    """With its address; and the file that lies there is left alone."""
    (tmp_path / "file").write_text("mine")
    said = negosim("run", CAKE, *SMALL, "--out", tmp_path / place)
    assert (said.code, len(said.problems)) == (2, 1)
    assert str(tmp_path / place) in said.err
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="no /proc here, which nobody can write to")
def test_a_place_where_nobody_can_write_is_refused(negosim: Command) -> None:
    """Before anything is played."""
    said = negosim("run", CAKE, *SMALL, "--out", "/proc/results")
    assert (said.code, len(said.problems)) == (2, 1)
    assert "/proc/results: --out" in said.err


def test_a_failure_while_writing_leaves_the_earlier_results(
    negosim: Command, copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever fails, and at whichever file: the folder is as it was, and what was played is kept."""
    before = contents(copied)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(job_, "write_json", full)
        said = negosim("run", CAKE, *SMALL, "--force", "--out", copied)
    assert (said.code, len(said.problems)) == (2, 1)
    assert "No space left on device" in said.err
    assert contents(copied) == before
    assert {p.name for p in copied.parent.iterdir()} == {copied.name, ".river.unfinished"}
    monkeypatch.setattr(job_, "stream", _nothing_to_play)
    assert negosim("run", CAKE, *SMALL, "--force", "--out", copied, "--quiet", "--resume").code == 0
    assert [p.name for p in copied.parent.iterdir()] == [copied.name]
    assert len(read_job(copied).outcomes) == 3


@pytest.mark.parametrize("words", [[], ["--resume"]])
def test_a_manifest_that_cannot_be_read_is_named_with_what_to_do(
    negosim: Command, copied: Path, words: list[str]
) -> None:
    """Nobody can tell what would be lost."""
    path = copied / "manifest.json"
    path.write_bytes(path.read_bytes()[:-40])
    before = contents(copied)
    said = negosim("run", CAKE, *SMALL, "--force", "--out", copied, *words)
    assert (said.code, said.out, len(said.problems)) == (2, "", 1)
    assert said.err.startswith(f"negosim: {path}: expected JSON, received ")
    assert said.err.endswith("(without it nobody can tell what was played: remove the folder, or name another)\n")
    assert contents(copied) == before


def _nothing_to_play(folder: JobFolder, *_: object) -> None:
    assert folder.missing() == []


@pytest.mark.usefixtures("no_figures")
def test_an_interruption_between_two_names_leaves_the_earlier_results(
    negosim: Command, copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even in the moment in which the folders change places."""
    before = contents(copied)
    rename = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        if self.name.endswith(".unfinished"):
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    said = negosim("run", CAKE, *SMALL, "--force", "--out", copied)
    told = "3 of 3 runs are kept; the same command with --resume goes on from there"
    assert (said.code, said.err) == (130, f"negosim: interrupted; {told}\n")
    assert contents(copied) == before
    assert {p.name for p in copied.parent.iterdir()} == {copied.name, ".river.unfinished"}


@pytest.mark.parametrize(
    ("words", "drawn"),
    [
        (("--no-figures",), set()),
        (("--figures", "blockers, outcome_shares"), {"blockers", "outcome_shares"}),
        (("--figures", "negotiation_dance,package_landscape"), {"negotiation_dance"}),  # of one issue: no landscape
    ],
)
def test_figures_are_chosen(negosim: Command, tmp_path: Path, words: tuple[str, ...], drawn: set[str]) -> None:
    """By name, or none; those that the outcomes cannot have are left out."""
    assert negosim("run", CAKE, *SMALL, "--out", tmp_path, "--quiet", *words).code == 0
    assert {path.stem for path in (tmp_path / "figures").glob("*")} == drawn


@pytest.mark.parametrize("text", ["outcome_share,drivers,nonsense", ",", "all,drivers"])
def test_an_unknown_figure_is_refused_with_the_list_of_all(negosim: Command, tmp_path: Path, text: str) -> None:
    """In one line, before anything is played."""
    said = negosim("run", CAKE, *SMALL, "--out", tmp_path / "out", "--figures", text)
    assert (said.code, len(said.problems), (tmp_path / "out").exists()) == (2, 1, False)
    assert all(name in said.err for name in FIGURES)
    said = negosim("run", CAKE, *SMALL, "--out", tmp_path / "out", "--figures", "drivers", "--no-figures")
    assert (said.code, len(said.problems)) == (2, 1)


@pytest.mark.usefixtures("no_figures")
def test_the_summary_fits_a_screen(negosim: Command, tmp_path: Path) -> None:
    """At most 40 lines of 100 columns, without blank header rows or numbers of packages; the rest with --verbose."""
    january = ROOT / "scenarios" / "january_2024.toml"
    words = ("run", january, "--runs", "40", "--jobs", "1", "--out", tmp_path / "out")
    short, whole = negosim(*words).out, negosim(*words, "--verbose").out
    tables = [line.rstrip() for line in short.splitlines()[:-2]]
    assert len(tables) <= 38
    assert max(map(len, tables)) <= 100
    assert len(whole.splitlines()) > len(short.splitlines())
    assert not any(word.isdigit() for word in " ".join(whole.split("package ")[1:]).split()[:1])
    for line, following in pairwise(tables):
        assert line or following  # no two blank lines
