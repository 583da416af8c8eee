"""``import``: read domains of GENIUS, GeniusWeb and NegMAS as scenarios."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from negosim.cli.domain_figures import figures_of_scenario, figures_of_table, print_figures
from negosim.cli.options import (
    PATH,
    force_option,
    help_without_a_command,
    json_option,
    out_option,
    require_range,
    text_option,
)
from negosim.cli.output import print_json, print_warning
from negosim.errors import BadInput, Problem, printable

if TYPE_CHECKING:
    from negosim.files.genius.domain import GeniusDomain

MOST_LEVELS = 10_000
MOST_NOTES = 20

domain_option = text_option("--domain", metavar="FILE", help="The file with the domain, where there are several.")
profile_option = click.option(
    *("--profile", "profiles"),
    multiple=True,
    metavar="FILE",
    help="A file with a utility space, its name or its path; once for each party. [default: all of the domain]",
)
levels_option = click.option(
    "--real-levels",
    default=0,
    metavar="N",
    help="Divide ranges of real numbers into N levels. [default: refuse them]",
    show_default=False,
)


@click.group("import", invoke_without_command=True)
@click.pass_context
def imports(context: click.Context) -> None:
    """Read domains of other programs as scenarios."""
    help_without_a_command(context)


@imports.command()
@click.argument(
    "source",
    metavar="DIR",
    type=PATH,
    help="A folder with the XML files of a domain, the file of a domain, or a repository of domains.",
)
@out_option(help="The scenario file to write; of several domains, the folder. [default: <name>.toml]")
@domain_option
@click.option("--all", "every", is_flag=True, help="Read every domain of a repository.")
@profile_option
@levels_option
@force_option
@json_option
def genius(
    source: Path,
    out: Path | None,
    domain: str,
    every: bool,
    profiles: tuple[str, ...],
    real_levels: int,
    force: bool,
    as_json: bool,
) -> None:
    """Read a GENIUS domain, write it as a scenario, and show its frontier and solutions.

    A folder with several domains whose files pair up by their names gives a scenario for each.
    """
    from negosim.files.genius.parsing import domains_in, read_genius
    from negosim.files.genius.repository import is_repository, read_repository

    _require_levels(real_levels)
    readers: list[Callable[[], GeniusDomain]] = []
    if is_repository(source):
        if profiles:
            raise BadInput([Problem(file="--profile", expected="a folder with it", received="a repository")])
        entries = read_repository(source, [domain] if domain else [])
        if not every and len(entries) > 1:
            names = ", ".join(entry.name for entry in entries[:MOST_NOTES])
            more = f" and {len(entries) - MOST_NOTES} more" if len(entries) > MOST_NOTES else ""
            hint = "--domain NAME reads one, --all reads all"
            raise BadInput([Problem(file=str(source), expected="one domain", received=names + more, hint=hint)])
        for entry in entries:
            place, name, spaces = entry.domain.parent, entry.domain.name, entry.profiles
            readers.append(partial(read_genius, place, domain=name, profiles=spaces, real_levels=real_levels))
    else:
        names_found = domains_in(source, domain)
        if len(names_found) > 1 and profiles:
            received = ", ".join(names_found)
            hint = f"choose with --domain {names_found[0]}"
            raise BadInput([Problem(file=str(source), expected="one domain", received=received, hint=hint)])
        place = source if source.is_dir() else source.parent
        readers += [
            partial(read_genius, place, domain=name, profiles=profiles, real_levels=real_levels) for name in names_found
        ]
    _import(readers, source, out, force=force, as_json=as_json)


def _of_documents(form: str, title: str, files: str) -> click.Command:
    """The command for a format of documents."""

    @click.argument("source", metavar="DIR", type=PATH, help=f"A folder with the {files} files of a domain.")
    @out_option(help="The scenario file to write. [default: <name>.toml]")
    @domain_option
    @profile_option
    @levels_option
    @force_option
    @json_option
    def command(
        source: Path,
        out: Path | None,
        domain: str,
        profiles: tuple[str, ...],
        real_levels: int,
        force: bool,
        as_json: bool,
    ) -> None:
        from negosim.files.genius.documents import read_documents

        _require_levels(real_levels)
        reader = partial(read_documents, source, form, domain=domain, profiles=profiles, real_levels=real_levels)
        _import([reader], source, out, force=force, as_json=as_json)

    command.__doc__ = f"Read a domain of {title} ({files}), write it as a scenario, and show frontier and solutions."
    return click.command(form)(command)


imports.add_command(_of_documents("geniusweb", "GeniusWeb", "JSON"))
imports.add_command(_of_documents("negmas", "NegMAS", "YAML"))


def _require_levels(levels: int) -> None:
    if levels:
        require_range("--real-levels", levels, 2, MOST_LEVELS)


def _import(
    readers: Sequence[Callable[[], GeniusDomain]], source: Path, out: Path | None, *, force: bool, as_json: bool
) -> None:
    """Read domains and write each as a scenario; of several, those that can be read, and what is wrong with others."""
    told: list[dict[str, Any]] = []
    problems: list[Problem] = []
    several = len(readers) > 1
    written: set[Path] = set()
    for reader in readers:
        try:
            told.append(_import_one(reader(), source, out, written if several else None, force=force, as_json=as_json))
        except BadInput as error:
            problems += error.problems
    if as_json and told:
        print_json(told if several else told[0])
    if several and problems:
        print_warning(f"{len(told)} of {len(readers)} domains were read")
    if problems:
        raise BadInput(problems)


def _import_one(
    domain: GeniusDomain, source: Path, out: Path | None, written: set[Path] | None, *, force: bool, as_json: bool
) -> dict[str, Any]:
    """Import a domain; ``written`` are the scenarios of those before it, if there are several."""
    from negosim.files.genius.domain import MOST_LISTED, plain
    from negosim.files.genius.scenarios import save_tables, tables_of
    from negosim.files.scenario import build
    from negosim.sampling.draws import central_draw_of

    path = None
    if domain.tabled and domain.packages > MOST_LISTED:
        if out is not None and written is None:
            expected = f"at most {MOST_LISTED:,} packages where utilities do not add up over issues"
            hint = "leave --out away to see frontier and solutions"
            raise BadInput([Problem(file="--out", expected=expected, received=f"{domain.packages:,}", hint=hint)])
        figures, title = figures_of_table(domain), plain(domain.name)
        parties = [plain(profile.name) for profile in domain.profiles]
        issues = [plain(issue.name) for issue in domain.issues]
    else:
        tables = tables_of(domain)
        scenario = build(tables, str(source))
        path = _path(scenario.name, out, written)
        figures, title = figures_of_scenario(scenario, central_draw_of(scenario)), scenario.title
        parties = [party.title for party in scenario.parties]
        issues = [issue.title for issue in scenario.issues]
        save_tables(tables, path, force=force)
    _print_notes(domain)
    if not as_json:
        print_figures(title, parties, issues, figures)
        if path is not None:
            click.echo(f"Written as a scenario: {path}")
    if path is None:
        print_warning(
            f"{printable(title)}: no scenario is written, its {domain.packages:,} packages do not fit one issue"
        )
    return {"file": None if path is None else str(path), **figures}


def _path(name: str, out: Path | None, written: set[Path] | None) -> Path:
    """Where a scenario is written; of several with one name, each under a number."""
    if written is None:
        return Path(f"{name}.toml") if out is None else out
    folder, number = out or Path(), 1
    path = folder / f"{name}.toml"
    while path in written:
        number += 1
        path = folder / f"{name}_{number}.toml"
    written.add(path)
    return path


def _print_notes(domain: GeniusDomain) -> None:
    for note in domain.notes[:MOST_NOTES]:
        print_warning(printable(str(note)))
    if len(domain.notes) > MOST_NOTES:
        print_warning(f"{len(domain.notes) - MOST_NOTES} notes more")
