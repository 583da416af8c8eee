"""Figures of the report: the numbers of the analysis, as bars and lines with a table."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from negosim.analysis.outcomes.competing_risks import cumulative_incidence
from negosim.analysis.outcomes.summary import blockers
from negosim.analysis.sensitivity.result import Sensitivity
from negosim.analysis.story import offers as read
from negosim.analysis.wording import Words, long_date, short_date
from negosim.domain import events as e
from negosim.domain.scenario import Scenario
from negosim.ensemble.results.outcomes import OUTCOMES, Outcomes, wilson
from negosim.plots.words import OUTCOME_WORDS, agent_title, counted, factor_text, issue_title, parameter_text, plain
from negosim.report.shapes import Bar, Bars, Line, Lines, Panel, bars, panel

INTERVAL = "95 % interval"
WHISKERS = "Lines across the ends of bars: 95 % intervals"
TICKS = 5
NAMES_OF_INDICES = {
    "total": "total effect",
    "first": "alone",
    "mu_star": "mean absolute effect",
    "pawn": "PAWN index",
    "low": "at its low end",
    "high": "at its high end",
}


def percent(share: float) -> str:
    """Format a share as a percentage with one digit; a dash if there is none."""
    return "–" if not math.isfinite(share) else f"{100.0 * share:.1f}\N{NO-BREAK SPACE}%"


def interval(low: float, high: float) -> str:
    """Format an interval of shares."""
    return f"{100.0 * low:.1f} to {percent(high)}"


def points(difference: float) -> str:
    """Format a difference of shares in percentage points, with its sign."""
    return "–" if not math.isfinite(difference) else f"{100.0 * difference:+.1f}".replace("-", "−")


def numbers(table: pd.DataFrame) -> list[dict[str, float]]:
    """Return the numbers of each family of packages; an issue may have the name of one of them."""
    found = table.iloc[:, -6:]
    names = [str(name) for name in found.columns]
    return [dict(zip(names, row, strict=True)) for row in found.to_numpy(dtype=np.float64).tolist()]


def endings(outcomes: Outcomes) -> Bars:
    """Draw how the runs ended."""
    rows = []
    for name in OUTCOMES:
        found = outcomes.rate(name)
        cells = (f"{found.count:,}", percent(found.share), interval(found.low, found.high))
        rows.append(Bar(OUTCOME_WORDS[name], cells, found.share, found.low, found.high))
    caption = f"Of {counted(len(outcomes), 'run')}. {WHISKERS} (Wilson)."
    return bars("How the talks end", caption, ("Outcome", "Runs", "Share", INTERVAL), rows)


def packages(found: pd.DataFrame, labels: Sequence[str], rest: int) -> Bars:
    """Draw the largest families of packages; ``labels`` name them, ``rest`` is the number of those not shown."""
    rows = []
    for label, row in zip(labels, numbers(found), strict=True):
        cells = (percent(row["share"]), interval(row["low"], row["high"]), percent(row["possible"]))
        rows.append(Bar(label, cells, row["share"], row["low"], row["high"], row["possible"]))
    more = f" {counted(rest, 'smaller group')} not shown." if rest else ""
    caption = (
        "Agreements with these terms, whatever the rest. Stroke: the share of all packages that could be tabled which "
        f"have them. {WHISKERS} (Wilson).{more}"
    )
    return bars(
        "The largest groups of agreements",
        caption,
        ("Terms", "Share of agreements", INTERVAL, "Share of all packages"),
        rows,
    )


def refusals(outcomes: Outcomes, most: int = 4) -> Bars:
    """Draw over which issue each party refused last, the most frequent ones of each."""
    scenario, counts = outcomes.scenario, blockers(outcomes)
    without = len(outcomes) - outcomes.rate("agreement").count
    order = [issue.name for issue in scenario.issues]
    rows, left = [], 0
    for party in scenario.parties:
        own = [(issue, number) for (who, issue), number in counts.items() if who == party.name]
        own.sort(key=lambda pair: (-pair[1], order.index(pair[0])))
        left += len(own[most:])
        for issue, number in own[:most]:
            found = wilson(number, without)
            title = issue_title(scenario.issue(issue), unit=False)
            cells = (f"{number:,}", percent(found.share), interval(found.low, found.high))
            rows.append(Bar(f"{agent_title(scenario, party.name)}: {title}", cells, found.share, found.low, found.high))
    more = f" {counted(left, 'rarer one')} not shown." if left else ""
    caption = f"Of {counted(without, 'run')} without a full agreement. {WHISKERS} (Wilson).{more}"
    head = ("Party, and issue of its last refusal", "Runs", "Share", INTERVAL)
    return bars("Last refusals, by party and issue", caption, head, rows)


def over_time(outcomes: Outcomes) -> Lines:
    """Draw which share of the runs had ended in each way by each day."""
    scenario, found = outcomes.scenario, cumulative_incidence(outcomes)
    last = float(scenario.horizon)
    lines, shares = [], {}
    for look, name in enumerate(OUTCOMES):
        rows = found[found["cause"] == name]
        times, values = rows["time"].to_numpy(dtype=float), rows["share"].to_numpy(dtype=float)
        last = max(last, float(times.max()))
        if not values.max() > 0.0:
            continue
        shares[name] = (times, values)
        steps = [(0.0, 0.0)]
        for time, value in zip(times, values, strict=True):
            steps += [(time, steps[-1][1]), (time, value)]
        lines.append(Line(OUTCOME_WORDS[name], look, (*steps, (last, steps[-1][1]))))
    days = [round(last * k / (TICKS + 1)) for k in range(TICKS + 2)]
    at_days = [
        (long_date(scenario.date(day)), *(percent(_by(day, *of)) for of in shares.values())) for day in days if day > 0
    ]
    top = max((line.points[-1][1] for line in lines), default=1.0)
    step = next((each for each in (0.01, 0.02, 0.05, 0.1, 0.2) if top <= 5 * each), 0.25)
    up = [(step * k, f"{100 * step * k:.0f} %") for k in range(1, int(top / step + 1e-9) + 1)]
    one = panel("Share of the runs that had ended", lines, _dates(scenario, last), up, last, 0.0, top)
    caption = "Share of all runs that had ended in each way by a day."
    head = ("By", *(OUTCOME_WORDS[name] for name in shares))
    return Lines("When the talks end", caption, (one,), head, tuple(at_days))


def _by(day: float, times: Any, values: Any) -> float:
    return float(values[np.searchsorted(times, day, side="right") - 1])


def _dates(scenario: Scenario, last: float) -> list[tuple[float, str]]:
    return [(last * k / 3, short_date(scenario.date(round(last * k / 3))).strip()) for k in range(4)]


def means(scenario: Scenario, row: Mapping[str, Any]) -> tuple[str, str]:
    """Return the mean draw of a parameter in some runs and in the others; of a chance, the shares with a yes."""
    yes = scenario.parameters[row["parameter"]].distribution.kind == "chance"
    selected, others = (percent(row[key]) if yes else f"{row[key]:.3g}" for key in ("selected", "others"))
    return selected, others


def apart(outcomes: Outcomes, found: Sequence[Mapping[str, Any]]) -> Bars:
    """Draw the parameters that set the runs with an agreement apart, as records of ``contrast``."""
    scenario, rows = outcomes.scenario, []
    for row in found:
        selected, others = means(scenario, row)
        superiority = float(row["superiority"])
        cells = (selected, others, f"{superiority:.2f}")
        rows.append(Bar(parameter_text(scenario, str(row["parameter"])), cells, superiority))
    caption = (
        "Mean draw, or share of runs with a yes. Bars start at one half, which means no difference: the "
        "probability that the draw of a run with an agreement is above that of another one. These go together with "
        "agreement; that does not make them its cause."
    )
    head = ("Parameter", "With agreement", "All others", "Probability of being higher")
    return bars("What sets runs with an agreement apart", caption, head, rows, 0.5)


def sensitivity(found: Sensitivity, most: int = 8) -> Bars:
    """Draw the indices of the factors of a sweep, the largest first."""
    from negosim.plots.factors import by_factor  # noqa: PLC0415 - it imports matplotlib

    tables = {kind: by_factor(found, kind) for kind in NAMES_OF_INDICES}
    kinds = [kind for kind, table in tables.items() if table]
    rows = []
    for name in found.ranked(kinds[0])[:most] if kinds else ():
        for kind in kinds:
            index = tables[kind][name]
            clean = math.isfinite(index["corrected"])
            names = ("corrected", "corrected_low", "corrected_high") if clean else ("raw", "low", "high")
            value, low, high = (index[each] for each in names)
            text = f"{low:.2f} to {high:.2f}" if math.isfinite(low) else "–"
            label = f"{factor_text(found.scenario, name, found.dummy)}, {NAMES_OF_INDICES[kind]}"
            rows.append(Bar(label, (f"{value:.2f}", text), value, low, high))
    caption = (
        f"Indices of {plain(found.design)} for the share of agreements, in a sweep of {counted(found.points, 'point')} "
        f"with {counted(found.replications, 'run')} each, corrected for noise where possible. {WHISKERS}."
    )
    return bars("What moves agreement", caption, ("Factor", "Index", INTERVAL), rows)


def differences(table: pd.DataFrame, names: tuple[str, str]) -> Bars:
    """Draw the paired differences of a comparison of two cases."""
    records = table.to_dict("records")
    first, other = ({str(row["outcome"]): row for row in records if row["case"] == name} for name in names)
    rows = []
    for outcome in OUTCOMES:
        now = other[outcome]
        gap, low, high = (float(now[f"difference{end}"]) for end in ("", "_low", "_high"))
        shares = (percent(float(first[outcome]["share"])), percent(float(now["share"])))
        cells = (*shares, f"{points(gap)} ({points(low)} to {points(high)})")
        rows.append(Bar(OUTCOME_WORDS[outcome], cells, gap, low, high))
    caption = (
        "Percentage points by which the share of runs changes, the same runs being compared under the same random "
        "numbers. Lines across the ends of bars: 95 % intervals (Newcombe, paired)."
    )
    head = ("Outcome", names[0], names[1], f"Difference ({INTERVAL})")
    return bars("How the two cases differ", caption, head, rows)


def dance(scenario: Scenario, events: Sequence[e.Event]) -> Lines:
    """Draw what all that was put on the table in a run was worth to each party."""
    found, floors = read.offers(events), read.reservations(events)
    last = float(max(found["day"].max(), floors["day"].max(), 1))
    words = Words(scenario)
    panels = [_worth(scenario, found, floors, party.name, last) for party in scenario.parties]
    caption = (
        "Utility of every package to a party, from 0 to 1 on its own scale: what each party tabled, the mediators' "
        "text, and the reservation value, below which the party does not sign."
    )
    head = ("Day", "Tabled by", *(f"Worth to {words.agent(party.name)}" for party in scenario.parties))
    rows = tuple(
        (
            long_date(scenario.date(int(row["day"]))),
            agent_title(scenario, row["party"]) if row["party"] else "mediators",
            *(f"{row[f'utility_{party.name}']:.2f}" for party in scenario.parties),
        )
        for row in _changes(found)
    )
    return Lines("A typical run, offer by offer", caption, tuple(panels), head, rows)


def _changes(found: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows in which somebody puts another package on the table than before."""
    known: dict[str, int] = {}
    rows = []
    for row in found.to_dict("records"):
        if known.get(row["party"]) != row["package"]:
            known[row["party"]] = row["package"]
            rows.append({str(name): value for name, value in row.items()})
    return rows


def _worth(scenario: Scenario, found: pd.DataFrame, floors: pd.DataFrame, name: str, last: float) -> Panel:
    worth = f"utility_{name}"
    lines = []
    for look, party in enumerate(scenario.parties):
        rows = found[found["party"] == party.name]
        pairs = tuple(zip(rows["day"].astype(float), rows[worth].astype(float), strict=True))
        lines.append(Line(f"tabled by {Words(scenario).agent(party.name)}", look, pairs))
    rows = found[found["kind"] == "text"]
    texts = tuple(zip(rows["day"].astype(float), rows[worth].astype(float), strict=True))
    if texts:
        lines.append(Line("mediators' text", 7, texts, dots=True))
    own = floors[floors["party"] == name]
    floor = tuple(zip(own["day"].astype(float), own["value"].astype(float), strict=True))
    lines.append(Line("reservation value", 6, floor))
    up = [(k / 4, f"{k / 4:g}") for k in range(1, 5)]
    every = [value for line in lines for _, value in line.points]
    return panel(
        f"Worth to {Words(scenario).agent(name)}",
        lines,
        _dates(scenario, last),
        up,
        last,
        min([0.0, *every]),
        max([1.0, *every]),
    )
