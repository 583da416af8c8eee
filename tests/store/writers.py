"""Processes that write to stores at once, or are killed while they write.

``python -m tests.store.writers`` imports everything once, and then forks its writers, which so begin at once. Each line
that it reads is a task, ``TASK URL COUNT``; for each it prints what its writers did as one line of JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from functools import partial
from typing import Any

from negosim.ensemble.playing.simulate import simulate
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


def told(pipe: int, until: int | None = None) -> list[list[str]]:
    """The lines that were told, all of them or until there are so many; what is no whole line is left out."""
    said = b""
    while until is None or said.count(b"\n") < until:
        more = os.read(pipe, 65_536)
        if not more:
            break
        said += more
    return [line.decode().split() for line in said.splitlines(keepends=True) if line.endswith(b"\n")]


def kill_after(work: Callable[[int], None], lines: int, pause: float) -> list[list[str]]:
    """Let a child work, kill it some time after it told so many lines, and give all that it told."""
    reads, writes = os.pipe()
    child = fork(lambda: work(writes))
    os.close(writes)
    before = told(reads, lines)
    time.sleep(pause)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    after = told(reads)
    os.close(reads)
    return before + after


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

    Some are killed before they can have opened the store, the others somewhere in their first writes.
    """
    chance, inside, begun, wrong, slowest = random.Random(7), 0, 0, list[str](), 0.0
    for number in range(times):
        lines = kill_after(partial(write_on, url, number), chance.randrange(16), chance.uniform(0, 0.01))
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


def sweep(url: str, seed: int, pipe: int) -> None:
    """Play runs and keep them as they are played, until somebody ends it."""
    store = open_store(url, create=True)
    tell(pipe, "begins", seed, 0)
    simulate(SCENARIO, 10_000, seed, keep=store, progress=lambda count: tell(pipe, "has", seed, count))


def swept(url: str, times: int) -> dict[str, Any]:
    """Kill a sweep so many times; what it left in part, or lost, and how many runs there are in the end."""
    chance, wrong, before = random.Random(8), list[str](), set[str]()
    for seed in range(times):
        lines = kill_after(partial(sweep, url, seed), chance.randrange(1, 5), chance.uniform(0, 0.02))
        store = open_store(url)
        there = {stream.name: stream for stream in store.streams()}
        wrong += [name for name in before if name not in there]
        acknowledged = sum(int(line[2]) for line in lines if line[0] == "has")
        if len(there) < len(before) + acknowledged:
            wrong.append(f"seed {seed}: {acknowledged} told, {len(there) - len(before)} there")
        for name in there.keys() - before:
            store.verify(name)
            wrong += [] if there[name].run.outcome else [name]
        before = set(there)
        store.close()
    return {"wrong": wrong, "whole": len(before)}


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
    os.close(reads)
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
        time.sleep(0.002)  # between looking and writing others have their turn, however few cores there are
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
            case "sweep":
                result = swept(url, int(count))
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
