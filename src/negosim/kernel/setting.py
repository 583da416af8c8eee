"""A scenario as the kernel uses it: arrays, and positions in the vector of a draw."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from negosim.arrays import Bools, Floats, Ints
from negosim.domain.scenario import Scenario
from negosim.search.prepared import prepared

# Rows of ``RunState.party``: drawn quantities, by name, then those computed in the talks.
PARTY = ("pressure", "waiting_cost", "premium", "ambition", "horizon", "concession", "reciprocity", "bias")
PRESSURE, WAITING_COST, PREMIUM, AMBITION, HORIZON, CONCESSION, RECIPROCITY, BIAS = range(len(PARTY))
NO_DEAL, START, LOWEST, FLOOR, AIM, ELAPSED, GIVEN, WORTH = range(len(PARTY), len(PARTY) + 8)
# Rows of ``RunState.mediator``.
MEDIATOR = ("candour", "relay", "draft", "press", "effort", "budget")
CANDOUR, RELAY, DRAFT, PRESS, EFFORT, BUDGET, SPENT = range(len(MEDIATOR) + 1)
# Layers of ``RunState.bonds``.
BONDS = ("trust", "leverage")
TRUST, LEVERAGE = range(len(BONDS))
# Indices into ``RunState.general``.
TALKS = ("collapse", "stall", "learning", "persuasion", "pressure_cap", "press_cost")
COLLAPSE, STALL, LEARNING, PERSUASION, PRESSURE_CAP, PRESS_COST = range(len(TALKS))
NEVER = 2**62


class Places(NamedTuple):
    """Positions of quantities in the vector of a draw, -1 for what a scenario does not have.

    Attributes
    ----------
    party, mediator, bonds, general : ndarray, shapes (8, P), (6, M), (2, M, P) and (6,)
        Quantities, in the order of the constants above.
    mutual, guarantee : ndarray, shapes (pairs,) and (G,)
        The parties' trust in each other, and strength of each level of the guarantee.
    coded : ndarray, shape (R,)
        No position: initial belief in each red line.
    """

    party: Ints
    mediator: Ints
    bonds: Ints
    general: Ints
    mutual: Ints
    guarantee: Ints
    coded: Floats


class Shocks(NamedTuple):
    """Shocks from outside.

    Attributes
    ----------
    day, hazard : ndarray, shape (H,)
        Day of a shock, ``NEVER`` for one that strikes at random; probability per round of the latter.
    trust : ndarray, shape (H, M, P)
        Shift of trust, nan for none.
    pressure, waiting_cost : ndarray, shape (H, P)
        Shifts, in utility and utility per day; nan for none.
    suspend : ndarray, shape (H,)
        Suspension of the talks, in days.
    """

    day: Ints
    hazard: Floats
    trust: Floats
    pressure: Floats
    waiting_cost: Floats
    suspend: Ints


class Game(NamedTuple):
    """Rules of a scenario; S is the number of stages.

    Attributes
    ----------
    free : ndarray of bool, shape (S, I)
        Issues on the table in each stage.
    line_issue : ndarray, shape (R,)
        Issue of each red line.
    phases : ndarray, shape (ways,)
        Number of phases of each way of phasing.
    mediated, by_value : bool
        Whether the protocol is mediated, and whether parties table by believed utility.
    max_moves, draft_moves : int
        Maximum number of issues in which a party's package, and the text, changes.
    draft_every, rounds, days_per_round, horizon : int
        Rounds between texts, number of rounds, and days per round and in all.
    """

    free: Bools
    line_issue: Ints
    phases: Ints
    mediated: bool
    by_value: bool
    max_moves: int
    draft_moves: int
    draft_every: int
    rounds: int
    days_per_round: int
    horizon: int


class Setting(NamedTuple):
    """What is the same in every run of a scenario, besides ``search.prepared``.

    Attributes
    ----------
    places, shocks, game : Places, Shocks, Game
        Positions of quantities, shocks and rules.
    """

    places: Places
    shocks: Shocks
    game: Game


@lru_cache(maxsize=8)
def setting_of(scenario: Scenario) -> Setting:
    """Return the kernel's arrays of a scenario, cached for the last few scenarios."""
    at = {name: k for k, name in enumerate(scenario.parameters)}
    parties, mediators = [p.name for p in scenario.parties], [m.name for m in scenario.mediators]
    issues, shocks, rules = [i.name for i in scenario.issues], scenario.shocks, scenario.rules
    pairs = [(m, p) for m in mediators for p in parties]
    shape = (len(mediators), len(parties))
    ways = scenario.issue(scenario.phasing.issue).labels if scenario.phasing.issue else ()

    def places(names: list[str]) -> Ints:
        return np.array([at.get(name, -1) for name in names], dtype=np.int64)

    def moves(by: list[float | None]) -> Floats:
        return np.array([np.nan if x is None else x for x in by], dtype=np.float64)

    where = Places(
        party=np.array([places([f"{p}.{name}" for p in parties]) for name in PARTY]),
        mediator=np.array([places([f"{m}.{name}" for m in mediators]) for name in MEDIATOR]),
        bonds=np.array(
            [places([f"{m}.{bond}.{p}" for m, p in pairs]).reshape(shape) for bond in ("trust", "leverage")]
        ),
        general=places([f"talks.{name}" for name in TALKS]),
        guarantee=prepared(scenario).addresses.guarantee,
        mutual=places([f"{p}.trust.{o}" for p in parties for o in parties if p != o]),
        coded=np.array([scenario.parameters[r.parameter].distribution.mean for r in scenario.red_lines], np.float64),
    )
    strikes = Shocks(
        day=np.array([(s.date - scenario.start).days if s.date else NEVER for s in shocks], dtype=np.int64),
        hazard=np.array([s.hazard for s in shocks], dtype=np.float64),
        trust=moves([s.trust.get(f"{m}.{p}") for s in shocks for m, p in pairs]).reshape(len(shocks), *shape),
        pressure=moves([s.pressure.get(p) for s in shocks for p in parties]).reshape(len(shocks), len(parties)),
        waiting_cost=moves([s.waiting_cost.get(p) for s in shocks for p in parties]).reshape(len(shocks), len(parties)),
        suspend=np.array([s.suspend for s in shocks], dtype=np.int64),
    )
    game = Game(
        free=np.array(prepared(scenario).groups),
        line_issue=np.array([issues.index(r.issue) for r in scenario.red_lines], dtype=np.int64),
        phases=np.array([len(scenario.phasing.shares[way]) for way in ways] or [1], dtype=np.int64),
        mediated=rules.protocol == "mediated",
        by_value=rules.tabling == "best_believed",
        max_moves=rules.max_moves,
        draft_moves=rules.draft_moves,
        draft_every=rules.draft_every,
        rounds=scenario.rounds,
        days_per_round=scenario.days_per_round,
        horizon=scenario.horizon,
    )
    return Setting(where, strikes, game)
