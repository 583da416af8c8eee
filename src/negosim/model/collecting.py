"""Mesa data collector of a run."""

from __future__ import annotations

from typing import Any

import mesa

from negosim.model.agents import PartyAgent


def collector() -> Any:
    """Return a collector of round, day, text, trust, pressure, aspirations and reservation values."""
    reporters = {
        "round": lambda m: m.state.round,
        "day": lambda m: m.state.day,
        "text": lambda m: m.state.text,
        "trust": lambda m: dict(m.state.trust),
        "pressure": lambda m: dict(m.state.pressure),
    }
    return mesa.DataCollector(
        model_reporters=reporters,
        agenttype_reporters={PartyAgent: {"reservation": PartyAgent.reservation, "aspiration": PartyAgent.aspiration}},
    )
