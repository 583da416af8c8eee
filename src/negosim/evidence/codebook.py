"""The codebook: the table that turns claims into numbers. Every entry can be overridden and swept."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from negosim.domain.parameters import Distribution, fixed, triangular, uniform


@attrs.frozen(kw_only=True)
class Spread:
    """A distribution as a file writes it: one ``value``, or ``low`` and ``high``, with or without a ``mode``.

    Attributes
    ----------
    value : float | None
        The number, known for sure.
    low, mode, high : float | None
        The lowest, the likeliest, the highest; without ``mode`` all between are alike.
    why : str
        What it rests on.
    """

    value: float | None = None
    low: float | None = None
    mode: float | None = None
    high: float | None = None
    why: str = ""

    def distribution(self) -> Distribution:
        """The distribution; ValueError if its numbers do not make one."""
        if self.value is not None and self.low is None and self.mode is None and self.high is None:
            return fixed(self.value)
        if self.value is not None or self.low is None or self.high is None:
            raise ValueError("either value, or low and high with or without mode")
        if self.low > self.high or not self.low <= (self.low if self.mode is None else self.mode) <= self.high:
            raise ValueError("low <= mode <= high")
        return uniform(self.low, self.high) if self.mode is None else triangular(self.low, self.mode, self.high)


@attrs.frozen(kw_only=True)
class Attributed:
    """What an attribution is worth.

    Attributes
    ----------
    credibility : float
        The probability that what is so attributed was done or said.
    weight : float
        Of a claim on a relation, a pressure or an audience.
    """

    credibility: float
    weight: float


@attrs.frozen(kw_only=True)
class Codebook:
    """The numbers by which claims become parameters (docs/codebook.md explains every one).

    Attributes
    ----------
    attributions : Mapping[str, Attributed]
        By attribution, what it is worth.
    earnest : Mapping[str, float]
        By stance, the probability that an act so reported is meant and no posture.
    doubt : Mapping[str, float]
        By the strongest emphasis of an act's claims, the factor on the doubt that is left in it.
    repeat : float
        How much of the doubt left in an act each further document that tells of it removes.
    categorical : float
        The share of the doubt whether it is a posture that is left in a categorical claim: who says in public that it
        will never do something is bound by that.
    emphasis : Mapping[str, float]
        By a claim's emphasis, the factor on its weight.
    stakes : Mapping[str, float]
        Importance of an issue, relative to others: ``main`` for what the talks are for or the main obstacle, ``named``
        for another issue that is named as an obstacle, ``other`` for the rest.
    weight_spread : Spread
        Factors on the importance: the lowest, the likeliest and the highest.
    bend : float
        How far the value of the middle level may lie from the middle of the scale, in value.
    unranked : Spread
        Value of a level of an unordered issue that is not the best one of a party's ranking.
    trust_base : Spread
        Trust in a mediator before any claim.
    trust_step : float
        How far one claim of weight 1 moves it.
    leverage_base : Spread
        Leverage of a mediator before any claim.
    leverage_step : float
        How far one claim of weight 1 moves it.
    mutual_base : Spread
        Trust between parties before any claim.
    mutual_step : float
        How far one claim of weight 1 moves it.
    ability : Mapping[str, float]
        Probability that a mediator drafts, or presses, with and without a claim that it did.
    audience_step : float
        How far an audience for a deal raises a party's waiting cost per day, in utility.
    premium_step : float
        How far an audience against a deal raises what a party asks beyond no deal, in utility.
    defaults : Mapping[str, Spread]
        Distributions of parameters that no claim speaks to, by pattern such as ``*.concession``.
    version : int
        Of the table.
    """

    attributions: Mapping[str, Attributed]
    earnest: Mapping[str, float]
    doubt: Mapping[str, float]
    repeat: float
    categorical: float
    emphasis: Mapping[str, float]
    stakes: Mapping[str, float]
    weight_spread: Spread
    bend: float
    unranked: Spread
    trust_base: Spread
    trust_step: float
    leverage_base: Spread
    leverage_step: float
    mutual_base: Spread
    mutual_step: float
    ability: Mapping[str, float]
    audience_step: float
    premium_step: float
    defaults: Mapping[str, Spread] = attrs.field(factory=dict)
    version: int = 2
