"""All arrays that the kernel uses to play a run, passed by reference."""

from __future__ import annotations

from typing import NamedTuple

from negosim.arrays import Ints, Words
from negosim.kernel.run_state import RunState
from negosim.kernel.setting import Game, Shocks
from negosim.rules.utility import Table
from negosim.search.best_packages import Sums
from negosim.search.halves import Halves
from negosim.spaces.neighbours import Room
from negosim.spaces.space import Space


class Workspace(NamedTuple):
    """A scenario, one run of it, and work arrays.

    Attributes
    ----------
    space, shocks, game : Space, Shocks, Game
        What is the same in every run.
    keys : ndarray of uint64, shape (1 + H, 10, 2)
        Keys of the streams of random numbers: of the talks, and of each shock.
    halves, sums : Halves, Sums
        Packages of the stage.
    table, state : Table, RunState
        Preferences and state of the run.
    near_own, near_text : Room
        Work arrays for packages near a party's last one, and near the text.
    steps : ndarray, shape (steps,)
        Addresses of the compiled steps.
    """

    space: Space
    shocks: Shocks
    game: Game
    keys: Words
    halves: Halves
    sums: Sums
    table: Table
    state: RunState
    near_own: Room
    near_text: Room
    steps: Ints
