"""Key presses and signals at every kind of moment: one line, an exit code that tells of it, never a traceback."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from negosim.cli import signals
from negosim.cli import summary as summary_
from negosim.cli.progress import Bar
from negosim.ensemble.playing import simulate as simulate_
from negosim.ensemble.results import folder_lock as locks_
from negosim.ensemble.results.job_folder import JobFolder
from tests.cli.conftest import CAKE, Command, contents

SMALL = ("--runs", "3", "--jobs", "1")
OTHERS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def press(number: signal.Signals = signal.SIGINT) -> None:
    """What a terminal does, or the system; heard before anything else is done."""
    signal.raise_signal(number)


def press_unheard() -> None:
    """The same while C has called Python and takes no error back, as where rules are compiled or loaded."""
    ctypes.CFUNCTYPE(None)(press)()


def before(real: Callable[..., Any], what: Callable[[], None]) -> Callable[..., Any]:
    """A function before which something happens."""

    def both(*arguments: Any, **named: Any) -> Any:
        what()
        return real(*arguments, **named)

    return both


def after(real: Callable[..., Any], what: Callable[[], None]) -> Callable[..., Any]:
    """A function after which something happens."""

    def both(*arguments: Any, **named: Any) -> Any:
        result = real(*arguments, **named)
        what()
        return result

    return both


@pytest.mark.usefixtures("no_figures")
@pytest.mark.parametrize("press_", [press, press_unheard], ids=["heard", "lost in a callback"])
def test_a_key_press_while_runs_are_played_ends_the_job(
    negosim: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, press_: Callable[[], None]
) -> None:
    """One line, and nothing of an exception that was ignored; what is lost in a callback is heard at the next step."""
    monkeypatch.setattr(simulate_, "play_chunk", before(simulate_.play_chunk, press_))
    said = negosim("run", CAKE, *SMALL, "--out", tmp_path / "out")
    kept = "nothing was changed" if press_ is press else "3 of 3 runs are kept; the same command with --resume"
    assert (said.code, said.out, len(said.problems)) == (130, "", 1)
    assert said.err.startswith(f"negosim: interrupted; {kept}")


@pytest.mark.parametrize("number", OTHERS, ids=lambda number: number.name)
def test_every_signal_that_asks_for_an_end_is_told_by_its_number(
    negosim: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    """And leaves no lock."""
    monkeypatch.setattr(simulate_, "play_chunk", before(simulate_.play_chunk, lambda: press(number)))
    said = negosim("run", CAKE, *SMALL, "--out", tmp_path / "out")
    assert (said.code, said.err) == (128 + number, "negosim: interrupted; nothing was changed\n")
    assert not list(tmp_path.iterdir())


def test_what_stood_for_signals_stands_again_afterwards(negosim: Command) -> None:
    """Within a process that goes on."""
    stood = [signal.getsignal(number) for number in OTHERS], sys.unraisablehook
    assert negosim("--version").code == 0
    assert ([signal.getsignal(number) for number in OTHERS], sys.unraisablehook) == stood


def test_what_is_ignored_from_outside_stays_so(
    negosim: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a job that is to outlive its terminal wants it."""
    monkeypatch.setattr(simulate_, "play_chunk", before(simulate_.play_chunk, lambda: press(signal.SIGHUP)))
    monkeypatch.setattr("negosim.plots.saving.applicable", lambda *_: ())
    stood = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        said = negosim("run", CAKE, *SMALL, "--out", tmp_path / "out", "--quiet")
    finally:
        signal.signal(signal.SIGHUP, stood)
    assert (said.code, said.err) == (0, "")


def test_impatient_presses_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that follow at once disturb nothing that is put in order; a later one is heard."""
    with signals._handlers(last=False):
        for pause, heard in ((0.0, True), (signals.REPEAT_SECONDS / 2, False), (2 * signals.REPEAT_SECONDS, True)):
            now = signals.time.monotonic() + pause
            with monkeypatch.context() as patched:
                patched.setattr(signals.time, "monotonic", lambda now=now: now)
                if heard:
                    with pytest.raises(KeyboardInterrupt):
                        press()
                else:
                    press()


def test_every_step_asks() -> None:
    """Of the bar, whether it is seen or not."""
    with signals._handlers(last=False), Bar(silent=True) as bar:
        bar.step("runs", 1, 2)
        press_unheard()
        with pytest.raises(KeyboardInterrupt):
            bar.step("runs", 2, 2)


class Pressing(set[Path]):
    """The folders that are held: a key is pressed when one is let go."""

    def discard(self, folder: Path) -> None:
        super().discard(folder)
        press()


@pytest.mark.usefixtures("no_figures")
@pytest.mark.parametrize("when", ["finished", "let go"])
def test_a_key_press_when_the_job_is_done_says_nothing_false(
    negosim: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """The manifest says that it is finished: all runs are kept, and the folder is whole."""
    if when == "finished":
        monkeypatch.setattr(JobFolder, "finish", after(JobFolder.finish, press))
    else:
        monkeypatch.setattr(locks_, "_HELD", Pressing())
    said = negosim("run", CAKE, *SMALL, "--out", tmp_path / "out", "--quiet")
    told = "3 of 3 runs are kept; the same command with --resume goes on from there"
    assert (said.code, said.err) == (130, f"negosim: interrupted; {told}\n")
    assert negosim("show", tmp_path / "out", 2).code == 0


@pytest.mark.usefixtures("no_figures")
def test_a_key_press_when_all_is_done_but_the_telling_comes_too_late(
    negosim: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job is done, and told."""
    monkeypatch.setattr(summary_, "print_summary", before(summary_.print_summary, press))
    said = negosim("run", CAKE, *SMALL, "--out", tmp_path / "out")
    assert (said.code, said.err) == (0, "")
    assert "3 runs, seed 7" in said.out


@pytest.mark.usefixtures("no_figures")
def test_an_interruption_before_more_is_played_tells_what_is_kept(
    negosim: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And results that stand there go on to stand."""
    out = tmp_path / "out"
    assert negosim("run", CAKE, *SMALL, "--out", out, "--quiet").code == 0
    stood = contents(out)
    monkeypatch.setattr(JobFolder, "begin", after(JobFolder.begin, press))
    said = negosim("run", CAKE, "--runs", "5", "--jobs", "1", "--out", out, "--quiet", "--resume")
    told = "3 of 5 runs are kept; the same command with --resume goes on from there"
    assert (said.code, said.err) == (130, f"negosim: interrupted; {told}\n")
    assert contents(out) == stood


PRESSING = """
import signal, sys

class Pressing:
    def find_spec(self, name, path=None, target=None):
        if name == "{name}":
            sys.meta_path.remove(self)
            {how}

sys.meta_path.insert(0, Pressing())
"""
MAIN = """
from negosim.cli import main
main()
"""
PLAINLY = "signal.raise_signal(signal.SIGINT)"
CUT_OFF = """try:
                signal.raise_signal(signal.SIGINT)
            except BaseException:
                raise ImportError("numba._devicearray failed to import") from None"""
IN_TEXT = 'exec("signal.raise_signal(signal.SIGINT)")'
LATE = """
import atexit, signal
atexit.register(signal.raise_signal, signal.SIGINT)
"""


def ended(program: str, *words: object) -> tuple[int, str, str]:
    """Exit code and both outputs of a program."""
    line = [sys.executable, "-c", program, *map(str, words)]
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=240)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("negosim.cli.signals", PLAINLY),
        ("click", PLAINLY),
        ("negosim.cli.progress", PLAINLY),
        ("numpy", PLAINLY),
        ("numpy", CUT_OFF),
    ],
    ids=["before anybody listens", "first of all", "our own", "a command's", "an import that is cut off by it"],
)
def test_a_key_press_while_a_command_opens_is_told_in_a_line(tmp_path: Path, name: str, how: str) -> None:
    """Before there is anything that could be kept."""
    found = ended(PRESSING.format(name=name, how=how) + MAIN, "run", CAKE, *SMALL, "--out", tmp_path / "out")
    assert found == (130, "", "negosim: interrupted\n")
    assert not list(tmp_path.iterdir())


def test_a_key_press_within_what_is_executed_as_text_is_no_other(tmp_path: Path) -> None:
    """Python itself remembers it, and would have the process end by the signal, whatever exit code it has."""
    (tmp_path / "sitecustomize.py").write_text(PRESSING.format(name="click", how=IN_TEXT), encoding="utf-8")
    paths = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    line = [sys.executable, "-m", "negosim", "--version"]
    done = subprocess.run(line, env=os.environ | {"PYTHONPATH": paths}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "negosim: interrupted\n")


def test_an_error_that_nobody_interrupted_is_no_interruption() -> None:
    """A mistake of ours keeps its traceback."""
    code, _, err = ended(PRESSING.format(name="click", how='raise ImportError("broken")') + MAIN, "--version")
    assert code == 1
    assert err.endswith("ImportError: broken\n")


def test_a_key_press_at_the_very_end_comes_too_late() -> None:
    """All was done and told: exit code 0."""
    code, out, err = ended(LATE + MAIN, "--version")
    assert (code, out.split()[0], err) == (0, "negosim", "")
