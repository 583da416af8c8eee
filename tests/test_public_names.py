"""The public names of the package: listed once, with the same defaults in Python and on the command line."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

import negosim as ns
from negosim.cli import app, paths_to, would_sign

pytestmark = pytest.mark.source


def test_type_checkers_see_the_public_names() -> None:
    """The imports for type checkers are those of the list of public names, and of the modules beside it."""
    block = next(node for node in ast.parse(Path(ns.__file__).read_text("utf-8")).body if isinstance(node, ast.If))
    imports = [node for node in block.body if isinstance(node, ast.ImportFrom) and node.module != "typing"]
    found = {(node.module, alias.name) for node in imports for alias in node.names}
    listed = {(module, name) for module, names in ns._PUBLIC.items() for name in names}
    assert found == listed | {("negosim.analysis.story", "history")}


@pytest.mark.parametrize("name", ns.__all__)
def test_every_public_name_exists(name: str) -> None:
    """Each is an attribute of the package, and ``dir`` shows it."""
    assert getattr(ns, name) is not None
    assert name in dir(ns)


def test_other_names_do_not_exist() -> None:
    """The error names what was asked for."""
    with pytest.raises(AttributeError, match="'nothing'"):
        _ = ns.nothing


@pytest.mark.parametrize(
    ("command", "function", "options"),
    [
        (app.run, ns.simulate, ["runs", "seed", "engine", "cluster", "resume"]),
        (would_sign.would_sign, ns.would_sign, ["draws", "seed"]),
        (paths_to.paths_to, ns.find_paths, ["package", "probability", "runs", "seed", "reach"]),
    ],
)
def test_defaults_are_those_of_the_command_line(
    command: click.Command, function: Callable[..., Any], options: list[str]
) -> None:
    """An option has the default of the parameter of the same name."""
    here, there = inspect.signature(function).parameters, command.make_context("", [], resilient_parsing=True).params
    assert {name: here[name].default for name in options} == {name: there[name] for name in options}


def test_functions_have_the_same_defaults() -> None:
    """Whatever plays an ensemble plays 500 runs with seed 7 unless told otherwise."""
    for function in (ns.simulate, ns.match_history, ns.tabulate_first_concessions, ns.tabulate_openings):
        parameters = inspect.signature(function).parameters
        assert (parameters["runs"].default, parameters["seed"].default) == (500, 7)
