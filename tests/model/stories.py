"""Tables that several of the negotiations told as transcripts lay over the two shores."""

from __future__ import annotations

from typing import Any

from tests.talks import values

HOLDING_OUT = {"assumptions": {"*.horizon": {"value": 10}, "*.concession": {"value": 0.5}}}
TRUSTED = values(otter__trust__north=1, otter__trust__south=1, talks__learning=1)
BY_STAGE = {"agenda": {"mode": "phase_by_phase", "groups": [["land"], ["water"]]}}


def mediated(style: str) -> dict[str, Any]:
    """Tables of talks that the otter mediates."""
    return {"mediators": {"otter": {"style": style}}}
