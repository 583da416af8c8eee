"""Tiny dossiers and a codebook with round numbers: a river, its toll, and who rules the bridge."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from negosim.domain.issues import Issue, Level
from negosim.domain.parameters import Distribution
from negosim.domain.scenario import Mediator, Party
from negosim.evidence.acts import ReportedAct
from negosim.evidence.claims import Case, Claim, Document, Dossier, digest_of
from negosim.evidence.codebook import Attributed, Codebook, Spread
from negosim.evidence.projection import Projection, project

DAY = dt.date(2024, 1, 20)

# The north wants the river open for long and a low toll, the south the contrary; who rules the bridge has no order.
ISSUES = (
    Issue("opening", "Opening", tuple(Level(str(n), float(n), n > 0) for n in (0, 10, 20, 30, 40)), status_quo=0),
    Issue("toll", "Toll", (Level("none"), Level("low"), Level("high")), status_quo=0),
    Issue("rule", "Rule", (Level("north"), Level("shared"), Level("south")), status_quo=0, ordered=False),
)
NORTH = Party("north", "North", {"opening": "more", "toll": "less"})
SOUTH = Party("south", "South", {"opening": "less", "toll": "more"})
OTTER = Mediator("otter", "Otter")

CODEBOOK = Codebook(
    attributions={
        "on_record": Attributed(credibility=0.9, weight=1.0),
        "named_official": Attributed(credibility=0.8, weight=0.9),
        "anonymous_official": Attributed(credibility=0.6, weight=0.75),
        "reported": Attributed(credibility=0.5, weight=0.5),
        "rumoured": Attributed(credibility=0.2, weight=0.25),
    },
    earnest={"accepts": 1.0, "proposes": 1.0, "open_to": 0.5, "refuses": 1.0, "resists": 0.5, "demands": 0.5},
    doubt={"1": 1.0, "2": 0.5, "3": 0.25},
    repeat=0.5,
    categorical=0.5,
    emphasis={"1": 1.0, "2": 1.5, "3": 2.0},
    stakes={"main": 4.0, "named": 2.0, "other": 1.0},
    weight_spread=Spread(low=0.5, mode=1.0, high=2.0),
    bend=0.25,
    unranked=Spread(low=0.0, high=0.8),
    trust_base=Spread(low=0.4, mode=0.5, high=0.6),
    trust_step=0.1,
    leverage_base=Spread(value=0.3),
    leverage_step=0.1,
    mutual_base=Spread(value=0.2),
    mutual_step=0.1,
    ability={"shown": 0.9, "not_shown": 0.1},
    audience_step=0.001,
    premium_step=0.02,
)


def claim(number: int = 1, **fields: Any) -> Claim:
    """A claim on the record, of the north's demand; ``number`` tells claims and their spans apart."""
    given = {
        "id": f"c{number:03}",
        "document": "d1",
        "span": (10 * number, 10 * number + 5),
        "digest": digest_of("river"),
        "kind": "position",
        "actor": "north",
        "stance": "demands",
        "attribution": "on_record",
        "date": DAY,
        "paraphrase": "in own words",
        **fields,
    }
    for key in ("condition", "unless"):
        named = given.get(key, {})
        given[key] = {issue: (levels,) if isinstance(levels, str) else levels for issue, levels in named.items()}
    return Claim(**given)


def dossier(*claims: Claim) -> Dossier:
    """A dossier of one document."""
    document = Document(
        id="d1",
        file="d1.txt",
        publisher="The Bridge",
        date=DAY,
        title="On the river",
        length=10_000,
        digest=digest_of(""),
    )
    return Dossier(documents=(document,), claims=claims)


def case(*claims: Claim, backcast: tuple[str, ...] = (), parties: tuple[Party, ...] = (NORTH, SOUTH)) -> Case:
    """The talks about the river, with some claims."""
    return Case(issues=ISSUES, parties=parties, mediators=(OTTER,), claims=claims, backcast=frozenset(backcast))


def projected(
    *claims: Claim, backcast: tuple[str, ...] = (), parties: tuple[Party, ...] = (NORTH, SOUTH), as_of: dt.date = DAY
) -> Projection:
    """What some claims say of the talks about the river."""
    return project(CODEBOOK, case(*claims, backcast=backcast, parties=parties), as_of)


def acts(*claims: Claim, **more: Any) -> dict[str, ReportedAct]:
    """The acts that some claims tell of, by the name of their party and their own, in their order."""
    told = projected(*claims, **more).acts
    found = {f"{each.act.party}.{each.act.name}": each for each in told}
    assert len(found) == len(told)
    return found


def used(found: Projection) -> list[str]:
    """The claims behind a projection, each once."""
    behind = (*found.parameters.values(), *found.shifts.values())
    return sorted({claim for each in behind for claim in each.claims})


def refusals(told: ReportedAct) -> list[str]:
    """What an act refuses, in words."""
    return [str(condition) for condition in told.act.refused]


def assert_distribution(expected: Distribution, found: Projection, name: str) -> None:
    """Compare a projected parameter with the distribution it should have, of that kind and to the last digits."""
    distribution = found.parameters[name].distribution
    assert distribution.kind == expected.kind
    assert distribution.numbers == pytest.approx(expected.numbers, abs=1e-12)
