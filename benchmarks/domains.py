"""Random domains: scenarios in which every run draws its own values, weights and reservation values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from negosim.arrays import Floats
from negosim.domain.random_streams import draw
from negosim.domain.scenario import Scenario
from negosim.files.scenario import build
from negosim.rules.concession import reservation
from negosim.rules.preferences import prepare, vector_of
from negosim.rules.utility import utility
from negosim.search.prepared import prepared

SEED = 7
LEVELS = 10
ROUNDS = 50


def random_domain(
    issues: int, rounds: int = ROUNDS, parties: int = 2, concession: Sequence[float] = (0.25,)
) -> Scenario:
    """Alternating offers over ``issues`` issues of ten levels: each run another domain.

    Values are uniform in 0 to 1, weights in .1 to 1 before they are made to add up to 1, reservations in .3 to .4;
    no deal is worth nothing. Every party comes down by ``1 - t^(1/e)`` over ``rounds + 1`` days, a round a day, e being
    its ``concession``, the last one given for all after it: ``1 - t^4`` if nothing is said.
    """
    names = [f"issue{i}" for i in range(issues)]
    levels = [f"level{k}" for k in range(LEVELS)]
    anything = {"no_deal": {"value": 0.0}, **{level: {"low": 0.0, "high": 1.0} for level in levels}}
    people = [f"party{p}" for p in range(parties)]
    return build(
        {
            "name": f"random_{LEVELS**issues}",
            "start": dt.date(2030, 1, 1),
            "horizon": rounds,
            "rules": {"protocol": "alternating_offers"},
            "issues": {name: {"levels": levels, "status_quo": "no_deal", "ordered": False} for name in names},
            "parties": {
                party: {"weights": dict.fromkeys(names, 1 / issues), "values": dict.fromkeys(names, anything)}
                for party in people
            },
            "assumptions": {
                "*.horizon": {"value": rounds + 1},
                **{
                    f"{party}.concession": {"value": concession[min(n, len(concession) - 1)]}
                    for n, party in enumerate(people)
                },
                "*.premium": {"low": 0.3, "high": 0.4},
            },
            "set": {"*.weight.*": {"low": 0.1, "high": 1.0}},
        },
        "random domain",
    )


class Domains(NamedTuple):
    """The preferences of some runs of a random domain.

    ``weights``: (runs, P, I), adding up to 1. ``values``: (runs, P, I, 10). ``reservations``: (runs, P).
    """

    weights: Floats
    values: Floats
    reservations: Floats


def domains_of(scenario: Scenario, runs: range, seed: int = SEED) -> Domains:
    """The preferences that runs of a random domain draw."""
    ground = prepared(scenario)
    status_quo = ground.status_quo
    parties = [party.name for party in scenario.parties]
    tables, floors = [], []
    for run in runs:
        values = draw(scenario.parameters.values(), seed, run)
        table = prepare(ground.space, ground.addresses, vector_of(values))
        tables.append(table)
        no_deal = [utility(ground.space, table, p, status_quo) for p in range(len(parties))]
        floors.append(
            [
                reservation(floor, values[f"{name}.premium"], 0.0, 0.0, 0.0)
                for floor, name in zip(no_deal, parties, strict=True)
            ]
        )
    used = [issue.available for issue in scenario.issues]
    delivered = np.array([table.delivered[:, 0] for table in tables])
    return Domains(
        np.array([table.weights for table in tables]),
        np.stack([delivered[:, :, i, list(levels)] for i, levels in enumerate(used)], axis=2),
        np.array(floors),
    )
