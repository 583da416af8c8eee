"""The result of a sensitivity analysis."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import pandas as pd

from negosim.analysis.sensitivity.budget import Budget
from negosim.analysis.sensitivity.noise import Signal
from negosim.domain.scenario import Scenario


@attrs.frozen(eq=False)
class Sensitivity:
    """Sensitivity indices of a response.

    Attributes
    ----------
    response : str
        Name of the response.
    design : str
        Kind of design.
    names : tuple of str
        Names of the factors.
    frame : DataFrame
        One row per factor and kind of index (of ``second``, per pair): ``factor``, ``other``, ``kind``; ``raw``,
        ``low``, ``high``, as observed with 95 % interval; ``corrected``, ``corrected_low``, ``corrected_high``,
        corrected for noise (nan where that is impossible); ``floor``, the value of a factor without effect. Kinds:
        ``first``, ``total``, ``second`` (Sobol'), ``mu``, ``mu_star``, ``sigma`` (Morris), ``pawn``, ``low`` and
        ``high`` (change of the response at either end of the factor).
    signal : Signal
        Share λ of the variance over points that is signal.
    base : float
        Response at the base point of ``one_at_a_time``; of other designs, the mean response.
    points : int
        Number of points.
    replications : int
        Runs per point.
    common : bool
        Whether run r of every point had the same random numbers.
    dummy : str
        Name of the factor without effect; empty if there is none.
    claim : float
        Smallest index that should be told from 0.
    word : str
        Why there is no result; then ``frame`` is empty.
    warnings : tuple of str
        Claims for which the budget is too small, points left out, factors that no longer fit the acts.
    budget : Budget or None
        Budget that would bear the claim; None if this one does, or if it is unknown.
    scenario : Scenario or None
        Scenario of the sweep, if known.
    ends : mapping of str to tuple of str
        Of each factor with levels, the labels with the lowest and the highest response.
    """

    response: str
    design: str
    names: tuple[str, ...]
    frame: pd.DataFrame
    signal: Signal
    base: float
    points: int
    replications: int
    common: bool
    dummy: str
    claim: float
    word: str = ""
    warnings: tuple[str, ...] = ()
    budget: Budget | None = None
    scenario: Scenario | None = None
    ends: Mapping[str, tuple[str, str]] = attrs.field(factory=dict)

    def of(self, kind: str) -> pd.DataFrame:
        """Return the rows of one kind of index, in the order of the factors."""
        return self.frame[self.frame["kind"] == kind].reset_index(drop=True)

    def ranked(self, kind: str) -> tuple[str, ...]:
        """Return the factors by one kind of index, largest first, corrected for noise where possible.

        Of changes and mean effects, which have a sign, the size counts.
        """
        rows = self.of(kind)
        size = rows["corrected"].fillna(rows["raw"])
        if kind in ("low", "high", "mu"):
            size = size.abs()
        return tuple(rows.assign(size=size).sort_values("size", ascending=False, kind="stable")["factor"])
