"""A text, a scenario and tables for the tests of coding."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import negosim as ns
from negosim.files.coding.appending import Addition
from negosim.files.coding.importing import read_claims

TEXT = """The port stays shut. “We want six percent more,” the union’s chairman said on Friday.
The authority could pay four percent – if the cranes go up.
“We want six percent more,” members shouted. Growers ask for a deal.
"""
HEADS = ("document", "quotation", "actor", "issue", "stance", "value", "attribution", "paraphrase")
ROW = {
    "document": "radio",
    "quotation": "could pay four percent",
    "actor": "authority",
    "issue": "pay",
    "stance": "open_to",
    "value": "4",
    "attribution": "reported",
    "paraphrase": "Four is thinkable.",
    "publisher": "The radio",
    "published": "2031-05-02",
}
SCENARIO = """
name = "port"
start = 2031-06-01
horizon = 30
[issues.pay]
unit = "percent"
status_quo = 0
levels = [2, 4, 6]
[issues.cranes]
status_quo = "none"
levels = ["none", "some"]
[parties.authority]
[parties.union]
"""


def place(folder: Path) -> Path:
    """A folder with the text and the scenario."""
    (folder / "texts").mkdir()
    (folder / "texts" / "radio.txt").write_bytes(TEXT.encode())
    (folder / "scenario.toml").write_text(SCENARIO)
    return folder


def table(*rows: Mapping[str, str], separator: str = ",", end: str = "\n") -> str:
    """A table with the columns of its rows."""
    heads = list(dict.fromkeys(name for row in rows for name in row))
    cells = [heads, *([row.get(name, "") for name in heads] for row in rows)]
    return "".join(separator.join(f'"{c}"' if separator in c or "\n" in c else c for c in line) + end for line in cells)


def read(folder: Path, content: str | bytes, name: str = "claims.csv", **how: object) -> Addition:
    """Read a table for the dossier of a folder."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_claims(path, folder / "texts", folder / "dossier.toml", **how)  # type: ignore[arg-type]


def problems(folder: Path, content: str | bytes, name: str = "claims.csv", **how: object) -> list[str]:
    """The problems of a table, without the folder; nothing is written."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    try:
        read(folder, content, name, **how).write()
    except ns.BadInput as error:
        before[folder / name] = (folder / name).read_bytes()
        assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
        return [str(problem).replace(f"{folder}/", "") for problem in error.problems]
    return []
