"""The manifest of a job's folder: versions, seed, command, parts."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import attrs

from negosim.domain.scenario import Scenario
from negosim.ensemble.results.parquet_files import digest, write_atomically
from negosim.errors import BadInput, Problem, shown
from negosim.files.regular_files import read_regular
from negosim.files.resolved_scenario import differing, digest_of_text, resolved

PART = 5_000
"""Runs in one part of a table of outcomes, whatever plays them and wherever."""
LIBRARIES = ("negosim", "mesa", "numpy", "numba", "scipy", "pandas", "pyarrow", "matplotlib")
BINDING = ("negosim", "numpy", "numba", "scipy", "pyarrow")
"""Libraries that rows and their bytes may hang on; outcomes are the same on every Python, with each Mesa for it."""
OUTCOMES_FILE, SUMMARY_FILE, SCENARIO_FILE, MANIFEST_FILE = (
    "outcomes.parquet",
    "summary.json",
    "scenario.toml",
    "manifest.json",
)
DOSSIER_FILE = "dossier.toml"
PARTS = "outcomes"
NAMED = 3
"""Keys in which a scenario differs that are named, of many."""
FOLDERS = {"events": (".jsonl", ".partial"), "figures": (".png",), PARTS: (".parquet", ".aside")}


@attrs.frozen
class Order:
    """What a job plays: jobs with equal orders leave equal outcomes.

    Attributes
    ----------
    scenario, seed, runs : Scenario; int
        What is played.
    engine : str
        What plays it.
    agent : str
        Where the class of the parties is found; empty for the usual one.
    store : str
        Where every event is kept, without a password; empty for nowhere.
    command : tuple of str
        The words it was given in.
    mediator_agent : str
        Where the class of the mediators is found; empty for the usual one.
    text : str
        The scenario spelled out.
    """

    scenario: Scenario
    seed: int
    runs: int
    engine: str
    agent: str = ""
    store: str = ""
    command: tuple[str, ...] = ()
    mediator_agent: str = ""
    text: str = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Spell out the scenario once."""
        object.__setattr__(self, "text", resolved(self.scenario))

    @cached_property
    def digest(self) -> str:
        """Digest of the resolved scenario."""
        return digest_of_text(self.text)

    def parts(self) -> list[range]:
        """Ranges of runs of the parts."""
        return ranges(self.runs)

    def as_json(self) -> dict[str, Any]:
        """Return the entries of the order in the manifest."""
        return {
            "scenario": self.scenario.name,
            "digest": self.digest,
            "seed": self.seed,
            "runs": self.runs,
            "part_size": PART,
            "engine": self.engine,
            "agent": self.agent,
            "mediator_agent": self.mediator_agent,
            "store": self.store,
            "command": list(self.command),
            "versions": versions(),
        }


@attrs.frozen
class Part:
    """A written part: number of rows and bytes, and SHA-256."""

    rows: int
    bytes: int
    sha256: str

    def problem(self, file: Path) -> Problem | None:
        """Return the problem if the bytes of the file were altered."""
        data = file.read_bytes()
        if digest(data) == self.sha256:
            return None
        short = len(data) < self.bytes
        received = f"{len(data):,} of {self.bytes:,} bytes: it was cut short" if short else "others: it was altered"
        hint = "without it, its runs are played again by --resume"
        return Problem(file=str(file), expected="the bytes that were written", received=received, hint=hint)


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Return the versions of Python and the libraries."""
    return {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}


def ranges(runs: int) -> list[range]:
    """Return the ranges of runs of the parts."""
    return [range(first, min(first + PART, runs)) for first in range(0, runs, PART)]


def part_name(number: int) -> str:
    """Return the file name of a part."""
    return f"part-{number:05}.parquet"


def file_of(folder: Path, number: int) -> Path:
    """Return the path of a part; a job with a single part may keep it as a single file."""
    single = folder / OUTCOMES_FILE
    return single if number == 0 and single.exists() else folder / PARTS / part_name(number)


def write_json(path: Path, value: object) -> None:
    """Write a JSON file atomically."""
    write_atomically(path, (json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode())


def read_json(path: Path, hint: str = "") -> dict[str, Any]:
    """Read the object in a JSON file; raise BadInput, with ``hint``, if there is none."""
    try:
        value = json.loads(read_regular(path))
    except (OSError, ValueError, RecursionError) as error:
        raise BadInput([Problem(file=str(path), expected="JSON", received=shown(str(error)), hint=hint)]) from None
    if not isinstance(value, dict):
        raise BadInput([Problem(file=str(path), expected="a JSON object", received=shown(value), hint=hint)])
    return value


def manifest_in(folder: Path) -> dict[str, Any]:
    """Read the manifest in a folder; raise BadInput if there is none."""
    hint = "without it nobody can tell what was played: remove the folder, or name another"
    return read_json(folder / MANIFEST_FILE, hint)


def whole(manifest: Mapping[str, Any], key: str, path: Path) -> int:
    """Return an integer of a manifest; raise BadInput if it is none."""
    value = manifest.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadInput([Problem(file=str(path), key=key, expected="a whole number from 0", received=shown(value))])
    return value


def parts_of(manifest: Mapping[str, Any], path: Path) -> dict[int, Part]:
    """Return the parts that a manifest lists, by number; raise BadInput if the list is malformed."""
    try:
        listed = manifest["parts"]
        return {int(name[5:10]): Part(int(p["rows"]), int(p["bytes"]), str(p["sha256"])) for name, p in listed.items()}
    except (KeyError, TypeError, ValueError, AttributeError):
        received = shown(manifest.get("parts"))
        raise BadInput([Problem(file=str(path), key="parts", expected="a list of parts", received=received)]) from None


def unfinished(manifest: Mapping[str, Any]) -> bool:
    """Return whether a job is unfinished."""
    return manifest.get("finished") is False


def differences(order: Order, manifest: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """Yield the differences between an order and a manifest, for which a job cannot be resumed."""
    if "parts" not in manifest:
        received = "results of an earlier version of negosim"
        yield Problem(file=str(path), expected="a job that can be gone on with", received=received)
        return
    if manifest.get("digest") != order.digest:
        began = path.with_name(SCENARIO_FILE)
        expected, received = "the scenario that the job began with", f"another one{_changed(began, order.text)}"
        hint = f"{began} is the one it began with: play that, or name another folder"
        yield Problem(file=str(path), key="digest", expected=expected, received=received, hint=hint)
    wanted = order.as_json()
    for key in ("seed", "engine", "agent", "mediator_agent", "store"):
        if manifest.get(key, "") != wanted[key]:
            expected = f"{manifest.get(key) or 'none'}, as the job began with"
            option, received = f"--{key}".replace("_", "-"), str(wanted[key] or "none")
            yield Problem(file=str(path), key=option, expected=expected, received=received)
    runs = whole(manifest, "runs", path)
    if runs > order.runs:
        yield Problem(file=str(path), key="--runs", expected=f"{runs} or more", received=str(order.runs))
    if manifest.get("part_size") != PART:
        expected, received = f"parts of {PART} runs", f"parts of {manifest.get('part_size')}"
        yield Problem(file=str(path), key="part_size", expected=expected, received=received)
    known = manifest.get("versions")
    for name in BINDING:
        before = known.get(name) if isinstance(known, dict) else None
        if before != wanted["versions"][name]:
            expected = f"{before}, as the job began with"
            yield Problem(file=str(path), key=f"versions.{name}", expected=expected, received=wanted["versions"][name])


def _changed(file: Path, text: str) -> str:
    """In what a spelled out scenario differs from the one in a file, in a few words; none if that cannot be told."""
    try:
        keys = differing(file.read_text(encoding="utf-8"), text)
    except (OSError, ValueError):
        return ""
    more = f" and {len(keys) - NAMED} more" if len(keys) > NAMED else ""
    return f", which differs in {', '.join(keys[:NAMED])}{more}" if keys else ""
