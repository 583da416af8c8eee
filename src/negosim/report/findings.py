"""What was found, in sentences and in families of packages with the acts for and against them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import pandas as pd

from negosim.analysis.evidence.tracing import acts_on_packages
from negosim.analysis.outcomes.families import families
from negosim.analysis.outcomes.summary import blockers
from negosim.analysis.sensitivity.contrast import contrast
from negosim.analysis.wording import Words, listed
from negosim.domain.scenario import Scenario
from negosim.ensemble.results.outcomes import OUTCOMES, Outcomes, wilson
from negosim.plots.words import agent_title, counted, issue_title, level_title, parameter_text
from negosim.report.figures import interval, means, numbers, percent

SHOWN = 5
TOLD = 3
"""Families whose acts are told."""
FEWEST = 0.05
"""Share of the packages of a family from which on an act that speaks of them is told."""
APART = 7


@attrs.frozen
class Families:
    """The largest families of packages.

    Attributes
    ----------
    table : DataFrame
        The first rows of ``analysis.outcomes.families.families``.
    labels : tuple of str
        What sets each of them apart from the others.
    common : str
        The terms that all of them share; empty if there are none.
    rest : int
        How many smaller ones there are.
    told : tuple of dict
        Of the largest ones: ``label``, ``runs``, and the acts that ``agrees`` with and ``contradicts`` name: those that
        speak for or against one in twenty or more of their packages.
    """

    table: pd.DataFrame
    labels: tuple[str, ...]
    common: str
    rest: int
    told: tuple[dict[str, Any], ...]


def families_of(outcomes: Outcomes) -> Families:
    """Return the largest families of packages, and what was said for and against them."""
    every = families(outcomes)
    scenario, table = outcomes.scenario, every.head(SHOWN)
    issues = [scenario.issue(str(name)) for name in table.columns[:-6]]
    alike = [k for k in range(len(issues)) if len(every) > 1 and len(set(every.iloc[:, k])) == 1]

    def terms(row: Sequence[Any], which: Sequence[int]) -> str:
        parts = ((issues[k], level_title(scenario, row[k], issue=issues[k])) for k in which)
        return "; ".join(f"{issue_title(issue, unit=False)}: {level}" for issue, level in parts)

    rows = table.iloc[:, :-6].astype(object).to_numpy().tolist()
    apart = [k for k in range(len(issues)) if k not in alike]
    labels = tuple(terms(row, apart) for row in rows)
    told = tuple(
        _told(outcomes, label, {issue.name: row[k] for k, issue in enumerate(issues)})
        for label, row in zip(labels[:TOLD], rows[:TOLD], strict=True)
    )
    return Families(table, labels, terms(rows[0], alike) if rows and alike else "", len(every) - len(table), told)


def _told(outcomes: Outcomes, label: str, where: dict[str, Any]) -> dict[str, Any]:
    scenario, words = outcomes.scenario, Words(outcomes.scenario)
    runs = outcomes.runs_of(where=where)
    acts = {act.parameter: act for act in scenario.acts}
    told = [
        row | {"who": agent_title(scenario, row["party"]), "says": words.act(acts[row["parameter"]])}
        for row in acts_on_packages(outcomes, runs)
    ]
    sides = {}
    for key in ("agrees", "contradicts"):
        rows = [row | {"count": row[key]} for row in told if row[key] >= FEWEST * row["packages"]]
        sides[key] = sorted(rows, key=lambda row: -row["count"])
    return {"label": label, "runs": len(runs), **sides}


def apart_of(outcomes: Outcomes) -> list[dict[str, Any]]:
    """Return the parameters that set the runs with an agreement apart, those told from noise, as ``contrast`` has."""
    found = contrast(outcomes, outcomes.runs_of(outcome="agreement"))
    told = found[found["told"].astype(bool)] if len(found) else found
    return [{str(name): value for name, value in row.items()} for row in told.head(APART).to_dict("records")]


def answers(outcomes: Outcomes, found: Families, apart: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield what was found, a sentence each."""
    yield _ending(outcomes)
    if len(found.table):
        first = numbers(found.table)[0]
        share = f"{percent(first['share'])} of the agreements ({interval(first['low'], first['high'])})"
        possible = f"{percent(first['possible'])} of all packages that could be tabled have these terms"
        yield f"The largest group of agreements: {found.labels[0]}. {share} are of this kind; {possible}."
    if found.common:
        yield f"All agreements share: {found.common}."
    yield from _refused(outcomes)
    if apart:
        told = "; ".join(_apart(outcomes.scenario, row) for row in apart[:3])
        yield f"What sets runs with an agreement apart most, with its mean in them and in all others: {told}."


def against(compared: Outcomes) -> str:
    """Return how often the runs agree that these are compared with, in a sentence."""
    rate = compared.rate("agreement")
    share = f"{percent(rate.share)} ({interval(rate.low, rate.high)})"
    return f"In the runs compared with, {rate.count:,} of {len(compared):,} end in agreement: {share}."


def _apart(scenario: Scenario, row: Mapping[str, Any]) -> str:
    selected, others = means(scenario, row)
    return f"{parameter_text(scenario, str(row['parameter']))} ({selected} and {others})"


def _ending(outcomes: Outcomes) -> str:
    words = {
        "partial": "in a partial agreement",
        "collapse": "in a collapse of the talks",
        "deadline": "without a result by the last day",
    }
    agreed = outcomes.rate("agreement")
    others = [
        f"{percent(outcomes.rate(name).share)} {words[name]}"
        for name in OUTCOMES
        if name in words and outcomes.rate(name).count
    ]
    share = f"{percent(agreed.share)}; 95 % interval {interval(agreed.low, agreed.high)}"
    start = f"{agreed.count:,} of {counted(len(outcomes), 'run')} end in agreement ({share})"
    return f"{start}, {listed(others)}." if others else f"{start}."


def _refused(outcomes: Outcomes) -> Iterator[str]:
    scenario, words = outcomes.scenario, Words(outcomes.scenario)
    by_party: dict[str, dict[str, int]] = defaultdict(dict)
    for (party, issue), number in blockers(outcomes).items():
        by_party[party][issue] = number
    without = len(outcomes) - outcomes.rate("agreement").count
    order = [issue.name for issue in scenario.issues]
    told = []
    for side in scenario.parties:
        own = by_party.get(side.name)
        if own:
            issue = max(own, key=lambda name: (own[name], -order.index(name)))
            share = wilson(own[issue], without)
            told.append(
                f"{words.agent(side.name)} most often over {words.the(issue)} "
                f"({percent(share.share)}; {interval(share.low, share.high)})"
            )
    if told:
        yield f"In the runs without a full agreement, the last refusals were: {listed(told)}."
