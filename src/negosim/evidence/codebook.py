"""The codebook: the table that turns claims into numbers. Every entry can be overridden and swept."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from negosim.domain.parameters import Distribution, fixed, triangular, uniform


@attrs.frozen(kw_only=True)
class Spread:
    """A distribution as a file writes it: one ``value``, or ``low`` and ``high``, with or without a ``mode``.

    Attributes:
        value: the number, known for sure.
        low, mode, high: the lowest, the likeliest, the highest; without ``mode`` all between are alike.
        why: what it rests on.
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

    Attributes:
        width: half the width of the distribution of a value coded from one claim.
        weight: of the claim among others on the same thing.
        firmness: probability that a refusal so attributed is a real red line and not a posture.
    """

    width: float
    weight: float
    firmness: float


@attrs.frozen(kw_only=True)
class Codebook:
    """Stance x attribution to distributions, claims to parameters (docs/codebook.md explains every number).

    Attributes:
        stances: by stance, the value, 0 to 1, of a level on which a party takes it.
        attributions: by attribution, what it is worth.
        emphasis: by a claim's emphasis, the factor on its weight.
        near_end: value of the best level of an ordered issue where no claim names it.
        far_end: value of its worst level likewise.
        silent: value of the worst level, if no claim of the party is about the issue at all.
        unnumbered: how far along the scale a wish for more or less without a number is taken to reach, 0 to 1.
        uncoded: value of a level of an unordered issue that no claim names.
        weight_base: shape of an issue's gamma variable without claims; a party's weights are these variables,
            normalised: a Dirichlet distribution.
        weight_per_claim: what each statement adds to the shape, times the statement's own weight.
        repeat: how much of the doubt left in a red line each further claim removes.
        trust_base: trust in a mediator before any claim.
        trust_step: how far one claim of weight 1 moves it.
        leverage_base: leverage of a mediator before any claim.
        leverage_step: how far one claim of weight 1 moves it.
        mutual_base: trust between parties before any claim.
        mutual_step: how far one claim of weight 1 moves it.
        ability: probability that a mediator drafts, or presses, with and without a claim that it did.
        audience_step: how far an audience for a deal raises a party's waiting cost per day, in utility.
        premium_step: how far an audience against a deal raises what a party asks beyond no deal, in utility.
        defaults: distributions of parameters that no claim speaks to, by pattern such as ``*.concession``.
        version: of the table.
    """

    stances: Mapping[str, float]
    attributions: Mapping[str, Attributed]
    emphasis: Mapping[str, float]
    near_end: Spread
    far_end: Spread
    silent: Spread
    unnumbered: float
    uncoded: Spread
    weight_base: float
    weight_per_claim: float
    repeat: float
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
    version: int = 1
