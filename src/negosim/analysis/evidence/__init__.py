"""Relate outcomes to evidence: variance shares by source, provenance, who would sign."""
