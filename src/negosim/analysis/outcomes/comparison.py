"""Ensembles compared run by run: the same runs meet the same random numbers in each."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from negosim.analysis.outcomes.families import information
from negosim.ensemble.results.outcomes import OUTCOMES, Outcomes
from negosim.ensemble.results.paired import paired
from negosim.errors import BadInput, Problem


def compare_outcomes(cases: Mapping[str, Outcomes]) -> pd.DataFrame:
    """Compare how the runs of several ensembles end, paired run by run with the first.

    Parameters
    ----------
    cases : mapping of str to Outcomes
        Ensembles by name, two or more, with the same seed and number of runs.

    Returns
    -------
    DataFrame
        One row per case and outcome: ``case``, ``outcome``; ``runs`` that end so, their ``share`` with its interval
        ``low``, ``high`` (Wilson); ``baseline``, the first case; ``difference`` from the share there with its interval
        ``difference_low``, ``difference_high`` (Newcombe, paired), nan for the baseline itself; ``gained`` and
        ``lost``, how many runs end so in this case only, and in the baseline only. All intervals are 95 %.

    Raises
    ------
    BadInput
        There are fewer than two cases, or runs cannot be paired.
    """
    check_pairs(cases)
    baseline, ensemble = next(iter(cases.items()))
    first = ensemble.column("outcome").to_numpy()
    rows = []
    for name, outcomes in cases.items():
        ends = outcomes.column("outcome").to_numpy()
        for outcome in OUTCOMES:
            estimate = outcomes.rate(outcome)
            gap = paired(zip((first == outcome).tolist(), (ends == outcome).tolist(), strict=True))
            rows.append(
                {
                    "case": name,
                    "outcome": outcome,
                    "runs": estimate.count,
                    "share": estimate.share,
                    "low": estimate.low,
                    "high": estimate.high,
                    "baseline": baseline,
                    "difference": math.nan if name == baseline else gap.share,
                    "difference_low": math.nan if name == baseline else gap.low,
                    "difference_high": math.nan if name == baseline else gap.high,
                    "gained": gap.gained,
                    "lost": gap.lost,
                }
            )
    table = pd.DataFrame(rows)
    table.attrs["seed"] = ensemble.seed
    return table


def check_pairs(cases: Mapping[str, Outcomes]) -> None:
    """Raise BadInput unless there are two cases or more, all with the same seed and number of runs."""
    if len(cases) < 2:
        raise BadInput([Problem(file="compare", expected="two cases or more", received=", ".join(cases) or "none")])
    of_each = {name: f"{len(outcomes)} runs of seed {outcomes.seed}" for name, outcomes in cases.items()}
    expected = next(iter(of_each.values()))
    problems = [
        Problem(file="compare", key=name, expected=f"{expected}, as in the first case", received=received)
        for name, received in of_each.items()
        if received != expected
    ]
    if problems:
        raise BadInput(problems)


def changed_endings(first: Outcomes, other: Outcomes) -> pd.DataFrame:
    """Count how runs end in one ensemble, by how the same runs end in another.

    Parameters
    ----------
    first, other : Outcomes
        Ensembles with the same seed and number of runs.

    Returns
    -------
    DataFrame
        Rows: outcomes in the first ensemble, columns: outcomes in the other; the diagonal counts runs that end alike.
    """
    check_pairs({"first": first, "other": other})
    one, two = (pd.Categorical(each.column("outcome"), OUTCOMES) for each in (first, other))
    counts = np.zeros((len(OUTCOMES), len(OUTCOMES)), dtype=np.int64)
    np.add.at(counts, (one.codes, two.codes), 1)
    return pd.DataFrame(counts, index=pd.Index(OUTCOMES, name="first"), columns=pd.Index(OUTCOMES, name="other"))


def changed_packages(first: Outcomes, other: Outcomes, issues: Sequence[str] | None = None) -> pd.DataFrame:
    """Count the agreements on each family of packages in two ensembles: what is won and lost.

    A family is all packages with the same levels on a few issues.

    Parameters
    ----------
    first, other : Outcomes
        Ensembles with the same seed and number of runs.
    issues : sequence of str, optional
        Issues to group by; by default three that both have and that not all agreements settle alike, those on which the
        agreements say most.

    Returns
    -------
    DataFrame
        One column per issue (label), ``first`` and ``other``, the runs that agreed on the family in each, and
        ``change``; the largest changes first, and of equal ones the more frequent family. Empty if the ensembles have
        no issue in common.
    """
    check_pairs({"first": first, "other": other})
    names = [*(issues or common_issues(first, other))]
    if not names:
        return pd.DataFrame(columns=["first", "other", "change"])
    counts = [each.of_agreed(names).astype(object).groupby(names, observed=True).size() for each in (first, other)]
    table = pd.concat(counts, axis=1, keys=["first", "other"]).fillna(0).astype(int).reset_index()
    table["change"] = table["other"] - table["first"]
    order = np.lexsort((-table["first"], -np.abs(table["change"])))
    return table.iloc[order].reset_index(drop=True)


def common_issues(first: Outcomes, other: Outcomes, most: int = 3) -> list[str]:
    """Return the issues of two ensembles on which their agreements say most, in canonical order."""
    bits = information(first).add(information(other)).dropna().sort_values(ascending=False, kind="stable")
    names = [str(name) for name in bits.index]
    agreed = pd.concat([each.of_agreed(names).astype(object) for each in (first, other)])
    vary = [name for name in names if len(set(agreed[name])) > 1]
    chosen = set((vary or names)[:most])
    return [issue.name for issue in first.scenario.issues if issue.name in chosen]


def ending_otherwise(first: Outcomes, other: Outcomes) -> int:
    """Return the number of runs that end otherwise in another ensemble: another outcome, or another package."""
    columns = [each.columns(["outcome", "package"]).astype(object).to_numpy() for each in (first, other)]
    return int((columns[0] != columns[1]).any(axis=1).sum())
