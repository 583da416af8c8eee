"""Record runs in a store as they are simulated, each once and in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from negosim.domain import events as e
from negosim.domain.scenario import Scenario
from negosim.errors import BadInput, Problem
from negosim.store.bodies import packed, unpacked
from negosim.store.chain import Chain
from negosim.store.eventstore import EventStore
from negosim.store.lines import Packed
from negosim.store.naming import name_of
from negosim.store.streams import BrokenStream, VersionConflict

_TELLING = (e.NegotiationOpened, e.DeadlinePassed, e.NegotiationClosed)


@attrs.frozen
class Played:
    """A run that was simulated elsewhere, ready to be stored.

    Attributes
    ----------
    run : int
        Its number.
    stored : Packed
        Every event as it is laid down.
    telling : tuple[e.Event, ...]
        The events that tell of the run as a whole.
    """

    run: int
    stored: Packed
    telling: tuple[e.Event, ...]

    @classmethod
    def of(cls, run: int, events: Sequence[e.Event]) -> Played:
        """Make a run from its events."""
        rounds = [event for event in events if isinstance(event, e.RoundOpened)]
        others = [event for event in events if isinstance(event, _TELLING)]
        telling = (*others[:1], *rounds[-1:], *others[1:])
        return cls(run, packed(events), telling)


@attrs.define
class Keeper:
    """Stores runs of a scenario, and counts them.

    Attributes
    ----------
    store : EventStore
        Where they are kept.
    added, already : int
        How many were new, and how many were there before, event for event.
    """

    store: EventStore
    added: int = 0
    already: int = 0

    def keep(self, scenario: Scenario, seed: int, played: Iterable[Played]) -> None:
        """Store runs under their names, in order; the scenario must have been stored before.

        Raises
        ------
        BadInput
            Another run stands under its name, or the store cannot be written.
        """
        for one in played:
            self._keep(name_of(scenario, seed, one.run), one)

    def _keep(self, name: str, played: Played) -> None:
        try:
            self.store.append_stored(name, 0, played.stored, played.telling)
            self.added += 1
        except VersionConflict as conflict:
            if not self._same(name, played):
                raise BadInput([_another(conflict, played.stored.count)]) from None
            self.already += 1
        except KeyboardInterrupt:  # which may come when the run is written, and not yet counted
            self.added += self.store.find(name) is not None
            raise

    def _same(self, name: str, played: Played) -> bool:
        """Whether a stream holds the events of a run, byte for byte or in an older form."""
        known = self.store.find(name)
        if known is None or known.version != played.stored.count:
            return False
        lines = played.stored.lines()
        if known.head == Chain(name).follow(lines):
            return True
        try:
            return self.store.read(name) == unpacked(lines)
        except BrokenStream:
            return False


def _another(conflict: VersionConflict, count: int) -> Problem:
    return Problem(
        file="--store",
        key=conflict.stream,
        expected=f"the same {count} events as in this run, or none",
        received=f"another run of {conflict.actual} events under this name",
        hint="the rules or the agents' classes differ from those it was played with; keep this one in another store",
    )
