"""Pausing the cyclic garbage collector."""

from __future__ import annotations

import gc

import pytest

from negosim.cli import main
from negosim.garbage_collection import gc_paused, load_permanently


def test_nothing_is_collected_while_it_is_paused() -> None:
    """And as before afterwards, also if something went wrong."""
    assert gc.isenabled()
    with gc_paused():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(KeyError), gc_paused():
        raise KeyError
    assert gc.isenabled()
    gc.disable()
    try:
        with gc_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_is_opened_is_overlooked_from_then_on() -> None:
    """Until a command that is not the last thing of a process has ended."""
    gc.unfreeze()
    collects: list[bool] = []

    def opening() -> str:
        collects.append(gc.isenabled())
        return "opened"

    assert load_permanently(opening) == "opened"
    assert collects == [False]
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
    with pytest.raises(SystemExit):
        main(["--version"])
    assert gc.get_freeze_count() == 0
