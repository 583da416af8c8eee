"""Streams of a store, and the errors of streams that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from negosim.domain import events as e


class VersionConflict(Exception):  # noqa: N818 - it names the conflict
    """A stream that is not at the version that an append expected.

    Attributes
    ----------
    stream : str
        Its name.
    expected, actual : int
        Version expected, and the version it is at.
    """

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        self.stream, self.expected, self.actual = stream, expected, actual
        super().__init__(stream, expected, actual)

    def __str__(self) -> str:
        return f"{self.stream}: expected version {self.expected}, is at {self.actual}"


class UnknownStream(Exception):  # noqa: N818 - it names what is not there
    """A stream that a store does not hold."""


class BrokenStream(Exception):  # noqa: N818 - it names the stream
    """A stream that is not what was written.

    Attributes
    ----------
    stream : str
        Its name.
    version : int
        Of the first event that is not as it was, counted from 1; 0 if it is not an event that is wrong.
    reason : str
        What is wrong with it.
    """

    def __init__(self, stream: str, version: int, reason: str) -> None:
        self.stream, self.version, self.reason = stream, version, reason
        super().__init__(stream, version, reason)

    def __str__(self) -> str:
        where = f"{self.stream}, event {self.version}" if self.version else self.stream
        return f"{where}: {self.reason}"


TELLING = frozenset(
    {
        e.NegotiationOpened,
        e.RoundOpened,
        e.AssumptionChanged,
        e.ChanceRedrawn,
        e.DeadlinePassed,
        e.NegotiationClosed,
    }
)


@attrs.frozen(kw_only=True)
class Run:
    """A summary of the events of a run.

    Attributes
    ----------
    scenario, digest : str
        Name and digest of what was played.
    seed, run : int
        Of its random numbers.
    outcome : str
        How it ended; empty while it goes on.
    round, day : int
        Of the last round.
    changes : str
        What a fork changed, as ``round 20: israel.pressure = 0.2``; of its own part alone.
    """

    scenario: str = ""
    digest: str = ""
    seed: int = 0
    run: int = 0
    outcome: str = ""
    round: int = 0
    day: int = 0
    changes: str = ""

    @classmethod
    def shared(cls, events: Iterable[e.Event]) -> Run:
        """The summary that a fork begins with: the same talks, without an end or changes of its own."""
        return attrs.evolve(cls().after(events), outcome="", changes="")

    def after(self, events: Iterable[e.Event]) -> Run:
        """The summary after further events."""
        known: dict[str, Any] = attrs.asdict(self)
        for event in [event for event in events if type(event) in TELLING]:
            match event:
                case e.RoundOpened():
                    known["round"], known["day"] = event.round, event.day
                case e.NegotiationOpened():
                    known |= {"scenario": event.scenario, "digest": event.digest, "seed": event.seed, "run": event.run}
                case e.AssumptionChanged():
                    known["changes"] = _also(known, f"{event.parameter} = {event.value:g}")
                case e.ChanceRedrawn():
                    known["changes"] = _also(known, f"chance {event.redraw}")
                case e.DeadlinePassed():
                    known["day"] = event.day
                case e.NegotiationClosed():
                    known["outcome"] = event.outcome
        return Run(**known)


def _also(known: Mapping[str, Any], change: str) -> str:
    """The changes of a run with one more, of the round that comes next."""
    before, when = known["changes"], f"round {known['round'] + 1}: "
    if before.rpartition("; ")[2].startswith(when):
        return f"{before}, {change}"
    return f"{before}; {when}{change}" if before else f"{when}{change}"


@attrs.frozen(kw_only=True)
class Stream:
    """A stream of a store.

    Attributes
    ----------
    name : str
        Its own, in the store.
    version : int
        Number of its events, those that it shares with its parent included.
    head : bytes
        Hash of its last event.
    parent, fork_version : str | None, int
        The stream that it forked from, after how many events; None and 0 if from none.
    run : Run
        What its events say of it as a whole.
    """

    name: str
    version: int
    head: bytes
    parent: str | None = None
    fork_version: int = 0
    run: Run = Run()
