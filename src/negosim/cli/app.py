"""The commands, their options, and their exit codes: 0 done, 1 a check found something, 2 bad input; what is above 128
says by which signal it was interrupted, 130 by a key press."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import attrs
import typer

from negosim import __version__
from negosim.cli import branches, domains, looking, paths, signing, stopping, stores, sweeps
from negosim.cli.asking import AsOf, Numbered, ScenarioArgument, Set, agent_of, at_least, help_without_a_command, load
from negosim.cli.printing import print_warning, print_warnings
from negosim.cli.progress import Bar
from negosim.cli.stored_runs import STORE
from negosim.ensemble.playing.engine_names import ENGINES, ENSEMBLE, MOST_RUNS
from negosim.errors import BadInput, Problem, nearest
from negosim.garbage_collection import load_permanently
from negosim.plots.helper import helping
from negosim.plots.names import FIGURES

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.callback(invoke_without_command=True)
def _negosim(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Say which version this is.")] = False,
) -> None:
    """Simulate a mediated negotiation from coded documents."""
    if version:
        typer.echo(f"negosim {__version__}")
        raise typer.Exit
    help_without_a_command(context)


@app.command()
def run(
    context: typer.Context,
    scenario: ScenarioArgument,
    runs: Annotated[int, typer.Option(help="How many runs.")] = 500,
    seed: Annotated[int, typer.Option(help="Of all random numbers.")] = 7,
    out: Annotated[Path | None, typer.Option(help="Folder for results. [default: out/<scenario>]")] = None,
    jobs: Annotated[int, typer.Option(help="Worker processes; 0 for one a core.")] = 0,
    as_of: AsOf = "",
    set_: Set = [],  # noqa: B006 - typer reads it, nobody changes it
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the job in the folder, or with more runs.")
    ] = False,
    engine: Annotated[str, typer.Option(help=f"What plays the runs: {' or '.join(ENGINES)}.")] = ENSEMBLE,
    cluster: Annotated[
        str, typer.Option(metavar="URL", help="Play on a cluster, such as tcp://host:8786, not in processes here.")
    ] = "",
    agent: Annotated[
        str, typer.Option(metavar="MODULE:CLASS", help="Parties of another class, a subclass of PartyAgent.")
    ] = "",
    store: Annotated[
        str, typer.Option(metavar="URL", help="Keep every event of every run there, such as sqlite:///runs.db.")
    ] = "",
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar and no table.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the summary as one JSON object, and nothing else.")
    ] = False,
) -> None:
    """Play a scenario many times; print how the runs ended and draw the figures."""
    at_least("--runs", runs, 1, MOST_RUNS)
    at_least("--jobs", jobs, 0)
    at_least("--seed", seed, 0)
    jobs = jobs or os.cpu_count() or 1
    with helping(jobs) as helper:
        job, tables = load_permanently(lambda: _playing(agent))
        loaded = load(scenario, set_, as_of)
        folder = out or Path("out") / loaded.name
        if store:
            _apart(folder, store)
        how = job.How(jobs, cluster, engine, agent, store, resume)
        say = None if quiet else print_warning
        with Bar(silent=quiet or as_json) as bar:
            result = job.run(loaded, runs, seed, folder, how, context.obj, bar.step, say, helper)
            stopping.deaf()
    print_warnings(loaded, result.warnings)
    if as_json:
        told = result.summary | ({"kept": attrs.asdict(result.kept)} if result.kept else {})
        typer.echo(json.dumps(told, ensure_ascii=False, allow_nan=False))
    elif not quiet:
        tables.print_summary(result.outcomes, result.summary, result.folder, result.typical)
        if result.kept:
            from negosim.analysis.wording import sentence

            typer.echo(sentence(str(result.kept)))


def _playing(agent: str) -> tuple[Any, Any]:
    """The modules that a job needs, and those of its agents, which are asked for first: Mesa searches all that is open
    when it is opened."""
    agent_of(agent)
    from negosim.cli import job, tables

    return job, tables


def _apart(folder: Path, store: str) -> None:
    from negosim.store.address import files_of

    if any(folder.resolve() in file.resolve().parents for file in files_of(store)):
        expected, received = "a folder that the store does not lie in", "one that is replaced as a whole"
        raise BadInput([Problem(file=str(folder), key="--out", expected=expected, received=received)])


app.command()(looking.check)
app.command()(looking.evidence)
app.command()(signing.would_sign)


@app.command(cls=Numbered)
def show(
    target: Annotated[
        str, typer.Argument(metavar="OUT|RUN", help="A folder that `negosim run` left, or a run in a store.")
    ],
    number: Annotated[int | None, typer.Argument(metavar="[RUN]", help="With a folder: the number of a run.")] = None,
    store: Annotated[str, typer.Option(metavar="URL", help=f"Where the run is kept. [default: {STORE}]")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="The events as one JSON object.")] = False,
) -> None:
    """Tell one run as a dated story: `show OUT RUN` from a folder, `show RUN --store URL` from a store."""
    if number is None:
        stores.show(target, store, as_json=as_json)
        return
    if store:
        expected, received = "one run in a store, or a folder and a number", f"{target}, {number} and --store"
        raise BadInput([Problem(file="RUN", expected=expected, received=received)])
    from negosim.cli import results, tables

    result = results.read_job(Path(target))
    told = results.told(result, number)
    tables.print_story(result.outcomes.scenario, told.events, as_json=as_json)
    if told.difference:
        typer.echo(f"negosim: {target}: run {number}: {told.difference}", err=True)
        raise typer.Exit(1)


for command in (
    stores.runs,
    stores.replay,
    stores.export,
    stores.verify,
    branches.fork,
    branches.turning_points,
    domains.solutions,
):
    app.command()(command)
app.command()(sweeps.sweep)
app.command()(paths.paths_to)
app.add_typer(domains.imports, name="import")


@app.command()
def plot(
    out: Annotated[Path, typer.Argument(help="A folder that `negosim run` left.")],
    name: Annotated[str, typer.Argument(help=f"A figure: {', '.join(FIGURES)}.")],
    number: Annotated[
        int | None, typer.Option("--run", help="The run that a dance shows. [default: the typical one]")
    ] = None,
    issues: Annotated[
        str, typer.Option(metavar="A,B", help="Issues of a landscape_pair (two) or of package_families, by name.")
    ] = "",
) -> None:
    """Draw one figure again, into the folder's figures."""
    if name not in FIGURES:
        raise BadInput([Problem(file="NAME", expected="a figure", received=name, hint=nearest(name, FIGURES))])
    from negosim import plots
    from negosim.cli import results

    _belongs("--run", number is not None, name, ("negotiation_dance",))
    _belongs("--issues", bool(issues), name, tuple(plots.OF_ISSUES))
    result = results.read_job(out)
    events = results.events_of(result, result.typical if number is None else number)
    if name not in plots.applicable(result.outcomes, events):
        expected = "a figure that these outcomes can have"
        raise BadInput([Problem(file="NAME", expected=expected, received=name)])
    chosen = _issues(issues, [i.name for i in result.outcomes.scenario.issues], two=name == "landscape_pair")
    try:
        path = plots.save_figure(name, result.outcomes, events, out / "figures", chosen)
    except (OSError, plots.NotDrawn) as error:
        raise BadInput([Problem(file=str(out / "figures"), expected="a figure", received=str(error))]) from None
    print_warnings(result.outcomes.scenario)
    typer.echo(str(path))


def _belongs(option: str, given: bool, name: str, figures: Sequence[str]) -> None:
    if given and name not in figures:
        expected = f"no such option: it belongs to {' and '.join(figures)}"
        raise BadInput([Problem(file=option, expected=expected, received=name)])


def _issues(text: str, known: Sequence[str], *, two: bool) -> list[str]:
    chosen = [word.strip() for word in text.split(",")] if text else []
    unknown = [word for word in chosen if word not in known]
    if unknown:
        raise BadInput(
            [
                Problem(file="--issues", expected="issues of the scenario", received=word, hint=nearest(word, known))
                for word in unknown
            ]
        )
    if chosen and (len(set(chosen)) < len(chosen) or (two and len(chosen) != 2)):
        expected = "two different issues, such as A,B" if two else "different issues, such as A,B"
        raise BadInput([Problem(file="--issues", expected=expected, received=text)])
    return chosen


def code_of(error: BaseException) -> int:
    """The exit code of a command that ended by an error, which is told; the error itself if it is a mistake of ours."""
    if isinstance(error, BadInput):
        for problem in error.problems:
            typer.echo(f"negosim: {problem}", err=True)
        return 2
    if isinstance(error, BrokenPipeError):
        sys.stderr.close()
        return 0
    if isinstance(error, OSError) and error.errno == errno.ENOSPC and error.filename is None:
        typer.echo(f"negosim: what is printed cannot be written: {error.strerror}", err=True)
        with suppress(OSError):  # what is left of it would be tried again at the end
            sys.stdout.close()
        return 2
    if not isinstance(error, SystemExit):
        raise error
    if isinstance(error.__context__, BrokenPipeError):  # whoever read this has read enough
        return 0
    return error.code if isinstance(error.code, int) else 1
