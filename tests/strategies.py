"""Random talks that validate: any of these must keep the laws."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from itertools import permutations
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from negosim.domain.scenario import Scenario
from negosim.errors import BadInput
from negosim.files.scenario import build
from tests.talks import START

PARTIES = ("north", "south", "east", "west")
MEDIATORS = ("heron", "otter", "crane")
ISSUES = ("land", "water", "toll", "bridge")
SHARES = ((1.0,), (0.5, 0.5), (0.25, 0.75), (0.25, 0.25, 0.5))

# Few distinct numbers, so that ties are common; the dyadic ones add up without rounding.
TENTHS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.75, 0.9, 1.0)
DYADIC = (0.0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1.0)


@st.composite
def tables(
    draw: st.DrawFn,
    *,
    protocols: tuple[str, ...] = ("mediated", "alternating_offers"),
    certain: bool = False,
    dyadic: bool = False,
    calm: bool = False,
    press: bool = True,
    linkages: bool = True,
    acts: bool = True,
    most_parties: int = 4,
) -> dict[str, Any]:
    """Tables of random talks, as a scenario file would hold them.

    ``certain``: every parameter is fixed. ``dyadic``: utilities and aspirations come without rounding.
    ``calm``: no bias, pressure or waiting cost moves anyone. ``press``: mediators may press.
    ``linkages``, ``acts``: parties may have some; acts only where something is uncertain.
    """
    kit = _Kit(draw, certain=certain, dyadic=dyadic)
    issues = {name: kit.issue() for name in ISSUES[: kit.number(1, 4)]}
    parties = PARTIES[: kit.number(2, most_parties)]
    mediators = MEDIATORS[: kit.number(0, 3)]
    rounds, days = kit.number(3, 14), kit.one(1, 1, 2, 3)
    phasing, assumptions = kit.phasing(issues), kit.assumptions(parties, mediators, calm=calm, press=press)
    if "guarantee" in phasing:
        assumptions["guarantee.*"] = kit.spread()
    return {
        "name": "random",
        "start": START,
        "horizon": rounds * days,
        "days_per_round": days,
        "issues": issues,
        "infeasible": {f"c{k}": {"when": kit.condition(issues)} for k in range(kit.one(0, 0, 1, 2))},
        "parties": {name: kit.party(issues, linkages=linkages, acts=acts and not certain) for name in parties},
        "mediators": {name: {} for name in mediators},
        "rules": {
            "protocol": kit.one(*protocols),
            "tabling": kit.one("similar", "best_believed"),
            "max_moves": kit.number(1, 2),
            "draft_moves": kit.number(1, 2),
            "draft_every": kit.number(1, 3),
        },
        "agenda": kit.agenda(list(issues)),
        "phasing": phasing,
        "shocks": {
            f"shock{k}": kit.shock((rounds - 1) * days, parties, mediators, calm=calm)
            for k in range(kit.one(0, 0, 1, 2))
        },
        "assumptions": assumptions,
    }


def scenarios(**kinds: Any) -> st.SearchStrategy[Scenario]:
    """Random talks that validate; see ``tables`` for their kinds."""
    return tables(**kinds).map(built).filter(lambda scenario: scenario is not None)  # type: ignore[return-value]


def built(given: dict[str, Any]) -> Scenario | None:
    """Build the scenario of some tables, or None where the conditions leave no package."""
    try:
        return build(given, "random")
    except BadInput as error:
        if [problem.received for problem in error.problems] != ["an empty package space"]:
            raise
        return None


def scenario_of(given: dict[str, Any]) -> Scenario:
    """Build the scenario of some tables; give the example up where the conditions leave no package."""
    scenario = built(given)
    assume(scenario is not None)
    assert scenario is not None
    return scenario


@lru_cache
def _sampled(choices: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.sampled_from(choices)


@lru_cache
def _spreads(choices: tuple[float, ...], *, uncertain: bool) -> tuple[Any, ...]:
    pairs = [(low, high) for low in choices for high in choices if low < high]
    return (*choices, *pairs) if uncertain else choices


class _Kit:
    """Draws the parts of one example."""

    def __init__(self, draw: st.DrawFn, *, certain: bool, dyadic: bool) -> None:
        self.draw, self.certain, self.dyadic = draw, certain, dyadic
        self.shares = DYADIC if dyadic else TENTHS

    def number(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    def one(self, *choices: Any) -> Any:
        return self.draw(_sampled(choices))

    def share(self) -> float:
        return self.one(*self.shares)

    def spread(self, *choices: float) -> Any:
        """One of some numbers, or any between two of them."""
        chosen = self.draw(_sampled(_spreads(choices or self.shares, uncertain=not self.certain)))
        return chosen if isinstance(chosen, float) else {"low": chosen[0], "high": chosen[1]}

    def chance(self) -> float:
        """A probability; 0 or 1 where nothing is to be uncertain."""
        return self.one(0.0, 1.0) if self.certain else self.one(0.0, 0.5, 1.0, 1.0)

    def issue(self) -> dict[str, Any]:
        levels = [str(k) for k in range(self.number(2, 4))]
        return {
            "levels": levels,
            "status_quo": self.one(*levels, "none", "none"),
            "ordered": self.one(True, False),
            "delivery": self.one("at_signing", "by_phase", "at_end"),
        }

    def condition(self, issues: dict[str, Any]) -> dict[str, list[str]]:
        chosen = self.some(*issues)
        return {name: list(self.some(*labels_of(issues[name]))) for name in chosen}

    def some(self, *choices: str) -> tuple[str, ...]:
        """One or two of them, in any order."""
        return self.one(*((one,) for one in choices), *permutations(choices, 2))

    def party(self, issues: dict[str, Any], *, linkages: bool, acts: bool) -> dict[str, Any]:
        lines = {f"line{k}": self.red_line(issues) for k in range(self.one(0, 0, 1, 2))}
        links = {f"link{k}": self.linkage(issues) for k in range(self.one(0, 1, 2))}
        return {
            "prefers": {name: self.one("more", "less") for name in issues},
            "weights": self.weights(list(issues)),
            "values": {name: {label: self.spread() for label in labels_of(issues[name])} for name in issues},
            "red_lines": lines,
            "linkages": links if linkages else {},
            "acts": {f"act{k}": self.act(issues) for k in range(self.one(0, 0, 1, 2))} if acts else {},
        }

    def act(self, issues: dict[str, Any]) -> dict[str, Any]:
        """Something offered, resisted or refused; a refusal may be categorical."""
        kind, when = self.one("offered", "accepted", "resisted", "refused"), self.condition(issues)
        if kind in ("offered", "accepted"):
            when = {name: list(self.some(*issues[name]["levels"])) for name in when}
            return {"kind": kind, "terms": when, "credibility": self.chance()}
        return {"kind": kind, "refused": [when], "only": self.one(True, False, False), "credibility": self.chance()}

    def weights(self, names: list[str]) -> dict[str, float]:
        if self.dyadic:
            halves = {1: [1.0], 2: [0.25, 0.75], 3: [0.25, 0.25, 0.5], 4: [0.125, 0.125, 0.25, 0.5]}[len(names)]
            return dict(zip(names, self.one(*sorted(set(permutations(halves)))), strict=True))
        parts = [self.number(1, 5) for _ in names]
        return {name: part / sum(parts) for name, part in zip(names, parts, strict=True)}

    def red_line(self, issues: dict[str, Any]) -> dict[str, Any]:
        return {"when": self.condition(issues), "firmness": self.chance()}

    def linkage(self, issues: dict[str, Any]) -> dict[str, Any]:
        when = self.condition(issues)
        if self.one(True, False):
            return {"when": when, "issue": next(iter(when)), "worth": self.spread()}
        return {"when": when, "worth": self.spread(-0.25, -0.125, 0.125, 0.25)}

    def agenda(self, names: list[str]) -> dict[str, Any]:
        if len(names) == 1 or self.one(True, False):
            return {"mode": "comprehensive"}
        cut = self.number(1, len(names) - 1)
        return {"mode": "phase_by_phase", "groups": [names[:cut], names[cut:]]}

    def phasing(self, issues: dict[str, Any]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        if self.one(True, False):
            result["issue"] = self.one(*issues)
            labels = labels_of(issues[result["issue"]])
            result["shares"] = {label: list(self.one(*SHARES)) for label in labels}
        for key in ("guarantee", "duration"):
            if self.one(True, False):
                result[key] = self.one(*issues)
        return result

    def shock(self, last: int, parties: tuple[str, ...], mediators: tuple[str, ...], *, calm: bool) -> dict[str, Any]:
        result: dict[str, Any] = {"suspend": self.one(0, 0, 2, 5)}
        if self.one(True, False):
            result["date"] = START + dt.timedelta(days=self.number(0, last))
        else:
            result["hazard"] = self.one(0.1, 0.5, 1.0)
        pairs = [f"{m}.{p}" for m in mediators for p in parties]
        steps = (-0.5, -0.125, 0.125, 0.25)
        result["trust"] = self.moves(pairs, *steps) if pairs else {}
        if not calm:
            result["pressure"] = self.moves(parties, *steps)
            result["waiting_cost"] = self.moves(parties, *(step / 16 for step in steps))
        return result

    def moves(self, names: Sequence[str], *steps: float) -> dict[str, float]:
        """Nobody or one of them, by one of the steps."""
        chosen = self.one(None, *names)
        return {} if chosen is None else {chosen: self.one(*steps)}

    def assumptions(
        self, parties: tuple[str, ...], mediators: tuple[str, ...], *, calm: bool, press: bool
    ) -> dict[str, Any]:
        result: dict[str, Any] = {
            "talks.collapse": self.one(0.0, 0.0, 0.02),
            "talks.stall": self.one(0.0, 0.01),
            "talks.learning": self.share(),
            "talks.persuasion": self.share(),
            "talks.pressure_cap": 0.0 if calm else self.share(),
            "talks.press_cost": self.share(),
        }
        for party in parties:
            result[f"{party}.horizon"] = self.spread(4.0, 8.0, 16.0)
            result[f"{party}.ambition"] = self.spread(0.5, 0.75, 1.0)
            result[f"{party}.premium"] = self.spread(-0.125, 0.0, 0.0, 0.125, 0.25)
            result[f"{party}.follow_through"] = self.spread()
            result[f"{party}.concession"] = 1.0 if self.dyadic else self.spread(0.5, 1.0, 2.0)
            result[f"{party}.reciprocity"] = 0.0 if self.dyadic else self.spread(0.0, 0.25, 0.5)
            if not calm:
                result[f"{party}.bias"] = self.spread(-0.0625, 0.0, 0.0625)
                result[f"{party}.pressure"] = self.spread(0.0, 0.0, 0.125)
                result[f"{party}.waiting_cost"] = self.spread(-0.0078125, 0.0, 0.0078125)
        for mediator in mediators:
            result[f"{mediator}.relay"] = self.chance()
            result[f"{mediator}.draft"] = self.chance()
            result[f"{mediator}.press"] = self.chance() if press else 0.0
            result[f"{mediator}.budget"] = self.spread(0.0, 1.0, 3.0)
            for key in (
                "candour",
                "effort",
                *(f"trust.{p}" for p in parties),
                *(f"leverage.{p}" for p in parties),
            ):
                result[f"{mediator}.{key}"] = self.spread()
        for pair in (f"{p}.trust.{o}" for p in parties for o in parties if p != o):
            result[pair] = self.spread()
        return result


def labels_of(issue: dict[str, Any]) -> list[str]:
    """All labels of an issue's table, the status quo first where it is none of the levels."""
    return (
        list(dict.fromkeys([issue["status_quo"], *issue["levels"]]))
        if issue["status_quo"] == "none"
        else issue["levels"]
    )
