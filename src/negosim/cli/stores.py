"""Commands that read runs: ``runs``, ``show`` and ``replay``."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

from negosim.cli.options import (
    STORE,
    NegativeNumbers,
    json_option,
    replay_options,
    run_argument,
    store_option,
    text_option,
)
from negosim.cli.output import plain_table, print_json, terminal
from negosim.cli.stored_runs import opened, read_run
from negosim.errors import BadInput, Problem, nearest

if TYPE_CHECKING:
    from negosim.domain.events import Event
    from negosim.domain.scenario import Scenario
    from negosim.store.eventstore import EventStore
    from negosim.store.streams import Stream

GOES_ON = "goes on"
UNKNOWN = "?"
OTHER_COLUMNS = 80
"""Width of the list of runs without the names."""


@click.command()
@store_option
@text_option("--outcome", help="Only runs with this outcome, such as agreement.")
@click.option("--limit", default=0, help="Only the last so many; 0 for all.")
@json_option
def runs(store: str, outcome: str, limit: int, as_json: bool) -> None:
    """List the runs of a store: how each ended, and what forks changed."""
    from negosim.ensemble.results.outcomes import OUTCOMES

    endings = {*OUTCOMES, GOES_ON}
    if outcome and outcome not in endings:
        hint = nearest(outcome, endings)
        raise BadInput([Problem(file="--outcome", expected="an outcome", received=outcome, hint=hint)])
    if limit < 0:
        raise BadInput([Problem(file="--limit", expected="a whole number from 0", received=str(limit))])
    with opened(store) as kept:
        dates = _Dates(kept)
        rows = [_row(stream, dates) for stream in kept.streams()]
    found = [row for row in rows if not outcome or row["outcome"] == outcome][-limit:]
    if as_json:
        print_json({"runs": found})
        return
    table = plain_table("", "run", "outcome", "round", "day", "date", "events", "forked from", "what it changed")
    for column in (1, 6, 7):
        table.columns[column].justify = "left"
    table.columns[0].no_wrap = True
    odd = 0
    for row in found:
        fork = f"{row['parent']} at round {row['fork_round']}" if row["parent"] else ""
        outcome = row["outcome"] if row["outcome"] in endings else UNKNOWN
        numbers = [row[key] if _counts(row[key]) else UNKNOWN for key in ("round", "day", "version")]
        odd += UNKNOWN in (outcome, *numbers)
        cells = (row["name"], outcome, *numbers[:2], row["date"], numbers[2], fork, row["changes"])
        table.add_row(*map(str, cells))
    console = terminal()
    console.width = max(console.width, OTHER_COLUMNS + max((len(row["name"]) for row in found), default=0))
    console.print(table)
    left = f" of {len(rows)}" if len(found) < len(rows) else ""
    click.echo(f"{len(found)}{left} runs")
    if odd:
        click.echo(f"{UNKNOWN} stands for what cannot be, in {odd} of them: `negosim verify` tells more")


def _counts(value: object) -> bool:
    return isinstance(value, int) and value >= 0


@attrs.define
class _Dates:
    """First day of each scenario in a store, read once."""

    store: EventStore
    _starts: dict[str, dt.date] = attrs.field(factory=dict)

    def of(self, stream: Stream) -> str:
        """Return the date of a stream's last day, empty if it is not known."""
        from negosim.store.streams import BrokenStream, UnknownStream

        digest = stream.run.digest
        if digest not in self._starts:
            try:
                opened = self.store.read(stream.name, 1)[0]
            except (BrokenStream, UnknownStream):
                return ""
            self._starts[digest] = dt.date.fromisoformat(getattr(opened, "start", "0001-01-01"))
        try:
            return (self._starts[digest] + dt.timedelta(days=stream.run.day)).isoformat()
        except OverflowError:  # the day was altered; `verify` reports it
            return ""


def _row(stream: Stream, dates: _Dates) -> dict[str, Any]:
    from negosim.store.naming import round_of_fork

    run = stream.run
    return {
        "name": stream.name,
        "version": stream.version,
        "head": stream.head.hex(),
        "parent": stream.parent,
        "fork_version": stream.fork_version,
        "fork_round": round_of_fork(stream),
        **attrs.asdict(run),
        "outcome": run.outcome or GOES_ON,
        "date": dates.of(stream),
    }


@click.command(cls=NegativeNumbers)
@click.argument("target", metavar="OUT|RUN", help="A folder that `negosim run` wrote, or a run in a store.")
@click.argument("number", metavar="[RUN]", required=False, type=int, help="With a folder: the number of a run.")
@text_option("--store", metavar="URL", help=f"Where the run is kept. [default: {STORE}]")
@replay_options
@json_option
def show(target: str, number: int | None, store: str, agent: str, mediator_agent: str, as_json: bool) -> None:
    """Tell one run as a dated story: `show OUT RUN` from a folder, `show RUN --store URL` from a store."""
    if number is None:
        _show_stored(target, store, as_json=as_json)
        return
    if store:
        expected, received = "one run in a store, or a folder and a number", f"{target}, {number} and --store"
        raise BadInput([Problem(file="RUN", expected=expected, received=received)])
    from negosim.cli import results

    job = results.read_job(Path(target), (agent, mediator_agent))
    run = results.check_run(job, number)
    _print_story(job.outcomes.scenario, run.events, as_json=as_json)
    if run.difference:
        click.echo(f"negosim: {target}: run {number}: {run.difference}", err=True)
        raise click.exceptions.Exit(1)


def _show_stored(run: str, store: str, *, as_json: bool) -> None:
    if not store and Path(run).is_dir():
        expected = "the number of a run after the folder, or --store with a run"
        raise BadInput([Problem(file="RUN", expected=expected, received=f"{run} alone")])
    from negosim.store.naming import round_of_fork

    with opened(store or STORE) as kept:
        stored = read_run(kept, run)
    stream = stored.stream
    if stream.parent and not as_json:
        at = f"round {round_of_fork(stream)}" if round_of_fork(stream) else f"event {stream.fork_version}"
        click.echo(f"{stream.name}, a fork of {stream.parent} at {at}\n")
    _print_story(stored.scenario, stored.events, as_json=as_json)


def _print_story(scenario: Scenario, events: Sequence[Event], *, as_json: bool) -> None:
    """Print a run as a story, or its events as one JSON object."""
    from negosim.analysis.story.narrative import story
    from negosim.store.bodies import to_body

    if as_json:
        bodies = [to_body(event) for event in events]
        sys.stdout.write(json.dumps({"scenario": scenario.name, "events": bodies}, default=list) + "\n")
        return
    for line in story(scenario, events):
        click.echo(line)


@click.command()
@run_argument
@click.option("--to-round", type=int, help="The round to stop after; 0 for before the first. [default: all]")
@store_option
@json_option
def replay(run: str, to_round: int | None, store: str, as_json: bool) -> None:
    """Show the state of a run after any of its rounds, from its events alone."""
    from negosim.analysis.story import history as readings
    from negosim.analysis.story.snapshot import snapshot
    from negosim.cli.moment_tables import print_moment

    with opened(store) as kept:
        stored = read_run(kept, run)
    last = readings.rounds(stored.events)
    after = last if to_round is None else to_round
    if not 0 <= after <= last:
        raise BadInput([Problem(file="--to-round", expected=f"a round from 0 to {last}", received=str(after))])
    now = snapshot(stored.scenario, stored.events, after)
    if as_json:
        print_json({"run": stored.stream.name, "scenario": stored.scenario.name, **now})
    else:
        print_moment(stored.scenario, stored.stream.name, now)
