"""``verify``: check that the runs of a store are what was written."""

from __future__ import annotations

from pathlib import Path

import click

from negosim.cli.options import PATH, store_option
from negosim.cli.stored_runs import opened


@click.command()
@click.argument("run", metavar="[RUN]", default="", help="A run; all of them if it is left out.")
@store_option
@click.option("--heads", type=PATH, help="An earlier output of `negosim runs --json`, to compare with.")
def verify(run: str, store: str, heads: Path | None) -> None:
    """Check that runs are what was written; name the first altered event of each that is not."""
    from negosim.cli import verification
    from negosim.cli.progress import Bar
    from negosim.store.naming import find_run

    before = verification.read_heads(heads) if heads else {}
    with opened(store) as kept, Bar(silent=False) as bar:
        streams = [find_run(kept, run)] if run else list(kept.streams())
        broken = verification.broken_streams(kept, streams, bar.step)
        compared = {name: before[name] for name in before if not run or name == streams[0].name}
        broken |= verification.compare_heads(kept, compared, broken)
        strays = [] if run else kept.strays()
    for reason in (*broken.values(), *strays):
        click.echo(reason, err=True)
    if strays and not broken:
        raise click.exceptions.Exit(1)
    if broken:
        click.echo(
            f"{len(broken)} of {len({*broken, *(stream.name for stream in streams)})} runs are not what was written",
            err=True,
        )
        raise click.exceptions.Exit(1)
    new = len(streams) - len(compared)
    if heads and streams and not compared:
        click.echo(f"{heads} has no head of {run or 'any run of the store'}: nothing could be compared", err=True)
        raise click.exceptions.Exit(1)
    as_before = f"; {len(compared)} as in {heads}" if heads else ""
    as_before += f", {new} of which it has no head" if heads and new else ""
    click.echo(f"{len(streams)} run{'' if len(streams) == 1 else 's'}: every event is what was written{as_before}")
