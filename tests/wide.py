"""Random talks of every kind that validates, small enough to be played by the thousand.

Dice decide the structure: issues, parties, conditions, shocks, agenda, rules. Numbers are found by the name of their
parameter and one salt, so that an example needs few throws, and a smaller structure keeps the numbers it had. The
dice are those of a property test, which shrinks what fails, or of a seed, which is quick.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from negosim.domain.scenario import Scenario
from negosim.errors import BadInput
from negosim.files.scenario import build
from tests.dice import Dice, Drawn, Rolled, Throws
from tests.families import ANY, COARSE, FAMILIES, NEUTRAL, STRANGE, UNCERTAIN, spread
from tests.talks import START

Table = dict[str, Any]

# Not in the order of the alphabet: of equal refusals the name decides.
PARTIES = ("south", "west", "north", "east", "middle")
MEDIATORS = ("otter", "heron", "crane")
ISSUES = ("toll", "land", "water", "bridge", "guard", "fish")
SHARES = ((1.0,), (0.5, 0.5), (0.25, 0.75), (0.25, 0.25, 0.5), (0.1, 0.2, 0.3, 0.4), (1 / 3, 1 / 3, 1 / 3))
SIZES = (8, 30, 30, 100, 100, 300, 1000)


@st.composite
def _drawn(draw: st.DrawFn) -> Scenario | None:
    return built(tables(Drawn(draw)))


def scenarios() -> st.SearchStrategy[Scenario]:
    """Random talks for a property test, which shrinks them if it fails."""
    return _drawn().filter(lambda scenario: scenario is not None)  # type: ignore[return-value]


def sample(seeds: range) -> Iterator[Scenario]:
    """The random talks of some seeds, less those whose conditions leave no package."""
    for seed in seeds:
        scenario = built(tables(Rolled(seed)))
        if scenario is not None:
            yield scenario


def built(given: Table) -> Scenario | None:
    """The scenario of some tables, or None where the conditions leave no package."""
    try:
        return build(given, "random")
    except BadInput as error:
        if [problem.received for problem in error.problems] != ["an empty package space"]:
            raise
        return None


def tables(dice: Dice) -> Table:
    """Tables of random talks, as a resolved scenario file would hold them: every parameter is spelled out."""
    return _Maker(dice).tables()


class _Maker(Throws):
    """Makes one example."""

    def __init__(self, dice: Dice) -> None:
        super().__init__(dice)
        self.salt = self.number(0, 2**16)
        self.parameters: Table = {}
        widest = self.one((NEUTRAL, COARSE, COARSE, ANY, UNCERTAIN, UNCERTAIN, STRANGE))
        self.levels = {family: self.number(NEUTRAL, widest) for family in FAMILIES}
        self.rounds, self.days = self.one((1, 4, 8, 8, 12, 12, 12, 20, 20, 20, 40)), self.one((1, 1, 2, 3, 10))
        # A power of two, for the sake of ties: private horizons and waiting costs go with the length of the talks.
        self.length = 2.0 ** round(math.log2(self.rounds * self.days / 16))
        self.phased = self.often(40)
        self.open = self.often(80 if self.phased else 50)
        if self.open:
            self.levels["premium"] = NEUTRAL
        if self.open and self.phased:
            self.levels["talks.collapse"] = NEUTRAL
            self.rounds += self.number(0, 1) * 20

    # --- numbers by name -----------------------------------------------------------------------------

    def put(self, name: str, family: str, alias: str = "") -> None:
        """Give a parameter its distribution; one with the ``alias`` of another takes the same numbers."""
        kind, numbers = spread(family, alias or name, self.levels[family], self.salt)
        if family in ("horizon", "waiting_cost"):
            times = self.length if family == "horizon" else 1 / self.length
            low, high = FAMILIES[family].legal
            numbers = [min(high, max(low, times * number)) for number in numbers]
        self.parameters[name] = {"kind": kind, "numbers": numbers}

    def fix(self, name: str, value: float) -> None:
        self.parameters[name] = {"kind": "fixed", "numbers": [value]}

    # --- the parts -----------------------------------------------------------------------------------

    def tables(self) -> Table:
        issues, twins = self.issues()
        parties, mediators = PARTIES[: self.one((2, 2, 2, 3, 3, 4, 5))], MEDIATORS[: self.number(0, 3)]
        rounds, days = self.rounds, self.days
        rules = self.rules(len(issues))
        phasing = self.phasing(issues)
        entries = self.parties(issues, twins, parties)
        for mediator in mediators:
            self.mediator(mediator, parties)
        if "guarantee" in phasing:
            for label in labels_of(issues[phasing["guarantee"]]):
                self.put(f"guarantee.{label}", "guarantee")
        for family in FAMILIES:
            if family.startswith("talks."):
                self.put(family, family)
        return {
            "name": "random",
            "start": START,
            "horizon": (rounds - 1) * days + self.number(1, days) if rounds > 1 else days,
            "days_per_round": days,
            "issues": issues,
            "infeasible": {
                f"c{k}": {"when": self.condition(issues, labels=7)} for k in range(self.one((0, 0, 0, 1, 3)))
            },
            "parties": entries,
            "mediators": {name: {} for name in mediators},
            "rules": rules,
            "agenda": self.agenda(list(issues)),
            "phasing": phasing,
            "shocks": {
                f"shock{k}": self.shock((rounds - 1) * days, parties, mediators)
                for k in range(self.one((0, 0, 0, 1, 2, 4)))
            },
            "parameters": self.parameters,
        }

    def rules(self, issues: int) -> Table:
        most = 4 if issues < 4 else 3
        return {
            "protocol": "alternating_offers" if self.often(20) else "mediated",
            "tabling": self.one(("similar", "similar", "best_believed")),
            "max_moves": self.one((1, 1, 2, most)),
            "draft_moves": self.one((1, 2, most)),
            "draft_every": self.one((1, 1, 2, 3, 4)),
        }

    def issues(self) -> tuple[Table, dict[str, str]]:
        """Issues, and the name of the issue whose numbers each takes: twins make ties."""
        room, issues, twins = self.one(SIZES), {}, {}
        for name in ISSUES[: self.number(1, 6)]:
            most = min(7, room // 2 if room >= 4 else room)
            if most < 2:
                break
            if twins and self.often(25):
                like = self.one(list(twins))
                if len(labels_of(issues[like])) <= room:
                    issues[name], twins[name] = dict(issues[like]), twins[like]
                    room //= len(labels_of(issues[like]))
                    continue
            issues[name] = self.issue(self.number(2, most))
            twins[name] = name
            room //= len(issues[name]["levels"])
        return issues, twins

    def issue(self, count: int) -> Table:
        kind = self.one(("rising", "rising", "falling", "words"))
        numbers: list[Any] = [k * 7 for k in range(1, count + 1)]
        outside: Any = 0
        if kind == "falling":
            numbers, outside = numbers[::-1], (count + 1) * 7
        if kind == "words":
            numbers, outside = [f"way_{k}" for k in range(count)], "none"
        return {
            "levels": [str(number) for number in numbers],
            "status_quo": str(self.one((outside, outside, *numbers))),
            "ordered": not self.often(30),
            "delivery": self.one(("at_signing", "by_phase", "at_end")),
        }

    def condition(self, issues: Table, most: int = 3, labels: int = 3) -> dict[str, list[str]]:
        return {name: self.some(labels_of(issues[name]), labels) for name in self.some(list(issues), most)}

    def parties(self, issues: Table, twins: Mapping[str, str], parties: Sequence[str]) -> Table:
        entries: Table = {}
        for number, party in enumerate(parties):
            alias = self.one(parties[:number]) if number and self.often(25) else party
            entries[party] = self.party(issues, twins, party, alias)
            for other in parties:
                if other != party:
                    self.put(f"{party}.trust.{other}", "mutual")
        return entries

    def party(self, issues: Table, twins: Mapping[str, str], party: str, alias: str) -> Table:
        prefers = {name: self.one(("more", "less", None)) for name in issues}
        for name, issue in issues.items():
            self.put(f"{party}.weight.{name}", "weight", f"{alias}.{twins[name]}")
            self.values(f"{party}.value.{name}", issue, f"{alias}.{twins[name]}", PARTIES.index(party) % 2)
        lines = {
            f"line{k}": self.red_line(issues) for k in range(self.one((0, 0, 0, 1) if self.open else (0, 1, 1, 2, 4)))
        }
        links = {f"link{k}": self.linkage(issues) for k in range(self.one((0, 0, 1, 2, 3)))}
        for name in lines:
            self.firmness(f"{party}.red_line.{name}")
        for name, link in links.items():
            self.put(f"{party}.linkage.{name}", "lift" if "issue" in link else "bonus")
        for family in (
            "premium",
            "waiting_cost",
            "pressure",
            "concession",
            "horizon",
            "ambition",
            "reciprocity",
            "follow_through",
            "bias",
        ):
            self.put(f"{party}.{family}", family, f"{alias}.{family}")
        return {
            "prefers": {name: wish for name, wish in prefers.items() if wish},
            "red_lines": lines,
            "linkages": links,
        }

    def values(self, name: str, issue: Table, alias: str, side: int) -> None:
        """Values of an issue's levels: a way up or down the scale, or all over the place; some left to be read off."""
        mine, theirs = ("up", "down") if side else ("down", "up")
        labels, shape = labels_of(issue), self.one((mine, mine, mine, mine, mine, theirs, "scattered"))
        worst = issue["status_quo"] if self.open and self.often(90 if self.phased else 70) else None
        sparse = issue["ordered"] and self.often(30)
        for k, label in enumerate(labels):
            inner = 0 < k < len(labels) - 1
            if label == worst:
                self.fix(f"{name}.{label}", 0.0)
            elif sparse and inner:
                continue
            elif shape == "scattered" or (inner and self.levels["value"] > ANY):
                self.put(f"{name}.{label}", "value", f"{alias}.{label}")
            else:
                up = k / (len(labels) - 1)
                up = round(8 * up) / 8 if self.levels["value"] <= COARSE else up
                self.fix(f"{name}.{label}", up if shape == "up" else 1.0 - up)

    def firmness(self, name: str) -> None:
        kind, numbers = spread("red_line", name, self.levels["red_line"], self.salt)
        firm = numbers[0] if self.levels["red_line"] <= COARSE else min(1.0, sum(numbers) / len(numbers))
        strange = self.levels["red_line"] == STRANGE
        self.parameters[name] = {"kind": kind, "numbers": numbers} if strange else {"kind": "chance", "numbers": [firm]}

    def red_line(self, issues: Table) -> Table:
        when = self.condition(issues, 2)
        return {"when": when, "issue": self.one(list(when)), "firmness": 1.0}

    def linkage(self, issues: Table) -> Table:
        when = self.condition(issues)
        entry: Table = {"when": when, "worth": 0.5}
        return {**entry, "issue": self.one(list(when))} if self.often(50) else entry

    def mediator(self, mediator: str, parties: Sequence[str]) -> None:
        for ability in ("relay", "draft", "press"):
            kind, number = self.one((("fixed", 1.0), ("fixed", 1.0), ("fixed", 0.0), ("chance", 0.5), ("fixed", 0.5)))
            self.parameters[f"{mediator}.{ability}"] = {"kind": kind, "numbers": [number]}
        for family in ("candour", "effort", "budget"):
            self.put(f"{mediator}.{family}", family)
        for party in parties:
            self.put(f"{mediator}.trust.{party}", "trust")
            self.put(f"{mediator}.leverage.{party}", "leverage")

    def agenda(self, names: list[str]) -> Table:
        if len(names) == 1 or not self.phased:
            return {"mode": "comprehensive"}
        groups: list[list[str]] = [[] for _ in range(self.number(2, 4))]
        for name in self.some(names) if self.often(50) else names:
            self.one(groups).append(name)
        self.one(groups).extend(name for name in names if not any(name in group for group in groups))
        return {"mode": "phase_by_phase", "groups": [group for group in groups if group]}

    def phasing(self, issues: Table) -> Table:
        result: Table = {}
        if self.often(50):
            result["issue"] = self.one(list(issues))
            result["shares"] = {label: list(self.one(SHARES)) for label in labels_of(issues[result["issue"]])}
        for key in ("guarantee", "duration"):
            if self.often(40):
                result[key] = self.one(list(issues))
        return result

    def shock(self, last: int, parties: Sequence[str], mediators: Sequence[str]) -> Table:
        result: Table = {"suspend": self.one((0, 0, 1, 3, 10, 50))}
        if self.often(50):
            result["date"] = START + dt.timedelta(days=self.number(0, last))
        else:
            result["hazard"] = self.one((0.05, 0.5, 1.0))
        pairs = [f"{m}.{p}" for m in mediators for p in parties]
        result["trust"] = self.moves(pairs, (-0.5, -0.125, 0.3, 0.75))
        result["pressure"] = self.moves(parties, (-0.5, 0.125, 0.3, 2.0))
        result["waiting_cost"] = self.moves(parties, (-1 / 32, 1 / 64, 0.01))
        return result

    def moves(self, names: Sequence[str], steps: Sequence[float]) -> dict[str, float]:
        """Nobody, or some of them, by some of the steps."""
        if not names or self.often(50):
            return {}
        return {name: self.one(steps) for name in self.some(names, 3)}


def labels_of(issue: Table) -> list[str]:
    """All labels of an issue's table, the status quo first where it is none of the levels."""
    return list(
        dict.fromkeys(([] if issue["status_quo"] in issue["levels"] else [issue["status_quo"]]) + issue["levels"])
    )
