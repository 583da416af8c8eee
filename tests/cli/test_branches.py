"""``fork`` and ``turning-points``: what they keep, print and draw, and what they refuse."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest

import negosim as ns
from negosim.cli.fork_tables import spans
from negosim.ensemble.playing.simulate import play
from negosim.store.naming import name_of, name_of_fork
from tests.cli.conftest import RIVER, Command, contents

SEED, RUN = 7, 7
river = ns.load_scenario(RIVER)
EVENTS = play(river, SEED, RUN)
NAME = name_of(river, SEED, RUN)
LAST = ns.replay(EVENTS).round
TRUST = "commission.trust.*={ add = 0.1 }"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one run of the river."""
    path = tmp_path_factory.mktemp("branches") / "runs.db"
    with closing(ns.open_store(f"sqlite:///{path}", create=True)) as store:
        store.keep_scenario(river)
        store.append(NAME, 0, EVENTS)
    return path


@pytest.fixture
def here(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a copy of the store under the name that commands look for."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(made, tmp_path / "runs.db")
    return tmp_path


@pytest.fixture
def no_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave an empty file in place of a figure: for tests of everything else."""
    monkeypatch.setattr("negosim.plots.save_page", lambda _, path: path.touch())


def streams() -> list[str]:
    """The names of what is kept."""
    with closing(ns.open_store()) as store:
        return [stream.name for stream in store.streams()]


def test_a_fork_is_kept_drawn_and_told(here: Path, negosim: Command) -> None:
    """The stream begins as its parent; the figure and its numbers lie in a folder of its name."""
    said = negosim("fork", RUN, "--at-round", 5, "--set", "altara.pressure=0.3", "--set", "mirenne.waiting_cost=0.01")
    assert (said.code, said.err) == (0, "")
    changes = {"altara.pressure": 0.3, "mirenne.waiting_cost": 0.01}
    name = name_of_fork(NAME, 5, changes)
    assert streams() == [NAME, name]
    with closing(ns.open_store()) as store:
        assert store.read(name) == list(ns.fork(river, EVENTS, 5, changes))
        store.verify(name)
    folder = here / "out" / "forks" / name
    assert sorted(contents(folder)) == ["fork.json", "fork.png"]
    assert (folder / "fork.png").read_bytes().startswith(b"\x89PNG")
    for words in ("What was changed", "altara.pressure", "How it ended", "collapse", f"Fork: {name} (kept"):
        assert words in said.out
    assert negosim("verify").code == 0
    assert negosim("show", name).code == 0


@pytest.mark.usefixtures("here", "no_drawing")
def test_a_fork_without_changes_says_that_it_repeats_its_run(negosim: Command) -> None:
    """It is kept all the same, and a second time found there."""
    said = negosim("fork", NAME, "--at-round", LAST)
    assert said.code == 0
    assert "The fork repeats its run: nothing was changed." in said.out
    again = negosim("fork", NAME, "--at-round", LAST)
    assert "(was kept already in the store)" in again.out
    assert len(streams()) == 2


@pytest.mark.usefixtures("here")
def test_futures_are_kept_in_pairs_and_compared(negosim: Command) -> None:
    """Twice as many streams as redraws, shares with intervals, and their difference; one JSON object, nothing else."""
    said = negosim("fork", RUN, "--at-round", 9, "--set", TRUST, "--runs", 3, "--jobs", 1, "--json", "--out", "futures")
    assert (said.code, said.err) == (0, "")
    value = json.loads(said.out, parse_constant=pytest.fail)
    changes = {name: change["after"] for name, change in value["changes"].items()}
    assert list(changes) == ["commission.trust.altara", "commission.trust.mirenne", "commission.trust.soldelta"]
    assert all(change["after"] > change["before"] for change in value["changes"].values())
    expected = {NAME, name_of_fork(NAME, 9, changes)}
    expected |= {name_of_fork(NAME, 9, side, redraw) for redraw in (1, 2, 3) for side in ({}, changes)}
    assert set(streams()) == expected
    outcomes = value["futures"]["outcomes"]
    assert value["futures"]["redraws"] == 3
    assert sum(entry["unchanged"]["count"] for entry in outcomes.values()) == 3
    found = ns.play_futures(river, EVENTS, 9, changes, 3)
    for name, entry in outcomes.items():
        assert entry["difference"]["share"] == pytest.approx(found.difference(name).share, abs=1e-6)
    told = json.loads(Path("futures/fork.json").read_text(encoding="utf-8"))
    assert told == {key: value[key] for key in told}
    assert value["figure"] == str(Path("futures") / "fork.png")


@pytest.mark.usefixtures("here", "no_drawing")
def test_futures_without_changes_are_told_alone(negosim: Command) -> None:
    """Chance redrawn, and nothing to compare with."""
    said = negosim("fork", RUN, "--at-round", 9, "--runs", 2, "--jobs", 1)
    assert said.code == 0
    assert "2 redraws of chance from round 9 on" in said.out
    assert "difference" not in said.out
    assert len(streams()) == 4


@pytest.mark.usefixtures("here", "no_drawing")
def test_a_fork_of_a_fork_goes_on_from_it(negosim: Command) -> None:
    """The second one stands below the first, and holds both changes."""
    first = json.loads(negosim("fork", RUN, "--at-round", 4, "--set", "altara.pressure=0.1", "--json").out)["fork"]
    second = json.loads(negosim("fork", first, "--at-round", 6, "--set", "altara.bias=0.1", "--json").out)["fork"]
    with closing(ns.open_store()) as store:
        stream = store.find(second)
        assert stream is not None
        assert stream.parent == first
        draw = ns.replay(store.read(second)).draw
    assert (draw["altara.pressure"], draw["altara.bias"]) == (0.1, 0.1)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("words", "problems"),
    [
        (["99", "--at-round", 1], ["RUN: expected a run in the store"]),
        ([RUN, "--at-round", LAST + 1], [f"--at-round: expected a round from 1 to {LAST}"]),
        ([RUN, "--at-round", 0], [f"--at-round: expected a round from 1 to {LAST}"]),
        ([RUN, "--at-round", 1, "--runs", -1], ["--runs: expected a whole number from 0, received -1"]),
        ([RUN, "--at-round", 1, "--jobs", -1], ["--jobs: expected a whole number from 0, received -1"]),
        ([RUN, "--at-round", 1, "--set", "altara"], ["--set: expected KEY=VALUE"]),
        ([RUN, "--at-round", 1, "--set", "a=1", "--set", "a=2"], ["--set: a: expected one value, received several"]),
        (
            [RUN, "--at-round", 1, "--set", "horizon=9", "--set", "altara.presure=1"],
            ["--set: horizon: expected a parameter", "--set: altara.presure: expected a known parameter"],
        ),
        ([RUN, "--at-round", 1, "--store", "sqlite:///none.db"], ["sqlite:///none.db"]),
        ([RUN, "--at-round", 1, "--out", "runs.db"], ["runs.db: --out: expected a folder to write to"]),
    ],
)
def test_what_cannot_be_forked_is_refused_by_address(
    negosim: Command, words: list[object], problems: list[str]
) -> None:
    """Exit code 2, one line a problem, and nothing on standard output."""
    said = negosim("fork", *words)
    assert (said.code, said.out) == (2, "")
    assert len(said.problems) == len(problems)
    for line, problem in zip(said.problems, problems, strict=True):
        assert line.startswith("negosim: ")
        assert problem in line


def test_turning_points_are_mapped_and_told(here: Path, negosim: Command) -> None:
    """A row a change, the rounds at which it turns the outcome; the store stays as it is."""
    before = (here / "runs.db").read_bytes()
    said = negosim(
        "turning-points", RUN, "--change", "all pressed: *.pressure=1, *.waiting_cost={ times = 2, add = 0 }",
        "--change", "altara.bias=0", "--jobs", 1,
    )  # fmt: skip
    assert (said.code, said.err) == (0, "")
    assert "all pressed" in said.out
    assert "altara.bias=0" in said.out
    folder = here / "out" / "turning_points" / NAME
    assert sorted(contents(folder)) == ["turning_points.json", "turning_points.png"]
    value = json.loads((folder / "turning_points.json").read_text(encoding="utf-8"))
    settings = {"*.pressure": 1, "*.waiting_cost": {"times": 2, "add": 0}}
    assert value["changes"]["all pressed"]["settings"] == settings
    found = ns.find_turning_points(river, EVENTS, {"all pressed": settings, "altara.bias=0": {"altara.bias": 0}})
    assert value["changes"]["all pressed"]["turns_at"] == found.rounds("all pressed")
    assert len(value["forks"]) == 2 * LAST
    assert f"{int(found.frame['turned'].sum())} of {2 * LAST} forks end otherwise" in said.out
    assert before == (here / "runs.db").read_bytes()


@pytest.mark.usefixtures("here", "no_drawing")
def test_without_a_change_the_likely_ones_are_tried(negosim: Command) -> None:
    """What the run's own draw leaves to be changed; one JSON object, nothing else."""
    said = negosim("turning-points", RUN, "--json", "--jobs", 1)
    assert (said.code, said.err) == (0, "")
    value = json.loads(said.out, parse_constant=pytest.fail)
    expected = {"more trust in all mediators", "more pressure on Altara"}
    assert expected <= set(value["changes"])


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("late: horizon=3", "--change late: horizon: expected a parameter"),
        ("x: altara.pressure=9", "--change x: altara.pressure: expected from 0 to 2, received 9"),
        (": altara.pressure=1", "--change: expected NAME: KEY=VALUE"),
        ("x:", "--change: expected NAME: KEY=VALUE"),
        ("x: altara.pressure", "expected KEY=VALUE"),
    ],
)
def test_changes_that_cannot_be_are_refused_by_address(negosim: Command, change: str, problem: str) -> None:
    """Exit code 2, and the change is named."""
    said = negosim("turning-points", RUN, "--change", change)
    assert (said.code, said.out) == (2, "")
    assert problem in said.err


FORK = ("fork", RUN, "--at-round", 5, "--set", "altara.pressure=0.3")
TURN = ("turning-points", RUN, "--change", "altara.pressure=0.3", "--jobs", 1)


@pytest.mark.parametrize("words", [FORK, TURN], ids=["fork", "turning-points"])
@pytest.mark.parametrize("out", ["/proc/foo", "runs.db", "runs.db/below", "taken", "n" * 300], ids=str)
def test_a_place_that_cannot_be_written_to_is_refused_before_anything_is_played(
    here: Path, negosim: Command, monkeypatch: pytest.MonkeyPatch, words: tuple[object, ...], out: str
) -> None:
    """Nothing is kept and nothing is left."""
    monkeypatch.setattr("negosim.ensemble.playing.forks.fork", lambda *_: pytest.fail("played"))
    monkeypatch.setattr("negosim.cli.fork_results.turn", lambda *_, **__: pytest.fail("played"))
    for name in ("fork", "turning_points"):
        (here / "taken" / f"{name}.png").mkdir(parents=True)
    before = (here / "runs.db").read_bytes()
    said = negosim(*words, "--out", out)
    assert (said.code, said.out, len(said.problems)) == (2, "", 1)
    assert "--out: expected a folder to write to, received " in said.err
    assert (here / "runs.db").read_bytes() == before
    assert streams() == [NAME]
    assert sorted(path.name for path in here.iterdir() if "-" not in path.name) == ["runs.db", "taken"]


@pytest.mark.parametrize("words", [FORK, TURN], ids=["fork", "turning-points"])
def test_the_store_is_not_written_over(here: Path, negosim: Command, words: tuple[object, ...]) -> None:
    """Even if it has the name of the numbers beside the figure."""
    name = f"{str(words[0]).replace('-', '_')}.json"
    (here / "runs.db").rename(name)
    said = negosim(*words, "--out", ".", "--store", f"sqlite:///{name}")
    assert (said.code, said.out) == (2, "")
    assert f".: --out: expected another folder, received one in which {name} is the store" in said.err
    assert negosim("verify", "--store", f"sqlite:///{name}").out == "1 run: every event is what was written\n"


@pytest.mark.usefixtures("here")
def test_a_fork_without_its_figure_is_said_to_be_kept(negosim: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that runs full after the fork was kept."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("negosim.plots.save_page", full)
    said = negosim(*FORK)
    assert (said.code, said.out) == (2, "")
    kept = streams()[1]
    assert said.err.endswith(
        f": --out: expected a folder to write to, received No space left on device ({kept} is kept)\n"
    )


@pytest.mark.usefixtures("here")
def test_a_round_that_there_is_not_is_refused_by_option(negosim: Command) -> None:
    """On the command line the option is named."""
    said = negosim("fork", RUN, "--at-round", 99)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"negosim: --at-round: expected a round from 1 to {LAST}, ")


def test_rounds_in_a_row_are_drawn_together() -> None:
    """Numbers as people write them."""
    assert spans([1, 2, 3, 7, 9, 10]) == "1 to 3, 7, 9 to 10"
    assert spans([]) == ""
