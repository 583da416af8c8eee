"""Plain tables that stay readable when piped."""

from __future__ import annotations

import sys

from rich import box
from rich.console import Console
from rich.table import Table

PIPED_WIDTH = 120


def terminal() -> Console:
    """Standard output, with a fixed width where it is no terminal."""
    return Console() if sys.stdout.isatty() else Console(width=PIPED_WIDTH)


def plain_table(title: str, *columns: str, caption: str | None = None) -> Table:
    """A table without lines between rows; all columns but the first are flush right."""
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", caption=caption, caption_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right", overflow="fold")
    return table
