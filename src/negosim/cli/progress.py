"""A progress bar with rate and time left, on standard error, where somebody can see it."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from negosim.cli.signals import check


class _Rate(TextColumn):
    """Units finished per second."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: object) -> Text:
        """Return the rate of a task as text."""
        speed = getattr(task, "speed", None)
        return Text(f"{speed:.1f}/s" if speed else "")


class Bar:
    """A progress bar with one line per step of a job; a context manager.

    Parameters
    ----------
    silent : bool
        Show nothing. If standard error is not a terminal, no bar is shown, but that rules are compiled is told.
    """

    def __init__(self, *, silent: bool) -> None:
        console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(),
            console=console,
            disable=silent or not sys.stderr.isatty(),
        )
        self._silent = silent
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._bar.start()
        if not self._silent and _first_use():
            self._bar.console.print("The rules are compiled at their first use, which takes half a minute, once.")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def step(self, what: str, done: int, total: int) -> None:
        """Show how far a step is; units done at its first call do not count for the rate.

        Parameters
        ----------
        what : str
            Name of the step.
        done, total : int
            Units finished, and units in all.

        Raises
        ------
        KeyboardInterrupt
            A signal was received whose own exception got lost; see ``signals.check``.
        """
        check()
        if what not in self._tasks:
            self._tasks[what] = self._bar.add_task(what, total=total, completed=done)
        self._bar.update(self._tasks[what], completed=done)


def _first_use() -> bool:
    from negosim.compiled.compiling import FIRST_USE

    return FIRST_USE
