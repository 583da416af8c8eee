"""Small synthetic talks, built straight from the domain: two shores that talk about a river."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import attrs
import numpy as np
import pandas as pd

from negosim.analysis.bargaining.valuation import value_packages, values_of
from negosim.domain import events as e
from negosim.domain.issues import Condition, Issue, Level
from negosim.domain.parameters import Distribution, Parameter, fixed, triangular, uniform
from negosim.domain.procedure import Agenda, Phasing, Rules
from negosim.domain.quantities import quantities
from negosim.domain.random_streams import draw
from negosim.domain.scenario import Linkage, Mediator, Party, RedLine, Scenario, Shock
from negosim.ensemble.results.outcomes import Outcomes
from negosim.spaces.space import labels_of

ISSUES = (
    Issue(
        "truce",
        "Length of the truce",
        (Level("0", 0.0, available=False), Level("10", 10.0), Level("20", 20.0), Level("40", 40.0)),
        status_quo=0,
        unit="days",
    ),
    Issue(
        "bridge",
        "Bridge",
        (Level("closed"), Level("half_open"), Level("open")),
        status_quo=0,
        delivery="by_phase",
    ),
    Issue("way", "Phasing", (Level("one_phase"), Level("two_phases")), status_quo=0, ordered=False),
    Issue("toll", "Toll", (Level("0", 0.0), Level("5", 5.0), Level("10", 10.0)), status_quo=0, unit="coins"),
)
DEFAULTS = {
    "premium": 0.0,
    "waiting_cost": 0.0,
    "pressure": 0.0,
    "concession": 1.0,
    "horizon": 60.0,
    "ambition": 0.9,
    "reciprocity": 0.2,
    "follow_through": 0.7,
    "bias": 0.0,
    "collapse": 0.002,
    "stall": 0.001,
    "learning": 0.05,
    "persuasion": 0.1,
    "pressure_cap": 0.3,
    "press_cost": 0.1,
    "budget": 5.0,
}
UNCERTAIN: Mapping[str, tuple[Distribution, str]] = {
    "north.weight.truce": (Distribution("gamma", 4.0), "claims"),
    "south.weight.toll": (Distribution("gamma", 3.0), "claims"),
    "north.premium": (uniform(0.0, 0.2), "assumption"),
    "south.premium": (triangular(-0.1, 0.05, 0.2), "assumption"),
    "south.red_line.no_free_bridge": (Distribution("chance", 0.4), "claims"),
    "harbour.trust.north": (uniform(0.2, 0.9), "override"),
}


def scenario(
    parties: Sequence[str] = ("north", "south"),
    issues: Sequence[Issue] = ISSUES,
    uncertain: Mapping[str, tuple[Distribution, str]] = UNCERTAIN,
    **values: float,
) -> Scenario:
    """Talks over ``issues``: each party wants more of every other issue and less of the rest."""
    people = tuple(
        Party(
            name,
            f"{name.title()} Shore",
            {i.name: "more" if _wants(k, n) else "less" for n, i in enumerate(issues)},
        )
        for k, name in enumerate(parties)
    )
    harbour = Mediator("harbour", "Harbour Town")
    names = {issue.name for issue in issues}
    red_lines = (
        (
            RedLine(
                name="no_free_bridge",
                party=parties[1],
                issue="bridge",
                condition=Condition({"bridge": ("open",), "toll": ("0",)}),
            ),
        )
        if {"bridge", "toll"} <= names
        else ()
    )
    linkages = (
        (
            Linkage(
                name="quiet_trade",
                party=parties[0],
                condition=Condition({"truce": ("40",), "bridge": ("open",)}),
            ),
        )
        if {"truce", "bridge"} <= names
        else ()
    )
    phasing = (
        Phasing(issue="way", shares={"one_phase": (1.0,), "two_phases": (0.6, 0.4)}) if "way" in names else Phasing()
    )
    parameters = {}
    for name, quantity in quantities(issues, people, (harbour,), red_lines, linkages, phasing).items():
        value = values.get(name.replace(".", "__"), _value(name, parties, issues))
        if value is None:
            continue
        distribution, basis = uncertain.get(name, (fixed(value), "assumption"))
        if name.replace(".", "__") in values:
            distribution = fixed(value)
        claims = (f"c{len(parameters):03d}", "c900") if basis == "claims" else ()
        parameters[name] = Parameter(
            name=name, distribution=distribution, basis=basis, claims=claims, unit=quantity.unit
        )  # type: ignore[arg-type]
    return Scenario(
        name="river",
        title="River talks, spring 2030",
        as_of=dt.date(2030, 3, 1),
        start=dt.date(2030, 3, 4),
        horizon=90,
        days_per_round=3,
        issues=tuple(issues),
        parties=people,
        mediators=(harbour,),
        red_lines=red_lines,
        linkages=linkages,
        shocks=(Shock(name="flood", title="Flood", date=dt.date(2030, 4, 1), suspend=9, pressure={parties[0]: 0.05}),),
        agenda=Agenda("comprehensive", (tuple(i.name for i in issues),)),
        rules=Rules(),
        phasing=phasing,
        parameters=parameters,
        digest="d1" * 32,
    )


def _wants(party: int, issue: int) -> bool:
    return (party + issue) % 2 == 0


def _value(name: str, parties: Sequence[str], issues: Sequence[Issue]) -> float | None:
    owner, kind, *rest = name.split(".")
    if kind in {"value", "weight"} and owner in parties:
        issue = next(i for i in issues if i.name == rest[0])
        wanted = _wants(parties.index(owner), issues.index(issue))
        if kind == "weight":
            return 4.0 if wanted else 2.0
        up = issue.digit(rest[1]) / max(1, len(issue.levels) - 1)
        return up if wanted else 1.0 - up**2
    return {"linkage": 0.05, "red_line": 0.0, "trust": 0.5, "leverage": 0.3}.get(kind, DEFAULTS.get(kind, 0.5))


def played(played_scenario: Scenario, runs: int = 80, seed: int = 7, ends: Sequence[str] | None = None) -> Outcomes:
    """Outcomes as a model might give them: agreed packages lie in the ZOPA, runs end as ``ends`` says."""
    rng = np.random.default_rng(seed)
    issues = [issue.name for issue in played_scenario.issues]
    rows = []
    for run in range(runs):
        drawn = draw(played_scenario.parameters.values(), seed, run)
        valued = value_packages(played_scenario, drawn)
        zopa = np.flatnonzero(valued.zopa)
        wish = ends[run % len(ends)] if ends else rng.choice(["agreement", "collapse", "deadline"], p=[0.6, 0.25, 0.15])
        signs = wish in {"agreement", "partial"} and len(zopa) > 0
        end = wish if signs or wish not in {"agreement", "partial"} else "collapse"
        column = int(rng.choice(zopa)) if signs else -1
        day = played_scenario.horizon if end == "deadline" else 3 * int(rng.integers(1, 25))
        row: dict[str, object] = {"run": run, "outcome": end, "round": day // 3, "day": day}
        row["package"] = int(valued.indices[column]) if signs else -1
        row |= labels_of(played_scenario, valued.packages[column]) if signs else dict.fromkeys(issues)
        for p, party in enumerate(played_scenario.parties):
            row[f"utility_{party.name}"] = float(valued.utilities[p, column]) if signs else np.nan
        for p, party in enumerate(played_scenario.parties):
            row[f"reservation_{party.name}"] = float(valued.reservations[p])
        for party in played_scenario.parties:
            over = str(rng.choice(issues))
            row[f"objection_{party.name}"] = None if end == "agreement" or rng.uniform() < 0.25 else over
        row["phases_held"] = int(signs)
        row["zopa"] = len(zopa)
        row |= {f"draw_{p.name}": drawn[p.name] for p in played_scenario.uncertain}
        rows.append(row)
    return Outcomes(played_scenario, seed, pd.DataFrame(rows))


def renamed(outcomes: Outcomes, **columns: object) -> Outcomes:
    """The same outcomes with some columns replaced."""
    return attrs.evolve(outcomes, frame=outcomes.frame.assign(**columns))


def told(told_scenario: Scenario, rounds: int = 14, end: str = "agreement", run: int = 3) -> list[e.Event]:
    """The events of one made-up run: offers, texts, presses, a flood that suspends the talks, an end."""
    names = [party.name for party in told_scenario.parties]
    drawn = draw(told_scenario.parameters.values(), 7, run)
    valued = value_packages(told_scenario, drawn)
    worth = values_of(told_scenario, drawn, valued.indices)
    floor = dict(zip(names, valued.reservations.tolist(), strict=True))
    deal = int(np.argmax((worth - valued.reservations[:, None]).min(axis=0)))
    pressure, trust = {name: drawn[f"{name}.pressure"] for name in names}, drawn[f"harbour.trust.{names[1]}"]

    def utilities(column: int) -> dict[str, float]:
        return dict(zip(names, worth[:, column].tolist(), strict=True))

    log: list[e.Event] = [
        e.NegotiationOpened(
            told_scenario.name,
            told_scenario.digest,
            7,
            run,
            "0",
            str(told_scenario.start),
            tuple(names),
            ("harbour",),
            drawn,
        ),
        e.StageOpened(0, tuple(i.name for i in told_scenario.issues), 0, floor, dict.fromkeys(names, 0.9)),
    ]
    last = {}
    for now in range(1, rounds + 1):
        day = 3 * (now - 1)
        log.append(e.RoundOpened(now, day, str(told_scenario.date(day))))
        if now == 8:
            log += [
                e.ShockStruck("flood", {}, {names[0]: pressure[names[0]] + 0.05}, {}),
                e.TalksSuspended(day + 6, "flood"),
            ]
        if now in {8, 9}:
            continue
        if now == 10:
            log.append(e.TalksResumed(day))
        if now in {3, 6}:
            pressure[names[1]] += 0.04
            trust *= 0.9
            log.append(e.PressureApplied("harbour", names[1], 1.0, pressure[names[1]]))
            log.append(e.TrustShifted("harbour", names[1], trust, "pressed"))
        before = []
        for p, name in enumerate(names):
            aim = floor[name] + (worth[p].max() - floor[name]) * (1 - now / (rounds + 4))
            column = int(np.argmin(np.where(worth[p] >= aim, worth[p], np.inf)))
            value = float(worth[p, column])
            log.append(
                e.PackageTabled(
                    name, int(valued.indices[column]), aim, last.get(name, value) - value, utilities(column)
                )
            )
            last[name] = value
            before.append((name, column))
        text = deal if now == rounds else (deal + 5 * now) % len(valued)
        log.append(e.TextDrafted(("harbour",), int(valued.indices[text]), utilities(text)))
        agreed = end == "agreement" and now == rounds
        asked = {column: {author for author, c in before if c == column} for column in [text, *(c for _, c in before)]}
        for column, authors in asked.items():
            for p, name in enumerate(names):
                if name in authors:
                    continue
                yes = agreed and column == text
                line = "no_free_bridge" if p == 1 and now % 4 == 2 and column == text else ""
                issue = "" if yes else told_scenario.issues[now % len(told_scenario.issues)].name
                log.append(e.AnswerGiven(name, int(valued.indices[column]), yes, 0.0 if yes else 0.1, issue, line))
    package = int(valued.indices[deal]) if end == "agreement" else -1
    if end == "agreement":
        log += [e.AgreementReached(package, utilities(deal)), e.PhaseCompleted(1, 1, day + 20)]
        log.append(e.AgreementBrokeDown(2, 2, day + 40))
    else:
        log.append(e.TalksCollapsed(2) if end == "collapse" else e.DeadlinePassed(told_scenario.horizon))
    return [*log, e.NegotiationClosed(end, package, floor)]
