"""Commands that read a store: ``runs``, ``replay``, ``export`` and ``verify``."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import attrs
import typer

from negosim.cli import domains
from negosim.cli.printing import plain_table, terminal
from negosim.cli.progress import Bar
from negosim.cli.stored_runs import STORE, RunArgument, Store, opened, read_run
from negosim.errors import BadInput, Problem, nearest

if TYPE_CHECKING:
    from negosim.store.eventstore import EventStore
    from negosim.store.streams import Stream

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
FORMATS = ("jsonl", "parquet", "csv")
GOES_ON = "goes on"
UNKNOWN = "?"
BESIDE = 80  # letters that the list of runs needs beside the name


def runs(
    store: Store = STORE,
    outcome: Annotated[str, typer.Option(help="Only runs that ended so, such as agreement.")] = "",
    limit: Annotated[int, typer.Option(help="Only so many, the last ones; 0 for all.")] = 0,
    as_json: AsJson = False,
) -> None:
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
        typer.echo(json.dumps({"runs": found}, ensure_ascii=False))
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
    console.width = max(console.width, BESIDE + max((len(row["name"]) for row in found), default=0))
    console.print(table)
    left = f" of {len(rows)}" if len(found) < len(rows) else ""
    typer.echo(f"{len(found)}{left} runs")
    if odd:
        typer.echo(f"{UNKNOWN} stands for what cannot be, in {odd} of them: `negosim verify` tells more")


def _counts(value: object) -> bool:
    return isinstance(value, int) and value >= 0


@attrs.define
class _Dates:
    """The first day of each scenario in a store."""

    store: EventStore
    _starts: dict[str, dt.date] = attrs.field(factory=dict)

    def of(self, stream: Stream) -> str:
        """The date of a stream's last day."""
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
        except OverflowError:  # somebody wrote another day; verifying tells
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


def show(run: str, store: str, *, as_json: bool) -> None:
    """Tell a run of a store as a story; of a fork, from which run and round it goes its own way."""
    if not store and Path(run).is_dir():
        expected = "the number of a run after the folder, or --store with a run"
        raise BadInput([Problem(file="RUN", expected=expected, received=f"{run} alone")])
    from negosim.cli.tables import print_story
    from negosim.store.naming import round_of_fork

    with opened(store or STORE) as kept:
        read = read_run(kept, run)
    if read.stream.parent and not as_json:
        at = (
            f"round {round_of_fork(read.stream)}" if round_of_fork(read.stream) else f"event {read.stream.fork_version}"
        )
        typer.echo(f"{read.stream.name}, a fork of {read.stream.parent} at {at}\n")
    print_story(read.scenario, read.events, as_json=as_json)


def replay(
    run: RunArgument,
    to_round: Annotated[
        int | None, typer.Option("--to-round", help="The round to stop after; 0 for before the first. [default: all]")
    ] = None,
    store: Store = STORE,
    as_json: AsJson = False,
) -> None:
    """Show a run after any of its rounds, replayed without a random number."""
    from negosim.analysis.story import history
    from negosim.analysis.story.snapshot import snapshot
    from negosim.cli.moments import print_moment

    with opened(store) as kept:
        read = read_run(kept, run)
    last = history.rounds(read.events)
    after = last if to_round is None else to_round
    if not 0 <= after <= last:
        raise BadInput([Problem(file="--to-round", expected=f"a round from 0 to {last}", received=str(after))])
    now = snapshot(read.scenario, read.events, after)
    if as_json:
        typer.echo(json.dumps({"run": read.stream.name, "scenario": read.scenario.name, **now}, ensure_ascii=False))
    else:
        print_moment(read.scenario, read.stream.name, now)


def export(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[RUN | genius SCENARIO DIR]",
            help="A run's name, its number, or a part of its name; or `genius`, a scenario file and a folder.",
        ),
    ] = [],  # noqa: B006 - typer reads it, nobody changes it
    all_: Annotated[bool, typer.Option("--all", help="Every run of the store.")] = False,
    form: Annotated[str, typer.Option("--format", help="jsonl, parquet or csv.")] = "jsonl",
    out: Annotated[Path | None, typer.Option(help="The file to write; with --all as jsonl, the folder.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over what is there.")] = False,
    store: Store = STORE,
    set_: domains.Settings = [],  # noqa: B006
    number: Annotated[
        int | None, typer.Option("--run", help="With `genius`: the draw of a run. [default: the central draw]")
    ] = None,
    seed: Annotated[int, typer.Option(help="With `genius`: of that draw.")] = 7,
) -> None:
    """Write the events of one run, or of all, as JSON lines or as a flat table.

    `export genius SCENARIO DIR` writes a scenario as a GENIUS domain: XML of its issues and of each party's utility.
    """
    if words[:1] == ["genius"]:
        domains.export_genius(words[1:], set_, number, seed, force=force)
        return
    if len(words) > 1 or set_ or number is not None:
        received = " ".join(words) if len(words) > 1 else "--set or --run, which belong to `export genius`"
        raise BadInput([Problem(file="RUN", expected="one run, or `genius SCENARIO DIR`", received=received)])
    run = words[0] if words else ""
    problems = []
    if bool(run) == all_:
        received = f"{run} and --all" if all_ else "neither"
        problems.append(Problem(file="RUN", expected="a run, or --all", received=received))
    if form not in FORMATS:
        hint = nearest(form, FORMATS)
        problems.append(Problem(file="--format", expected="a format", received=form, hint=hint))
    if out is None:
        problems.append(Problem(file="--out", expected="a file to write to", received="nothing"))
    if problems or out is None:
        raise BadInput(problems)
    from negosim.cli import exporting
    from negosim.store.naming import find_run

    exporting.check_place(out, store, force=force, folder=all_ and form == "jsonl")
    with opened(store) as kept, Bar(silent=False) as bar:
        streams = list(kept.streams()) if all_ else [find_run(kept, run)]
        if not streams:
            raise BadInput([Problem(file="--store", expected="a store with runs", received="one without any")])
        events = exporting.export(kept, streams, form, out, many=all_, step=bar.step)
    typer.echo(f"{events} events of {len(streams)} run{'' if len(streams) == 1 else 's'} written to {out}")


def verify(
    run: Annotated[str, typer.Argument(metavar="[RUN]", help="A run; without it, all of them.")] = "",
    store: Store = STORE,
    heads: Annotated[Path | None, typer.Option(help="What `negosim runs --json` said before, to compare with.")] = None,
) -> None:
    """Prove that runs are what was written; name the first event of each that is not."""
    from negosim.cli import checking
    from negosim.store.naming import find_run

    before = checking.read_heads(heads) if heads else {}
    with opened(store) as kept, Bar(silent=False) as bar:
        streams = [find_run(kept, run)] if run else list(kept.streams())
        broken = checking.broken(kept, streams, bar.step)
        compared = {name: before[name] for name in before if not run or name == streams[0].name}
        broken |= checking.differing(kept, compared, broken)
        strays = [] if run else kept.strays()
    for reason in (*broken.values(), *strays):
        typer.echo(reason, err=True)
    if strays and not broken:
        raise typer.Exit(1)
    if broken:
        typer.echo(
            f"{len(broken)} of {len({*broken, *(stream.name for stream in streams)})} runs are not what was written",
            err=True,
        )
        raise typer.Exit(1)
    new = len(streams) - len(compared)
    if heads and streams and not compared:
        typer.echo(f"{heads} has no head of {run or 'any run of the store'}: nothing could be compared", err=True)
        raise typer.Exit(1)
    as_before = f"; {len(compared)} as in {heads}" if heads else ""
    as_before += f", {new} of which it has no head" if heads and new else ""
    typer.echo(f"{len(streams)} run{'' if len(streams) == 1 else 's'}: every event is what was written{as_before}")
