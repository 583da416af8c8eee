"""Scenarios compared: each is played under the same random numbers, and its runs are paired with those of the first."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from pathlib import Path

import pandas as pd

from negosim.analysis.outcomes.comparison import compare_outcomes
from negosim.domain.scenario import DEFAULT_SEED, Scenario
from negosim.ensemble.playing.simulate import simulate
from negosim.ensemble.results.loading import read_outcomes
from negosim.ensemble.results.manifest import MANIFEST_FILE
from negosim.ensemble.results.outcomes import Outcomes
from negosim.errors import BadInput, Problem, shown
from negosim.files.scenario import load_scenario
from negosim.files.shipped_cases import find_folder, name_of

Case = Scenario | Outcomes | str | PathLike[str]
"""A scenario, its file, a folder of such files, outcomes, or the folder of a job."""
Loaded = dict[str, Scenario | Outcomes]
RUNS = 500


def compare(
    *cases: Case | Mapping[str, Case],
    runs: int | None = None,
    seed: int | None = None,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Compare how the runs of several cases end, paired run by run with the first.

    Scenarios are played; outcomes and folders of results are taken as they are, and decide seed and number of runs. A
    folder of scenario files alone is compared with the scenarios that its files extend.

    Parameters
    ----------
    *cases : Scenario, Outcomes, path-like or mapping
        Two cases or more: scenarios, scenario files or names of shipped cases, folders of files, outcomes, or folders
        that ``negosim run`` wrote. A mapping gives them names; others are called after their scenario, file or folder.
    runs : int, optional
        Runs of each case; 500, or as many as the outcomes given have.
    seed : int, optional
        Seed of all runs; 7, or that of the outcomes given.
    jobs : int, default 1
        Worker processes.
    progress : callable, optional
        Called with the number of runs done and their total.

    Returns
    -------
    DataFrame
        One row per case and outcome: ``case``, ``outcome``; ``runs`` that end so, their ``share`` with its interval
        ``low``, ``high``; ``baseline``, the case that it is compared with; ``difference`` of the shares, with its
        paired interval ``difference_low``, ``difference_high``, nan for the baseline itself; ``gained`` and ``lost``,
        how many runs end so in this case only, and in the baseline only. All intervals are 95 %.

    Raises
    ------
    BadInput
        There are fewer than two cases, one cannot be read, or outcomes differ in seed or number of runs.
    """
    groups = play_groups(load_groups(cases), runs, seed, jobs, progress)
    return pd.concat([compare_outcomes(group) for group in groups], ignore_index=True)


def load_groups(cases: Sequence[Case | Mapping[str, Case]]) -> list[Loaded]:
    """Load and name all cases, in groups that are compared with their first case.

    Parameters
    ----------
    cases : sequence
        As of ``compare``.

    Returns
    -------
    list of dict
        One group, or one for each scenario that the files of a single folder extend.

    Raises
    ------
    BadInput
        With the problems of all cases.
    """
    folder = _folder_of_scenarios(cases[0]) if len(cases) == 1 else None
    if folder is None:
        return [_load_all(cases)]
    return [_load_all(group) for group in _by_baseline(_scenario_files(folder))]


def _load_all(cases: Sequence[Case | Mapping[str, Case]]) -> Loaded:
    found: Loaded = {}
    problems: list[Problem] = []
    for case in cases:
        for name, each in case.items() if isinstance(case, Mapping) else [("", case)]:
            try:
                for member in _members(each):
                    loaded = _load(member)
                    _add(found, name or _name(member, loaded), loaded)
            except BadInput as error:
                problems += error.problems
    if problems:
        raise BadInput(problems)
    return found


def _members(case: Case) -> Sequence[Case]:
    """Return the files of a folder of scenario files, or else the case itself."""
    folder = _folder_of_scenarios(case)
    return [case] if folder is None else _scenario_files(folder)


def _folder_of_scenarios(case: object) -> Path | None:
    folder = find_folder(case) if isinstance(case, str | PathLike) else None
    return None if folder is None or (folder / MANIFEST_FILE).is_file() else folder


def _scenario_files(folder: Path) -> list[Path]:
    """Return the scenario files in a folder, without codebooks, dossiers and other files."""
    found = [path for path in sorted(folder.glob("*.toml")) if {"parties", "extends"} & set(_tables(path))]
    if not found:
        expected = "results of `negosim run`, or scenario files in it"
        raise BadInput([Problem(file=str(folder), expected=expected, received="neither")])
    return found


def _tables(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {"parties": {}}  # loading it tells what is wrong


def _by_baseline(files: Sequence[Path]) -> list[list[Case]]:
    """Group files by the scenario that they extend, which comes first in its group."""
    groups: dict[Path | None, list[Case]] = {}
    for file in files:
        extends = _tables(file).get("extends")
        baseline = (file.parent / str(extends)).resolve() if extends else None
        groups.setdefault(baseline, [] if baseline is None else [baseline]).append(file)
    return list(groups.values())


def _load(case: object) -> Scenario | Outcomes:
    if isinstance(case, Scenario | Outcomes):
        return case
    if not isinstance(case, str | PathLike):
        expected = "a scenario, outcomes, a scenario file or a folder of results"
        raise BadInput([Problem(file="compare", expected=expected, received=shown(case))])
    path = Path(case)
    return read_outcomes(path) if path.is_dir() else load_scenario(path)


def _name(case: Case, loaded: Scenario | Outcomes) -> str:
    if isinstance(case, str | PathLike):
        path = Path(case)
        return path.resolve().name if path.is_dir() else name_of(path)
    return loaded.name if isinstance(loaded, Scenario) else loaded.scenario.name


def _add(found: Loaded, name: str, case: Scenario | Outcomes) -> None:
    """Add a case; a name that is taken gets a number."""
    number = 2
    while (free := name if number == 2 and name not in found else f"{name} ({number})") in found:
        number += 1
    found[free] = case


def play_groups(
    groups: Sequence[Loaded],
    runs: int | None = None,
    seed: int | None = None,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> list[dict[str, Outcomes]]:
    """Play the scenarios of some groups; other parameters as ``compare``.

    Returns
    -------
    list of dict
        Outcomes by name, in the order given.

    Raises
    ------
    BadInput
        ``runs`` or ``seed`` is out of range, or differs from that of the outcomes given.
    """
    cases = [case for group in groups for case in group.values()]
    played = next((case for case in cases if isinstance(case, Outcomes)), None)
    count = runs if runs is not None else RUNS if played is None else len(played)
    of_all = seed if seed is not None else DEFAULT_SEED if played is None else played.seed
    total, before = count * sum(isinstance(case, Scenario) for case in cases), 0
    found: list[dict[str, Outcomes]] = []
    for group in groups:
        found.append({})
        for name, case in group.items():
            if isinstance(case, Outcomes):
                found[-1][name] = case
                continue
            heard = None if progress is None else _after(progress, before, total)
            found[-1][name] = simulate(case, count, of_all, jobs=jobs, progress=heard)
            before += count
    return found


def _after(progress: Callable[[int, int], None], before: int, total: int) -> Callable[[int], None]:
    """Report runs of one case as a part of all."""
    done = before

    def heard(number: int) -> None:
        nonlocal done
        done += number
        progress(done, total)

    return heard
