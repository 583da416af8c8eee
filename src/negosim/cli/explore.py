"""``explore``: a page in the browser that plays a case while one moves its assumptions."""

from __future__ import annotations

from pathlib import Path

import click

from negosim.cli.options import PATH, seed_option
from negosim.errors import BadInput, Problem


@click.command()
@click.argument("case", metavar="[CASE]", type=PATH, default=Path("january_2024"), required=False)
@click.option("--port", default=8765, help="Port to listen on; 0 for any that is free.")
@click.option("--host", default="127.0.0.1", help="Address to listen on.")
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
@click.option("--texts", type=PATH, help="Folder with the texts of the documents, to show sentences.")
@click.option("--runs", default=10_000, help="Largest number of runs of one answer.")
@seed_option(help="Seed of all random numbers.")
def explore(case: Path, port: int, host: str, no_browser: bool, texts: Path | None, runs: int, seed: int) -> None:
    """Open a page that plays a case while one moves its assumptions."""
    try:
        from negosim.explorer.serving import serve
    except ImportError:
        hint = 'python -m pip install "negosim[web]" brings them'
        expected = "the libraries of the extra `web`"
        raise BadInput([Problem(file="explore", expected=expected, received="none", hint=hint)]) from None
    from negosim.explorer.desk import Desk
    from negosim.explorer.opened import open_case

    desk = Desk(open_case(case, texts), seed, runs)
    url = f"http://{host}:{port}/"
    click.echo(f"The page is at {url} (Ctrl-C ends it)")
    if not no_browser:
        import webbrowser

        webbrowser.open(url)
    serve(desk, host, port)
