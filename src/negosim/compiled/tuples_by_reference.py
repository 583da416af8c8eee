"""Named tuples of arrays, passed to compiled functions by reference.

numba passes every field of a named tuple by value, about ten machine words per array, and compiling such calls takes
longest of all. A ``Lease`` of a named tuple is passed as one pointer to its fields. It is read like the tuple, in
Python and in compiled code. It owns a reference to the tuple; compiled code does not count references to its arrays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeVar, cast

import numpy as np
from numba import extending, from_dtype
from numba.core import cgutils, imputils, types
from numba.core.datamodel import models
from numba.core.typing.templates import AttributeTemplate

from negosim.compiled.compiling import COMPILED

Fields = TypeVar("Fields", bound=tuple[Any, ...])
_numba: Any = extending
_tuples: Any = types.BaseTuple
_lower: Any = imputils.lower_getattr_generic


class Lent(types.Type):
    """numba type of a pointer to the fields of a named tuple.

    Parameters
    ----------
    of : numba.types.BaseTuple
        Type of the named tuple.
    """

    def __init__(self, of: Any) -> None:
        self.of = of
        # Type names are part of the symbol names of all functions that take them: short ones compile faster.
        digest = hashlib.sha256(of.name.encode()).hexdigest()[:12]
        super().__init__(name=f"Lent({of.instance_class.__name__} {digest})")


class Lease:
    """A named tuple that is passed to compiled functions by reference.

    Parameters
    ----------
    fields : named tuple
        Of C-contiguous arrays, integers, and other such tuples or leases of them.

    Attributes
    ----------
    address : int
        Address of the fields in memory.

    Raises
    ------
    ValueError
        If an array is not C-contiguous.
    """

    __slots__ = ("_numba_type_", "_tuple", "_words", "address")

    def __init__(self, fields: Any) -> None:
        self._tuple = type(fields)(*map(_value, fields))
        self._words = np.array(list(_words(self._tuple)), np.int64)
        self.address = self._words.ctypes.data
        form: Any = type(fields)
        self._numba_type_ = _type_of(form, tuple(map(_kind, self._tuple)))

    def __getattr__(self, name: str) -> Any:
        if name in Lease.__slots__:
            raise AttributeError(name)
        return getattr(self._tuple, name)

    def _replace(self, **fields: Any) -> Lease:
        return Lease(self._tuple._replace(**fields))


def lend(fields: Fields) -> Fields:
    """Wrap a named tuple so that compiled functions take it by reference.

    Parameters
    ----------
    fields : named tuple
        Of C-contiguous arrays, integers, and other such tuples.

    Returns
    -------
    Lease
        With the fields of the tuple; the tuple itself without compilation.

    Raises
    ------
    ValueError
        If an array is not C-contiguous.
    """
    return cast(Fields, Lease(fields)) if COMPILED else fields


def _value(field: Any) -> Any:
    """Convert a field to the form that a lease stores."""
    if isinstance(field, tuple):
        return Lease(field)
    if isinstance(field, np.ndarray):
        if not field.flags.c_contiguous:
            raise ValueError("a lease needs contiguous arrays: others would have to be copied")
        return field
    return field if isinstance(field, Lease) else int(field)


def _words(fields: Any) -> Iterator[int]:
    """Yield the machine words of some fields, as compiled code reads them."""
    for field in fields:
        if isinstance(field, np.ndarray):
            yield from (0, 0, field.size, field.itemsize, field.ctypes.data, *field.shape, *field.strides)
        else:
            yield field.address if isinstance(field, Lease) else field


def _kind(field: Any) -> Any:
    """Return what the numba type of a field depends on."""
    if isinstance(field, Lease):
        return field._numba_type_
    return (field.dtype, field.ndim) if isinstance(field, np.ndarray) else None


@lru_cache(maxsize=256)
def _type_of(kind: Any, fields: tuple[Any, ...]) -> Lent:
    """Return the numba type of a lease of a named tuple class with fields of some kinds."""
    own = [
        field if isinstance(field, Lent) else types.Array(from_dtype(field[0]), field[1], "C") if field else types.int64
        for field in fields
    ]
    return Lent(_tuples.from_types(own, kind))


class _LentModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Lent) -> None:
        pointer = manager.lookup(kind.of).get_value_type().as_pointer()
        super().__init__(manager, kind, pointer)  # type: ignore[no-untyped-call]


class _LentFields(AttributeTemplate):
    key = Lent

    def generic_resolve(self, kind: Lent, name: str) -> Any:  # type: ignore[override]
        """Return the type of a field."""
        return kind.of.types[kind.of.fields.index(name)] if name in kind.of.fields else None


def _read(_context: Any, builder: Any, kind: Lent, value: Any, name: str) -> Any:
    place: Any = cgutils.gep_inbounds
    return builder.load(place(builder, value, 0, kind.of.fields.index(name)))


def _unboxed(kind: Lent, lease: Any, compiler: Any) -> Any:
    number = compiler.pyapi.object_getattr_string(lease, "address")
    pointer = compiler.pyapi.long_as_voidptr(number)
    compiler.pyapi.decref(number)
    value = compiler.builder.bitcast(pointer, compiler.context.get_value_type(kind))
    return _numba.NativeValue(value, is_error=compiler.pyapi.c_api_error())


if COMPILED:
    _numba.register_model(Lent)(_LentModel)
    _numba.infer_getattr(_LentFields)
    _lower(Lent)(_read)
    _numba.unbox(Lent)(_unboxed)
    _numba.typeof_impl.register(Lease)(lambda lease, _context: lease._numba_type_)
