"""Tiny dossiers and a codebook with round numbers: a river, its toll, and who rules the bridge."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from negosim.domain.issues import Issue, Level
from negosim.domain.parameters import Distribution
from negosim.domain.scenario import Mediator, Party
from negosim.evidence.claims import Claim, Document, Dossier, digest_of
from negosim.evidence.codebook import Attributed, Codebook, Spread
from negosim.evidence.projection import Frame, Projection, project

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
    stances={
        "demands": 1.0,
        "proposes": 0.9,
        "accepts": 0.7,
        "open_to": 0.6,
        "resists": 0.2,
        "refuses": 0.0,
        "observes": 0.5,
    },
    attributions={
        "on_record": Attributed(width=0.1, weight=1.0, firmness=0.8),
        "named_official": Attributed(width=0.15, weight=0.9, firmness=0.7),
        "anonymous_official": Attributed(width=0.2, weight=0.75, firmness=0.6),
        "reported": Attributed(width=0.2, weight=0.5, firmness=0.5),
        "rumoured": Attributed(width=0.3, weight=0.25, firmness=0.2),
    },
    emphasis={"1": 1.0, "2": 1.5, "3": 2.0},
    near_end=Spread(value=1.0),
    far_end=Spread(low=0.0, mode=0.1, high=0.2),
    silent=Spread(low=0.4, high=0.6),
    unnumbered=0.5,
    uncoded=Spread(value=0.5),
    weight_base=0.5,
    weight_per_claim=1.0,
    repeat=0.5,
    trust_base=Spread(low=0.4, mode=0.5, high=0.6),
    trust_step=0.1,
    leverage_base=Spread(value=0.3),
    leverage_step=0.1,
    mutual_base=Spread(value=0.2),
    mutual_step=0.1,
    ability={"shown": 0.9, "not_shown": 0.1},
    audience_step=0.001,
    premium_step=0.02,
    defaults={"*.waiting_cost": Spread(value=0.0), "*.premium": Spread(low=-0.02, high=0.02)},
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
    condition = {
        issue: (named,) if isinstance(named, str) else named for issue, named in given.get("condition", {}).items()
    }
    return Claim(**given | {"condition": condition})


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


def projected(*claims: Claim, earlier: tuple[str, ...] = ()) -> Projection:
    """What some claims say of the talks about the river."""
    frame = Frame(issues=ISSUES, parties=(NORTH, SOUTH), mediators=(OTTER,), claims=claims, earlier=frozenset(earlier))
    return project(CODEBOOK, frame)


def assert_distribution(expected: Distribution, found: Projection, name: str) -> None:
    """Compare a projected parameter with the distribution it should have, of that kind and to the last digits."""
    distribution = found.parameters[name].distribution
    assert distribution.kind == expected.kind
    assert distribution.numbers == pytest.approx(expected.numbers, abs=1e-12)
