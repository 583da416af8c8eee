"""Figures drawn by two processes: the same files, whatever becomes of the second one."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from negosim import plots
from negosim.plots import drawing_process as helper_
from negosim.plots.drawing_process import Helper, helping
from negosim.plots.names import without_events
from tests.analysis import samples

SCENARIO = samples.scenario()
MANY = samples.played(SCENARIO, runs=60)
EVENTS = samples.told(SCENARIO)
NAMES = plots.applicable(MANY, EVENTS)
FEW = ("outcome_shares", "time_to_agreement", "blockers", "drivers")


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files that one process leaves."""
    folder = tmp_path_factory.mktemp("alone")
    plots.save_all(MANY, EVENTS, folder)
    return contents(folder)


@pytest.fixture
def helper() -> Iterator[Helper]:
    """A second process."""
    with helping(2) as begun:
        assert begun is not None
        yield begun


@pytest.fixture
def few(alone: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Only some figures are drawn: the files that one process leaves of them."""
    monkeypatch.setattr("negosim.plots.saving.applicable", lambda *_: FEW)
    return {name: alone[name] for name in sorted(FEW)}


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every figure."""
    return {path.stem: path.read_bytes() for path in sorted(folder.glob("*"))}


def drawn_by(helper: Helper, folder: Path, names: Sequence[str] = NAMES) -> list[str]:
    """Draw figures with help; the names in the order in which they were heard of."""
    heard: list[str] = []
    written = plots.save_all(MANY, EVENTS, folder, lambda path: heard.append(path.stem), helper=helper)
    assert [path.stem for path in written] == list(names)
    assert sorted(heard) == sorted(names)
    return heard


@pytest.mark.parametrize("expected", [True, False])
def test_two_processes_leave_the_same_bytes(
    alone: dict[str, bytes], helper: Helper, tmp_path: Path, expected: bool
) -> None:
    """Each figure once, by one of them; it hangs on no other figure, nor on whether the scenario was known before."""
    if expected:
        helper.expect(SCENARIO, MANY.seed)
    helper.draw(without_events(MANY), MANY, tmp_path)
    until = time.monotonic() + 120
    while not list(tmp_path.glob("*.png")) and time.monotonic() < until:
        time.sleep(0.01)  # until the helper has begun
    drawn_by(helper, tmp_path)
    assert alone == contents(tmp_path)


def test_the_helper_can_draw_all_that_need_no_events(alone: dict[str, bytes], helper: Helper, tmp_path: Path) -> None:
    """While the other process does something else."""
    names = without_events(MANY)
    helper.draw(names, MANY, tmp_path)
    until = time.monotonic() + 120
    while len(list(tmp_path.glob("*.png"))) < len(names) and time.monotonic() < until:
        time.sleep(0.01)
    assert helper.take() is None
    assert [(name, None) for name in names] == list(helper.told())
    assert {name: alone[name] for name in names} == contents(tmp_path)


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_a_helper_that_dies_loses_nothing(few: dict[str, bytes], helper: Helper, tmp_path: Path, when: str) -> None:
    """Before it has begun, or over a figure: the other process draws what is left."""
    if when == "before":
        os.kill(helper._process.pid, signal.SIGKILL)
    helper.draw(FEW, MANY, tmp_path)
    if when == "meanwhile":
        os.kill(helper._process.pid, signal.SIGSTOP)
        time.sleep(0.2)
        os.kill(helper._process.pid, signal.SIGKILL)
    drawn_by(helper, tmp_path, FEW)
    assert few == contents(tmp_path)


def test_a_helper_that_is_stopped_is_not_waited_for_without_end(
    few: dict[str, bytes], helper: Helper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other process draws what it was at."""
    monkeypatch.setattr(helper_, "PATIENCE", 0.2)
    os.kill(helper._process.pid, signal.SIGSTOP)
    helper.draw(FEW, MANY, tmp_path)
    drawn_by(helper, tmp_path, FEW)
    assert few == contents(tmp_path)


def test_a_helper_that_cannot_start_is_none(
    few: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an interpreter that can be begun, one process draws everything."""
    monkeypatch.setattr(helper_.sys, "executable", str(tmp_path / "nowhere"))
    with helping(2) as none:
        assert none is None
        plots.save_all(MANY, EVENTS, tmp_path, helper=none)
    assert few == contents(tmp_path)


def test_one_job_is_one_process() -> None:
    """Nobody helps who asked for one."""
    with helping(1) as none:
        assert none is None


def test_what_fails_is_told_as_if_nobody_helped(helper: Helper, tmp_path: Path) -> None:
    """A figure that cannot be drawn is named with its reason."""
    helper.draw(["negotiation_dance"], MANY, tmp_path)  # of no events
    told: list[tuple[str, object]] = []
    until = time.monotonic() + 120
    while not told and time.monotonic() < until:
        told += helper.told()
        time.sleep(0.01)
    ((name, reason),) = told
    assert (name, type(reason)) == ("negotiation_dance", str)
    assert not list(tmp_path.glob("*.png"))


def test_a_file_in_the_way_is_an_error(helper: Helper, tmp_path: Path) -> None:
    """Whoever meets it."""
    folder = tmp_path / "file"
    folder.touch()
    helper.draw(without_events(MANY), MANY, folder)
    with pytest.raises(OSError, match="file"):
        plots.save_all(MANY, EVENTS, folder, helper=helper)


def test_no_helper_is_left() -> None:
    """It ends when it is let go; a key press, which all processes of a terminal hear, it leaves to the other one."""
    with helping(2) as begun:
        assert begun is not None
        number = begun._process.pid
        os.kill(number, signal.SIGINT)
        time.sleep(0.2)
        assert begun._process.poll() is None
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_every_figure_but_the_dance_can_be_a_helpers() -> None:
    """Each once, in whichever order it is asked for."""
    assert sorted(NAMES) == sorted([*without_events(MANY), "negotiation_dance"])
