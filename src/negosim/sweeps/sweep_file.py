"""Load and simulate sweep files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import attrs
import pandas as pd

from negosim.domain.scenario import Scenario
from negosim.errors import BadInput, Problem
from negosim.files.overrides import FIELDS
from negosim.files.shipped_cases import find_case
from negosim.files.sweep_format import FactorEntry, SweepFile, typed
from negosim.sweeps.design_in_file import design_in_file
from negosim.sweeps.designs import Design
from negosim.sweeps.factors import Factor, uncertain_factors
from negosim.sweeps.plan import SweepTask
from negosim.sweeps.planning import plan_with_problems
from negosim.sweeps.playing import columns_of
from negosim.sweeps.responses import numbers_of
from negosim.sweeps.sources import Source, source_of
from negosim.sweeps.sweep import Sweep, play


@attrs.frozen(eq=False)
class SweepRequest:
    """A checked sweep file, ready to simulate.

    Attributes
    ----------
    entry : SweepFile
        The file.
    task : SweepTask
        What is to be played.
    design : Design
        At which points.
    """

    entry: SweepFile
    task: SweepTask
    design: Design

    def labels(self) -> dict[str, Any]:
        """Name, title and responses, for the manifest of the folder."""
        words = {"name": self.entry.name, "title": self.entry.title, "about": self.entry.about}
        return {key: word for key, word in words.items() if word} | {"responses": list(self.entry.responses)}

    def play(
        self,
        out: Path | None = None,
        *,
        jobs: int = 1,
        cluster: str = "",
        resume: bool = False,
        progress: Callable[[int], None] | None = None,
        command: tuple[str, ...] = (),
    ) -> Sweep:
        """Simulate the sweep; arguments are those of ``sweep.play``."""
        return play(
            self.task,
            self.design,
            jobs=jobs,
            cluster=cluster,
            out=out,
            resume=resume,
            progress=progress,
            labels=self.labels(),
            command=command,
        )


def load_request(path: Path | str) -> SweepRequest:
    """Load a sweep file and check all of it.

    Parameters
    ----------
    path : Path | str
        Of the sweep file, or the name of one that the package brings.

    Raises
    ------
    BadInput
        With every problem of the file, each with its address.
    """
    path = find_case(path, "sweep")
    where, here = str(path), path.parent
    entry, problems = typed(path)
    if entry is None:
        raise BadInput(problems)
    factors, lost = _factors(entry, here, where)
    problems += lost
    source, base, wrong = _played(entry, here, where)
    if source is None or base is None:
        raise BadInput([*problems, *wrong, *(p for factor in factors for p in factor.problems(where))])
    varied, unknown = _varied(entry, base, where)
    plan, misfits = plan_with_problems(source, base, [*varied, *factors], where)
    problems += [*wrong, *unknown, *misfits, *_responses(entry, base, where)]
    if problems and not plan.factors:
        raise BadInput(problems)
    try:
        design = design_in_file(entry, here, plan.factors, where)
    except BadInput as error:
        raise BadInput([*problems, *error.problems]) from None
    if problems:
        raise BadInput(problems)
    columns = tuple(columns_of(plan.base).names)
    return SweepRequest(
        entry, SweepTask(plan, design.points, entry.replications, entry.seed, entry.common, columns), design
    )


def run_sweep_file(
    path: str | PathLike[str],
    out: str | PathLike[str] | None = None,
    *,
    jobs: int = 1,
    cluster: str = "",
    resume: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Sweep:
    """Simulate a sweep file, as ``negosim sweep`` does.

    Parameters
    ----------
    path : str | PathLike[str]
        Of the sweep file.
    out : str | PathLike[str] | None
        A folder to which outcomes are streamed; None keeps them in memory.
    jobs : int
        Worker processes; 0 for one a core.
    cluster : str
        Address of a scheduler whose workers simulate.
    resume : bool
        Go on with the sweep that lies in ``out``.
    progress : Callable[[int], None] | None
        Called with the number of runs just finished.

    Raises
    ------
    BadInput
        With every problem of the file; or ``out`` cannot be used.
    """
    request = load_request(Path(path))
    folder = Path(out) if out is not None else None
    return request.play(folder, jobs=jobs, cluster=cluster, resume=resume, progress=progress)


def _played(entry: SweepFile, here: Path, where: str) -> tuple[Source | None, Scenario | None, list[Problem]]:
    """The scenario of a sweep file without settings that are wrong, and every problem.

    Those of the sweep's own words have its address. None if the scenario cannot be had.
    """
    path, settings, as_of = here / entry.scenario, settings_of(entry.set), entry.as_of
    if not path.is_file():
        return None, None, [_no_scenario(where, "scenario", entry.scenario)]
    problems: list[Problem] = []
    while True:
        try:
            source = source_of(path, settings, as_of)
            return source, source.build({}), problems
        except BadInput as error:
            found = [_at_home(problem, settings, where) for problem in error.problems]
        problems += found
        wrong = [problem.key for problem in found if problem.file == where]
        left = {k: v for k, v in settings.items() if not any(f"{key}.".startswith(f"set.{k}.") for key in wrong)}
        if len(left) == len(settings) and (as_of is None or "as_of" not in wrong):
            return None, None, problems
        settings, as_of = left, None if "as_of" in wrong else as_of


def _no_scenario(where: str, key: str, received: str) -> Problem:
    expected = "the path of a scenario file"
    return Problem(file=where, key=key, expected=expected, received=received, hint="no such file")


def _at_home(problem: Problem, settings: Mapping[str, object], where: str) -> Problem:
    """Address a problem of a setting or a day to the sweep file."""
    if problem.file == "--as-of":
        return attrs.evolve(problem, file=where, key="as_of")
    name = problem.key.removeprefix("set.")
    if problem.file == "--set" or any(f"{name}.".startswith(f"{key}.") for key in settings):
        return attrs.evolve(problem, file=where, key=f"set.{name}")
    return problem


def _varied(entry: SweepFile, base: Scenario, where: str) -> tuple[tuple[Factor, ...], list[Problem]]:
    """The factors of ``vary`` without a table of their own, and a problem for each pattern without match."""
    problems, good = list[Problem](), list[str]()
    for pattern in entry.vary:
        try:
            uncertain_factors(base, pattern)
            good.append(pattern)
        except BadInput as error:
            problems += [attrs.evolve(p, file=where, key=f"vary: {p.key}") for p in error.problems]
    found = uncertain_factors(base, *good) if good else ()
    return tuple(factor for factor in found if factor.name not in entry.factors), problems


def _factors(entry: SweepFile, here: Path, where: str) -> tuple[list[Factor], list[Problem]]:
    """The factors of the file, and a problem for each level whose file is missing."""
    found, problems = list[Factor](), list[Problem]()
    for name, table in entry.factors.items():
        factor = factor_of(name, table, here)
        paths = {label: laid for label, laid in (factor.levels or {}).items() if isinstance(laid, Path)}
        lost = [label for label, path in paths.items() if not path.is_file()]
        for label in lost:
            received = str((table.levels or {})[label]["scenario"])
            problems.append(_no_scenario(where, f"factors.{name}.levels.{label}.scenario", received))
        left = {label: laid for label, laid in (factor.levels or {}).items() if label not in lost}
        if not lost or len(left) > 1:
            found.append(attrs.evolve(factor, levels=left) if lost else factor)
    return found, problems


def factor_of(name: str, entry: FactorEntry, here: Path) -> Factor:
    """Make a factor from its table.

    Parameters
    ----------
    name : str
        Of the factor.
    entry : FactorEntry
        Its table.
    here : Path
        The folder of the file, from which paths lead.
    """
    fields = {a.name: getattr(entry, a.name) for a in attrs.fields(FactorEntry)}
    laid = entry.levels
    levels = None if laid is None else {label: _overlay(one, here) for label, one in laid.items()}
    return Factor(name, **{**fields, "levels": levels})


def _overlay(laid: Mapping[str, Any], here: Path) -> Any:
    if set(laid) == {"scenario"} and isinstance(laid["scenario"], str):
        return here / laid["scenario"]
    return settings_of(laid)


def settings_of(tables: Mapping[str, Any]) -> dict[str, object]:
    """Settings of a file, where ``qatar.trust.israel`` may be written with or without quotation marks."""
    found: dict[str, object] = {}
    for key, value in tables.items():
        inner = isinstance(value, Mapping) and not set(value) <= {"value", "low", "mode", "high", "add", "times", "why"}
        if inner and key.partition(".")[0] not in FIELDS:
            found |= {f"{key}.{name}": each for name, each in settings_of(value).items()}
        else:
            found[key] = value
    return found


def _responses(entry: SweepFile, base: Scenario, where: str) -> Iterator[Problem]:
    """Find unknown responses."""
    for name in entry.responses:
        try:
            numbers_of(name, base, lambda names: pd.DataFrame({each: [] for each in names}), where)
        except BadInput as error:
            for problem in error.problems:
                key = "responses" if problem.key == "response" else f"responses: {problem.key}"
                yield attrs.evolve(problem, key=key)
