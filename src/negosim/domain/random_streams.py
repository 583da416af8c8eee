"""Draws and chance: all random numbers of a run, by seed, run number and name.

Every number belongs to a named stream, and is found by seed, name and run alone (Philox, a counter-based generator:
Salmon et al. 2011). Adding a parameter, leaving out a mediator or lengthening the calendar therefore moves no
other number: scenarios that differ are compared under common random numbers, and any order of runs gives the same.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Mapping
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from negosim.arrays import Floats
from negosim.domain.parameters import Parameter


@lru_cache(maxsize=65536)
def number_of(stream: str) -> int:
    """The number of a stream: the first eight bytes of its name's SHA-256."""
    return int.from_bytes(hashlib.sha256(stream.encode()).digest()[:8], "little")


class _Generator(threading.local):
    """A generator for each thread, and the state that it is set to."""

    def __init__(self) -> None:
        self.philox = np.random.Philox(key=np.array([0, 0], dtype=np.uint64))
        self.start = self.philox.state


_OWN = _Generator()


def uniforms(seed: int, stream: str, run: int, count: int, redraw: int = 0) -> Floats:
    """Draw uniform random numbers from a named stream.

    They are those of ``Generator(Philox(key=[seed, stream], counter=[0, run, redraw, 0])).random(count)``. One
    generator is set from stream to stream, because making a generator costs more than drawing from it.

    Parameters
    ----------
    seed : int
        Of all runs.
    stream : str
        Name of the stream.
    run : int
        Number of the run.
    count : int
        How many numbers; a longer request begins with the shorter one.
    redraw : int
        Number of a redraw; 0 for the run's own numbers.

    Returns
    -------
    Floats
        Shape (count,), in [0, 1).
    """
    philox, start = _OWN.philox, _OWN.start
    start["state"]["key"][:] = seed % 2**64, number_of(stream)
    start["state"]["counter"][:] = 0, run, redraw, 0
    philox.state = start
    raw: npt.NDArray[np.uint64] = philox.random_raw(count)
    return (raw >> np.uint64(11)).astype(np.float64) * 2.0**-53


def draw(parameters: Iterable[Parameter], seed: int, run: int) -> dict[str, float]:
    """Draw a value for every parameter.

    Parameters
    ----------
    parameters : Iterable[Parameter]
        Each has a stream of its own name.
    seed : int
        Of all runs.
    run : int
        Number of the run.

    Returns
    -------
    dict[str, float]
        The values by name, in the order given.
    """
    return {
        p.name: float(p.distribution.quantile(uniforms(seed, p.name, run, 1)[0]))
        if p.distribution.uncertain
        else p.distribution.a
        for p in parameters
    }


def central_draw(parameters: Mapping[str, Parameter]) -> dict[str, float]:
    """The draw in which every parameter has its central value, for maps that do not depend on a run."""
    return {p.name: p.distribution.central for p in parameters.values()}


def chance(seed: int, run: int, rounds: int, actors: Iterable[str], purposes: Iterable[str], redraw: int = 0) -> Floats:
    """Draw the random numbers of a run's rounds before the first one.

    Parameters
    ----------
    seed : int
        Of all runs.
    run : int
        Number of the run.
    rounds : int
        How many.
    actors : Iterable[str]
        Names of those who need chance.
    purposes : Iterable[str]
        What each needs it for.
    redraw : int
        0 for the run's own chance, another number for another.

    Returns
    -------
    Floats
        Shape (rounds, actors, purposes), in [0, 1).
    """
    purposes = tuple(purposes)
    columns = [[uniforms(seed, f"{actor}:{purpose}", run, rounds, redraw) for purpose in purposes] for actor in actors]
    return np.moveaxis(np.array(columns, dtype=np.float64), 2, 0)
