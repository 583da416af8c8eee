"""Law 2 as one assertion: rows of the ensemble against the Mesa model, to the last bit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from negosim.domain.scenario import Scenario
from negosim.ensemble.playing import simulate
from negosim.files.resolved_scenario import resolved
from negosim.model import NegotiationModel

PlayRows = Callable[[Scenario, int, range], pa.Table]


def by_mesa(scenario: Scenario, seed: int, runs: range) -> pa.Table:
    """The rows of some runs, played by the reference."""
    return simulate.table(scenario, [NegotiationModel(scenario, seed, run).run_model() for run in runs])


def assert_parity(play_rows: PlayRows, scenario: Scenario, seed: int, runs: range) -> None:
    """Hold rows that a driver plays to those of the Mesa model: columns, types, what is missing, every bit."""
    expected = by_mesa(scenario, seed, runs)
    try:
        found = play_rows(scenario, seed, runs)
    except Exception as error:
        error.add_note(f"seed {seed}, runs {runs}, of\n{resolved(scenario)}")
        raise
    told = list(differences(expected, found))
    if told:
        less = "" if len(told) <= 20 else f"\n… and {len(told) - 20} more"
        told_first = "\n".join(told[:20])
        raise AssertionError(f"seed {seed}, runs {runs}:\n{told_first}{less}\n\nthe scenario:\n{resolved(scenario)}")


def differences(expected: pa.Table, found: pa.Table) -> Iterator[str]:
    """Where a table is not what was expected, a line each."""
    if not expected.schema.equals(found.schema, check_metadata=True):
        yield f"the schema is\n{found.schema}\nand not\n{expected.schema}"
        return
    if expected.num_rows != found.num_rows:
        yield f"{found.num_rows} rows, not {expected.num_rows}"
        return
    runs = expected.column("run").to_pylist()
    for name in expected.column_names:
        ours, theirs = expected.column(name), found.column(name)
        for row in np.flatnonzero(~_same(ours, theirs)):
            wanted, got = _shown(ours[int(row)]), _shown(theirs[int(row)])
            yield f"run {runs[row]}, {name}: {got}, and not {wanted}"


def _same(one: pa.ChunkedArray, other: pa.ChunkedArray) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which rows hold the same, to the last bit; nothing is the same as nothing alone."""
    here, there = one.combine_chunks(), other.combine_chunks()
    absent, missing = (np.asarray(column.is_null().to_numpy(zero_copy_only=False)) for column in (here, there))
    if pa.types.is_floating(here.type):
        bits, others = (np.asarray(column.fill_null(0.0)).view(np.int64) for column in (here, there))
        return np.asarray((absent == missing) & (bits == others))
    values, others = (column.to_pylist() for column in (here, there))
    return np.array([a == b for a, b in zip(values, others, strict=True)], dtype=np.bool_) & (absent == missing)


def _shown(value: Any) -> str:
    plain = value.as_py()
    return f"{plain!r} ({plain.hex()})" if isinstance(plain, float) else repr(plain)
