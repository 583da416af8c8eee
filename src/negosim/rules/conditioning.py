"""Draws that do what the parties did: preferences conditioned on acts.

Each act is real in a run or not, by its own probability. Preferences are then drawn again, candidate after candidate,
until a draw does what the real acts say:

- every typical completion of what the party consented to is worth at least its reservation value;
- every typical completion of what it resisted or refused, or of what lacks its demand, is worth less.

Categorical refusals are red lines and ask nothing of a draw. Candidate ``t`` takes its numbers from the streams of the
parameters with ``t`` in their counter, so that a draw hangs on seed, run and names alone. The reservation value is what
acts say most of: the premium is drawn from what they leave of its distribution. Rejection sampling: von Neumann, J.
(1951). Various techniques used in connection with random digits. *NBS Applied Mathematics Series* 12.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import attrs
import numpy as np

from negosim.domain.draws import number_of
from negosim.domain.scenario import Party, Scenario
from negosim.rules.chance import LANES, Words, numbers_again, round_keys
from negosim.rules.compiling import apart, inlined, plainly
from negosim.rules.completions import best_of, typical_completions, worst_of
from negosim.rules.preparing import AT_END, Addresses, addresses_of, delivery, lifted, strengthened, value_curve
from negosim.rules.space import Bools, Ints, Space, met, space_of
from negosim.rules.table import Floats, context_of

MOST_CANDIDATES = 400
"""After so many candidates the one that comes closest is taken: the acts cannot be fitted together."""
MARGIN = 1e-9
"""By how much a bound is kept, so that rounding does not undo it; in utility."""
CONDITIONED = ("weight", "value", "follow_through", "premium")
"""Quantities of a party that its acts say something of."""
KINDS = ("fixed", "uniform", "triangular")


class Bounds(NamedTuple):
    """What the acts of a party say of packages.

    ``packages``: (n, I). ``context``: (n,), the way of phasing x guarantee of each. ``first``: (A + 1,), where the packages of each act begin. ``consents``: (A,), whether it is
    a consent.
    ``real``: (A,), where in the vector of a draw it stands whether an act is real.
    """

    packages: Ints
    context: Ints
    first: Ints
    consents: Bools
    real: Ints


class Room(NamedTuple):
    """Room for the preferences of a candidate.

    ``weights``: (I,). ``anchors``: (L,). ``values``, ``gains``: (I, L), the value of a level, and what it adds to the
    utility of the status quo if it is delivered. ``delivered``: (C, 3), by context and kind of delivery.
    """

    weights: Floats
    anchors: Floats
    values: Floats
    gains: Floats
    delivered: Floats


def room_for(space: Space, addresses: Addresses) -> Room:
    """Room for the preferences of one party."""
    issues, levels = space.available.shape
    contexts = len(addresses.shares) * len(addresses.guarantee)
    return Room(
        weights=np.empty(issues),
        anchors=np.empty(levels),
        values=np.zeros((issues, levels)),
        gains=np.zeros((issues, levels)),
        delivered=np.empty((contexts, AT_END + 1)),
    )


class Drawn(NamedTuple):
    """The parameters of a party that are drawn again, the premium last.

    ``places``: (n,), in the vector of a draw. ``kinds``: (n,), by ``KINDS``. ``numbers``: (n, 3), of the distributions
    before any override.
    """

    places: Ints
    kinds: Ints
    numbers: Floats


@attrs.frozen(eq=False)
class Conditions:
    """All that is needed to condition the draws of one party on its acts.

    Attributes:
        party: its name.
        names: of the parameters that are drawn again, the premium last.
        bounds, drawn: as arrays.
        pressure: place of the pressure before the talks in the vector of a draw.
        space, addresses: of the scenario with this party alone.
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
    """For each party with acts that bind its draws, what they ask."""
    found = (_conditions(scenario, party) for party in scenario.parties)
    return tuple(each for each in found if each is not None)


def bounds_of(scenario: Scenario, party: Party) -> Bounds:
    """The packages that stand for the acts of a party: typical completions of their terms, or of what they refuse."""
    acts = [act for act in scenario.acts if act.party == party.name and not act.categorical]
    packages, first = [np.empty((0, len(scenario.issues)), np.int64)], [0]
    for act in acts:
        if act.consents:
            told = worst_of(scenario, party, typical_completions(scenario, act.terms, party.name))
        else:
            parts = [typical_completions(scenario, condition, party.name, refused=True) for condition in act.said_of]
            told = best_of(scenario, party, np.concatenate(parts))
        packages.append(told)
        first.append(first[-1] + len(told))
    at = {name: k for k, name in enumerate(scenario.parameters)}
    space, together = space_of(scenario), np.concatenate(packages)
    guarantees = len(addresses_of(scenario).guarantee)
    return Bounds(
        packages=together,
        context=np.array(
            [plainly(context_of)(space.phasing, space.guarantee, guarantees, each) for each in together], dtype=np.int64
        ),
        first=np.array(first, dtype=np.int64),
        consents=np.array([act.consents for act in acts], dtype=np.bool_),
        real=np.array([at[act.parameter] for act in acts], dtype=np.int64),
    )


def _conditions(scenario: Scenario, party: Party) -> Conditions | None:
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
    told = [scenario.parameters[name].conditioned for name in names]
    return Conditions(
        party=party.name,
        names=tuple(names),
        bounds=bounds,
        drawn=Drawn(
            places=np.array([at[name] for name in names], dtype=np.int64),
            kinds=np.array([KINDS.index(d.kind) if d.kind in KINDS else 0 for d in told], dtype=np.int64),
            numbers=np.array([[d.a, d.b, d.c] for d in told], dtype=np.float64),
        ),
        pressure=at[f"{party.name}.pressure"],
        space=space_of(alone),
        addresses=addresses_of(alone),
    )


def conditioned(conditions: Conditions, seed: int, runs: range, draws: Floats) -> tuple[Floats, Ints]:
    """The numbers, each in [0, 1), from which a party's preferences are drawn so that they fit its acts.

    Parameters
    ----------
    conditions : Conditions
        Of the party.
    seed : int
        Of all runs.
    runs : range
        One after another.
    draws : ndarray, shape (runs, parameters)
        The value of every parameter before any override; whether acts are real is read from it.

    Returns
    -------
    numbers : ndarray, shape (runs, parameters drawn again)
        In the order of ``conditions.names``.
    misfits : ndarray of int64, shape (runs,)
        The act that no candidate did together with the others, counted among those of ``bounds``; -1 if all fit.
    """
    keys = np.array([round_keys(seed, number_of(name)) for name in conditions.names])
    found = np.empty((len(runs), len(conditions.names)))
    misfits = np.empty(len(runs), np.int64)
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
        misfits,
    )
    return found, misfits


@inlined
def quantile(kind: int, a: float, b: float, c: float, u: float) -> float:
    """``Distribution.quantile`` of the kinds in ``KINDS``."""
    if kind == 1:
        return a + u * (b - a)
    if kind == 2:
        if c <= a:
            return a
        if u < (b - a) / (c - a):
            return a + np.sqrt(u * (c - a) * (b - a))
        return c - np.sqrt((1.0 - u) * (c - a) * (c - b))
    return a


@inlined
def share_below(kind: int, a: float, b: float, c: float, value: float) -> float:
    """The share of a distribution that lies below a value: the inverse of ``quantile``."""
    top = b if kind == 1 else c
    if kind == 0 or top <= a:
        return 0.0 if value <= a else 1.0
    if value <= a:
        return 0.0
    if value >= top:
        return 1.0
    if kind == 1:
        return (value - a) / (b - a)
    if value < b:
        return (value - a) * (value - a) / ((c - a) * (b - a))
    return 1.0 - (c - value) * (c - value) / ((c - a) * (c - b))


@inlined
def take_preferences(space: Space, addresses: Addresses, vector: Floats, room: Room) -> None:
    """Put what a party of its own gains by each level, and what is delivered of it, into ``room``."""
    total = 0.0
    for i in range(len(room.weights)):
        room.weights[i] = vector[addresses.weight[0, i]]
        total += room.weights[i]
    for i in range(len(room.weights)):
        levels = space.levels[i]
        for k in range(levels):
            at = addresses.value[0, i, k]
            room.anchors[k] = vector[at] if at >= 0 else np.nan
        value_curve(room.anchors, levels, addresses.ordered[i], addresses.direction[0, i], room.values[i])
        room.weights[i] = room.weights[i] / total if total > 0.0 else 1.0 / len(room.weights)
        for k in range(levels):
            room.gains[i, k] = room.weights[i] * (room.values[i, k] - room.values[i, space.status_quo[i]])
    guarantees = len(addresses.guarantee)
    for g in range(guarantees):
        held = vector[addresses.guarantee[g]] if addresses.guarantee[g] >= 0 else 0.0
        belief = strengthened(vector[addresses.follow_through[0]], held)
        for way in range(len(addresses.shares)):
            for kind in range(AT_END + 1):
                room.delivered[way * guarantees + g, kind] = delivery(kind, addresses.shares[way], belief)


@inlined
def linkage_gain(space: Space, addresses: Addresses, vector: Floats, room: Room, package: Ints) -> float:
    """What the linkages of a party of its own add to a package, and do not add to no deal."""
    total, guarantees = 0.0, len(addresses.guarantee)
    for k in range(len(addresses.linkage)):
        for sign, digits in ((1.0, package), (-1.0, space.status_quo)):
            if not met(space.linkages, digits) & (1 << k):
                continue
            issue, worth = space.linkage_issue[k], vector[addresses.linkage[k]]
            if issue >= 0:
                context = context_of(space.phasing, space.guarantee, guarantees, digits)
                share = room.delivered[context, addresses.delivery[issue]]
                worth = room.weights[issue] * lifted(room.values[issue, digits[issue]], worth, share)
            total += sign * worth
    return total


@apart
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
    misfits: Ints,
) -> None:
    """Put the numbers of each run's accepted candidate into ``found`` (runs, n), and the misfits beside them."""
    last, four, tried = len(keys) - 1, np.empty(LANES), np.empty(len(keys))
    kind, (a, b, c) = drawn.kinds[last], drawn.numbers[last]
    bottom, top = quantile(kind, a, b, c, 0.0), quantile(kind, a, b, c, 1.0)
    for n in range(len(found)):
        vector, closest = draws[n], np.inf
        for t in range(MOST_CANDIDATES):
            for j in range(len(keys)):
                numbers_again(keys[j], 0, first + n, t, four)
                tried[j] = four[0]
                if j < last:
                    own = drawn.numbers[j]
                    vector[drawn.places[j]] = quantile(drawn.kinds[j], own[0], own[1], own[2], tried[j])
            take_preferences(space, addresses, vector, room)
            low, high, misfit = bottom, top, -1
            for act in range(len(bounds.consents)):
                if vector[bounds.real[act]] <= 0.5:
                    continue
                for k in range(bounds.first[act], bounds.first[act + 1]):
                    gain = vector[pressure] + linkage_gain(space, addresses, vector, room, bounds.packages[k])
                    for i in range(len(room.weights)):
                        delivered = room.delivered[bounds.context[k], addresses.delivery[i]]
                        gain += room.gains[i, bounds.packages[k, i]] * delivered
                    if bounds.consents[act]:
                        high = min(high, gain - MARGIN)
                    else:
                        low = max(low, gain + MARGIN)
                if low > high and misfit < 0:
                    misfit = act
                if low - high >= closest:
                    break
            if low - high < closest:
                closest, misfits[n] = low - high, misfit
                lowest, highest = share_below(kind, a, b, c, low), share_below(kind, a, b, c, high)
                for j in range(last):
                    found[n, j] = tried[j]
                found[n, last] = lowest + (highest - lowest) * tried[last] if misfit < 0 else min(lowest, highest)
            if misfit < 0:
                break
