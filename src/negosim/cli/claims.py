"""``claims``: code texts in a spreadsheet or by annotations, and bring the claims into a dossier."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from negosim.cli.options import PATH, force_option, help_without_a_command
from negosim.cli.output import plain_table, print_warning, terminal
from negosim.errors import BadInput, Problem

if TYPE_CHECKING:
    from negosim.evidence.claims import Dossier


@click.group(invoke_without_command=True)
@click.pass_context
def claims(context: click.Context) -> None:
    """Bring claims from a spreadsheet or annotations into a dossier, and back."""
    help_without_a_command(context)


@claims.command("import")
@click.argument("file", metavar="FILE", type=PATH, help="A table (CSV), or web annotations (FILE.json).")
@click.option("--texts", type=PATH, required=True, metavar="DIR", help="Folder with the texts.")
@click.option("--dossier", type=PATH, required=True, metavar="FILE", help="Append the claims to this file.")
@click.option(
    "--scenario",
    type=PATH,
    metavar="SCENARIO",
    help="Hold names and levels against it. [default: scenario.toml beside the dossier]",
)
@click.option("--also", multiple=True, metavar="NAME", help="An actor or issue that the scenario does not have.")
@click.option("--only-new", is_flag=True, help="Leave out rows whose claims the dossier has already.")
@click.option("--dry-run", is_flag=True, help="Check, print what would be appended, and write nothing.")
def import_(
    file: Path,
    texts: Path,
    dossier: Path,
    scenario: Path | None,
    also: tuple[str, ...],
    only_new: bool,
    dry_run: bool,
) -> None:
    """Append the claims of a table or of annotations to a dossier; if any row is wrong, nothing is written."""
    from negosim.files.coding.importing import read_claims

    added = read_claims(file, texts, dossier, scenario, also, only_new=only_new)
    for note in added.notes:
        print_warning(note)
    if dry_run:
        click.echo(added.text, nl=False)
    else:
        added.write()
    what = f"{len(added.claims)} claims and {len(added.documents)} documents"
    skipped = f"; {added.skipped} were there already" if added.skipped else ""
    where = f"appended to {dossier}" if added.before else f"written to the new file {dossier}"
    click.echo(f"{what} {'would be ' if dry_run else ''}{where}{skipped}", err=dry_run)


@claims.command()
@click.argument("case", metavar="CASE", type=PATH, help="A scenario with a dossier, or a dossier.")
@click.option("--out", type=PATH, metavar="FILE.csv", required=True, help="The table to write.")
@click.option("--texts", type=PATH, metavar="DIR", help="Folder with the texts: fills in the quotations.")
@force_option
def export(case: Path, out: Path, texts: Path | None, force: bool) -> None:
    """Write the claims of a dossier as a table that `import` reads back."""
    from negosim.files.atomic_writing import save
    from negosim.files.coding.exporting import table_of

    dossier, file = _dossier_of(case)
    save({out: table_of(dossier, texts, file)}, force=force)
    click.echo(f"{len(dossier.claims)} claims written to {out}")


def _dossier_of(case: Path) -> tuple[Dossier, str]:
    """The dossier of a scenario, or that in a file, and its path."""
    from negosim.files.dossier import load_dossier
    from negosim.files.overrides import resolve
    from negosim.files.shipped_cases import find_case
    from negosim.files.toml_reading import read_toml

    path = find_case(case)
    tables = read_toml(path, "a scenario or a dossier")
    if "claims" not in tables and "documents" not in tables:
        named = resolve(path).get("dossier")
        if not isinstance(named, str):
            raise BadInput([Problem(file=str(case), key="dossier", expected="a dossier", received="nothing")])
        path = Path(named)
    return load_dossier(path), str(path)


@claims.command()
def columns() -> None:
    """List the columns of a table of claims; tags of annotations have the same names."""
    from negosim.files.coding.rows import COLUMNS

    table = plain_table("Columns of a table of claims", "column", "meaning")
    table.columns[1].justify = "left"
    for name, meaning in COLUMNS.items():
        table.add_row(name, meaning)
    terminal().print(table)
