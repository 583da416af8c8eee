"""Read and write GENIUS domains, the XML format of automated negotiation."""
