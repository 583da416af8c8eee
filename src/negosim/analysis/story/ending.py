"""The end of a run as a dict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from negosim.analysis.story.offers import Events, ending
from negosim.domain import events as e
from negosim.domain.evolution import replay
from negosim.domain.scenario import Scenario
from negosim.domain.terms import labels_at


def end_as_values(scenario: Scenario, events: Events) -> dict[str, Any]:
    """Return how a run ended, by name.

    ``outcome``, ``round``, ``day``, ``date``, ``package`` (None if none), ``levels`` of the issues that were settled,
    ``utilities`` of the package that holds, by party, as recorded in its events, and ``phases_held``.
    """
    state = replay(events)
    _, day, outcome, package = ending(events)
    utilities: Mapping[str, float] = state.no_deal
    for event in events:
        if isinstance(event, e.AgreementReached):
            utilities = event.utilities
    levels: dict[str, str] = {}
    if package >= 0:
        labels = labels_at(scenario, package)
        groups = scenario.agenda.groups if outcome == "agreement" else scenario.agenda.groups[: state.stage]
        settled = {issue for group in groups for issue in group}
        levels = {name: label for name, label in labels.items() if name in settled or outcome == "agreement"}
    return {
        "outcome": outcome,
        "round": state.round,
        "day": day,
        "date": scenario.date(day).isoformat(),
        "package": package if package >= 0 else None,
        "levels": levels,
        "utilities": dict(utilities),
        "phases_held": state.phases_held,
    }
