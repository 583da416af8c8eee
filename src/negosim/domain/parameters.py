"""Uncertain parameters: name, distribution and basis."""

from __future__ import annotations

from typing import Literal

import attrs
import numpy as np
import numpy.typing as npt

from negosim.arrays import Floats

Basis = Literal["claims", "convention", "assumption", "override"]
CONDITIONED = ("weight", "value", "follow_through", "premium")
"""Quantities of a party that are drawn so that they are consistent with its real acts."""


@attrs.frozen
class Distribution:
    """A distribution that a parameter is drawn from, by its quantile function.

    Attributes
    ----------
    kind : Literal["fixed", "uniform", "triangular", "gamma", "chance"]
        ``fixed`` (a), ``uniform`` (a to b), ``triangular`` (a, mode b, to c), ``gamma`` (shape a, scale 1), ``chance``
        (1 with probability a, else 0).
    a, b, c : float
        Its numbers, by kind.
    """

    kind: Literal["fixed", "uniform", "triangular", "gamma", "chance"]
    a: float
    b: float = 0.0
    c: float = 0.0

    @property
    def uncertain(self) -> bool:
        """Whether two draws can differ."""
        if self.kind == "fixed":
            return False
        if self.kind == "chance":
            return 0.0 < self.a < 1.0
        if self.kind == "uniform":
            return self.a < self.b
        return self.kind == "gamma" or self.a < self.c

    def quantile(self, u: npt.ArrayLike) -> Floats:
        """Return the quantile function at ``u`` in [0, 1), a number or an array."""
        at, a, b, c = np.asarray(u, np.float64), self.a, self.b, self.c
        if self.kind == "uniform":
            return at * (b - a) + a
        if self.kind == "triangular" and a < c:
            low, high = a + np.sqrt(at * (c - a) * (b - a)), c - np.sqrt((1 - at) * (c - a) * (c - b))
            return np.where(at < (b - a) / (c - a), low, high)
        if self.kind == "gamma" and a > 0:
            from scipy.special import gammaincinv  # noqa: PLC0415 - its import takes longer than reading a scenario

            return np.asarray(gammaincinv(a, at), np.float64)
        if self.kind == "chance":
            return np.where(at < a, 1.0, 0.0)
        return np.full(at.shape, 0.0 if self.kind == "gamma" else a)

    def share_below(self, value: npt.ArrayLike) -> Floats:
        """Return the cumulative probability at a value, a number or an array: the inverse of `quantile`.

        Of fixed, uniform and triangular distributions.
        """
        x, a, b = np.asarray(value, np.float64), self.a, self.b
        top = {"uniform": b, "triangular": self.c}.get(self.kind, a)
        if top <= a:
            return np.where(x <= a, 0.0, 1.0)
        inside = np.clip(x, a, top)
        if self.kind == "uniform":
            return (inside - a) / (b - a)
        # Of each half only values inside it are used; the other quotient may be 0 / 0.
        with np.errstate(invalid="ignore", divide="ignore"):
            low = (inside - a) * (inside - a) / ((top - a) * (b - a))
            high = 1.0 - (top - inside) * (top - inside) / ((top - a) * (top - b))
        return np.where(x <= a, 0.0, np.where(x >= top, 1.0, np.where(x < b, low, high)))

    def moved(self, *, add: float = 0.0, times: float = 1.0) -> Distribution:
        """The distribution of ``times * x + add``.

        Parameters
        ----------
        add : float
            In the unit of the parameter.
        times : float
            A factor, applied first.

        Returns
        -------
        Distribution
            The distribution; of a gamma variable and a chance, the first number is moved.
        """
        a, b, c = (x * times + add for x in (self.a, self.b, self.c))
        if self.kind == "gamma":
            return Distribution("gamma", max(0.0, a))
        if self.kind == "chance":
            return Distribution("chance", min(1.0, max(0.0, a)))
        if self.kind == "fixed":
            return fixed(a)
        if times < 0:
            a, b, c = (b, a, c) if self.kind == "uniform" else (c, b, a)
        return Distribution(self.kind, a, b, c if self.kind == "triangular" else 0.0)

    def within(self, low: float, high: float) -> Distribution:
        """The distribution with its numbers clipped to ``low`` and ``high``."""
        if self.kind in ("gamma", "chance"):
            return self
        return Distribution(self.kind, *(min(high, max(low, x)) for x in self.numbers))

    @property
    def numbers(self) -> tuple[float, ...]:
        """The numbers that count for its kind."""
        count = {"fixed": 1, "uniform": 2, "triangular": 3, "gamma": 1, "chance": 1}[self.kind]
        return (self.a, self.b, self.c)[:count]

    @property
    def mean(self) -> float:
        """The expected value."""
        if self.kind == "uniform":
            return (self.a + self.b) / 2
        if self.kind == "triangular":
            return (self.a + self.b + self.c) / 3
        return self.a

    @property
    def central(self) -> float:
        """The value of a central draw: the mean; for a chance, the likelier side, and 0 where both are alike."""
        return float(self.a > 0.5) if self.kind == "chance" else self.mean

    def __str__(self) -> str:
        values = ", ".join(f"{round(x, 12) + 0.0:.4g}" for x in self.numbers)
        return values if self.kind == "fixed" else f"{self.kind}({values})"


def fixed(value: float) -> Distribution:
    """A certain value."""
    return Distribution("fixed", float(value))


def uniform(low: float, high: float) -> Distribution:
    """The uniform distribution from ``low`` to ``high``."""
    return Distribution("uniform", float(low), float(high))


def triangular(low: float, mode: float, high: float) -> Distribution:
    """The triangular distribution from ``low`` to ``high`` with its mode."""
    return Distribution("triangular", float(low), float(mode), float(high))


@attrs.frozen(kw_only=True)
class Parameter:
    """One number of a scenario that a run draws.

    Attributes
    ----------
    name : str
        Its address, such as ``qatar.trust.israel``.
    distribution : Distribution
        What it is drawn from.
    basis : Basis
        ``claims`` (whether a reported act is real), ``convention`` (a number that the codebook chooses), ``assumption``
        (no claim and no rule of the codebook supports it), ``override`` (set by hand).
    claims : tuple[str, ...]
        Identifiers of the claims behind it.
    why : str
        The rule of the codebook, or the reason of the assumption.
    unit : str
        Of its value.
    prior : Distribution | None
        What it was drawn from before an override; acts are conditioned on this. None without an override.
    """

    name: str
    distribution: Distribution
    basis: Basis = "assumption"
    claims: tuple[str, ...] = ()
    why: str = ""
    unit: str = ""
    prior: Distribution | None = None

    @property
    def conditioned(self) -> Distribution:
        """What acts are conditioned on: the distribution before any override."""
        return self.prior or self.distribution
