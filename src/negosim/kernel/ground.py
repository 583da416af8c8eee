"""All arrays that a chunk of runs is played on; the functions of the kernel hand it to one another by reference."""

from __future__ import annotations

from typing import NamedTuple

from negosim.arrays import Floats, Ints, Words
from negosim.kernel.setting import Game, Places, Shocks
from negosim.kernel.talks import Rows, Talks
from negosim.rules.halves import Halves
from negosim.rules.neighbours import Room
from negosim.rules.preparing import Addresses
from negosim.rules.searching import Sums
from negosim.rules.space import Space
from negosim.rules.table import Table


class Ground(NamedTuple):
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
    talks: Talks
    near_own: Room
    near_text: Room
    draws: Floats
    span: Ints
    rows: Rows
    steps: Ints
