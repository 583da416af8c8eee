"""Rows of docs/validity.md: what was claimed, what came out, and how far the two may differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]


def row(claim: str, how: str, expected: float, got: float, within: float, digits: int = 6) -> Row:
    """A row that compares two numbers; it holds if they differ by no more than ``within``."""
    return {
        "claim": claim,
        "how": how,
        "expected": round(float(expected), digits),
        "got": round(float(got), digits),
        "within": within,
        "holds": bool(abs(got - expected) <= within),
    }


def counted(claim: str, how: str, of: int, alike: int) -> Row:
    """A row that counts how many of some cases came out alike; it holds if all did."""
    return {"claim": claim, "how": how, "expected": of, "got": alike, "within": 0, "holds": alike == of}


def shown(value: object) -> str:
    """A number or word as tables show it."""
    if isinstance(value, bool):
        return "yes" if value else "**no**"
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".") if abs(value) >= 1e-4 or value == 0 else f"{value:.0e}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def percent(share: float) -> str:
    """Format a share as a percentage."""
    return f"{100 * share:.1f} %"


def interval(row: Row) -> str:
    """Format the interval of a row as percentages."""
    return f"{percent(row['low'])} to {percent(row['high'])}"


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table of a page."""
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    lines += [f"| {' | '.join(shown(cell) for cell in cells)} |" for cells in rows]
    return "\n".join(lines)


def table_of(rows: Sequence[Row]) -> str:
    """The table of rows that compare."""
    cells = [[r["claim"], r["how"], r["expected"], r["got"], r["within"] or "exact", r["holds"]] for r in rows]
    return table(("claim", "computed by", "expected", "got", "may differ by", "holds"), cells)
