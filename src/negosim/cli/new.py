"""``new`` and ``cases``: start a case of one's own, and list those that the package brings."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import click

from negosim.cli.options import PATH, json_option, text_option
from negosim.cli.output import print_json
from negosim.errors import BadInput, Problem


@click.command()
@click.argument("folder", metavar="DIR", type=PATH, help="A folder that does not exist yet, or is empty.")
@text_option("--parties", metavar="A,B,…", help="Names of the parties. [default: theatre,orchestra]")
@click.option("--mediators", metavar="M,…", help='Names of the mediators; "" for none. [default: city]')
@text_option("--issues", metavar="X,…", help="Names of the issues. [default: evenings,rehearsals,repairs]")
@text_option("--from", "source", metavar="CASE", help="Copy a case that the package brings instead.")
def new(folder: Path, parties: str, mediators: str | None, issues: str, source: str) -> None:
    """Start a case: write files that run as they are, to be changed."""
    given = {"--parties": parties, "--mediators": mediators, "--issues": issues}
    if source:
        names = [option for option, value in given.items() if value]
        if names:
            expected = "no names for a case that is copied"
            raise BadInput([Problem(file="--from", expected=expected, received=", ".join(names))])
        from negosim.files.cases.copying import copy_case

        files = copy_case(source, folder)
    else:
        from negosim.files.cases import starting

        files = starting.start_case(
            folder,
            parties=_words(parties) or starting.PARTIES,
            mediators=starting.MEDIATORS if mediators is None else _words(mediators),
            issues=_words(issues) or starting.ISSUES,
        )
    for file in files:
        click.echo(str(file))
    click.echo(f"Next: negosim run {files[0]}")


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",")) if text.strip() else ()


@click.command()
@json_option
def cases(as_json: bool) -> None:
    """List the cases that the package brings; `negosim run NAME` plays one."""
    from negosim.files.shipped_cases import cases as shipped
    from negosim.files.shipped_cases import files_by_name

    found, sweeps = shipped(), files_by_name("sweep")
    if as_json:
        rows = [
            {
                "name": case.name,
                "group": case.group,
                "title": case.title,
                "parties": case.parties,
                "mediators": case.mediators,
                "start": str(case.start),
                "end": str(case.end),
                "extends": case.extends,
                "path": str(case.path),
            }
            for case in found
        ]
        print_json({"cases": rows, "sweeps": {name: str(path) for name, path in sweeps.items()}})
        return
    width = max(len(name) for name in (*sweeps, *(case.name for case in found)))
    for group, members in groupby(found, key=lambda case: case.group):
        listed = list(members)
        click.echo({"cases": "Cases", "what_if": "What if", "examples": "Examples"}[group])
        for case in listed:
            click.echo(f"  {case.name:{width}}  {case.title}")
            if group != "what_if":
                mediators = f"; mediated by {', '.join(case.mediators)}" if case.mediators else ""
                click.echo(f"  {'':{width}}  {', '.join(case.parties)}{mediators}; {case.start} to {case.end}")
        click.echo()
    click.echo("Sweeps (negosim sweep NAME)")
    for name in sweeps:
        click.echo(f"  {name}")
