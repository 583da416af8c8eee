"""Processes that write to stores at once, or are killed while they write.

``python -m tests.store.writers`` imports everything once, and then forks its writers, which so begin at once. Each line
that it reads is a task, ``TASK URL COUNT``; for each it prints what its writers did as one line of JSON.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

from negosim.store.eventstore import EventStore
from negosim.store.opening import open_store
from negosim.store.streams import VersionConflict
from tests.store.samples import SCENARIO, before_round, changed, run

RUNS = [run(number) for number in range(3)]
STEP = 7


def fork(work: Callable[[], None]) -> int:
    """Let a child do some work and leave."""
    child = os.fork()
    if child == 0:
        code = 0
        try:
            work()
        except BaseException:  # noqa: BLE001 - a child must not come back from here
            traceback.print_exc()
            code = 1
        os._exit(code)
    return child


def tell(pipe: int, *words: object) -> None:
    """One line, at once."""
    os.write(pipe, (" ".join(map(str, words)) + "\n").encode())


def told(pipe: int) -> list[list[str]]:
    """All whole lines that were told."""
    with os.fdopen(pipe, "rb") as lines:
        return [line.decode().split() for line in lines.read().splitlines(keepends=True) if line.endswith(b"\n")]


def write_on(url: str, child: int, pipe: int) -> None:
    """Write streams until somebody ends it: whole runs, forks of them, and runs in pieces."""
    store = open_store(url, create=True)
    store.keep_scenario(SCENARIO)
    for number in range(10_000):
        events, name = RUNS[number % len(RUNS)], f"{child}.{number}"
        tell(pipe, "begins", name, len(events))
        store.append(name, 0, events)
        tell(pipe, "has", name, len(events))
        own, at = changed(events, 2), before_round(events, 2)
        tell(pipe, "begins", f"{name}@2", at + len(own))
        store.append(f"{name}@2", at, own, parent=name)
        tell(pipe, "has", f"{name}@2", at + len(own))
        for start in range(0, len(events), STEP):
            end = min(start + STEP, len(events))
            tell(pipe, "begins", f"{name}.pieces", end)
            store.append(f"{name}.pieces", start, events[start:end])
            tell(pipe, "has", f"{name}.pieces", end)


def killed(url: str, times: int) -> dict[str, Any]:
    """Kill a writer so many times; what it had told, what is there, and how long the store took to open after it.

    One in five is killed early, and may not have opened the store yet; the others are killed when they write.
    """
    chance, inside, begun, wrong, slowest = random.Random(7), 0, 0, list[str](), 0.0
    for number in range(times):
        reads, writes = os.pipe()
        child = fork(lambda number=number, writes=writes: write_on(url, number, writes))  # type: ignore[misc]
        os.close(writes)
        if chance.random() > 0.2:
            select.select([reads], [], [], 60)
        time.sleep(chance.uniform(0, 0.04))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines = told(reads)
        started = time.perf_counter()
        store = open_store(url, create=True)
        there = {s.name: s.version for s in store.streams() if s.name.startswith(f"{number}.")}
        slowest = max(slowest, time.perf_counter() - started)
        wrong += differences(there, lines)
        begun += bool(lines)
        inside += bool(lines) and lines[-1][0] == "begins"
        for name in there:
            store.verify(name)
        store.close()
    store = open_store(url)
    for stream in store.streams():
        store.verify(stream.name)
    return {"begun": begun, "inside": inside, "wrong": wrong, "slowest": slowest, "streams": len(list(store.streams()))}


def differences(there: dict[str, int], lines: list[list[str]]) -> list[str]:
    """What is in a store and should not be, or should be and is not."""
    kept = {name: int(version) for word, name, version in lines if word == "has"}
    under_way = {lines[-1][1]: int(lines[-1][2])} if lines and lines[-1][0] == "begins" else {}
    return [
        f"{name}: {there.get(name)} in the store, {kept.get(name)} told, {under_way.get(name)} under way"
        for name in there.keys() | kept.keys()
        if there.get(name) not in {kept.get(name), under_way.get(name)}
    ]


def at_once(url: str, count: int, work: Callable[[EventStore, int, int], None], *, create: bool) -> list[list[str]]:
    """Let some processes open a store and do something with it, all from the same moment on; what they told."""
    reads, writes = os.pipe()
    waits, go = os.pipe()

    def one(number: int) -> None:
        os.read(waits, 1)
        store = open_store(url, create=create)
        work(store, number, writes)
        store.close()

    children = [fork(lambda number=number: one(number)) for number in range(count)]  # type: ignore[misc]
    os.close(writes)
    os.write(go, b"x" * count)
    lines = told(reads)
    for child in children:
        _, status = os.waitpid(child, 0)
        lines.append(["left", str(os.waitstatus_to_exitcode(status))])
    os.close(waits)
    os.close(go)
    return lines


def apart(store: EventStore, number: int, pipe: int) -> None:
    """Keep ten runs under names of its own."""
    store.keep_scenario(SCENARIO)
    for k in range(10):
        store.append(f"{number}.{k}", 0, RUNS[k % len(RUNS)])
        tell(pipe, "has", f"{number}.{k}")


def together(store: EventStore, number: int, pipe: int) -> None:
    """Try to write the same run into one stream, three events a time, until it is complete."""
    store.keep_scenario(SCENARIO)
    events = RUNS[1]
    while True:
        known = store.find("one")
        version = known.version if known else 0
        if version >= len(events):
            return
        try:
            store.append("one", version, events[version : version + 3])
        except VersionConflict as conflict:
            tell(pipe, "lost", version, conflict)
        else:
            tell(pipe, "won", version, number)


def main() -> None:
    """Do one task after the other, and tell what came of each."""
    for line in sys.stdin:
        task, url, count = line.split()
        match task:
            case "kill":
                result: Any = killed(url, int(count))
            case "create":
                result = at_once(url, int(count), lambda store, _, __: store.keep_scenario(SCENARIO), create=True)
            case "apart":
                result = at_once(url, int(count), apart, create=True)
            case _:
                result = at_once(url, int(count), together, create=True)
        sys.stdout.write(json.dumps(result) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
