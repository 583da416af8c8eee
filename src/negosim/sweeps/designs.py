"""Experimental designs: points of the unit cube, one coordinate for each factor.

Latin hypercubes are SciPy's; Saltelli's extension of the Sobol' sequence (Saltelli 2002, with Owen's scrambling) and
Morris's trajectories (1991) are SALib's, row for row in the order that its analyses want.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

import attrs
import numpy as np

from negosim.arrays import Floats
from negosim.domain.scenario import DEFAULT_SEED
from negosim.errors import BadInput, Problem, nearest
from negosim.files.sweep_format import DesignKind
from negosim.sweeps.factors import Factor

KINDS: tuple[str, ...] = get_args(DesignKind)
MOST_POINTS = 100_000
HOPELESS = 10**9
"""More points than a sweep can be meant to have."""
OUTERMOST = (0.05, 0.95)
"""Where one factor at a time is taken to in a distribution: to its quantiles of 5 and 95 %."""


@attrs.frozen(eq=False)
class Design:
    """The points of a sweep.

    Attributes
    ----------
    kind : str
        ``one_at_a_time``, ``grid``, ``latin_hypercube``, ``sobol`` or ``morris``.
    points : Floats
        (n, d), in the unit cube, in the order of the factors.
    seed : int
        Of what was drawn; -1 if nothing was.
    options : Mapping[str, Any]
        What it was made with.
    """

    kind: str
    points: Floats
    seed: int = -1
    options: Mapping[str, Any] = attrs.field(factory=dict)

    def __len__(self) -> int:
        return len(self.points)


def one_at_a_time(factors: Sequence[Factor], steps: int = 2) -> Design:
    """Make a one-at-a-time design: the centre first, then each factor alone.

    The centre has the middle of every range, the middle one of values and the first of levels. Steps run from end to
    end of a range, and from 5 to 95 % of a distribution.

    Parameters
    ----------
    factors : Sequence[Factor]
        In order.
    steps : int
        Points on a range, for each factor.
    """
    centre = [_middle(factor) for factor in factors]
    points = [centre]
    for k, factor in enumerate(factors):
        points.extend([*centre[:k], u, *centre[k + 1 :]] for u in _others(factor, steps))
    return Design("one_at_a_time", np.array(points), options={"steps": steps})


def grid(factors: Sequence[Factor], steps: int = 5) -> Design:
    """Make a full factorial design; the last factor changes first.

    Parameters
    ----------
    factors : Sequence[Factor]
        In order.
    steps : int
        Points on each range; values and levels are all used.
    """
    points = np.array(list(itertools.product(*(_places(factor, steps) for factor in factors))))
    return Design("grid", points, options={"steps": steps})


def latin_hypercube(factors: Sequence[Factor], n: int = 100, seed: int = DEFAULT_SEED) -> Design:
    """Make a Latin hypercube: each factor has one point in every n-th of its range.

    Source: McKay, Beckman & Conover 1979.

    Parameters
    ----------
    factors : Sequence[Factor]
        In order.
    n : int
        Number of points.
    seed : int
        Of the design.
    """
    from scipy.stats import qmc  # noqa: PLC0415 - takes a second to import

    points = qmc.LatinHypercube(len(factors), rng=np.random.default_rng(seed)).random(n)
    return Design("latin_hypercube", points, seed, {"n": n})


def sobol(factors: Sequence[Factor], n: int = 256, seed: int = DEFAULT_SEED, *, second_order: bool = False) -> Design:
    """Make Saltelli's design for Sobol indices: n (d + 2) points, n (2 d + 2) for second order.

    Parameters
    ----------
    factors : Sequence[Factor]
        In order; d of them.
    n : int
        Number of base points, a power of two.
    seed : int
        Of the design.
    second_order : bool
        Allow for indices of pairs.
    """
    from SALib.sample import sobol as saltelli  # noqa: PLC0415 - takes a second to import

    points = saltelli.sample(_cube(factors), n, calc_second_order=second_order, seed=seed)
    return Design("sobol", np.asarray(points, np.float64), seed, {"n": n, "second_order": second_order})


def morris(factors: Sequence[Factor], n: int = 20, seed: int = DEFAULT_SEED, *, levels: int = 4) -> Design:
    """Make Morris's design for elementary effects (1991): n (d + 1) points.

    Parameters
    ----------
    factors : Sequence[Factor]
        In order; d of them.
    n : int
        Number of trajectories.
    seed : int
        Of the design.
    levels : int
        Of every factor.
    """
    from SALib.sample import morris as trajectories  # noqa: PLC0415 - takes a second to import

    points = trajectories.sample(_cube(factors), n, num_levels=levels, seed=seed)
    return Design("morris", np.asarray(points, np.float64), seed, {"n": n, "levels": levels})


def _cube(factors: Sequence[Factor]) -> dict[str, Any]:
    names = [factor.name for factor in factors]
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def _middle(factor: Factor) -> float:
    if factor.levels:
        return 0.5 / factor.steps
    return ((factor.steps - 1) // 2 + 0.5) / factor.steps if factor.values else 0.5


def _others(factor: Factor, steps: int) -> list[float]:
    """Points of a range without that of the centre."""
    return [u for u in _places(factor, steps) if not math.isclose(u, _middle(factor))]


def _places(factor: Factor, steps: int) -> list[float]:
    if factor.steps:
        return [(k + 0.5) / factor.steps for k in range(factor.steps)]
    low, high = OUTERMOST if factor.distribution is not None else (0.0, 1.0)
    return [float(u) for u in np.linspace(low, high, steps)] if steps > 1 else [0.5]


@attrs.frozen
class _Kind:
    """How a kind of design is made: its function, number of points, options, and the key of its size."""

    make: Callable[..., Design]
    count: Callable[..., int]
    seeded: bool
    least: int
    n: int
    options: tuple[str, ...] = ()
    size: str = "n"


def _combinations(factors: Sequence[Factor], n: int) -> int:
    return math.prod(factor.steps or n for factor in factors)


def _alone(factors: Sequence[Factor], n: int) -> int:
    return 1 + sum(factor.steps - 1 if factor.steps else n - n % 2 for factor in factors)


_KINDS = {
    "one_at_a_time": _Kind(one_at_a_time, _alone, False, 2, 2, size="steps"),
    "grid": _Kind(grid, _combinations, False, 2, 5, size="steps"),
    "latin_hypercube": _Kind(latin_hypercube, lambda _, n: n, True, 2, 100),
    "sobol": _Kind(
        sobol, lambda f, n, second_order=False: n * (len(f) * (1 + second_order) + 2), True, 2, 256, ("second_order",)
    ),
    "morris": _Kind(morris, lambda f, n, levels=4: n * (len(f) + 1 + 0 * levels), True, 2, 20, ("levels",)),
}


def design_of(
    kind: str,
    factors: Sequence[Factor],
    n: int | None = None,
    seed: int = DEFAULT_SEED,
    *,
    most: int = MOST_POINTS,
    replications: int = 1,
    where: str = "sweep",
    **options: Any,
) -> Design:
    """The design of a kind.

    Parameters
    ----------
    kind : str
        A name in ``KINDS``.
    factors : Sequence[Factor]
        What varies.
    n : int | None
        How much of it: places of a range (``one_at_a_time``, ``grid``), points (``latin_hypercube``), base points
        (``sobol``, a power of two), trajectories (``morris``).
    seed : int
        Of what is drawn.
    most : int
        The most points that it may have.
    replications : int
        Runs at each point, for the word of what a larger design would cost.
    where : str
        The file or call, for errors.
    options : Any
        ``second_order`` of ``sobol``, ``levels`` of ``morris``.

    Raises
    ------
    BadInput
        There is no such kind or option, a number does not fit it, or it has more than ``most`` points.
    """
    if kind not in _KINDS:
        hint = nearest(kind, _KINDS)
        raise BadInput([Problem(file=where, key="design.kind", expected="a design", received=str(kind), hint=hint)])
    how = _KINDS[kind]
    n = how.n if n is None else n
    problems = [
        Problem(file=where, key=f"design.{key}", expected=expected, received=received, hint=hint)
        for key, expected, received, hint in _misfits(kind, how, n, options)
    ]
    if problems:
        raise BadInput(problems)
    count = how.count(factors, n, **options)
    if count > most:
        received = f"{_many(count)} of {kind} with {how.size} = {n} over {len(factors)} factors"
        runs = f", {_many(count * replications)} runs" if replications > 1 else ""
        yes = f", or yes to it: most_points = {count}" if count < HOPELESS else ""
        less = "a smaller n" if how.size == "n" else f"fewer {how.size}"
        hint = f"{less}, fewer factors{yes}"
        raise BadInput(
            [
                Problem(
                    file=where, key="design", expected=f"at most {most:,} points", received=received + runs, hint=hint
                )
            ]
        )
    seeds = {"seed": seed} if how.seeded else {}
    return how.make(factors, n, **seeds, **options)


def _many(count: int) -> str:
    return f"{count:,}" if count < HOPELESS**2 else f"about 10^{len(str(count)) - 1}"


def _misfits(kind: str, how: _Kind, n: int, options: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    found = [
        (name, "an option of this design", name, f"it belongs to {other}")
        for name in options
        for other, one in _KINDS.items()
        if name in one.options and name not in how.options
    ]
    if n < how.least:
        found.append(("n", f"a whole number from {how.least}", str(n), ""))
    elif kind == "sobol" and n & (n - 1):
        below = 1 << (n.bit_length() - 1)
        found.append(("n", "a power of two, which the Sobol' sequence needs", str(n), f"nearest: {below}, {2 * below}"))
    levels = options.get("levels", 4)
    if kind == "morris" and (levels < 2 or levels % 2):
        found.append(("levels", "an even number from 2", str(levels), ""))
    return found
