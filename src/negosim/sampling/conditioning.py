"""Preferences conditioned on the parties' acts, by rejection sampling.

Each act is real in a run or not, by its own probability. Candidates for the preferences are drawn until one is
consistent with the real acts:

- each typical completion of what the party consented to is worth at least its reservation value;
- each typical completion of what it resisted or refused, or of what lacks its demand, is worth less.

Refusals are also red lines, which hold whatever the utility of a package. Candidate ``t`` takes its numbers from the
streams of the parameters with ``t`` in their counter, so that a draw depends on seed, run and names only. Acts say most
about the reservation value: the premium is drawn from the part of its distribution that they admit. Rejection sampling:
von Neumann, J. (1951). Various techniques used in connection with random digits. *NBS Applied Mathematics Series* 12.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import attrs
import numpy as np

from negosim.arrays import Floats, Ints, Words
from negosim.compiled.compiling import compiled
from negosim.compiled.random_numbers import LANES, numbers_again, round_keys
from negosim.domain.random_streams import number_of
from negosim.domain.scenario import Party, Scenario
from negosim.rules.preferences import Addresses, addresses_of
from negosim.sampling.act_bounds import Bounds, bounds_of
from negosim.sampling.candidates import (
    KINDS,
    Room,
    linkage_gain,
    quantile,
    room_for,
    share_below,
    take_preferences,
)
from negosim.spaces.space import Space, space_of

MOST_CANDIDATES = 400
"""Maximum number of candidates; if none is consistent with the acts, the closest one is used."""
MARGIN = 1e-9
"""Margin of each bound against rounding, in utility."""
CONDITIONED = ("weight", "value", "follow_through", "premium")
"""Quantities of a party that are conditioned on its acts."""


class Drawn(NamedTuple):
    """Parameters of a party that are drawn again, the premium last.

    Attributes
    ----------
    places, kinds : ndarray, shape (n,)
        Positions in the vector of a draw, and distributions, as positions in ``KINDS``.
    numbers : ndarray, shape (n, 3)
        Parameters of the distributions before any override.
    """

    places: Ints
    kinds: Ints
    numbers: Floats


@attrs.frozen(eq=False)
class Conditions:
    """Everything needed to condition the draws of one party on its acts.

    Attributes
    ----------
    party : str
        Its name.
    names : tuple of str
        Parameters that are drawn again, the premium last.
    bounds, drawn : Bounds, Drawn
        Acts and parameters as arrays.
    pressure : int
        Position of the pressure before the talks in the vector of a draw.
    space, addresses : Space, Addresses
        Of the scenario with this party alone.
    """

    party: str
    names: tuple[str, ...]
    bounds: Bounds
    drawn: Drawn
    pressure: int
    space: Space
    addresses: Addresses


@lru_cache(maxsize=16)
def conditions_of(scenario: Scenario) -> tuple[Conditions, ...]:
    """Return the conditions of each party whose acts constrain its draws; cached."""
    found = (_conditions(scenario, party) for party in scenario.parties)
    return tuple(each for each in found if each is not None)


def _conditions(scenario: Scenario, party: Party) -> Conditions | None:
    """Return the conditions of a party, or None without acts."""
    bounds = bounds_of(scenario, party)
    if not len(bounds.packages):
        return None
    alone = attrs.evolve(
        scenario,
        parties=(party,),
        red_lines=(),
        linkages=tuple(k for k in scenario.linkages if k.party == party.name),
        acts=(),
    )
    at = {name: k for k, name in enumerate(scenario.parameters)}
    names = [
        name
        for name, parameter in scenario.parameters.items()
        if name.partition(".")[0] == party.name
        and name.split(".")[1] in CONDITIONED
        and name != f"{party.name}.premium"
        and parameter.conditioned.kind in KINDS
        and parameter.conditioned.uncertain
    ]
    names.append(f"{party.name}.premium")
    distributions = [scenario.parameters[name].conditioned for name in names]
    return Conditions(
        party=party.name,
        names=tuple(names),
        bounds=bounds,
        drawn=Drawn(
            places=np.array([at[name] for name in names], dtype=np.int64),
            kinds=np.array([KINDS.index(d.kind) if d.kind in KINDS else 0 for d in distributions], dtype=np.int64),
            numbers=np.array([[d.a, d.b, d.c] for d in distributions], dtype=np.float64),
        ),
        pressure=at[f"{party.name}.pressure"],
        space=space_of(alone),
        addresses=addresses_of(alone),
    )


def conditioned(conditions: Conditions, seed: int, runs: range, draws: Floats) -> Floats:
    """Draw the numbers, uniform before conditioning, that give a party preferences consistent with its acts.

    Parameters
    ----------
    conditions : Conditions
        Conditions of the party.
    seed : int
        Seed of all runs.
    runs : range
        Consecutive run numbers.
    draws : ndarray, shape (runs, parameters)
        Values of all parameters before any override; includes whether acts are real.

    Returns
    -------
    ndarray, shape (runs, parameters drawn again)
        Probabilities in [0, 1], in the order of ``conditions.names``.
    """
    keys = np.array([round_keys(seed, number_of(name)) for name in conditions.names])
    found = np.empty((len(runs), len(conditions.names)))
    _draw_again(
        conditions.space,
        conditions.addresses,
        room_for(conditions.space, conditions.addresses),
        conditions.bounds,
        conditions.drawn,
        conditions.pressure,
        keys,
        runs.start,
        draws.copy(),
        found,
    )
    return found


@compiled(standalone=True)
def take_candidate(drawn: Drawn, keys: Words, run: int, number: int, tried: Floats, vector: Floats) -> None:
    """Draw a candidate of a run.

    Parameters
    ----------
    drawn : Drawn
        Parameters to draw.
    keys : ndarray of uint64, shape (n, 10, 2)
        Keys of their streams.
    run, number : int
        Numbers of the run and of the candidate.
    tried : ndarray, shape (n,)
        Output: uniform numbers.
    vector : ndarray, shape (parameters,)
        Output: values of all these parameters but the premium.
    """
    four, last = np.empty(LANES), len(keys) - 1
    for j in range(len(keys)):
        numbers_again(keys[j], 0, run, number, four)
        tried[j] = four[0]
        if j < last:
            own = drawn.numbers[j]
            vector[drawn.places[j]] = quantile(drawn.kinds[j], own[0], own[1], own[2], tried[j])


@compiled(allocates=False, standalone=True)
def premiums_left(
    space: Space,
    addresses: Addresses,
    room: Room,
    bounds: Bounds,
    pressure: int,
    vector: Floats,
    bottom: float,
    top: float,
    enough: float,
) -> tuple[float, float]:
    """Return the interval of premiums that the real acts admit for a candidate; empty if the first exceeds the second.

    Parameters
    ----------
    space, addresses : Space, Addresses
        Of the scenario with this party alone.
    room : Room
        Work arrays.
    bounds : Bounds
        Acts of the party.
    pressure : int
        Position of the pressure in ``vector``.
    vector : ndarray, shape (parameters,)
        Values of the candidate.
    bottom, top : float
        Range of the premium before conditioning, in utility.
    enough : float
        Stop early if the interval is empty by at least this gap.

    Returns
    -------
    low, high : float
        In utility.
    """
    low, high = bottom, top
    take_preferences(space, addresses, vector, room)
    for act in range(len(bounds.consents)):
        if vector[bounds.real[act]] <= 0.5:
            continue
        for k in range(bounds.first[act], bounds.first[act + 1]):
            package, delivered = bounds.packages[k], room.delivered[bounds.context[k]]
            gain = vector[pressure] + linkage_gain(space, addresses, vector, room, package)
            for i in range(len(room.weights)):
                gain += room.gains[i, package[i]] * delivered[addresses.delivery[i]]
            if bounds.consents[act]:
                high = min(high, gain - MARGIN)
            else:
                low = max(low, gain + MARGIN)
        if low - high >= enough:
            break
    return low, high


@compiled(standalone=True)
def _draw_again(
    space: Space,
    addresses: Addresses,
    room: Room,
    bounds: Bounds,
    drawn: Drawn,
    pressure: int,
    keys: Words,
    first: int,
    draws: Floats,
    found: Floats,
) -> None:
    """Write the numbers of each run's accepted candidate to ``found`` (runs, n)."""
    last, tried = len(keys) - 1, np.empty(len(keys))
    kind, (a, b, c) = drawn.kinds[last], drawn.numbers[last]
    bottom, top = quantile(kind, a, b, c, 0.0), quantile(kind, a, b, c, 1.0)
    for n in range(len(found)):
        closest = np.inf
        for t in range(MOST_CANDIDATES):
            take_candidate(drawn, keys, first + n, t, tried, draws[n])
            low, high = premiums_left(space, addresses, room, bounds, pressure, draws[n], bottom, top, closest)
            if low - high < closest:
                closest = low - high
                lowest, highest = share_below(kind, a, b, c, low), share_below(kind, a, b, c, high)
                for j in range(last):
                    found[n, j] = tried[j]
                found[n, last] = lowest + (highest - lowest) * tried[last] if low <= high else min(lowest, highest)
            if low <= high:
                break
