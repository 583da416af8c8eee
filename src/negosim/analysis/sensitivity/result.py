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
        Its name.
    design : str
        The kind of design.
    names : tuple of str
        Of the factors.
    frame : DataFrame
        A row for each factor and kind of index (for ``second`` a row a pair), in columns ``factor``, ``other``,
        ``kind``, ``raw``, ``low``, ``high`` (as observed, with its 95 % interval), ``corrected``,
        ``corrected_low``, ``corrected_high`` (for noise; nan where it cannot be), ``floor`` (what a factor that
        does nothing would show). Kinds: ``first``, ``total``, ``second`` (Sobol'), ``mu``, ``mu_star``, ``sigma``
        (Morris), ``pawn``, ``low`` and ``high`` (the change of the response at either end of the factor). Empty if
        ``word`` says why.
    signal : Signal
        The share λ of the variance over points that is signal.
    base : float
        The response at the base point of ``one_at_a_time``; of other designs, its mean.
    points, replications : int
        How many of each.
    common : bool
        Whether run r of every point met the same chance.
    dummy : str
        The factor that does nothing, if one was carried along.
    claim : float
        The least index that is to be told from nothing.
    word : str
        Why nothing can be said; empty if something can.
    warnings : tuple of str
        What the budget does not bear, what was left out, and which factors no longer fit the acts.
    budget : Budget or None
        What would bear the claim; None if this does, or if it cannot be told.
    scenario : Scenario or None
        What was swept, if it is known.
    ends : mapping of str to tuple of str
        Of each factor with levels, the label at which the response is lowest, and the one at which it is highest;
        they stand for its low and its high end.
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

        Of changes and mean effects, which have a sign, the size counts."""
        rows = self.of(kind)
        size = rows["corrected"].fillna(rows["raw"])
        if kind in ("low", "high", "mu"):
            size = size.abs()
        return tuple(rows.assign(size=size).sort_values("size", ascending=False, kind="stable")["factor"])
