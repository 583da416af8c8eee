"""``export`` writes events as JSON lines or as a table, and never over the store that it reads."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import negosim as ns
from negosim.domain import events as e
from negosim.store.log import JsonLines
from tests.cli.conftest import CAKE, Command
from tests.cli.stores import NAMES, RUNS, SEED, river


def test_json_lines_are_those_of_a_job(negosim: Command, path: Path) -> None:
    """Byte for byte, one run as a file, and all as a folder of files; nothing is left beside them."""
    log = JsonLines(path.parent / "log")
    for run in range(RUNS):
        log.append(str(run), 0, ns.play(river, SEED, run))
    said = negosim("export", "2", "--out", "two.jsonl")
    assert said.out == f"{len(log.read('2'))} events of 1 run written to two.jsonl\n"
    assert Path("two.jsonl").read_bytes() == log.path("2").read_bytes()
    assert negosim("export", "--all", "--out", "all").code == 0
    assert [Path(f"all/{name}.jsonl").read_bytes() for name in NAMES] == [
        log.path(str(run)).read_bytes() for run in range(RUNS)
    ]
    assert negosim("export", "--all", "--out", "all", "--force").code == 0
    assert sorted(p.name for p in path.parent.iterdir() if p.suffix != ".db-wal") == [
        "all",
        "log",
        "runs.db",
        "two.jsonl",
    ]


@pytest.mark.usefixtures("path")
def test_tables_hold_one_row_an_event(negosim: Command) -> None:
    """Round, date, levels and utilities in columns, everything else in the body; Parquet and CSV hold the same."""
    assert negosim("export", NAMES[1], "--format", "parquet", "--out", "one.parquet").code == 0
    assert negosim("export", NAMES[1], "--format", "csv", "--out", "one.csv").code == 0
    events, rows = ns.play(river, SEED, 1), pq.read_table("one.parquet").to_pylist()
    assert [row["type"] for row in rows] == [type(event).__name__ for event in events]
    assert [row["version"] for row in rows] == list(range(1, len(events) + 1))
    number = next(n for n, event in enumerate(events) if isinstance(event, e.PackageTabled))
    event, row = events[number], rows[number]
    assert isinstance(event, e.PackageTabled)
    told = [row[key] for key in ("stream", "party", "package", "aspiration", "round", "date")]
    assert told == [NAMES[1], event.party, event.package, event.aspiration, 1, river.start]
    assert {p.name: row[f"utility_{p.name}"] for p in river.parties} == dict(event.utilities)
    assert row["level_release"] in {level.label for level in river.issue("release").levels}
    assert json.loads(row["body"])["package"] == event.package
    with Path("one.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert list(lines[0]) == list(row)
    assert [line["body"] for line in lines] == [row["body"] for row in rows]
    assert float(lines[number]["aspiration"]) == event.aspiration


@pytest.mark.usefixtures("path")
def test_a_table_of_all_runs_has_the_issues_of_all_scenarios(negosim: Command) -> None:
    """What a run knows nothing of is missing in its rows."""
    assert negosim("export", "--all", "--format", "parquet", "--out", "all.parquet").code == 0
    table = pq.read_table("all.parquet")
    cake = f"level_{ns.load_scenario(CAKE).issues[0].name}"
    assert {"level_release", cake, "utility_altara", "utility_bruno"} <= set(table.column_names)
    assert len(set(table["stream"].to_pylist())) == 5


def test_what_cannot_be_written_leaves_what_was_there(
    negosim: Command, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk in the middle: one line, the earlier file as it was, nothing beside it."""
    Path("two.jsonl").write_text("mine")

    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("negosim.cli.export_files.to_line", full)
    said = negosim("export", "2", "--out", "two.jsonl", "--force")
    assert (said.code, said.problems) == (
        2,
        ["negosim: two.jsonl: --out: expected a place to write to, received No space left on device"],
    )
    assert Path("two.jsonl").read_text() == "mine"
    assert {p.name for p in path.parent.iterdir()} >= {"runs.db", "two.jsonl"}
    assert not [p for p in path.parent.iterdir() if "partial" in p.name]


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
@pytest.mark.parametrize("name", ["runs.db", "sub/../runs.db", "soft", "hard", "runs.db-wal", "runs.db-shm", "journal"])
def test_the_store_that_is_read_is_never_written_over(negosim: Command, path: Path, form: str, name: str) -> None:
    """Not with --force, not through a link, and not the files that SQLite lays beside it, there or not."""
    before = path.read_bytes()
    Path("sub").mkdir()
    Path("soft").symlink_to("runs.db")
    Path("hard").hardlink_to("runs.db")
    Path("journal").symlink_to("runs.db-journal")
    for words in (["2"], ["--all"]):
        for url in ("sqlite:///runs.db", f"sqlite:///{path}", "sqlite:///soft"):
            said = negosim("export", *words, "--format", form, "--out", name, "--force", "--store", url)
            assert (said.code, said.out, len(said.problems)) == (2, "", 1)
            assert said.err.startswith(f"negosim: {name}: --out: expected another f")
    assert path.read_bytes() == before


def test_a_folder_with_the_store_in_it_is_never_written_over(negosim: Command, path: Path) -> None:
    """Even if the store has the name of an event log."""
    Path("logs").mkdir()
    path.rename("logs/runs.jsonl")
    said = negosim("export", "--all", "--out", "logs", "--force", "--store", "sqlite:///logs/runs.jsonl")
    assert (said.code, len(said.problems)) == (2, 1)
    assert "logs: --out: expected another folder, received the one that the store lies in" in said.err
    assert negosim("verify", "--store", "sqlite:///logs/runs.jsonl").code == 0


def test_a_table_for_a_spreadsheet(negosim: Command, path: Path) -> None:
    """With the separator and the byte order mark that it wants, and the same cells; other formats have neither."""
    assert negosim("export", NAMES[1], "--format", "csv", "--out", "plain.csv").code == 0
    words = ("--format", "csv", "--separator", ";", "--bom", "--out", "mine.csv")
    assert negosim("export", NAMES[1], *words).code == 0
    with (
        Path("plain.csv").open(encoding="utf-8", newline="") as one,
        Path("mine.csv").open(encoding="utf-8-sig", newline="") as other,
    ):
        assert list(csv.reader(one)) == list(csv.reader(other, delimiter=";"))
    assert Path("mine.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    said = negosim("export", NAMES[1], "--bom", "--separator", "|", "--out", "x.jsonl")
    assert said.problems == [
        "negosim: --separator: expected one of ,, ;, tab, received |",
        "negosim: --format: expected csv with --separator or --bom, received jsonl",
    ]
