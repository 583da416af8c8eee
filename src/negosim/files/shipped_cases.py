"""Find the cases that the package brings, by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from os import PathLike
from pathlib import Path
from typing import Literal

import attrs

from negosim.errors import BadInput, Problem, nearest
from negosim.files.overrides import resolve
from negosim.files.toml_reading import read_toml

Kind = Literal["scenario", "sweep", "any"]
WHAT: dict[Kind, str] = {"scenario": "a scenario file", "sweep": "a sweep file", "any": "a file"}
EVIDENCE = ("dossier.toml", "codebook.toml")
ASIDE = ("patterns", "sweeps")
"""Folders of files that are no scenarios."""


@attrs.frozen(kw_only=True)
class ShippedCase:
    """A scenario that the package brings.

    Attributes
    ----------
    name : str
        By which functions and commands find it.
    group : str
        ``cases``, ``what_if`` or ``examples``.
    title : str
        Of the scenario.
    parties, mediators : tuple[str, ...]
        Their names.
    start, end : dt.date
        The first day of the talks, and the last day that they can reach.
    extends : str
        Name of the scenario that it is laid over; empty for none.
    path : Path
        Of its file.
    """

    name: str
    group: str
    title: str
    parties: tuple[str, ...]
    mediators: tuple[str, ...]
    start: dt.date
    end: dt.date
    extends: str
    path: Path


def folder_of_cases() -> Path:
    """The folder of the cases: in the installed package, or ``scenarios`` of the repository it is installed from."""
    package = Path(__file__).parents[1]
    installed = package / "cases"
    return installed if installed.is_dir() else package.parents[1] / "scenarios"


def name_of(path: Path) -> str:
    """The name of a case by the path of its file: ``scenario.toml`` is called as its folder."""
    return path.parent.name if path.stem == "scenario" else path.stem


def files_by_name(kind: Kind = "scenario") -> dict[str, Path]:
    """The files of a kind that the package brings, by name."""
    root = folder_of_cases()
    sweeps = {path.stem: path for path in sorted((root / "sweeps").glob("*.toml"))} if kind != "scenario" else {}
    if kind == "sweep":
        return sweeps
    found = (p for p in sorted(root.rglob("*.toml")) if p.name not in EVIDENCE and p.parent.name not in ASIDE)
    return sweeps | {name_of(path): path for path in found}


def cases() -> tuple[ShippedCase, ...]:
    """List the cases that the package brings; ``load_scenario`` loads each of them by its name.

    Returns
    -------
    tuple[ShippedCase, ...]
        Cases, what-ifs and examples, each in the order of their first days.
    """
    order = ("cases", "what_if", "examples")
    return tuple(sorted(_listed(), key=lambda case: (order.index(case.group), case.start, case.name)))


def _listed() -> Iterator[ShippedCase]:
    root = folder_of_cases()
    for name, path in files_by_name().items():
        tables, below = resolve(path), read_toml(path).get("extends")
        parts = path.relative_to(root).parts
        yield ShippedCase(
            name=name,
            group=parts[0] if len(parts) > 1 else "cases",
            title=tables.get("title", name),
            parties=tuple(tables["parties"]),
            mediators=tuple(tables.get("mediators", ())),
            start=tables["start"],
            end=tables["start"] + dt.timedelta(days=tables["horizon"]),
            extends=name_of(Path(below)) if below else "",
            path=path,
        )


def find_folder(path: str | PathLike[str]) -> Path | None:
    """Return the folder that a path, or the name of a group of cases that the package brings, stands for, if any."""
    here, shipped = Path(path), folder_of_cases() / path
    if _is(here.exists):
        return here if _is(here.is_dir) else None
    return shipped if len(here.parts) == 1 and here.name not in ASIDE and shipped.is_dir() else None


def find_case(path: str | PathLike[str], kind: Kind = "scenario") -> Path:
    """Find the file that a path, or the name of a case that the package brings, stands for.

    Parameters
    ----------
    path : str | PathLike[str]
        A file; or, if there is none at that path, the name of a case.
    kind : Kind
        Of the file.

    Returns
    -------
    Path
        Of the file; a path with a suffix is returned as it is if it leads to nothing.

    Raises
    ------
    BadInput
        There is no such file and no such case, or the path leads to a folder.
    """
    here = Path(path)
    expected = f"{WHAT[kind]}, or the name of a case"
    if _is(here.is_dir):
        inside = ", ".join(sorted(str(file) for file in here.glob("*.toml") if file.name not in EVIDENCE)[:4])
        hint = f"in it: {inside}" if inside else ""
        raise BadInput([Problem(file=str(path), expected=expected, received="Is a directory", hint=hint)])
    if _is(here.exists):
        return here
    known = files_by_name(kind)
    if str(path) in known:
        return known[str(path)]
    if here.suffix and here.stem not in known:
        return here
    hint = f"the package brings it by name: {here.stem}" if here.stem in known else nearest(str(path), known)
    hint = hint or "`negosim cases` lists the cases"
    raise BadInput([Problem(file=str(path), expected=expected, received="no such file", hint=hint)])


def _is(test: Callable[[], bool]) -> bool:
    try:
        return test()
    except (OSError, ValueError):
        return False
