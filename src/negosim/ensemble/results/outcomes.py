"""Outcomes of an ensemble, one row per run."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any, Protocol

import attrs
import pandas as pd
import pyarrow as pa

from negosim.arrays import Ints
from negosim.domain.scenario import Scenario
from negosim.domain.terms import Package
from negosim.ensemble.results.outcome_table import OUTCOMES
from negosim.ensemble.results.parquet_files import encode
from negosim.ensemble.results.selection import select_runs
from negosim.ensemble.results.typed_columns import as_stored, typed
from negosim.errors import BadInput, Problem, nearest, shown

Z95 = 1.959963984540054
__all__ = ["OUTCOMES", "Z95", "Estimate", "InMemory", "OutcomeRows", "Outcomes", "wilson"]


@attrs.frozen
class Estimate:
    """A share with its 95 % interval.

    Attributes
    ----------
    count, total : int
        ``count`` of ``total`` runs.
    share : float
        ``count / total``.
    low, high : float
        Wilson's interval (1927), in [0, 1].
    """

    count: int
    total: int
    share: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.share:.3f} [{self.low:.3f}, {self.high:.3f}]"


def wilson(count: int, total: int) -> Estimate:
    """Return ``count / total`` with Wilson's 95 % interval (1927); nan and [0, 1] if ``total`` is 0."""
    if total == 0:
        return Estimate(0, 0, math.nan, 0.0, 1.0)
    share, z2 = count / total, Z95 * Z95
    centre = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = Z95 / (1 + z2 / total) * math.sqrt(share * (1 - share) / total + z2 / (4 * total * total))
    low = 0.0 if count == 0 else max(0.0, centre - half)
    high = 1.0 if count == total else min(1.0, centre + half)
    return Estimate(count, total, share, low, high)


class OutcomeRows(Protocol):
    """Protocol of a table of outcomes, in memory or in files."""

    @property
    def names(self) -> Sequence[str]:
        """Names of the columns, in order."""
        ...

    def __len__(self) -> int:
        """How many there are."""
        ...

    def columns(self, names: Sequence[str]) -> pd.DataFrame:
        """Return some columns; raise KeyError for unknown names."""
        ...

    def frame(self) -> pd.DataFrame:
        """Return all columns."""
        ...

    def row(self, number: int) -> dict[str, Any]:
        """Return one row, by column; missing values are None."""
        ...


@attrs.frozen(eq=False)
class InMemory:
    """A table of outcomes in memory."""

    whole: pd.DataFrame

    @property
    def names(self) -> Sequence[str]:
        """Names of the columns, in order."""
        return [str(name) for name in self.whole.columns]

    def __len__(self) -> int:
        return len(self.whole)

    def columns(self, names: Sequence[str]) -> pd.DataFrame:
        """Return some columns."""
        return self.whole[list(names)]

    def frame(self) -> pd.DataFrame:
        """Return all columns."""
        return self.whole

    def row(self, number: int) -> dict[str, Any]:
        """Return one row, by column; missing values are None."""
        found: dict[str, Any] = pa.Table.from_pandas(self.whole.iloc[[number]], preserve_index=False).to_pylist()[0]
        return found


@attrs.frozen(eq=False)
class Outcomes:
    """Outcomes of an ensemble, one row per run.

    Columns: ``run``, ``outcome``, ``round``, ``day``, ``package`` (-1 for none), one per issue (the agreed level, or
    missing), ``utility_<party>``, ``reservation_<party>``, ``objection_<party>`` (the issue over which
    it refused last, missing where agreed), ``phases_held``, ``zopa`` (number of packages in the ZOPA of the first day),
    and ``draw_<parameter>`` per uncertain parameter.

    Attributes
    ----------
    scenario : Scenario
        The scenario.
    seed : int
        Seed of all runs.
    """

    scenario: Scenario
    seed: int
    _given: pd.DataFrame | OutcomeRows = attrs.field(alias="frame")

    @cached_property
    def _rows(self) -> OutcomeRows:
        given = self._given
        return InMemory(as_stored(self.scenario, given)) if isinstance(given, pd.DataFrame) else given

    def __len__(self) -> int:
        return len(self._rows)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """All columns, with numeric levels as numbers, other levels and names as categories; read once."""
        return typed(self.scenario, self.stored())

    def stored(self) -> pd.DataFrame:
        """Return all columns as they are stored, with levels by their labels; read again at each call."""
        return self._rows.frame()

    def to_csv(self, path: str | PathLike[str]) -> None:
        """Write all columns to a CSV file, levels by their labels and missing values empty."""
        self.stored().to_csv(path, index=False)

    def to_parquet(self, path: str | PathLike[str]) -> None:
        """Write all columns to a Parquet file, as ``negosim run`` does."""
        Path(path).write_bytes(encode(pa.Table.from_pandas(self.stored(), preserve_index=False)))

    def has(self, name: str) -> bool:
        """Return whether there is a column of this name."""
        return name in self._rows.names

    def columns(self, names: Sequence[str]) -> pd.DataFrame:
        """Return some columns; of outcomes in a folder only these are read, with strings as categories.

        KeyError if there is no column of a name.
        """
        return self._rows.columns(names)

    def column(self, name: str) -> pd.Series[Any]:
        """Return one column; raise KeyError if there is none of this name."""
        return self.columns([name])[name]

    def row(self, number: int) -> dict[str, Any]:
        """Return the row of a run, by column, None for missing values; raise IndexError if there is no such run."""
        return self._rows.row(number)

    def rate(self, *outcomes: str) -> Estimate:
        """Return the share of runs that ended in one of ``outcomes``; raise BadInput if one is not in ``OUTCOMES``."""
        wrong = [
            Problem(file="rate", expected="one of " + ", ".join(OUTCOMES), received=shown(o), hint=nearest(o, OUTCOMES))
            for o in outcomes
            if o not in OUTCOMES
        ]
        if wrong or not outcomes:
            expected = "one or more of " + ", ".join(OUTCOMES)
            raise BadInput(wrong or [Problem(file="rate", expected=expected, received="nothing")])
        return wilson(int(self.column("outcome").isin(outcomes).sum()), len(self))

    def agreement_rate(self) -> Estimate:
        """Return the share of runs that ended in agreement on the whole agenda."""
        return self.rate("agreement")

    @property
    def agreed(self) -> pd.DataFrame:
        """Rows of the runs with a package, full or partial agreements, with all columns."""
        frame = self.frame
        return frame[frame["package"] >= 0]

    @property
    def agreements(self) -> int:
        """Number of runs with a package, full or partial agreements."""
        return int((self.column("package") >= 0).sum())

    def of_agreed(self, names: Sequence[str]) -> pd.DataFrame:
        """Return some columns of the runs with a package; raise KeyError for unknown names."""
        return self.columns(names)[(self.column("package") >= 0).to_numpy()]

    def runs_of(
        self,
        *,
        package: int | None = None,
        where: Package | None = None,
        outcome: str | None = None,
        blocker: str | tuple[str, str] | None = None,
    ) -> Ints:
        """Return the numbers of the runs that fulfil every condition given; of all runs if none is.

        Parameters
        ----------
        package : int, optional
            Rank of an agreed package, 1 for the one most often agreed (``summary.json`` lists them in this order).
        where : mapping or str, optional
            Levels that the agreed package has, such as ``"pause=60,end_of_war=talks"`` or ``{"pause": [60, 90]}``.
        outcome : str, optional
            How the runs ended: a name in ``OUTCOMES``.
        blocker : str or tuple of str, optional
            Who refused last, and over what: ``"israel:end_of_war"``, or ``"israel"`` for any issue.

        Returns
        -------
        ndarray of int, shape (n,)
            Rising.

        Raises
        ------
        BadInput
            A word is unknown, or no package has this rank.
        """
        return select_runs(self, package=package, where=where, outcome=outcome, blocker=blocker)

    def _repr_html_(self) -> str:
        """How the runs ended, as a table for notebooks; names are escaped."""
        shares = [self.rate(name) for name in OUTCOMES]
        table = pd.DataFrame(
            {
                "runs": [estimate.count for estimate in shares],
                "share": [f"{estimate.share:.1%}" for estimate in shares],
                "95 % interval": [f"{estimate.low:.1%} to {estimate.high:.1%}" for estimate in shares],
            },
            index=pd.Index(OUTCOMES, name="outcome"),
        )
        title = html.escape(self.scenario.title or self.scenario.name)
        return f"<p>{title}: {len(self):,} runs, seed {self.seed}</p>{table.to_html()}"

    def __repr__(self) -> str:
        return f"Outcomes({self.scenario.name!r}, {len(self)} runs, agreement {self.agreement_rate()})"
