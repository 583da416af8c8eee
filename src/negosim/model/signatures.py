"""Whether the methods of a class of agents can be called as the model calls them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

from negosim.errors import Problem, shown

Signature = inspect.Signature


def misfits(kind: type, usual: type, where: str, path: str) -> Iterator[Problem]:
    """Yield a problem for each method that a class overrides and that cannot be called as the model calls it.

    Parameters
    ----------
    kind : type
        Class of agents.
    usual : type
        Its base class, ``PartyAgent`` or ``MediatorAgent``; the model may pass every argument that its methods take.
    where, path : str
        Source of the class, and its import path, for the problems.

    Yields
    ------
    Problem
    """
    for name, method in vars(usual).items():
        called = name == "__init__" or not name.startswith("_")
        if not called or not inspect.isfunction(method) or getattr(kind, name) is method:
            continue
        received = _misfit(kind, name, method)
        if received:
            yield Problem(file=where, key=path, expected=_text(name, inspect.signature(method)), received=received)


def _misfit(kind: type, name: str, method: Callable[..., Any]) -> str:
    """How the method of a class is declared, if it cannot take the arguments of another; else empty."""
    own = getattr(kind, name)
    if not callable(own):
        return f"{name} = {shown(own)}"
    try:
        signature = inspect.signature(own)
    except (TypeError, ValueError):  # of functions in C
        return ""
    is_bound = isinstance(inspect.getattr_static(kind, name), staticmethod | classmethod)
    takes = list(inspect.signature(method).parameters.values())
    most = [None] * len(takes)
    least = [None for taken in takes if taken.default is taken.empty]
    try:
        for arguments in (least, most):
            signature.bind(*arguments[is_bound:])
    except TypeError:
        return _text(name, signature)
    return ""


def _text(name: str, signature: Signature) -> str:
    """How a method is declared, without the types."""
    plain = [taken.replace(annotation=taken.empty) for taken in signature.parameters.values()]
    return f"{name}{signature.replace(parameters=plain, return_annotation=signature.empty)}"
