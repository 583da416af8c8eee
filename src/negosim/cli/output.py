"""What commands print: plain tables that stay readable when piped, JSON, and warnings."""

from __future__ import annotations

import json
import re
import sys
import textwrap
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from negosim.domain.scenario import Scenario

PIPED_WIDTH = 120
"""Of tables that nobody sees in a terminal."""
LINE = 100
"""Width of wrapped text."""


def percent(share: float | None, digits: int = 1) -> str:
    """Format a share as a percentage; a dash if there is none."""
    return "-" if share is None else f"{100 * share:.{digits}f} %"


def terminal(width: int = PIPED_WIDTH) -> Console:
    """Return a console on standard output, of that width if it is piped; brackets are printed as they are."""
    from rich.console import Console

    return Console(markup=False, emoji=False, highlight=False, width=None if sys.stdout.isatty() else width)


def wrapped_lines(text: str, indent: int = 0) -> list[str]:
    """Wrap a text between words, with a hanging indent; a number and its percent sign stay on one line."""
    margin = " " * indent
    lines = textwrap.wrap(
        re.sub(r"(\d) %", "\\1\N{NO-BREAK SPACE}%", text),
        LINE,
        initial_indent=margin,
        subsequent_indent=f"{margin}  ",
        break_on_hyphens=False,
        break_long_words=False,
    )
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


def plain_table(title: str, *columns: str, caption: str | None = None) -> Table:
    """Return an empty table without lines between rows.

    Parameters
    ----------
    title : str
        Printed above it.
    *columns : str
        Titles of the columns; all but the first are aligned to the right.
    caption : str, optional
        Printed below it.

    Returns
    -------
    Table
    """
    from rich import box
    from rich.table import Table

    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", caption=caption, caption_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right", overflow="fold")
    return table


def print_json(value: Any) -> None:
    """Print a value as one line of JSON; numbers that JSON does not have are an error."""
    click.echo(json.dumps(value, ensure_ascii=False, allow_nan=False))


def print_warning(warning: str) -> None:
    """Print a warning on standard error, so that standard output can be piped."""
    click.echo(f"negosim: {warning}", err=True)


def print_warnings(scenario: Scenario, also: Iterable[str] = (), *, figures: bool = True) -> None:
    """Print some warnings, and one if figures show boxes for letters of a scenario that no installed font has."""
    from negosim import plots

    letters = plots.unwritable(scenario) if figures else ""
    boxes = [f"no installed font has {letters}: boxes stand for them in figures"] if letters else []
    for warning in (*also, *boxes):
        print_warning(warning)


@contextmanager
def scenario_warnings_printed(*, silent: bool) -> Iterator[None]:
    """Print each ``ScenarioWarning`` once, as one line on standard error, instead of Python's two; or none of them."""
    from negosim.errors import ScenarioWarning

    printed: set[str] = set()

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
        elif not silent and str(message) not in printed:
            printed.add(str(message))
            print_warning(str(message))

    with warnings.catch_warnings():
        warnings.simplefilter("always", ScenarioWarning)
        before, warnings.showwarning = warnings.showwarning, show
        yield
