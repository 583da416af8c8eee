"""The figures of an ensemble, by name and in their order; reading this opens nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from negosim.domain.events import Event
    from negosim.ensemble.results.outcomes import Outcomes

FIGURES = (
    "outcome_shares",
    "level_distributions",
    "package_families",
    "package_landscape",
    "landscape_pair",
    "time_to_agreement",
    "utility_plane",
    "negotiation_dance",
    "blockers",
    "drivers",
)

_LONGEST = ("package_landscape", "landscape_pair", "level_distributions")
"""The first two share what takes them longest."""


def applicable(outcomes: Outcomes, events: Sequence[Event]) -> tuple[str, ...]:
    """Return the figures that an ensemble can have: no landscape of one issue, no dance without events.

    Parameters
    ----------
    outcomes : Outcomes
        The runs.
    events : sequence of Event
        The events of the run to draw as a dance; may be empty.

    Returns
    -------
    tuple of str
    """
    issues = sum(len(group) for group in outcomes.scenario.agenda.groups)
    needs = {
        "package_landscape": issues > 1,
        "landscape_pair": issues > 1,
        "negotiation_dance": len(events) > 0,
    }
    return tuple(name for name in FIGURES if needs.get(name, True))


def without_events(outcomes: Outcomes) -> tuple[str, ...]:
    """Return the figures that need no events, in the order in which the helper is asked for them."""
    names = applicable(outcomes, ())
    return tuple(sorted(names, key=(*_LONGEST, *names).index))
