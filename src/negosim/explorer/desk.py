"""A case with the runs that were played of it: what a worker keeps between requests."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import pyarrow as pa

from negosim import __version__
from negosim.domain.scenario import DEFAULT_SEED
from negosim.ensemble.results.outcomes import Outcomes
from negosim.errors import BadInput, Problem, shown
from negosim.explorer.controls import effects_of
from negosim.explorer.describing import described
from negosim.explorer.opened import OpenedCase
from negosim.explorer.playing import Played, play_rows_of, with_draws
from negosim.explorer.views import View, view_of

SMALL = 1000
"""Number of runs of the unmoved case that controls are found with."""
MOST_RUNS = 10_000
Asked = Mapping[str, Any]


class Desk:
    """A case with the rows of the views that were asked for last.

    Parameters
    ----------
    case : OpenedCase
        The case.
    seed : int
        Seed of views that have none.
    most_runs : int
        Largest number of runs of one answer.
    """

    def __init__(self, case: OpenedCase, seed: int = DEFAULT_SEED, most_runs: int = MOST_RUNS) -> None:
        self.case, self.seed, self.most_runs = case, seed, most_runs
        self._base, self._played = Played(2), Played()
        self._drawn: tuple[View, Outcomes] | None = None

    def prepare(self) -> None:
        """Compile, and play what every visitor needs first."""
        self.description  # noqa: B018 - computed once, and kept

    def _kept(self, view: View) -> Played:
        """Rows of the unmoved case stay when others go."""
        return self._played if view.moved else self._base

    def gap(self, view: View, runs: int) -> tuple[int, int]:
        """Return the first and the one after the last of the runs that are still to be played."""
        return min(runs, self._kept(view).count(view)), runs

    def add(self, view: View, first: int, rows: pa.Table) -> None:
        """Keep the rows of some runs, unless other runs are missing before them."""
        self._kept(view).add(view, first, rows)

    def outcomes(self, view: View, runs: int) -> Outcomes:
        """Return the outcomes of a view, and play the runs that are missing."""
        first, stop = self.gap(view, runs)
        scenario, kept = self.case.scenario(view), self._kept(view)
        if first < stop:
            kept.add(view, first, play_rows_of(scenario, view, range(first, stop)))
        return kept.outcomes(scenario, view, runs)

    def drawn(self, view: View, runs: int) -> Outcomes:
        """Return the outcomes of a view with the draws of all uncertain parameters; the last ones are kept."""
        if self._drawn is None or self._drawn[0] != view or len(self._drawn[1]) != runs:
            self._drawn = view, with_draws(self.outcomes(view, runs))
        return self._drawn[1]

    @property
    def unmoved(self) -> View:
        """The view in which nothing is moved."""
        return View(seed=self.seed)

    @cached_property
    def sample(self) -> Outcomes:
        """Runs of the unmoved case with their draws."""
        return with_draws(self.outcomes(self.unmoved, min(SMALL, self.most_runs)))

    @cached_property
    def description(self) -> dict[str, Any]:
        """What ``GET /api/case`` returns."""
        return described(self.case, self.sample, __version__) | {"most_runs": self.most_runs}

    @cached_property
    def effects(self) -> dict[str, float]:
        """The effect of each parameter; see ``controls.effects_of``."""
        return effects_of(self.sample)

    def view(self, asked: Asked, key: str = "view") -> View:
        """Return a view that was asked for; raise BadInput with every problem."""
        return view_of(asked.get(key), self.seed, key)

    def runs(self, asked: Asked) -> int:
        """Return the number of runs that was asked for; raise BadInput if it is out of range."""
        return whole(asked, "runs", 1, self.most_runs, min(SMALL, self.most_runs))


def whole(asked: Asked, key: str, low: int, high: int, default: int | None = None) -> int:
    """Return a whole number that was asked for; raise BadInput if it is missing or out of range."""
    value = asked.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        expected = f"a whole number from {low} to {high:,}"
        raise BadInput([Problem(file="request", key=key, expected=expected, received=shown(value))])
    return value


def as_bytes(rows: pa.Table) -> bytes:
    """Return rows as bytes for another worker."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as writer:
        writer.write_table(rows)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def from_bytes(data: bytes) -> pa.Table:
    """Return the rows of ``as_bytes``."""
    with pa.ipc.open_stream(data) as reader:
        return reader.read_all()
