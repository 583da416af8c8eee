"""The result of a search for paths: changes that make an outcome as likely as wanted."""

from __future__ import annotations

import attrs

from negosim.domain.scenario import Scenario
from negosim.ensemble.results.outcomes import Estimate


@attrs.frozen
class ParameterMove:
    """The change of one parameter, or of mediation.

    Attributes
    ----------
    name : str
        Of the parameter, or ``mediation``.
    before, after : float or str
        The mean of the parameter's draws, without and with the change; of mediation, in words.
    steps : float
        How far it is moved, in standard deviations of its draws; positive upwards. Of mediation, the root of the
        sum of squares over the abilities that change; infinite if one of them was certain.
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
class ChangePath:
    """Changes that together reach a probability, or come as close as any.

    Attributes
    ----------
    moves : tuple of ParameterMove
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

    moves: tuple[ParameterMove, ...]
    length: float
    estimate: Estimate
    reached: bool
    reached_again: bool


@attrs.frozen(eq=False)
class Paths:
    """Changes that make a package, or any agreement, as likely as wanted.

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
    singles, pairs : tuple of ChangePath
        The paths that get there, shortest first.
    closest : tuple of ChangePath
        If none does, those that come closest, of those that make it likelier.
    tried : tuple of int
        How many changes were looked at alone, and in pairs.
    there : bool
        Whether the runs that look for changes show that probability without any; none is looked for then.
    """

    scenario: Scenario
    target: str
    probability: float
    base: Estimate
    singles: tuple[ChangePath, ...]
    pairs: tuple[ChangePath, ...]
    closest: tuple[ChangePath, ...]
    tried: tuple[int, int]
    there: bool = False
