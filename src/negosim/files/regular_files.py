"""Read whole files, but no devices, pipes or files that no one wrote by hand."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

LARGEST = 32 * 2**20
"""Bytes of a file that is read as a whole."""


def read_regular(path: Path | str, largest: int = LARGEST) -> bytes:
    """Read a file.

    Parameters
    ----------
    path : Path or str
        The file.
    largest : int
        Most bytes that it may have.

    Returns
    -------
    bytes

    Raises
    ------
    OSError
        It cannot be read, or it is a device, a pipe or a folder.
    ValueError
        It is larger, or its name cannot be that of a file.
    """
    path = Path(path)
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(status.st_mode):
        raise OSError(0, "a device or a pipe", str(path))
    if status.st_size > largest:
        raise ValueError(f"{status.st_size:,} bytes, more than {largest:,}")
    return path.read_bytes()
