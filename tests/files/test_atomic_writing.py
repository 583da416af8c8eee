"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from negosim.errors import BadInput
from negosim.files.atomic_writing import save


def test_what_is_there_is_left_unless_asked(tmp_path: Path) -> None:
    """Of several files none is written if one is there."""
    (tmp_path / "there").write_bytes(b"old")
    with pytest.raises(BadInput, match="there: expected a file that is not there yet, or --force"):
        save({tmp_path / "new": b"new", tmp_path / "there": b"new"})
    assert not (tmp_path / "new").exists()
    save({tmp_path / "new": b"new", tmp_path / "there": b"new"}, force=True)
    assert (tmp_path / "there").read_bytes() == b"new"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What is written goes where it leads."""
    (tmp_path / "target").write_bytes(b"old")
    (tmp_path / "link").symlink_to("target")
    save({tmp_path / "link": b"new"}, force=True)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"new"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX")
def test_what_is_no_file_is_never_replaced(tmp_path: Path) -> None:
    """A pipe, a device or a folder, whatever is asked for; nothing else is written then."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name, kind in (("pipe", "something that is no regular file"), ("folder", "a folder")):
        with pytest.raises(BadInput, match=f"{name}: expected a file to write, received {kind}"):
            save({tmp_path / "new": b"new", tmp_path / name: b"new"}, force=True)
    assert (tmp_path / "pipe").is_fifo()
    assert not (tmp_path / "new").exists()
