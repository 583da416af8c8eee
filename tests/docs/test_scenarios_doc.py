"""The reference of scenario files: its examples load, and it leaves nothing out."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import attrs
import pytest

from negosim.domain.procedure import Rules
from negosim.domain.quantities import OF_MEDIATOR, OF_PARTY, OF_TALKS, Quantity
from negosim.ensemble.playing.simulate import simulate
from negosim.evidence.parameters import NEUTRAL
from negosim.files import scenario_format as files
from negosim.files.parameter_format import Change, ParameterEntry
from negosim.files.party_format import ActEntry, LinkageEntry, PartyEntry, RedLineEntry
from negosim.files.scenario import load_scenario
from negosim.model import NegotiationModel

pytestmark = pytest.mark.source

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```toml\n(.*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE)
ROWS = dict(re.findall(r"^\| `([A-Za-z_.]+)` \| (.*)$", PAGE, flags=re.MULTILINE))
TABLES = (
    files.ScenarioFile,
    files.IssueEntry,
    files.InfeasibleEntry,
    PartyEntry,
    ActEntry,
    RedLineEntry,
    LinkageEntry,
    files.MediatorEntry,
    files.PhasingEntry,
    files.AgendaEntry,
    files.ShockEntry,
    Change,
    ParameterEntry,
    Rules,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with copies of the files that examples may name."""
    for path in (ROOT / "scenarios").glob("*.toml"):
        shutil.copy(path, tmp_path)
    return tmp_path


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[0])
def test_every_example_is_a_scenario_or_a_part_of_one(block: str, folder: Path) -> None:
    """A block with a name is a whole scenario and plays; any other can be laid over January 2024."""
    whole = "name" in tomllib.loads(block)
    example = folder / "example.toml"
    example.write_text(block if whole else f'extends = "january_2024.toml"\nname = "part"\n\n{block}', encoding="utf-8")
    scenario = load_scenario(example)
    if whole:
        assert NegotiationModel(scenario, seed=7, run=0).run_model().outcome


def test_the_scenario_from_nothing_ends_in_agreement_as_told(folder: Path) -> None:
    """The first example that a reader tries is one in which something can be agreed."""
    (block,) = (block for block in BLOCKS if "two_villages" in block)
    (folder / "villages.toml").write_text(block, encoding="utf-8")
    assert simulate(load_scenario(folder / "villages.toml"), 20, 7).agreement_rate().count == 20


def test_there_are_examples_of_everything() -> None:
    """Whole files with and without ``extends``, and parts."""
    tables = [tomllib.loads(block) for block in BLOCKS]
    assert any("name" in table and "extends" not in table for table in tables)
    assert any("name" in table and "extends" in table for table in tables)
    for key in ("infeasible", "parties", "shocks", "assumptions", "set"):
        assert any(key in table and "name" not in table for table in tables)


@pytest.mark.parametrize("cls", TABLES, ids=lambda cls: cls.__name__)
def test_no_key_is_left_out(cls: type) -> None:
    """Every key that a table can have is named on the page."""
    missing = [
        field.name for field in attrs.fields(cls) if f"`{field.name}`" not in PAGE and f"[{field.name}" not in PAGE
    ]
    assert missing == []


def named(quantity: Quantity, owner: str = "") -> str:
    """How the page names a parameter."""
    return f"{owner}.{quantity.name}" if owner else quantity.name


PARAMETERS = [
    *((named(q, "PARTY"), f"*.{q.name}", q) for q in OF_PARTY),
    *((named(q, "MEDIATOR"), f"*.{q.name}", q) for q in OF_MEDIATOR),
    *((q.name, q.name, q) for q in OF_TALKS),
]


@pytest.mark.parametrize(("name", "pattern", "quantity"), PARAMETERS, ids=[name for name, _, _ in PARAMETERS])
def test_parameters_are_told_with_range_unit_and_default(name: str, pattern: str, quantity: Quantity) -> None:
    """Each parameter's row says what it may be, in which unit, and its neutral value."""
    span, unit, default = (cell.strip() for cell in ROWS[name].rstrip("|").split("|"))
    high = "" if quantity.high >= 1e6 else f" to {quantity.high:g}"
    low = f"{'from ' if not high else ''}{quantity.low:g}"
    assert (span.replace("−", "-"), unit) == (f"{low}{high}", quantity.unit)
    neutral = NEUTRAL.get(pattern)
    assert default == ("none: it must be given" if neutral is None else f"{neutral:g}")


def test_links_to_sections_hold() -> None:
    """Every link within the page leads to a heading."""
    heads = re.findall(r"^#+ (.*)$", PAGE, flags=re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}
    assert set(re.findall(r"\]\(#([^)]*)\)", PAGE)) <= anchors
