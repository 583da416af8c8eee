"""Copy a case that the package brings, with all the files that it needs, into a folder of its own."""

from __future__ import annotations

import os
import re
from pathlib import Path

from negosim.errors import BadInput, Problem, nearest
from negosim.files.atomic_writing import save
from negosim.files.cases.starting import folder_problems
from negosim.files.dossier import load_dossier
from negosim.files.shipped_cases import ASIDE, files_by_name, folder_of_cases

REFERENCE = re.compile(r'^(#:schema |(?:extends|dossier|codebook|scenario) = ")([^"\n]+)', re.MULTILINE)
"""How a file of a case names another one, by its path from there."""


def copy_case(name: str, folder: Path | str) -> list[Path]:
    """Copy a case: the scenario, those that it extends, dossier, codebook, texts and schemas.

    Patterns and sweeps come along if all the scenarios that they name do.

    Parameters
    ----------
    name : str
        Of the case, as ``cases`` lists it.
    folder : Path | str
        New, or empty.

    Returns
    -------
    list[Path]
        The files, the scenario first. Paths in them lead to the copies.

    Raises
    ------
    BadInput
        There is no such case, or the folder holds something. Nothing is written then.
    """
    place, known = Path(folder), files_by_name()
    problems = list(folder_problems(place))
    if name not in known:
        expected = "the name of a case that the package brings"
        problems.append(Problem(file="--from", expected=expected, received=name, hint=nearest(name, known)))
    if problems:
        raise BadInput(problems)
    needed = _closure(known[name])
    scenarios = set(needed)
    for aside in ASIDE:
        for path in sorted((folder_of_cases() / aside).glob("*.toml")):
            if scenarios >= {other for other in _references(path) if other.suffix == ".toml"}:
                needed += [other for other in _closure(path) if other not in needed]
    places = {path: place / _place(path) for path in needed}
    contents = {target: _pointed(path, places) for path, target in places.items()}
    for path in needed:
        if path.name == "dossier.toml":
            texts = [path.parent / "texts" / document.file for document in load_dossier(path).documents]
            contents |= {place / "texts" / text.name: text.read_bytes() for text in texts if text.is_file()}
    save(contents)
    return list(contents)


def _references(path: Path) -> list[Path]:
    """The files that a file names."""
    if path.suffix != ".toml":
        return []
    found = REFERENCE.findall(path.read_text(encoding="utf-8"))
    return [(path.parent / other).resolve() for _, other in found]


def _closure(path: Path) -> list[Path]:
    """A file, and all that it needs."""
    needed = [path.resolve()]
    for each in needed:  # grows while it is walked
        needed += [other for other in _references(each) if other not in needed]
    return needed


def _place(path: Path) -> Path:
    """Where a copy lies: scenarios, dossier and codebook at the top, all else in a folder as here."""
    return Path(path.parent.name, path.name) if path.parent.name in (*ASIDE, "schema") else Path(path.name)


def _pointed(path: Path, places: dict[Path, Path]) -> bytes:
    """The content of a file whose references lead to the copies."""
    if path.suffix != ".toml":
        return path.read_bytes()

    def moved(found: re.Match[str]) -> str:
        other = places[(path.parent / found[2]).resolve()]
        return found[1] + Path(os.path.relpath(other, places[path].parent)).as_posix()

    return REFERENCE.sub(moved, path.read_text(encoding="utf-8")).encode()
