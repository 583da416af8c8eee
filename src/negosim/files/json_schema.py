"""JSON Schemas (draft 2020-12) of the files for editors, generated from the classes that read them.

A schema says which keys there are, of what type, and what they mean. What it cannot say (names that must
exist, numbers that must agree) ``negosim check`` says. ``python -m negosim.files.json_schema`` writes them anew.
"""

from __future__ import annotations

import datetime as dt
import inspect
import json
import re
import sys
import types
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from negosim.domain.issues import LabelSet
from negosim.evidence.claims import Dossier
from negosim.evidence.codebook import Codebook, Spread
from negosim.evidence.patterns import PatternFile
from negosim.files.codebook import ENTRIES
from negosim.files.parameter_format import Change
from negosim.files.scenario_format import ScenarioFile
from negosim.files.sweep_format import SweepFile

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
NAMES: Schema = {"pattern": "^[a-z][a-z0-9_]*$"}
"""Of issues, parties, mediators and shocks, since they become parts of parameters' names."""
_PLAIN: Mapping[object, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    dt.date: {"type": "string", "format": "date"},
    Any: {},
}
_LABEL: Schema = {"type": ["string", "number"]}
_LEVELS: Schema = {
    "description": "A level, or a list of levels, each a word or a number.",
    "anyOf": [_LABEL, {"type": "array", "items": _LABEL, "minItems": 1}],
}
_GONE: Schema = {"const": False, "description": "takes away what the extended file has."}
_NAMES = re.compile(r"^([\w, ]+?)(?: : .*)?$")


def scenario_schema() -> Schema:
    """The schema of scenario files, including those that extend another."""
    schema = _Writer(partial=True).file(ScenarioFile, "A scenario of negosim")
    properties = schema["properties"]
    for table in ("issues", "parties", "mediators", "shocks"):
        properties[table]["propertyNames"] = NAMES
    about = "path, from this file, of the scenario that this one is laid over."
    schema["properties"] = {"extends": {"type": "string", "description": about}, **properties}
    schema["if"] = {"not": {"required": ["extends"]}}
    schema["then"] = _required(ScenarioFile)
    return schema


def dossier_schema() -> Schema:
    """The schema of dossiers."""
    return _Writer(partial=False).file(Dossier, "A dossier of negosim")


def codebook_schema() -> Schema:
    """The schema of codebooks."""
    schema = _Writer(partial=False).file(Codebook, "A codebook of negosim")
    for table, words in ENTRIES.items():
        item = schema["properties"][table].pop("additionalProperties")
        schema["properties"][table] |= {
            "properties": dict.fromkeys(words, item),
            "required": list(words),
            "additionalProperties": False,
        }
    return schema


def patterns_schema() -> Schema:
    """The schema of patterns for calibration."""
    return _Writer(partial=False).file(PatternFile, "Patterns of negosim")


def sweep_schema() -> Schema:
    """The schema of sweep files."""
    return _Writer(partial=False).file(SweepFile, "A sweep of negosim")


SCHEMAS: Mapping[str, Callable[[], Schema]] = {
    "scenario": scenario_schema,
    "dossier": dossier_schema,
    "codebook": codebook_schema,
    "patterns": patterns_schema,
    "sweep": sweep_schema,
}
"""Each schema by the name of its file, ``NAME.schema.json``."""


def text_of(schema: Schema) -> str:
    """A schema as its file holds it."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write_schemas(folder: Path | str) -> list[Path]:
    """Write every schema into a directory; returns the paths."""
    paths = [Path(folder) / f"{name}.schema.json" for name in SCHEMAS]
    for path, make in zip(paths, SCHEMAS.values(), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text_of(make()), encoding="utf-8")
    return paths


@attrs.define
class _Writer:
    """Writes the schema of a kind of file; if ``partial``, keys may be missing, or ``false``: taken away."""

    partial: bool
    definitions: dict[str, Schema] = attrs.field(factory=dict)

    def file(self, cls: type, title: str) -> Schema:
        """The schema of a file that is read as a ``cls``."""
        body = self._table(cls)
        definitions = {"$defs": dict(sorted(self.definitions.items()))} if self.definitions else {}
        return {"$schema": DRAFT, "title": title, **body, **definitions}

    def _table(self, cls: type) -> Schema:
        about, meanings = described(cls)
        hints = get_type_hints(cls)
        properties = {}
        for field in attrs.fields(cls):
            kind = hints[field.name]
            schema = self._removable(kind) if cls is ScenarioFile else self._type(kind)
            if isinstance(field.default, str | int | float) and field.default != "":
                schema["default"] = field.default
            if field.name in meanings:
                schema["description"] = meanings[field.name]
            properties[field.name] = schema
        table: Schema = {"type": "object", "description": about, "properties": properties}
        required = [f.name for f in attrs.fields(cls) if f.default is attrs.NOTHING]
        if required and not self.partial:
            table["required"] = required
        return {**table, "additionalProperties": False}

    def _type(self, kind: Any) -> Schema:
        if kind in _PLAIN:
            return dict(_PLAIN[kind])
        if kind is LabelSet:
            self.definitions["Levels"] = _LEVELS
            return {"$ref": "#/$defs/Levels"}
        if get_origin(kind) is Literal:
            return {"enum": list(get_args(kind))}
        return self._composed(kind)

    def _composed(self, kind: Any) -> Schema:
        origin, parts = get_origin(kind), get_args(kind)
        if origin in (Union, types.UnionType):
            return self._type(next(part for part in parts if part is not types.NoneType))
        if origin is tuple and parts[-1] is Ellipsis:
            return {"type": "array", "items": self._type(parts[0])}
        if origin is tuple:
            items = [self._type(part) for part in parts]
            return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}
        if origin is Mapping:
            return {"type": "object", "additionalProperties": self._removable(parts[1])}
        return self._named(kind)

    def _removable(self, kind: Any) -> Schema:
        schema = self._type(kind)
        if not self.partial or "$ref" not in schema:
            return schema
        return {"anyOf": [schema, _GONE]}

    def _named(self, cls: type) -> Schema:
        name = cls.__name__.removesuffix("Entry")
        if name not in self.definitions:
            self.definitions[name] = {}
            table = self._table(cls)
            self.definitions[name] = _or_number(table) if cls in (Spread, Change) else table
        return {"$ref": f"#/$defs/{name}"}


def _or_number(table: Schema) -> Schema:
    table["dependentRequired"] = {"low": ["high"], "high": ["low"], "mode": ["low", "high"]}
    return {"description": table.pop("description"), "anyOf": [{"type": "number"}, table]}


def _required(cls: type) -> Schema:
    """What a file that extends no other must have, table by table."""
    required = [f.name for f in attrs.fields(cls) if f.default is attrs.NOTHING]
    schema: Schema = {"required": required} if required else {}
    inner = {}
    for name, kind in get_type_hints(cls).items():
        of_table = get_origin(kind) is Mapping
        item = get_args(kind)[1] if of_table else kind
        demands = _required(item) if attrs.has(item) else {}
        if demands:
            inner[name] = {"additionalProperties": demands} if of_table else demands
    return {**schema, "properties": inner} if inner else schema


def described(cls: type) -> tuple[str, dict[str, str]]:
    """Read the docstring of a class: its text, and the description of each attribute by name."""
    text = (inspect.getdoc(cls) or "").replace("``", "")
    about, _, rest = text.partition("Attributes\n----------\n")
    meanings: dict[str, str] = {}
    names: list[str] = []
    for line in filter(None, rest.splitlines()):
        entry = _NAMES.match(line)
        if entry:
            names = [name.strip() for name in entry[1].split(",")]
        else:
            meanings |= {name: f"{meanings.get(name, '')} {line.strip()}".strip() for name in names}
    return " ".join(about.split()), meanings


if __name__ == "__main__":
    write_schemas(sys.argv[1] if len(sys.argv) > 1 else "scenarios/schema")
