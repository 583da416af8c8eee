"""A parameter that is held at a value, while all that is believed of it stays."""

from __future__ import annotations

from pathlib import Path

import negosim as ns
from negosim.domain.events import PackageTabled
from negosim.domain.parameters import Distribution, fixed
from negosim.domain.scenario import Scenario
from negosim.sweeps.playing import changed_scenario, fixed_value
from tests.talks import happened, played, talks

LINE = "south.red_line.no_share"
RUNS, MANY, FEW = 12, 100, 4
SCENARIOS = Path(__file__).parents[2] / "scenarios"


def wary() -> Scenario:
    """Two shores, the south having declared water from 1 to 3 out of question: real, and believed, by three tenths."""
    line = {"no_share": {"when": {"water": [1, 2, 3]}, "firmness": 0.3}}
    return talks(parties={"south": {"red_lines": line}})


def with_line(distribution: Distribution) -> Scenario:
    """The same with another distribution of the line."""
    return changed_scenario(wary(), {LINE: distribution})


def packages(scenario: Scenario, run: int) -> list[tuple[int, str, int]]:
    """What was tabled in a run, by whom and when."""
    tabled = happened(played(scenario, seed=3, run=run), PackageTabled)
    return [(n, event.party, event.package) for n, event in enumerate(tabled)]


def test_a_red_line_held_real_is_believed_as_before() -> None:
    """Runs in which the lot made it real are those in which it is held real; belief follows what was coded."""
    line = wary().parameters[LINE].distribution
    draws = [ns.draw_of(wary(), 3, run)[LINE] for run in range(RUNS)]
    assert 0 < sum(draws) < RUNS
    known = []
    for run, real in enumerate(draws):
        assert packages(wary(), run) == packages(with_line(fixed_value(line, real)), run)
        known.append(packages(wary(), run) != packages(with_line(fixed(real)), run))
    assert any(known), "believing it as it is changes what is tabled"


def test_both_engines_begin_with_what_is_believed() -> None:
    """Every line of the case held real: one row from both engines, and another than if all were known to be real."""
    case = ns.load_scenario(SCENARIOS / "january_2024.toml")
    lines = {line.parameter: case.parameters[line.parameter].distribution for line in case.red_lines}
    real = changed_scenario(case, {name: fixed_value(line, 1.0) for name, line in lines.items()})
    known = changed_scenario(case, dict.fromkeys(lines, fixed(1.0)))
    rows = ns.simulate(real, MANY, 7).frame
    assert rows.iloc[:FEW].equals(ns.simulate(real, FEW, 7, engine="mesa").frame)
    assert not rows.equals(ns.simulate(known, MANY, 7).frame)
