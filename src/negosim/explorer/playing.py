"""Runs of a view, kept so that more of them continue those that were played."""

from __future__ import annotations

from collections import OrderedDict

import pandas as pd
import pyarrow as pa

from negosim.domain.scenario import Scenario
from negosim.ensemble.playing.kernel_rows import play_rows
from negosim.ensemble.results.outcome_table import DRAW
from negosim.ensemble.results.outcomes import Outcomes
from negosim.explorer.views import View
from negosim.sampling.draws import draws_of

KEPT = 6
"""Number of views whose rows are kept."""


def play_rows_of(scenario: Scenario, view: View, runs: range) -> pa.Table:
    """Play some runs of a view; rows have no draws, which would take ten times the memory."""
    return play_rows(scenario, view.seed, runs, draws=False)


def with_draws(outcomes: Outcomes) -> Outcomes:
    """Return outcomes with the draws of all uncertain parameters, which are drawn again."""
    scenario = outcomes.scenario
    places = [k for k, parameter in enumerate(scenario.parameters.values()) if parameter.distribution.uncertain]
    values = draws_of(scenario, outcomes.seed, range(len(outcomes)))[:, places]
    names = [f"{DRAW}{parameter.name}" for parameter in scenario.uncertain]
    drawn = pd.DataFrame(values, columns=names)
    return Outcomes(scenario, outcomes.seed, pd.concat([outcomes.stored(), drawn], axis=1))


class Played:
    """Rows of the views played last; run k of a view is the same run whatever the number of runs.

    Parameters
    ----------
    kept : int
        Number of views whose rows are kept.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._rows: OrderedDict[tuple[str, int], pa.Table] = OrderedDict()
        self._kept = kept

    def __len__(self) -> int:
        return len(self._rows)

    def count(self, view: View) -> int:
        """Return how many runs of a view are there."""
        return len(self._rows.get((view.key, view.seed), ()))

    def add(self, view: View, first: int, rows: pa.Table) -> None:
        """Keep rows from run ``first`` on, unless runs are missing before it; those of other views may go for them."""
        key, have = (view.key, view.seed), self.count(view)
        if first <= have < first + len(rows):
            more = rows.slice(have - first)
            self._rows[key] = pa.concat_tables([self._rows[key], more]) if have else more
        if key in self._rows:
            self._rows.move_to_end(key)
        while len(self._rows) > self._kept:
            self._rows.popitem(last=False)

    def outcomes(self, scenario: Scenario, view: View, runs: int) -> Outcomes:
        """Return the outcomes of runs 0 to ``runs - 1``, which must be there."""
        rows = self._rows[view.key, view.seed]
        self._rows.move_to_end((view.key, view.seed))
        return Outcomes(scenario, view.seed, rows.slice(0, runs).to_pandas())
