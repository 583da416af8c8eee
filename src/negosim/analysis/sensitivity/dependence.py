"""Dependent draws: rank correlations, and the variance that groups of parameters explain.

Draws of parameters are independent, except preferences of a party with acts, which are drawn until they fit these acts
(``sampling.conditioning``). The correlations depend on the scenario and not on the runs; they are estimated from many
more draws than there are runs, so that variance shares need no regression.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import permutations

import attrs
import numpy as np

from negosim.arrays import Floats, Ints
from negosim.domain.scenario import DEFAULT_SEED, Scenario
from negosim.sampling.conditioning import conditions_of
from negosim.sampling.draws import draws_of

DRAWS = 10_000
"""Over how many draws correlations are taken at most."""
_JITTER = 1e-9


@attrs.frozen(eq=False)
class Dependence:
    """Rank correlations of dependent columns.

    Attributes
    ----------
    places : ndarray of int
        Of those columns, (m,).
    matrix : ndarray of float
        Their rank correlations, (m, m).
    """

    places: Ints
    matrix: Floats


INDEPENDENT = Dependence(np.empty(0, dtype=np.int64), np.empty((0, 0)))


@lru_cache(maxsize=4)
def dependence_of(scenario: Scenario, names: tuple[str, ...], draws: int = DRAWS) -> Dependence:
    """Estimate the rank correlations of some uncertain parameters of a scenario.

    Parameters
    ----------
    scenario : Scenario
        Whose draws.
    names : tuple of str
        Of the parameters.
    draws : int
        Over how many draws.

    Returns
    -------
    Dependence
        Of the preferences that acts condition, and of what they are conditioned on: which acts are real, guarantees,
        linkages and the pressure before the talks. All others are independent.
    """
    order, conditions = list(scenario.parameters), conditions_of(scenario)
    tied = {name for each in conditions for name in (*each.names, *(order[k] for k in each.bounds.real))}
    if conditions:
        parties = {each.party for each in conditions}
        tied |= {name for name in names if _read_by(name, parties)}
    places = np.array([k for k, name in enumerate(names) if name in tied], dtype=np.int64)
    if not len(places):
        return INDEPENDENT
    drawn = draws_of(scenario, DEFAULT_SEED, range(draws))
    ranked = standardize(ranks(drawn[:, [order.index(names[k]) for k in places]]))
    matrix = ranked.T @ ranked / draws
    np.fill_diagonal(matrix, 1.0)
    return Dependence(places, matrix)


def _read_by(name: str, parties: Collection[str]) -> bool:
    """Whether the preferences of one of the parties are drawn with an eye on a parameter that is drawn before."""
    owner, _, kind = name.partition(".")
    return owner == "guarantee" or (owner in parties and kind.partition(".")[0] in ("linkage", "pressure"))


def explained_variance(
    correlations: Floats, dependence: Dependence, groups: Sequence[str], first: Sequence[str]
) -> dict[str, Floats]:
    """Compute the variance of an outcome that groups of columns explain, by linear regression on ranks.

    Columns that do not go together explain the sum of their squared correlations. Of those that do, each adds what the
    columns before it leave: the squares of ``L⁻¹ ρ``, with ρ their correlations with the outcome and ``L Lᵀ`` those
    among them (Cholesky). The groups in ``first`` come before all others; over the orders of the rest it is averaged,
    so that what several explain together is divided between them (Lindeman, Merenda & Gold 1980; for dependent inputs
    of models: Owen & Prieur 2017, "On Shapley value for measuring importance of dependent inputs").

    Parameters
    ----------
    correlations : (n, k)
        Rank correlations of the columns with the outcome, a row a sample.
    dependence : Dependence
        How the columns go together.
    groups : sequence of str, length k
        Of each column.
    first : sequence of str
        Groups that the others hang on, and not the other way round.

    Returns
    -------
    dict
        By group, (n,); the expectation under noise, 1 / (runs - 1) a column, is not taken off.
    """
    of_column = np.array(groups, dtype=object)
    alone = np.ones(len(of_column), dtype=np.bool_)
    alone[dependence.places] = False
    names = dict.fromkeys(groups)
    found = {name: (correlations[:, alone & (of_column == name)] ** 2).sum(axis=1) for name in names}
    if not len(dependence.places):
        return found
    own, rho = of_column[dependence.places], correlations[:, dependence.places]
    orders = list(permutations(name for name in names if name not in first and (own == name).any()))
    for order in orders:
        at = np.concatenate([np.flatnonzero(own == name) for name in (*first, *order)])
        added = np.linalg.solve(_lower(dependence.matrix[np.ix_(at, at)]), rho[:, at].T) ** 2
        for name in names:
            found[name] = found[name] + added[own[at] == name].sum(axis=0) / len(orders)
    return found


def as_dependent(correlations: Floats, dependence: Dependence) -> Floats:
    """Convert correlations (n, k) of independent columns with noise to those of dependent columns."""
    found = correlations.copy()
    if len(dependence.places):
        found[:, dependence.places] = found[:, dependence.places] @ _lower(dependence.matrix).T
    return found


def _lower(matrix: Floats) -> Floats:
    """L with L Lᵀ the matrix, but for a jitter that lets columns be alike."""
    return np.linalg.cholesky(np.asarray(matrix + _JITTER * np.eye(len(matrix)), dtype=np.float64))


def ranks(columns: Floats) -> Floats:
    """Rank the values of each column from 1; ties get their mean rank."""
    order, last = np.argsort(columns, axis=0), len(columns) - 1
    ordered = np.take_along_axis(columns, order, axis=0)
    places, differs = np.arange(len(columns))[:, None], np.ones((1, columns.shape[1]), np.bool_)
    begins = np.vstack([differs, ordered[1:] != ordered[:-1]])
    ends = np.vstack([begins[1:], differs])
    first = np.maximum.accumulate(np.where(begins, places, 0), axis=0)
    final = np.minimum.accumulate(np.where(ends, places, last)[::-1], axis=0)[::-1]
    found = np.empty_like(columns)
    np.put_along_axis(found, order, (first + final) / 2.0 + 1.0, axis=0)
    return found


def standardize(columns: Floats) -> Floats:
    """Standardize columns to mean 0 and variance 1; constant columns become zeros."""
    if not len(columns):
        return columns
    centred = columns - columns.mean(axis=0)
    spread = centred.std(axis=0)
    return np.where(spread > 0.0, centred / np.where(spread > 0.0, spread, 1.0), 0.0)
