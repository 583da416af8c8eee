"""Protocols of a sweep, as far as its analysis reads it; ``negosim.sweeps.result.Sweep`` fits them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import pandas as pd

from negosim.arrays import Floats


class DesignInfo(Protocol):
    """How the points of a sweep were laid out."""

    @property
    def kind(self) -> str:
        """The kind of design, one of ``analyze.DESIGNS``."""
        ...

    @property
    def options(self) -> Mapping[str, Any]:
        """Options of the kind: ``second_order`` of ``sobol``, ``levels`` of ``morris``."""
        ...


class Swept(Protocol):
    """The values of the factors at the points of a sweep, and its responses."""

    @property
    def values(self) -> pd.DataFrame:
        """Factor values in real units, one row per point, one column per factor."""
        ...

    @property
    def common(self) -> bool:
        """Whether all points played the same runs (common random numbers)."""
        ...

    def response(self, name: str) -> Floats:
        """Return a response, shape (n, replications)."""
        ...


class SweptDesign(Swept, Protocol):
    """A sweep with its design."""

    @property
    def names(self) -> Sequence[str]:
        """Names of the d factors."""
        ...

    @property
    def points(self) -> Floats:
        """Points in the unit cube, shape (n, d)."""
        ...

    @property
    def design(self) -> DesignInfo:
        """The design of the points."""
        ...
