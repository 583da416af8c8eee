"""All arrays that the kernel uses to play a chunk of runs, passed by reference."""

from __future__ import annotations

from typing import NamedTuple

from negosim.arrays import Floats, Ints, Words
from negosim.kernel.run_state import Rows, RunState
from negosim.kernel.setting import Game, Places, Shocks
from negosim.rules.preferences import Addresses
from negosim.rules.utility import Table
from negosim.search.best_packages import Sums
from negosim.search.halves import Halves
from negosim.spaces.neighbours import Room
from negosim.spaces.space import Space


class Workspace(NamedTuple):
    """A scenario, one run of it, and work arrays.

    Attributes
    ----------
    space, addresses, places, shocks, game : Space, Addresses, Places, Shocks, Game
        What is the same in every run.
    keys : ndarray of uint64, shape (2 + H, 10, 2)
        Keys of the streams of random numbers: of the talks, of each shock, and of the phases.
    halves, sums : Halves, Sums
        Packages of the stage.
    table, state : Table, RunState
        Preferences and state of the run.
    near_own, near_text : Room
        Work arrays for packages near a party's last one, and near the text.
    draws : ndarray, shape (n, parameters)
        Draws of up to n runs.
    span : ndarray, shape (2,)
        Number of the first run, and number of runs.
    rows : Rows
        Outcomes.
    steps : ndarray, shape (steps,)
        Addresses of the compiled steps.
    """

    space: Space
    addresses: Addresses
    places: Places
    shocks: Shocks
    game: Game
    keys: Words
    halves: Halves
    sums: Sums
    table: Table
    state: RunState
    near_own: Room
    near_text: Room
    draws: Floats
    span: Ints
    rows: Rows
    steps: Ints
