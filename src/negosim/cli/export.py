"""``export``: write the events of a store, or the domain of a scenario, to files for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from negosim.cli import domains
from negosim.cli.options import force_option, out_option, seed_option, settings_option, store_option
from negosim.cli.stored_runs import opened
from negosim.errors import BadInput, Problem, nearest

FORMATS = ("jsonl", "parquet", "csv")
SEPARATORS = {",": ",", ";": ";", "tab": "\t"}


@click.command()
@click.argument(
    "words",
    metavar="[RUN | genius SCENARIO DIR]",
    nargs=-1,
    help="A run's name, its number, or a part of its name; or a format (`genius`, `geniusweb`, `negmas`), "
    "a scenario file and a folder.",
)
@click.option("--all", "every", is_flag=True, help="Export every run of the store.")
@click.option("--format", "form", default="jsonl", help="jsonl, parquet or csv.")
@click.option("--separator", default=",", help=f"Of a CSV file: {', '.join(SEPARATORS)}.")
@click.option("--bom", is_flag=True, help="Begin a CSV file with a byte order mark, as spreadsheet programs want it.")
@out_option(help="The file to write; with --all as jsonl, the folder.")
@force_option
@store_option
@settings_option(help="With `genius`: override a parameter, or a pattern of them.")
@click.option("--run", "number", type=int, help="With `genius`: use the draw of a run. [default: the central draw]")
@seed_option(help="With `genius`: seed of that draw.")
def export(
    words: tuple[str, ...],
    every: bool,
    form: str,
    separator: str,
    bom: bool,
    out: Path | None,
    force: bool,
    store: str,
    settings: tuple[str, ...],
    number: int | None,
    seed: int,
) -> None:
    """Write the events of one run, or of all, as JSON lines or as a flat table.

    `export genius SCENARIO DIR` writes a scenario as a GENIUS domain: XML of its issues and of each party's utility;
    `export geniusweb` and `export negmas` write JSON and YAML.
    """
    if words[:1] and words[0] in domains.FORMS:
        domains.export_domain(words[0], words[1:], settings, number, seed, force=force)
        return
    if len(words) > 1 or settings or number is not None:
        received = " ".join(words) if len(words) > 1 else "--set or --run, which belong to `export genius`"
        raise BadInput([Problem(file="RUN", expected="one run, or `genius SCENARIO DIR`", received=received)])
    run = words[0] if words else ""
    problems = []
    if bool(run) == every:
        received = f"{run} and --all" if every else "neither"
        problems.append(Problem(file="RUN", expected="a run, or --all", received=received))
    if form not in FORMATS:
        hint = nearest(form, FORMATS)
        problems.append(Problem(file="--format", expected="a format", received=form, hint=hint))
    if separator not in SEPARATORS:
        expected = f"one of {', '.join(SEPARATORS)}"
        problems.append(Problem(file="--separator", expected=expected, received=separator))
    if form != "csv" and (bom or separator != ","):
        problems.append(Problem(file="--format", expected="csv with --separator or --bom", received=form))
    if out is None:
        problems.append(Problem(file="--out", expected="a file to write to", received="nothing"))
    if problems or out is None:
        raise BadInput(problems)
    from negosim.cli import export_files
    from negosim.cli.progress import Bar
    from negosim.store.naming import find_run

    csv = export_files.Csv(SEPARATORS[separator], bom)
    export_files.check_target(out, store, force=force, folder=every and form == "jsonl")
    with opened(store) as kept, Bar(silent=False) as bar:
        streams = list(kept.streams()) if every else [find_run(kept, run)]
        if not streams:
            raise BadInput([Problem(file="--store", expected="a store with runs", received="one without any")])
        events = export_files.export(kept, streams, form, out, many=every, step=bar.step, csv=csv)
    click.echo(f"{events} events of {len(streams)} run{'' if len(streams) == 1 else 's'} written to {out}")
