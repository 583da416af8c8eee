"""Load a finished sweep from its folder."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

import attrs

from negosim.ensemble.results.loading import outcomes_of
from negosim.ensemble.results.manifest import MANIFEST_FILE, SCENARIO_FILE, read_json
from negosim.ensemble.results.parquet_files import digest
from negosim.errors import BadInput, Problem
from negosim.files.scenario import load_scenario
from negosim.files.sweep_format import load_sweep
from negosim.sweeps.design_in_file import design_in_file
from negosim.sweeps.factors import values_of, with_own
from negosim.sweeps.folder import AGAIN, DESIGN_FILE, RUNS, SWEEP_FILE
from negosim.sweeps.sweep import Sweep
from negosim.sweeps.sweep_file import factor_of


def read_sweep(folder: str | PathLike[str]) -> Sweep:
    """Read the sweep in a folder of ``negosim sweep`` or ``sweep(…, out=folder)``; rows stay in their files.

    Parameters
    ----------
    folder : path-like
        The folder of a finished sweep.

    Returns
    -------
    Sweep
        Factors, design and outcomes.

    Raises
    ------
    BadInput
        Files are missing or do not belong together, or the sweep has not finished.
    """
    place = Path(folder)
    for name in (MANIFEST_FILE, SWEEP_FILE, DESIGN_FILE, f"{RUNS}/{MANIFEST_FILE}", f"{RUNS}/{SCENARIO_FILE}"):
        if not (place / name).is_file():
            expected = "a folder that `negosim sweep` left"
            raise BadInput([Problem(file=str(place), expected=expected, received=f"no {name}")])
    manifest, runs = read_json(place / MANIFEST_FILE), read_json(place / RUNS / MANIFEST_FILE)
    scenario = load_scenario(place / RUNS / SCENARIO_FILE)
    recorded = manifest.get("sweep")
    points = digest((place / DESIGN_FILE).read_bytes())
    for key, wanted, there in (
        ("digest", manifest.get("digest"), runs.get("digest")),
        ("scenario_digest", manifest.get("scenario_digest"), scenario.digest),
        ("design_digest", recorded.get("design_digest") if isinstance(recorded, dict) else None, points),
    ):
        if wanted != there:
            hint = f"{AGAIN} makes it again"
            expected, received = f"{str(wanted)[:12]}…", f"{str(there)[:12]}…"
            raise BadInput([Problem(file=str(place), key=key, expected=expected, received=received, hint=hint)])
    entry = load_sweep(place / SWEEP_FILE)
    made = tuple(factor_of(name, factor, place) for name, factor in entry.factors.items())
    factors = tuple(with_own(factor, scenario, str(place / SWEEP_FILE)) for factor in made)
    design = design_in_file(entry, place, factors, str(place / SWEEP_FILE))
    outcomes = outcomes_of(place / RUNS, attrs.evolve(scenario, parameters={}), runs)
    values = values_of(factors, design.points)
    return Sweep(factors, design, scenario, entry.replications, entry.seed, entry.common, values, outcomes, place)
