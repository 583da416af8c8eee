"""Load outcomes from the folder of a finished job."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

from negosim.domain.scenario import Scenario
from negosim.ensemble.results.manifest import (
    MANIFEST_FILE,
    OUTCOMES_FILE,
    PARTS,
    SCENARIO_FILE,
    file_of,
    manifest_in,
    parts_of,
    ranges,
    unfinished,
    whole,
)
from negosim.ensemble.results.outcome_table import schema
from negosim.ensemble.results.outcomes import Outcomes
from negosim.ensemble.results.parquet_files import InParts, not_outcomes
from negosim.errors import BadInput, Problem
from negosim.files.scenario import load_scenario


def read_outcomes(folder: str | PathLike[str]) -> Outcomes:
    """Read the outcomes in a folder of ``negosim run`` or ``simulate(…, out=folder)``.

    Columns are read from the files when they are asked for: ``columns`` of a million runs need little memory, ``frame``
    loads all of them.

    Parameters
    ----------
    folder : path-like
        The folder of a finished job.

    Returns
    -------
    Outcomes
        One row per run.

    Raises
    ------
    BadInput
        Files are missing or do not belong together, or the job has not finished.
    """
    place = Path(folder)
    manifest = manifest_of(place)
    return outcomes_of(place, scenario_of(place, manifest), manifest)


def manifest_of(folder: Path) -> dict[str, Any]:
    """Return the manifest of a finished job; raise BadInput if there is none."""
    missing = [name for name in (MANIFEST_FILE, SCENARIO_FILE) if not (folder / name).is_file()]
    going = not missing and unfinished(manifest_in(folder))
    if not going and not (folder / OUTCOMES_FILE).is_file() and not (folder / PARTS).is_dir():
        missing.append(OUTCOMES_FILE)
    if missing:
        expected = "a folder that `negosim run` left"
        raise BadInput([Problem(file=str(folder), expected=expected, received="no " + ", ".join(missing))])
    if going:
        received, hint = "one that has not come to its end", "the command it was given in, with --resume, finishes it"
        raise BadInput([Problem(file=str(folder), expected="a job that is done", received=received, hint=hint)])
    return manifest_in(folder)


def scenario_of(folder: Path, manifest: dict[str, Any]) -> Scenario:
    """Return the scenario that was played; raise BadInput if its digest differs from the manifest's."""
    scenario = load_scenario(folder / SCENARIO_FILE)
    if scenario.digest != manifest.get("digest"):
        expected = f"the scenario with digest {str(manifest.get('digest'))[:12]}…"
        received = f"one with digest {scenario.digest[:12]}…"
        raise BadInput([Problem(file=str(folder / SCENARIO_FILE), expected=expected, received=received)])
    return scenario


def outcomes_of(folder: Path, scenario: Scenario, manifest: dict[str, Any]) -> Outcomes:
    """Return the outcomes that a manifest describes; raise BadInput for each file with other rows or other bytes."""
    seed, runs = (whole(manifest, key, folder / MANIFEST_FILE) for key in ("seed", "runs"))
    shares = [range(runs)] if (folder / OUTCOMES_FILE).is_file() else ranges(runs)
    files = [file_of(folder, number) for number in range(len(shares))]
    rows = InParts.at(files, schema(scenario))
    for file, size, share in zip(files, rows.sizes, shares, strict=True):
        if size != len(share):
            raise not_outcomes(file, f"{len(share)} runs of {scenario.name}", f"{size} rows")
    listed = parts_of(manifest, folder / MANIFEST_FILE) if "parts" in manifest else {}
    problems = [p for number, file in enumerate(files) if number in listed and (p := listed[number].problem(file))]
    if problems:
        raise BadInput(problems)
    return Outcomes(scenario, seed, rows)
