"""The command: it says where the page is, answers, and ends without leaving a process behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner

from negosim.cli.app import negosim

COMMAND = [sys.executable, "-m", "negosim", "explore"]


@contextmanager
def running(*words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The program at work, and the address that it prints."""
    process = subprocess.Popen(
        [*COMMAND, *words, "--no-browser", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 - no threads here
    )
    try:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        address = next(line.split()[-1] for line in lines if "http" in line)
        yield process, address
    finally:
        process.kill()
        process.communicate()


def workers() -> set[int]:
    """The processes of servers that are running."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if b"negosim.explorer.forking" in (folder / "cmdline").read_bytes():
                found.add(int(folder.name))
        except OSError:
            continue
    return found


def _gone(numbers: set[int]) -> bool:
    until = time.monotonic() + 20
    while numbers & workers() and time.monotonic() < until:
        time.sleep(0.05)
    return not numbers & workers()


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes are found in /proc")
@pytest.mark.parametrize(("signal_", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)])
def test_it_answers_and_ends_with_all_its_processes(signal_: signal.Signals, code: int) -> None:
    """Given a server that has answered, when it is interrupted or killed, then none of its processes is left."""
    before = workers()
    with running("divide_a_cake", "--runs", "200") as (process, address):
        asked = Request(f"{address}api/simulate", json.dumps({"runs": 50, "view": {}}).encode())
        with urlopen(asked) as answer:
            assert json.load(answer)["runs"] == 50
        own = workers() - before
        assert len(own) > 1
        process.send_signal(signal_)
        _, told = process.communicate(timeout=30)
        assert process.returncode == code
        assert "Traceback" not in told
        assert _gone(own)


def test_the_server_itself_needs_no_library_of_numbers() -> None:
    """Given the server without its workers, then neither NumPy nor what builds on it is imported: it stays small."""
    code = "import sys, negosim.explorer.serving; print({'numpy', 'pandas', 'numba', 'mesa'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_listening_for_other_machines_is_said_and_needs_a_token() -> None:
    """The address that is printed carries the token, and a line says that others can reach the server."""
    with running("divide_a_cake", "--host", "0.0.0.0") as (_, address):
        assert "?token=" in address
        local = address.replace("0.0.0.0", "127.0.0.1")
        with urlopen(local) as answer:
            assert answer.status == 200


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["no_such_case"], "no such file"),
        (["divide_a_cake", "--port", "70000"], "--port"),
        (["divide_a_cake", "--runs", "0"], "--runs"),
        (["divide_a_cake", "--texts", "nowhere"], "--texts"),
        (["divide_a_cake", "--host", "192.0.2.1"], "--host"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(words: list[str], told: str) -> None:
    """What cannot be is said with its address, before anything listens."""
    done = subprocess.run([*COMMAND, *words, "--no-browser"], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert told in line


def test_without_the_extra_one_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given an installation without Starlette, then the problem names the extra."""
    for name in [name for name in sys.modules if name.startswith(("negosim.explorer", "starlette"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "starlette", None)
    monkeypatch.setitem(sys.modules, "starlette.applications", None)
    done = CliRunner().invoke(negosim, ["explore", "divide_a_cake", "--no-browser"])
    assert 'pip install "negosim[web]"' in str(done.exception)
