"""How property tests search: the same examples every time in CI, new ones when a person asks for more."""

import os

from hypothesis import HealthCheck, settings

# The first call of a rule compiles it, which no deadline should count.
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    max_examples=50,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
# NEGOSIM_HYPOTHESIS=search make test: look for what the fixed examples do not show.
settings.register_profile("search", parent=settings.get_profile("ci"), derandomize=False, max_examples=1000)
settings.load_profile(os.environ.get("NEGOSIM_HYPOTHESIS", "ci"))
