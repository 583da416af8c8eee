"""docs/validity.md is what its script makes of the results kept beside it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from scripts.maintenance import mutate_rules
from scripts.validity import page

pytestmark = pytest.mark.source

ROOT = Path(__file__).parents[2]
RESULTS = json.loads((ROOT / "docs" / "data" / "validity.json").read_text(encoding="utf-8"))
PARTS = {"acts", "theory", "peers", "nulls", "history", "stability", "median", "counts", "mutation"}


def test_the_page_is_what_the_kept_results_make() -> None:
    """No row and no number was typed: writing the page again changes nothing."""
    assert (ROOT / "docs" / "validity.md").read_text(encoding="utf-8") == page.page(RESULTS)


def test_every_part_was_measured_and_every_row_holds() -> None:
    """Theory and peers: what came out lies as near to what is expected as its row says."""
    assert set(RESULTS) == PARTS
    rows = _rows(RESULTS)
    assert len(rows) > 80
    assert [row["claim"] for row in rows if not row["holds"]] == []
    assert all(abs(row["got"] - row["expected"]) <= row["within"] + 1e-6 for row in rows)


def test_both_engines_play_every_closed_form() -> None:
    """Every claim of whole runs stands there once for the ensemble and once for Mesa."""
    for name in ("meetings", "hazards"):
        claims: dict[str, set[str]] = {}
        for row in RESULTS["theory"][name]:
            claims.setdefault(row["claim"], set()).add(row["how"].split(",")[0])
        assert set(map(frozenset, claims.values())) == {frozenset({"ensemble", "mesa"})}


def test_a_row_that_does_not_hold_shows() -> None:
    """A worse result would be seen on the page, and in the count at its top."""
    worse = json.loads(json.dumps(RESULTS))
    worse["theory"]["meetings"][0]["holds"] = False
    text = page.page(worse)
    assert "| **no** |" in text
    assert f"{len(_rows(worse)) - 1} hold" in text


def test_every_mutant_that_survived_has_its_reason() -> None:
    """And no module is said to have fewer mutants than were tested, or fewer tested than killed."""
    reasons = tomllib.loads(page.REASONS.read_text(encoding="utf-8"))
    for name, told in RESULTS["mutation"].items():
        tested = told.get("tested", told["mutants"])
        assert told["mutants"] >= tested == told["killed"] + len(told["survivors"])
        assert [each["line"] for each in told["survivors"] if not page.reason_of(name, each["line"], reasons)] == []


def test_modules_with_mutants_and_their_tests_exist() -> None:
    """What the page tells of mutants is about modules of today, and the script finds each module and its tests."""
    modules = {*RESULTS["mutation"], *mutate_rules.TESTS}
    files = {f"src/negosim/{name.replace('.', '/')}.py" for name in modules}
    tests = {test.partition("::")[0] for of_one in mutate_rules.TESTS.values() for test in of_one}
    assert sorted(file for file in files | tests if not (ROOT / file).is_file()) == []


def _rows(results: Any) -> list[Any]:
    """Every row that compares."""
    tables = [*results["theory"].values(), *results["peers"].values()]
    return [row for table in tables if isinstance(table, list) for row in table]
