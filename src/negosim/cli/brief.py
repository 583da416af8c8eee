"""``brief``: one page about the results of a run."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from negosim.cli.options import PATH
from negosim.cli.output import print_warnings
from negosim.errors import BadInput, Problem

if TYPE_CHECKING:
    from negosim.analysis.sensitivity.result import Sensitivity
    from negosim.ensemble.results.outcomes import Outcomes

SUFFIXES = (".pdf", ".svg")


@click.command()
@click.argument("out", metavar="OUT", type=PATH, help="A folder that `negosim run` wrote.")
@click.option("--out", "path", type=PATH, help="File to write, .pdf or .svg. [default: both, named after OUT]")
@click.option("--sweep", type=PATH, help="A folder that `negosim sweep` wrote, for what moves agreement.")
def brief(out: Path, path: Path | None, sweep: Path | None) -> None:
    """Write one page: the question, the answer in figures, caveats, and how to make it again."""
    if path is not None and path.suffix not in SUFFIXES:
        expected = f"a file that ends in {' or '.join(SUFFIXES)}"
        raise BadInput([Problem(file="--out", expected=expected, received=str(path))])
    from negosim import plots
    from negosim.cli import results
    from negosim.ensemble.results.loading import manifest_of

    job = results.read_job(out)
    words = manifest_of(out).get("command", [])
    command = shlex.join(["negosim", *map(str, words)]) if isinstance(words, list) and words else ""
    sensitivity = _of_sweep(sweep, job.outcomes) if sweep is not None else None
    name = out.resolve().name
    for file in [path] if path is not None else [Path(f"{name}-brief{suffix}") for suffix in SUFFIXES]:
        try:
            plots.save_brief(job.outcomes, file, sensitivity=sensitivity, command=command)
        except OSError as error:
            raise BadInput([Problem(file=str(file), expected="a file to write", received=str(error))]) from None
        click.echo(str(file))
    print_warnings(job.outcomes.scenario)


def _of_sweep(folder: Path, outcomes: Outcomes) -> Sensitivity:
    from negosim.analysis.sensitivity.analyze import analyze_sensitivity
    from negosim.sweeps.loading import read_sweep

    sweep = read_sweep(folder)
    if sweep.scenario.name != outcomes.scenario.name:
        expected, received = f"a sweep of {outcomes.scenario.name}", f"one of {sweep.scenario.name}"
        raise BadInput([Problem(file=str(folder), expected=expected, received=received)])
    return analyze_sensitivity(sweep, "agreement")
