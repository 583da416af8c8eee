"""Options that several commands share, and checks of what was given."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from negosim.errors import BadInput, Problem
from negosim.store import DEFAULT

if TYPE_CHECKING:
    from negosim.domain.scenario import Scenario
    from negosim.model.classes import Agents

F = TypeVar("F", bound=Callable[..., Any])
STORE = DEFAULT
PATH = click.Path(path_type=Path)

text_option = partial(click.option, default="", show_default=False)
"""An option whose default, an empty text, means that it was not given."""
settings_option = partial(click.option, "--set", "settings", multiple=True, metavar="KEY=VALUE")
seed_option = partial(click.option, "--seed", default=7)
out_option = partial(click.option, "--out", type=PATH)
scenario_argument = click.argument(
    "scenario", metavar="SCENARIO", type=PATH, help="A scenario file (TOML), or a name that `negosim cases` lists."
)
run_argument = click.argument("run", metavar="RUN", help="A run's name, its number, or a part of its name.")
as_of_option = text_option("--as-of", metavar="YYYY-MM-DD", help="Use no claim later than this day.")
jobs_option = click.option("--jobs", default=0, help="Worker processes; 0 for one per core.")
cluster_option = text_option(
    "--cluster", metavar="URL", help="Play on a cluster, such as tcp://host:8786, instead of in local processes."
)
store_option = click.option("--store", default=STORE, metavar="URL", help="Where `negosim run --store` kept runs.")
quiet_option = click.option("--quiet", is_flag=True, help="Show no progress bar and no table.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of tables.")
force_option = click.option("--force", is_flag=True, help="Overwrite existing files.")


class NegativeNumbers(click.Command):
    """A command whose arguments may be negative numbers, which are otherwise read as unknown options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words of the command line; see ``click.Command.parse_args``."""
        ctx.ignore_unknown_options = any(word[:1] == "-" and word[1:].isdigit() for word in args)
        return super().parse_args(ctx, args)


def help_without_a_command(context: click.Context) -> None:
    """Print the help of a group of commands if none of them was given."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def require_range(option: str, value: int, least: int, most: int | None = None) -> None:
    """Refuse a number outside of its range.

    Parameters
    ----------
    option : str
        Name of the option, for the error message.
    value : int
        What was given.
    least, most : int
        The range, both ends included; no upper end if ``most`` is None.

    Raises
    ------
    BadInput
        The number is outside.
    """
    if most is not None and value > most:
        raise BadInput([Problem(file=option, expected=f"at most {most:,}", received=f"{value:,}")])
    if value < least:
        raise BadInput([Problem(file=option, expected=f"a whole number from {least}", received=str(value))])


def replay_options(command: F) -> F:
    """Add the options that allow to import the classes that played the runs of a folder."""
    told = "MODULE:CLASS"
    command = text_option("--mediator-agent", metavar=told, help="The class that played the mediators.")(command)
    return text_option("--agent", metavar=told, help="The class that played the parties; only it is imported.")(command)


def agent_classes(party: str, mediator: str, places: tuple[str, str] = ("--agent", "--mediator-agent")) -> Agents:
    """Import the classes of the agents.

    Parameters
    ----------
    party, mediator : str
        MODULE:CLASS; empty for the usual class.
    places : tuple of str
        The options, or the places in a file, that the paths come from.

    Returns
    -------
    Agents

    Raises
    ------
    BadInput
        There is no such class, or it cannot be used.
    """
    from negosim.model.classes import Agents

    add_current_directory_to_path()
    return Agents.at(party, mediator, places, "a module in the current directory, or one that is installed")


def add_current_directory_to_path() -> None:
    """Make modules in the current directory importable, after installed ones, in worker processes too."""
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.append(here)


def parse_settings(texts: Sequence[str], where: str = "--set") -> dict[str, object]:
    """Parse ``KEY=VALUE`` settings.

    Parameters
    ----------
    texts : sequence of str
        The settings; values are TOML.
    where : str
        The option, for error messages.

    Returns
    -------
    dict[str, object]

    Raises
    ------
    BadInput
        A setting cannot be parsed, or a key is given twice.
    """
    from negosim.files.overrides import parse_setting

    settings: dict[str, object] = {}
    for text in texts:
        key, value = parse_setting(text)
        if key in settings:
            raise BadInput([Problem(file=where, key=key, expected="one value", received="several")])
        settings[key] = value
    return settings


def load(path: Path, settings: Sequence[str], as_of: str = "") -> Scenario:
    """Load a scenario file.

    Parameters
    ----------
    path : Path
        The file.
    settings : sequence of str
        Overrides as ``KEY=VALUE``.
    as_of : str
        Last day whose claims are used, in ISO format; empty for the day in the file.

    Returns
    -------
    Scenario

    Raises
    ------
    BadInput
        A setting, the day or the file is not valid.
    """
    day = None
    if as_of:
        try:
            day = dt.date.fromisoformat(as_of)
        except ValueError:
            raise BadInput([Problem(file="--as-of", expected="a date such as 2024-01-26", received=as_of)]) from None
    from negosim.files.scenario import load_scenario

    return load_scenario(path, set=parse_settings(settings), as_of=day)
