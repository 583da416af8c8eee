"""The architecture is a test: imports, sizes, style and types, as pyproject.toml lays them down."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.source

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src").rglob("*.py"))
# A file is read in one sitting: about 300 lines, with a little room for the last one.
LONGEST = 320


def run_tool(name: str, *arguments: str) -> None:
    """Run a tool of the development environment; its findings are the message of the failure."""
    tool = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if tool is None:
        pytest.skip(f"{name} is not installed: make install brings it")
    done = subprocess.run([tool, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.fail(f"{name} {' '.join(arguments)}\n{done.stdout}{done.stderr}", pytrace=False)


def test_imports_run_one_way() -> None:
    """Each package imports only from layers below; Mesa, matplotlib and the terminal are used in one package each."""
    run_tool("lint-imports", "--no-logo", "--no-cache")


def test_ruff_finds_nothing() -> None:
    """The code keeps the rules of pyproject.toml."""
    run_tool("ruff", "check", "--no-cache", "--output-format", "concise", ".")


def test_code_is_formatted() -> None:
    """The formatter would change no file."""
    run_tool("ruff", "format", "--no-cache", "--check", ".")


def test_types_are_strict() -> None:
    """Mypy in strict mode finds nothing in the package, the scripts and run_sim.py."""
    run_tool("mypy")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_a_file_is_read_in_one_sitting(path: Path) -> None:
    """No file of the package is longer than one reads in one sitting."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_a_test_file_is_read_in_one_sitting() -> None:
    """No file of the tests is longer than one reads in one sitting."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "tests").rglob("*.py")}
    assert {str(path.relative_to(ROOT)): length for path, length in lengths.items() if length > LONGEST} == {}


def test_every_package_says_what_it_is_for() -> None:
    """Every folder of the package is a package whose first line is a docstring."""
    packages = {path.parent for path in SOURCES}
    silent = [str(each) for each in packages if not (each / "__init__.py").read_text("utf-8").startswith('"""')]
    assert silent == []


def requirement_name(requirement: str) -> str:
    """Give the name of a requirement, spelt in the one canonical way."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name is not None
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def pinned() -> list[str]:
    """Read the pins of constraints.txt, without the comments."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_constraints_are_names_and_versions() -> None:
    """constraints.txt holds names, exact versions and markers for the interpreter: no hosts, no hashes."""
    form = re.compile(r'[a-z0-9-]+==[0-9][0-9a-z.]*( ; python_version (<|>=) "3\.\d+")?')
    assert [line for line in pinned() if not form.fullmatch(line)] == []


def test_every_dependency_is_pinned() -> None:
    """What pyproject.toml asks for, extras and build included, has a version in constraints.txt."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = declared["project"]
    wanted = [
        *declared["build-system"]["requires"],
        *project["dependencies"],
        *(requirement for extra in project["optional-dependencies"].values() for requirement in extra),
    ]
    pins = {requirement_name(line) for line in pinned()}
    # An extra may name another extra of the project itself.
    assert sorted({requirement_name(requirement) for requirement in wanted} - pins - {project["name"]}) == []


def test_only_mesa_differs_between_interpreters() -> None:
    """Every library but Mesa has one version everywhere, so that files are byte-equal across interpreters."""
    assert {requirement_name(line) for line in pinned() if ";" in line} == {"mesa"}


@pytest.mark.parametrize("page", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_pages_name_what_exists(page: str) -> None:
    """Every file and folder of the project that a page links to or names is there."""
    text = (ROOT / page).read_text(encoding="utf-8")
    linked = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    named = re.findall(r"\b((?:src|tests|docs|scripts|scenarios|benchmarks)/[\w./-]*\w/?)", text)
    examples = {"scenarios/yours.toml"}
    assert sorted({path for path in [*linked, *named] if not (ROOT / path).exists()} - examples) == []
