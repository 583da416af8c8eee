"""What lies in a job's folder, and the manifest that says what it is: versions, seed, command, parts."""

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
from negosim.ensemble.parts import digest, write
from negosim.errors import BadInput, Problem, shown
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
PARTS = "outcomes"
NAMED = 3
"""Keys in which a scenario differs that are named, of many."""
FOLDERS = {"events": (".jsonl", ".partial"), "figures": (".png",), PARTS: (".parquet", ".aside")}


@attrs.frozen
class Order:
    """What a job is to play: two jobs of one order leave the same outcomes.

    Attributes:
        scenario, seed, runs: what is played.
        engine: what plays it.
        agent: where the class of the parties is found; empty for the usual one.
        store: where every event is kept, without a password; empty for nowhere.
        command: the words it was given in.
        text: the scenario spelled out.
    """

    scenario: Scenario
    seed: int
    runs: int
    engine: str
    agent: str = ""
    store: str = ""
    command: tuple[str, ...] = ()
    text: str = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Spell out the scenario once."""
        object.__setattr__(self, "text", resolved(self.scenario))

    @cached_property
    def digest(self) -> str:
        """Of the scenario, as it is spelled out."""
        return digest_of_text(self.text)

    def parts(self) -> list[range]:
        """The runs of each part."""
        return ranges(self.runs)

    def as_json(self) -> dict[str, Any]:
        """What the manifest says of it."""
        return {
            "scenario": self.scenario.name,
            "digest": self.digest,
            "seed": self.seed,
            "runs": self.runs,
            "part_size": PART,
            "engine": self.engine,
            "agent": self.agent,
            "store": self.store,
            "command": list(self.command),
            "versions": versions(),
        }


@attrs.frozen
class Part:
    """A part that was written: how many rows it has, its bytes, and their SHA-256."""

    rows: int
    bytes: int
    sha256: str

    def problem(self, file: Path) -> Problem | None:
        """What is wrong with the file, if its bytes are not those that were written."""
        data = file.read_bytes()
        if digest(data) == self.sha256:
            return None
        short = len(data) < self.bytes
        received = f"{len(data):,} of {self.bytes:,} bytes: it was cut short" if short else "others: it was altered"
        hint = "without it, its runs are played again by --resume"
        return Problem(file=str(file), expected="the bytes that were written", received=received, hint=hint)


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Of Python and the libraries."""
    return {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}


def ranges(runs: int) -> list[range]:
    """The runs of each part of so many."""
    return [range(first, min(first + PART, runs)) for first in range(0, runs, PART)]


def part_name(number: int) -> str:
    """The name of the file of a part."""
    return f"part-{number:05}.parquet"


def file_of(folder: Path, number: int) -> Path:
    """Where a part lies, whether it is there or not: the only one of a job may stand for itself."""
    single = folder / OUTCOMES_FILE
    return single if number == 0 and single.exists() else folder / PARTS / part_name(number)


def write_json(path: Path, value: object) -> None:
    """Write a JSON file whole or not at all."""
    write(path, (json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode())


def read_json(path: Path, hint: str = "") -> dict[str, Any]:
    """The object in a JSON file; BadInput if there is none, with a hint what to do then."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput([Problem(file=str(path), expected="JSON", received=shown(str(error)), hint=hint)]) from None
    if not isinstance(value, dict):
        raise BadInput([Problem(file=str(path), expected="a JSON object", received=shown(value), hint=hint)])
    return value


def manifest_in(folder: Path) -> dict[str, Any]:
    """The manifest in a folder; BadInput if there is none."""
    hint = "without it nobody can tell what was played: remove the folder, or name another"
    return read_json(folder / MANIFEST_FILE, hint)


def whole(manifest: Mapping[str, Any], key: str, path: Path) -> int:
    """A number in a manifest; BadInput if it is none."""
    value = manifest.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadInput([Problem(file=str(path), key=key, expected="a whole number from 0", received=shown(value))])
    return value


def parts_of(manifest: Mapping[str, Any], path: Path) -> dict[int, Part]:
    """The parts that a manifest lists, by number; BadInput if the list is none."""
    try:
        listed = manifest["parts"]
        return {int(name[5:10]): Part(int(p["rows"]), int(p["bytes"]), str(p["sha256"])) for name, p in listed.items()}
    except (KeyError, TypeError, ValueError, AttributeError):
        received = shown(manifest.get("parts"))
        raise BadInput([Problem(file=str(path), key="parts", expected="a list of parts", received=received)]) from None


def unfinished(manifest: Mapping[str, Any]) -> bool:
    """Whether a job has not come to its end."""
    return manifest.get("finished") is False


def differences(order: Order, manifest: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """Why an order is not the one that a manifest tells of, so that it cannot be gone on with."""
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
    for key, option in (("seed", "--seed"), ("engine", "--engine"), ("agent", "--agent"), ("store", "--store")):
        if manifest.get(key) != wanted[key]:
            expected = f"{manifest.get(key) or 'none'}, as the job began with"
            yield Problem(file=str(path), key=option, expected=expected, received=str(wanted[key] or "none"))
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
