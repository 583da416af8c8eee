"""Events as table rows with the same columns for every kind of event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
import pyarrow as pa

from negosim.analysis.story.offers import dated
from negosim.domain import events as e
from negosim.domain.scenario import Scenario
from negosim.domain.terms import labels_at
from negosim.store.bodies import to_stored

WORDS = ("mediator", "red_line", "cause", "parameter", "outcome")
NUMBERS = ("aspiration", "conceded", "shortfall", "effort", "pressure", "trust", "value")
COUNTS = ("stage", "phase")


def columns(scenarios: Iterable[Scenario]) -> pa.Schema:
    """Return the Arrow schema of the events of runs of some scenarios.

    ``stream``, ``version`` (of the event in its stream, from 1), ``type``, ``round``, ``day``, ``date``, ``party``,
    ``package`` with its levels as ``level_<issue>`` and what it is worth as ``utility_<party>``, ``accepted``,
    ``issue`` and further fields of events by their names (``mediator`` lists all that took part, ``cause`` names a
    shock as well), and ``body``, all fields as JSON. What an event does not say is missing.
    """
    issues = dict.fromkeys(issue.name for scenario in scenarios for issue in scenario.issues)
    parties = dict.fromkeys(party.name for scenario in scenarios for party in scenario.parties)
    text, whole, number = pa.string(), pa.int64(), pa.float64()
    return pa.schema(
        [
            ("stream", text),
            ("version", whole),
            ("type", text),
            ("round", whole),
            ("day", whole),
            ("date", pa.date32()),
            ("party", text),
            ("package", whole),
            *((f"level_{issue}", text) for issue in issues),
            *((f"utility_{party}", number) for party in parties),
            ("accepted", pa.bool_()),
            ("issue", text),
            *((name, text) for name in WORDS),
            *((name, number) for name in NUMBERS),
            *((name, whole) for name in COUNTS),
            ("body", text),
        ]
    )


def rows(stream: str, scenario: Scenario, events: Iterable[e.Event]) -> Iterator[dict[str, Any]]:
    """Yield the events of a run as rows with these columns."""
    labels: dict[int, Mapping[str, str]] = {}
    for version, (now, day, event) in enumerate(dated(events), start=1):
        name, _, body = to_stored(event)
        row: dict[str, Any] = {"stream": stream, "version": version, "type": name, "round": now, "day": day}
        row["date"] = scenario.start + dt.timedelta(days=day)
        row |= _fields(event)
        package = row.get("package")
        if package is not None:
            if package not in labels:
                labels[package] = labels_at(scenario, package)
            row |= {f"level_{issue}": label for issue, label in labels[package].items()}
        yield {**row, "body": body.decode()}


def _fields(event: e.Event) -> dict[str, Any]:
    """What an event says in columns of their own; empty words and packages that are none are left out."""
    fields = msgspec.structs.asdict(event)
    found = {name: fields[name] for name in (*NUMBERS, *COUNTS, "accepted") if isinstance(fields.get(name), _SCALAR)}
    found |= {name: fields[name] for name in ("party", "issue", *WORDS) if fields.get(name)}
    if fields.get("package", -1) >= 0:
        found["package"] = fields["package"]
    if isinstance(event, e.ShockStruck):
        found["cause"] = event.shock
    if isinstance(event, e.TextDrafted | e.InformationRelayed):
        found["mediator"] = " ".join(event.mediators)
    return found | {f"utility_{party}": value for party, value in fields.get("utilities", {}).items()}


_SCALAR = (bool, int, float)
