"""Opening stores and reading runs from them, with errors that have an address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated

import attrs
import typer

from negosim.errors import BadInput, Problem
from negosim.store import DEFAULT

if TYPE_CHECKING:
    from negosim.domain.events import Event
    from negosim.domain.scenario import Scenario
    from negosim.store.eventstore import EventStore
    from negosim.store.streams import Stream

Store = Annotated[
    str, typer.Option("--store", metavar="URL", help="Where `negosim run --store` kept runs.", show_default=True)
]
RunArgument = Annotated[str, typer.Argument(metavar="RUN", help="A run's name, its number, or a part of its name.")]
STORE = DEFAULT


@attrs.frozen
class Read:
    """A run as it is kept in a store: what is known of its stream, what it plays, every event."""

    stream: Stream
    scenario: Scenario
    events: tuple[Event, ...]


@contextmanager
def opened(url: str) -> Iterator[EventStore]:
    """The store at a URL, closed afterwards; what is broken in it becomes bad input that names the place."""
    from negosim.store.opening import open_store
    from negosim.store.streams import BrokenStream, UnknownStream

    with closing(open_store(url)) as store:
        try:
            yield store
        except (BrokenStream, UnknownStream) as error:
            expected, hint = "what was written", "`negosim verify` looks through all of it"
            raise BadInput([Problem(file="--store", expected=expected, received=str(error), hint=hint)]) from None


def read_run(store: EventStore, text: str) -> Read:
    """The run that is meant, read whole; errors as in ``find_run``, and of streams that are broken."""
    from negosim.store.naming import find_run

    stream = find_run(store, text)
    events = store.read(stream.name)
    return Read(stream, store.scenario(stream.run.digest), tuple(events))
