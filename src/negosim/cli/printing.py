"""Plain tables that stay readable when piped."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

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


def print_warnings(scenario: Scenario, warnings: Iterable[str] = ()) -> None:
    """On standard error, a line each: what did not go as it should, and which letters of a scenario are boxes."""
    from negosim import plots

    letters = plots.unwritable(scenario)
    boxes = [f"no installed font has {letters}: boxes stand for them in figures"] if letters else []
    for warning in (*warnings, *boxes):
        print_warning(warning)


def print_warning(warning: str) -> None:
    """On standard error, so that what is printed can be piped."""
    typer.echo(f"negosim: {warning}", err=True)
