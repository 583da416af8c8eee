"""``runs``, ``show`` and ``replay`` tell of runs in a store; what cannot be done with one is told in one line."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import negosim as ns
from negosim.analysis.story import history
from negosim.domain import events as e
from negosim.store.branches import keep_fork
from tests.cli.conftest import Command
from tests.cli.stores import FORK, FORKED, NAMES, SEED, river


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
    state = history.state_at(events, 5)
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
