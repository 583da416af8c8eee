"""Law 5, symmetry: renaming or reordering parties permutes outcomes and changes nothing else.

Alternating offers are not symmetric by nature, for somebody begins; the law is for mediated talks.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from negosim.domain.outcome import Outcome
from tests.strategies import scenario_of, tables
from tests.talks import facts, played

# Names in another order of the alphabet than those of the parties they replace.
OTHER_NAMES = {"north": "zenith", "south": "apex", "east": "yonder", "west": "below"}


@given(tables(protocols=("mediated",)), st.randoms(use_true_random=False))
def test_the_order_of_parties_in_the_file_changes_nothing(given_tables: dict[str, Any], shuffle: Any) -> None:
    """With the parties in another order the same things happen in each round, and the run ends alike."""
    names = list(given_tables["parties"])
    shuffle.shuffle(names)
    parties = {name: given_tables["parties"][name] for name in names}
    one = played(scenario_of(given_tables))
    other = played(scenario_of({**given_tables, "parties": parties}))
    assert Counter(map(facts, one.events[1:])) == Counter(map(facts, other.events[1:]))
    assert _ending(one.outcome) == _ending(other.outcome)


@given(tables(protocols=("mediated",), certain=True))
def test_the_names_of_parties_change_nothing(given_tables: dict[str, Any]) -> None:
    """With other names the same things happen, to parties of the other names."""
    one = played(scenario_of(given_tables))
    other = played(scenario_of(renamed(given_tables)))
    assert [renamed(facts(event)) for event in one.events[1:]] == [facts(event) for event in other.events[1:]]
    assert renamed(_ending(one.outcome)) == _ending(other.outcome)


def _ending(outcome: Outcome) -> dict[str, Any]:
    """How a run ended, less the draw, which is a table of names as well."""
    return {key: value for key, value in attrs.asdict(outcome).items() if key != "draw"}


def renamed(value: Any) -> Any:
    """Any tables, lists and names with the parties called by their other names."""
    if isinstance(value, dict):
        return {renamed(key): renamed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [renamed(inner) for inner in value]
    if isinstance(value, tuple):
        inner = tuple(renamed(part) for part in value)
        pairs = bool(inner) and all(isinstance(part, tuple) and len(part) == 2 for part in inner)
        return tuple(sorted(inner)) if pairs else inner
    if isinstance(value, str):
        return ".".join(OTHER_NAMES.get(part, part) for part in value.split("."))
    return value
