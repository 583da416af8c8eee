"""Claims, the codebook, and scenario parameters as projections of claims."""
