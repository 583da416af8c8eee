"""Families of packages: levels that agreements share where no single package is frequent."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from negosim.analysis.bargaining.valuation import digits_of_indices, feasible_packages, negotiated
from negosim.arrays import Ints
from negosim.ensemble.results.outcomes import Outcomes, wilson
from negosim.spaces.space import space_of

ALIKE = 0.95
"""Share of the agreements from which on an issue counts as settled alike by all."""


def level_shares(outcomes: Outcomes) -> pd.DataFrame:
    """Compute how often each level of every issue was agreed, against its share of the feasible packages.

    Returns
    -------
    DataFrame
        One row a level that a package may hold or that was agreed, in canonical order: ``issue``, ``level``
        (label), ``digit``, ``count``, ``share`` of the agreements (partial ones included) with Wilson's 95 %
        interval ``low``, ``high`` (share nan without any), and ``possible``, its share of all feasible
        packages.
    """
    (agreed, times), feasible = agreed_kinds(outcomes), feasible_digits(outcomes)
    rows = []
    for i, issue in enumerate(outcomes.scenario.issues):
        if not negotiated(outcomes.scenario)[i]:
            continue
        settled = agreed[:, i] >= 0
        counts = np.zeros(len(issue.levels), dtype=np.int64)
        np.add.at(counts, agreed[settled, i], times[settled])
        possible = np.bincount(feasible[:, i], minlength=len(issue.levels)) / max(1, len(feasible))
        for digit, label in enumerate(issue.labels):
            if counts[digit] or possible[digit]:
                e = wilson(int(counts[digit]), int(counts.sum()))
                rows.append((issue.name, label, digit, e.count, e.share, e.low, e.high, float(possible[digit])))
    names = ["issue", "level", "digit", "count", "share", "low", "high", "possible"]
    return pd.DataFrame(rows, columns=names)


def information(outcomes: Outcomes) -> pd.Series[float]:
    """Compute how far agreements depart from the feasible packages, per issue, in bits, largest first.

    The Kullback–Leibler divergence of the agreed levels from those of all feasible packages: 0 if agreements
    are spread as the packages are, most where they meet on one level of many. All 0 without an agreement.
    """
    shares = level_shares(outcomes)
    shares = shares[shares["possible"] > 0.0]
    bits = {}
    for name, rows in shares.groupby("issue", sort=False):
        counts, possible = rows["count"].to_numpy(dtype=float), rows["possible"].to_numpy(dtype=float)
        share = counts / counts.sum() if counts.sum() else np.zeros_like(counts)
        held = share > 0.0
        bits[str(name)] = float((share[held] * np.log2(share[held] / possible[held])).sum())
    return pd.Series(bits, dtype=np.float64, name="bits").sort_values(ascending=False, kind="stable")


def families(outcomes: Outcomes, issues: Sequence[str] | None = None, k: int = 3) -> pd.DataFrame:
    """Group the agreements by their levels on a few issues, the largest family first.

    Parameters
    ----------
    outcomes : Outcomes
        The runs.
    issues : sequence of str, optional
        Names of the issues to group by, in canonical order by default: those on which agreements say most
        (``information``): ``k`` on which at least 5 % of the agreements differ from most, and those before them on
        which none does.
    k : int
        How many issues that vary so to take if none are named.

    Returns
    -------
    DataFrame
        One column an issue (label), then ``count``, ``share`` of the agreements, ``low``, ``high`` (Wilson,
        95 %), ``possible`` (the family's share of all feasible packages) and ``lift`` (share over possible;
        nan where not possible).
    """
    scenario = outcomes.scenario
    if issues is None:
        issues = _telling(outcomes, k)
    known = [issue.name for issue in scenario.issues]
    unknown = [name for name in issues if name not in known]
    if unknown:
        raise ValueError(f"families need issues of the scenario ({', '.join(known)}); received {', '.join(unknown)}")
    at = [known.index(name) for name in issues]
    (agreed, times), feasible = agreed_kinds(outcomes), feasible_digits(outcomes)[:, at]
    kinds, counts = count_rows(agreed[:, at], times)
    kinds, counts = kinds[(kinds >= 0).all(axis=1)], counts[(kinds >= 0).all(axis=1)]
    total = int(counts.sum())
    rows = []
    for row in np.lexsort((np.arange(len(kinds)), -counts)):
        e = wilson(int(counts[row]), total)
        possible = float((feasible == kinds[row]).all(axis=1).mean()) if len(feasible) else 0.0
        labels = [scenario.issues[i].levels[digit].label for i, digit in zip(at, kinds[row], strict=True)]
        rows.append((*labels, e.count, e.share, e.low, e.high, possible, e.share / possible if possible else np.nan))
    return pd.DataFrame(rows, columns=[*issues, "count", "share", "low", "high", "possible", "lift"])


def _telling(outcomes: Outcomes, k: int) -> list[str]:
    """Return the issues on which agreements say most: ``k`` that vary, and those before them that are settled alike.

    Issues on which less than 5 % of the agreements, but some, differ from most are left out: they would part families
    for a few exceptions.
    """
    names = [issue.name for issue in outcomes.scenario.issues]
    kinds, times = agreed_kinds(outcomes)
    most = (
        {name: np.bincount(levels + 1, times).max() for name, levels in zip(names, kinds.T, strict=True)}
        if len(times)
        else {}
    )
    share = {name: count / times.sum() for name, count in most.items()}
    chosen: set[str] = set()
    for name in information(outcomes).index:
        if sum(share.get(each, 0.0) < ALIKE for each in chosen) == k:
            break
        if not ALIKE <= share.get(name, 0.0) < 1.0:
            chosen.add(str(name))
    return [name for name in names if name in chosen]


_kinds: WeakKeyDictionary[Outcomes, tuple[Ints, Ints]] = WeakKeyDictionary()


def agreed_kinds(outcomes: Outcomes) -> tuple[Ints, Ints]:
    """Return the distinct agreed packages (m, I) and their counts (m,); cached.

    Packages are rows of digits, -1 where a partial one left an issue open.
    """
    if outcomes not in _kinds:
        _kinds[outcomes] = _agreed_kinds(outcomes)
    return _kinds[outcomes]


def _agreed_kinds(outcomes: Outcomes) -> tuple[Ints, Ints]:
    names = [issue.name for issue in outcomes.scenario.issues]
    agreed = outcomes.of_agreed(["package", *names])
    packages = agreed["package"].to_numpy(dtype=np.int64)
    settled = sum((agreed[name].notna().to_numpy().astype(np.int64) << k for k, name in enumerate(names)), start=0)
    kinds, counts = count_rows(np.column_stack([packages, np.broadcast_to(settled, packages.shape)]))
    digits = digits_of_indices(space_of(outcomes.scenario), kinds[:, 0])
    known = (kinds[:, 1:] >> np.arange(len(names))) & 1
    return np.where(known == 1, digits, -1), counts


def count_rows(rows: Ints, times: Ints | None = None) -> tuple[Ints, Ints]:
    """Return distinct rows of integers in lexical order, and their counts, each row weighted by ``times``."""
    if not rows.size:
        total = len(rows) if times is None else times.sum()
        return rows[:1], np.full(min(1, len(rows)), total, dtype=np.int64)
    order = np.lexsort(rows.T[::-1])
    ordered = rows[order]
    first = np.ones(len(rows), dtype=np.bool_)
    first[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    weights = np.ones(len(rows), dtype=np.int64) if times is None else times[order]
    return ordered[first], np.add.reduceat(weights, np.flatnonzero(first))


def feasible_digits(outcomes: Outcomes) -> Ints:
    """Return the digits (n, I) of all feasible packages over the issues of the agenda."""
    return feasible_packages(outcomes.scenario)
