"""Write files atomically: each of them whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from negosim.errors import BadInput, Problem


def save(contents: Mapping[Path, bytes], *, force: bool = False) -> None:
    """Write files, each of them whole or not at all.

    Parameters
    ----------
    contents : Mapping[Path, bytes]
        Bytes by path; folders are made if they do not exist.
    force : bool
        Replace existing files.

    Raises
    ------
    BadInput
        Before any file is written, if one exists and is not to be replaced; or a file cannot be written.
    """
    there = [path for path in contents if path.exists() or path.is_symlink()]
    if there and not force:
        expected = "a file that is not there yet, or --force"
        raise BadInput([Problem(file=str(path), expected=expected, received="one that is there") for path in there])
    others = [path for path in there if path.exists() and not path.is_file()]
    if others:
        raise BadInput([Problem(file=str(path), expected="a file to write", received=_kind(path)) for path in others])
    for path, content in contents.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path.resolve() if path.is_symlink() else path, content)
        except OSError as error:
            received = error.strerror or str(error)
            raise BadInput([Problem(file=str(path), expected="a file to write", received=received)]) from None


def _kind(path: Path) -> str:
    return "a folder" if path.is_dir() else "something that is no regular file"


def _write(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        aside.chmod(0o644)
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
