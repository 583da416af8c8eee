"""Contestants as processes: asked in turn, so that what disturbs the machine disturbs all of them alike."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import attrs
import numpy as np

from benchmarks.domains import ROUNDS, Domains

HERE = Path(__file__).parent
ROOT = HERE.parent
PEER = Path(os.environ.get("NEGOSIM_PEER") or ROOT / ".venv-bench" / "bin" / "python")
"""The interpreter of the yardsticks."""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")


LONG = 30.0
"""Seconds after which a slow contestant is not asked again."""


class NotMeasured(Exception):  # noqa: N818 - it is no error
    """A contestant that cannot play, and why."""


class Child:
    """A contestant at work; ``ask`` it for runs, ``close`` it in the end.

    Args:
        command: what to run.
        env: what its environment has beyond ours and one thread each.
    """

    def __init__(self, command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
        paths = [str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": os.pathsep.join(paths), **(env or {})}
        self._errors = NamedTemporaryFile("w+", prefix="negosim-bench-")  # noqa: SIM115 - closed with the child
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            cwd=ROOT,
            env=environment,
        )
        self._answer()

    @property
    def number(self) -> int:
        """Of its process."""
        return self._process.pid

    def ask(self, runs: int) -> dict[str, Any]:
        """Let it play ``runs`` runs: its answer, with seconds of ``processor`` and ``wall`` time, and ``peak_kib``."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"runs": runs}) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            self._errors.seek(0)
            last = self._errors.read().strip().splitlines()[-1:] or ["it ended without a word"]
            raise NotMeasured(last[0])
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """Let it go home."""
        self._process.communicate()
        self._errors.close()


def ours(who: str, scenario: str | Mapping[str, int], **told: Any) -> Child:
    """One of our own contestants, by its name in ``contestant.WHO``."""
    env = {"NEGOSIM_COMPILE": "0"} if who == "plain" else {}
    spec = json.dumps({"who": who, "scenario": scenario, **told})
    return Child([sys.executable, "-m", "benchmarks.contestant", spec], env)


def negmas(
    domains: Domains, folder: Path, way: str, rounds: int = ROUNDS, exponents: Sequence[float] = (4.0, 4.0)
) -> Child:
    """NegMAS with some domains; ``folder`` keeps the file it reads. ``exponents``: of our parties, in order."""
    file = domains_file(domains, folder)
    words = [str(PEER), str(HERE / "peers" / "negmas_talks.py"), str(file), str(rounds), way]
    return Child([*words, *map(str, exponents[::-1])], {"PYTHONPATH": ""})


def negmas_figures(domains: Domains, folder: Path) -> list[dict[str, list[list[float]]]]:
    """The frontiers and solutions that NegMAS finds, the parties in its order: ours turned round."""
    found: list[dict[str, list[list[float]]]] = _told("negmas_domains.py", domains_file(domains, folder))
    return found


def negmas_loads(folders: Sequence[Path]) -> dict[str, dict[str, Any]]:
    """What NegMAS makes of folders with GENIUS domains: the best utilities, and how many points the frontier has."""
    found: dict[str, dict[str, Any]] = _told("negmas_genius.py", *folders)
    return found


def negmas_differences(way: str, paths: Sequence[Path]) -> list[Any]:
    """Return what NegMAS does with each of some domains.

    ``climbing`` and ``rounding``, as ``way``, read a file of them; ``loads`` reads a folder each.
    """
    found: list[Any] = _told("negmas_differences.py", way, *paths)
    return found


def _told(program: str, *words: str | Path) -> Any:
    """What a yardstick says, once."""
    command = [str(PEER), str(HERE / "peers" / program), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": ""}, check=False)
    if done.returncode:
        raise NotMeasured((done.stderr.strip().splitlines() or ["it ended without a word"])[-1])
    return json.loads(done.stdout)


def domains_file(domains: Domains, folder: Path) -> Path:
    """The file from which NegMAS reads some domains; NotMeasured where it is not installed."""
    if not PEER.exists():
        raise NotMeasured("`make bench` installs NegMAS into .venv-bench")
    file = folder / "domains_{}_{}_{}.npz".format(*domains.weights.shape)
    if not file.exists():
        # Its time begins one step after ours, so that its first to offer is our second.
        domains_there = Domains(*(array[:, ::-1] for array in domains))
        np.savez(file, **domains_there._asdict())
    return file


@attrs.frozen
class Cost:
    """What a run costs.

    Attributes
    ----------
    processor : float
        Processor time per run, in seconds; the minimum over repeats.
    wall : float
        Elapsed time per run, in seconds; the minimum over repeats. Larger on a machine with other load.
    runs : int
        Number of runs in each repeat.
    repeats : int
        Number of measurements.
    peak_mib : float
        Peak memory of the process, in MiB.
    """

    processor: float
    wall: float
    runs: int
    repeats: int
    peak_mib: float


def contest(children: Mapping[str, Child], seconds: float, repeats: int, least: int) -> dict[str, Cost]:
    """What a run of each costs: all are asked in turn, ``repeats`` times, for about ``seconds`` each time.

    Each plays its first runs, ``least`` or more, the same every time.
    """
    counts: dict[str, int] = {}
    answers: dict[str, list[dict[str, float]]] = {name: [] for name in children}
    for name, child in children.items():
        count, took = 1, _least(child, 1)
        while took < seconds / 2:
            count = min(10 * count, max(count + 1, int(count * seconds / max(took, 1e-6))))
            took = _least(child, count)
        counts[name] = max(count, least)
    for _ in range(repeats):
        for name, child in children.items():
            if sum(answer["wall"] for answer in answers[name]) < LONG:
                answers[name].append(child.ask(counts[name]))
    return {name: _cost(counts[name], each) for name, each in answers.items()}


def _least(child: Child, runs: int) -> float:
    """The processor time that so many runs take: the first time room is made for them, too."""
    return float(min(child.ask(runs)["processor"] for _ in range(2)))


def _cost(runs: int, answers: Sequence[Mapping[str, float]]) -> Cost:
    processor, wall = (min(answer[time] for answer in answers) / runs for time in ("processor", "wall"))
    return Cost(processor, wall, runs, len(answers), max(answer["peak_kib"] for answer in answers) / 1024)
