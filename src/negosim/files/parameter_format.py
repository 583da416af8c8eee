"""The format of a parameter in a scenario file: a change in ``[set]``, and an entry of a resolved file."""

from __future__ import annotations

from typing import Literal

import attrs

from negosim.domain.parameters import Basis
from negosim.evidence.codebook import Spread
from negosim.files.toml_reading import CHECKS


@attrs.frozen(kw_only=True)
class Change:
    """An entry of ``[set]``: new numbers, or how to move those there are.

    Attributes
    ----------
    value : float | None
        The number, known for sure.
    low, mode, high : float | None
        The lowest, the likeliest, the highest; without ``mode`` all between are alike.
    times : float | None
        By what to multiply the numbers there are.
    add : float | None
        What to add to them, after that.
    why : str
        The reason, shown with the parameter.
    """

    value: float | None = None
    low: float | None = None
    mode: float | None = None
    high: float | None = None
    add: float | None = None
    times: float | None = None
    why: str = ""

    def check(self) -> None:
        """ValueError unless it says either new numbers, or how to move those there are."""
        numbers = (self.value, self.low, self.mode, self.high)
        if self.add is None and self.times is None:
            Spread(value=self.value, low=self.low, mode=self.mode, high=self.high).distribution()
        elif any(number is not None for number in numbers):
            raise ValueError("either new numbers, or add and times")


CHECKS[Change] = Change.check


@attrs.frozen(kw_only=True)
class ParameterEntry:
    """``[parameters.NAME]`` of a resolved file: what codebook, assumptions and overrides came to.

    Attributes
    ----------
    kind : Literal["fixed", "uniform", "triangular", "gamma", "chance"]
        Of its distribution.
    numbers : tuple[float, ...]
        Of its distribution: value; low, high; low, mode, high; shape; probability.
    basis : Basis
        What it stands on.
    claims : tuple[str, ...]
        Identifiers of the claims behind it.
    why : str
        The rule or the reason.
    unit : str
        Of its value.
    prior_kind, prior_numbers : Literal['fixed', 'uniform', 'triangular', 'gamma', 'chance'] | None, tuple[float, ...]
        Its distribution before an override, on which acts are conditioned.
    """

    kind: Literal["fixed", "uniform", "triangular", "gamma", "chance"]
    numbers: tuple[float, ...]
    basis: Basis = "assumption"
    claims: tuple[str, ...] = ()
    why: str = ""
    unit: str = ""
    prior_kind: Literal["fixed", "uniform", "triangular", "gamma", "chance"] | None = None
    prior_numbers: tuple[float, ...] = ()
