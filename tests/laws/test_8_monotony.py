"""Law 8, monotony: raising a reservation value never enlarges the ZOPA; less trust never informs better."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from negosim.domain import events as e
from negosim.model import NegotiationModel
from negosim.rules.mediating import channel, informed
from negosim.search.tabulation import in_zopa
from tests.strategies import scenario_of, tables

SHARES = st.sampled_from([0.0, 0.1, 0.25, 1 / 3, 0.5, 0.75, 1.0])
VALUES = hnp.arrays(np.float64, (3, 12), elements=st.sampled_from([-np.inf, 0.0, 0.25, 0.5, 0.75, 1.0]))
FLOORS = hnp.arrays(np.float64, (3,), elements=st.sampled_from([-0.5, 0.0, 0.25, 0.6, 1.0]))
STEPS = hnp.arrays(np.float64, (3,), elements=st.sampled_from([0.0, 0.1, 0.25, 2.0]))


@given(VALUES, FLOORS, STEPS)
def test_a_higher_reservation_value_takes_packages_out_and_puts_none_in(
    values: np.ndarray, floors: np.ndarray, steps: np.ndarray
) -> None:
    """Every package in the ZOPA of higher reservation values is in that of the lower ones."""
    wide, narrow = in_zopa(values, floors), in_zopa(values, floors + steps)
    assert np.flatnonzero(narrow & ~wide).tolist() == []
    expected = [n for n in range(12) if all(values[p, n] >= floors[p] for p in range(3))]
    assert expected == np.flatnonzero(wide).tolist()


@given(tables(), st.sampled_from([0.0, 0.0625, 0.25, 1.0]))
def test_a_run_in_which_the_north_asks_more_has_no_larger_zopa(given_tables: dict[str, Any], more: float) -> None:
    """What a run tells of its ZOPA never grows with what a party asks beyond no deal."""
    asking = {"set": {"north.premium": {"add": more}}}
    one = NegotiationModel(scenario_of(given_tables)).run_model()
    other = NegotiationModel(scenario_of({**given_tables, **asking})).run_model()
    assert other.zopa <= one.zopa


@given(st.lists(st.tuples(SHARES, SHARES, SHARES, SHARES, SHARES), min_size=1, max_size=4))
def test_a_channel_never_carries_more_for_less_trust(mediators: list[tuple[float, ...]]) -> None:
    """With every trust of every mediator lowered or left, no more of a party reaches an observer."""
    candour, there, here, lower_there, lower_here = (np.array(column) for column in zip(*mediators, strict=True))
    full = channel(candour, there, here)
    assert 0.0 <= channel(candour, there * lower_there, here * lower_here) <= full <= 1.0


@given(SHARES, SHARES, SHARES, SHARES)
def test_relayed_knowledge_grows_with_the_rate_and_is_never_lost(
    insight: float, more: float, rate: float, faster: float
) -> None:
    """Insight moves towards the truth, no slower from a better start and at a higher rate, and never past it."""
    after = informed(insight, rate)
    assert insight <= after <= 1.0
    assert after <= informed(max(insight, more), max(rate, faster))


@given(tables(protocols=("mediated",), press=False), SHARES)
def test_a_played_run_with_less_trust_never_knows_more(given_tables: dict[str, Any], share: float) -> None:
    """Round by round, no observer knows more of a party's weights where all trust in mediators is a share of it."""
    quiet = {**given_tables, "shocks": {}}
    trusts = [f"{m}.trust.{p}" for m in quiet["mediators"] for p in quiet["parties"]]
    less = {name: {"times": share} for name in trusts}
    one, other = known(scenario_of(quiet)), known(scenario_of({**quiet, "set": less}))
    for round_number in set(one) & set(other):
        here, there = one[round_number], other[round_number]
        assert [key for key in there if there[key] > here.get(key, 0.0)] == []


def known(scenario: Any) -> dict[int, dict[str, float]]:
    """What each observer knows of each party after each round."""
    run = NegotiationModel(scenario, seed=1)
    insight: dict[int, dict[str, float]] = {}
    while run.running:
        run.step()
        relayed = any(isinstance(event, e.InformationRelayed) for event in run.events)
        insight[run.state.round] = dict(run.state.insight) if relayed else {}
    return insight
