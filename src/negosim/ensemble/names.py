"""What plays runs, by name; reading this opens nothing."""

MESA, ENSEMBLE = "mesa", "ensemble"
ENGINES = (ENSEMBLE, MESA)
