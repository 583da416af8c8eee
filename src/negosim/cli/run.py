"""``run``: play a scenario many times."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from negosim.cli import signals
from negosim.cli.options import (
    agent_classes,
    as_of_option,
    cluster_option,
    force_option,
    jobs_option,
    load,
    out_option,
    parse_settings,
    quiet_option,
    require_range,
    scenario_argument,
    seed_option,
    settings_option,
    text_option,
)
from negosim.cli.output import print_json, print_warning, print_warnings
from negosim.ensemble.playing.engine_names import ENGINES, ENSEMBLE, MOST_RUNS
from negosim.errors import BadInput, Problem

if TYPE_CHECKING:
    from negosim.cli.results import Job


@click.command()
@scenario_argument
@click.option("--runs", default=500, help="Number of runs.")
@seed_option(help="Seed of all random numbers.")
@out_option(help="Folder for results. [default: out/<scenario>]")
@jobs_option
@as_of_option
@settings_option(help="Override a parameter, a pattern of them, or a key of the file.")
@force_option
@click.option("--resume", is_flag=True, help="Continue the job in the folder, or add runs to it.")
@click.option("--engine", default=ENSEMBLE, help=f"What plays the runs: {' or '.join(ENGINES)}.")
@cluster_option
@text_option("--agent", metavar="MODULE:CLASS", help="Class of the parties, a subclass of PartyAgent.")
@text_option("--mediator-agent", metavar="MODULE:CLASS", help="Class of the mediators, a subclass of MediatorAgent.")
@text_option("--store", metavar="URL", help="Keep every event of every run there, such as sqlite:///runs.db.")
@text_option("--figures", metavar="NAMES", help="Figures to draw, separated by commas, or all. [default: five of them]")
@click.option("--no-figures", is_flag=True, help="Draw no figure.")
@quiet_option
@click.option("--verbose", is_flag=True, help="Print all tables.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object, and nothing else.")
@click.pass_context
def run(
    context: click.Context,
    scenario: Path,
    runs: int,
    seed: int,
    out: Path | None,
    jobs: int,
    as_of: str,
    settings: tuple[str, ...],
    force: bool,
    resume: bool,
    engine: str,
    cluster: str,
    agent: str,
    mediator_agent: str,
    store: str,
    figures: str,
    no_figures: bool,
    quiet: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """Play a scenario many times; print how the runs ended and draw figures."""
    require_range("--runs", runs, 1, MOST_RUNS)
    require_range("--jobs", jobs, 0)
    require_range("--seed", seed, 0)
    from negosim.cli.progress import Bar
    from negosim.garbage_collection import load_permanently
    from negosim.plots.names import parse_figures

    jobs = jobs or os.cpu_count() or 1
    if figures and no_figures:
        raise BadInput([Problem(file="--figures", expected="not both it and --no-figures", received=figures)])
    names = () if no_figures else parse_figures(figures)
    job, summary = load_permanently(lambda: _import_modules(agent, mediator_agent))
    loaded = load(scenario, settings, as_of)
    from negosim.files.scenario import dossier_path

    folder = out or Path("out") / loaded.name
    if store:
        _check_apart(folder, store)
    if not resume and not force:
        _check_replaced(folder, loaded.name)
    dossier = dossier_path(scenario, parse_settings(settings))
    how = job.How(jobs, cluster, engine, agent, store, resume, names, dossier, mediator_agent)
    say = None if quiet else print_warning
    with Bar(silent=quiet or as_json) as bar:
        result: Job = job.run(loaded, runs, seed, folder, how, context.obj, bar.step, say)
        signals.ignore_interrupts()
    print_warnings(loaded, result.warnings, figures=bool(names))
    if as_json:
        import attrs

        print_json(result.summary | ({"kept": attrs.asdict(result.kept)} if result.kept else {}))
    elif not quiet:
        summary.print_summary(result.outcomes, result.summary, result.folder, result.typical, verbose=verbose)
        if result.kept:
            from negosim.analysis.wording import sentence

            click.echo(sentence(str(result.kept)))


def _import_modules(agent: str, mediator_agent: str) -> tuple[Any, Any]:
    """Import what a job needs, the classes of its agents first: Mesa inspects all imported modules at its import."""
    agent_classes(agent, mediator_agent)
    from negosim.cli import job, summary

    return job, summary


def _check_apart(folder: Path, store: str) -> None:
    from negosim.store.address import files_of

    if any(folder.resolve() in file.resolve().parents for file in files_of(store)):
        expected, received = "a folder that the store does not lie in", "one that is replaced as a whole"
        raise BadInput([Problem(file=str(folder), key="--out", expected=expected, received=received)])


def _check_replaced(folder: Path, name: str) -> None:
    """Refuse to replace finished results of another scenario."""
    from negosim.ensemble.results.manifest import MANIFEST_FILE, manifest_in, unfinished

    if not (folder / MANIFEST_FILE).is_file():
        return
    manifest = manifest_in(folder)
    if unfinished(manifest) or manifest.get("scenario") == name:
        return
    expected, received = "a new folder", f"results of {manifest.get('runs')} runs of {manifest.get('scenario')}"
    hint = "--force replaces them"
    raise BadInput([Problem(file=str(folder), key="--out", expected=expected, received=received, hint=hint)])
