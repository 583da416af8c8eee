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

from collections import OrderedDict
from collections.abc import Mapping

import attrs
import numpy as np

from negosim.arrays import Floats, Ints
from negosim.compiled.random_numbers import first_numbers, round_keys
from negosim.content_cache import cached_by_content
from negosim.domain.parameters import CONDITIONED, Distribution, fixed
from negosim.domain.scenario import Party, Scenario
from negosim.rules.preferences import Addresses, addresses_of
from negosim.sampling.act_bounds import Bounds, bounds_of
from negosim.sampling.candidates import gains_of
from negosim.spaces.space import Space, space_of

MOST_CANDIDATES = 400
"""Maximum number of candidates; if none is consistent with the acts, the closest one is used."""
MARGIN = 1e-9
"""Margin of each bound against rounding, in utility."""
AT_ONCE = 128
"""Number of candidates that are drawn at once, over all runs, if there are fewer runs."""
BLOCK = 100
"""Number of runs whose accepted numbers are kept together."""
Priors = tuple[Distribution, ...]
KINDS = ("fixed", "uniform", "triangular")
"""Distributions of parameters that are drawn again."""


@attrs.frozen(eq=False)
class Conditions:
    """Everything needed to condition the draws of one party on its acts.

    Attributes
    ----------
    party : str
        Its name.
    names : tuple of str
        Parameters that are drawn again, the premium last.
    places : ndarray, shape (n,)
        Their positions in the vector of a draw.
    distributions : tuple of Distribution
        Their distributions before any override.
    bounds : Bounds
        Acts as arrays.
    pressure : int
        Position of the pressure before the talks in the vector of a draw.
    space, addresses : Space, Addresses
        Of the scenario with this party alone.
    """

    party: str
    names: tuple[str, ...]
    places: Ints
    distributions: tuple[Distribution, ...]
    bounds: Bounds
    pressure: int
    space: Space
    addresses: Addresses


def _content(scenario: Scenario) -> object:
    """Everything that conditions depend on: names of parameters, priors of preferences, and what acts speak of."""
    priors, possible = {}, {}
    for name, parameter in scenario.parameters.items():
        kind = name.partition(".")[2].partition(".")[0]
        if kind in CONDITIONED:
            priors[name] = parameter.conditioned
        elif kind in ("act", "red_line"):
            possible[name] = (parameter.distribution.mean > 0.0, parameter.conditioned.mean > 0.0)
    talks = scenario.infeasible, scenario.red_lines, scenario.linkages, scenario.acts, scenario.phasing
    return tuple(scenario.parameters), priors, possible, tuple(scenario.issues), tuple(scenario.parties), talks


@cached_by_content(_content, maxsize=16)
def conditions_of(scenario: Scenario) -> tuple[Conditions, ...]:
    """Return the conditions of each party whose acts constrain its draws; cached."""
    acting = {act.party for act in scenario.acts}
    found = (_conditions(scenario, party) for party in scenario.parties if party.name in acting)
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
    *others, premium = (scenario.parameters[name].conditioned for name in names)
    return Conditions(
        party=party.name,
        names=tuple(names),
        places=np.array([at[name] for name in names], dtype=np.int64),
        distributions=(*others, premium if premium.kind in KINDS else fixed(premium.a)),
        bounds=bounds,
        pressure=at[f"{party.name}.pressure"],
        space=space_of(alone),
        addresses=addresses_of(alone),
    )


class Accepted:
    """Numbers that ``conditioned`` returned, in blocks of runs.

    A change of something that no act speaks of leaves them as they are.

    Parameters
    ----------
    most_bytes : int
        Memory that they may take.
    """

    def __init__(self, most_bytes: int = 16 * 2**20) -> None:
        self._known: OrderedDict[tuple[Conditions, int, Priors], dict[int, Floats]] = OrderedDict()
        self._most, self._bytes = most_bytes, 0

    def of(self, conditions: Conditions, seed: int, runs: range, draws: Floats, priors: Priors) -> Floats:
        """Return what ``conditioned`` does.

        Parameters
        ----------
        conditions, seed, runs, draws
            As of ``conditioned``.
        priors : tuple of Distribution
            What ``draws`` were drawn from.

        Returns
        -------
        ndarray, shape (parameters drawn again, runs)
        """
        known = self._known.setdefault((conditions, seed, priors), {})
        self._known.move_to_end((conditions, seed, priors))
        parts = [range(max(first, runs.start), min(first + BLOCK, runs.stop)) for first in _firsts(runs)]
        missing = [part for part in parts if part.start - part.start % BLOCK not in known]
        if not missing:
            return np.concatenate([_cut(known, part) for part in parts], axis=1)
        span = range(missing[0].start, missing[-1].stop)
        fresh = conditioned(conditions, seed, span, draws[:, span.start - runs.start : span.stop - runs.start])
        found = []
        for part in parts:
            inside = part in missing
            numbers = fresh[:, part.start - span.start : part.stop - span.start] if inside else _cut(known, part)
            found.append(numbers)
            if inside and len(part) == BLOCK:
                known[part.start] = numbers.copy()
                self._bytes += numbers.nbytes
        self._forget()
        return np.concatenate(found, axis=1)

    def _forget(self) -> None:
        while self._bytes > self._most:
            self._bytes -= sum(numbers.nbytes for numbers in self._known.popitem(last=False)[1].values())


def _cut(known: Mapping[int, Floats], part: range) -> Floats:
    first = part.start - part.start % BLOCK
    return known[first][:, part.start - first : part.stop - first]


def _firsts(runs: range) -> range:
    """The first run of each block that some runs touch."""
    return range(runs.start - runs.start % BLOCK, runs.stop, BLOCK)


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
    draws : ndarray, shape (parameters, runs)
        Values of all parameters before any override; includes whether acts are real.

    Returns
    -------
    ndarray, shape (parameters drawn again, runs)
        Probabilities in [0, 1], in the order of ``conditions.names``.
    """
    keys, found = round_keys(seed, conditions.names), np.empty((len(conditions.names), len(runs)))
    premium, closest, number = conditions.distributions[-1], np.full(len(runs), np.inf), 0
    left = np.arange(len(runs))
    while len(left) and number < MOST_CANDIDATES:
        count = min(MOST_CANDIDATES - number, max(1, AT_ONCE // len(left)))
        of, tried = left.repeat(count), np.empty((len(keys), len(left) * count))
        first_numbers(keys, runs.start + of, np.tile(np.arange(number, number + count), len(left)), tried)
        low, high = _premiums_left(conditions, draws[:, of], tried)
        gaps = (low - high).reshape(len(left), count)
        # The first candidate that leaves a premium, or else the closest one.
        best = np.where((gaps <= 0.0).any(axis=1), np.argmax(gaps <= 0.0, axis=1), np.argmin(gaps, axis=1))
        better = gaps[np.arange(len(left)), best] < closest[left]
        chosen, runs_of = (np.arange(len(left)) * count + best)[better], left[better]
        closest[runs_of] = gaps.ravel()[chosen]
        lowest, highest = premium.share_below(low[chosen]), premium.share_below(high[chosen])
        found[:, runs_of] = tried[:, chosen]
        found[-1, runs_of] = np.where(
            closest[runs_of] <= 0.0, lowest + (highest - lowest) * tried[-1, chosen], np.minimum(lowest, highest)
        )
        left, number = left[closest[left] > 0.0], number + count
    return found


def _premiums_left(conditions: Conditions, draws: Floats, tried: Floats) -> tuple[Floats, Floats]:
    """Return the interval of premiums that the real acts admit for each of m candidates; empty if low exceeds high.

    Parameters
    ----------
    conditions : Conditions
        Conditions of the party.
    draws : ndarray, shape (parameters, m)
        Values of all parameters before conditioning; changed.
    tried : ndarray, shape (n, m)
        Uniform numbers of the candidates.

    Returns
    -------
    low, high : ndarray, shape (m,)
        In utility.
    """
    bounds, premium = conditions.bounds, conditions.distributions[-1]
    for place, distribution, numbers in zip(conditions.places[:-1], conditions.distributions, tried, strict=False):
        draws[place] = distribution.quantile(numbers)
    space, addresses, start = conditions.space, conditions.addresses, draws[conditions.pressure]
    gains = gains_of(space, addresses, bounds.packages, bounds.context, draws, start)
    low, high = (np.full(len(start), premium.quantile(end)) for end in (0.0, 1.0))
    for act, consents in enumerate(bounds.consents):
        of_act = gains[bounds.first[act] : bounds.first[act + 1]]
        real = draws[bounds.real[act]] > 0.5
        if consents:
            high = np.where(real, np.minimum(high, of_act.min(axis=0, initial=np.inf) - MARGIN), high)
        else:
            low = np.where(real, np.maximum(low, of_act.max(axis=0, initial=-np.inf) + MARGIN), low)
    return low, high
