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
        One or two changes.
    length : float
        Root of the sum of squares of their steps.
    estimate : Estimate
        Probability over runs that were not used in the search.
    reached : bool
        Whether the runs of the search showed the wanted probability.
    reached_again : bool
        Whether the interval of ``estimate`` reaches it.
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
        The scenario without changes.
    target : str
        The response that is to become likely.
    probability : float
        The wanted probability.
    base : Estimate
        Its probability without changes.
    singles, pairs : tuple of ChangePath
        Paths of one change and of two that reach the probability, shortest first.
    closest : tuple of ChangePath
        If none does, the paths that come closest, among those that raise the probability.
    tried : tuple of int
        Number of single changes, and of pairs, that were tried.
    there : bool
        Whether the runs reach the probability without changes; then none is searched.
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
