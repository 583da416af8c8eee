"""Read and write files; every error has an address."""
