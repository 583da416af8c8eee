"""Law 7, rationality: without bias, pressure and waiting cost every agreed package is in the ZOPA.

An empty ZOPA gives none. A party's word for its own package is that it tables it, so what it tables counts too.
"""

from __future__ import annotations

from hypothesis import given

from negosim.domain import events as e
from negosim.domain.scenario import Scenario
from negosim.model import NegotiationModel
from negosim.rules.utility import crossed_red_line
from tests.strategies import scenarios
from tests.talks import happened, played, talks, values


@given(scenarios(calm=True, press=False))
def test_nobody_signs_what_is_worse_than_no_deal(scenario: Scenario) -> None:
    """Whatever is agreed, of a stage or in all, is worth its reservation value to each and crosses no real red line."""
    run = NegotiationModel(scenario, seed=6)
    floors = {party.name: party.reservation() for party in run.parties}
    run.run_model()
    for event in run.events:
        if isinstance(event, e.StageOpened) and event.stage > 0:
            floors = {name: run.state.draw[f"{name}.premium"] + event.no_deal[name] for name in floors}
        if isinstance(event, e.StageAgreed | e.AgreementReached):
            assert [name for name in floors if event.utilities[name] < floors[name]] == []
            assert [party.name for party in run.parties if crosses(run, party.number, event.package)] == []


@given(scenarios(calm=True, press=False))
def test_an_empty_zopa_gives_no_agreement(scenario: Scenario) -> None:
    """Where no package is good enough for all, nothing is agreed, not even a first part."""
    run = played(scenario, seed=6)
    if run.outcome.zopa == 0:
        assert run.outcome.package == -1


def test_a_party_that_wants_more_than_there_is_blocks_even_the_best_for_it() -> None:
    """The south asks 1.1 where the most it can have is 1: nothing is agreed, though the north would sign all to it."""
    run = played(talks(values(south__premium=1.1, north__premium=-1)))
    assert (run.outcome.zopa, run.outcome.outcome) == (0, "deadline")
    assert {"north"} == {event.party for event in happened(run, e.PackageTabled)}


@given(scenarios())
def test_nobody_signs_what_it_takes_to_be_worse_than_no_deal(scenario: Scenario) -> None:
    """Whatever presses and hurries them: on the day, what is signed is worth no deal to each, as each judges it."""
    run = NegotiationModel(scenario, seed=6)
    while run.running:
        seen = len(run.events)
        run.step()
        for event in run.events[seen:]:
            if isinstance(event, e.AgreementReached):
                bias = {party.name: max(0.0, party.quantity("bias")) for party in run.parties}
                floors = {party.name: party.reservation() for party in run.parties}
                assert [name for name in floors if event.utilities[name] + bias[name] < floors[name]] == []


def crosses(run: NegotiationModel, party: int, package: int) -> bool:
    """Whether a package crosses a real red line of a party."""
    return bool(crossed_red_line(run.board.space, run.board.table, party, run.board.digits(package)) >= 0)
