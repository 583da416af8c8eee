"""Any event at all, whether or not it could follow another."""

from __future__ import annotations

from typing import Any, get_args, get_type_hints

from hypothesis import strategies as st

from negosim.domain import events as e

NUMBER = st.floats(allow_nan=False, allow_infinity=False)
KINDS: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(),
    int: st.integers(),
    float: NUMBER,
    bool: st.booleans(),
    tuple[str, ...]: st.lists(st.text()).map(tuple),
    e.ByName: st.dictionaries(st.text(), NUMBER),
}
# What a store also keeps outside of the event, in columns that know lengths and ranges.
TELLING = (e.NegotiationOpened, e.NegotiationClosed, e.RoundOpened, e.DeadlinePassed, e.AssumptionChanged)


def of(cls: type) -> st.SearchStrategy[Any]:
    """Any event of a type."""
    return st.builds(cls, **{name: KINDS[kind] for name, kind in get_type_hints(cls).items()})


def streams(least: int = 0, most: int = 12) -> st.SearchStrategy[list[Any]]:
    """Some events, of all types that do not tell of a run as a whole."""
    kinds = [cls for cls in get_args(e.Event) if cls not in TELLING]
    return st.lists(st.one_of(*map(of, kinds)), min_size=least, max_size=most)
