"""A progress bar with rate and time left, on standard error, where somebody can see it."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from negosim.cli.stopping import check


class _Rate(TextColumn):
    """Units finished a second."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: object) -> Text:
        """The rate of a task."""
        speed = getattr(task, "speed", None)
        return Text(f"{speed:.1f}/s" if speed else "")


class Bar:
    """One line a step of the job; silent if asked, or if standard error is no terminal."""

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
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._bar.start()
        if not self._bar.disable and _first_use():
            self._bar.console.print("The rules are compiled at their first use, which takes half a minute, once.")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def step(self, what: str, done: int, total: int) -> None:
        """``done`` of ``total`` units of a step are finished; those of the first call do not count for the rate.

        KeyboardInterrupt if there was one that got lost.
        """
        check()
        if what not in self._tasks:
            self._tasks[what] = self._bar.add_task(what, total=total, completed=done)
        self._bar.update(self._tasks[what], completed=done)


def _first_use() -> bool:
    from negosim.rules.compiling import FIRST_USE

    return FIRST_USE
