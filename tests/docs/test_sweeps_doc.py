"""The page on sweeps: no key, design or script is left out, and its example is a sweep that can be played."""

from __future__ import annotations

import re
from pathlib import Path

import attrs
import pytest

from negosim.files import sweep_format as files
from negosim.sweeps.designs import KINDS
from negosim.sweeps.sweep_file import load_request

pytestmark = pytest.mark.source

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "sweeps.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("cls", [files.SweepFile, files.DesignEntry, files.FactorEntry], ids=lambda cls: cls.__name__)
def test_no_key_is_left_out(cls: type) -> None:
    """Every key that a sweep file can have is named on the page."""
    assert [field.name for field in attrs.fields(cls) if f"`{field.name}`" not in PAGE] == []


def test_no_design_is_left_out() -> None:
    """Every kind of design has its row."""
    assert [kind for kind in KINDS if f"| `{kind}` |" not in PAGE] == []


def test_the_example_can_be_played(tmp_path: Path) -> None:
    """The file on the page is a good sweep: its factors, levels and responses exist."""
    (text,) = EXAMPLE
    path = tmp_path / "patience.toml"
    path.write_text(text.replace('"scenarios/', f'"{ROOT.as_posix()}/scenarios/'), encoding="utf-8")
    wanted = load_request(path)
    assert wanted.task.plan.names == (
        "israel.concession",
        "hamas.concession",
        "*.horizon",
        "horizon",
        "codebook.trust_step",
        "egypt",
    )
    assert len(wanted.design) == 64 * 8


def test_every_study_is_named() -> None:
    """Scripts that sweep are told of, and those that are told of exist."""
    sweeping = {
        path.name for path in (ROOT / "scripts" / "studies").glob("*.py") if "ns.sweep(" in path.read_text("utf-8")
    }
    assert sweeping == set(re.findall(r"`scripts/studies/(\w+\.py)`", PAGE)) != set()
