"""Cache results by the content of arguments instead of their identity."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class _Call:
    """Arguments of a call; two are equal if the same content determines the result."""

    __slots__ = ("content", "make")

    def __init__(self, content: bytes, make: Callable[[], object]) -> None:
        self.content, self.make = content, make

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Call) and self.content == other.content

    def __hash__(self) -> int:
        return hash(self.content)


def cached_by_content(content: Callable[P, object], maxsize: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Return a decorator that caches the last results of a function.

    Scenarios that differ in a few parameters share what depends on issues, acts or red lines alone.

    Parameters
    ----------
    content : callable
        Returns, from the arguments, everything that determines the result; it can be pickled.
    maxsize : int
        Number of results that are kept. They must not be changed.

    Returns
    -------
    callable
    """

    def decorated(function: Callable[P, T]) -> Callable[P, T]:
        @lru_cache(maxsize)
        def kept(call: _Call) -> object:
            return call.make()

        @wraps(function)
        def cached(*args: P.args, **kwargs: P.kwargs) -> T:
            data = pickle.dumps(content(*args, **kwargs), pickle.HIGHEST_PROTOCOL)
            result: T = kept(_Call(data, lambda: function(*args, **kwargs)))  # type: ignore[assignment]
            return result

        return cached

    return decorated
