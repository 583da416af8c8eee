"""An installed wheel works by itself: in an empty folder, without a clone, it brings its cases and starts new ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an environment into which the wheel was installed.

    Its libraries are those of this environment, by a path file, so that nothing is downloaded.
    """
    pytest.importorskip("hatchling")
    place = tmp_path_factory.mktemp("installed")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", place]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = place.glob("*.whl")
    venv.create(place / "env", with_pip=False)
    commands = place / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    pip = [sys.executable, "-m", "pip", "--python", commands / "python", "install", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--disable-pip-version-check", wheel], check=True, capture_output=True)
    (packages,) = {path.parent for path in (place / "env").rglob("negosim/__init__.py")}
    (packages.parent / "libraries.pth").write_text(f"{sysconfig.get_paths()['purelib']}\n")
    return commands


def run(installed: Path, cwd: Path, *words: str) -> str:
    """What a command of the installation prints; it has to succeed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"NUMBA_CACHE_DIR": str(installed.parent / "compiled"), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [installed / words[0], *words[1:]], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_brings_its_cases(installed: Path, tmp_path: Path) -> None:
    """The package is not the one of the clone, and its cases are those of the clone, byte for byte."""
    found = run(installed, tmp_path, "python", "-c", "import negosim; print(negosim.__file__)").strip()
    assert not Path(found).is_relative_to(ROOT / "src")
    brought = Path(found).parent / "cases"
    ours, theirs = (
        {p.relative_to(top): p.read_bytes() for p in top.rglob("*.*")} for top in (ROOT / "scenarios", brought)
    )
    assert ours == theirs
    listed = json.loads(run(installed, tmp_path, "negosim", "cases", "--json"))
    assert {Path(case["path"]) for case in listed["cases"]} <= {brought / path for path in theirs}


def test_an_installed_command_plays_a_case_by_name(installed: Path, tmp_path: Path) -> None:
    """In an empty folder: the run, its results, and the evidence."""
    played = run(installed, tmp_path, "negosim", "run", "january_2024", "--runs", "2", "--jobs", "1", "--json")
    assert json.loads(played)["scenario"] == "january_2024"
    assert (tmp_path / "out" / "january_2024" / "figures").is_dir()
    assert "january_2024" in run(installed, tmp_path, "negosim", "evidence", "january_2024")


def test_an_installed_command_starts_a_case(installed: Path, tmp_path: Path) -> None:
    """A new one, and a copy; both are checked and one is played."""
    run(installed, tmp_path, "negosim", "new", "own", "--issues", "water,toll")
    run(installed, tmp_path, "negosim", "new", "copy", "--from", "exile_off")
    run(installed, tmp_path, "negosim", "check", "own/scenario.toml", "copy/exile_off.toml")
    checked = run(
        installed,
        tmp_path,
        *["negosim", "evidence", "check", "--dossier", "own/dossier.toml", "--documents", "own/texts"],
    )
    assert "every span is what the dossier says" in checked
    played = run(installed, tmp_path, "negosim", "run", "own/scenario.toml", "--runs", "2", "--jobs", "1", "--json")
    assert json.loads(played)["runs"] == 2
