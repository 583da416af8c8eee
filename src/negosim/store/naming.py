"""Name streams, and find them by what users type.

A run is ``<scenario>.<first 8 of its digest>.<seed>.<run>``; a fork is
``<parent>@<round>.<8 of the digest of what it changed>``. The same run, and the same fork, always has the same name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from negosim.domain.scenario import Scenario
from negosim.errors import BadInput, Problem, nearest, shown
from negosim.store.eventstore import EventStore
from negosim.store.streams import Stream

SHORT = 8
TOLD = 5
COMPARED = 1000


def name_of(scenario: Scenario, seed: int, run: int) -> str:
    """Name the stream of a run: scenario, first digits of its digest, seed and run.

    Parameters
    ----------
    scenario : Scenario
        What is simulated.
    seed : int
        Of all runs.
    run : int
        Number of the run.
    """
    return f"{scenario.name}.{scenario.digest[:SHORT]}.{seed}.{run}"


def name_of_fork(parent: str, round_: int, changes: Mapping[str, float], redraw: int = 0) -> str:
    """The name of a fork's stream.

    Parameters
    ----------
    parent : str
        Name of the stream that it forks from.
    round_ : int
        The first round of its own.
    changes : Mapping[str, float]
        New values by parameter, in any order.
    redraw : int
        Number of the chance from that round on; 0 if it is the parent's.
    """
    spelled = json.dumps([sorted((name, float(value)) for name, value in changes.items()), redraw])
    return f"{parent}@{round_}.{hashlib.sha256(spelled.encode()).hexdigest()[:SHORT]}"


def find_run(store: EventStore, text: str) -> Stream:
    """Find a stream by its name, the number of its run, or a part of its name that matches no other.

    A number means a run and no fork of it; an end of a name goes before a part in the middle of it.

    Raises
    ------
    BadInput
        None is, or several are, and which.
    """
    exact = store.find(text)
    if exact is not None:
        return exact
    known = list(store.streams())
    number = text.isascii() and text.isdigit()
    candidates = (
        [s for s in known if number and str(s.run.run) == text and s.parent is None],
        [s for s in known if s.name.endswith(f".{text}" if number else text)],
        [s for s in known if text in s.name and not number],
    )
    fitting = next((found for found in candidates if found), []) if text else []
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise BadInput([_several(text, fitting)])
    hint = nearest(text, [s.name for s in known[:COMPARED]]) or "`negosim runs` lists them"
    raise BadInput([Problem(file="RUN", expected="a run in the store", received=shown(text), hint=hint)])


def _several(text: str, fitting: list[Stream]) -> Problem:
    names = ", ".join(stream.name for stream in fitting[:TOLD])
    more = f", and {len(fitting) - TOLD} more" if len(fitting) > TOLD else ""
    received = f"{shown(text)}, which fits {len(fitting)}: {names}{more}"
    return Problem(file="RUN", expected="a name, or a part of it, that fits one run", received=received)


def round_of_fork(stream: Stream) -> int | None:
    """The first round that is a fork's own, as its name tells it; None if it is no fork."""
    number = stream.name.rpartition("@")[2].partition(".")[0]
    return int(number) if stream.parent is not None and number.isascii() and number.isdigit() else None
