"""Classes of agents by their import path."""

from __future__ import annotations

import pytest

from negosim.errors import BadInput
from negosim.model import PartyAgent
from negosim.model.classes import class_at, path_of


def test_agents_are_found_by_their_path() -> None:
    """The usual class has none, and is found by its own as well."""
    assert class_at("", PartyAgent, "--agent") is PartyAgent
    assert path_of(PartyAgent, PartyAgent) == ""
    assert class_at("negosim.model.agents:PartyAgent", PartyAgent, "--agent") is PartyAgent


@pytest.mark.parametrize(
    ("wrong", "received"),
    [
        ("nowhere:Agent", "nowhere:Agent: no module nowhere"),
        ("negosim.model:Nobody", "negosim.model:Nobody: no Nobody in negosim.model"),
        ("negosim.model:NegotiationModel", "negosim.model:NegotiationModel, which is no subclass of PartyAgent"),
        ("negosim", "'negosim'"),
    ],
)
def test_a_path_that_leads_to_no_class_of_agents_is_named(wrong: str, received: str) -> None:
    """With what was expected there, and what is there."""
    with pytest.raises(BadInput) as error:
        class_at(wrong, PartyAgent, "--agent")
    expected = "--agent: expected module:Class, a subclass of PartyAgent that can be imported, received "
    assert str(error.value).startswith(expected + received)
