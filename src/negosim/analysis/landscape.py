"""The landscape of packages, two issues at a time: where agreements fall, and where a ZOPA lies."""

from __future__ import annotations

from itertools import combinations

import attrs
import numpy as np

from negosim.analysis.families import agreed_digits
from negosim.analysis.valuation import Valuation, mapped_valuation, negotiated
from negosim.ensemble.outcomes import Outcomes
from negosim.rules.space import Bools, Ints
from negosim.rules.table import Floats


@attrs.frozen(eq=False)
class Pair:
    """Agreements and ZOPA over the levels of two issues.

    Shares add up to the share of the agreements that settle both: a partial one leaves issues open.

    Attributes:
        first, second: names of the issues; rows and columns.
        first_labels, second_labels: the levels shown: those a package may hold or that were agreed.
        counts: agreements with both levels, (rows, columns). share: of all agreements; nan without any.
        possible: whether some feasible package has both levels, (rows, columns).
        zopa: whether a package with both levels lies in the ZOPA of the central draw, (rows, columns).
        red_lines: whether that ZOPA counts red lines; they are set aside where with them it is empty.
    """

    first: str
    second: str
    first_labels: tuple[str, ...]
    second_labels: tuple[str, ...]
    counts: Ints
    share: Floats
    possible: Bools
    zopa: Bools
    red_lines: bool


def landscape(outcomes: Outcomes) -> tuple[Pair, ...]:
    """Every pair of issues on the agenda, in canonical order."""
    on = np.flatnonzero(negotiated(outcomes.scenario))
    valuation, agreed = mapped_valuation(outcomes.scenario), agreed_digits(outcomes)
    return tuple(_pair(valuation, agreed, int(a), int(b)) for a, b in combinations(on, 2))


def pair(outcomes: Outcomes, first: str, second: str) -> Pair:
    """One pair of issues, ``first`` in rows; ValueError if an issue is unknown or both are the same."""
    known = [issue.name for issue in outcomes.scenario.issues]
    if first not in known or second not in known or first == second:
        raise ValueError(f"expected two different issues of {', '.join(known)}; received {first} and {second}")
    agreed = agreed_digits(outcomes)
    return _pair(mapped_valuation(outcomes.scenario), agreed, known.index(first), known.index(second))


def _pair(valuation: Valuation, agreed: Ints, a: int, b: int) -> Pair:
    issues = valuation.scenario.issues
    shape = len(issues[a].levels), len(issues[b].levels)
    counts = np.zeros(shape, dtype=np.int64)
    settled = agreed[(agreed[:, a] >= 0) & (agreed[:, b] >= 0)]
    np.add.at(counts, (settled[:, a], settled[:, b]), 1)
    possible, zopa = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
    possible[valuation.packages[:, a], valuation.packages[:, b]] = True
    inside = valuation.packages[valuation.zopa]
    zopa[inside[:, a], inside[:, b]] = True
    rows = np.flatnonzero((possible | (counts > 0)).any(axis=1))
    columns = np.flatnonzero((possible | (counts > 0)).any(axis=0))
    cut = np.ix_(rows, columns)
    return Pair(
        first=issues[a].name,
        second=issues[b].name,
        first_labels=tuple(issues[a].levels[k].label for k in rows),
        second_labels=tuple(issues[b].levels[k].label for k in columns),
        counts=counts[cut],
        share=counts[cut] / len(agreed) if len(agreed) else np.full(counts[cut].shape, np.nan),
        possible=possible[cut],
        zopa=zopa[cut],
        red_lines=valuation.red_lines,
    )
