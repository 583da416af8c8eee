"""A Dask scheduler and workers of it, as processes of their own on this machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import attrs

# Processes that tell nothing and ask nobody for versions; a part may bring two workers down.
QUIET = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1", "DASK_LOGGING__DISTRIBUTED": "warning"}


@attrs.define
class Daskers:
    """Begins processes and ends them."""

    folder: Path
    address: str = ""
    processes: list[subprocess.Popen[bytes]] = attrs.field(factory=list)

    def begin(self, *command: str) -> subprocess.Popen[bytes]:
        """A process with the paths of this one, whose words go to a file."""
        paths = os.pathsep.join(word for word in sys.path if word)
        with (self.folder / f"{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                env=os.environ | QUIET | {"PYTHONPATH": paths},
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def scheduler(self) -> subprocess.Popen[bytes]:
        """A scheduler at some port."""
        told = self.folder / "scheduler.json"
        process = self.begin(
            *("-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"),
            *("--no-dashboard", "--scheduler-file", str(told)),
        )
        until = time.monotonic() + 120
        while not (found := _address(told)):
            assert process.poll() is None, (self.folder / "0.log").read_text("utf-8")
            assert time.monotonic() < until
            time.sleep(0.05)
        self.address = found
        return process

    def workers(self, count: int, *more: str, first: Sequence[str] = ("-m", "distributed.cli.dask_worker")) -> None:
        """Workers of one thread each, which are begun again when they die."""
        self.begin(
            *(*first, self.address, "--nthreads", "1", "--nworkers", str(count), "--host", "127.0.0.1"),
            *("--no-dashboard", "--local-directory", str(self.folder), *more),
        )

    def end(self) -> None:
        """All of them, the workers before the scheduler."""
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                pass
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _address(path: Path) -> str:
    text = path.read_text("utf-8") if path.exists() else ""
    return next((word for word in text.split('"') if word.startswith("tcp://")), "")
