"""What commands open: no more than they need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from negosim import plots
from negosim.ensemble.playing import engine_names, engines
from negosim.plots import names as figures
from negosim.plots import saving
from tests.cli.conftest import ROOT

HEAVY = ["cattrs", "matplotlib", "mesa", "numba", "numpy", "pandas", "pyarrow", "rich", "scipy", "sqlalchemy"]


def opened(program: str) -> set[str]:
    """The modules that a program has opened when it ends, whatever its exit code."""
    told = f"import sys\ntry:\n    {program}\nfinally:\n    print('opened', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=False, cwd=ROOT)
    return set(done.stdout.rpartition("opened")[2].split())


@pytest.mark.parametrize(
    "words",
    [
        ["--version"],
        ["--help"],
        ["run", "--help"],
        ["run", "--rums", "3"],
        ["run", "scenario.toml", "--runs", "0"],
        ["nothing"],
        ["plot", "out", "nothing"],
        ["fork", "0", "--at-round", "1", "--jobs", "-1"],
        ["export", "--format", "nothing"],
        ["paths-to", "scenario.toml", "--runs", "0"],
        ["sweep", "sweep.toml", "--jobs", "-1"],
        ["solutions", "--nothing"],
    ],
    ids=" ".join,
)
def test_help_and_wrong_options_open_nothing_that_takes_long(words: list[str]) -> None:
    """Neither compilers nor tables nor figures are there yet when an option is refused."""
    modules = opened(f"from negosim.cli import main; main({words})")
    assert "negosim.cli.app" in modules
    assert modules & set(HEAVY) == set()


def test_a_check_imports_what_reading_needs() -> None:
    """Neither tables nor figures nor stores."""
    modules = opened("from negosim.cli import main; main(['check', 'scenarios/examples/divide_a_cake.toml'])")
    assert "negosim.files.scenario" in modules
    assert modules & {"matplotlib", "mesa", "pandas", "pyarrow", "rich", "sqlalchemy"} == set()


def test_ordinary_figures_open_no_sweep() -> None:
    """What draws those of an ensemble needs neither what plays sweeps nor what searches them, nor all of SciPy."""
    modules = opened("from negosim import plots; plots.save_all; [getattr(plots, name) for name in plots.FIGURES]")
    assert "negosim.plots.landscapes" in modules
    assert {name for name in modules if name.startswith("negosim.sweeps")} == set()
    assert modules & {"negosim.analysis.sensitivity.discovery", "scipy.stats", "mesa", "sqlalchemy"} == set()


def test_what_help_names_is_what_there_is() -> None:
    """Figures and engines are named without being opened; these are their names, in their order."""
    assert tuple(saving.FIGURES) == figures.FIGURES
    assert set(engines.ENGINES) == set(engine_names.ENGINES)


@pytest.mark.parametrize("name", plots.__all__)
def test_every_figure_can_be_asked_for(name: str) -> None:
    """Whatever was opened before it."""
    assert name in dir(plots)
    thing = getattr(plots, name)
    assert isinstance(thing, dict) or callable(thing)


def test_what_is_no_figure_cannot() -> None:
    """An attribute error names it."""
    with pytest.raises(AttributeError, match="'nothing'"):
        _ = plots.nothing


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_what_cannot_be_printed_is_told_in_one_line() -> None:
    """Exit code 2 and no traceback where standard output is full."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "negosim", "--help"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (
        2,
        "negosim: what is printed cannot be written: No space left on device\n",
    )
