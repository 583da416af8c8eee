"""Yardstick: the known event-sourcing framework writing and reading runs of 50 events in SQLite.

Run by ``benchmarks/store.py`` in the environment of ``requirements.txt``. Each run is one aggregate and one
transaction; each event has a party, a package and three numbers, less than those of negosim. Prints JSON.
"""

import json
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

EVENTS = 50


class Talks(Aggregate):
    """A run: its last package."""

    @event("Opened")
    def __init__(self, run: int) -> None:
        self.run = run
        self.package = -1

    @event("Tabled")
    def table(self, party: str, package: int, aspiration: float, own: float, other: float) -> None:
        """A party tables a package."""
        self.package, self.party, self.worth = package, party, (aspiration, own, other)


def main(runs: int) -> None:
    """Write, then read, ``runs`` aggregates."""
    with TemporaryDirectory() as folder:
        place = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(Path(folder) / "runs.db")}
        application = Application(env=place)
        played = []
        for run in range(runs):
            talks = Talks(run)
            for step in range(EVENTS - 1):
                talks.table("north", step, 0.9 - step / 100, 0.8123456789, 0.2345678901)
            played.append(talks)
        before = time.perf_counter()
        for talks in played:
            application.save(talks)
        written = time.perf_counter() - before
        names = [talks.id for talks in played]
        before = time.perf_counter()
        for name in names:
            application.repository.get(name)
        read = time.perf_counter() - before
    events = runs * EVENTS
    print(json.dumps({"written": events / written, "read and folded": events / read}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
