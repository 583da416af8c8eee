"""Which numbers the parameters of random talks take: by the family of the parameter, from neutral to strange."""

from __future__ import annotations

import random
from collections.abc import Mapping

import attrs


@attrs.frozen
class Family:
    """Parameters of one kind.

    Attributes
    ----------
    neutral : float
        Value at which it has no effect.
    grid : tuple of float
        Few numbers, so that ties are common; they add up without rounding, or are the ends of the range.
    low, high : float
        Range of the numbers drawn.
    legal : tuple of float
        Range that a scenario may give.
    """

    neutral: float
    grid: tuple[float, ...]
    low: float = 0.0
    high: float = 1.0
    legal: tuple[float, float] = (0.0, 1.0)


INF = float("inf")
QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)
FAMILIES: Mapping[str, Family] = {
    "weight": Family(1.0, (0.5, 1.0, 1.0, 2.0), 0.05, 3.0, (0.0, INF)),
    "value": Family(0.5, QUARTERS),
    "red_line": Family(1.0, (0.0, 0.0, 1.0), 0.0, 1.0),
    "lift": Family(0.0, (0.0, 0.5, 0.75, 1.0)),
    "bonus": Family(0.0, (-0.5, -0.25, 0.25, 0.5), -0.3, 0.3, (-2.0, 2.0)),
    "premium": Family(0.0, (-0.5, -0.25, -0.125, *9 * (0.0,), 0.0625, 0.125, 2.0), -0.3, 0.15, (-2.0, 2.0)),
    "waiting_cost": Family(0.0, (-1 / 64, -1 / 128, 0.0, 0.0, 1 / 256, 1 / 64), -0.01, 0.015, (-1.0, 1.0)),
    "pressure": Family(0.0, (*9 * (0.0,), 0.125, 0.25, 2.0), 0.0, 0.2, (0.0, 2.0)),
    "concession": Family(1.0, (0.05, 0.25, 0.5, 1.0, 2.0, 20.0), 0.2, 3.0, (0.5, 1e3)),
    "horizon": Family(8.0, (1.0, 4.0, 8.0, 16.0, 32.0, 64.0, 1e6), 4.0, 60.0, (1.0, 1e6)),
    "ambition": Family(1.0, (0.0, 0.25, 0.5, 0.75, *4 * (1.0,)), 0.5, 1.0),
    "reciprocity": Family(0.0, QUARTERS),
    "follow_through": Family(1.0, QUARTERS),
    "bias": Family(0.0, (-0.25, -0.0625, 0.0, 0.0625, 0.25), -0.1, 0.1, (-1.0, 1.0)),
    "mutual": Family(0.5, QUARTERS),
    "trust": Family(0.5, (0.0, 0.25, 0.5, 1.0)),
    "leverage": Family(0.5, QUARTERS),
    "candour": Family(1.0, QUARTERS),
    "effort": Family(1.0, QUARTERS),
    "budget": Family(2.0, (0.0, 0.5, 1.0, 3.0, 1e9), 0.0, 4.0, (0.0, INF)),
    "guarantee": Family(0.5, QUARTERS),
    "talks.collapse": Family(0.0, (0.0, 0.0, 1 / 64, 0.125), 0.0, 0.03),
    "talks.stall": Family(0.0, (0.0, 0.0, 1 / 64, 0.125), 0.0, 0.01),
    "talks.learning": Family(0.25, QUARTERS),
    "talks.persuasion": Family(0.25, QUARTERS),
    "talks.pressure_cap": Family(0.5, (0.0, 0.25, 0.5, 2.0), 0.0, 1.0, (0.0, 2.0)),
    "talks.press_cost": Family(0.25, QUARTERS),
}
NEUTRAL, COARSE, ANY, UNCERTAIN, STRANGE = range(5)


def spread(family: str, name: str, level: int, salt: int) -> tuple[str, list[float]]:
    """The kind and the numbers of a parameter, the same for the same name and salt."""
    of, chance = FAMILIES[family], random.Random(f"{salt}.{family}.{name}")
    if level == NEUTRAL:
        return "fixed", [of.neutral]
    if level == COARSE:
        return "fixed", [chance.choice(of.grid)]
    one, other, third = sorted(chance.uniform(of.low, of.high) for _ in range(3))
    if level == ANY or chance.random() < 0.2:
        return "fixed", [chance.choice((one, other, third))]
    kinds = ["uniform", "uniform", "triangular", "triangular"]
    if family == "weight":
        kinds.append("gamma")
    if level == STRANGE:
        kinds += ["degenerate", "gamma", "chance"]
    kind = chance.choice(kinds)
    if kind == "degenerate":
        return "triangular", chance.choice([[one, one, third], [one, third, third], [one, one, one]])
    if kind == "gamma" and of.legal[0] <= max(other, 0.1) <= of.legal[1]:
        return kind, [max(other, 0.1) if family != "concession" else 2.0 + other]
    if kind == "chance" and family not in ("weight", "concession") and of.legal[0] <= other <= of.legal[1]:
        return kind, [other]
    return ("triangular", [one, other, third]) if kind == "triangular" else ("uniform", [one, third])
