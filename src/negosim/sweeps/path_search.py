"""Search for changes that make a package, or any agreement, as likely as wanted.

Each uncertain parameter is moved as a whole, with its spread. A step of 1 is one standard deviation of its uncertainty,
so that the first paths ask for the least beyond what the documents leave open. Preferences are moved after acts have
conditioned them, and then need not fit the acts any more; where an act is made more or less likely to be real,
preferences are drawn anew.

First every change alone is taken as far as it may go, and those that reach the probability are reduced to the least
that does; then come pairs of those that do not reach it alone. Paths are estimated again with fresh runs, since the
best of many looks better than it is.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from os import PathLike

import attrs
import numpy as np
import pandas as pd

from negosim.arrays import Floats
from negosim.domain.parameters import Distribution
from negosim.domain.scenario import DEFAULT_SEED, Scenario
from negosim.ensemble.results.outcomes import Estimate, wilson
from negosim.errors import BadInput, Problem, shown
from negosim.sweeps.designs import Design
from negosim.sweeps.directions import (
    AS_IT_IS,
    Direction,
    combined,
    directions_of,
    distance,
    drawn_as,
    factors_of,
    same_factor,
)
from negosim.sweeps.paths import Move, Path, Paths
from negosim.sweeps.plan import Plan, SweepTask
from negosim.sweeps.planning import plan_of
from negosim.sweeps.playing import changed_scenario, columns_of
from negosim.sweeps.responses import PACKAGE, numbers_of
from negosim.sweeps.sources import Settings, source_of
from negosim.sweeps.sweep import play

HALVINGS = 5
"""How often a path is halved to find the least of it: to a thirty-second of the direction."""


def find_paths(
    scenario: Scenario | str | PathLike[str],
    package: str = "",
    probability: float = 0.5,
    runs: int = 200,
    *,
    seed: int = DEFAULT_SEED,
    vary: Sequence[str] = (),
    reach: float = 2.0,
    partners: int = 8,
    set: Settings | None = None,  # noqa: A002 - the word of the command line
    jobs: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Paths:
    """Find single changes, then pairs, of parameters or mediation that make an outcome as likely as wanted.

    Parameters
    ----------
    scenario : Scenario | str | PathLike[str]
        What is changed, as of ``sweep``.
    package : str
        The levels that it must have, ``ISSUE=LEVEL|LEVEL,ISSUE=LEVEL``; empty for any agreement.
    probability : float
        How likely it should be, above 0 and up to 1.
    runs : int
        With which each change is played, the same for all.
    seed : int
        Of all runs.
    vary : Sequence[str]
        Names and patterns of the uncertain parameters that may change, ``mediation`` for the mediators' styles; all of
        them if there are none.
    reach : float
        How far a parameter may be moved, in standard deviations of its own uncertainty.
    partners : int
        How many of the changes that do not get there alone are tried in pairs.
    set : Settings | None
        Settings of the scenario, as of ``load_scenario``.
    jobs : int
        Worker processes; 0 stands for one a core.
    progress : Callable[[int], None] | None
        Called with the number of runs just finished.

    Raises
    ------
    BadInput
        A number is not what it must be, an issue or level does not exist, or nothing uncertain fits ``vary``.
    """
    _check(probability, runs, reach, partners)
    target = f"{PACKAGE}{package.replace(',', '&')}" if package else "agreement"
    source = source_of(scenario, set)
    base = source.build({})
    _known(target, base)
    try:
        factors = factors_of(base, vary, reach)
    except BadInput as error:
        raise BadInput(attrs.evolve(problem, file="--vary", key="") for problem in error.problems) from None
    plan = plan_of(source, factors, "paths-to")
    search = _Search(plan, target, probability, runs, seed, jobs, progress or (lambda _: None))
    return search.paths(directions_of(plan, reach), partners)


@attrs.frozen(eq=False)
class _Search:
    plan: Plan
    target: str
    probability: float
    runs: int
    seed: int
    jobs: int
    report: Callable[[int], None]

    def paths(self, directions: Sequence[Direction], partners: int) -> Paths:
        """Try every direction alone, then pairs of the best of those that do not reach the probability."""
        start, *found = self.shares([(direction, 1.0) for direction in (Direction((), 0.0), *directions)])
        base = self.again([(Direction((), 0.0), 1.0)])[0]
        if start >= self.probability:
            return Paths(self.plan.base, self.target, self.probability, base, (), (), (), (0, 0), there=True)
        singles = self.shortened(
            [direction for direction, share in zip(directions, found, strict=True) if share >= self.probability]
        )
        short = [
            (share, direction)
            for direction, share in zip(directions, found, strict=True)
            if start < share < self.probability
        ]
        short.sort(key=lambda each: (-each[0], each[1].length))
        pairs = [
            combined(a, b) for (_, a), (_, b) in itertools.combinations(short[:partners], 2) if not same_factor(a, b)
        ]
        both = self.shares([(pair, 1.0) for pair in pairs])
        doubles = self.shortened([pair for pair, share in zip(pairs, both, strict=True) if share >= self.probability])
        alone = {direction.ends: share for share, direction in short}
        better = [(share, pair) for pair, share in zip(pairs, both, strict=True) if share > _parts(pair, alone)]
        nearest = sorted([*better, *short], key=lambda each: (-each[0], each[1].length))[:3]
        closest = (
            [] if singles or doubles else self.measured([(direction, 1.0) for _, direction in nearest], reached=False)
        )
        return Paths(
            self.plan.base,
            self.target,
            self.probability,
            base,
            self.measured(singles, reached=True),
            self.measured(doubles, reached=True),
            tuple(path for path in closest if path.estimate.share > base.share),
            (len(directions), len(pairs)),
        )

    def shares(self, places: Sequence[tuple[Direction, float]], *, fresh: bool = False) -> list[float]:
        """The share of runs with the target, so far along each direction."""
        if not places:
            return []
        points = np.array([self.point(direction, far) for direction, far in places])
        columns = tuple(columns_of(self.plan.base).names)
        task = SweepTask(self.plan, points, self.runs, self.seed, True, columns, first=self.runs if fresh else 0)
        swept = play(task, Design("given", points), jobs=self.jobs, progress=self.report)
        return [float(share) for share in swept.response(self.target).mean(axis=1)]

    def again(self, places: Sequence[tuple[Direction, float]]) -> list[Estimate]:
        """Estimate the shares again with fresh runs."""
        return [wilson(round(share * self.runs), self.runs) for share in self.shares(places, fresh=True)]

    def point(self, direction: Direction, far: float) -> Floats:
        """The point so far along a direction."""
        u = np.array([0.5 / f.steps if f.levels else 0.5 for f in self.plan.factors])
        for k, end in direction.ends:
            u[k] = end if self.plan.factors[k].levels else 0.5 + far * (end - 0.5)
        return u

    def shortened(self, directions: Sequence[Direction]) -> list[tuple[Direction, float]]:
        """Reduce each direction by halving to the least that reaches the probability; shortest first."""
        low, high = [0.0] * len(directions), [1.0] * len(directions)
        for _ in range(HALVINGS):
            open_ = [k for k, direction in enumerate(directions) if not direction.whole]
            middles = [(low[k] + high[k]) / 2 for k in open_]
            shares = self.shares([(directions[k], far) for k, far in zip(open_, middles, strict=True)])
            for k, far, share in zip(open_, middles, shares, strict=True):
                low[k], high[k] = (low[k], far) if share >= self.probability else (far, high[k])
        return sorted(zip(directions, high, strict=True), key=lambda place: self.length(*place))

    def length(self, direction: Direction, far: float) -> float:
        """The length in standard deviations."""
        return math.hypot(*(move.steps for move in self.moves(direction, far)))

    def measured(self, places: Sequence[tuple[Direction, float]], *, reached: bool) -> tuple[Path, ...]:
        """Paths, with estimates from fresh runs."""
        return tuple(
            Path(
                self.moves(direction, far),
                self.length(direction, far),
                estimate,
                reached,
                estimate.high >= self.probability,
            )
            for (direction, far), estimate in zip(places, self.again(places), strict=True)
        )

    def moves(self, direction: Direction, far: float) -> tuple[Move, ...]:
        """What a direction changes, so far along it."""
        point = self.point(direction, far)
        variant = self.plan.variant(self.plan.key(point))
        changes = self.plan.changes(point, variant)
        return tuple(self.move(k, point[k], changes) for k, _ in direction.ends)

    def move(self, k: int, u: float, changes: dict[str, Distribution]) -> Move:
        """What a factor changes at ``u``."""
        factor, value = self.plan.factors[k], self.plan.factors[k].at(float(u))
        if factor.levels:
            return Move(factor.name, AS_IT_IS, str(value), distance(self.plan, factor, int(factor.place(u))))
        assert not isinstance(value, str)
        before, unit = drawn_as(self.plan.base, factor.name)
        after, _ = drawn_as(changed_scenario(self.plan.base, {factor.name: changes[factor.name]}), factor.name)
        return Move(factor.name, before, after, value / unit)


def _parts(pair: Direction, alone: Mapping[tuple[tuple[int, float], ...], float]) -> float:
    """The share that the better of two combined directions reaches alone."""
    return max(alone[(end,)] for end in pair.ends)


def _known(target: str, base: Scenario) -> None:
    """BadInput unless runs of the scenario can have the target."""
    try:
        numbers_of(target, base, lambda names: pd.DataFrame({name: [] for name in names}), "--package")
    except BadInput as error:
        raise BadInput(attrs.evolve(problem, key="") for problem in error.problems) from None


def _check(probability: float, runs: int, reach: float, partners: int) -> None:
    wanted: list[tuple[str, object, bool, str]] = [
        ("--probability", probability, 0 < probability <= 1, "above 0 and up to 1"),
        ("--runs", runs, runs >= 1, "a whole number from 1"),
        ("--reach", reach, 0 < reach < math.inf, "a number of standard deviations above 0"),
        ("partners", partners, partners >= 0, "a whole number from 0"),
    ]
    problems = [
        Problem(file=key, expected=what, received=shown(value)) for key, value, right, what in wanted if not right
    ]
    if problems:
        raise BadInput(problems)
