"""What is no error in a scenario and probably not meant."""

from __future__ import annotations

from collections.abc import Iterator

from negosim.domain.scenario import Scenario

EARLY = 0.05
"""A share of the calendar: who is down at the reservation value by then does not negotiate over time."""
ALMOST_ALL = 0.999
"""The share of a distribution that stands for all of it, where it has no end."""


def doubts(scenario: Scenario) -> Iterator[str]:
    """What a scenario is probably not meant to say, in a sentence each.

    A party comes down to its reservation value over its own ``horizon``. If all of that lies beyond the calendar, it
    never gets there; if all of it lies within the first days, it is there from the beginning.
    """
    for party in scenario.parties:
        name = f"{party.name}.horizon"
        days = scenario.parameters[name].distribution
        first, last = days.quantile(0.0 if days.kind != "gamma" else 1.0 - ALMOST_ALL), days.quantile(ALMOST_ALL)
        beyond = first > scenario.horizon or (days.uncertain and first >= scenario.horizon)
        what = f"{name} is {days} days"
        if beyond:
            yield f"{what}, the talks end after {scenario.horizon}: {party.title} never gets to its reservation value"
        elif last <= EARLY * scenario.horizon:
            yield f"{what}, the talks may last {scenario.horizon}: {party.title} is at its reservation value at once"
