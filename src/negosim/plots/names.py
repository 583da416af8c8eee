"""The figures of an ensemble, by name and in their order; reading this opens nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from negosim.errors import BadInput, Problem, nearest

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

DEFAULT = ("outcome_shares", "time_to_agreement", "package_families", "blockers", "drivers")
"""What ``negosim run`` draws unless other figures are asked for."""


def parse_figures(text: str, option: str = "--figures") -> tuple[str, ...]:
    """Return the figures named in a text.

    Parameters
    ----------
    text : str
        Names separated by commas, or ``all``; empty for the usual ones.
    option : str
        Where the text comes from, for the error.

    Returns
    -------
    tuple of str
        In the order of ``FIGURES``.

    Raises
    ------
    BadInput
        A figure is unknown.
    """
    if text in ("", "all"):
        return FIGURES if text else DEFAULT
    names = [name.strip() for name in text.split(",")]
    unknown = [name for name in names if name not in FIGURES]
    if unknown:
        expected = f"figures of {', '.join(FIGURES)}, or all"
        hint = nearest(unknown[0], FIGURES)
        raise BadInput([Problem(file=option, expected=expected, received=", ".join(unknown), hint=hint)])
    return tuple(name for name in FIGURES if name in names)


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
