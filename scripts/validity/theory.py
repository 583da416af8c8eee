"""Theory: closed forms of bargaining theory, held against whole runs in both engines and against the solutions."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

import negosim as ns
from negosim.analysis.bargaining.solutions import kalai, kalai_smorodinsky, nash, rubinstein, stahl
from negosim.domain.scenario import Scenario
from negosim.files.scenario import build
from scripts.validity.rows import Row, row

ENGINES = ("ensemble", "mesa")
SLICES, ROUNDS = 1000, 400
RUNS = {"ensemble": 20_000, "mesa": 1_000}
START = dt.date(2030, 1, 1)
GOLDEN = (math.sqrt(5) - 1) / 2
Curve = Callable[[float], float]


def even(share: float) -> float:
    """Worth as much as it is."""
    return share


def root(share: float) -> float:
    """Worth its root: averse to risk."""
    return math.sqrt(share)


def rest(share: float) -> float:
    """What is left of a cake."""
    return 1.0 - share


def cake(curves: tuple[Curve, Curve] = (even, even), **numbers: float) -> Scenario:
    """A cake in slices, split by alternating offers; each comes down from all to its reservation value."""
    levels = [str(n) for n in range(SLICES + 1)]
    worth = [
        {"none": 0.0, **{level: curve(share(n / SLICES)) for n, level in enumerate(levels)}}
        for curve, share in zip(curves, (even, rest), strict=True)
    ]
    tables: dict[str, Any] = {
        "name": "cake",
        "start": START,
        "horizon": ROUNDS,
        "rules": {"protocol": "alternating_offers"},
        "issues": {"cake": {"levels": levels, "status_quo": "none"}},
        "parties": {
            party: {"weights": {"cake": 1.0}, "values": {"cake": own}}
            for party, own in zip(("first", "second"), worth, strict=True)
        },
        "assumptions": {"*.horizon": {"value": ROUNDS}},
        "set": {name.replace("__", "."): {"value": value} for name, value in numbers.items()},
    }
    return build(tables, "cake")


# What is claimed; the scenario; when demands fill the cake, as a share of the time; and the shares of both.
MEETINGS: list[tuple[str, Scenario, float, tuple[float, float]]] = []


def _meeting(claim: str, when: float, shares: tuple[float, float], *curves: Curve, **numbers: float) -> None:
    both = (curves[0], curves[1]) if curves else (even, even)
    MEETINGS.append((claim, cake(both, **numbers), when, shares))


def _meetings() -> None:
    for one, two, when, share in (
        (1.0, 1.0, 0.5, 0.5),
        (0.5, 0.5, 2**-0.5, 0.5),
        (2.0, 2.0, 0.25, 0.5),
        (1.0, 0.5, GOLDEN, 1 - GOLDEN),
        (0.5, 1.0, GOLDEN, GOLDEN),
    ):
        claim = f"two tactics, exponents {one:g} and {two:g} (Faratin, Sierra & Jennings 1998)"
        _meeting(claim, when, (share, 1 - share), first__concession=one, second__concession=two)
    when = 1 / (2 - 0.3 - 0.1)
    claim = "outside options of .3 and .1, linear tactics: t* = 1 / (2 − r₁ − r₂)"
    _meeting(claim, when, (1 - 0.7 * when, 1 - 0.9 * when), first__premium=0.3, second__premium=0.1)
    claim = "opening demands of .8, linear tactics: t* = 1 − 1 / (2 · .8)"
    _meeting(claim, 1 - 1 / 1.6, (0.5, 0.5), first__ambition=0.8, second__ambition=0.8)
    cost = 0.5
    when = (math.sqrt(1 + 2 * cost) - 1) / (2 * cost)
    claim = "waiting costs both .5 over the time: t* = (√(1 + 2c) − 1) / 2c"
    both = {f"{party}__waiting_cost": cost / ROUNDS for party in ("first", "second")}
    when = (math.sqrt(1 + 2 * cost) - 1) / (2 * cost)
    _meeting(claim, when, (0.5, 0.5), **both)
    when = (math.sqrt(1 + cost) - 1) / cost
    claim = "waiting costs the first .5: t* = (√(1 + c) − 1) / c, and the patient side gets more"
    _meeting(claim, when, (when, 1 - when), first__waiting_cost=cost / ROUNDS)
    claim = "risk aversion, u₁ = √x: the first asks for (1 − t)², t* = (3 − √5) / 2, and gets less"
    _meeting(claim, 1 - GOLDEN, (1 - GOLDEN, GOLDEN), root, even)


def meetings(engine: str) -> list[Row]:
    """Two time-dependent tactics over a cake, played: when they meet, and what the first gets."""
    if not MEETINGS:
        _meetings()
    rows = []
    for claim, scenario, when, shares in MEETINGS:
        frame = ns.simulate(scenario, 1, engine=engine).frame
        got = float(frame["cake"][0]) / SLICES if frame["outcome"][0] == "agreement" else math.nan
        rows.append(row(f"{claim}; time", engine, when, float(frame["day"][0]) / ROUNDS, 1.5 / ROUNDS))
        # What the faster of the two gives up in a round near t*, and a slice.
        within = 1 / SLICES + 1.5 * max(1.0, 2 * when ** (-0.5)) / ROUNDS
        rows.append(row(f"{claim}; share of the first", engine, shares[0], got, round(within, 4)))
    return rows


AGREE, COLLAPSE = 0.1, 0.02
YIELD = {"north": 0.06, "south": 0.03}
STOP = 0.01


def _two(
    name: str, shocks: Mapping[str, tuple[str, float]], collapse: float, levels: list[str], south: float
) -> Scenario:
    """Two that ask for what only a shock makes them give: mediated talks without a mediator.

    The north asks for .5 more than no deal and the south for ``south``, until a shock, given with its party and hazard.
    """
    worth = {
        "north": {"none": 0.0, **{level: 1.0 if level == levels[0] else 0.0 for level in levels}},
        "south": {"none": 0.0, **{level: 1.0 if level == levels[-1] else 0.0 for level in levels}},
    }
    tables: dict[str, Any] = {
        "name": name,
        "start": START,
        "horizon": 2_000,
        "issues": {"prize": {"levels": levels, "status_quo": "none", "ordered": False}},
        "parties": {p: {"weights": {"prize": 1.0}, "values": {"prize": own}} for p, own in worth.items()},
        "shocks": {s: {"hazard": hazard, "pressure": {p: 2.0}} for s, (p, hazard) in shocks.items()},
        "assumptions": {"*.horizon": {"value": 1}},
        "set": {
            "north.premium": {"value": 0.5},
            "south.premium": {"value": south},
            "talks.collapse": {"value": collapse},
        },
    }
    return build(tables, name)


def _near(share: float, runs: int) -> float:
    """Four standard errors of a share."""
    return round(4 * math.sqrt(share * (1 - share) / runs), 4)


def hazards(engine: str) -> list[Row]:
    """Talks that chance alone ends: breakdown risk, and a war of attrition."""
    runs = RUNS[engine]
    rows = []
    # One package, worth 1 to both; the south asks for 1.5 until a shock.
    race = _two("race", {"outcry": ("south", AGREE)}, COLLAPSE, ["all"], 1.5)
    frame = ns.simulate(race, runs, 11, engine=engine).frame
    share, length = AGREE / (AGREE + (1 - AGREE) * COLLAPSE), 1 / (AGREE + COLLAPSE - AGREE * COLLAPSE)
    claim = f"constant hazards, agree {AGREE:g} and collapse {COLLAPSE:g}"
    how = f"{engine}, {runs:,} runs"
    got = float((frame["outcome"] == "agreement").mean())
    rows.append(row(f"{claim}: share a / (a + (1 − a)s)", how, share, got, _near(share, runs)))
    error = 4 * length * math.sqrt(1 - 1 / length) / math.sqrt(runs)
    claim = f"{claim}: rounds 1 / (a + s − as)"
    rows.append(row(claim, how, length, float(frame["round"].mean()), round(error, 4)))
    attrition = _two("attrition", {f"{p}_yields": (p, q) for p, q in YIELD.items()}, STOP, ["norths", "souths"], 0.5)
    frame = ns.simulate(attrition, runs, 11, engine=engine).frame
    north, south = YIELD["north"], YIELD["south"]
    either = north + south - north * south
    end = 1 - (1 - either) * (1 - STOP)
    claim = f"war of attrition, yielding at {north:g} and {south:g} a round, breakdown at {STOP:g}"
    agreed = either / end
    got = float((frame["outcome"] == "agreement").mean())
    rows.append(row(f"{claim}: share settled", how, agreed, got, _near(agreed, runs)))
    alone = north * (1 - south) / end
    got = float((frame["prize"] == "souths").mean())
    rows.append(row(f"{claim}: share in which only the north yields", how, alone, got, _near(alone, runs)))
    error = 4 * math.sqrt(1 - end) / end / math.sqrt(runs)
    rows.append(row(f"{claim}: rounds", how, 1 / end, float(frame["round"].mean()), round(error, 4)))
    return rows


def solutions() -> list[Row]:
    """The solutions over frontiers whose points are known."""
    u = np.linspace(0.0, 1.0, 1_000_001)
    zero = np.zeros(2)
    parabola, line = np.array([u, 1.0 - u * u]), np.array([u, 1.0 - u])
    fine = 1e-6

    def at(values: Any, column: int | None) -> float:
        assert column is not None
        return float(values[0, column])

    rows = [
        row("Nash on u₂ = 1 − u₁²: 1/√3", "solutions", 3**-0.5, at(parabola, nash(parabola, zero)), fine),
        row("Kalai on u₂ = 1 − u₁²: golden section", "solutions", GOLDEN, at(parabola, kalai(parabola, zero)), fine),
        row(
            "Kalai and Smorodinsky on u₂ = 1 − u₁², ideals alike: the same",
            "solutions",
            GOLDEN,
            at(parabola, kalai_smorodinsky(parabola, zero)),
            fine,
        ),
    ]
    options = np.array([0.3, 0.1])
    claim = "split the difference: Nash of a cake with outside options .3 and .1 is r₁ + (1 − r₁ − r₂) / 2"
    rows.append(row(claim, "solutions", 0.6, at(line, nash(line, options)), fine))
    for power in (0.5, 0.25):
        concave = np.array([u**power, 1.0 - u])
        column = nash(concave, zero)
        claim = f"risk aversion, u₁ = x^{power:g}: Nash gives the first {power:g} / (1 + {power:g}) of the cake"
        rows.append(row(claim, "solutions", power / (1 + power), float(u[column or 0]), fine))
    shares = np.stack(np.meshgrid(np.linspace(0, 1, 101), np.linspace(0, 1, 101)), axis=0).reshape(2, -1)
    logroll = np.array([[0.7, 0.3] @ shares, [0.3, 0.7] @ (1.0 - shares)])
    claim = "logrolling, weights (.7, .3) and (.3, .7): Nash gives each .7"
    rows.append(row(claim, "solutions", 0.7, at(logroll, nash(logroll, zero)), fine))
    return rows


PATIENCE = [
    ("discounts .9 and .8 (Rubinstein 1982)", (0.9, 0.8), 0.0),
    ("discounts .8 and .9", (0.8, 0.9), 0.0),
    ("discounts .5 and .5", (0.5, 0.5), 0.0),
    (
        "breakdown with probability .1 after each refusal: 1 / (2 − .1) (Binmore, Rubinstein & Wolinsky 1986)",
        (0.9, 0.9),
        0.0,
    ),
    (
        "an outside option of .3 that is no threat, discounts .9: as without (Binmore, Shaked & Sutton 1989)",
        (0.9, 0.9),
        0.3,
    ),
    ("an outside option of .6 that binds: the first gets the rest", (0.9, 0.9), 0.6),
]


def _backwards(discounts: tuple[float, float], outside: float, rounds: int) -> type[ns.PartyAgent]:
    """A party that reasons backwards from the last round; the second can leave for its outside option."""
    worth = [1.0] * (rounds + 1)
    for left in range(2, rounds + 1):
        responder = (rounds - left + 1) % 2
        take = max(discounts[responder] * worth[left - 1], outside if responder == 1 else 0.0)
        worth[left] = 1.0 - take

    class Backwards(ns.PartyAgent):
        def aspiration(self, day: float | None = None) -> float:
            today = int(self.state.day if day is None else day)
            left = max(1, rounds - today)
            if day is None:
                return math.floor(worth[left] * SLICES + 1e-9) / SLICES
            option = outside if self.number == 1 else 0.0
            return max(discounts[self.number] * worth[left], option)

    return Backwards


def patience() -> list[Row]:
    """The game of alternating offers with parties that reason backwards, played by agents of one's own."""
    rows = []
    rounds = 200
    for claim, discounts, outside in PATIENCE:
        expected = rubinstein(*discounts)
        if outside > 1 - expected:
            expected = 1 - outside
        agents = _backwards(discounts, outside, rounds)
        model = ns.NegotiationModel(cake(), party_agent=agents)
        model.run_model()
        got = model.outcome.utilities["first"]
        assert model.outcome.round == 1
        rows.append(row(f"{claim}: share of the first", "mesa, own agents", expected, got, 2 / SLICES))
    claim = "the finite game of 200 rounds (Ståhl 1972) is the endless one"
    rows.append(row(claim, "backward induction", rubinstein(0.9, 0.8), stahl(0.9, 0.8, 200), 1e-6))
    return rows


def theory() -> dict[str, list[Row]]:
    """Every row, by table."""
    return {
        "meetings": [r for engine in ENGINES for r in meetings(engine)],
        "hazards": [r for engine in ENGINES for r in hazards(engine)],
        "patience": patience(),
        "solutions": solutions(),
    }
