"""Mutation testing of rules: change one operator or number at a time and see whether the tests notice.

    python scripts/maintenance/mutate_rules.py [--modules rules.concession rules.hazards]
                                               [--sample 40] [--seconds 600] [--again]

A mutant meets few examples of property tests at first, then all, and none that fails is made smaller.

Cosmic Ray makes the mutants; it must be importable (it is no dependency of the project: ``pip install cosmic-ray`` into
an environment of your own, or ``--target`` a folder and name that in ``PYTHONPATH``). Rules run uncompiled. Each mutant
is tested in a fork of this process, in which the functions of the module become those of the mutant; one that takes
five times the processor time that the tests take on the rule as it is, or 6 GiB, counts as noticed. Of a module with
more mutants than ``--sample`` says, so many are taken by lot, always the same. The result, ``docs/data/mutation.json``:
per module the mutants, those tested, those killed, and the survivors with their lines. Left out are modules that only
compile, hold arrays or draw parameters, operators that no rule uses, decorators and annotations. Why what survives
makes no difference, or what no test asks, stands in ``docs/data/mutation.reasons.toml``.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import importlib
import json
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[2]
RESULT = ROOT / "docs" / "data" / "mutation.json"
RULES, SEARCH, SPACES = "tests/rules/test_", "tests/search/test_", "tests/spaces/test_"
SEARCHED = f"{SEARCH}searches.py::test_the_"
COUNTED = [f"{SEARCHED}size_of_the_zopa_of_{s}[halves]" for s in ("many_stages", "a_stage")]
HALVED = [
    f"{SEARCHED}best_package_of_many_stages[halves]",
    f"{SEARCHED}nearest_package_of_many_stages[halves]",
    f"{SEARCH}best_packages.py",
    *COUNTED,
    f"{SEARCHED}best_package_of_a_stage[halves]",
]
DRAFTED = [
    f"{RULES}mediating.py",
    f"{SEARCH}searches.py::test_a_text_does_not_hang_on_which_texts_were_drafted_before",
    *(f"{SEARCHED}next_text_of_{s}[neighbours]" for s in ("many_stages", "a_stage")),
]
NEIGHBOURS = f"{SPACES}space.py::test_neighbours_are_the_feasible_packages_within_some_moves"
TESTS = {
    "rules.hazards": [f"{RULES}hazards.py"],
    "rules.answering": [f"{RULES}answering.py"],
    "rules.concession": [f"{RULES}concession.py"],
    "rules.utility": [f"{RULES}utility.py", f"{SEARCH}zopa.py"],
    "rules.preferences": [f"{RULES}preferences.py", f"{RULES}utility.py"],
    "rules.believing": [f"{RULES}offering.py", *DRAFTED],
    "rules.mediating": [f"{RULES}mediating.py", f"{RULES}common_ground.py"],
    "rules.offering": [
        f"{RULES}offering.py",
        *(f"{SEARCHED}next_package_of_{s}[neighbours]" for s in ("many_stages", "a_stage")),
    ],
    "spaces.space": [f"{SPACES}space.py"],
    "spaces.neighbours": [f"{SPACES}neighbours.py", NEIGHBOURS],
    "search.tabulation": [
        f"{RULES}utility.py::test_many_packages_are_valued_as_one_is_to_the_last_bit",
        *(f"{SEARCHED}size_of_the_zopa_of_{s}[scan]" for s in ("many_stages", "a_stage")),
    ],
    "search.best_packages": HALVED,
    "search.zopa": [*COUNTED, f"{SEARCH}best_packages.py"],
    "search.halves": [f"{SEARCH}halves.py", *HALVED],
    "compiled.random_numbers": ["tests/compiled/test_random_numbers.py"],
}
"""The modules, and the tests of each."""
SEED = 6
FEW = 8
MOST_BYTES = 6 * 2**30
ARITHMETIC = [("Add", "Sub"), ("Sub", "Add"), ("Mul", "Div"), ("Mul", "Add"), ("Div", "Mul"), ("Pow", "Mul")]
WHOLE = [("FloorDiv", "Mul"), ("Mod", "FloorDiv"), ("BitAnd", "BitOr"), ("BitOr", "BitAnd"), ("RShift", "LShift")]
COMPARISONS = [(a, b) for a in ("Lt", "LtE", "Gt", "GtE", "Eq") for b in ("Lt", "LtE", "Gt", "GtE", "NotEq") if a != b]
OPERATORS = [
    *(f"core/ReplaceBinaryOperator_{a}_{b}" for a, b in (*ARITHMETIC, *WHOLE)),
    *(f"core/ReplaceComparisonOperator_{a}_{b}" for a, b in COMPARISONS),
    *(f"core/{name}" for name in ("AddNot", "NumberReplacer", "ReplaceAndWithOr", "ReplaceOrWithAnd")),
    *(f"core/Replace{a}With{b}" for a, b in (("Break", "Continue"), ("Continue", "Break"))),
    *(f"core/Replace{a}With{b}" for a, b in (("True", "False"), ("False", "True"))),
    "core/ReplaceUnaryOperator_Delete_Not",
    "core/ReplaceUnaryOperator_Delete_USub",
    "core/ZeroIterationForLoop",
]


def places(code: str) -> list[tuple[str, int]]:
    """Every mutant that can be made of a module: the operator, and at which of the places that it finds."""
    trees, plugins = importlib.import_module("cosmic_ray.ast"), importlib.import_module("cosmic_ray.plugins")
    nodes = list(trees.ast_nodes(trees.get_ast(code)))
    found = []
    for name in OPERATORS:
        operator = plugins.get_operator(name)()
        count = sum(1 for node in nodes for _ in operator.mutation_positions(node))
        found += [(name, k) for k in range(count)]
    # The bar of a type annotation is no operator, and options of decorators are no rules.
    apart = ("BitOr_", "ReplaceTrue", "ReplaceFalse")
    return [place for place in found if not any(each in place[0] for each in apart) or mutant(code, place) is not None]


def mutant(code: str, place: tuple[str, int]) -> str | None:
    """The code of a mutant; None if it differs in annotations or decorators only."""
    mutating, plugins = importlib.import_module("cosmic_ray.mutating"), importlib.import_module("cosmic_ray.plugins")
    changed: str = mutating.mutate_code(code, plugins.get_operator(place[0])(), place[1])
    return changed if _bare(changed) != _bare(code) else None


def _bare(code: str) -> str:
    """What a module does, without annotations and decorators."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        for field in ("annotation", "returns"):
            if getattr(node, field, None) is not None:
                setattr(node, field, ast.Constant(None))
        if isinstance(node, ast.FunctionDef):
            node.decorator_list = []
    return ast.dump(tree)


def sampled(found: list[tuple[str, int]], size: int, name: str) -> list[tuple[str, int]]:
    """So many mutants of a module by lot, in their order; all if there are no more."""
    if len(found) <= size:
        return found
    chosen = random.Random(f"{SEED} {name}").sample(range(len(found)), size)
    return [found[k] for k in sorted(chosen)]


def prepare(folder: Path) -> None:
    """Import the rules and their tests out of a copy of the tree; forks change the rules in place."""
    sys.path[:0] = [str(folder / "src"), str(folder)]
    sys.dont_write_bytecode = True
    importlib.import_module("pytest")
    importlib.import_module("tests.conftest")
    _unshrunk()
    for file in sorted({test.partition("::")[0] for tests in TESTS.values() for test in tests}):
        importlib.import_module(file.removesuffix(".py").replace("/", "."))
    assert str(folder) in str(importlib.import_module("negosim.rules.utility").__file__)


def _unshrunk() -> None:
    """Let property tests stop at the first example that fails: nobody reads a smaller one."""
    from hypothesis import Phase, settings  # noqa: PLC0415

    phases = (Phase.explicit, Phase.generate)
    settings.register_profile("mutants", parent=settings.get_profile("ci"), phases=phases, database=None)
    settings.load_profile("mutants")


def _hasten() -> None:
    """Let tests of many examples take few: most mutants fall at once."""
    from hypothesis import is_hypothesis_test, settings  # noqa: PLC0415

    for name, module in list(sys.modules.items()):
        if name.startswith("tests."):
            names = vars(module)
            if "SEEDS" in names:
                names["SEEDS"] = names["SEEDS"][:FEW]
            for test in list(names.values()):
                if isinstance(test, FunctionType) and is_hypothesis_test(test):
                    settings(max_examples=FEW)(test)


def change(name: str, code: str) -> None:
    """Let a module of rules be other code: its functions in place, its constants wherever they were imported."""
    module = importlib.import_module(f"negosim.{name}")
    fresh: dict[str, Any] = {"__name__": module.__name__}
    exec(compile(code, str(module.__file__), "exec"), fresh)
    for key, value in fresh.items():
        own = getattr(module, key, None)
        if isinstance(value, FunctionType) and isinstance(own, FunctionType):
            if value.__module__ == module.__name__:
                own.__code__, own.__defaults__ = value.__code__, value.__defaults__
        elif isinstance(value, int | float | tuple | dict | np.ndarray | np.generic) and not key.startswith("__"):
            for other in list(sys.modules.values()):
                if other.__name__.partition(".")[0] in ("negosim", "tests") and getattr(other, key, None) is own:
                    setattr(other, key, value)


def killed(
    folder: Path, tests: list[str], seconds: float, name: str, code: str, *, few: bool = False
) -> tuple[bool, float]:
    """Run the tests on a module with other code, in a fork of this process.

    Parameters
    ----------
    folder : Path
        The copy of the project.
    tests : list of str
        The tests.
    seconds : float
        Processor time that they may take.
    name : str
        Name of the module below ``negosim``.
    code : str
        Its code.
    few : bool
        Run few examples of property tests only.

    Returns
    -------
    tuple[bool, float]
        Whether a test failed, and the seconds that they took.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
        _test(folder, tests, name, code, few=few)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) != 0, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def _test(folder: Path, tests: list[str], name: str, code: str, *, few: bool) -> None:
    """In the fork: run the tests, say nothing, and leave with their code."""
    import pytest  # noqa: PLC0415

    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    os.chdir(folder)
    found = 3
    try:
        if few:
            _hasten()
        change(name, code)
        found = int(pytest.main(["-x", "-q", "-n0", "--assert=plain", "-p", "no:cacheprovider", *tests]))
    finally:
        os._exit(found)


def changed_line(before: str, after: str) -> str:
    """The line that was changed, as it was and as it is."""
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return " -> ".join(" ".join(line[2:].split()) for line in lines if line[:2] in ("- ", "+ "))


def main() -> None:
    """Make mutants, test them, keep what came out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--modules", nargs="+", choices=TESTS, default=list(TESTS))
    parser.add_argument("--sample", type=int, default=40, help="at most so many mutants of a module")
    parser.add_argument("--seconds", type=float, default=600.0, help="after which no further module is begun")
    parser.add_argument("--again", action="store_true", help="test only what survived the last time")
    options = parser.parse_args()
    os.environ["NEGOSIM_COMPILE"] = "0"
    results: dict[str, Any] = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(aside) / "tree"
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".*", "out", "__pycache__", "docs"))
        prepare(folder)
        for name in options.modules:
            if time.monotonic() - begun > options.seconds:
                print(f"{name} was NOT tested: the time was over")
                continue
            path = folder.joinpath("src", "negosim", *name.split(".")).with_suffix(".py")
            code = path.read_text(encoding="utf-8")
            fails, took = killed(folder, TESTS[name], 600.0, name, code)
            few_fail, took_few = killed(folder, TESTS[name], 600.0, name, code, few=True)
            if fails:
                print(f"{name} was NOT tested: its tests fail as it is")
                continue
            found = places(code)
            tested, survivors = sampled(found, options.sample, name), []
            before = results[name]["survivors"] if options.again else None
            for place in tested:
                changed = mutant(code, place) or code
                told = {"operator": place[0].removeprefix("core/"), "line": changed_line(code, changed)}
                if before is not None and told not in before:
                    continue
                most = 5.0 * took_few + 5.0
                noticed = not few_fail and killed(folder, TESTS[name], most, name, changed, few=True)[0]
                if not noticed and not killed(folder, TESTS[name], 5.0 * took + 5.0, name, changed)[0]:
                    survivors.append(told)
                    print(f"  {name}: {told['line']}", flush=True)
            count = len(tested)
            results[name] = {
                "mutants": len(found),
                "tested": count,
                "killed": count - len(survivors),
                "survivors": survivors,
            }
            RESULT.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            print(f"{name}: {count - len(survivors)} of {count} killed, of {len(found)} mutants", flush=True)


if __name__ == "__main__":
    main()
