"""Mutation testing of rules: change one operator or number at a time and see whether the tests notice.

    python scripts/mutate_rules.py [--modules concession hazards] [--seconds 600] [--again]

Cosmic Ray makes the mutants; it must be importable (it is no dependency of the project: ``pip install cosmic-ray`` into
an environment of your own, or ``--target`` a folder and name that in ``PYTHONPATH``). Rules run uncompiled. Each mutant
is tested in a fork of this process, which has imported everything but negosim, in a copy of the source. The result is
``docs/mutation.json``: per module the mutants, those killed, and the survivors with their lines. Operators that no
float survives (shifts, bits) and decorators are left out.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
RESULT = ROOT / "docs" / "mutation.json"
TESTS = {
    "hazards": ["tests/rules/test_hazards.py"],
    "answering": ["tests/rules/test_answering.py"],
    "concession": ["tests/rules/test_concession.py"],
    "mediating": ["tests/rules/test_mediating.py"],
    "offering": ["tests/rules/test_offering.py"],
}
ARITHMETIC = [("Add", "Sub"), ("Sub", "Add"), ("Mul", "Div"), ("Mul", "Add"), ("Div", "Mul"), ("Pow", "Mul")]
COMPARISONS = [(a, b) for a in ("Lt", "LtE", "Gt", "GtE", "Eq") for b in ("Lt", "LtE", "Gt", "GtE", "NotEq") if a != b]
OPERATORS = [
    *(f"core/ReplaceBinaryOperator_{a}_{b}" for a, b in ARITHMETIC),
    *(f"core/ReplaceComparisonOperator_{a}_{b}" for a, b in COMPARISONS),
    *(f"core/{name}" for name in ("AddNot", "NumberReplacer", "ReplaceAndWithOr", "ReplaceOrWithAnd")),
]
HEAVY = (
    "numpy",
    "scipy.special",
    "numba",
    "pandas",
    "pyarrow",
    "msgspec",
    "cattrs",
    "hypothesis",
    "mesa",
    "matplotlib",
)


def mutants(code: str) -> Iterator[tuple[str, str]]:
    """Every mutant of a module: the operator, and the code."""
    mutating = importlib.import_module("cosmic_ray.mutating")
    plugins = importlib.import_module("cosmic_ray.plugins")
    for name in OPERATORS:
        operator = plugins.get_operator(name)()
        occurrence = 0
        while (changed := mutating.mutate_code(code, operator, occurrence)) is not None:
            yield name.removeprefix("core/"), changed
            occurrence += 1


def killed(folder: Path, tests: list[str]) -> bool:
    """Whether the tests notice what stands in a copy of the tree; what takes a minute is noticed as well."""
    child = os.fork()
    if not child:
        _test(folder, tests)
    begun = time.monotonic()
    while time.monotonic() - begun < 60:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status) != 0
        time.sleep(0.02)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return True


def _test(folder: Path, tests: list[str]) -> None:
    """In the fork: run the tests, say nothing, and leave with their code."""
    import pytest  # noqa: PLC0415

    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    os.chdir(folder)
    sys.path[:0] = [str(folder / "src"), str(folder)]
    sys.dont_write_bytecode = True
    code = 3
    try:
        code = int(pytest.main(["-x", "-q", "-n0", "--assert=plain", "-p", "no:cacheprovider", *tests]))
    finally:
        os._exit(code)


def changed_line(before: str, after: str) -> str:
    """The line that was changed, as it was and as it is."""
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return " -> ".join(" ".join(line[2:].split()) for line in lines if line[:2] in ("- ", "+ "))


def main() -> None:
    """Make mutants, test them, keep what came out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--modules", nargs="+", choices=TESTS, default=list(TESTS))
    parser.add_argument("--seconds", type=float, default=600.0, help="after which no further module is begun")
    parser.add_argument("--again", action="store_true", help="test only what survived the last time")
    options = parser.parse_args()
    os.environ["NEGOSIM_COMPILE"] = "0"
    for module in HEAVY:
        importlib.import_module(module)
    results: dict[str, Any] = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(aside) / "tree"
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".*", "out", "__pycache__", "docs"))
        for name in options.modules:
            if time.monotonic() - begun > options.seconds:
                print(f"{name} was NOT tested: the time was over")
                continue
            path = folder / "src" / "negosim" / "rules" / f"{name}.py"
            code = path.read_text(encoding="utf-8")
            if killed(folder, TESTS[name]):
                print(f"{name} was NOT tested: its tests fail as it is")
                continue
            count, survivors = 0, []
            before = results[name]["survivors"] if options.again else None
            for operator, mutant in mutants(code):
                path.write_text(mutant, encoding="utf-8")
                count += 1
                found = {"operator": operator, "line": changed_line(code, mutant)}
                if (before is None or found in before) and not killed(folder, TESTS[name]):
                    survivors.append(found)
            path.write_text(code, encoding="utf-8")
            results[name] = {"mutants": count, "killed": count - len(survivors), "survivors": survivors}
            RESULT.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            print(f"{name}: {count - len(survivors)} of {count} killed", flush=True)


if __name__ == "__main__":
    main()
