"""Classes of agents by import path, ``module:Class``: how a run's events name the one that it was played with."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterable
from types import ModuleType
from typing import Any, TypeVar, cast

import mesa

from negosim.errors import BadInput, Problem, nearest, shown

Agent = TypeVar("Agent", bound=mesa.Agent)
MAIN = "__main__"


def path_of(kind: type, usual: type) -> str:
    """The import path of a class of agents; empty for the usual one."""
    if kind is usual:
        return ""
    # Worker processes know the script that began them by another name.
    module = MAIN if kind.__module__ == "__mp_main__" else kind.__module__
    return f"{module}:{kind.__qualname__}"


def class_at(path: str, usual: type[Agent], where: str, hint: str = "") -> type[Agent]:
    """The class at an import path, the usual one if that is empty. Its module is imported.

    Args:
        path: ``module:Class``, or ``module:Outer.Class``.
        usual: what it must be a subclass of.
        where, hint: for errors: the option or field that the path comes from, and what to do.

    Raises:
        BadInput: there is none, and why.
    """
    if not path:
        return usual
    module, colon, name = path.partition(":")
    is_file = module.endswith(".py") or "/" in module
    if is_file or not (colon and name and all(word.isidentifier() for word in module.split("."))):
        form = "without .py, and with dots for slashes" if is_file else hint
        raise _none(where, usual, shown(path), form)
    if "<locals>" in name:
        raise _none(where, usual, f"{path}, which is made inside a function and cannot be imported", hint)
    found: Any = _imported(module, path, usual, where, hint)
    for word in name.split("."):
        if not hasattr(found, word):
            classes = [known for known, value in vars(found).items() if inspect.isclass(value) and known[:1] != "_"]
            raise _none(where, usual, f"{path}: no {name} in {module}", nearest(word, _own(classes)) or hint)
        found = getattr(found, word)
    if not inspect.isclass(found):
        raise _none(where, usual, f"{path}, which is no class but of type {type(found).__name__}", hint)
    if not issubclass(found, usual):
        raise _none(where, usual, f"{path}, which is no subclass of {usual.__name__}", hint)
    return cast("type[Agent]", found)


def class_of(path: str, given: type[Agent] | None, usual: type[Agent], run: int, field: str) -> type[Agent]:
    """The class to play a run on with: the one at the path that its opening tells, which may also be given.

    Raises:
        ValueError: another one is given.
        BadInput: none is given, and what the path names cannot be imported.
    """
    if given is None:
        hint = f"run {run} was played with it, and is played on with no other"
        return class_at(path, usual, f"NegotiationOpened.{field}", hint)
    other = path_of(given, usual)
    if other != path:
        names = [name or f"negosim:{usual.__name__}" for name in (path, other)]
        raise ValueError(f"run {run} was played by agents of the class {names[0]}, not {names[1]}")
    return given


def _imported(module: str, path: str, usual: type, where: str, hint: str) -> ModuleType:
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        missing = f"no module {error.name}" if error.name else str(error)
        raise _none(where, usual, f"{path}: {missing}", hint) from None
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever somebody's module does when it is imported
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise _none(where, usual, f"{path}: importing {module} fails with {reason}", hint) from None


def _own(classes: Iterable[str]) -> list[str]:
    return [name for name in classes if name not in {"PartyAgent", "MediatorAgent"}]


def _none(where: str, usual: type, received: str, hint: str) -> BadInput:
    expected = f"module:Class, a subclass of {usual.__name__} that can be imported"
    return BadInput([Problem(file=where, expected=expected, received=received, hint=hint)])
