"""Pages for people show what happens: each example on them is done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from matplotlib import pyplot as plt

from tests.docs.blocks import PAGES, Block, blocks, commands, run_console, run_python, workshop

pytestmark = pytest.mark.source

SHOWING = [page for page in PAGES if blocks(page, "python", "console")]


@pytest.mark.slow
@pytest.mark.parametrize("page", SHOWING)
def test_what_a_page_shows_happens(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From top to bottom in one empty place: Python blocks run, commands exit and print as shown.

    Only the first commands of the front page use worker processes, whose start takes longer than the runs of a page.
    """
    here = workshop(tmp_path)
    monkeypatch.chdir(here)
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    names: dict[str, Any] = {"__name__": page}
    try:
        for block in blocks(page, "python", "console"):
            if block.language == "python":
                run_python(block, names)
            else:
                run_console(block, here)
    finally:
        plt.close("all")


def test_the_front_page_shows_commands_and_python() -> None:
    """The README has both to show."""
    assert any(commands(block) for block in blocks("README.md", "console"))
    assert blocks("README.md", "python")


def console(text: str) -> Block:
    """A console block of no page."""
    return Block("page.md", 1, "console", text)


def test_a_command_is_told_from_what_it_prints() -> None:
    """A dollar begins a command, a backslash continues it, a comment may say how it exits."""
    first, second = commands(console("$ negosim check \\\n  a.toml\none\n…\n$ negosim check b.toml  # exits with 1\n"))
    assert (first.line.split(), first.shown, first.code) == (["negosim", "check", "a.toml"], ("one", "…"), 0)
    assert (second.shown, second.code) == ((), 1)


@pytest.mark.parametrize(
    "text",
    [
        "$ python -c 'print(1)'\n2\n",
        "$ python -c 'raise SystemExit(3)'\n",
        "$ python -c ''  # exits with 1\n",
        "$ rm -r /nowhere\n",
    ],
)
def test_a_false_example_is_found(text: str, tmp_path: Path) -> None:
    """A line that is not printed, an unexpected code, and a command that is not run here: each is a failure."""
    with pytest.raises(AssertionError, match=r"page\.md:1"):
        run_console(console(text), tmp_path)


def test_a_true_example_passes(tmp_path: Path) -> None:
    """What is shown may leave out lines."""
    run_console(console("$ python -c 'print(1); print(2); print(3)'\n1\n…\n  3\n"), tmp_path)
