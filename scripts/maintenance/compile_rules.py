"""Compile all rules once and keep them, so that processes that come after find them: two runs by each engine."""

from __future__ import annotations

from pathlib import Path

import negosim as ns

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def main() -> None:
    """Play two runs of mediated and of alternating talks, by the kernel and through Mesa."""
    for name in ("november_2023", "examples/divide_a_cake"):
        scenario = ns.load_scenario(SCENARIOS / f"{name}.toml")
        for engine in ("ensemble", "mesa"):
            ns.simulate(scenario, 2, engine=engine)


if __name__ == "__main__":
    main()
