"""Measure what docs/validity.md claims, keep the results beside it, and write the page from them.

    python -m scripts.validity [--page] [--only acts theory peers nulls history stability median counts mutation]

Without an option everything is measured anew, which takes some minutes; ``--only`` measures some parts and keeps the
rest; ``--page`` writes the page from the kept results. What NegMAS says is asked of the yardsticks' environment if
it is there, else its kept answers stand.
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import negosim as ns
from negosim.analysis.outcomes.summary import summarise
from scripts.validity.acts import acts
from scripts.validity.case import CASE, SCENARIOS, history, median, nulls, stability
from scripts.validity.page import page
from scripts.validity.peers import peers
from scripts.validity.theory import theory

ROOT = Path(__file__).parents[2]
RESULTS, PAGE = ROOT / "docs" / "data" / "validity.json", ROOT / "docs" / "validity.md"
RUNS, SEED = 500, 7


def counts() -> dict[str, Any]:
    """What the log of verification, sensitivity and calibration counts."""
    scenarios = []
    for name in ("november_2023", "january_2024", "april_2024", "may_2024"):
        scenario = ns.load_scenario(SCENARIOS / f"{name}.toml")
        of = [p.basis for p in scenario.parameters.values()]
        bases = {basis: of.count(basis) for basis in ("claims", "convention", "assumption")}
        scenarios.append({"name": name, **bases})
    told = summarise(ns.simulate(ns.load_scenario(CASE), RUNS, SEED))
    return {
        "tests": {folder.name: _tests(folder) for folder in sorted((ROOT / "tests").iterdir()) if folder.is_dir()},
        "scenarios": scenarios,
        "assumption_share": told["evidence"]["assumption_share"],
        "runs": RUNS,
    }


def _tests(folder: Path) -> int:
    """How many tests the files of a folder define."""
    return sum(
        isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        for file in folder.rglob("test_*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    )


def mutation() -> dict[str, Any]:
    """Return what scripts/maintenance/mutate_rules.py found when it ran last."""
    found: dict[str, Any] = json.loads((ROOT / "docs" / "data" / "mutation.json").read_text(encoding="utf-8"))
    return found


PARTS: dict[str, Callable[[], Any]] = {
    "acts": acts,
    "theory": theory,
    "peers": peers,
    "nulls": nulls,
    "history": history,
    "stability": stability,
    "median": median,
    "counts": counts,
    "mutation": mutation,
}


def main() -> int:
    """Measure, keep, write; 1 if a row does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", action="store_true", help="only write the page from the kept results")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="measure these parts")
    options = parser.parse_args()
    results: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for name in () if options.page else options.only or PARTS:
        results[name] = PARTS[name]()
        print(f"measured: {name}", flush=True)
        RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(results), encoding="utf-8")
    wrong = [row["claim"] for row in _rows(results) if not row["holds"]]
    print(f"wrote {PAGE.relative_to(ROOT)}; {len(wrong)} of {len(list(_rows(results)))} rows do not hold")
    for claim in wrong:
        print(f"  {claim}")
    return 1 if wrong else 0


def _rows(results: dict[str, Any]) -> list[dict[str, Any]]:
    """Every row that compares, of all tables."""
    tables = [table for part in ("theory", "peers") for table in results.get(part, {}).values()]
    return [row for table in tables if isinstance(table, list) for row in table]


if __name__ == "__main__":
    sys.exit(main())
