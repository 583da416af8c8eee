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
        What was varied.
    design : Design
        The points.
    scenario : Scenario
        What was varied over.
    replications : int
        Runs at each point.
    seed : int
        Of all runs.
    common : bool
        Whether every point played the same runs.
    values : DataFrame
        One row a point, one column a factor: numbers in their units, labels of levels.
    folder : Path or None
        Where it lies; None if in memory.
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
        """A response by its name (``responses.numbers_of``): (n, replications).

        BadInput if there is no such response.
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
