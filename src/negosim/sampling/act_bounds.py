"""Acts of a party as bounds on the utility of packages: lower bounds from consents, upper bounds from refusals."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.arrays import Bools, Ints
from negosim.compiled.compiling import plainly
from negosim.domain.scenario import Party, Scenario
from negosim.rules.preferences import addresses_of
from negosim.sampling.completions import best_of, typical_completions, worst_of
from negosim.spaces.space import context_of, space_of


class Bounds(NamedTuple):
    """Packages whose utility the acts of a party bound.

    A is the number of acts.

    Attributes
    ----------
    packages : ndarray, shape (n, I)
        Digits, act by act.
    context : ndarray, shape (n,)
        Context (phasing x guarantee) of each package.
    first : ndarray, shape (A + 1,)
        First package of each act, and the end of the last.
    consents : ndarray of bool, shape (A,)
        Whether an act is a consent: a lower bound.
    real : ndarray, shape (A,)
        Position in the vector of a draw of whether each act is real.
    """

    packages: Ints
    context: Ints
    first: Ints
    consents: Bools
    real: Ints


def bounds_of(scenario: Scenario, party: Party) -> Bounds:
    """Return the packages that represent a party's acts: typical completions of their terms, or of what they refuse."""
    acts = [act for act in scenario.acts if act.party == party.name]
    packages, first = [np.empty((0, len(scenario.issues)), np.int64)], [0]
    for act in acts:
        if act.consents:
            chosen = worst_of(scenario, party, typical_completions(scenario, act.terms, party.name))
        else:
            parts = [typical_completions(scenario, condition, party.name, refused=True) for condition in act.said_of]
            chosen = best_of(scenario, party, np.concatenate(parts))
        packages.append(chosen)
        first.append(first[-1] + len(chosen))
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
