"""The outcomes of many runs: one row a run."""

from __future__ import annotations

import math

import attrs
import pandas as pd

from negosim.domain.scenario import Scenario
from negosim.files.problems import BadInput, Problem, nearest, shown

OUTCOMES = ("agreement", "partial", "collapse", "deadline")
Z95 = 1.959963984540054


@attrs.frozen
class Estimate:
    """A share with its 95 % interval.

    Attributes:
        count: how many runs show it, of ``total``.
        share, low, high: in [0, 1]; the interval is Wilson's (1927).
    """

    count: int
    total: int
    share: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.share:.3f} [{self.low:.3f}, {self.high:.3f}]"


def wilson(count: int, total: int) -> Estimate:
    """The share ``count / total`` with Wilson's 95 % interval; nan and the whole of [0, 1] if ``total`` is 0."""
    if total == 0:
        return Estimate(0, 0, math.nan, 0.0, 1.0)
    share, z2 = count / total, Z95 * Z95
    centre = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = Z95 / (1 + z2 / total) * math.sqrt(share * (1 - share) / total + z2 / (4 * total * total))
    low = 0.0 if count == 0 else max(0.0, centre - half)
    high = 1.0 if count == total else min(1.0, centre + half)
    return Estimate(count, total, share, low, high)


@attrs.frozen(eq=False)
class Outcomes:
    """How the runs of a scenario ended.

    Attributes:
        scenario: what was played.
        seed: of all runs.
        frame: one row a run (design, section 12): ``run``, ``outcome``, ``round``, ``day``, ``package`` (-1 for none),
            one column per issue (its level's label, or missing), ``utility_<party>``, ``reservation_<party>``,
            ``blocker_party``, ``blocker_issue`` (missing where agreed), ``phases_held``, ``zopa`` (packages in the
            run's ZOPA on the first day) and ``draw_<parameter>`` per uncertain parameter.
    """

    scenario: Scenario
    seed: int
    frame: pd.DataFrame

    def __len__(self) -> int:
        return len(self.frame)

    def rate(self, *outcomes: str) -> Estimate:
        """Share of the runs that ended in one of ``outcomes``; BadInput if one is not in ``OUTCOMES``."""
        wrong = [
            Problem(file="rate", expected="one of " + ", ".join(OUTCOMES), received=shown(o), hint=nearest(o, OUTCOMES))
            for o in outcomes
            if o not in OUTCOMES
        ]
        if wrong or not outcomes:
            expected = "one or more of " + ", ".join(OUTCOMES)
            raise BadInput(wrong or [Problem(file="rate", expected=expected, received="nothing")])
        return wilson(int(self.frame["outcome"].isin(outcomes).sum()), len(self.frame))

    def agreement_rate(self) -> Estimate:
        """Share of the runs that ended in an agreement over everything on the agenda."""
        return self.rate("agreement")

    @property
    def agreed(self) -> pd.DataFrame:
        """The rows of runs with a package: full agreements and partial ones."""
        return self.frame[self.frame["package"] >= 0]

    def __repr__(self) -> str:
        return f"Outcomes({self.scenario.name!r}, {len(self)} runs, agreement {self.agreement_rate()})"
