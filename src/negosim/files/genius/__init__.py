"""GENIUS domains: the XML in which the field of automated negotiation keeps its domains, read and written."""
