"""Upcast stored bodies of older versions to today's form, one version at a time.

A body never changes where it is stored. An upcaster takes the fields of one version and gives those of the next, and
keeps their meaning; fields that are new get the value that says "as it was then".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Fields = dict[str, Any]
VERSIONS: Mapping[str, int] = {"AssumptionChanged": 2, "NegotiationOpened": 2}


def version_of(name: str) -> int:
    """The version in which bodies of a type are written today."""
    return VERSIONS.get(name, 1)


def upcast(name: str, version: int, fields: Fields) -> Fields:
    """Convert the fields of an older body to today's form.

    Parameters
    ----------
    name : str
        Type of the event.
    version : int
        Of the form.
    fields : Fields
        Of the body.

    Raises
    ------
    KeyError
        No upcaster takes that version.
    """
    while version != version_of(name):
        fields = UPCASTERS[name, version](dict(fields))
        version += 1
    return fields


def _assumption_changed_1(fields: Fields) -> Fields:
    """Version 1 did not tell what no deal is worth after the change: an empty mapping leaves it as it was."""
    return {**fields, "no_deal": {}}


def _negotiation_opened_1(fields: Fields) -> Fields:
    """Version 1 did not tell which classes the agents were of: those of this program, as in nearly all runs."""
    return {**fields, "party_agent": "", "mediator_agent": ""}


UPCASTERS: Mapping[tuple[str, int], Callable[[Fields], Fields]] = {
    ("AssumptionChanged", 1): _assumption_changed_1,
    ("NegotiationOpened", 1): _negotiation_opened_1,
}
