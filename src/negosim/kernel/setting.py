"""A scenario as the kernel takes it: arrays, and addresses in the vector of a draw."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from negosim.arrays import Bools, Floats, Ints
from negosim.domain.scenario import Scenario
from negosim.search.prepared import prepared

# Rows of ``Talks.party``: what is drawn, by name, then what only the talks know.
PARTY = ("pressure", "waiting_cost", "premium", "ambition", "horizon", "concession", "reciprocity", "bias")
PRESSURE, WAITING_COST, PREMIUM, AMBITION, HORIZON, CONCESSION, RECIPROCITY, BIAS = range(len(PARTY))
NO_DEAL, START, LOWEST, FLOOR, AIM, ELAPSED, GIVEN = range(len(PARTY), len(PARTY) + 7)
# Rows of ``Talks.mediator``.
MEDIATOR = ("candour", "relay", "draft", "press", "effort", "budget")
CANDOUR, RELAY, DRAFT, PRESS, EFFORT, BUDGET, SPENT = range(len(MEDIATOR) + 1)
# Layers of ``Talks.bonds``.
BONDS = ("trust", "leverage")
TRUST, LEVERAGE = range(len(BONDS))
# Places in ``Talks.general``.
TALKS = ("collapse", "stall", "learning", "persuasion", "pressure_cap", "press_cost")
COLLAPSE, STALL, LEARNING, PERSUASION, PRESSURE_CAP, PRESS_COST, MUTUAL = range(len(TALKS) + 1)
NEVER = 2**62


class Places(NamedTuple):
    """Where quantities stand in the vector of a draw, -1 for what a scenario does not have.

    ``party``: (8, P), ``mediator``: (6, M), ``bonds``: (2, M, P), ``general``: (6,), by the constants above.
    ``mutual``: (pairs,), the parties' trust in each other. ``coded``: (R,), how firm each red line is believed to be at
    first: no place, but a number.
    """

    party: Ints
    mediator: Ints
    bonds: Ints
    general: Ints
    mutual: Ints
    coded: Floats


class Shocks(NamedTuple):
    """What strikes from outside: ``day``: (H,), ``NEVER`` for a shock by ``hazard``, (H,); ``trust``: (H, M, P),
    ``pressure``, ``waiting_cost``: (H, P), by how much they move, nan where they do not; ``suspend``: (H,), days."""

    day: Ints
    hazard: Floats
    trust: Floats
    pressure: Floats
    waiting_cost: Floats
    suspend: Ints


class Game(NamedTuple):
    """The rules of a scenario, indexed by stage (S), issue (I) and red line (R).

    ``free``: (S, I), the issues on the table. ``line_issue``, ``line_party``: (R,). ``ranks``: (P,), the order of the
    parties' names. ``phases``: (ways,). ``by_value``: whether parties table by believed value. ``guarantees``: how many
    levels the guarantee has.
    """

    free: Bools
    line_issue: Ints
    line_party: Ints
    ranks: Ints
    phases: Ints
    mediated: bool
    by_value: bool
    max_moves: int
    draft_moves: int
    draft_every: int
    rounds: int
    days_per_round: int
    horizon: int
    guarantees: int


class Setting(NamedTuple):
    """What is the same in every run of a scenario, beside what ``rules.prepared`` holds."""

    places: Places
    shocks: Shocks
    game: Game


@lru_cache(maxsize=8)
def setting_of(scenario: Scenario) -> Setting:
    """The arrays of a scenario, kept for the scenarios used last."""
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
        line_party=np.array([parties.index(r.party) for r in scenario.red_lines], dtype=np.int64),
        ranks=np.array([sorted(parties).index(p) for p in parties], dtype=np.int64),
        phases=np.array([len(scenario.phasing.shares[way]) for way in ways] or [1], dtype=np.int64),
        mediated=rules.protocol == "mediated",
        by_value=rules.tabling == "best_believed",
        max_moves=rules.max_moves,
        draft_moves=rules.draft_moves,
        draft_every=rules.draft_every,
        rounds=scenario.rounds,
        days_per_round=scenario.days_per_round,
        horizon=scenario.horizon,
        guarantees=len(prepared(scenario).addresses.guarantee),
    )
    return Setting(where, strikes, game)
