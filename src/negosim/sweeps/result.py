"""The result of a sweep: factors, design, and the outcome of every run."""

from __future__ import annotations

from pathlib import Path

import attrs
import numpy as np
import numpy.typing as npt
import pandas as pd

from negosim.arrays import Floats
from negosim.domain.scenario import Scenario
from negosim.ensemble.results.outcomes import Outcomes
from negosim.sweeps.designs import Design
from negosim.sweeps.factors import Factor
from negosim.sweeps.responses import constant, numbers_of


@attrs.frozen(eq=False)
class Sweep:
    """Outcomes of a sweep.

    Attributes
    ----------
    factors : tuple of Factor
        The factors.
    design : Design
        The points.
    scenario : Scenario
        The scenario without overrides.
    replications : int
        Runs per point.
    seed : int
        Seed of all runs.
    common : bool
        Whether every point played the same runs (common random numbers).
    values : DataFrame
        Factor values, one row per point, one column per factor: numbers in their units, or labels.
    folder : Path or None
        Folder of the sweep; None if it is in memory.
    """

    factors: tuple[Factor, ...]
    design: Design
    scenario: Scenario
    replications: int
    seed: int
    common: bool
    values: pd.DataFrame
    _outcomes: Outcomes = attrs.field(alias="outcomes")
    folder: Path | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the factors."""
        return tuple(factor.name for factor in self.factors)

    @property
    def points(self) -> Floats:
        """Points in the unit cube, shape (n, d)."""
        return self.design.points

    @property
    def responses(self) -> pd.DataFrame:
        """Outcomes without draws, one row per run, with columns ``point`` and ``run``."""
        frame = self._outcomes.frame
        point = np.repeat(np.arange(len(self.points)), self.replications)
        run = np.arange(len(frame)) % self.replications if self.common else np.arange(len(frame))
        return pd.concat([pd.DataFrame({"point": point}), frame.assign(run=run)], axis=1)

    def response(self, name: str) -> Floats:
        """Return a response, shape (n, replications), by its name (see ``responses.numbers_of``).

        Raises
        ------
        BadInput
            There is no such response.
        """
        return numbers_of(name, self.scenario, self._outcomes.columns).reshape(len(self.points), self.replications)

    def constant(self, name: str) -> float | None:
        """Return the value of a response that is the same in all runs of all points, or None."""
        return constant(self.response(name))

    def where(self, points: npt.ArrayLike) -> Sweep:
        """Return the sweep at some points only, those that are true in ``points`` (n,)."""
        kept = np.flatnonzero(np.asarray(points, dtype=np.bool_))
        rows = (kept[:, None] * self.replications + np.arange(self.replications)).ravel()
        design = attrs.evolve(self.design, kind="given", points=self.points[kept])
        frame = self._outcomes.frame.iloc[rows].reset_index(drop=True)
        values = self.values.iloc[kept].reset_index(drop=True)
        outcomes = Outcomes(self.scenario, self.seed, frame)
        return attrs.evolve(self, design=design, values=values, outcomes=outcomes, folder=None)

    def __len__(self) -> int:
        return len(self.points)

    def __repr__(self) -> str:
        what = f"{len(self.factors)} factors, {len(self)} points x {self.replications} runs"
        return f"Sweep({self.scenario.name!r}, {self.design.kind}, {what}, seed {self.seed})"
