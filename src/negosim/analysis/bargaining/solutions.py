"""Pareto frontier, bargaining solutions, and shares in games of alternating offers.

Utilities have shape (P, n), one row per party and one column per package; a disagreement point has shape (P,). A
package across a red line has utility -inf for its owner and is never a solution. Values are compared exactly. Ties go
to the larger sum of gains, then to the package of lowest index, whatever the order of the parties.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping

import attrs
import numpy as np

from negosim.analysis.bargaining.valuation import Valuation, value_packages
from negosim.arrays import Floats, Ints
from negosim.domain.scenario import Scenario
from negosim.sampling.draws import central_draw_of
from negosim.spaces.space import labels_of


@attrs.frozen(eq=False)
class BargainingSolutions:
    """Bargaining solutions of a scenario in one draw.

    Attributes
    ----------
    valuation : Valuation
        The packages, one per column, and the disagreement point (its reservations).
    pareto : ndarray of int
        Columns of the Pareto-efficient packages among those that cross no real red line, ascending.
    nash, kalai, kalai_smorodinsky, utilitarian : int or None
        Columns of the solutions; None if the ZOPA is empty.
    """

    valuation: Valuation
    pareto: Ints
    nash: int | None
    kalai: int | None
    kalai_smorodinsky: int | None
    utilitarian: int | None

    @property
    def points(self) -> dict[str, int]:
        """Columns of the solutions that exist, by name."""
        names = ("nash", "kalai", "kalai_smorodinsky", "utilitarian")
        return {name: column for name in names if (column := getattr(self, name)) is not None}

    def package(self, column: int) -> dict[str, str]:
        """Return the labels of the package in a column, by issue."""
        return labels_of(self.valuation.scenario, self.valuation.packages[column])


def solve_bargaining(scenario: Scenario, draw: Mapping[str, float] | None = None) -> BargainingSolutions:
    """Find the Pareto frontier and the bargaining solutions over all feasible packages, no deal being the disagreement.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    draw : mapping of str to float, optional
        Value of every parameter; by default the central draw.

    Returns
    -------
    BargainingSolutions
        Nash (1950), Kalai (1977), Kalai and Smorodinsky (1975) and utilitarian (Harsanyi 1955) solutions.
    """
    return solve(value_packages(scenario, central_draw_of(scenario) if draw is None else draw))


def solve(valuation: Valuation) -> BargainingSolutions:
    """Find the bargaining solutions over packages whose values are known."""
    values, point = valuation.utilities, valuation.reservations
    return BargainingSolutions(
        valuation=valuation,
        pareto=pareto(values),
        nash=nash(values, point),
        kalai=kalai(values, point),
        kalai_smorodinsky=kalai_smorodinsky(values, point),
        utilitarian=utilitarian(values, point),
    )


def pareto(values: Floats) -> Ints:
    """Return the columns of the Pareto-efficient packages, ascending; of packages of equal value all are included.

    A package dominates another if it is worth at least as much to every party and more to one. For two
    parties one sort does (Kung, Luccio & Preparata 1975), for more the packages are sorted so that none comes
    before one that dominates it: for three a staircase of the other two utilities grows (Kung, Luccio & Preparata
    1975), for more each survivor strikes out what it dominates (Chomicki et al. 2003).
    """
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 2 or np.isnan(values).any():
        raise ValueError(f"utilities must have shape (parties, packages) and no nan; received shape {values.shape}")
    allowed = np.flatnonzero(np.isfinite(values).all(axis=0))
    if not len(allowed):
        return allowed
    allowed = allowed[unbeaten(values[:, allowed])]
    finite = values[:, allowed]
    kept = {2: _frontier_of_two, 3: _frontier_of_three}.get(len(finite), _frontier)(finite)
    return np.sort(allowed[kept])


def unbeaten(values: Floats, close: float = 0.0) -> Ints:
    """Return a superset of the frontier.

    These are the columns that none of a few good packages beats for everybody by more than ``close``.
    """
    left = np.arange(values.shape[1])
    low = values.min(axis=1, initial=np.inf)[:, None]
    spread = values.max(axis=1, initial=-np.inf)[:, None] - low
    parties = len(values)
    scaled = (values - low) / np.where(spread > 0.0, spread, 1.0)
    even = np.full(parties, 1.0 / parties)
    for weights in (even, *((1 - lean) * even + lean * row for lean in (0.3, 0.6, 0.9) for row in np.eye(parties))):
        best = values[:, left[int(np.argmax(weights @ scaled[:, left]))]]
        left = np.delete(left, _below(values, left, best - close, strictly=True))
    return left


def _below(values: Floats, columns: Ints, bounds: Floats, *, strictly: bool) -> Ints:
    """Find which of some columns lie below a bound, or at it, for every party.

    Each party leaves fewer to look at, so that many parties cost little more than a few.
    """
    at = np.arange(len(columns))
    for worth, bound in zip(values, bounds, strict=True):
        mine = worth[columns[at]]
        at = at[mine < bound if strictly else mine <= bound]
        if not len(at):
            break
    return at


def _frontier_of_two(values: Floats) -> Ints:
    first, second = values
    order = np.lexsort((-second, -first))
    x, y = first[order], second[order]
    opens = np.concatenate(([True], x[1:] != x[:-1]))
    start = np.maximum.accumulate(np.where(opens, np.arange(len(x)), 0))
    best_before = np.concatenate(([-np.inf], np.maximum.accumulate(y)[:-1]))
    kept: Ints = order[(y == y[start]) & (y[start] > best_before[start])]
    return kept


def _frontier_of_three(values: Floats) -> Ints:
    order = np.lexsort(-values[::-1])
    opens = np.ones(len(order), dtype=np.bool_)
    opens[1:] = (values[:, order[1:]] != values[:, order[:-1]]).any(axis=0)
    points = values[1:, order[opens]].tolist()
    dominated = np.zeros(len(points[0]), dtype=np.bool_)
    rising: list[float] = []
    falling: list[float] = []
    # Whatever dominates a point comes before it; of those before, the stairs hold the second and third utilities.
    for n, (y, z) in enumerate(zip(*points, strict=True)):
        at = bisect_left(rising, y)
        if at < len(rising) and falling[at] >= z:
            dominated[n] = True
            continue
        high = bisect_right(rising, y)
        low = high
        while low and falling[low - 1] <= z:
            low -= 1
        rising[low:high], falling[low:high] = [y], [z]
    kept: Ints = order[~dominated[np.cumsum(opens) - 1]]
    return kept


def _frontier(values: Floats) -> Ints:
    # Rounded sums keep the order of dominance, ties apart; those the coordinates themselves decide.
    left = np.lexsort((*-values[::-1], -values.sum(axis=0)))
    kept: list[Ints] = []
    while len(left):
        best = values[:, left[0]]
        beaten = _below(values, left, best, strictly=False)
        kept.append(left[beaten[(values[:, left[beaten]] == best[:, None]).all(axis=0)]])
        left = np.delete(left, beaten)
    return np.concatenate(kept)


def nash(values: Floats, disagreement: Floats) -> int | None:
    """Return the column of the largest product of gains over no deal (Nash 1950); None if the ZOPA is empty."""
    gains, rows = _gains(values, disagreement)
    return _best(np.sort(gains, axis=0).prod(axis=0), gains, rows)


def kalai(values: Floats, disagreement: Floats) -> int | None:
    """Return the column of the largest smallest gain (egalitarian, Kalai 1977); None if the ZOPA is empty."""
    gains, rows = _gains(values, disagreement)
    return _best(gains.min(axis=0), gains, rows)


def kalai_smorodinsky(values: Floats, disagreement: Floats) -> int | None:
    """Return the column of the Kalai-Smorodinsky solution; None if the ZOPA is empty.

    It maximises the smallest gain relative to ideal gains (Kalai & Smorodinsky 1975). A party's ideal is the most it
    gets from any package that all could sign; a party that can gain nothing is left out.
    """
    gains, rows = _gains(values, disagreement)
    if not len(rows):
        return None
    ideal = gains.max(axis=1)
    relative = gains[ideal > 0.0] / ideal[ideal > 0.0, None]
    return _best(relative.min(axis=0) if len(relative) else np.zeros(len(rows)), gains, rows)


def utilitarian(values: Floats, disagreement: Floats) -> int | None:
    """Return the column of the largest sum of gains (Harsanyi 1955); None if the ZOPA is empty."""
    gains, rows = _gains(values, disagreement)
    return _best(_sums(gains), gains, rows)


def _gains(values: Floats, disagreement: Floats) -> tuple[Floats, Ints]:
    values, point = np.asarray(values, dtype=np.float64), np.asarray(disagreement, dtype=np.float64)
    if values.ndim != 2 or point.shape != values.shape[:1]:
        raise ValueError(
            f"utilities (parties, packages) and a disagreement point (parties,) must go together; "
            f"received shapes {values.shape} and {point.shape}"
        )
    gains = values - point[:, None]
    rows = np.flatnonzero((gains >= 0.0).all(axis=0))
    return gains[:, rows], rows


def _sums(gains: Floats) -> Floats:
    sums: Floats = np.sort(gains, axis=0).sum(axis=0)
    return sums


def _best(score: Floats, gains: Floats, rows: Ints) -> int | None:
    if not len(rows):
        return None
    tied = np.flatnonzero(score == score.max())
    return int(rows[tied[np.argmax(_sums(gains[:, tied]))]])


def stahl(delta_1: float, delta_2: float, rounds: int) -> float:
    """Return the first proposer's share of a cake in the finite game of alternating offers (Ståhl 1972).

    Found backwards: who proposes last takes all; before that, a proposer offers just what the other would get
    by waiting one round, ``x_t = 1 - delta_responder x_(t+1)``. Player 1 proposes in odd rounds; a round's
    delay multiplies a player's share by ``delta``. As the rounds grow the share tends to ``rubinstein``.
    """
    if rounds < 1:
        raise ValueError(f"a game has at least one round; received {rounds}")
    share = 1.0
    for t in range(rounds - 1, 0, -1):
        share = 1.0 - (delta_2 if t % 2 else delta_1) * share
    return share


def rubinstein(delta_1: float, delta_2: float) -> float:
    """Return the first proposer's share in the infinite game (Rubinstein 1982).

    ``(1 - delta_2) / (1 - delta_1 delta_2)``
    """
    if not (0.0 <= delta_1 < 1.0 and 0.0 <= delta_2 < 1.0):
        raise ValueError(f"discount factors lie in [0, 1); received {delta_1} and {delta_2}")
    return (1.0 - delta_2) / (1.0 - delta_1 * delta_2)
