"""All arrays that a chunk of runs is played on; the functions of the kernel hand it to one another by reference."""

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
    """A scenario, a run of it, and room.

    ``space``, ``addresses``, ``places``, ``shocks``, ``game``: the same in every run. ``keys``: of the streams of
    chance, that of the talks, of each shock, and of the phases. ``halves``, ``sums``: the packages of the stage.
    ``table``, ``talks``: the preferences and the state of the run. ``near_own``, ``near_text``: what is near each
    party's last package, and near the text. ``draws``: (n, parameters), room for those of n runs; ``span``: (2,), the
    number of the first run that is played, and how many are; ``rows``: how they end. ``steps``: where the code of
    ``steps`` stands.
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
