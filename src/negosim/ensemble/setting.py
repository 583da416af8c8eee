"""A scenario as the kernel takes it: arrays, and addresses in the vector of a draw."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from negosim.domain.draws import number_of
from negosim.domain.scenario import Scenario
from negosim.rules.chance import Words, round_keys
from negosim.rules.prepared import Prepared, prepared
from negosim.rules.space import Bools, Ints
from negosim.rules.table import Floats

PARTY = ("premium", "waiting_cost", "pressure", "ambition", "horizon", "concession", "reciprocity", "bias")
PREMIUM, WAITING_COST, PRESSURE, AMBITION, HORIZON, CONCESSION, RECIPROCITY, BIAS = range(len(PARTY))
MEDIATOR = ("candour", "relay", "draft", "press", "effort", "budget")
CANDOUR, RELAY, DRAFT, PRESS, EFFORT, BUDGET = range(len(MEDIATOR))
TALKS = ("collapse", "stall", "learning", "persuasion", "pressure_cap", "press_cost")
COLLAPSE, STALL, LEARNING, PERSUASION, PRESSURE_CAP, PRESS_COST = range(len(TALKS))
NEVER = 2**62


class Setting(NamedTuple):
    """What is the same in every run of a scenario, beside what ``rules.prepared`` holds.

    Indexed by party (P), mediator (M), red line (R), issue (I), stage (S) and shock (H). Addresses are places in the
    vector of a draw. ``party``: (8, P), ``mediator``: (6, M), ``talks``: (6,), by the constants above; -1 where a
    scenario does not have one. ``leverage``, ``trust``: (M, P). ``mutual``: (pairs,), the parties' trust in each other.
    ``coded``: (R,), how firm a red line is believed to be at first. ``line_issue``, ``line_party``: (R,).
    ``ranks``: (P,), the order of the parties' names. ``free``: (S, I).
    ``strike_day``: (H,), ``NEVER`` for a shock that strikes by ``hazard`` (H,); ``shock_trust``: (H, M, P),
    ``shock_pressure``, ``shock_waiting``: (H, P), by how much they move what, nan where they do not; ``suspend``: (H,),
    days. ``phases``: (ways,). ``by_value``: whether parties table by believed value.
    """

    party: Ints
    mediator: Ints
    talks: Ints
    leverage: Ints
    trust: Ints
    mutual: Ints
    coded: Floats
    line_issue: Ints
    line_party: Ints
    ranks: Ints
    free: Bools
    strike_day: Ints
    hazard: Floats
    shock_trust: Floats
    shock_pressure: Floats
    shock_waiting: Floats
    suspend: Ints
    phases: Ints
    mediated: bool
    by_value: bool
    max_moves: int
    draft_moves: int
    draft_every: int
    rounds: int
    days_per_round: int
    horizon: int


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

    return Setting(
        party=np.array([places([f"{p}.{name}" for p in parties]) for name in PARTY]),
        mediator=np.array([places([f"{m}.{name}" for m in mediators]) for name in MEDIATOR]),
        talks=places([f"talks.{name}" for name in TALKS]),
        leverage=places([f"{m}.leverage.{p}" for m, p in pairs]).reshape(shape),
        trust=places([f"{m}.trust.{p}" for m, p in pairs]).reshape(shape),
        mutual=places([f"{p}.trust.{o}" for p in parties for o in parties if p != o]),
        coded=np.array([scenario.parameters[r.parameter].distribution.mean for r in scenario.red_lines], np.float64),
        line_issue=np.array([issues.index(r.issue) for r in scenario.red_lines], dtype=np.int64),
        line_party=np.array([parties.index(r.party) for r in scenario.red_lines], dtype=np.int64),
        ranks=np.array([sorted(parties).index(p) for p in parties], dtype=np.int64),
        free=np.array(prepared(scenario).groups),
        strike_day=np.array([(s.date - scenario.start).days if s.date else NEVER for s in shocks], dtype=np.int64),
        hazard=np.array([s.hazard for s in shocks], dtype=np.float64),
        shock_trust=moves([s.trust.get(f"{m}.{p}") for s in shocks for m, p in pairs]).reshape(len(shocks), *shape),
        shock_pressure=moves([s.pressure.get(p) for s in shocks for p in parties]).reshape(len(shocks), len(parties)),
        shock_waiting=moves([s.waiting_cost.get(p) for s in shocks for p in parties]).reshape(
            len(shocks), len(parties)
        ),
        suspend=np.array([s.suspend for s in shocks], dtype=np.int64),
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
