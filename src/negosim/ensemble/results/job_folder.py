"""The folder of a job: outcomes are written as they come, and a job that was interrupted can be resumed."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa

from negosim.ensemble.results.chunk_files import ChunkFile, chunks_in, join_chunks
from negosim.ensemble.results.folder_lock import lock_folder
from negosim.ensemble.results.folder_swap import check_target, clear, folder_beside, repair, replace, working_folder
from negosim.ensemble.results.loading import outcomes_of
from negosim.ensemble.results.manifest import (
    MANIFEST_FILE,
    OUTCOMES_FILE,
    PARTS,
    SCENARIO_FILE,
    Order,
    Part,
    differences,
    file_of,
    manifest_in,
    part_name,
    parts_of,
    ranges,
    unfinished,
    write_json,
)
from negosim.ensemble.results.outcomes import Outcomes
from negosim.ensemble.results.parquet_files import digest, encode, write_atomically
from negosim.errors import BadInput, Problem

EVERY = 1.0
"""Seconds of work that are at most not on the disk, besides what is being played."""


@attrs.define
class JobFolder:
    """The folder of a job, locked for it.

    Attributes
    ----------
    name : Path
        Path as the caller gave it.
    target : Path
        Path of the finished folder.
    working : Path
        Folder that is written to: the target, or one beside it while the target holds earlier results.
    order : Order
        What is played.
    parts : dict of int to Part
        Finished parts, by number.
    chunks : list of ChunkFile
        Files of unfinished parts.
    """

    name: Path
    target: Path
    working: Path
    order: Order
    parts: dict[int, Part] = attrs.field(factory=dict)
    chunks: list[ChunkFile] = attrs.field(factory=list)
    _waiting: list[tuple[range, pa.Table]] = attrs.field(factory=list, init=False)
    _flushed: float = attrs.field(factory=time.monotonic, init=False)

    @property
    def kept(self) -> int:
        """Number of runs on the disk."""
        return sum(part.rows for part in self.parts.values()) + sum(len(chunk.runs) for chunk in self.chunks)

    def missing(self) -> list[range]:
        """Return the ranges of runs that are missing, in order; none crosses parts."""
        found = []
        for number, part in enumerate(self.order.parts()):
            if number not in self.parts:
                kept = sorted((c.runs for c in self.chunks if c.runs.start in part), key=lambda runs: runs.start)
                edges = [range(part.start, part.start), *kept, range(part.stop, part.stop)]
                found += [range(before.stop, after.start) for before, after in pairwise(edges)]
        return [gap for gap in found if gap]

    def keep(self, runs: range, rows: pa.Table) -> None:
        """Add the rows of some runs; write a part when it is complete."""
        number, part = next((k, part) for k, part in enumerate(self.order.parts()) if runs.start in part)
        if runs == part:
            self._write_part(number, encode(rows))
            return
        self._waiting.append((runs, rows))
        if sum(len(c.runs) for c in self._pieces(part)) + sum(len(r) for r, _ in self._waiting) == len(part):
            self._join(number)
        elif time.monotonic() - self._flushed >= EVERY:
            self.flush()

    def flush(self) -> None:
        """Write the rows that are in memory to the disk."""
        with self._writing():
            while self._waiting:
                count = 1
                while count < len(self._waiting) and self._waiting[count][0].start == self._waiting[count - 1][0].stop:
                    count += 1
                first, last = self._waiting[0][0], self._waiting[count - 1][0]
                data = encode(join_chunks(self._waiting[:count]))
                self.chunks.append(ChunkFile.write(self.working / PARTS, range(first.start, last.stop), data))
                del self._waiting[:count]
        self._flushed = time.monotonic()

    def outcomes(self) -> Outcomes:
        """Return the outcomes, when no run is missing."""
        return outcomes_of(self.working, self.order.scenario, self.order.as_json())

    def finish(self, **more: Any) -> Outcomes:
        """Mark the job as finished in the manifest, add ``more`` to it, and move the folder into place."""
        with self._writing():
            if len(self.order.parts()) == 1 and (self.working / PARTS).is_dir():
                (self.working / PARTS / part_name(0)).replace(self.working / OUTCOMES_FILE)
                shutil.rmtree(self.working / PARTS)
            else:
                (self.working / OUTCOMES_FILE).unlink(missing_ok=True)
            self._record(finished=True, **more)
            if self.working != self.target:
                replace(self.target, self.working)
        return outcomes_of(self.target, self.order.scenario, self.order.as_json())

    def left(self) -> str:
        """Return one line on what an interruption leaves."""
        if not self.kept:
            return "nothing was changed"
        return f"{self.kept:,} of {self.order.runs:,} runs are kept; the same command with --resume goes on from there"

    def begin(self) -> None:
        """Prepare the folder for parts; parts shorter than those of the order become chunks."""
        with self._writing():
            self.working.mkdir(parents=True, exist_ok=True)
            if not (self.working / MANIFEST_FILE).exists():
                self._record(finished=False)  # before all else: by it the folder is known for that of a job
            folder = self.working / PARTS
            folder.mkdir(exist_ok=True)
            single = self.working / OUTCOMES_FILE
            if single.exists():
                single.replace(folder / part_name(0))
            write_atomically(self.working / SCENARIO_FILE, self.order.text.encode())
            for number, runs in enumerate(self.order.parts()):
                if number in self.parts and self.parts[number].rows < len(runs):
                    short = self.parts.pop(number)
                    rows = range(runs.start, runs.start + short.rows)
                    self.chunks.append(ChunkFile.of_file(folder / part_name(number), rows, short.sha256))
            self._record(finished=False)
        for number, part in enumerate(self.order.parts()):
            if number not in self.parts and sum(len(chunk.runs) for chunk in self._pieces(part)) == len(part):
                self._join(number)

    def _pieces(self, part: range) -> list[ChunkFile]:
        return [chunk for chunk in self.chunks if chunk.runs.start in part]

    def _join(self, number: int) -> None:
        """Make a part of all its pieces."""
        with self._writing():
            pieces = [(chunk.runs, chunk.read()) for chunk in self._pieces(self.order.parts()[number])]
        self._write_part(number, encode(join_chunks([*pieces, *self._waiting])))
        self._waiting.clear()
        self._flushed = time.monotonic()  # nothing waits now

    def _write_part(self, number: int, data: bytes) -> None:
        """Write a part; whenever this is cut off, what was written of it is found again."""
        part = self.order.parts()[number]
        with self._writing():
            aside, pieces = ChunkFile.write(self.working / PARTS, part, data), self._pieces(part)
            self.parts[number] = Part(len(part), len(data), digest(data))
            self._record(finished=False)
            aside.path.replace(self.working / PARTS / part_name(number))
            for chunk in pieces:
                chunk.path.unlink(missing_ok=True)
                self.chunks.remove(chunk)

    def _record(self, *, finished: bool, **more: Any) -> None:
        parts = {part_name(number): attrs.asdict(self.parts[number]) for number in sorted(self.parts)}
        manifest = {**self.order.as_json(), "finished": finished, **more, "parts": parts}
        write_json(self.working / MANIFEST_FILE, manifest)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with writing(self.name):
            yield


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Convert a failure to write to BadInput that names the folder."""
    try:
        yield
    except OSError as error:
        received = error.strerror or str(error)
        raise BadInput(
            [Problem(file=str(folder), key="--out", expected="a folder to write to", received=received)]
        ) from None


@contextmanager
def open_job(folder: Path, order: Order, *, resume: bool) -> Iterator[JobFolder]:
    """Open and lock the folder of a job for writing; what was kept stays if the job fails.

    Parameters
    ----------
    folder : Path
        A new or empty one, or one with results of an earlier job, which stand until this one is done.
    order : Order
        What is to be played.
    resume : bool
        Go on with the job of this order that lies there, finished or not; begin it if there is none.

    Raises
    ------
    BadInput
        The folder cannot be written to, holds other things, an unfinished job or one that differs from the order,
        or another job has it. Nothing in it is changed then.
    KeyboardInterrupt
        With a note of what it leaves.
    """
    check_target(folder)
    place = folder.resolve()
    job = JobFolder(folder, place, place, order)
    try:
        with ExitStack() as stack:
            with writing(folder):
                stack.enter_context(lock_folder(place))
                repair(place)
                job.working, before = working_folder(folder, place, resume=resume), place.exists()
                if resume and (job.working / MANIFEST_FILE).exists():
                    _take_up(job)
                elif job.working.exists():
                    clear(job.working)
            stack.enter_context(_put_in_order(job, before=before))
            job.begin()
            yield job
    except KeyboardInterrupt as error:
        error.add_note(job.left())
        raise


@contextmanager
def _put_in_order(job: JobFolder, *, before: bool) -> Iterator[None]:
    """At the end, bring to the disk what waits for it; where nothing is kept, leave no more than was there before."""
    try:
        yield
    finally:
        with suppress(BadInput):
            job.flush()
        if not job.kept:
            with suppress(OSError):
                clear(job.working)
                if job.working != job.target or not before:
                    job.working.rmdir()


def _take_up(job: JobFolder) -> None:
    """Find what is there of a job; BadInput with every problem if it is another, or not what was written.

    One that is done stands until there is more of it: what goes on with it goes on beside it.
    """
    manifest = manifest_in(job.working)
    problems = list(differences(job.order, manifest, job.name / MANIFEST_FILE))
    if problems:
        raise BadInput(problems)
    listed, runs = parts_of(manifest, job.working / MANIFEST_FILE), ranges(int(manifest["runs"]))
    files = {number: file for number in listed if (file := file_of(job.working, number)).exists()}
    problems = [problem for number, file in files.items() if (problem := listed[number].problem(file))]
    if problems:
        raise BadInput(problems)
    if job.working == job.target and not unfinished(manifest):
        job.working = folder_beside(job.target, [*files.values(), job.target / MANIFEST_FILE])
    job.parts.update({number: listed[number] for number in files})
    job.chunks += chunks_in(job.working / PARTS, [runs[number] for number in job.parts])
