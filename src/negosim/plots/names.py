"""The figures of an ensemble, by name and in their order; reading this opens nothing."""

FIGURES = (
    "outcome_shares",
    "level_distributions",
    "package_families",
    "package_landscape",
    "landscape_pair",
    "time_to_agreement",
    "utility_plane",
    "negotiation_dance",
    "blockers",
    "drivers",
)
