"""``report``: what an ensemble found, as one HTML file to send."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from negosim.cli.options import PATH
from negosim.errors import BadInput, Problem, collected

if TYPE_CHECKING:
    from negosim.evidence.claims import Dossier

SUFFIXES = (".html", ".htm")


@click.command()
@click.argument("out", metavar="OUT", type=PATH, help="A folder that `negosim run` wrote.")
@click.option("--out", "path", type=PATH, help="File to write, .html. [default: named after OUT]")
@click.option("--compare", type=PATH, metavar="OUT2", help="Results of another case, with the same seed and runs.")
@click.option("--texts", type=PATH, metavar="DIR", help="The texts that claims were coded from, to quote them.")
@click.option("--sweep", type=PATH, metavar="FOLDER", help="A folder that `negosim sweep` wrote.")
def report(out: Path, path: Path | None, compare: Path | None, texts: Path | None, sweep: Path | None) -> None:
    """Write a report to send: one HTML file with results, a run told, evidence and limits, and no script."""
    if path is not None and path.suffix not in SUFFIXES:
        expected = f"a file that ends in {' or '.join(SUFFIXES)}"
        raise BadInput([Problem(file="--out", expected=expected, received=str(path))])
    from negosim.cli import results
    from negosim.ensemble.results.loading import manifest_of, read_outcomes
    from negosim.report import write_report

    problems: list[Problem] = []
    job = collected(problems, lambda: results.read_job(out))
    other = collected(problems, lambda: read_outcomes(compare)) if compare is not None else None
    swept = None
    if sweep is not None:
        from negosim.sweeps.loading import read_sweep

        swept = collected(problems, lambda: read_sweep(sweep))
    if problems or job is None:
        raise BadInput(problems)
    manifest = manifest_of(out)
    words, versions = manifest.get("command"), manifest.get("versions")
    written = write_report(
        job.outcomes,
        path or Path(f"{out.resolve().name}-report.html"),
        compare=other,
        texts=texts,
        sweep=swept,
        dossier=_dossier(out),
        events=results.events_of(job, job.typical),
        summary=job.summary or None,
        command=shlex.join(["negosim", *map(str, words)]) if isinstance(words, list) and words else "",
        versions={str(name): str(value) for name, value in versions.items()} if isinstance(versions, dict) else None,
    )
    click.echo(str(written))


def _dossier(folder: Path) -> Dossier | None:
    from negosim.ensemble.results.manifest import DOSSIER_FILE
    from negosim.files.dossier import load_dossier

    return load_dossier(folder / DOSSIER_FILE) if (folder / DOSSIER_FILE).is_file() else None
