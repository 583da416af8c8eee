"""Discounted utilities of outcomes.

A discount ``d`` is the share of utility that is left at the end of the calendar: on day t of T a package is worth ``U
d^(t/T)``, and so is no deal (Lin, Kraus, Baarslag, Tykhonov, Hindriks & Jonker 2014). Discounting multiplies both sides
of every comparison on a day by the same factor, so it does not change the talks, only the value of their outcome.
"""

from __future__ import annotations

import pandas as pd

from negosim.ensemble.results.outcomes import Outcomes


def discount(outcomes: Outcomes) -> pd.DataFrame:
    """Compute the discounted utility of every run to every party, in columns ``discounted_<party>``.

    Of a run with a package its utility, of any other the reservation value, both as of the day on which the run ended.
    """
    scenario = outcomes.scenario
    parties = scenario.parties
    names = [f"{what}_{p.name}" for p in parties for what in ("utility", "reservation")]
    frame = outcomes.columns(["day", "package", *names])
    elapsed = (frame["day"] / scenario.horizon).clip(0.0, 1.0)
    signed = frame["package"] >= 0
    return pd.DataFrame(
        {
            f"discounted_{p.name}": frame[f"utility_{p.name}"].where(signed, frame[f"reservation_{p.name}"])
            * p.discount**elapsed
            for p in parties
        }
    )
