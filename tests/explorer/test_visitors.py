"""Visitors at the same time: they take turns, do not meet, and may leave; searches can be stopped."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from negosim.explorer import searching
from negosim.explorer.answer import Answer
from negosim.explorer.service import Gone, Service
from negosim.explorer.visitors import TooMany, Visitors
from negosim.explorer.workers import Lost
from tests.explorer.fronts import SMALL, Front, front, shares

T = TypeVar("T")


def in_a_loop(steps: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a thread of its own: a browser of other tests may keep a loop in this one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, steps).result()


class Steps:
    """A source of one worker that notes what it is asked, and calls something before each answer."""

    def __init__(self, gaps: str = "[]", then: Callable[[str], None] = lambda _: None) -> None:
        self.asked: list[str] = []
        self.lost, self.idle, self._gaps, self._then = False, False, gaps, then

    async def worker(self) -> Steps:
        """Itself."""
        return self

    async def ask(self, name: str, *_: Any) -> Answer:
        """Note a step."""
        self.asked.append(name)
        self._then(name)
        return Answer(f'{{"gaps":{self._gaps}}}'.encode() if name == "missing" else b"{}")

    def end(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


def test_a_visitor_who_leaves_ends_what_is_played_for_it() -> None:
    """Given a visitor who leaves while 5,000 runs are played in parts, then only the part at hand is played."""
    left: list[str] = []
    steps = Steps('[["view",0,5000]]', lambda name: left.append(name) if name == "add" else None)

    async def here() -> bool:
        return not left

    with pytest.raises(Gone):
        in_a_loop(Service(steps, 1).answer("simulate", {}, 0, here))
    assert steps.asked == ["missing", "play", "add"]


def test_a_visitor_who_has_left_costs_nothing() -> None:
    """Given twenty moves of a visitor who waits for the last one alone, then one is simulated."""
    steps = Steps()
    service, visitors = Service(steps, 1), Visitors()

    async def move(k: int) -> None:
        async def here() -> bool:
            return k == 19

        async with visitors.turn("a") as visitor:
            if await here():
                await service.answer("simulate", {}, visitor.number, here)

    async def all_moves() -> None:
        await asyncio.gather(*(move(k) for k in range(20)))

    in_a_loop(all_moves())
    assert steps.asked.count("simulate") == 1


def test_one_visitor_waits_for_its_turn_and_another_does_not() -> None:
    """Given a long answer to one visitor, then its next question waits, and that of another is answered."""
    order: list[str] = []

    async def ask(visitors: Visitors, name: str, told: str, wait: float) -> None:
        async with visitors.turn(name):
            await asyncio.sleep(wait)
            order.append(told)

    async def both() -> None:
        visitors = Visitors()
        first = asyncio.create_task(ask(visitors, "a", "long", 0.05))
        await asyncio.sleep(0)
        await asyncio.gather(first, ask(visitors, "a", "after it", 0), ask(visitors, "b", "other", 0))

    in_a_loop(both())
    assert order == ["other", "long", "after it"]


def test_visitors_are_bounded() -> None:
    """The one that was idle longest is forgotten; where none is idle, a new one is refused."""

    async def crowd() -> None:
        visitors = Visitors(most=2)
        for name in "abc":
            async with visitors.turn(name):
                pass
        assert len(visitors) == 2
        async with visitors.turn("d"), visitors.turn("e"):
            with pytest.raises(TooMany):
                async with visitors.turn("f"):
                    pass

    in_a_loop(crowd())


def test_a_lost_helper_leaves_its_runs_to_the_leading_worker() -> None:
    """Given a helper that dies while it plays, then the answer is there all the same."""

    class Breaking(Steps):
        async def ask(self, name: str, *asked: Any) -> Answer:
            if name == "play" and asked[0]["first"] >= 100:
                raise Lost(name)
            return await super().ask(name, *asked)

    async def here() -> bool:
        return True

    steps = Breaking('[["view",0,200]]')
    answer = in_a_loop(Service(steps, 2).answer("simulate", {}, 0, here))
    assert answer.body == b"{}"
    assert steps.asked[-2:] == ["add", "simulate"]


@pytest.fixture(scope="module")
def page() -> Iterator[Front]:
    """The page of January, played by forked workers."""
    with front("january_2024", forked=True, most_runs=SMALL) as opened:
        yield opened


def test_two_visitors_do_not_meet(page: Front) -> None:
    """Given two visitors with other views at the same time, then each gets the runs of its own."""
    views = {"a": {"set": {"talks.collapse": 1}}, "b": {"set": {"talks.collapse": 0, "talks.stall": 0}}}
    found: dict[str, list[int]] = {"a": [], "b": []}

    def visit(name: str) -> None:
        for _ in range(3):
            found[name].append(shares(page.ask("simulate", views[name], visitor=name, runs=SMALL))["collapse"])

    threads = [threading.Thread(target=visit, args=(name,)) for name in views]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {"a": [SMALL] * 3, "b": [0] * 3}


def _state(page: Front, job: str) -> dict[str, Any]:
    told: dict[str, Any] = page.get(f"/api/paths/{job}")
    return told


def test_a_search_is_started_followed_and_stopped(page: Front) -> None:
    """Given a search, then it tells how many runs it has played, and ends when it is stopped; others go on."""
    job = page.ask("paths", where={"pause": "60"})["job"]
    until = time.monotonic() + 60
    while _state(page, job)["done"] == 0 and time.monotonic() < until:
        assert _state(page, job)["state"] == "running"
        time.sleep(0.05)
    assert page.ask("simulate", runs=20)["runs"] == 20
    stopped = page.client.delete(f"/api/paths/{job}").json()
    assert (stopped["state"], stopped["table"]) == ("stopped", None)
    assert stopped["done"] > 0


def test_a_search_for_what_cannot_be_fails_with_its_problems(page: Front) -> None:
    """An unknown level is a problem of the search."""
    job = page.ask("paths", where={"pause": "61"})["job"]
    until = time.monotonic() + 60
    while _state(page, job)["state"] == "running" and time.monotonic() < until:
        time.sleep(0.05)
    told = _state(page, job)
    assert told["state"] == "failed"
    assert told["problems"][0]["received"]


def test_a_search_finds_what_is_there_already(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a probability that agreement has already, then no change is needed, and the search is done."""
    monkeypatch.setattr(searching, "RUNS", 4)
    with front("second_case", most_runs=SMALL) as opened:
        job = opened.ask("paths", where={}, probability=0.001)["job"]
        until = time.monotonic() + 60
        while _state(opened, job)["state"] == "running" and time.monotonic() < until:
            time.sleep(0.05)
        told = _state(opened, job)
    assert (told["state"], told["there"]) == ("done", True)
    assert told["sentence"].startswith("No change is needed")
