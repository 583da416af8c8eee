"""The group of all commands and its exit codes.

Exit codes: 0 done; 1 a check found something; 2 bad input; above 128 interrupted by a signal, such as 130 by Ctrl-C.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from negosim import __version__
from negosim.cli import domains, imports
from negosim.cli.brief import brief
from negosim.cli.check import check
from negosim.cli.claims import claims
from negosim.cli.compare import compare
from negosim.cli.evidence import evidence
from negosim.cli.explore import explore
from negosim.cli.export import export
from negosim.cli.fork import fork, turning_points
from negosim.cli.new import cases, new
from negosim.cli.options import help_without_a_command
from negosim.cli.paths_to import paths_to
from negosim.cli.plot import plot
from negosim.cli.report import report
from negosim.cli.run import run
from negosim.cli.stores import replay, runs, show
from negosim.cli.sweep import sweep
from negosim.cli.trace import trace
from negosim.cli.verify import verify
from negosim.cli.would_sign import would_sign
from negosim.errors import BadInput, Problem


class InOrder(click.Group):
    """A group that lists its commands in the order in which they were added."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click calls it so
        """Return the names of the commands."""
        return list(self.commands)


@click.group(
    cls=InOrder,
    invoke_without_command=True,
    context_settings={"show_default": True, "help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, message="negosim %(version)s", help="Show the version and exit.")
@click.pass_context
def negosim(context: click.Context) -> None:
    """Simulate a mediated negotiation from coded documents."""
    help_without_a_command(context)


for command in (
    new,
    cases,
    run,
    check,
    evidence,
    claims,
    would_sign,
    compare,
    trace,
    show,
    runs,
    replay,
    export,
    verify,
    fork,
    turning_points,
    domains.solutions,
    sweep,
    explore,
    paths_to,
    plot,
    brief,
    report,
    imports.imports,
):
    negosim.add_command(command)


_MATPLOTLIB = {"MPLBACKEND": "agg", "MATPLOTLIBRC": os.devnull}
"""Figures of commands neither need a display nor hang on a user's settings, which may be broken."""


def invoke(words: Sequence[str]) -> int:
    """Run a command.

    Parameters
    ----------
    words : sequence of str
        The command line without the program's name; commands find it in ``context.obj``.

    Returns
    -------
    int
        The exit code.
    """
    os.environ.update(_MATPLOTLIB)
    try:
        with negosim.make_context("negosim", list(words), obj=list(words)) as context:
            negosim.invoke(context)
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    return 0


def code_of(error: BaseException) -> int:
    """Report an error that ended a command.

    Parameters
    ----------
    error : BaseException
        What was raised.

    Returns
    -------
    int
        The exit code.

    Raises
    ------
    BaseException
        The error itself, if it is none of the user's or the system's.
    """
    if isinstance(error, BadInput):
        for problem in error.problems:
            click.echo(f"negosim: {problem}", err=True)
        return 2
    if isinstance(error, BrokenPipeError):
        sys.stderr.close()
        return 0
    if isinstance(error, OSError) and error.errno == errno.ENOSPC and error.filename is None:
        click.echo(f"negosim: what is printed cannot be written: {error.strerror}", err=True)
        with suppress(OSError):  # what is left of it would be tried again at the end
            sys.stdout.close()
        return 2
    if isinstance(error, OSError) and error.strerror and error.filename is not None:
        expected, received = "a file or folder that can be used", error.strerror
        return code_of(BadInput([Problem(file=os.fsdecode(error.filename), expected=expected, received=received)]))
    if not isinstance(error, SystemExit):
        raise error
    if isinstance(error.__context__, BrokenPipeError):  # whoever read this has read enough
        return 0
    return error.code if isinstance(error.code, int) else 1
