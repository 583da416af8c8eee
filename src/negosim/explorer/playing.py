"""Runs of a view, kept so that more of them continue those that were played."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

import pandas as pd
import pyarrow as pa

from negosim.domain.scenario import Scenario
from negosim.ensemble.results.outcome_table import DRAW
from negosim.ensemble.results.outcomes import Outcomes
from negosim.explorer.views import View
from negosim.sampling.draws import draws_of

KEPT = 6
"""Number of views whose rows are kept."""
Play = Callable[[Scenario, View, range], pa.Table]


def play_here(scenario: Scenario, view: View, runs: range) -> pa.Table:
    """Play some runs of a view in this process."""
    from negosim.ensemble.playing.kernel_rows import play_rows  # noqa: PLC0415 - the kernel takes a while to import

    return play_rows(scenario, view.seed, runs, draws=False)


def with_draws(outcomes: Outcomes) -> Outcomes:
    """Return outcomes with the draws of all uncertain parameters, which are drawn again."""
    scenario = outcomes.scenario
    places = [k for k, parameter in enumerate(scenario.parameters.values()) if parameter.distribution.uncertain]
    values = draws_of(scenario, outcomes.seed, range(len(outcomes)))[:, places]
    names = [f"{DRAW}{parameter.name}" for parameter in scenario.uncertain]
    return Outcomes(
        scenario, outcomes.seed, pd.concat([outcomes.stored(), pd.DataFrame(values, columns=names)], axis=1)
    )


class Played:
    """Rows of the views played last; run k of a view is the same run whatever the number of runs."""

    def __init__(self, kept: int = KEPT) -> None:
        self._rows: OrderedDict[tuple[str, int], pa.Table] = OrderedDict()
        self._kept = kept

    def __len__(self) -> int:
        return len(self._rows)

    def outcomes(self, scenario: Scenario, view: View, runs: int, play: Play = play_here) -> Outcomes:
        """Return the outcomes of runs 0 to ``runs - 1`` of a view, and play those that are missing."""
        key = view.key, view.seed
        rows = self._rows.get(key)
        have = 0 if rows is None else len(rows)
        if rows is None or have < runs:
            more = play(scenario, view, range(have, runs))
            rows = more if rows is None else pa.concat_tables([rows, more])
            self._rows[key] = rows
        self._rows.move_to_end(key)
        while len(self._rows) > self._kept:
            self._rows.popitem(last=False)
        return Outcomes(scenario, view.seed, rows.slice(0, runs).to_pandas())
