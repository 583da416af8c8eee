"""A parameter that is held at a value, while all that is believed of it stays."""

from __future__ import annotations

import pytest

import negosim as ns
from negosim.domain.events import PackageTabled
from negosim.domain.parameters import Distribution, fixed
from negosim.domain.scenario import Scenario
from negosim.sweeps.playing import changed_scenario, held
from tests.talks import happened, played, talks

LINE = "south.red_line.no_share"
RUNS = 12


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
    draws = [ns.draw(wary().parameters.values(), 3, run)[LINE] for run in range(RUNS)]
    assert 0 < sum(draws) < RUNS
    known = []
    for run, real in enumerate(draws):
        assert packages(wary(), run) == packages(with_line(held(line, real)), run)
        known.append(packages(wary(), run) != packages(with_line(fixed(real)), run))
    assert any(known), "believing it as it is changes what is tabled"


@pytest.mark.parametrize("engine", ["ensemble", "mesa"])
def test_both_engines_begin_with_what_is_believed(engine: str) -> None:
    """A lot that falls one way and the same value held end alike, row by row."""
    line = wary().parameters[LINE].distribution
    rows = ns.simulate(wary(), RUNS, 3, engine=engine).frame
    for value in (0.0, 1.0):
        other = ns.simulate(with_line(held(line, value)), RUNS, 3, engine=engine).frame
        same = rows[f"draw_{LINE}"] == value
        columns = [column for column in other if not column.startswith("draw_")]
        assert same.any()
        assert rows.loc[same, columns].equals(other.loc[same, columns])
