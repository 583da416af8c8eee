"""Names of the engines, and limits of an ensemble; importing this imports nothing else."""

MESA, ENSEMBLE = "mesa", "ensemble"
ENGINES = (ENSEMBLE, MESA)
DEFAULT_RUNS = 500
MOST_RUNS = 10**9  # its list of parts is still a small one
