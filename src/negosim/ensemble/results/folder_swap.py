"""Write a job beside an existing folder, and replace that folder when the job is done."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from negosim.ensemble.results.manifest import (
    DOSSIER_FILE,
    FOLDERS,
    MANIFEST_FILE,
    OUTCOMES_FILE,
    PARTS,
    SCENARIO_FILE,
    SUMMARY_FILE,
    manifest_in,
    unfinished,
)
from negosim.errors import BadInput, Problem


def check_target(folder: Path) -> None:
    """Raise BadInput unless ``folder`` is new, empty, or holds results of an earlier job."""
    problem = _unfit(folder)
    if problem is not None:
        expected = "a new folder, or one with results of an earlier job"
        raise BadInput([Problem(file=str(folder), key="--out", expected=expected, received=problem)])


def _unfit(folder: Path) -> str | None:
    above = folder.resolve().parent
    file = next((path for path in (above, *above.parents) if path.is_file()), None)
    if file is not None:
        return f"a folder inside {file}, which is a file"
    try:
        if folder.exists() and not folder.is_dir():
            return "a file"
        if folder.is_mount():
            return "a place where something is mounted, which cannot be replaced as a whole; name a folder inside it"
        if folder.is_dir() and {path.name for path in folder.iterdir()} - {f"{MANIFEST_FILE}.aside"}:
            others = _foreign(folder)
            if others or not (folder / MANIFEST_FILE).is_file():
                return "a folder with other things in it" + (f": {', '.join(others[:3])}" if others else "")
        above.mkdir(parents=True, exist_ok=True)
        probe = above / f".{folder.name}.probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        return f"{error.strerror}: {above}"
    return None


def working_folder(folder: Path, target: Path, *, resume: bool) -> Path:
    """Return the folder to write a job in; raise BadInput if an unfinished job would be lost."""
    aside = _aside(target)
    if aside.is_symlink() or (aside.exists() and (not aside.is_dir() or _foreign(aside))):
        expected, received = "a place for a job that is not done", "something else"
        raise BadInput([Problem(file=str(aside), key="--out", expected=expected, received=received)])
    if resume:
        return aside if (aside / MANIFEST_FILE).exists() else target
    for existing in (aside, target):
        if (existing / MANIFEST_FILE).exists() and unfinished(manifest := manifest_in(existing)):
            if not manifest.get("parts") and not any((existing / PARTS).glob("runs-*")):
                continue  # nothing would be lost
            expected = "a new folder, or one with results of a job that is done"
            received = f"an unfinished job of {manifest.get('runs')} runs" + (
                "" if existing == target else f" in {existing}"
            )
            hint = "--resume goes on with it; to begin anew, remove it or name another folder"
            raise BadInput([Problem(file=str(folder), key="--out", expected=expected, received=received, hint=hint)])
    done = (target / MANIFEST_FILE).exists() and not unfinished(manifest_in(target))
    return aside if done else target


def _aside(target: Path) -> Path:
    return target.parent / f".{target.name}.unfinished"


def folder_beside(target: Path, files: Iterable[Path]) -> Path:
    """Return a folder beside one with results, with copies of some of its files, the last of them copied last.

    They are the same files under a second name where the system can do that: none of them is ever written again.
    """
    aside = _aside(target)
    if aside.exists():
        clear(aside)
    for file in files:
        other = aside / file.relative_to(target)
        other.parent.mkdir(parents=True, exist_ok=True)
        try:
            other.hardlink_to(file)
        except OSError:
            shutil.copy2(file, other)
    return aside


def _foreign(folder: Path) -> list[str]:
    """What lies in a folder that no job leaves there; none of it may be lost."""
    files = {OUTCOMES_FILE, SUMMARY_FILE, SCENARIO_FILE, MANIFEST_FILE, DOSSIER_FILE}
    files |= {f"{name}.aside" for name in files}
    found = [p for p in folder.iterdir() if p.name not in (FOLDERS if p.is_dir() else files)]
    for name, suffixes in FOLDERS.items():
        if (folder / name).is_dir():
            found += [p for p in (folder / name).iterdir() if p.suffix not in suffixes or p.is_dir()]
    return sorted(str(p.relative_to(folder)) for p in found)


def repair(target: Path) -> None:
    """Restore the folder after a kill between the two renames of ``replace``."""
    prefix = f".{target.name}.old-"
    for old in [path for path in target.parent.iterdir() if path.name.startswith(prefix)]:
        if not old.name.removeprefix(prefix).isdigit() or not _of_a_job(old):
            continue
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.replace(target)


def _of_a_job(folder: Path) -> bool:
    """Whether a folder holds nothing but the results of a job."""
    return folder.is_dir() and not folder.is_symlink() and not _foreign(folder) and (folder / MANIFEST_FILE).is_file()


def replace(folder: Path, aside: Path) -> None:
    """Replace a folder by a finished one; at every moment one of the two is complete."""
    old = folder.parent / f".{folder.name}.old-{os.getpid()}"
    try:
        if folder.exists():
            folder.replace(old)
        aside.replace(folder)
    finally:
        if old.exists() and not folder.exists():
            old.replace(folder)
        shutil.rmtree(old, ignore_errors=True)


def clear(folder: Path) -> None:
    """Empty a folder; the manifest, which marks it as that of a job, is removed last."""
    for path in sorted(folder.iterdir(), key=lambda path: path.name == MANIFEST_FILE):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
