"""Runs taken up from their events, and changed between two rounds."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from negosim.domain import events as e
from negosim.errors import BadInput
from negosim.model import MediatorAgent, NegotiationModel, PartyAgent
from negosim.model.classes import path_of
from tests.talks import happened, played, talks, values

SCENARIO = talks()
RUN = played(SCENARIO)
ROUNDS = [place for place, event in enumerate(RUN.events) if isinstance(event, e.RoundOpened)]


def at(number: int) -> NegotiationModel:
    """The run as it was before a round."""
    return NegotiationModel.resume(SCENARIO, RUN.events[: ROUNDS[number - 1]])


def test_what_is_no_run_of_the_scenario_is_refused() -> None:
    """No beginning, another scenario, other rules, or nothing left to be played: the error says which."""
    with pytest.raises(ValueError, match="NegotiationOpened and StageOpened first"):
        NegotiationModel.resume(SCENARIO, RUN.events[1:])
    with pytest.raises(ValueError, match="scenario of digest"):
        NegotiationModel.resume(talks(horizon=21), RUN.events[: ROUNDS[2]])
    with pytest.raises(ValueError, match="rules of version 0"):
        NegotiationModel.resume(SCENARIO, [replace(opening(RUN), engine="0"), *RUN.events[1 : ROUNDS[2]]])
    with pytest.raises(ValueError, match="run 0 is over"):
        NegotiationModel.resume(SCENARIO, RUN.events)


class Unyielding(PartyAgent):
    """A party that aims at what it aimed at first."""

    def aspiration(self, day: float | None = None) -> float:  # noqa: ARG002
        """As on the first day."""
        return self.state.start[self.name]


class Tireless(MediatorAgent):
    """A mediator that has more to spend."""

    def quantity(self, name: str) -> float:
        """Twice the budget."""
        return super().quantity(name) * (2.0 if name == "budget" else 1.0)


def opening(run: NegotiationModel) -> e.NegotiationOpened:
    """The first event of a run."""
    (found,) = happened(run, e.NegotiationOpened)
    assert isinstance(found, e.NegotiationOpened)
    return found


def middle(run: NegotiationModel) -> Sequence[e.Event]:
    """The events of a run before its third round."""
    return run.events[: [place for place, event in enumerate(run.events) if isinstance(event, e.RoundOpened)][2]]


def test_a_run_names_the_classes_that_it_is_played_with() -> None:
    """By their import paths; the usual ones by nothing."""
    run = played(SCENARIO, party_agent=Unyielding, mediator_agent=Tireless)
    assert (opening(run).party_agent, opening(run).mediator_agent) == (f"{__name__}:Unyielding", f"{__name__}:Tireless")
    assert (opening(RUN).party_agent, opening(RUN).mediator_agent) == ("", "")


def test_a_run_of_ones_own_agents_goes_on_with_them() -> None:
    """The class that its opening names is imported, and need not be given."""
    run = played(SCENARIO, party_agent=Unyielding)
    assert run.events != RUN.events
    for given in ({}, {"party_agent": Unyielding}):
        again = NegotiationModel.resume(SCENARIO, middle(run), **given)
        again.run_model()
        assert run.events == again.events


def test_a_class_that_cannot_be_imported_is_given() -> None:
    """One that is made inside a function has no path that leads to it."""

    class Local(Unyielding):
        pass

    run = played(SCENARIO, party_agent=Local)
    again = NegotiationModel.resume(SCENARIO, middle(run), party_agent=Local)
    again.run_model()
    assert run.events == again.events
    with pytest.raises(BadInput, match=r"NegotiationOpened\.party_agent: expected module:Class.*inside a function"):
        NegotiationModel.resume(SCENARIO, middle(run))


def test_a_run_does_not_go_on_with_other_agents() -> None:
    """Neither with the usual ones, nor with others than it was played with."""
    run = played(SCENARIO, party_agent=Unyielding)
    for other, events in ((PartyAgent, middle(run)), (Unyielding, middle(RUN))):
        with pytest.raises(ValueError, match=r"run 0 was played by agents of the class \S+:\w+, not \S+:\w+"):
            NegotiationModel.resume(SCENARIO, events, party_agent=other)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("no_such_module_anywhere:Gone", "no_such_module_anywhere:Gone: no module no_such_module_anywhere"),
        (f"{__name__}:Unyieldin", "no Unyieldin in .* \\(nearest: .*Unyielding"),
        (f"{__name__}:Tireless", "no subclass of PartyAgent"),
        (f"{__name__}:SCENARIO", "no class but of type Scenario"),
        ("Unyielding", "'Unyielding'"),
        ("agents/unyielding.py:Unyielding", "without .py"),
    ],
)
def test_a_run_whose_class_is_gone_is_refused(path: str, reason: str) -> None:
    """The error names the class and what is wrong with it."""
    first, *others = middle(RUN)
    with pytest.raises(BadInput, match=reason):
        NegotiationModel.resume(SCENARIO, [replace(first, party_agent=path), *others])


def test_the_script_of_a_worker_is_the_script_that_began_it() -> None:
    """So that the number of jobs is no part of an event."""
    here, there = (type("Own", (PartyAgent,), {"__module__": name}) for name in ("__main__", "__mp_main__"))
    assert path_of(here, PartyAgent) == path_of(there, PartyAgent) == "__main__:Own"


def test_a_change_of_preferences_tells_what_no_deal_is_worth_from_then_on() -> None:
    """The last of the changed preferences tells it, once; other changes tell nothing of it."""
    model = at(3)
    model.change({"north.value.land.none": 0.4, "north.weight.land": 0.5, "south.pressure": 0.1})
    weight, value, pressure = happened(model, e.AssumptionChanged)
    assert [weight.parameter, value.parameter] == ["north.weight.land", "north.value.land.none"]
    assert (weight.no_deal, pressure.no_deal) == ({}, {})
    expected = 0.5 / (0.5 + 0.25) * 0.4
    assert expected == pytest.approx(value.no_deal["north"])
    assert model.state.no_deal == value.no_deal
    assert model.parties[0].reservation() == pytest.approx(expected)


def test_changed_preferences_count_for_every_package() -> None:
    """What agents read is tabulated anew: the best package is another."""
    model = at(3)
    before = model.board.values.copy()
    model.change({"north.weight.land": 0.0, "north.weight.water": 1.0})
    assert before.shape == model.board.values.shape
    best = model.board.packages[int(model.board.values[0].argmax())]
    assert model.talks.issue("water").labels[best[1]] == "4"


def test_a_party_lays_nothing_down_that_a_new_red_line_of_its_own_forbids() -> None:
    """Its last package lies across a line that became real: it begins anew on this side of it."""
    line = {"parties": {"north": {"red_lines": {"all": {"when": {"land": ["4", "3"]}, "firmness": 0.5}}}}}
    scenario = talks(line, {"set": {"north.red_line.all": {"value": 0}}})
    run = played(scenario)
    place = [place for place, event in enumerate(run.events) if isinstance(event, e.RoundOpened)][3]
    model = NegotiationModel.resume(scenario, run.events[:place])
    assert model.board.labels(model.state.tabled["north"])["land"] == "4"
    model.change({"north.red_line.all": 1})
    model.run_model()
    tabled = [event for event in model.events[place:] if isinstance(event, e.PackageTabled) and event.party == "north"]
    assert tabled
    assert {model.board.labels(event.package)["land"] for event in tabled}.isdisjoint({"3", "4"})


def test_lifted_pressure_does_not_come_back() -> None:
    """Pressure that is set stands, and further presses build on it."""
    scenario = talks(
        values(otter__budget=3, otter__leverage__north=1, otter__leverage__south=1, talks__pressure_cap=0.3),
        mediators={"otter": {"style": "manipulator"}},
    )
    run = played(scenario)
    presses = [place for place, event in enumerate(run.events) if isinstance(event, e.PressureApplied)]
    place = next(n for n, event in enumerate(run.events) if isinstance(event, e.RoundOpened) and n > presses[0])
    model = NegotiationModel.resume(scenario, run.events[:place])
    assert sum(model.state.pressure.values()) > 0
    model.change({"*.pressure": 0, "otter.press": 0})
    model.run_model()
    assert set(model.state.pressure.values()) == {0.0}


def test_a_bad_change_leaves_the_run_as_it_was() -> None:
    """Nothing is recorded and nothing is prepared anew."""
    model = at(3)
    state, count = model.state, len(model.events)
    with pytest.raises(BadInput):
        model.change({"north.weight.land": 0.5, "north.pressure": 7})
    assert (state, count) == (model.state, len(model.events))
    model.run_model()
    assert RUN.events == model.events
