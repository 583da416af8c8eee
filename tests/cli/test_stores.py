"""Commands that keep runs in a store and read them again: ``run --store``, ``runs``, ``show``, ``replay``, ``export``,
``verify``."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import negosim as ns
from negosim.analysis import readings
from negosim.domain import events as e
from negosim.store.branches import keep_fork
from negosim.store.log import JsonLines
from negosim.store.naming import name_of, name_of_fork
from tests.cli.conftest import CAKE, RIVER, Command

SEED, RUNS, FORKED = 7, 3, 12
SLOW = "negosim: runs of which every event is kept are played through Mesa, which is the slow path"
river = ns.load_scenario(RIVER)
NAMES = [name_of(river, SEED, run) for run in range(RUNS)]
CHANGE = {"altara.pressure": 0.25}
FORK = name_of_fork(NAMES[1], FORKED, CHANGE)


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with three runs of the river, a cake, and a fork that repeats its parent but for what it says."""
    path = tmp_path_factory.mktemp("stores") / "runs.db"
    with closing(ns.open_store(f"sqlite:///{path}", create=True)) as store:
        ns.simulate(river, RUNS, SEED, keep=store)
        ns.simulate(ns.load_scenario(CAKE), 1, SEED, keep=store)
        events = store.read(NAMES[1])
        at = next(n for n, event in enumerate(events) if isinstance(event, e.RoundOpened) and event.round == FORKED)
        own = [e.AssumptionChanged("altara.pressure", 0.25, {}), *events[at:]]
        store.append(FORK, at, own, parent=NAMES[1])
    return path


@pytest.fixture
def path(full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it to break, in a folder of its own under the name that commands look for."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copy(full, tmp_path / "runs.db"))


@pytest.fixture
def at(path: Path) -> str:
    """Where it is."""
    return f"sqlite:///{path}"


@pytest.mark.usefixtures("no_figures")
def test_run_keeps_every_event_of_every_run(negosim: Command, tmp_path: Path) -> None:
    """More runs than have logs; the last line says how many went where, and a second time that they were there."""
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    words = ("run", CAKE, "--jobs", 1, "--out", tmp_path / "out", "--store", url)
    said = negosim(*words, "--runs", 12)
    assert (said.code, said.problems) == (0, [SLOW])
    assert said.out.splitlines()[-1] == f"Every event of 12 runs kept in {url}."
    cake = ns.load_scenario(CAKE)
    with closing(ns.open_store(url)) as store:
        assert [stream.name for stream in store.streams()] == [name_of(cake, SEED, run) for run in range(12)]
        assert store.read(name_of(cake, SEED, 11)) == list(ns.play(cake, SEED, 11))
        assert store.scenario(cake.digest).digest == cake.digest
    assert negosim(*words, "--runs", 13).out.splitlines()[-1] == f"Every event of 1 run kept in {url}; 12 kept already."
    kept = json.loads(negosim(*words, "--runs", 13, "--json").out)["kept"]
    assert kept == {"store": url, "added": 0, "already": 13}


@pytest.mark.usefixtures("no_figures")
def test_another_run_under_the_same_name_is_refused(negosim: Command, tmp_path: Path) -> None:
    """With the name, and what to do; what is there stays."""
    url, cake = f"sqlite:///{tmp_path / 'kept.db'}", ns.load_scenario(CAKE)
    other = ns.play(cake, SEED + 1, 0)
    with closing(ns.open_store(url, create=True)) as store:
        store.append(name_of(cake, SEED, 0), 0, other)
    said = negosim("run", CAKE, "--runs", 2, "--jobs", 1, "--out", tmp_path / "out", "--store", url, "--quiet")
    assert (said.code, said.out, len(said.problems)) == (2, "", 1)
    assert f"negosim: --store: {name_of(cake, SEED, 0)}: expected the same " in said.err
    assert "keep this one in another store" in said.err
    assert not (tmp_path / "out").exists()
    with closing(ns.open_store(url)) as store:
        assert store.read(name_of(cake, SEED, 0)) == list(other)


@pytest.mark.parametrize("url", ["sqlite:////nowhere/runs.db", "sqlite:///", "runs.db", "mysql://u:secret@h/db"])
def test_a_store_that_cannot_be_opened_is_refused_before_the_first_run(
    negosim: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """One line, exit code 2, and nothing is played."""
    monkeypatch.setattr("negosim.cli.job.stream", lambda *_, **__: pytest.fail("played"))
    said = negosim("run", CAKE, "--out", tmp_path / "out", "--store", url)
    assert (said.code, said.out, len(said.problems)) == (2, "", 1)
    assert "secret" not in said.err


def test_results_never_take_the_place_of_the_store_that_is_kept_in(
    negosim: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder of results is replaced as a whole, so the store must not lie in it; nothing is played."""
    monkeypatch.setattr("negosim.cli.job.stream", lambda *_, **__: pytest.fail("played"))
    out = tmp_path / "out"
    out.mkdir()
    said = negosim("run", CAKE, "--out", out, "--store", f"sqlite:///{out / 'runs.db'}")
    assert (said.code, said.out, len(said.problems)) == (2, "", 1)
    assert f"{out}: --out: expected a folder that the store does not lie in, received one that is replaced" in said.err
    assert not list(out.iterdir())


@pytest.mark.usefixtures("no_figures")
def test_an_interruption_leaves_whole_runs(negosim: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are counted, and every one of them can be verified."""
    url = f"sqlite:///{tmp_path / 'kept.db'}"

    def step(_: object, what: str, done: int, __: int) -> None:
        if what == "runs" and done == 20:
            raise KeyboardInterrupt

    with monkeypatch.context() as changed:
        changed.setattr("negosim.cli.progress.Bar.step", step)
        said = negosim("run", CAKE, "--runs", 30, "--jobs", 1, "--out", tmp_path / "out", "--store", url)
    left = "20 of 30 runs are kept; the same command with --resume goes on from there"
    interrupted = f"negosim: interrupted; every event of 20 runs kept in {url}; {left}"
    assert (said.code, said.problems) == (130, [SLOW, interrupted])
    assert negosim("verify", "--store", url).out == "20 runs: every event is what was written\n"


def test_runs_are_listed(negosim: Command, at: str) -> None:
    """Each with how it ended; a fork with its parent, its round and what it changed."""
    said = negosim("runs", "--store", at)
    assert (said.code, said.err) == (0, "")
    assert "\x1b" not in said.out
    assert said.out.splitlines()[-1] == "5 runs"
    listed = json.loads(negosim("runs", "--json").out)["runs"]
    assert [row["name"] for row in listed] == [*NAMES, listed[3]["name"], FORK]
    fork, parent = listed[4], listed[1]
    assert (fork["parent"], fork["fork_round"], parent["fork_round"]) == (NAMES[1], FORKED, None)
    assert fork["changes"] == f"round {FORKED}: altara.pressure = 0.25"
    events = ns.play(river, SEED, 1)
    closed = events[-1]
    assert isinstance(closed, e.NegotiationClosed)
    assert (parent["outcome"], parent["version"], len(parent["head"])) == (closed.outcome, len(events), 64)
    assert parent["date"] == river.date(parent["day"]).isoformat()


@pytest.mark.usefixtures("path")
def test_the_name_of_a_run_is_never_folded(negosim: Command) -> None:
    """It is what one copies: however long, and however much else stands beside it."""
    events = ns.play(river, SEED, 1)
    with closing(ns.open_store()) as store:
        changes = {name: 0.5 for name in river.parameters if ".trust." in name}
        fork = ns.fork(river, events, 2, changes)
        shared = next(n for n, event in enumerate(events) if isinstance(event, e.RoundOpened) and event.round == 2)
        name, _ = keep_fork(store, NAMES[1], 2, fork, shared, changes)
        long = f"{'n' * 100}.7.0"
        store.append(long, 0, events)
        names = [stream.name for stream in store.streams()]
    assert {name, long, FORK} <= set(names)
    words = [line.split()[0] for line in negosim("runs").out.splitlines() if line.strip()]
    assert [word for word in words if word in names] == names


@pytest.mark.parametrize(
    "column", ["outcome = x'ff00'", "outcome = 'peace'", "round = -1", "day = -1", "day = 'x'", "round = 1e300"]
)
def test_what_cannot_be_is_listed_as_unknown(negosim: Command, path: Path, column: str) -> None:
    """Rows that were altered: a question mark, and a line that says what to do."""
    assert "?" not in negosim("runs").out
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"UPDATE negosim_streams SET {column} WHERE name = ?", (NAMES[0],))
    said = negosim("runs")
    assert (said.code, said.err) == (0, "")
    row = next(line for line in said.out.splitlines() if NAMES[0] in line and "@" not in line)
    assert "?" in row.split()
    last = "? stands for what cannot be, in 1 of them: `negosim verify` tells more"
    assert said.out.splitlines()[-2:] == ["5 runs", last]


def test_the_list_can_be_shortened(negosim: Command, at: str) -> None:
    """By outcome, and to the last ones."""
    listed = json.loads(negosim("runs", "--store", at, "--json", "--limit", 2).out)["runs"]
    assert [row["name"] for row in listed][-1] == FORK
    assert len(listed) == 2
    listed = json.loads(negosim("runs", "--json", "--outcome", "agreement").out)["runs"]
    assert {row["outcome"] for row in listed} == {"agreement"}
    assert negosim("runs", "--outcome", "goes on").out.splitlines()[-1] == "0 of 5 runs"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["runs", "--outcome", "agrement"], "--outcome: expected an outcome, received agrement (nearest: agreement)"),
        (["runs", "--limit", "-1"], "--limit: expected a whole number from 0, received -1"),
        (["runs", "--store", "sqlite:///none.db"], "sqlite:///none.db: expected a store that `negosim run --store`"),
        (["replay", NAMES[0], "--to-round", "999"], "--to-round: expected a round from 0 to "),
        (["replay", NAMES[0], "--to-round", "-1"], "--to-round: expected a round from 0 to "),
        (["replay", "nobody"], "RUN: expected a run in the store, received 'nobody'"),
        (["replay", "three_part"], "RUN: expected a name, or a part of it, that fits one run, received 'three_part'"),
        (["show", "."], "RUN: expected the number of a run after the folder, or --store with a run, received . alone"),
        (["show", "out", "1", "--store", "sqlite:///runs.db"], "RUN: expected one run in a store, or a folder and a"),
        (["export"], "RUN: expected a run, or --all, received neither"),
        (["export", "1", "--all", "--out", "x"], "RUN: expected a run, or --all, received 1 and --all"),
        (["export", "1"], "--out: expected a file to write to, received nothing"),
        (["export", "1", "--out", "x", "--format", "jason"], "--format: expected a format, received jason"),
        (["export", "1", "--out", "there"], "there: --out: expected a new file, received one there (--force"),
        (
            ["export", "1", "--out", "-"],
            "--out: expected the name of a file, received - (nothing is written to standard",
        ),
        (["export", "1", "--out", "."], ".: --out: expected a file, received a folder"),
        (["export", "1", "--out", "none/x"], "none/x: --out: expected a file in a folder, received no folder"),
        (["export", "--all", "--out", "."], ".: --out: expected another folder, received the one that the store lies"),
        (["export", "--all", "--out", "things"], "things: --out: expected a new folder, or one of event logs"),
        (["export", "--all", "--out", "there", "--force"], "there: --out: expected a folder, received a file"),
        (["verify", "--heads", "none.json"], "none.json: --heads: expected what `negosim runs --json` prints"),
        (
            ["verify", "--heads", "runs.db"],
            "runs.db: --heads: expected what `negosim runs --json` prints, received what",
        ),
    ],
)
@pytest.mark.usefixtures("path")
def test_what_cannot_be_done_is_told(negosim: Command, words: list[str], problem: str) -> None:
    """One line with an address, exit code 2."""
    Path("there").touch()
    Path("things").mkdir()
    Path("things/thing").touch()
    said = negosim(*words)
    assert (said.code, said.out) == (2, "")
    assert problem in said.err


def test_a_run_is_told_the_same_from_a_store_and_from_a_folder(negosim: Command, played: Path, at: str) -> None:
    """A number finds the run and not its fork, if no other scenario has it; as JSON the events are the same, too."""
    assert negosim("show", "2", "--store", at).out == negosim("show", played, "2").out
    assert negosim("show", "2", "--json").out == negosim("show", played, "2", "--json").out


@pytest.mark.usefixtures("path")
def test_a_fork_is_told_with_what_was_changed_and_when(negosim: Command) -> None:
    """It says whose fork it is, and the change stands at the date of the first round that it holds in."""
    said = negosim("show", FORK.rpartition(".")[2])
    assert said.out.splitlines()[0] == f"{FORK}, a fork of {NAMES[1]} at round {FORKED}"
    line = next(line for line in said.out.splitlines() if "From here on altara.pressure was set to 0.25" in line)
    date = river.date((FORKED - 1) * river.days_per_round)
    assert line.split()[:3] == [str(date.day), f"{date:%b}", str(date.year)]


@pytest.mark.usefixtures("path")
def test_a_run_is_shown_after_a_round(negosim: Command) -> None:
    """What lies on the table and what it is worth, as the events tell it."""
    events = ns.play(river, SEED, 1)
    state = readings.state_at(events, 5)
    now = json.loads(negosim("replay", NAMES[1], "--to-round", 5, "--json").out)
    assert (now["round"], now["day"], now["run"]) == (5, state.day, NAMES[1])
    assert {party: known["tabled"]["package"] for party, known in now["parties"].items()} == dict(state.tabled)
    tabled = [event for event in events if isinstance(event, e.PackageTabled)]
    for party, known in now["parties"].items():
        last = next(event for event in tabled if event.party == party and event.package == state.tabled[party])
        assert known["tabled"]["utilities"] == pytest.approx(dict(last.utilities), abs=1e-12)
    assert now["trust"]["commission"]["altara"] == state.trust["commission.altara"]
    said = negosim("replay", NAMES[1], "--to-round", 5)
    assert said.out.startswith(f"{NAMES[1]} after round 5, ")
    for words in ("Altara tabled", "The mediators' text", "aspiration", "Trust in mediators", "What is known of what"):
        assert words in said.out


@pytest.mark.usefixtures("path")
def test_up_to_its_round_a_fork_is_its_parent(negosim: Command) -> None:
    """What was changed shows from that round on."""

    def state(name: str, after: int) -> dict[str, object]:
        return {**json.loads(negosim("replay", name, "--to-round", after, "--json").out), "run": ""}

    assert state(FORK, FORKED - 1) == state(NAMES[1], FORKED - 1)
    changed = [{"round": FORKED, "parameter": "altara.pressure", "value": 0.25}]
    assert (state(FORK, FORKED)["changes"], state(NAMES[1], FORKED)["changes"]) == (changed, [])
    assert f"changed from round {FORKED} on: altara.pressure = 0.25" in negosim("replay", FORK).out
    assert negosim("replay", FORK, "--to-round", 0).out.startswith(f"{FORK} before the first round, ")


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

    monkeypatch.setattr("negosim.cli.exporting.to_line", full)
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
