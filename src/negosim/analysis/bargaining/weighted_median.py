"""The weighted median of positions on each issue, a benchmark of the expected-utility tradition.

On an ordered issue every party's position is its best level, weighted by power times salience. The weighted median
beats every other level in pairwise votes (Black 1948; Bueno de Mesquita 1984). The weighted mean, the compromise of van
den Bos (1991), did as well in the comparison of Achen (2006). Neither takes account of packages, consent, time or no
deal.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from negosim.domain.scenario import Scenario
from negosim.rules.preferences import addresses_of, prepare, vector_of
from negosim.spaces.space import space_of


@attrs.frozen
class MedianOfIssue:
    """Benchmarks for one issue.

    Attributes
    ----------
    issue : str
        Its name.
    positions : mapping of str to str
        Of each party, the level it likes best.
    forces : mapping of str to float
        Of each party, power times salience, adding up to 1.
    median : str
        The level of the weighted median; of two that both divide the forces in halves the earlier one.
    mean : str
        The level nearest to the weighted mean of positions along the list; the earlier one of two alike.
    """

    issue: str
    positions: Mapping[str, str]
    forces: Mapping[str, float]
    median: str
    mean: str


def weighted_median(
    scenario: Scenario, draw: Mapping[str, float], power: Mapping[str, float] | None = None
) -> tuple[MedianOfIssue, ...]:
    """Compute the benchmarks of every ordered issue in a draw; salience is the party's weight of the issue.

    Parameters
    ----------
    scenario : Scenario
        Whose issues they are; levels that no package can hold are nobody's position.
    draw : mapping of str to float
        Of every parameter.
    power : mapping of str to float, optional
        Of each party, from 0; 1 for those that are not named.

    Raises
    ------
    ValueError
        A party is not known, or a power is below 0, or no party has any.
    """
    names = [party.name for party in scenario.parties]
    given = dict(power or {})
    if set(given) - set(names):
        raise ValueError(f"power is of parties, {', '.join(names)}; received {', '.join(given)}")
    powers = np.array([float(given.get(name, 1.0)) for name in names])
    if not (powers >= 0.0).all() or not powers.any():
        raise ValueError(f"powers are numbers from 0, one of them above; received {powers.tolist()}")
    table = prepare(space_of(scenario), addresses_of(scenario), vector_of({n: draw[n] for n in scenario.parameters}))
    found = []
    for i, issue in enumerate(scenario.issues):
        if not issue.ordered:
            continue
        levels = np.array(issue.available)
        # Delivery shrinks what lies between a level and the status quo, and leaves which of them is best.
        best = [int(levels[np.argmax(table.delivered[p, 0, i, levels])]) for p in range(len(names))]
        force = powers * table.weights[:, i]
        force = force / force.sum() if force.sum() > 0.0 else powers / powers.sum()
        order = np.argsort(best, kind="stable")
        reached = np.cumsum(force[order])
        median = best[int(order[np.flatnonzero(reached >= 0.5 - 1e-12)[0]])]
        centre = float(np.dot(force, best))
        mean = int(levels[np.argmin(np.abs(levels - centre))])
        found.append(
            MedianOfIssue(
                issue.name,
                {name: issue.labels[at] for name, at in zip(names, best, strict=True)},
                {name: float(f) for name, f in zip(names, force, strict=True)},
                issue.labels[median],
                issue.labels[mean],
            )
        )
    return tuple(found)
