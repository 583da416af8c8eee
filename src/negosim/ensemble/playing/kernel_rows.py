"""Rows of outcomes played by the compiled kernel."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pyarrow as pa

from negosim.arrays import Floats, Ints
from negosim.domain.scenario import Scenario
from negosim.ensemble.results.outcome_table import DRAW, OUTCOMES
from negosim.garbage_collection import gc_paused
from negosim.kernel.playing import make_workspace, play_runs, played
from negosim.kernel.results import Rows
from negosim.sampling.draws import draws_of


class HeldScenario:
    """A scenario laid out once in arrays, to play the same runs again with some parameters held at given values.

    First beliefs about red lines do not depend on the held values.
    """

    def __init__(self, scenario: Scenario, seed: int, runs: range) -> None:
        self._scenario, self._seed, self._runs = scenario, seed, runs
        self._places = {name: k for k, name in enumerate(scenario.parameters)}
        self._drawn = draws_of(scenario, seed, runs)
        self._workspace = make_workspace(scenario)
        self._free = threading.Lock()

    def play(self, values: Mapping[str, float]) -> pa.Table:
        """Return the rows of the runs with some parameters held at ``values``, without draws."""
        draws = self._drawn.copy()
        for name, value in values.items():
            draws[:, self._places[name]] = value
        with self._free:
            rows = play_runs(self._scenario, self._workspace, self._seed, self._runs, draws)
        return pa.table(_columns(self._scenario, self._runs, rows))


def play_apart(
    scenario: Scenario, values: Floats, seeds: Sequence[int], progress: Callable[[int], None] = lambda _: None
) -> pa.Table:
    """Play run 0 of each of many draws, each with a seed of its own.

    Row k is that of the scenario with all parameters held at ``values[k]`` and seed ``seeds[k]``, without draws. What
    does not depend on the draw is laid out once.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    values : ndarray of float, shape (n, parameters)
        Values of the parameters, in the scenario's order.
    seeds : sequence of int, length n
        Seeds of the random numbers.
    progress : callable, optional
        Called with the number of runs just finished.

    Returns
    -------
    pyarrow.Table
        n rows.
    """
    one, tables, workspace = range(1), [], make_workspace(scenario)
    for drawn, seed in zip(values, seeds, strict=True):
        rows = play_runs(scenario, workspace, seed, one, drawn[None])
        tables.append(pa.table(_columns(scenario, one, rows)))
        progress(1)
    return pa.concat_tables(tables)


def play_rows(scenario: Scenario, seed: int, runs: range, *, draws: bool = True) -> pa.Table:
    """Play runs one after another.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    seed : int
        Seed of all runs.
    runs : range
        Consecutive run numbers.
    draws : bool, default True
        Whether rows hold the draws of the uncertain parameters.

    Returns
    -------
    pyarrow.Table
        The same rows as ``outcome_table.table`` of the model's outcomes.
    """
    with gc_paused():
        rows, values = played(scenario, seed, runs)
    columns = _columns(scenario, runs, rows)
    places = {name: k for k, name in enumerate(scenario.parameters)}
    for parameter in scenario.uncertain if draws else ():
        columns[f"{DRAW}{parameter.name}"] = _numbers(values[:, places[parameter.name]])
    return pa.table(columns)


def _columns(scenario: Scenario, runs: range, rows: Rows) -> dict[str, pa.Array]:
    """The columns of some rows, without draws; they hold copies."""
    parties, issues = [party.name for party in scenario.parties], [issue.name for issue in scenario.issues]
    columns: dict[str, pa.Array] = {
        "run": _numbers(np.arange(runs.start, runs.stop, dtype=np.int64)),
        "outcome": _named(rows.outcome, OUTCOMES),
        "round": _numbers(rows.round),
        "day": _numbers(rows.day),
        "package": _numbers(rows.package),
    }
    settled = np.cumsum([0, *(len(group) for group in scenario.agenda.groups)])[rows.settled]
    order = [name for group in scenario.agenda.groups for name in group]
    for i, issue in enumerate(scenario.issues):
        columns[issue.name] = _named(np.where(order.index(issue.name) < settled, rows.digits[:, i], -1), issue.labels)
    for kind, values in (("utility", rows.utilities), ("reservation", rows.reservations)):
        for p, party in enumerate(parties):
            columns[f"{kind}_{party}"] = _numbers(values[:, p])
    for p, party in enumerate(parties):
        columns[f"objection_{party}"] = _named(rows.objections[:, p], issues)
    columns["phases_held"] = _numbers(rows.phases_held)
    columns["zopa"] = _numbers(rows.zopa)
    return columns


def _named(codes: Ints, names: Sequence[str]) -> pa.Array:
    """The name of each code, missing for codes below 0."""
    words = [name.encode() for name in names]
    ends = np.cumsum([0, *map(len, words)], dtype=np.int32)
    known = pa.Array.from_buffers(pa.string(), len(words), [None, pa.py_buffer(ends), pa.py_buffer(b"".join(words))])
    there = pa.py_buffer(np.packbits(codes >= 0, bitorder="little"))
    return known.take(pa.Array.from_buffers(pa.int64(), len(codes), [there, pa.py_buffer(codes.copy())]))


def _numbers(values: Floats | Ints) -> pa.Array:
    """A copy of some numbers. ``pa.array`` would be shorter, but it imports pandas, which takes a worker a while."""
    kind = pa.int64() if values.dtype == np.int64 else pa.float64()
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(values.copy())])
