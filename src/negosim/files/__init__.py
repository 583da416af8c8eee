"""Reading and writing files; every error has an address."""
