"""The source of a sweep: the tables of a scenario, its dossier and its codebook, each read once."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import attrs
import tomli_w

from negosim.domain.scenario import Scenario
from negosim.errors import BadInput, Problem, nearest, shown
from negosim.evidence.claims import Dossier
from negosim.files.codebook import codebook_of
from negosim.files.dossier import load_dossier
from negosim.files.overrides import PATHS, overlay, resolve, with_overrides
from negosim.files.resolved_scenario import resolved
from negosim.files.scenario import build
from negosim.files.shipped_cases import find_case
from negosim.files.toml_reading import read_toml

CODEBOOK, DOCUMENTS = "codebook.", "dossier.documents"
NAMES = ("name", "title", "about", "extends")
Settings = Mapping[str, object]


@attrs.frozen(eq=False)
class Source:
    """A scenario before it is built.

    Attributes
    ----------
    tables : Mapping[str, Any]
        Of its file, laid over those it extends, with the settings of the sweep.
    file : str
        How errors name it.
    path : Path | None
        Of its file, from the root; None for a scenario that came as a value.
    dossier, codebook : Dossier | None, Mapping[str, Any] | None
        What it stands on; the codebook as tables.
    """

    tables: Mapping[str, Any]
    file: str
    path: Path | None = None
    dossier: Dossier | None = None
    codebook: Mapping[str, Any] | None = None

    def build(self, settings: Settings) -> Scenario:
        """Build the scenario with settings; those of ``codebook.…`` change its codebook.

        ``dossier.documents`` lists the documents, by their identifiers, whose claims count.

        BadInput with every problem, as ``load_scenario``.
        """
        codebook = self.codebook
        for key, value in settings.items():
            if key.startswith(CODEBOOK):
                codebook = _put(codebook or {}, self._address(key), value)
        others = {k: value for k, value in settings.items() if not k.startswith(CODEBOOK) and k != DOCUMENTS}
        dossier = self._of(settings[DOCUMENTS]) if DOCUMENTS in settings else self.dossier
        self._refuse(others)
        tables = _without_strangers(with_overrides(self.tables, others, None))
        read = None if codebook is None else codebook_of(codebook, str(self.tables["codebook"]))
        return build(tables, self.file, (dossier, read))

    def _of(self, documents: object) -> Dossier:
        """The dossier with the claims of some documents alone; BadInput if there is none of a name."""
        known = [document.id for document in self.dossier.documents] if self.dossier else []
        wanted = documents if isinstance(documents, list | tuple) else [documents]
        if self.dossier is None or any(document not in known for document in wanted):
            problems = [
                Problem(
                    file="--set", key=DOCUMENTS, expected="a document", received=shown(d), hint=nearest(str(d), known)
                )
                for d in wanted
                if d not in known
            ]
            received = "a scenario without a dossier"
            raise BadInput(problems or [Problem(file="--set", key=DOCUMENTS, expected="a dossier", received=received)])
        return attrs.evolve(self.dossier, claims=tuple(c for c in self.dossier.claims if c.document in wanted))

    def _refuse(self, settings: Settings) -> None:
        wrong = [key for key in settings if key in PATHS]
        if wrong:
            expected = "the scenario's own dossier and codebook"
            raise BadInput([Problem(file="--set", key=key, expected=expected, received="others") for key in wrong])

    def _address(self, key: str) -> list[str]:
        """The address of an entry of the codebook; BadInput if there is none."""
        rest, table, found = key.removeprefix(CODEBOOK), self.codebook, list[str]()
        while rest:
            keys = table if isinstance(table, Mapping) else {}
            fitting = [k for k in keys if rest == k or rest.startswith(f"{k}.")]
            if not fitting:
                if self.codebook is None:
                    received, hint = "a scenario without one", "a file has one, a resolved scenario has not"
                else:
                    received, hint = key, nearest(key, self.entries())
                raise BadInput(
                    [
                        Problem(
                            file=self.file, key=key, expected="an entry of the codebook", received=received, hint=hint
                        )
                    ]
                )
            longest = max(fitting, key=len)
            found.append(longest)
            table, rest = keys[longest], rest[len(longest) + 1 :]
        return found

    def entries(self) -> list[str]:
        """The name of every number of the codebook, and of every table of numbers."""
        return [f"{CODEBOOK}{name}" for name in _flat(self.codebook or {})]

    def level(self, path: str | PathLike[str]) -> Settings:
        """The settings of a scenario file that extends this one; BadInput if it does not."""
        laid: dict[str, Any] = {}
        here = Path(path)
        while self.path is not None:
            if here.resolve() == self.path:
                return {key: value for key, value in laid.items() if key not in NAMES}
            own = read_toml(here, "a scenario file")
            laid = overlay(own, laid)
            below = own.get("extends")
            if not isinstance(below, str):
                break
            here = here.parent / below
        expected = f"a scenario that extends {self.file}"
        received = "one that does not" if self.path is not None else "a file, where the scenario came as a value"
        raise BadInput([Problem(file=str(path), key="extends", expected=expected, received=received)])

    def files(self) -> dict[str, bytes]:
        """The files, by name, from which the source can be loaded again."""
        tables, found = dict(self.tables), {}
        for key in PATHS:
            if isinstance(tables.get(key), str):
                found[f"{key}.toml"] = Path(tables[key]).read_bytes()
                tables[key] = f"{key}.toml"
        return {"scenario.toml": tomli_w.dumps(tables).encode(), **found}


def source_of(scenario: object, settings: Settings | None = None, as_of: dt.date | str | None = None) -> Source:
    """Load what a sweep varies.

    Parameters
    ----------
    scenario : object
        The path of a scenario file, whose evidence and codebook can vary too; or a Scenario, of which only parameters
        and keys of its file can.
    settings : Settings | None
        Overrides, as of ``load_scenario``.
    as_of : dt.date | str | None
        Use no claim later than this day.

    Raises
    ------
    BadInput
        With every problem of the file.
    """
    if isinstance(scenario, Scenario):
        return Source(with_overrides(tomllib.loads(resolved(scenario)), settings or {}, as_of), scenario.name)
    if not isinstance(scenario, str | Path):
        expected = "a Scenario, or the path of a scenario file"
        raise BadInput([Problem(file="sweep", key="scenario", expected=expected, received=shown(scenario))])
    path = find_case(scenario)
    tables = with_overrides(resolve(path), settings or {}, as_of)
    dossier, codebook = (tables.get(key) if not tables.get("parameters") else None for key in PATHS)
    return Source(
        tables,
        str(path),
        path.resolve(),
        load_dossier(dossier) if isinstance(dossier, str) else None,
        read_toml(codebook, "a codebook") if isinstance(codebook, str) else None,
    )


def _without_strangers(tables: dict[str, Any]) -> dict[str, Any]:
    """Tables of a resolved scenario without parameters of parties and mediators that were taken away."""
    agents = {*tables.get("parties", {}), *tables.get("mediators", {})}
    parameters = tables.get("parameters")
    if not isinstance(parameters, Mapping):
        return tables

    def known(name: str) -> bool:
        owner, _, kind = name.partition(".")
        bond, _, other = kind.partition(".")
        return owner in agents | {"talks", "guarantee"} and (bond not in ("trust", "leverage") or other in agents)

    return {**tables, "parameters": {name: value for name, value in parameters.items() if known(name)}}


def _put(table: Mapping[str, Any], keys: list[str], value: object) -> dict[str, Any]:
    first, *rest = keys
    return {**table, first: _put(table[first], rest, value) if rest else value}


def _flat(table: Mapping[str, Any], before: str = "") -> list[str]:
    names = []
    for key, value in table.items():
        if isinstance(value, Mapping):
            names += [f"{before}{key}", *_flat(value, f"{before}{key}.")]
        elif isinstance(value, int | float):
            names.append(f"{before}{key}")
    return names
