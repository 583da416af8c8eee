"""The page on the codebook: every entry is there, with the number it has."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.source

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "codebook.md").read_text(encoding="utf-8")
CODEBOOK = tomllib.loads((ROOT / "scenarios" / "codebook.toml").read_text(encoding="utf-8"))
ROWS = {
    cells[0].strip("` "): [cell.strip() for cell in cells[1:]]
    for cells in (line.strip("|").split("|") for line in PAGE.splitlines() if line.startswith("| `"))
}


def entries(tables: Mapping[str, Any]) -> Iterator[tuple[str, list[float]]]:
    """Every entry of the codebook, as the page should name it, with its numbers."""
    for key, value in tables.items():
        if key == "version":
            continue
        if key in {"stances", "emphasis"}:
            yield from ((word, [number]) for word, number in value.items())
        elif key == "attributions":
            yield from ((word, [row["width"], row["weight"], row["firmness"]]) for word, row in value.items())
        elif key == "ability":
            yield from ((f"ability.{word}", [number]) for word, number in value.items())
        elif key == "defaults":
            yield from entries(value)
        elif isinstance(value, dict):
            yield key, [value[part] for part in ("value", "low", "mode", "high") if part in value]
        else:
            yield key, [value]


ENTRIES = dict(entries(CODEBOOK))


@pytest.mark.parametrize("name", ENTRIES)
def test_every_entry_is_explained_with_its_number(name: str) -> None:
    """The page names each entry, with the number in the file, and gives a reason in a sentence or more."""
    *numbers, why = ROWS[name]
    told = [float(number) for cell in numbers for number in cell.split(",")]
    assert told == pytest.approx(ENTRIES[name])
    assert why.endswith(".")
    assert len(why.split()) >= 6


def test_the_page_explains_nothing_that_is_not_there() -> None:
    """Every row of the page's tables is an entry of the file."""
    assert set(ROWS) == set(ENTRIES)


def test_the_version_is_told() -> None:
    """The page says which version it explains."""
    assert f"`version` counts changes of the table (now {CODEBOOK['version']})" in PAGE


def test_the_example_of_a_sweep_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The few lines that sweep an entry do so: the more a claim counts, the lower trust comes out."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    (block,) = re.findall(r"^```python\n(.*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE)
    names: dict[str, Any] = {}
    exec(compile(block, "docs/codebook.md", "exec"), names)
    assert list(names["trust"].values()) == sorted(names["trust"].values(), reverse=True)
