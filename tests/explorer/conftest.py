"""What the tests of the page share: the program at work, a real Chromium, and visitors who notice every fault."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.explorer.visitor import Visitor

NAMES = ("chromium", "chromium-browser", "google-chrome")
CASE = "january_2024"
START = 90.0
"""Seconds after which a server that does not answer is given up."""


@contextmanager
def serving(case: str | Path, *options: str) -> Iterator[str]:
    """The address of the program at work on a case; it ends with the context."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "negosim", "explore", str(case), "--port", str(port), "--no-browser", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield _answering(process, f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _answering(process: subprocess.Popen[str], address: str) -> str:
    """Wait until a server answers."""
    end = time.monotonic() + START
    while time.monotonic() < end:
        if process.poll() is not None:
            pytest.fail(f"the server ended: {process.communicate()[0]}")
        try:
            with urlopen(f"{address}/favicon.svg"):
                return address
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(address)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of the program at work on the January talks."""
    with serving(CASE) as found:
        yield found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A real Chromium, which all tests of a worker share."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is missing: the page was NOT tested")
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("Chromium was not found: the page was NOT tested")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any, address: str) -> Iterator[Callable[..., Visitor]]:
    """Open the page as a visitor of their own; in the end nobody may have met a fault."""
    visitors: list[Visitor] = []

    def open_page(fragment: str = "", *, base: str = address, runs: int = 200, **context: Any) -> Visitor:
        visitors.append(Visitor(chromium.new_context(**{"viewport": {"width": 1280, "height": 900}} | context), base))
        visitors[-1].open(f"runs={runs}&{fragment}" if runs != 5000 else fragment)
        return visitors[-1]

    yield open_page
    for visitor in visitors:
        visitor.context.close()
    assert [fault for visitor in visitors for fault in visitor.faults] == []
