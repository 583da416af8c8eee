"""What compiled code calls goes into those that call it, or stands apart, compiled once; results hang on neither."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from negosim.compiled.compiling import CACHE, COMPILED, compiled, private_folder
from negosim.compiled.linking import works

pytestmark = pytest.mark.skipif(not (COMPILED and works(CACHE)), reason="numba compiles as it does by itself")
ROOT = Path(__file__).parents[2]
RULES = """
from negosim.compiled.compiling import compiled

@compiled(allocates=False, standalone=True)
def half(x):
    if x < 0.0:
        raise ValueError("below 0")
    return x / 2.0

@compiled(allocates=False)
def quarter(x):
    return half(half(x))

@compiled(allocates=False)
def eighth(x):
    return quarter(x) / 2.0
"""
ASKED = """
import resource, sys
from negosim.compiled import linking
if sys.argv[1]:
    linking._tried = lambda: False
if sys.argv[2]:
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
import halving
print(halving.eighth(2.0), [len(rule.overloads) for rule in (halving.half, halving.quarter, halving.eighth)])
try:
    halving.eighth(-1.0)
except ValueError as error:
    print(error)
"""


@compiled(allocates=False)
def doubled(x: float) -> float:
    """Goes into those that call it."""
    return 2.0 * x


@compiled(allocates=False, standalone=True)
def squared(x: float) -> float:
    """Stands apart."""
    return x * x


@compiled
def both(x: float) -> float:
    """Calls both, one of them twice."""
    return doubled(squared(x)) + squared(doubled(x))


def test_compiled_code_calls_what_goes_into_it_and_what_stands_apart() -> None:
    """Of what went into it there is no machine code beside; of what stands apart there is, once."""
    rules: Any = (doubled, squared, both)
    assert both(3.0) == 2.0 * 9.0 + 36.0
    assert [len(rule.overloads) for rule in rules] == [0, 1, 1]
    assert doubled(3.0) == 6.0  # a function of its own for Python
    assert [len(rule.overloads) for rule in rules] == [1, 1, 1]


def test_other_kinds_of_arguments_are_compiled_beside() -> None:
    """An integer for a number: the function that stands apart is compiled for it, and found."""
    assert both(np.int64(3)) == 54.0
    assert both(np.float32(0.5)) == 1.5


def asked(folder: Path, broken: str = "", full: str = "") -> list[str]:
    """What another process prints that calls rules which stand in a module of a folder."""
    (folder / "halving.py").write_text(RULES, encoding="utf-8")
    paths = os.pathsep.join([str(ROOT / "src"), str(folder)])
    env = {**os.environ, "PYTHONPATH": paths, "NUMBA_CACHE_DIR": str(folder / "kept")}
    done = subprocess.run(
        [sys.executable, "-c", ASKED, broken, full], env=env, capture_output=True, text=True, check=True
    )  # fmt: skip
    return done.stdout.splitlines()


def kept(folder: Path) -> dict[str, list[Path]]:
    """The files in which compiled rules are kept, by rule."""
    names = ("half", "quarter", "eighth")
    return {name: sorted((folder / "kept").rglob(f"halving.{name}-*")) for name in names}


def test_a_process_that_loads_a_rule_finds_what_stands_apart_from_it(tmp_path: Path) -> None:
    """With what it raises; and if that is not kept any more, it is compiled anew."""
    wanted = ["0.25 [1, 0, 1]", "below 0"]
    assert asked(tmp_path) == wanted
    files = kept(tmp_path)
    assert {name: bool(found) for name, found in files.items()} == {"half": True, "quarter": False, "eighth": True}
    before = {file: file.stat().st_mtime_ns for found in files.values() for file in found}
    assert asked(tmp_path) == wanted
    assert {file: file.stat().st_mtime_ns for file in before} == before
    for file in files["half"]:
        file.unlink()
    assert asked(tmp_path) == wanted
    assert kept(tmp_path) == files


@pytest.mark.parametrize("damage", [b"", b"rubbish", None])
@pytest.mark.parametrize("kind", ["nbi", "nbc"])
def test_what_is_kept_and_damaged_is_made_anew(tmp_path: Path, kind: str, damage: bytes | None) -> None:
    """A file that is empty, something else, or cut short (None)."""
    wanted = asked(tmp_path)
    for file in (tmp_path / "kept").rglob(f"*.{kind}"):
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    assert asked(tmp_path) == wanted
    before = {file: file.stat().st_mtime_ns for file in (tmp_path / "kept").rglob("*.nb?")}
    assert asked(tmp_path) == wanted
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "kept").rglob("*.nb?")} == before


def test_rules_are_compiled_where_nothing_more_can_be_kept(tmp_path: Path) -> None:
    """On a full disk: here no file may grow."""
    assert asked(tmp_path, full="yes") == ["0.25 [1, 0, 1]", "below 0"]
    assert kept(tmp_path) == {"half": [], "quarter": [], "eighth": []}


def test_what_is_run_later_is_kept_where_nobody_else_can_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the folder that is asked for; if a file stands there, in one for temporary files of this user alone; and if
    others may write into that one, in a new one."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "file").write_text("in the way")
    user = getattr(os, "getuid", int)()
    assert private_folder(tmp_path / "kept" / "deep") == tmp_path / "kept" / "deep"
    private = private_folder(tmp_path / "file" / "deep")
    assert private == tmp_path / f"negosim-{user}" / "deep"
    assert private.parent.stat().st_mode & 0o777 == 0o700
    private.parent.chmod(0o777)
    other = private_folder(tmp_path / "file" / "deep")
    assert other.is_dir()
    assert other != private
    private.parent.rmdir()
    private.parent.symlink_to(tmp_path / "kept")
    assert private_folder(tmp_path / "file" / "deep") not in (private, tmp_path / "kept" / "deep")


def test_a_numba_that_fails_the_trial_compiles_as_it_does(tmp_path: Path) -> None:
    """Each function by itself, to the same results."""
    assert asked(tmp_path, "yes") == ["0.25 [1, 1, 1]", "below 0"]
