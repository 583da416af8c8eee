"""The page on the codebook: every entry is there, with the number it has."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from negosim.files.scenario import load_scenario
from negosim.sampling.completions import MOST_COMPLETIONS
from negosim.sampling.conditioning import MOST_CANDIDATES

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
        if key in {"earnest", "doubt", "stakes", "emphasis", "ability"}:
            yield from ((f"{key}.{word}", [number]) for word, number in value.items())
        elif key == "attributions":
            yield from ((word, [row["credibility"], row["weight"]]) for word, row in value.items())
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


def test_the_example_of_a_credibility_is_that_of_the_case() -> None:
    """The page reckons one act through; January comes to the same."""
    scenario = load_scenario(ROOT / "scenarios" / "january_2024.toml")
    demand = next(
        act for act in scenario.acts if act.party == "hamas" and act.kind == "demanded" and len(act.claims) > 1
    )
    assert f"The demand is real in {scenario.parameters[demand.parameter].distribution.a:.3f} of the runs" in PAGE


def test_the_limits_that_the_page_names_are_those_of_the_code() -> None:
    """Of completions, and of candidates."""
    assert f"of more than {MOST_COMPLETIONS} completions, {MOST_COMPLETIONS} spread evenly" in PAGE
    assert f"After {MOST_CANDIDATES} candidates" in PAGE


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
