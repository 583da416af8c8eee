"""The Mesa model: who calls which rule when."""

from negosim.model.agents import MediatorAgent, PartyAgent
from negosim.model.negotiation import NegotiationModel

__all__ = ["MediatorAgent", "NegotiationModel", "PartyAgent"]
