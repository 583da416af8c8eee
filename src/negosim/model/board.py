"""Arrays of a run, as agents read them, and the state as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from negosim.arrays import Bools, Floats, Ints
from negosim.domain.scenario import Scenario
from negosim.domain.state import TEXT, State
from negosim.rules.preferences import prepare, vector_of
from negosim.rules.utility import utility
from negosim.search.best_packages import best, empty_sums, nearest, sum_up
from negosim.search.prepared import prepared
from negosim.search.tabulation import Layout, tabulated
from negosim.search.zopa import in_zopa_count
from negosim.spaces.neighbours import Room, room_for
from negosim.spaces.space import decode, encode, labels_of, met


class Board:
    """Arrays of one run, and views of its state as arrays.

    Parameters
    ----------
    scenario : Scenario
        Scenario of the run.
    draw : mapping of str to float
        Value of each parameter.

    Attributes
    ----------
    scenario : Scenario
        Scenario of the run.
    space, table : Space, Table
        Package space and preferences.
    parties : tuple of str
        Names of the parties.
    stage : int
        Number of the current stage.
    base : ndarray, shape (I,)
        Digits of the package that holds without a deal in this stage.
    free : ndarray of bool, shape (I,)
        Issues of this stage.
    """

    def __init__(self, scenario: Scenario, draw: Mapping[str, float]) -> None:
        self.scenario = scenario
        self.arrays = prepared(scenario)
        self.space = self.arrays.space
        self.parties = tuple(party.name for party in scenario.parties)
        self.stage, self.base = 0, self.arrays.status_quo
        self.free: Bools = self.arrays.groups[0]
        self._halves = self.arrays.halves
        self.change(draw)
        self._digits: dict[int, Ints] = {}
        self._coded = [
            (f"{r.party}.{r.name}", scenario.parameters[r.parameter].distribution.mean) for r in scenario.red_lines
        ]

    def change(self, draw: Mapping[str, float]) -> None:
        """Recompute the preferences for another draw."""
        self.table = prepare(self.space, self.arrays.addresses, vector_of(draw))
        self._worth: dict[tuple[int, int], float] = {}
        self._sum_up()

    def open_stage(self, stage: int, base: int) -> None:
        """Compute the packages of a stage that starts from the package ``base``."""
        self.stage, self.base, self.free = stage, self.digits(base), self.arrays.groups[stage]
        self._halves = self.arrays.halves if stage == 0 else self.arrays.stage(self.base, self.free)
        self._sum_up()

    def _sum_up(self) -> None:
        self._sums = empty_sums(self._halves, len(self.parties), self.table.worth.shape[1])
        sum_up(self.space, self._halves, self.table, self._sums)
        self._best: dict[int, tuple[float, Ints | None]] = {}
        self._values: Floats | None = None

    @cached_property
    def near_own(self) -> Room:
        """Work arrays for choosing among the packages near a party's last one."""
        return room_for(self.space, len(self.parties), self.scenario.rules.max_moves)

    @cached_property
    def near_text(self) -> Room:
        """Work arrays for choosing among the packages near the mediators' text."""
        return room_for(self.space, len(self.parties), self.scenario.rules.draft_moves)

    def best(self, party: int) -> tuple[float, Ints | None]:
        """Return a party's best package of the stage that crosses none of its real red lines.

        Returns
        -------
        utility : float
            Minus infinity if there is no such package.
        digits : ndarray, shape (I,), or None
        """
        if party not in self._best:
            found = np.empty(len(self.space.levels), np.int64)
            value = float(best(self.space, self._halves, self.table, self._sums, party, found))
            self._best[party] = value, found if value > -np.inf else None
        return self._best[party]

    def nearest(self, party: int, aim: float) -> Ints | None:
        """Return the package whose utility to a party is nearest at or above an aspiration, shape (I,), or None."""
        found = np.empty(len(self.space.levels), np.int64)
        value = nearest(self.space, self._halves, self.table, self._sums, party, aim, found)
        return found if value < np.inf else None

    def zopa(self, floors: Floats) -> int:
        """Return the number of packages in the ZOPA of the stage, for reservation values ``floors``, shape (P,)."""
        return int(in_zopa_count(self.space, self._halves, self.table, self._sums, floors))

    @property
    def packages(self) -> Ints:
        """All feasible packages of the stage, in the order of the index, shape (n, I)."""
        return self._layout.packages

    @property
    def values(self) -> Floats:
        """Utility of all packages to each party, minus infinity across a real red line, shape (P, n)."""
        if self._values is None:
            layout = self._layout
            self._values = np.array([tabulated(self.space, self.table, p, layout) for p in range(len(self.parties))])
        return self._values

    @property
    def _layout(self) -> Layout:
        return self.arrays.first if self.stage == 0 else self.arrays.layout(self.base, self.free)

    def digits(self, package: int) -> Ints:
        """Return the digits of a package, shape (I,)."""
        if package not in self._digits:
            self._digits[package] = decode(self.space, package)
        return self._digits[package]

    def index(self, digits: Ints) -> int:
        """Return the index of a package."""
        return int(encode(self.space, digits))

    def labels(self, package: int) -> dict[str, str]:
        """Return a package as a mapping of issue to label."""
        return labels_of(self.scenario, self.digits(package))

    def lines(self, package: int) -> int:
        """Return the declared red lines that a package crosses, as bits."""
        return int(met(self.space.red_lines, self.digits(package)))

    def utility(self, party: int, package: int) -> float:
        """Return the utility of a package to a party."""
        if (party, package) not in self._worth:
            self._worth[party, package] = float(utility(self.space, self.table, party, self.digits(package)))
        return self._worth[party, package]

    def utilities(self, package: int) -> dict[str, float]:
        """Return the utility of a package to each party, by name."""
        return {name: self.utility(p, package) for p, name in enumerate(self.parties)}

    def lasts(self, state: State) -> Ints:
        """Return the parties' last packages, shape (P, I); -1 in the row of a party that has tabled none."""
        rows = np.full((len(self.parties), len(self.space.levels)), -1, dtype=np.int64)
        for p, name in enumerate(self.parties):
            if name in state.tabled:
                rows[p] = self.digits(state.tabled[name])
        return rows

    def insight(self, state: State, observer: str) -> Floats:
        """Return an observer's insight into each party's weights, in [0, 1], shape (P,)."""
        return np.array([state.insight.get(f"{observer}.{name}", 0.0) for name in self.parties])

    def firmness(self, state: State, observer: str) -> Floats:
        """Return an observer's belief in each red line, shape (R,): its prior probability before any refusal."""
        return np.array([state.firmness.get(f"{observer}.{line}", coded) for line, coded in self._coded])

    def observers(self) -> tuple[str, ...]:
        """Return who can learn: each party, and the drafters of the text."""
        return (*self.parties, TEXT)
