"""``show`` and ``plot``: looking at what a run left."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.cli.conftest import RIVER_RUNS, Command, contents


def test_a_run_is_told_the_same_from_its_log_and_played_again(negosim: Command, copied: Path) -> None:
    """A kept run, then the same run with its log gone."""
    kept = negosim("show", copied, 3)
    shutil.rmtree(copied / "events")
    again = negosim("show", copied, 3)
    assert kept.code == again.code == 0
    assert kept.out == again.out
    assert len(kept.out.splitlines()) > 5
    assert "\x1b" not in kept.out


def test_the_events_of_a_run_are_one_json_object(negosim: Command, played: Path) -> None:
    """Those of its log, in order."""
    (log,) = (played / "events").iterdir()
    value = json.loads(negosim("show", played, log.stem, "--json").out)
    expected = [json.loads(line) for line in log.read_text().splitlines()]
    assert value == {"scenario": "three_parties", "events": expected}


def _prove_again(folder: Path) -> None:
    """Somebody who alters rows can alter what proves them."""
    manifest = json.loads((folder / "manifest.json").read_text())
    data = (folder / "outcomes.parquet").read_bytes()
    manifest["parts"]["part-00000.parquet"] |= {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_a_row_that_is_not_what_its_run_does_is_told(negosim: Command, copied: Path) -> None:
    """The story is told all the same, of a kept run and of any other; exit code 1 and one line."""
    shutil.rmtree(copied / "events")
    path = copied / "outcomes.parquet"
    rows = pq.read_table(path)
    days = rows["day"].to_pylist()
    days[11] += 1
    pq.write_table(rows.set_column(3, "day", pa.array(days)), path)
    _prove_again(copied)
    assert negosim("show", copied, 10).code == 0
    said = negosim("show", copied, 11)
    told = f"day {days[11]} in the file, {days[11] - 1} played again"
    assert (said.code, said.err) == (1, f"negosim: {copied}: run 11: {told}\n")
    assert len(said.out.splitlines()) > 5


def test_a_row_that_is_not_what_its_log_tells_is_told(negosim: Command, copied: Path) -> None:
    """The log decides, and the run is not played again."""
    (log,) = (copied / "events").iterdir()
    path, run = copied / "outcomes.parquet", int(log.stem)
    rows = pq.read_table(path)
    rounds = rows["round"].to_pylist()
    rounds[run] += 1
    pq.write_table(rows.set_column(2, "round", pa.array(rounds)), path)
    _prove_again(copied)
    said = negosim("show", copied, run)
    told = f"round {rounds[run]} in the file, {rounds[run] - 1} in its log"
    assert (said.code, said.err) == (1, f"negosim: {copied}: run {run}: {told}\n")


def test_a_log_that_tells_another_run_is_told(negosim: Command, copied: Path) -> None:
    """Though each of its events can follow the one before."""
    (log,) = (copied / "events").iterdir()
    other = (int(log.stem) + 1) % RIVER_RUNS
    shutil.copy(log, log.with_name(f"{other}.jsonl"))
    said = negosim("show", copied, other)
    assert (said.code, said.err) == (1, f"negosim: {copied}: run {other}: its log is that of another run\n")


@pytest.mark.parametrize("run", [RIVER_RUNS, 10**9, -1])
def test_a_run_that_was_not_played_is_refused(negosim: Command, played: Path, run: int) -> None:
    """With the runs there are."""
    said = negosim("show", played, run)
    assert (said.code, said.out) == (2, "")
    assert said.err == f"negosim: {played}: RUN: expected a run from 0 to {RIVER_RUNS - 1}, received {run}\n"


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def _other_columns(path: Path) -> None:
    pq.write_table(pq.read_table(path).drop_columns(["zopa"]), path)


def _fewer_rows(path: Path) -> None:
    pq.write_table(pq.read_table(path).slice(0, 5), path)


def _one_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _other_words(path: Path) -> None:
    path.write_text(path.read_text().replace("horizon = 240", "horizon = 239"))


def _no_seed(path: Path) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | {"seed": "seven"}))


def _garble(path: Path) -> None:
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:2], lines[2][:-5], *lines[3:]]) + "\n")


def _last_line_lost(path: Path) -> None:
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))


def _lines_swapped(path: Path) -> None:
    path.write_text("".join(reversed(path.read_text().splitlines(keepends=True))))


@pytest.mark.parametrize(
    ("name", "harm", "word"),
    [
        ("outcomes.parquet", _cut, "a table of outcomes"),
        ("outcomes.parquet", _other_columns, "other columns"),
        ("outcomes.parquet", _fewer_rows, "5 rows"),
        ("outcomes.parquet", _one_bit, "expected the bytes that were written, received others: it was altered"),
        ("outcomes.parquet", Path.unlink, "no outcomes.parquet"),
        ("scenario.toml", _other_words, "digest"),
        ("scenario.toml", _cut, "scenario.toml"),
        ("scenario.toml", Path.unlink, "no scenario.toml"),
        ("manifest.json", Path.unlink, "no manifest.json"),
        ("manifest.json", _cut, "JSON"),
        ("manifest.json", _no_seed, "seed: expected a whole number"),
        ("events", _garble, ".jsonl, line 3"),
        ("events", _last_line_lost, "a run that ends"),
        ("events", _lines_swapped, "cannot follow"),
    ],
)
def test_results_that_were_harmed_are_refused(
    negosim: Command, copied: Path, name: str, harm: object, word: str
) -> None:
    """By name, with what is wrong; nothing is told of them."""
    assert callable(harm)
    path = next((copied / name).iterdir()) if name == "events" else copied / name
    harm(path)
    said = negosim("show", copied, path.stem if name == "events" else 0)
    assert (said.code, said.out) == (2, "")
    assert len(said.problems) == 1
    assert str(copied) in said.err
    assert word in said.err


@pytest.mark.parametrize("command", [["show", "0"], ["plot", "blockers"]])
def test_rows_that_were_altered_are_not_shown(negosim: Command, copied: Path, command: list[str]) -> None:
    """Though they can be read: the file is named, and what to do; no figure is drawn."""
    path = copied / "outcomes.parquet"
    pq.write_table(pq.read_table(path), path, compression="gzip")
    before = contents(copied)
    said = negosim(command[0], copied, *command[1:])
    assert (said.code, said.out, len(said.problems)) == (2, "", 1)
    assert said.err.startswith(f"negosim: {path}: expected the bytes that were written, received others")
    assert "(without it, its runs are played again by --resume)" in said.err
    assert contents(copied) == before


@pytest.mark.parametrize("command", [["show", "0"], ["plot", "blockers"]])
def test_a_folder_that_is_not_there_is_refused(negosim: Command, tmp_path: Path, command: list[str]) -> None:
    """As one that no job left."""
    said = negosim(command[0], tmp_path / "nowhere", command[1])
    assert (said.code, len(said.problems)) == (2, 1)
    assert "a folder that `negosim run` left" in said.err


def test_one_figure_is_drawn_again(negosim: Command, copied: Path) -> None:
    """The same bytes, at the path that is printed; no other file changes."""
    before = contents(copied)
    (copied / "figures" / "outcome_shares.png").unlink()
    said = negosim("plot", copied, "outcome_shares")
    assert (said.code, said.out) == (0, f"{copied / 'figures' / 'outcome_shares.png'}\n")
    assert contents(copied) == before


def test_a_figure_that_there_is_none_of_is_refused(negosim: Command, played: Path) -> None:
    """With the nearest name there is."""
    said = negosim("plot", played, "outcom_share")
    assert (said.code, said.out) == (2, "")
    assert "received outcom_share (nearest: outcome_shares" in said.err


@pytest.mark.parametrize(("form", "head"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_a_figure_has_the_format_that_was_asked_for(
    negosim: Command, played: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, head: bytes
) -> None:
    """A PNG among the figures of the folder, others in the current one, called after the folder and the figure."""
    monkeypatch.chdir(tmp_path)
    said = negosim("plot", played, "outcome_shares", "--format", form)
    path = Path(said.out.strip())
    assert (said.code, path.suffix, path.read_bytes()[: len(head)]) == (0, f".{form}", head)
    made = f"{played.name}-outcome_shares.{form}"
    assert [each.name for each in tmp_path.iterdir()] == ([] if form == "png" else [made])


def test_dots_per_inch_are_those_of_a_png(negosim: Command, played: Path) -> None:
    """More of them make it larger; other formats have none."""
    sizes = [Path(negosim("plot", played, "drivers", "--dpi", dpi).out.strip()).stat().st_size for dpi in (40, 160)]
    assert sizes[0] < sizes[1]
    said = negosim("plot", played, "drivers", "--format", "jpg", "--dpi", 5)
    assert said.problems == [
        "negosim: --format: expected one of png, svg, pdf, received jpg (nearest: png)",
        "negosim: --dpi: expected from 30 to 1200, for a PNG, received 5 for jpg",
    ]
