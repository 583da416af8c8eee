"""Warnings where the budget of a sweep is too small for what is read from it."""

from __future__ import annotations

import math

import numpy as np

from negosim.analysis.sensitivity.budget import Budget, HalfWidths
from negosim.analysis.sensitivity.noise import NO_SIGNAL
from negosim.analysis.sensitivity.result import Sensitivity


def budget_warnings(sensitivity: Sensitivity, halves: HalfWidths, claim: float, budget: Budget | None) -> list[str]:
    """Return warnings, in sentences, of claims for which the budget is too small."""
    said = []
    if budget is not None:
        widest = int(np.nanargmax(halves.whole))
        interval = f"the interval of the {halves.what} of {halves.names[widest]} is ± {halves.whole[widest]:.2g}"
        said.append(f"the budget does not bear claims of {claim:.2g}: {interval}; {budget} would be needed")
    signal = sensitivity.signal
    if signal.word:
        said.append(signal.word if signal.word == NO_SIGNAL else f"noise is not known: {signal.word}")
    elif not sensitivity.common and 1.0 - signal.share > claim and sensitivity.design == "sobol":
        wanted = math.ceil(signal.replications * (1.0 / signal.share - 1.0) / (claim / (1.0 - claim)))
        said.append(
            f"{100 * (1.0 - signal.share):.0f} % of the variance over points is noise, which every total index as "
            f"observed holds; {wanted:,} replications would bring it to {100 * claim:.0f} %"
        )
    if sensitivity.dummy:
        said += _of_dummy(sensitivity)
    return said


def _of_dummy(sensitivity: Sensitivity) -> list[str]:
    """What the factor that does nothing shows all the same."""
    rows = sensitivity.of("total")
    rows = rows[rows["factor"] == sensitivity.dummy]
    if not len(rows):
        return []
    row = rows.iloc[0]
    clean = bool(np.isfinite(row["corrected"]))
    at, low, high = (
        float(row[name])
        for name in (("corrected", "corrected_low", "corrected_high") if clean else ("raw", "low", "high"))
    )
    reached = max(abs(low), abs(high))
    if not low <= 0.0 <= high:
        how = "corrected for noise" if clean else "as observed"
        shown = f"{at:.2g} [{low:.2g}, {high:.2g}], {how}"
        return [f"the factor that does nothing has a total index of {shown}: read no index below that"]
    if reached > sensitivity.claim:
        return [f"the interval of the factor that does nothing reaches {reached:.2g}: read no total index below that"]
    return []
