"""Run the server of the explorer."""

from __future__ import annotations

import uvicorn

from negosim.explorer.app import application
from negosim.explorer.desk import Desk


def serve(desk: Desk, host: str, port: int) -> None:
    """Answer requests until a signal ends it."""
    uvicorn.run(application(desk), host=host, port=port, log_level="warning")
