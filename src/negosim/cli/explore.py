"""``explore``: a page in the browser that plays a case while one moves its assumptions."""

from __future__ import annotations

from pathlib import Path

import click

from negosim.cli.options import PATH, require_range, seed_option
from negosim.ensemble.playing.engine_names import MOST_RUNS
from negosim.errors import BadInput, Problem

PORT, HOST, CASE, RUNS = 8765, "127.0.0.1", "january_2024", 10_000


@click.command()
@click.argument("case", metavar="[CASE]", default=CASE, help="A scenario file, or a name that `negosim cases` lists.")
@click.option("--port", default=PORT, help="Port to listen on; 0 for any that is free.")
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
@click.option("--host", default=HOST, help="Address to listen on; others than this machine then need a token.")
@click.option("--texts", type=PATH, help="Folder with the texts of the documents, to show sentences.")
@click.option("--runs", default=RUNS, help="Largest number of runs of one answer.")
@seed_option(help="Seed of all random numbers.")
def explore(case: str, port: int, no_browser: bool, host: str, texts: Path | None, runs: int, seed: int) -> None:
    """Open a page in the browser that plays a case while one moves its assumptions."""
    require_range("--port", port, 0, 65535)
    require_range("--runs", runs, 1, MOST_RUNS)
    require_range("--seed", seed, 0)
    if texts is not None and not texts.is_dir():
        raise BadInput([Problem(file="--texts", expected="a folder", received=str(texts))])
    try:
        from negosim.explorer.forking import Setup
        from negosim.explorer.serving import Server
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        if library not in ("starlette", "uvicorn"):
            raise
        hint = 'python -m pip install "negosim[web]" brings them'
        expected = "the libraries of the extra `web`"
        raise BadInput([Problem(file="explore", expected=expected, received=f"no {library}", hint=hint)]) from None
    server = Server(Setup(case, texts, seed, runs), host, port)
    if server.token:
        click.echo(f"Other machines can reach this server at {host}; whoever has this address can use it.")
    click.echo(f"The page is at {server.url}")
    click.echo("Ctrl-C ends it.")
    if not no_browser:
        import webbrowser

        webbrowser.open(server.url)
    server.run()
