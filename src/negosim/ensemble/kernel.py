"""The rows that the kernel plays, as tables of outcomes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from negosim.domain.scenario import Scenario
from negosim.ensemble.outcomes import OUTCOMES
from negosim.ensemble.rows import DRAW
from negosim.kernel.playing import played
from negosim.rules.space import Ints


def play_rows(scenario: Scenario, seed: int, runs: range) -> pa.Table:
    """The rows of some runs, one after another: those that ``rows.table`` makes of the model's outcomes."""
    rows, draws = played(scenario, seed, runs)
    parties, issues = [party.name for party in scenario.parties], [issue.name for issue in scenario.issues]
    columns: dict[str, pa.Array] = {
        "run": pa.array(np.arange(runs.start, runs.stop, dtype=np.int64)),
        "outcome": _named(rows.outcome, OUTCOMES),
        "round": pa.array(rows.round),
        "day": pa.array(rows.day),
        "package": pa.array(rows.package),
    }
    settled = np.cumsum([0, *(len(group) for group in scenario.agenda.groups)])[rows.settled]
    order = [name for group in scenario.agenda.groups for name in group]
    for i, issue in enumerate(scenario.issues):
        columns[issue.name] = _named(np.where(order.index(issue.name) < settled, rows.digits[:, i], -1), issue.labels)
    for kind, values in (("utility", rows.utilities), ("reservation", rows.reservations)):
        for p, party in enumerate(parties):
            columns[f"{kind}_{party}"] = pa.array(np.ascontiguousarray(values[:, p]))
    columns["blocker_party"] = _named(rows.blocker[:, 0], parties)
    columns["blocker_issue"] = _named(rows.blocker[:, 1], issues)
    columns["phases_held"] = pa.array(rows.phases_held)
    columns["zopa"] = pa.array(rows.zopa)
    places = {name: k for k, name in enumerate(scenario.parameters)}
    for parameter in scenario.uncertain:
        columns[f"{DRAW}{parameter.name}"] = pa.array(np.ascontiguousarray(draws[:, places[parameter.name]]))
    return pa.table(columns)


def _named(codes: Ints, names: Sequence[str]) -> pa.Array:
    """The name of each code, missing for codes below 0."""
    return pa.array(names, pa.string()).take(pa.array(codes, mask=codes < 0))
