"""What users and packagers get: the source distribution is the whole project, the wheel the package and its cases."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.source

ROOT = Path(__file__).parent.parent
FOLDERS = ("benchmarks", "docs", "scenarios", "scripts", "src", "tests")
TOP = {
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CITATION.cff",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "constraints.txt",
    "pyproject.toml",
    "run_sim.py",
}


def included(builder: str) -> set[str]:
    """Return the paths, in the clone, of the files that hatchling would put into a distribution."""
    module = pytest.importorskip(f"hatchling.builders.{builder}")
    build = getattr(module, f"{builder.title()}Builder")(str(ROOT))
    return {str(Path(file.path).relative_to(ROOT)) for file in build.recurse_included_files()}


def sources(folder: str) -> set[str]:
    """Return the paths of the files in a folder, without caches."""
    files = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {str(path.relative_to(ROOT)) for path in files}


def test_the_source_distribution_is_the_whole_project() -> None:
    """Whoever unpacks it can run, test and change everything."""
    found = included("sdist")
    assert found >= TOP
    assert set().union(*map(sources, FOLDERS)) - found == set()


def test_the_wheel_is_the_package_with_its_cases() -> None:
    """Every file below src/negosim, the marker of types too, every scenario, and nothing else."""
    assert included("wheel") == sources("src") | sources("scenarios")
