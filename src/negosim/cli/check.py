"""``check``: name every problem of some files."""

from __future__ import annotations

from pathlib import Path

import click

from negosim.cli.options import PATH
from negosim.errors import BadInput, Problem


@click.command()
@click.argument("files", nargs=-1, required=True, type=PATH, help="Scenarios, dossiers, codebooks, sweeps, patterns.")
@click.option("--quiet", is_flag=True, help="Print nothing but problems.")
def check(files: tuple[Path, ...], quiet: bool) -> None:
    """Name every problem of some files, each with its address; warn of what is valid but probably not meant."""
    problems: list[Problem] = []
    for path in files:
        try:
            found = describe_file(path)
            if not quiet:
                click.echo(f"{path}: {found}, no problem found")
        except BadInput as error:
            problems += error.problems
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        raise click.exceptions.Exit(1)


def describe_file(path: Path) -> str:
    """Read a file of any kind and describe it.

    Parameters
    ----------
    path : Path
        A scenario, a dossier, a codebook, a sweep or patterns; its keys tell which.

    Returns
    -------
    str
        What it is and how much it holds, in a few words.

    Raises
    ------
    BadInput
        It is not valid; holds every problem.
    """
    from negosim.files.shipped_cases import find_case
    from negosim.files.toml_reading import read_toml

    path = find_case(path, "any")
    data = read_toml(path, "a scenario, a dossier, a codebook, a sweep or patterns")
    if "claims" in data or "documents" in data:
        from negosim.files.dossier import load_dossier

        dossier = load_dossier(path)
        return f"a dossier of {len(dossier.claims)} claims in {len(dossier.documents)} documents"
    if "stances" in data or "attributions" in data:
        from negosim.files.codebook import load_codebook

        return f"a codebook of version {load_codebook(path).version}"
    if "patterns" in data:
        from negosim.files.calibration_patterns import load_patterns

        patterns = load_patterns(path)
        fitted, held_out = len(patterns.half("fitted")), len(patterns.half("held_out"))
        return f"{len(patterns.patterns)} patterns ({fitted} fitted, {held_out} held out)"
    if "design" in data or "factors" in data or "vary" in data:
        from negosim.sweeps.sweep_file import load_request

        wanted = load_request(path)
        size = f"{len(wanted.task.plan.factors)} factors, {len(wanted.design):,} points"
        return f"a sweep of {size} x {wanted.entry.replications} runs"
    from negosim.files.scenario import load_scenario

    scenario = load_scenario(path)
    agents = f"{len(scenario.parties)} parties, {len(scenario.mediators)} mediators"
    return f"a scenario of {len(scenario.issues)} issues, {agents}, {len(scenario.parameters)} parameters"
