"""The landscape of packages, two issues at a time: where agreements fall, and where ZOPAs lie."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

import attrs
import numpy as np

from negosim.analysis.families import agreed_digits
from negosim.analysis.valuation import central_valuation, first_day, negotiated
from negosim.domain.draws import draw
from negosim.domain.scenario import Scenario
from negosim.ensemble.outcomes import Outcomes
from negosim.rules.prepared import prepared
from negosim.rules.preparing import prepare, vector_of
from negosim.rules.space import Bools, Ints
from negosim.rules.table import Floats, in_zopa
from negosim.rules.tabulating import tabulated

DRAWS = 100
OFTEN = 0.1


@attrs.frozen(eq=False)
class Pair:
    """Agreements and ZOPA over the levels of two issues.

    Shares add up to the share of the agreements that settle both: a partial one leaves issues open.

    Attributes:
        first, second: names of the issues; rows and columns.
        first_labels, second_labels: the levels shown: those a package may hold or that were agreed.
        counts: agreements with both levels, (rows, columns). share: of all agreements; nan without any.
        possible: whether some feasible package has both levels, (rows, columns).
        zopa: in which share of the draws of the first ``DRAWS`` runs some package with both levels lies in the ZOPA of
            the first day, (rows, columns).
    """

    first: str
    second: str
    first_labels: tuple[str, ...]
    second_labels: tuple[str, ...]
    counts: Ints
    share: Floats
    possible: Bools
    zopa: Floats

    @property
    def often(self) -> Bools:
        """Which cells lie in the ZOPA in at least a share ``OFTEN`` of the draws, (rows, columns)."""
        return self.zopa >= OFTEN


def landscape(outcomes: Outcomes) -> tuple[Pair, ...]:
    """Every pair of issues on the agenda, in canonical order."""
    on = np.flatnonzero(negotiated(outcomes.scenario))
    agreed = agreed_digits(outcomes)
    return tuple(_pair(outcomes, agreed, int(a), int(b)) for a, b in combinations(on, 2))


@lru_cache(maxsize=4)
def zopas(scenario: Scenario, seed: int) -> tuple[Ints, ...]:
    """The packages in the ZOPA of the first day, in the draw of each of the first ``DRAWS`` runs: digits, (n, I)."""
    ground = prepared(scenario)
    layout = ground.stage(ground.status_quo, negotiated(scenario))
    found = []
    for run in range(DRAWS):
        values = draw(scenario.parameters.values(), seed, run)
        table = prepare(ground.space, ground.addresses, vector_of(values))
        parties = range(len(scenario.parties))
        utilities = np.array([tabulated(ground.space, table, p, layout) for p in parties])
        floors = np.array([first_day(scenario, values, ground.space, table, p) for p in parties])
        found.append(layout.packages[in_zopa(utilities, floors)])
    return tuple(found)


def pair(outcomes: Outcomes, first: str, second: str) -> Pair:
    """One pair of issues, ``first`` in rows; ValueError if an issue is unknown or both are the same."""
    known = [issue.name for issue in outcomes.scenario.issues]
    if first not in known or second not in known or first == second:
        raise ValueError(f"expected two different issues of {', '.join(known)}; received {first} and {second}")
    agreed = agreed_digits(outcomes)
    return _pair(outcomes, agreed, known.index(first), known.index(second))


def _pair(outcomes: Outcomes, agreed: Ints, a: int, b: int) -> Pair:
    issues, packages = outcomes.scenario.issues, central_valuation(outcomes.scenario).packages
    shape = len(issues[a].levels), len(issues[b].levels)
    counts = np.zeros(shape, dtype=np.int64)
    settled = agreed[(agreed[:, a] >= 0) & (agreed[:, b] >= 0)]
    np.add.at(counts, (settled[:, a], settled[:, b]), 1)
    possible, zopa = np.zeros(shape, dtype=np.bool_), np.zeros(shape)
    possible[packages[:, a], packages[:, b]] = True
    for inside in zopas(outcomes.scenario, outcomes.seed):
        cells = np.zeros(shape, dtype=np.bool_)
        cells[inside[:, a], inside[:, b]] = True
        zopa += cells / DRAWS
    rows = np.flatnonzero((possible | (counts > 0)).any(axis=1))
    columns = np.flatnonzero((possible | (counts > 0)).any(axis=0))
    cut = np.ix_(rows, columns)
    return Pair(
        first=issues[a].name,
        second=issues[b].name,
        first_labels=tuple(issues[a].levels[k].label for k in rows),
        second_labels=tuple(issues[b].levels[k].label for k in columns),
        counts=counts[cut],
        share=counts[cut] / len(agreed) if len(agreed) else np.full(counts[cut].shape, np.nan),
        possible=possible[cut],
        zopa=zopa[cut],
    )
