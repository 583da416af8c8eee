"""What commands have in common: the least that a number may be, settings, help where nothing is asked, and ends."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from typer.core import TyperCommand

from negosim.errors import BadInput, Problem

if TYPE_CHECKING:
    from negosim.domain.scenario import Scenario
    from negosim.model import PartyAgent

Set = Annotated[
    list[str], typer.Option("--set", help="KEY=VALUE: override a parameter, a pattern of them, or a key of the file.")
]
AsOf = Annotated[str, typer.Option("--as-of", help="Use no claim later than this day (YYYY-MM-DD).")]
ScenarioArgument = Annotated[Path, typer.Argument(help="A scenario file (TOML).")]

T = TypeVar("T")


class Numbered(TyperCommand):
    """A command that takes a number: one below 0 is refused as a number, and not as an option that there is not."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Arguments and options of the words."""
        ctx.ignore_unknown_options = any(word[:1] == "-" and word[1:].isdigit() for word in args)
        return super().parse_args(ctx, args)


def help_without_a_command(context: typer.Context) -> None:
    """Print the help of a group of commands if none of them was given."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def at_least(option: str, value: int, least: int, most: int | None = None) -> None:
    """BadInput unless the number of an option is no less than it may be, and no more, if there is a most."""
    if most is not None and value > most:
        raise BadInput([Problem(file=option, expected=f"at most {most:,}", received=f"{value:,}")])
    if value < least:
        raise BadInput([Problem(file=option, expected=f"a whole number from {least}", received=str(value))])


def agent_of(path: str, where: str = "--agent") -> type[PartyAgent]:
    """The class of the parties at an import path, the usual one if that is empty; BadInput if there is none.

    ``where`` is the option, or the place in a file, that the path comes from.
    """
    from negosim.model import PartyAgent
    from negosim.model.classes import class_at

    find_modules_here()
    return class_at(path, PartyAgent, where, "a module in the current directory, or one that is installed")


def find_modules_here() -> None:
    """Let modules in the current directory be imported, by worker processes too; those that are installed go first."""
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.append(here)


def settings_of(texts: Sequence[str], where: str = "--set") -> dict[str, object]:
    """Settings from ``KEY=VALUE`` each; BadInput if a key comes twice, since one of the two would be lost."""
    from negosim.files.overrides import parse_setting

    settings: dict[str, object] = {}
    for text in texts:
        key, value = parse_setting(text)
        if key in settings:
            raise BadInput([Problem(file=where, key=key, expected="one value", received="several")])
        settings[key] = value
    return settings


def load(path: Path, settings: Sequence[str], as_of: str = "") -> Scenario:
    """The scenario of a file, with settings, as of a day."""
    day = None
    if as_of:
        try:
            day = dt.date.fromisoformat(as_of)
        except ValueError:
            raise BadInput([Problem(file="--as-of", expected="a date such as 2024-01-26", received=as_of)]) from None
    from negosim.files.scenario import load_scenario

    return load_scenario(path, set=settings_of(settings), as_of=day)


def collected(problems: list[Problem], step: Callable[[], T]) -> T | None:
    """What a step gives; None if its input is bad: its problems join those of other steps."""
    try:
        return step()
    except BadInput as error:
        problems += error.problems
        return None
