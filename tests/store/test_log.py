"""Logs of events as files: whole or not there, and at the version that one thinks."""

from __future__ import annotations

from pathlib import Path

import pytest

from negosim.domain import events as e
from negosim.store import log as log_
from negosim.store.log import BrokenLog, JsonLines
from negosim.store.streams import VersionConflict

FIRST = (e.RoundOpened(1, 0, "2024-01-01"), e.TalksSuspended(4, "a shock"))
SECOND = (e.TalksResumed(4),)


def test_what_is_appended_is_read_in_order(tmp_path: Path) -> None:
    """A stream's version is the number of its events; one that nobody wrote is empty."""
    log = JsonLines(tmp_path / "events")
    assert log.read("0") == []
    assert log.append("0", 0, FIRST) == 2
    assert log.append("0", 2, SECOND) == 3
    assert log.read("0") == [*FIRST, *SECOND]
    assert log.read("1") == []


def test_the_same_events_leave_the_same_bytes(tmp_path: Path) -> None:
    """At once or one by one: one event a line, each line ended, bytes alike."""
    at_once, by_one = JsonLines(tmp_path / "a"), JsonLines(tmp_path / "b")
    at_once.append("0", 0, (*FIRST, *SECOND))
    for version, event in enumerate((*FIRST, *SECOND)):
        by_one.append("0", version, [event])
    expected = at_once.path("0").read_bytes()
    assert by_one.path("0").read_bytes() == expected
    assert expected.endswith(b"}\n")
    assert expected.count(b"\n") == 3


@pytest.mark.parametrize("version", [0, 1, 3])
def test_an_append_at_another_version_is_refused(tmp_path: Path, version: int) -> None:
    """The refusal names the version that was expected and the one there is, and the log stays as it was."""
    log = JsonLines(tmp_path)
    log.append("0", 0, FIRST)
    with pytest.raises(VersionConflict, match=rf"0\.jsonl: expected version {version}, is at 2"):
        log.append("0", version, SECOND)
    assert log.read("0") == list(FIRST)


def test_names_with_odd_line_breaks_stay_on_their_line(tmp_path: Path) -> None:
    """Characters that some take for the end of a line are part of a text here."""
    odd = tuple(e.TalksSuspended(1, f"a{mark}b") for mark in "\n\r\x0b\x0c\x1c\x85\u2028\u2029")
    log = JsonLines(tmp_path)
    log.append("0", 0, odd)
    assert log.read("0") == list(odd)
    assert log.append("0", len(odd), SECOND) == len(odd) + 1


@pytest.mark.parametrize("broken", ["{", '{"type":"Nothing","v":1}', "", '{"type":"TalksResumed","v":1,"day":'])
def test_a_broken_line_is_named_by_file_and_number(tmp_path: Path, broken: str) -> None:
    """Somebody has to find it."""
    log = JsonLines(tmp_path)
    log.append("7", 0, (*FIRST, *SECOND))
    lines = log.path("7").read_text().splitlines()
    log.path("7").write_text("\n".join([lines[0], broken, lines[2]]) + "\n")
    with pytest.raises(BrokenLog) as error:
        log.read("7")
    assert str(error.value).startswith(f"{log.path('7')}, line 2: ")


def test_a_log_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are named by file and place."""
    log = JsonLines(tmp_path)
    log.path("0").write_bytes(b"{}\n\xff\xfe")
    with pytest.raises(BrokenLog, match=r"0\.jsonl: expected text in UTF-8.* at 3"):
        log.read("0")


def test_a_write_that_fails_leaves_the_log_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No part of an append is ever seen, and nothing half written stays behind."""
    log = JsonLines(tmp_path)
    log.append("0", 0, FIRST)

    def full(self: Path, text: str, encoding: str) -> int:
        self.write_bytes(text[: len(text) // 2].encode(encoding))
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", full)
        with pytest.raises(OSError, match="No space left"):
            log.append("0", 2, SECOND)
    assert log.read("0") == list(FIRST)
    assert [p.name for p in tmp_path.iterdir()] == ["0.jsonl"]


def test_an_event_that_cannot_be_written_leaves_the_log_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All events of an append are put into words before the first is written."""
    log = JsonLines(tmp_path)
    log.append("0", 0, FIRST)

    def refuse(event: e.Event) -> str:
        raise TypeError("no words for it")

    with monkeypatch.context() as patch:
        patch.setattr(log_, "to_line", refuse)
        with pytest.raises(TypeError, match="no words"):
            log.append("0", 2, SECOND)
    assert log.read("0") == list(FIRST)
    assert [p.name for p in tmp_path.iterdir()] == ["0.jsonl"]
