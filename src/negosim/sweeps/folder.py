"""The folder of a sweep: its runs, its design, and everything needed to repeat it.

``runs/`` is a job's folder of rows without draws, streamed and gone on with like any other. Beside it lie, once it is
done, ``design.parquet``, ``sweep.toml`` (every choice spelled out), ``inputs/`` (scenario, dossier and codebook as they
were read) and ``manifest.json``, whose ``again`` is the command that, given in the folder, makes it again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import tomli_w

from negosim.ensemble.playing.engine_names import ENSEMBLE
from negosim.ensemble.results import job_folder as jobs
from negosim.ensemble.results.manifest import MANIFEST_FILE, SCENARIO_FILE, Order, read_json, write_json
from negosim.ensemble.results.outcomes import Outcomes
from negosim.ensemble.results.parquet_files import digest, encode, write_atomically
from negosim.errors import BadInput, Problem
from negosim.files.resolved_scenario import digest_of_text, resolved
from negosim.sweeps.designs import Design
from negosim.sweeps.factors import Factor
from negosim.sweeps.plan import Plan, SweepTask

RUNS, DESIGN_FILE, SWEEP_FILE, INPUTS = "runs", "design.parquet", "sweep.toml", "inputs"
AGAIN = f"negosim sweep {SWEEP_FILE} --out again"
PLAIN = attrs.fields_dict(Factor)


@attrs.frozen
class SweepOrder(Order):
    """What a sweep simulates; equal orders give equal bytes.

    Attributes
    ----------
    spelled : str
        The scenario without a change, spelled out.
    sweep : Mapping[str, Any]
        Factors, design and replications, as the manifest tells them.
    files : Mapping[str, bytes]
        What is written beside the runs, by path.
    """

    spelled: str = ""
    sweep: Mapping[str, Any] = attrs.field(factory=dict)
    files: Mapping[str, bytes] = attrs.field(factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        """Spell out the scenario, parameters included, which the rows do not have."""
        object.__setattr__(self, "text", self.spelled)

    @classmethod
    def of(cls, task: SweepTask, design: Design, labels: Mapping[str, Any], command: Sequence[str]) -> SweepOrder:
        """Make the order of a task.

        Parameters
        ----------
        task : SweepTask
            What is to be simulated.
        design : Design
            Of its points.
        labels : Mapping[str, Any]
            Name, title and responses.
        command : Sequence[str]
            That started the sweep.
        """
        plan, points = task.plan, encode(design_table(design, task.plan.names))
        factors = {factor.name: spelled_out(plan, factor) for factor in plan.factors}
        text, inputs = resolved(plan.base), plan.source.files()
        sweep = {
            "kind": design.kind,
            "points": len(design),
            "replications": task.replications,
            "common": task.common,
            "seed": task.seed,
            "factors": list(factors),
            "design_digest": digest(points),
            "factors_digest": hashlib.sha256(json.dumps(factors, default=str, sort_keys=True).encode()).hexdigest(),
            "inputs_digest": {name: digest(data) for name, data in inputs.items()},
        }
        again = {
            "name": plan.base.name,
            **labels,
            "scenario": f"{INPUTS}/{SCENARIO_FILE}",
            "replications": task.replications,
            "common": task.common,
            "seed": task.seed,
            "most_points": len(design),
            "design": {"kind": design.kind, "points": DESIGN_FILE, **design.options},
            "factors": factors,
        }
        files = {f"{INPUTS}/{name}": data for name, data in inputs.items()}
        files |= {DESIGN_FILE: points, SWEEP_FILE: tomli_w.dumps(again).encode()}
        slim = attrs.evolve(plan.base, parameters={})
        rows = len(design) * task.replications
        return cls(slim, task.seed, rows, ENSEMBLE, command=tuple(command), spelled=text, sweep=sweep, files=files)

    @property
    def digest(self) -> str:
        """SHA-256 of the scenario, the design and the factors."""
        return digest_of_text(self.text + json.dumps(self.sweep, sort_keys=True))

    def as_json(self) -> dict[str, Any]:
        """The entries of the manifests."""
        entries = super().as_json()
        entries["versions"] = {**entries["versions"], "salib": version("salib")}
        return {**entries, "scenario_digest": digest_of_text(self.text), "sweep": dict(self.sweep)}


def design_table(design: Design, names: Sequence[str]) -> pa.Table:
    """The points of a design: a column for each factor."""
    return pa.table({name: np.ascontiguousarray(design.points[:, k]) for k, name in enumerate(names)})


def spelled_out(plan: Plan, factor: Factor) -> dict[str, Any]:
    """The table of a factor in a sweep file."""
    entries: dict[str, Any] = {}
    for name in ("low", "high", "log", "whole", "values", "apply", "dummy"):
        value = getattr(factor, name)
        if value != PLAIN[name].default and value != ():
            entries[name] = list(value) if isinstance(value, tuple) else value
    if factor.levels:
        entries["levels"] = dict(zip(factor.levels, plan.levels[factor.name], strict=True))
    return entries


@contextmanager
def opened(folder: Path, order: SweepOrder, *, resume: bool) -> Iterator[jobs.JobFolder]:
    """Open the runs of a sweep's folder for writing.

    Parameters
    ----------
    folder : Path
        Of the sweep.
    order : SweepOrder
        What is to be simulated.
    resume : bool
        Go on with the sweep that lies there.

    Raises
    ------
    BadInput
        The folder holds other things or cannot be written; or, with ``resume``, a sweep that differs, and in what.
    """
    if folder.is_dir() and any(folder.iterdir()) and not any(folder.glob("*runs*")):
        expected = "a new folder, or one with an earlier sweep"
        received = "a folder with other things in it"
        raise BadInput([Problem(file=str(folder), key="--out", expected=expected, received=received)])
    for runs in (folder / f".{RUNS}.unfinished", folder / RUNS) if resume else ():
        if (runs / MANIFEST_FILE).is_file():
            _same(order, read_json(runs / MANIFEST_FILE), runs / MANIFEST_FILE)
            break
    with jobs.open_job(folder / RUNS, order, resume=resume) as job:
        yield job


def _same(order: SweepOrder, manifest: Mapping[str, Any], path: Path) -> None:
    """BadInput with every difference between an order and the sweep of a manifest."""
    began, now = manifest.get("sweep"), order.as_json()
    began = began if isinstance(began, dict) else {}
    what = {
        "scenario": (manifest.get("scenario_digest"), now["scenario_digest"]),
        "seed": (manifest.get("seed"), now["seed"]),
        **{key: (began.get(key), order.sweep[key]) for key in ("kind", "points", "replications", "common")},
        "factors": (began.get("factors_digest"), order.sweep["factors_digest"]),
        "design": (began.get("design_digest"), order.sweep["design_digest"]),
        "inputs": (began.get("inputs_digest"), order.sweep["inputs_digest"]),
    }
    different = [key for key, (before, wanted) in what.items() if before != wanted]
    hint = "begin anew in another folder"
    if different:
        raise BadInput(
            Problem(
                file=str(path),
                key=key,
                expected=f"what the sweep began with, {_short(what[key][0])}",
                received=_short(what[key][1]),
                hint=hint,
            )
            for key in different
        )


def _short(value: object) -> str:
    text = json.dumps(value, sort_keys=True)
    return f"{text.strip(chr(34))[:12]}…" if len(text) > 40 else text


def finish(folder: Path, job: jobs.JobFolder, order: SweepOrder) -> Outcomes:
    """Write design, inputs and manifest beside the runs when all of these are there.

    Parameters
    ----------
    folder : Path
        Of the sweep.
    job : jobs.JobFolder
        Its runs.
    order : SweepOrder
        What was simulated.

    Returns
    -------
    Outcomes
        The outcomes, which stay in their files.
    """
    outcomes = job.finish()
    with jobs.writing(folder):
        for name, data in order.files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            write_atomically(folder / name, data)
        entries = {**order.as_json(), "again": AGAIN, "finished": True}
        write_json(folder / MANIFEST_FILE, {**entries, "rows": entries.pop("runs")})
    return outcomes
