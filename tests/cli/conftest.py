"""What the tests of the command line share."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import attrs
import pytest

import negosim as ns
from negosim.cli import main
from negosim.domain.events import AssumptionChanged, RoundOpened
from tests.cli.stores import CHANGE, FORK, FORKED, NAMES, RUNS, SEED, river

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "scenarios" / "examples"
CAKE, RIVER = EXAMPLES / "divide_a_cake.toml", EXAMPLES / "three_parties.toml"
RIVER_RUNS = 12


@attrs.frozen
class Said:
    """What a command answered: its exit code, and the text on its two outputs."""

    code: int
    out: str
    err: str

    @property
    def problems(self) -> list[str]:
        """The lines on standard error."""
        return self.err.splitlines()


Command = Callable[..., Said]


@pytest.fixture(autouse=True)
def default_signals() -> Iterator[None]:
    """Handle signals by default here and in child processes, even where the tests were started to ignore some."""
    ours = dict.fromkeys((signal.SIGTERM, signal.SIGHUP), signal.SIG_DFL) if sys.platform != "win32" else {}
    ours |= {signal.SIGINT: signal.default_int_handler}
    before = {number: signal.signal(number, handler) for number, handler in ours.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def negosim(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command in this process."""

    def command(*words: object) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in words])
        captured = capsys.readouterr()
        code = left.value.code
        assert isinstance(code, int)
        assert "Traceback" not in captured.err
        return Said(code, captured.out, captured.err)

    return command


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that a run left; to look at, not to change."""
    folder = tmp_path_factory.mktemp("played") / "river"
    with pytest.raises(SystemExit) as left:
        main(["run", str(RIVER), "--runs", str(RIVER_RUNS), "--jobs", "1", "--out", str(folder), "--quiet"])
    assert left.value.code == 0
    return folder


@pytest.fixture
def copied(played: Path, tmp_path: Path) -> Path:
    """The same, to be broken."""
    return Path(shutil.copytree(played, tmp_path / "river"))


@pytest.fixture
def no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw one figure instead of all: for tests of everything else."""
    monkeypatch.setattr("negosim.plots.applicable", lambda *_: ("outcome_shares",))
    monkeypatch.setattr("negosim.plots.saving.applicable", lambda *_: ("outcome_shares",))


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with three runs of the river, a cake, and a fork that repeats its parent but for what it says."""
    path = tmp_path_factory.mktemp("stores") / "runs.db"
    with closing(ns.open_store(f"sqlite:///{path}", create=True)) as store:
        ns.simulate(river, RUNS, SEED, keep=store)
        ns.simulate(ns.load_scenario(CAKE), 1, SEED, keep=store)
        events = store.read(NAMES[1])
        at = next(n for n, event in enumerate(events) if isinstance(event, RoundOpened) and event.round == FORKED)
        own = [*(AssumptionChanged(name, value, {}) for name, value in CHANGE.items()), *events[at:]]
        store.append(FORK, at, own, parent=NAMES[1])
    return path


@pytest.fixture
def path(full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it to break, in a folder of its own under the name that commands look for."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copy(full, tmp_path / "runs.db"))


@pytest.fixture
def at(path: Path) -> str:
    """Where it is."""
    return f"sqlite:///{path}"


def contents(folder: Path) -> dict[str, bytes]:
    """Every file under a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
