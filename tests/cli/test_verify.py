"""``verify`` names what is not what was written, in the store alone or by heads kept elsewhere."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import negosim as ns
from negosim.domain import events as e
from tests.cli.conftest import Command
from tests.cli.stores import FORK, NAMES


@pytest.fixture
def database(path: Path) -> Iterator[sqlite3.Connection]:
    """The file itself."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def test_runs_as_they_were_written_are_verified(negosim: Command, at: str) -> None:
    """All, or one; exit code 0."""
    assert negosim("verify", "--store", at).out == "5 runs: every event is what was written\n"
    assert negosim("verify", "2").out == "1 run: every event is what was written\n"


def test_events_of_no_run_are_named(negosim: Command, database: sqlite3.Connection) -> None:
    """Exit code 1, though each run is what was written."""
    copied = "SELECT 99, first, 3, kinds, bodies, hashes FROM negosim_appends WHERE stream = 1"
    database.execute(f"INSERT INTO negosim_appends {copied}")
    said = negosim("verify")
    assert (said.code, said.out) == (1, "")
    assert said.problems == ["3 events under number 99, which no stream has"]
    assert negosim("verify", NAMES[0]).code == 0


def test_an_altered_event_is_named_in_each_run_that_holds_it(
    negosim: Command, path: Path, database: sqlite3.Connection
) -> None:
    """The run and its fork; the others are in order, and exit code 1."""
    database.execute(
        "UPDATE negosim_appends SET bodies = CAST(replace(bodies, '\"aspiration\":{', '\"aspiration\": {') AS BLOB) "
        "WHERE stream = (SELECT number FROM negosim_streams WHERE name = ?)",
        (NAMES[1],),
    )
    said = negosim("verify")
    assert (said.code, said.out) == (1, "")
    assert len(said.problems) == 3
    assert said.problems[0].startswith(f"{NAMES[1]}, event 2: ")
    assert said.problems[1].startswith(f"{FORK}: {NAMES[1]}, event 2: ")
    assert said.problems[2] == "2 of 5 runs are not what was written"
    assert negosim("verify", NAMES[0]).code == 0
    told = negosim("show", NAMES[1])
    assert (told.code, told.out) == (2, "")
    assert f"{NAMES[1]}, event 2: " in told.err
    assert path.is_file()


def test_heads_kept_elsewhere_show_what_was_cut_or_made_anew_or_is_gone(
    negosim: Command, path: Path, database: sqlite3.Connection
) -> None:
    """What hashes in the store alone cannot show: streams that are whole, and are not those of before."""
    Path("heads.json").write_text(negosim("runs", "--json").out, encoding="utf-8")
    assert negosim("verify", "--heads", "heads.json").out.endswith("; 5 as in heads.json\n")
    with closing(ns.open_store(f"sqlite:///{path}")) as store:
        first, second = store.read(NAMES[0]), store.read(NAMES[2])
    for name in (NAMES[0], NAMES[2], FORK):
        number = database.execute("SELECT number FROM negosim_streams WHERE name = ?", (name,)).fetchone()
        database.execute("DELETE FROM negosim_appends WHERE stream = ?", number)
        database.execute("DELETE FROM negosim_streams WHERE number = ?", number)
    with closing(ns.open_store(f"sqlite:///{path}")) as store:
        store.append(NAMES[0], 0, first[:-1])
        store.append(NAMES[2], 0, [*second[:-1], e.NegotiationClosed(second[-1].outcome, second[-1].package, {})])
    assert negosim("verify").code == 0
    said = negosim("verify", "--heads", "heads.json")
    assert (said.code, said.out) == (1, "")
    cut, gone, anew = sorted(said.problems[:-1])
    assert cut.startswith(f"{NAMES[0]}, event {len(first)}: is missing; the stream was cut, it had {len(first)} events")
    assert anew.startswith(f"{NAMES[2]}: was made anew: event {len(second)} has another hash")
    assert gone.startswith(f"{FORK}: is missing; it had ")
    assert said.problems[-1] == "3 of 5 runs are not what was written"
    assert negosim("verify", NAMES[1], "--heads", "heads.json").code == 0


def test_runs_without_a_head_kept_elsewhere_are_counted(negosim: Command, at: str) -> None:
    """Those that could not be compared; if none could, that is exit code 1."""
    listed = json.loads(negosim("runs", "--store", at, "--json").out)["runs"]
    Path("three.json").write_text(json.dumps({"runs": listed[:3]}), encoding="utf-8")
    said = negosim("verify", "--heads", "three.json")
    told = "5 runs: every event is what was written; 3 as in three.json, 2 of which it has no head\n"
    assert (said.code, said.out) == (0, told)
    assert negosim("verify", NAMES[0], "--heads", "three.json").out.endswith("written; 1 as in three.json\n")
    said = negosim("verify", FORK, "--heads", "three.json")
    assert (said.code, said.out, len(said.problems)) == (1, "", 1)
    assert said.err == f"three.json has no head of {FORK}: nothing could be compared\n"
    Path("none.json").write_text('{"runs": []}', encoding="utf-8")
    said = negosim("verify", "--heads", "none.json")
    assert (said.code, said.out) == (1, "")
    assert said.err == "none.json has no head of any run of the store: nothing could be compared\n"


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("[]", ["--heads: expected what `negosim runs --json` prints, received no JSON object"]),
        ('{"run": 1}', ["--heads: expected what `negosim runs --json` prints, received no list of `runs`"]),
        ('{"runs": {}}', ["--heads: expected what `negosim runs --json` prints, received no list of `runs`"]),
        ("", ["--heads: expected what `negosim runs --json` prints, received what is no JSON"]),
        ("[" * 100_000, ["--heads: expected what `negosim runs --json` prints, received what is no JSON"]),
        ('{"runs": [7]}', ["runs[0]: expected a run with name, version and head, received 7"]),
        (
            '{"runs": [{"name": "a", "head": "zz"}, {"name": 1, "version": "1", "head": "%s"}]}' % ("0" * 64),
            [
                "runs[0].version: expected a whole number from 1, received nothing",
                "runs[0].head: expected 64 hexadecimal digits, received 'zz'",
                "runs[1].name: expected a text, received 1",
                "runs[1].version: expected a whole number from 1, received '1'",
            ],
        ),
    ],
)
@pytest.mark.usefixtures("path")
def test_heads_that_are_none_are_told_by_address(negosim: Command, text: str, problems: list[str]) -> None:
    """All of them, in words, exit code 2."""
    Path("heads.json").write_text(text, encoding="utf-8")
    said = negosim("verify", "--heads", "heads.json")
    assert (said.code, said.out) == (2, "")
    assert said.problems == [f"negosim: heads.json: {problem}" for problem in problems]
