"""What plays runs, by name; reading this opens nothing."""

MESA, ENSEMBLE = "mesa", "ensemble"
ENGINES = (ENSEMBLE, MESA)
MOST_RUNS = 10**9  # its list of parts is still a small one
