"""Paths: changes that would bring a package, or any agreement, to a probability."""

from __future__ import annotations

import attrs

from negosim.domain.scenario import Scenario
from negosim.ensemble.results.outcomes import Estimate


@attrs.frozen
class Move:
    """One change of a path.

    Attributes
    ----------
    name : str
        Of the parameter, or ``mediation``.
    before, after : float | str
        The mean of the parameter's draws, without and with the change; of mediation, in words.
    steps : float
        How far it is moved, in standard deviations of its draws; positive upwards. Of mediation, the root of the sum of
        squares over the abilities that change; infinite if one of them was certain.
    """

    name: str
    before: float | str
    after: float | str
    steps: float

    def __str__(self) -> str:
        if isinstance(self.before, str) or isinstance(self.after, str):
            return f"{self.name}: {self.after}"
        return f"{self.name}: {self.before:.3g} to {self.after:.3g}"


@attrs.frozen
class Path:
    """Changes that together bring the target to the wanted probability, or closest to it.

    Attributes
    ----------
    moves : tuple[Move, ...]
        One or two.
    length : float
        The root of the sum of squares of their steps.
    estimate : Estimate
        Of the probability, over runs that were not used to find the path.
    reached : bool
        Whether the runs that it was found with showed the probability wanted.
    reached_again : bool
        Whether the interval of the estimate reaches the probability wanted.
    """

    moves: tuple[Move, ...]
    length: float
    estimate: Estimate
    reached: bool
    reached_again: bool


@attrs.frozen(eq=False)
class Paths:
    """The paths that bring a package, or any agreement, to a probability.

    Attributes
    ----------
    scenario : Scenario
        Without a change.
    target : str
        The response that is wanted.
    probability : float
        How likely.
    base : Estimate
        How likely it is without a change.
    singles, pairs : tuple[Path, ...]
        The paths that get there, shortest first.
    closest : tuple[Path, ...]
        If none does, those that come closest, of those that make it likelier.
    tried : tuple[int, int]
        How many changes were looked at alone, and in pairs.
    there : bool
        Whether the runs that look for changes show that probability without any; none is looked for then.
    """

    scenario: Scenario
    target: str
    probability: float
    base: Estimate
    singles: tuple[Path, ...]
    pairs: tuple[Path, ...]
    closest: tuple[Path, ...]
    tried: tuple[int, int]
    there: bool = False
