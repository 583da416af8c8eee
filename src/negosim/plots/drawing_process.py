"""A second process that draws some of the figures while the first one does other things, and then the rest."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from negosim.ensemble.executors.processes import interrupts_held
from negosim.garbage_collection import gc_paused, load_permanently

if TYPE_CHECKING:
    from negosim.domain.scenario import Scenario
    from negosim.ensemble.results.outcomes import Outcomes

Told = str | OSError | None
"""How a figure went: why it could not be drawn, what stood in the way of its file, or nothing."""

PATIENCE = 60.0
"""Seconds that its last figure is waited for: much longer than any takes."""
_SERVE = "from negosim.plots.drawing_process import serve; serve()"


class Helper:
    """Draws figures in a second process, one after another, until they are taken from it.

    It ends with the process that started it. If it dies, the figures that it has not finished are left to the
    caller. If it does not answer for a minute while it is waited for, it is killed.

    Attributes
    ----------
    names : tuple of str
        The figures that it was asked for.
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.names: tuple[str, ...] = ()
        self._process = process
        self._left: deque[str] = deque()
        self._told: deque[tuple[str, Told]] = deque()
        self._sender: threading.Thread | None = None

    def expect(self, scenario: Scenario, seed: int) -> None:
        """Start to compute what depends on no run, before there are outcomes.

        Parameters
        ----------
        scenario : Scenario
            The scenario.
        seed : int
            Seed of the runs.
        """
        self._begin(self._write, ("expect", scenario, seed))

    def draw(self, names: Sequence[str], outcomes: Outcomes, folder: Path) -> None:
        """Start to draw figures that need no events.

        Parameters
        ----------
        names : sequence of str
            The figures, in the order in which they are drawn.
        outcomes : Outcomes
            The runs.
        folder : Path
            Where the files go.
        """
        self.names = tuple(names)
        self._left.extend(names)
        self._begin(self._ask, ("draw", outcomes, folder), self._sender)

    def take(self) -> str | None:
        """Take the last figure that is not begun, for the caller to draw.

        Returns
        -------
        str or None
            Its name; None if nothing is left. If the process died, the figure that it was drawing is returned at the
            end.
        """
        with suppress(IndexError):
            return self._left.pop()
        self._join()
        return self._left.pop() if self._left else None

    def told(self) -> Iterator[tuple[str, Told]]:
        """Yield each finished figure once.

        Yields
        ------
        tuple[str, str | OSError | None]
            Its name, and why it could not be drawn or written, if so.
        """
        while self._told:
            yield self._told.popleft()

    def end(self) -> None:
        """Kill the process, whatever it is doing."""
        self._left.clear()
        self._process.kill()
        self._process.wait()
        self._join()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()

    def _begin(self, send: Callable[..., None], *arguments: object) -> None:
        self._sender = threading.Thread(target=send, args=arguments, daemon=True)
        self._sender.start()

    def _join(self) -> None:
        """Wait for the figure that it is at; one that was stopped, or hangs, would be waited for without end."""
        if self._sender is not None:
            self._sender.join(PATIENCE)
            if self._sender.is_alive():
                self._process.kill()
            self._sender.join()

    def _write(self, message: object) -> None:
        with suppress(OSError):
            self._send(message)

    def _send(self, message: object) -> None:
        words = self._process.stdin
        assert words is not None
        words.write(pickle.dumps(message))
        words.flush()

    def _ask(self, task: object, before: threading.Thread | None) -> None:
        answers = self._process.stdout
        assert answers is not None
        if before is not None:
            before.join()
        name = ""
        try:
            self._send(task)
            while self._left:
                name = self._left.popleft()
                self._send(("figure", name))
                self._told.append((name, pickle.load(answers)))
        except IndexError:  # the last one was taken meanwhile
            pass
        except (OSError, EOFError, pickle.UnpicklingError):
            self._left.extend([name] if name else [])


@contextmanager
def helping(jobs: int) -> Iterator[Helper | None]:
    """Start a helper, and end it afterwards.

    It imports what figures need in the meantime.

    Parameters
    ----------
    jobs : int
        Number of processes that may run; with one, there is no helper.

    Yields
    ------
    Helper or None
        None if there may be no second process, or none could be started.
    """
    helper = _begun() if jobs > 1 else None
    try:
        yield helper
    finally:
        if helper is not None:
            helper.end()


def _begun() -> Helper | None:
    path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
    pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
    try:
        with interrupts_held():
            process = subprocess.Popen(
                [sys.executable, "-c", _SERVE],
                stdin=pipe,
                stdout=pipe,
                stderr=quiet,
                env={**os.environ, "PYTHONPATH": path},
            )
    except OSError:  # no such interpreter, or no room for it
        return None
    return Helper(process)


def serve() -> None:
    """Run the loop of the helper process: read names of figures, draw them, and answer how it went."""
    saving = load_permanently(_saving)
    with os.fdopen(os.dup(1), "wb") as answers, suppress(EOFError, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what libraries print is no answer
        scenario: Any = None
        while True:
            match pickle.load(sys.stdin.buffer):
                case "expect", scenario, seed:
                    with gc_paused():
                        saving.expect(scenario, seed)
                case "draw", outcomes, folder:
                    # The very scenario of which something is known by now.
                    outcomes = attrs.evolve(outcomes, scenario=scenario or outcomes.scenario)
                case "figure", name:
                    pickle.dump(saving.drawn(name, outcomes, (), folder), answers)
                    answers.flush()


def _saving() -> Any:
    from negosim.plots import saving  # noqa: PLC0415 - the helper is there to open it, and the other process is not

    return saving
