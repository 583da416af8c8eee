"""A case as the explorer holds it: its tables, dossier and codebook read once, and the what-ifs that extend it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import attrs

from negosim.domain.scenario import Scenario
from negosim.errors import BadInput, Problem, nearest
from negosim.evidence.patterns import PatternFile
from negosim.explorer.views import View, settings_of
from negosim.files.overrides import overlay, resolve, taken_from_nothing, with_overrides
from negosim.files.scenario import Sources, build, sources
from negosim.files.shipped_cases import find_case
from negosim.files.toml_reading import read_toml, structure

NAMES = ("name", "title", "about", "extends")
OTHER_TALKS = ("start", "as_of", "dossier", "codebook", "parameters")
"""Keys that a what-if leaves as they are: a file that changes them is another case."""
MOST_FILES = 500
KEPT = 16
"""Number of scenarios that are kept."""


@attrs.frozen
class WhatIf:
    """A file that lays changes over the case.

    Attributes
    ----------
    name, title : str
        How it is called.
    tables : Mapping[str, Any]
        What it changes.
    path : Path
        Of the file.
    """

    name: str
    title: str
    tables: Mapping[str, Any]
    path: Path


@attrs.frozen
class Signed:
    """A package of which levels are known that was signed.

    Attributes
    ----------
    title : str
        What happened.
    levels : Mapping[str, str]
        By issue, as far as they are known.
    """

    title: str
    levels: Mapping[str, str]


@attrs.define(eq=False)
class OpenedCase:
    """A case with all that its file names.

    Attributes
    ----------
    path : Path
        Of its file.
    tables : Mapping[str, Any]
        Of its file, after ``extends``.
    evidence : Sources
        Its dossier and codebook.
    what_ifs : Mapping[str, WhatIf]
        By name.
    texts : Path or None
        Folder with the texts of its documents.
    history : tuple of Signed
        What was signed, as far as patterns of the same dossier know it.
    """

    path: Path
    tables: Mapping[str, Any]
    evidence: Sources
    what_ifs: Mapping[str, WhatIf]
    texts: Path | None = None
    history: tuple[Signed, ...] = ()
    _built: OrderedDict[str, Scenario] = attrs.field(factory=OrderedDict, init=False)

    def scenario(self, view: View | None = None) -> Scenario:
        """Return the scenario of a view, by default that of the file; raise BadInput with every problem."""
        view = View() if view is None else view
        if view.key not in self._built:
            self._built[view.key] = build(self.tables_of(view), "view", self.evidence)
            while len(self._built) > KEPT:
                self._built.popitem(last=False)
        self._built.move_to_end(view.key)
        return self._built[view.key]

    def signed(self) -> list[dict[str, Any]]:
        """Return what was signed, with the levels that this case has."""
        labels = {issue.name: issue.labels for issue in self.scenario().issues}
        found = []
        for each in self.history:
            levels = {issue: label for issue, label in each.levels.items() if label in labels.get(issue, ())}
            if levels:
                found.append({"title": each.title, "levels": levels})
        return found

    def tables_of(self, view: View) -> dict[str, Any]:
        """Return the tables of a view; raise BadInput with every problem."""
        tables, problems = dict(self.tables), list[Problem]()
        for name in view.what_ifs:
            if name not in self.what_ifs:
                hint = nearest(name, self.what_ifs)
                problems.append(Problem(file="view", key="what_ifs", expected="a what-if", received=name, hint=hint))
                continue
            changes = self.what_ifs[name].tables
            problems += taken_from_nothing(tables, changes, "view", f"what_ifs.{name}")
            tables = overlay(tables, changes)
        if problems:
            raise BadInput(problems)
        return with_overrides(tables, settings_of(view, tables), None)


def open_case(case: str | Path, texts: Path | None = None) -> OpenedCase:
    """Read a case.

    Parameters
    ----------
    case : str or Path
        A scenario file, or the name of a case.
    texts : Path, optional
        Folder with the texts of its documents.

    Returns
    -------
    OpenedCase

    Raises
    ------
    BadInput
        With every problem of its files.
    """
    path = find_case(case)
    tables = resolve(path)
    read = sources(path)
    build(tables, str(path), read)
    found = {each.name: each for each in _what_ifs(path.resolve())}
    history = tuple(_signed(path.resolve(), tables.get("dossier")))
    return OpenedCase(path.resolve(), tables, read, found, texts, history)


def _signed(path: Path, dossier: str | None) -> Iterator[Signed]:
    """Yield what patterns beside the case that stand on its dossier say was signed: one package for each scenario."""
    for file in sorted(path.parent.glob("patterns/*.toml"))[:MOST_FILES]:
        with suppress(BadInput):
            entry = structure(read_toml(file), PatternFile, str(file))
            if dossier is None or (file.parent / entry.dossier).resolve() != Path(dossier):
                continue
            levels: dict[str, dict[str, str]] = {}
            for pattern in entry.patterns.values():
                single = {issue: labels[0] for issue, labels in pattern.levels.items() if len(labels) == 1}
                levels.setdefault(pattern.scenario, {}).update(single)
            for scenario, known in levels.items():
                if known:
                    yield Signed(str(resolve(file.parent / scenario).get("title", entry.title)), known)


def _what_ifs(path: Path) -> Iterator[WhatIf]:
    """Yield the files beside the case, and in folders beside it, that extend it and change no talks but these."""
    beside = sorted([*path.parent.glob("*.toml"), *path.parent.glob("*/*.toml")])[:MOST_FILES]
    for file in beside:
        if file.resolve() == path:
            continue
        with suppress(BadInput):
            tables = _laid_over(file, path)
            if tables is not None and not set(tables) & set(OTHER_TALKS):
                changes = {key: value for key, value in tables.items() if key not in NAMES}
                yield WhatIf(file.stem, str(tables.get("title", file.stem)), changes, file.resolve())


def _laid_over(file: Path, path: Path) -> dict[str, Any] | None:
    """Return what a file and those between change of a case; None if it does not extend the case."""
    laid: dict[str, Any] = {}
    seen = set[Path]()
    here = file
    while here not in seen:
        seen.add(here)
        own = read_toml(here)
        laid = overlay(own, laid)
        below = own.get("extends")
        if not isinstance(below, str):
            return None
        here = (here.parent / below).resolve()
        if here == path:
            return laid
    return None
