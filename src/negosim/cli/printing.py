"""Plain tables that stay readable when piped."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

import typer
from rich import box
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from negosim.domain.scenario import Scenario

PIPED_WIDTH = 120


def terminal() -> Console:
    """Standard output, with a fixed width where it is no terminal; words are printed as they are, brackets too."""
    return Console(markup=False, emoji=False, highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)


def plain_table(title: str, *columns: str, caption: str | None = None) -> Table:
    """A table without lines between rows; all columns but the first are flush right."""
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", caption=caption, caption_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right", overflow="fold")
    return table


def print_warnings(scenario: Scenario, also: Iterable[str] = ()) -> None:
    """On standard error, a line each: what did not go as it should, and which letters of a scenario are boxes."""
    from negosim import plots

    letters = plots.unwritable(scenario)
    boxes = [f"no installed font has {letters}: boxes stand for them in figures"] if letters else []
    for warning in (*also, *boxes):
        print_warning(warning)


@contextmanager
def doubts_told(*, silent: bool) -> Iterator[None]:
    """Within, what is probably not meant in a scenario is told once, in a line on standard error; or not at all."""
    from negosim.errors import ScenarioWarning

    told: set[str] = set()

    def show(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        if not issubclass(category, ScenarioWarning):
            before(message, category, filename, lineno, file, line)
        elif not silent and str(message) not in told:
            told.add(str(message))
            print_warning(str(message))

    with warnings.catch_warnings():
        warnings.simplefilter("always", ScenarioWarning)
        before, warnings.showwarning = warnings.showwarning, show
        yield


def print_warning(warning: str) -> None:
    """On standard error, so that what is printed can be piped."""
    typer.echo(f"negosim: {warning}", err=True)
