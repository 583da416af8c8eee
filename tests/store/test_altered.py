"""Stores that somebody altered: ``verify`` names the first wrong event, and nothing that is read is believed."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import attrs
import psycopg
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from negosim.domain import events as e
from negosim.domain.events import Event
from negosim.files.problems import BadInput
from negosim.store.chain import Chain
from negosim.store.opening import open_store
from negosim.store.sql import SqlStore
from negosim.store.streams import BrokenStream, UnknownStream, VersionConflict
from tests.store.conftest import Database
from tests.store.samples import SCENARIO, before_round, keep_fork, keep_run

RUN, FORK, GRANDCHILD = "talks.1", "talks.1@3", "talks.1@3@5"
Rows = list[list[Any]]
COLUMNS = ("version", "type", "form", "body", "hash")
per_example = settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@attrs.frozen
class Kept:
    """A store to be altered: its file, and what was written to it."""

    path: Path
    written: dict[str, list[Event]]

    @property
    def url(self) -> str:
        """Where it is."""
        return f"sqlite:///{self.path}"

    def execute(self, statement: str, *values: Any) -> list[Any]:
        """Do something to its tables that no store does."""
        with closing(sqlite3.connect(self.path)) as connection, connection:
            return connection.execute(statement, values).fetchall()

    def number(self, name: str) -> int:
        """The number of a stream in the tables."""
        return int(self.execute("SELECT number FROM negosim_streams WHERE name = ?", name)[0][0])

    def rows(self, name: str) -> Rows:
        """The events that a stream holds itself: version, type, form, body, hash."""
        columns = ", ".join(COLUMNS)
        where = "WHERE stream = ? ORDER BY version"
        return [list(row) for row in self.execute(f"SELECT {columns} FROM negosim_events {where}", self.number(name))]

    def put(self, name: str, rows: Rows) -> None:
        """Put other events in the place of those that a stream holds."""
        number = self.number(name)
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute("DELETE FROM negosim_events WHERE stream = ?", (number,))
            told = [(number, *row) for row in rows]
            connection.executemany("INSERT INTO negosim_events VALUES (?, ?, ?, ?, ?, ?)", told)

    def tell(self, name: str, **columns: Any) -> None:
        """Let the list of streams tell something else of a stream."""
        words = ", ".join(f"{column} = ?" for column in columns)
        self.execute(f"UPDATE negosim_streams SET {words} WHERE name = ?", *columns.values(), name)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A run, a fork of it, and a fork of that."""
    path = tmp_path_factory.mktemp("original") / "runs.db"
    store = open_store(f"sqlite:///{path}", create=True)
    keep_run(store, 1)
    keep_fork(store, RUN, 3)
    keep_fork(store, FORK, 5)
    store.keep_scenario(SCENARIO)
    store.append("bystander", 0, store.read(RUN))
    written = {stream.name: store.read(stream.name) for stream in store.streams()}
    store.close()
    assert [p.name for p in path.parent.iterdir()] == ["runs.db"]
    return Kept(path, written)


@pytest.fixture
def kept(original: Kept, tmp_path: Path) -> Callable[[], Kept]:
    """A copy of it, and a new one each time."""

    def fresh() -> Kept:
        copy = shutil.copy(original.path, tmp_path / "runs.db")
        return Kept(Path(copy), original.written)

    return fresh


def opened(kept: Kept) -> Iterator[SqlStore]:
    """The store, closed in the end."""
    store = open_store(kept.url)
    try:
        yield store
    finally:
        store.close()


def assert_told(kept: Kept, name: str, where: str, version: int, *, refused: bool = True) -> None:
    """``verify`` names the stream and the event, whoever reads is refused or gets what was written, and streams that
    have no part in it are whole; ``refused``: it is not read at all."""
    for store in opened(kept):
        with pytest.raises(BrokenStream) as broken:
            store.verify(name)
        assert (broken.value.stream, broken.value.version) == (where, version)
        told = f"{where}, event {version}: " if version else f"{where}: "
        assert str(broken.value).startswith(told)
        assert_no_lies(store, kept, name)
        if refused:
            assert_refused(store, name)
        store.verify("bystander")
        assert store.read("bystander") == kept.written["bystander"]


def assert_no_lies(store: SqlStore, kept: Kept, name: str) -> None:
    """What can be read of a stream is what was written."""
    for upto in (None, 1, 5, 20):
        with suppress(BrokenStream):
            assert store.read(name, upto) == kept.written[name][:upto]


def assert_refused(store: SqlStore, name: str) -> None:
    """Nothing of a stream can be read, not even its beginning, and nothing is added to it or forked from it."""
    for upto in (None, 1, 20):
        with pytest.raises(BrokenStream):
            store.read(name, upto)
    stream = store.find(name)
    assert stream is not None
    with pytest.raises(BrokenStream):
        store.append(name, stream.version, [e.TalksResumed(99)])
    with pytest.raises((BrokenStream, VersionConflict)):
        store.append("new", 2, [e.TalksResumed(99)], parent=name)


def flipped(data: bytes, place: int, bit: int) -> bytes:
    """The same bytes but for one bit."""
    place %= len(data)
    return data[:place] + bytes([data[place] ^ (1 << bit)]) + data[place + 1 :]


places = st.integers(0, 10_000)
bits = st.integers(0, 7)


def drawn(kept: Kept, place: int, name: str = RUN) -> tuple[Rows, int]:
    """The events that a stream holds, and which of them to alter."""
    rows = kept.rows(name)
    return rows, place % len(rows)


@per_example
@given(name=st.sampled_from([RUN, FORK, GRANDCHILD]), event=places, place=places, bit=bits)
def test_any_bit_of_any_body(kept: Callable[[], Kept], name: str, event: int, place: int, bit: int) -> None:
    """Given one bit of one body that is another, then that event is named, and nothing of the stream is read."""
    store = kept()
    rows, at = drawn(store, event, name)
    rows[at][3] = flipped(rows[at][3], place, bit)
    store.put(name, rows)
    assert_told(store, name, name, rows[at][0])


@per_example
@given(event=places, place=places, bit=bits)
def test_any_bit_of_any_hash(kept: Callable[[], Kept], event: int, place: int, bit: int) -> None:
    """Given one bit of one hash that is another, then its event is named."""
    store = kept()
    rows, at = drawn(store, event)
    rows[at][4] = flipped(rows[at][4], place, bit)
    store.put(RUN, rows)
    assert_told(store, RUN, RUN, rows[at][0], refused=False)


@per_example
@given(event=places, place=places, bit=bits)
def test_any_bit_of_any_type(kept: Callable[[], Kept], event: int, place: int, bit: int) -> None:
    """Given one bit of one type that is another, be it a text then or not, then its event is named."""
    store = kept()
    rows, at = drawn(store, event)
    kind = flipped(rows[at][1].encode(), place, bit)
    where = "WHERE stream = ? AND version = ?"
    store.execute(f"UPDATE negosim_events SET type = CAST(? AS TEXT) {where}", kind, store.number(RUN), rows[at][0])
    assert_told(store, RUN, RUN, rows[at][0])


@pytest.mark.parametrize("form", [0, 3, -1, 1.5, "one"])
@pytest.mark.parametrize("at", [0, 10])
def test_any_other_form(kept: Callable[[], Kept], form: Any, at: int) -> None:
    """Given an event that is said to be of another form, then it is named."""
    store = kept()
    rows = store.rows(RUN)
    rows[at][2] = form
    store.put(RUN, rows)
    assert_told(store, RUN, RUN, at + 1)


@per_example
@given(event=places, closed=st.booleans())
def test_an_event_that_was_dropped(kept: Callable[[], Kept], event: int, closed: bool) -> None:
    """Given an event that is not there any more, and perhaps the gap closed, then its place is named."""
    store = kept()
    rows, at = drawn(store, event)
    left = [*rows[:at], *([row[0] - 1, *row[1:]] if closed else row for row in rows[at + 1 :])]
    store.put(RUN, left)
    if closed:
        store.tell(RUN, version=len(left))
    last = closed and at == len(rows) - 1
    assert_told(store, RUN, RUN, at if last else at + 1)


@per_example
@given(one=places, other=places, hashes=st.booleans())
def test_events_that_were_swapped(kept: Callable[[], Kept], one: int, other: int, hashes: bool) -> None:
    """Given two events that changed places, with their hashes or without, then the first of them is named."""
    store = kept()
    rows, first = drawn(store, min(one, other))
    second = max(one, other) % len(rows)
    assume(first < second)
    assume(hashes or rows[first][1:4] != rows[second][1:4])
    end = 5 if hashes else 4
    rows[first][1:end], rows[second][1:end] = rows[second][1:end], rows[first][1:end]
    store.put(RUN, rows)
    same = rows[first][1:4] == rows[second][1:4]
    assert_told(store, RUN, RUN, first + 1, refused=not same)


@per_example
@given(event=places, told=st.booleans())
def test_an_event_that_was_doubled(kept: Callable[[], Kept], event: int, told: bool) -> None:
    """Given an event that stands there twice, whether or not the list of streams counts it, then the second is
    named."""
    store = kept()
    rows, at = drawn(store, event)
    later = [[row[0] + 1, *row[1:]] for row in rows[at:]]
    store.put(RUN, [*rows[: at + 1], *later])
    if told:
        store.tell(RUN, version=len(rows) + 1)
    assert_told(store, RUN, RUN, at + 2, refused=False)


@per_example
@given(event=places, beyond=st.integers(1, 5))
def test_an_event_beyond_the_last(kept: Callable[[], Kept], event: int, beyond: int) -> None:
    """Given an event that was added behind the last, then verifying names it, and reading does not see it."""
    store = kept()
    rows, at = drawn(store, event)
    store.put(RUN, [*rows, [len(rows) + beyond, *rows[at][1:]]])
    assert_told(store, RUN, RUN, len(rows) + 1, refused=False)
    for opened_store in opened(store):
        assert opened_store.read(RUN) == store.written[RUN]


@pytest.mark.parametrize("version", [0, -3, "x"])
def test_an_event_of_no_version(kept: Callable[[], Kept], version: Any) -> None:
    """Given an event that was added before the first or where none can be, then it is told."""
    store = kept()
    rows = store.rows(RUN)
    store.put(RUN, [*rows, [version, *rows[3][1:]]])
    assert_told(store, RUN, RUN, len(rows) + 1 if version == "x" else 1, refused=False)


@per_example
@given(keep=st.integers(0, 57), told=st.booleans())
def test_a_tail_that_was_cut(kept: Callable[[], Kept], keep: int, told: bool) -> None:
    """Given a run that ends earlier, and perhaps a list that says so too, then the end is named."""
    store = kept()
    rows = store.rows(RUN)
    store.put(RUN, rows[:keep])
    if told:
        store.tell(RUN, version=keep)
    assert_told(store, RUN, RUN, keep if told else keep + 1)


@per_example
@given(place=st.integers(0, 31), bit=bits)
def test_any_bit_of_the_head(kept: Callable[[], Kept], place: int, bit: int) -> None:
    """Given a head that is another, then the last event is named as not the one that was written."""
    store = kept()
    head = store.execute("SELECT head FROM negosim_streams WHERE name = ?", RUN)[0][0]
    store.tell(RUN, head=flipped(head, place, bit))
    assert_told(store, RUN, RUN, len(store.written[RUN]))


@pytest.mark.parametrize("head", ["a text", b"", 7])
def test_a_head_that_is_none(kept: Callable[[], Kept], head: Any) -> None:
    """The same with something else in its place."""
    store = kept()
    store.tell(RUN, head=head)
    assert_told(store, RUN, RUN, len(store.written[RUN]))


@pytest.mark.parametrize(
    ("name", "columns", "version"),
    [
        (RUN, {"version": 57}, 58),
        (RUN, {"version": 59}, 59),
        (RUN, {"version": 0}, 1),
        (RUN, {"version": -1}, 0),
        (RUN, {"version": "many"}, 0),
        (RUN, {"parent": "bystander"}, 0),
        (RUN, {"parent": ""}, 0),
        (RUN, {"parent": RUN}, 0),
        (RUN, {"parent": "bystander", "fork_version": 5}, 6),
        (RUN, {"fork_version": 3}, 0),
        (RUN, {"number": 77}, 1),
        (FORK, {"parent": None}, 0),
        (FORK, {"parent": None, "fork_version": 0}, 1),
        (FORK, {"parent": "nobody"}, 0),
        (FORK, {"parent": FORK}, 0),
        (FORK, {"parent": b"talks.1"}, 0),
        (FORK, {"fork_version": 0}, 0),
        (FORK, {"fork_version": -1}, 0),
        (FORK, {"fork_version": 1000}, 0),
        (FORK, {"fork_version": "x"}, 0),
    ],
)
def test_what_is_told_of_a_stream_and_its_parent(
    kept: Callable[[], Kept], name: str, columns: dict[str, Any], version: int
) -> None:
    """Given another version, parent or place of the fork in the list of streams, then the stream is refused."""
    store = kept()
    store.tell(name, **columns)
    assert_told(store, name, name, version)


@pytest.mark.parametrize("by", [-1, 1])
def test_another_place_of_the_fork(kept: Callable[[], Kept], by: int) -> None:
    """Given a fork that is said to share one event less or more, then its first own event is named."""
    store, at = kept(), before_round(kept().written[RUN], 3)
    store.tell(FORK, fork_version=at + by)
    assert_told(store, FORK, FORK, at + by + 1)


def test_a_circle_of_parents(kept: Callable[[], Kept]) -> None:
    """Given two streams that are said to have forked from each other, then both are refused."""
    store = kept()
    store.tell(FORK, parent=GRANDCHILD)
    assert_told(store, FORK, GRANDCHILD, 0)
    assert_told(store, GRANDCHILD, FORK, 0)


def test_another_parent_with_the_same_events(kept: Callable[[], Kept]) -> None:
    """Given a fork that is said to come from its parent's twin, or from its parent's parent, then it is refused."""
    store, at = kept(), before_round(kept().written[RUN], 3)
    store.tell(FORK, parent="bystander")
    assert_told(store, FORK, FORK, at + 1)


@pytest.mark.parametrize(
    "columns",
    [
        {"outcome": "collapse"},
        {"outcome": ""},
        {"outcome": b"agreement"},
        {"round": 3},
        {"round": "three"},
        {"day": 0},
        {"changes": "round 1: nothing"},
        {"seed": "8"},
        {"seed": "eight"},
        {"seed": b"5"},
        {"run": 2},
        {"run": "x"},
        {"digest": "0" * 64},
        {"scenario": "other"},
    ],
)
@pytest.mark.parametrize("name", [RUN, GRANDCHILD])
def test_what_is_told_of_a_run(kept: Callable[[], Kept], name: str, columns: dict[str, Any]) -> None:
    """Given something else in the columns that only repeat what events tell, then verifying tells the difference."""
    store = kept()
    store.tell(name, **columns)
    assert_told(store, name, name, 0, refused=False)
    for opened_store in opened(store):
        assert len(list(opened_store.streams())) == 4


def test_a_stream_by_another_name(kept: Callable[[], Kept]) -> None:
    """Given a stream that was named anew, then its first event is refused, and its forks have lost their parent."""
    store = kept()
    store.execute("UPDATE negosim_streams SET name = 'talks.2' WHERE name = ?", RUN)
    for opened_store in opened(store):
        with pytest.raises(UnknownStream, match=RUN):
            opened_store.verify(RUN)
        with pytest.raises(BrokenStream, match=r"talks\.2, event 1: is not what was written"):
            opened_store.verify("talks.2")
        with pytest.raises(BrokenStream, match=rf"{FORK}: its parent {RUN} is not in the store"):
            opened_store.verify(GRANDCHILD)


@per_example
@given(event=places, place=places, bit=bits)
def test_shared_events(kept: Callable[[], Kept], event: int, place: int, bit: int) -> None:
    """Given an event of a run that is another, then each fork that shares it names it as the run's; forks that went
    their own way before it are whole."""
    store = kept()
    rows, at = drawn(store, event)
    rows[at][3] = flipped(rows[at][3], place, bit)
    store.put(RUN, rows)
    for name in (FORK, GRANDCHILD):
        if at < before_round(store.written[RUN], 3):
            assert_told(store, name, RUN, at + 1)
        else:
            for opened_store in opened(store):
                opened_store.verify(name)


@pytest.mark.parametrize("column", ["body", "hash"])
@pytest.mark.parametrize("at", [0, 10, 57])
def test_bytes_that_became_a_text(kept: Callable[[], Kept], column: str, at: int) -> None:
    """Given a tool that wrote a body or hash back as a text, then the event is named."""
    store = kept()
    rows = store.rows(RUN)
    place = COLUMNS.index(column)
    rows[at][place] = rows[at][place].decode("latin-1")
    store.put(RUN, rows)
    assert_told(store, RUN, RUN, at + 1, refused=False)


@pytest.mark.parametrize("text", ["", "title = 'Other talks'\n", b"\xff\xfe"])
def test_another_scenario(kept: Callable[[], Kept], text: str | bytes) -> None:
    """Given another text of the scenario, then it is not played, and each of its streams tells."""
    store = kept()
    store.execute("UPDATE negosim_scenarios SET body = ?", text)
    for opened_store in opened(store):
        with pytest.raises(BrokenStream, match=r"scenario [0-9a-f]{12}: its text is not the one that was kept"):
            opened_store.scenario(SCENARIO.digest)
        for name in store.written:
            with pytest.raises(BrokenStream, match=rf"^{name}: scenario [0-9a-f]{{12}}: its text is not the one"):
                opened_store.verify(name)


def remade(rows: Rows, name: str, since: int) -> Rows:
    """The rows of a stream with their hashes made anew from some event on."""
    hashes = Chain(name).extend([(row[1], row[2], row[3]) for row in rows])
    return [
        [*row[:4], hashed if at >= since else row[4]] for at, (row, hashed) in enumerate(zip(rows, hashes, strict=True))
    ]


@pytest.mark.parametrize("count", [1, 5, 1000])
def test_hashes_that_were_made_anew_without_the_head(kept: Callable[[], Kept], count: int) -> None:
    """Given another event and hashes that fit to it, of one, some or all that follow, then the first that does not fit
    is named; neither the beginning nor the altered event is believed, since both must lead to the head."""
    store = kept()
    rows = store.rows(RUN)
    rows[5][3] = rows[5][3].replace(b"1", b"2")
    hashes = remade(rows, RUN, 5)
    store.put(RUN, [*hashes[: 5 + count], *rows[5 + count :]])
    assert_told(store, RUN, RUN, min(6 + count, len(rows)))


def test_what_the_chain_cannot_show(kept: Callable[[], Kept]) -> None:
    """A fact, and no wish: who may write everything and makes all hashes and the head anew is believed, and so is who
    takes a whole stream away. A head kept elsewhere shows the first; forks of the run show both."""
    store = kept()
    rows = store.rows(RUN)
    at = next(n for n, row in enumerate(rows) if row[1] == "PackageTabled")
    rows[at][3] = rows[at][3].replace(b'"conceded":', b'"conceded":1')
    rows = remade(rows, RUN, 0)
    store.put(RUN, rows)
    store.tell(RUN, head=rows[-1][4])
    store.execute("DELETE FROM negosim_events WHERE stream = ?", store.number("bystander"))
    store.execute("DELETE FROM negosim_streams WHERE name = 'bystander'")
    for opened_store in opened(store):
        opened_store.verify(RUN)
        assert opened_store.read(RUN) != store.written[RUN]
        assert {stream.name for stream in opened_store.streams()} == {RUN, FORK, GRANDCHILD}
        first = before_round(store.written[RUN], 3) + 1
        with pytest.raises(BrokenStream, match=f"{FORK}, event {first}: is not what was written"):
            opened_store.verify(FORK)


@pytest.mark.parametrize(
    ("statement", "version"),
    [
        ("UPDATE negosim_events SET body = set_byte(body, 3, get_byte(body, 3) # 1) WHERE version = 7", 7),
        ("UPDATE negosim_events SET hash = set_byte(hash, 31, get_byte(hash, 31) # 1) WHERE version = 8", 8),
        ("UPDATE negosim_events SET type = 'TalksResumed' WHERE version = 9", 9),
        ("UPDATE negosim_events SET form = 2 WHERE version = 9", 9),
        ("DELETE FROM negosim_events WHERE version = 10", 10),
        ("DELETE FROM negosim_events WHERE version > 30", 31),
        ("INSERT INTO negosim_events SELECT stream, 59, type, form, body, hash FROM negosim_events LIMIT 1", 59),
        ("UPDATE negosim_streams SET head = set_byte(head, 0, get_byte(head, 0) # 1)", 58),
        ("UPDATE negosim_streams SET version = 40", 41),
        ("UPDATE negosim_streams SET outcome = 'collapse'", 0),
        ("UPDATE negosim_streams SET seed = 'x'", 0),
        ("UPDATE negosim_scenarios SET body = body || ' '", 0),
    ],
)
def test_a_server_is_believed_no_more_than_a_file(database: Database, statement: str, version: int) -> None:
    """The same on PostgreSQL: the first wrong event is named."""
    url = database()
    store = open_store(url, create=True)
    keep_run(store, 1)
    store.verify(RUN)
    written = store.read(RUN)
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement.encode())
    with pytest.raises(BrokenStream) as broken:
        store.verify(RUN)
    assert (broken.value.stream, broken.value.version) == (RUN, version)
    with suppress(BrokenStream):
        assert store.read(RUN) == written
    store.close()


@settings(per_example, max_examples=60)
@given(place=st.integers(0, 2**30), bit=bits)
@example(place=18, bit=0)
@example(place=100, bit=3)
def test_any_bit_of_the_file(kept: Callable[[], Kept], place: int, bit: int) -> None:
    """Given one bit of the file that is another, then each stream is as it was written, or refused in plain words."""
    store = kept()
    store.path.write_bytes(flipped(store.path.read_bytes(), place, bit))
    refusals: list[Exception] = []
    try:
        for opened_store in opened(store):
            list(opened_store.streams())
            for name, events in store.written.items():
                try:
                    assert opened_store.read(name) == events
                    opened_store.verify(name)
                except (BrokenStream, UnknownStream, BadInput) as error:
                    refusals.append(error)
    except BadInput as error:
        refusals.append(error)
    assert [refusal for refusal in refusals if "\n" in str(refusal)] == []


def test_events_of_no_stream_are_told(kept: Callable[[], Kept]) -> None:
    """Given events under a number that no stream has, then strays counts them, and no stream is wrong."""
    store = kept()
    copied = "SELECT 99, version, type, form, body, hash FROM negosim_events WHERE stream = ?"
    store.execute(f"INSERT INTO negosim_events {copied}", store.number(RUN))
    for opened_store in opened(store):
        own = len(store.rows(RUN))
        assert opened_store.strays() == [f"{own} events under number 99, which no stream has"]
        opened_store.verify(RUN)


def test_a_scenario_by_another_name_is_told(kept: Callable[[], Kept]) -> None:
    """Given a scenario that is listed under another name than its text has, then both are told."""
    store = kept()
    for opened_store in opened(store):
        assert opened_store.strays() == []
    store.execute("UPDATE negosim_scenarios SET name = 'other'")
    for opened_store in opened(store):
        told = f"scenario {SCENARIO.digest[:12]}: kept as other, and called {SCENARIO.name}"
        assert opened_store.strays() == [told]


def test_a_scenario_of_no_run_is_held_against_its_digest_too(kept: Callable[[], Kept]) -> None:
    """Given an altered text of a scenario, then the account of strays says so."""
    store = kept()
    store.execute("UPDATE negosim_scenarios SET body = body || '# more'")
    for opened_store in opened(store):
        told = f"scenario {SCENARIO.digest[:12]}: its text is not the one that was kept"
        assert opened_store.strays() == [told]
