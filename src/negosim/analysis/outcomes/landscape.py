"""Agreements and ZOPA over the levels of two issues at a time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

import attrs
import numpy as np
import numpy.typing as npt

from negosim.analysis.bargaining.valuation import feasible_packages, first_day, negotiated
from negosim.analysis.outcomes.families import agreed_kinds, count_rows
from negosim.analysis.outcomes.shown_levels import ShownLevels, shown_levels
from negosim.arrays import Bools, Bytes, Floats, Ints
from negosim.domain.scenario import Scenario
from negosim.ensemble.results.outcomes import Outcomes
from negosim.rules.preferences import addresses_of, prepare, vector_of
from negosim.sampling.draws import draw_of
from negosim.search.tabulation import in_zopa, lay_out, tabulated
from negosim.spaces.space import enumerate_packages, space_of

DRAWS = 100
OFTEN = 0.1


@attrs.frozen(eq=False)
class Pair:
    """Agreements and ZOPA over the levels of two issues.

    Shares add up to the share of the agreements that settle both: a partial one leaves issues open.

    Attributes
    ----------
    first, second : str
        Names of the issues; rows and columns.
    first_labels, second_labels : tuple of str
        The levels shown: those a package may hold or that were agreed; of very many, those agreed most often, and
        the others together (``rows.rows_of``).
    counts : ndarray of int
        Agreements with both levels, (rows, columns). share: of all agreements; nan without any.
    possible : ndarray of bool
        Whether some feasible package has both levels, (rows, columns).
    zopa : ndarray of float
        In which share of the draws of the first ``DRAWS`` runs some package with both levels lies in the ZOPA of
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
        """Cells in the ZOPA in at least a share ``OFTEN`` of the draws, shape (rows, columns)."""
        return self.zopa >= OFTEN


def landscape(outcomes: Outcomes, issues: Sequence[str] | None = None) -> tuple[Pair, ...]:
    """Return every pair of issues on the agenda, or of some of them, in canonical order.

    Raises
    ------
    ValueError
        An issue is unknown, or not on the agenda.
    """
    agreed, names = agreed_kinds(outcomes), [issue.name for issue in outcomes.scenario.issues]
    on = [int(i) for i in np.flatnonzero(negotiated(outcomes.scenario))]
    chosen = set(issues) if issues is not None else {names[i] for i in on}
    if unknown := sorted(chosen - {names[i] for i in on}):
        expected = ", ".join(names[i] for i in on)
        raise ValueError(f"expected issues on the agenda ({expected}); received {', '.join(unknown)}")
    placed = [_placed(outcomes, agreed, i) for i in on if names[i] in chosen]
    return _pairs(outcomes, agreed, list(combinations(placed, 2)))


def telling_issues(outcomes: Outcomes, k: int = 4) -> tuple[str, ...]:
    """Return the issues of the pairs that go together most (see ``telling_pair``), at most k, in canonical order."""
    found = _association(outcomes)
    chosen: list[str] = []
    for pair in sorted(found, key=lambda pair: found[pair], reverse=True):
        chosen += [name for name in pair if name not in chosen]
    return tuple(issue.name for issue in outcomes.scenario.issues if issue.name in chosen[:k])


def telling_pair(outcomes: Outcomes, among: str | None = None) -> tuple[str, str]:
    """Return the two issues with the strongest mutual information among agreements, in canonical order.

    Most: with the greatest mutual information, less what so few agreements have by chance on average (Miller
    1955); where no two go together, those over which the agreements are spread widest (entropy); of equals the
    first pair. With ``among`` one of the two is that issue. ValueError if the agenda has fewer than two issues.
    """
    found = {pair: told for pair, told in _association(outcomes).items() if among is None or among in pair}
    if not found:
        raise ValueError("a landscape needs two issues on the agenda; this one has fewer")
    return max(found, key=lambda pair: found[pair])


def _association(outcomes: Outcomes) -> dict[tuple[str, str], tuple[float, float]]:
    """By pair of issues on the agenda: mutual information, less that of chance, and joint entropy."""
    names = [issue.name for issue in outcomes.scenario.issues]
    agreed, times = agreed_kinds(outcomes)
    found = {}
    for a, b in combinations(np.flatnonzero(negotiated(outcomes.scenario)), 2):
        of = (agreed[:, a] >= 0) & (agreed[:, b] >= 0)
        (one, m), (other, n), (both, _) = (_entropy(agreed[of][:, on], times[of]) for on in ([a], [b], [a, b]))
        chance = (m - 1) * (n - 1) / (2.0 * np.log(2.0) * max(1, int(times[of].sum())))
        found[names[a], names[b]] = round(max(0.0, one + other - both - chance), 9), round(both, 9)
    return found


def _entropy(rows: Ints, times: Ints) -> tuple[float, int]:
    """The entropy of rows of digits that come so often each, in bits, and how many different ones there are."""
    counts = count_rows(rows, times)[1]
    shares = counts / max(1, int(times.sum()))
    return -float(np.sum(shares * np.log2(shares))), len(counts)


@lru_cache(maxsize=4)
def zopas(scenario: Scenario, seed: int) -> tuple[Bytes, ...]:
    """Compute which feasible packages are in the ZOPA of the first day, one bit each.

    One array for the draw of each of the first ``DRAWS`` runs; a single one if all draws are equal.
    """
    space, addresses = space_of(scenario), addresses_of(scenario)
    packages = enumerate_packages(space, space.status_quo, negotiated(scenario))
    layout = lay_out(space, len(addresses.guarantee), packages)
    found = []
    for run in range(DRAWS if scenario.uncertain else 1):
        values = draw_of(scenario, seed, run)
        table = prepare(space, addresses, vector_of(values))
        parties = range(len(scenario.parties))
        utilities = np.array([tabulated(space, table, p, layout) for p in parties])
        floors = np.array([first_day(scenario, values, space, table, p) for p in parties])
        found.append(np.packbits(in_zopa(utilities, floors)))
    return tuple(found)


def pair(outcomes: Outcomes, first: str, second: str) -> Pair:
    """Return one pair of issues, ``first`` in rows; raise ValueError if an issue is unknown or both are the same."""
    known = [issue.name for issue in outcomes.scenario.issues]
    if first not in known or second not in known or first == second:
        raise ValueError(f"expected two different issues of {', '.join(known)}; received {first} and {second}")
    agreed = agreed_kinds(outcomes)
    down, across = (_placed(outcomes, agreed, known.index(name)) for name in (first, second))
    return _pairs(outcomes, agreed, [(down, across)])[0]


def _pairs(
    outcomes: Outcomes, agreed: tuple[Ints, Ints], placed: Sequence[tuple[_Placed, _Placed]]
) -> tuple[Pair, ...]:
    zopa = _zopa_shares(outcomes, placed)
    return tuple(_pair(outcomes, agreed, *sides, share) for sides, share in zip(placed, zopa, strict=True))


def _zopa_shares(outcomes: Outcomes, placed: Sequence[tuple[_Placed, _Placed]]) -> list[Floats]:
    """Of each pair, in which share of the draws some package of a cell lies in the ZOPA, (rows, columns)."""
    inside = [np.zeros((len(down.rows.labels), len(across.rows.labels)), np.int64) for down, across in placed]
    issues = {side.issue: side.of for sides in placed for side in sides}
    draws = zopas(outcomes.scenario, outcomes.seed)
    for bits in draws:
        packages = np.flatnonzero(np.unpackbits(bits, count=len(placed[0][0].of) if placed else 0))
        rows = {issue: of[packages] for issue, of in issues.items()}
        for k, (down, across) in enumerate(placed):
            cells = np.zeros(inside[k].shape, np.bool_)
            cells[rows[down.issue], rows[across.issue]] = True
            inside[k] += cells
    return [counts / len(draws) for counts in inside]


def _pair(outcomes: Outcomes, agreed: tuple[Ints, Ints], one: _Placed, other: _Placed, zopa: Floats) -> Pair:
    kinds, times = agreed
    (a, down), (b, across) = (one.issue, one.rows), (other.issue, other.rows)
    settled = (kinds[:, a] >= 0) & (kinds[:, b] >= 0)
    shape = len(down.labels), len(across.labels)
    counts = np.zeros(shape, dtype=np.int64)
    np.add.at(counts, (down.row_of[kinds[settled, a]], across.row_of[kinds[settled, b]]), times[settled])
    possible = np.zeros(shape, dtype=np.bool_)
    possible[one.of, other.of] = True
    return Pair(
        first=outcomes.scenario.issues[a].name,
        second=outcomes.scenario.issues[b].name,
        first_labels=down.labels,
        second_labels=across.labels,
        counts=counts,
        share=counts / times.sum() if len(times) else np.full(shape, np.nan),
        possible=possible,
        zopa=zopa,
    )


@attrs.frozen(eq=False)
class _Placed:
    """An issue by its number, its rows, and in which of them each feasible package lies, (n,)."""

    issue: int
    rows: ShownLevels
    of: npt.NDArray[np.int32]


def _placed(outcomes: Outcomes, agreed: tuple[Ints, Ints], issue: int) -> _Placed:
    feasible = feasible_packages(outcomes.scenario)[:, issue]
    settled, levels = agreed[0][:, issue] >= 0, len(outcomes.scenario.issues[issue].levels)
    counts = np.bincount(agreed[0][settled, issue], agreed[1][settled], levels).astype(np.int64)
    rows = shown_levels(outcomes.scenario.issues[issue], counts, np.bincount(feasible, minlength=levels) > 0)
    return _Placed(issue, rows, rows.row_of.astype(np.int32)[feasible])
