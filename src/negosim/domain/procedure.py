"""The procedure of the talks: protocol, agenda, and how an agreement is carried out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs

Protocol = Literal["mediated", "alternating_offers"]
Tabling = Literal["similar", "best_believed"]
AgendaMode = Literal["comprehensive", "phase_by_phase"]


@attrs.frozen
class Agenda:
    """In which order issues are settled.

    Attributes
    ----------
    mode : AgendaMode
        ``comprehensive``, one package over all issues, or ``phase_by_phase``, groups one after another.
    groups : tuple[tuple[str, ...], ...]
        The groups of issues; one group of all issues if comprehensive.
    """

    mode: AgendaMode
    groups: tuple[tuple[str, ...], ...]


@attrs.frozen(kw_only=True)
class Rules:
    """The settings of a round that are choices and not quantities.

    Attributes
    ----------
    protocol : Protocol
        ``mediated`` or ``alternating_offers``.
    tabling : Tabling
        ``similar`` to the others' last packages, or ``best_believed`` for them.
    max_moves : int
        In how many issues a tabled package may differ from the party's last one.
    draft_moves : int
        In how many issues a text may differ from the last text, besides taking over common ground.
    draft_every : int
        Rounds from one text to the next.
    """

    protocol: Protocol = "mediated"
    tabling: Tabling = "similar"
    max_moves: int = 1
    draft_moves: int = 2
    draft_every: int = 1


@attrs.frozen(kw_only=True)
class Phasing:
    """Which issues of the scenario decide how and how surely a package is delivered.

    Attributes
    ----------
    issue : str | None
        The issue whose levels are ways of phasing, or None: everything comes in one phase.
    shares : Mapping[str, tuple[float, ...]]
        For each of its labels, the share delivered in each phase; each sums to 1.
    guarantee : str | None
        The issue whose level guarantees follow-through, or None.
    duration : str | None
        The issue whose level, in days, is the time over which phases are spread, or None.
    """

    issue: str | None = None
    shares: Mapping[str, tuple[float, ...]] = attrs.field(factory=dict)
    guarantee: str | None = None
    duration: str | None = None
