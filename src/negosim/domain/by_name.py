"""A tuple of named things that can be looked up by name."""

from __future__ import annotations

from typing import Any, Protocol, SupportsIndex, TypeVar, overload


class Named(Protocol):
    """Anything with a name."""

    @property
    def name(self) -> str:
        """Its identifier."""
        ...


T = TypeVar("T", bound=Named)


class ByName(tuple[T, ...]):
    """A tuple whose items are also found by name: ``scenario.issues["pause"]``.

    KeyError for an unknown name; ``in`` takes items and names.
    """

    __slots__ = ()

    @overload
    def __getitem__(self, key: SupportsIndex | str) -> T: ...

    @overload
    def __getitem__(self, key: slice) -> tuple[T, ...]: ...

    def __getitem__(self, key: Any) -> Any:
        """Return the item with a name or at a position, or the items of a slice."""
        if not isinstance(key, str):
            return super().__getitem__(key)
        for item in self:
            if item.name == key:
                return item
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        return any(item.name == key for item in self) if isinstance(key, str) else super().__contains__(key)
