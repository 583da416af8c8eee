"""Classes of agents by import path, ``module:Class``, as a run's events name the classes that it was played with."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterable
from types import ModuleType
from typing import Any, TypeVar, cast

import attrs
import mesa

from negosim.errors import BadInput, Problem, nearest, shown
from negosim.model.agents import MediatorAgent, PartyAgent
from negosim.model.signatures import misfits

Agent = TypeVar("Agent", bound=mesa.Agent)
MAIN = "__main__"


@attrs.frozen
class Agents:
    """The classes of the agents of a run.

    Attributes
    ----------
    party, mediator : type, default PartyAgent and MediatorAgent
        The classes; BadInput is raised if one of them cannot be used.
    """

    party: type[PartyAgent] = PartyAgent
    mediator: type[MediatorAgent] = MediatorAgent

    def __attrs_post_init__(self) -> None:
        """Check both classes."""
        given = (("party_agent", self.party, PartyAgent), ("mediator_agent", self.mediator, MediatorAgent))
        problems = [problem for where, kind, usual in given for problem in _problems(kind, usual, where)]
        if problems:
            raise BadInput(problems)

    @classmethod
    def at(cls, party: str, mediator: str, places: tuple[str, str], hint: str) -> Agents:
        """Import the classes at two paths; see ``class_at``. ``places`` names their sources."""
        problems: list[Problem] = []
        found: list[Any] = []
        for path, usual, where in zip((party, mediator), (PartyAgent, MediatorAgent), places, strict=True):
            try:
                found.append(class_at(path, usual, where, hint))
            except BadInput as error:
                problems += error.problems
        if problems:
            raise BadInput(problems)
        return cls(*found)

    @property
    def paths(self) -> tuple[str, str]:
        """Import paths of both; empty for the default classes."""
        return path_of(self.party, PartyAgent), path_of(self.mediator, MediatorAgent)

    @property
    def own(self) -> bool:
        """Whether one of the classes is not the default one."""
        return any(self.paths)


def path_of(kind: type, usual: type) -> str:
    """Return the import path of a class of agents; empty for the default class ``usual``."""
    if kind is usual:
        return ""
    # In worker processes the main script has another name.
    module = MAIN if kind.__module__ == "__mp_main__" else kind.__module__
    return f"{module}:{kind.__qualname__}"


def class_at(path: str, usual: type[Agent], where: str, hint: str = "") -> type[Agent]:
    """Import the class at a path; return the default class if the path is empty.

    Parameters
    ----------
    path : str
        ``module:Class`` or ``module:Outer.Class``.
    usual : type
        Default class, and base class of the result.
    where : str
        Option or field of the path, for errors.
    hint : str, default ""
        What to do, for errors.

    Returns
    -------
    type

    Raises
    ------
    BadInput
        If there is no such class, with the reason; or if a method of it cannot be called as the model calls it.
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
    problems = list(misfits(found, usual, where, path))
    if problems:
        raise BadInput(problems)
    return cast("type[Agent]", found)


def class_of(path: str, given: type[Agent] | None, usual: type[Agent], run: int, field: str) -> type[Agent]:
    """Return the class with which to resume a run: the one at the path that its opening names.

    Parameters
    ----------
    path : str
        Import path in the opening event.
    given : type or None
        The same class, if it is not to be imported.
    usual : type
        Default class.
    run : int
        Number of the run, for errors.
    field : str
        Field of the event, for errors.

    Returns
    -------
    type

    Raises
    ------
    ValueError
        If another class is given.
    BadInput
        If none is given and the one named cannot be imported.
    """
    if given is None:
        hint = f"run {run} was played with it, and is played on with no other"
        return class_at(path, usual, f"NegotiationOpened.{field}", hint)
    other = path_of(given, usual)
    if other != path:
        names = [name or f"negosim:{usual.__name__}" for name in (path, other)]
        raise ValueError(f"run {run} was played by agents of the class {names[0]}, not {names[1]}")
    return given


def _problems(kind: object, usual: type, where: str) -> Iterable[Problem]:
    if not inspect.isclass(kind) or not issubclass(kind, usual):
        return [Problem(file=where, expected=f"a subclass of {usual.__name__}", received=shown(kind))]
    return misfits(kind, usual, where, path_of(kind, usual))


def _imported(module: str, path: str, usual: type, where: str, hint: str) -> ModuleType:
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        missing = f"no module {error.name}" if error.name else str(error)
        raise _none(where, usual, f"{path}: {missing}", hint) from None
    except (Exception, SystemExit) as error:  # noqa: BLE001 - importing a user's module can raise anything
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise _none(where, usual, f"{path}: importing {module} fails with {reason}", hint) from None


def _own(classes: Iterable[str]) -> list[str]:
    return [name for name in classes if name not in {"PartyAgent", "MediatorAgent"}]


def _none(where: str, usual: type, received: str, hint: str) -> BadInput:
    expected = f"module:Class, a subclass of {usual.__name__} that can be imported"
    return BadInput([Problem(file=where, expected=expected, received=received, hint=hint)])
