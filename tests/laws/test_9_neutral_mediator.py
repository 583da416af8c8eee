"""Law 9, neutral mediator: a facilitator without trust or leverage changes no event but its own."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from negosim.domain import events as e
from tests.strategies import scenario_of, tables
from tests.talks import facts, played


@given(tables())
def test_a_facilitator_whom_nobody_trusts_changes_nothing(given_tables: dict[str, Any]) -> None:
    """With one more mediator, who only relays and has no trust, all that is told after the opening is the same."""
    neutral = {f"swan.{kind}.{party}": 0.0 for party in given_tables["parties"] for kind in ("trust", "leverage")}
    more = {
        **given_tables,
        "mediators": {**given_tables["mediators"], "swan": {"style": "facilitator"}},
        "assumptions": {**given_tables["assumptions"], **neutral},
    }
    without, with_it = played(scenario_of(given_tables), seed=9), played(scenario_of(more), seed=9)
    assert [*map(facts, without.events[1:])] == [*map(facts, with_it.events[1:])]
    assert without.outcome == with_it.outcome
    assert [e.NegotiationOpened] == [type(event) for event in with_it.events if "swan" in repr(event)]
