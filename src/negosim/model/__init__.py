"""The Mesa model: agents, and the order in which they apply the rules."""

from negosim.model.agents import MediatorAgent, PartyAgent
from negosim.model.negotiation import NegotiationModel

__all__ = ["MediatorAgent", "NegotiationModel", "PartyAgent"]
