"""Named tuples of arrays by reference, for compiled functions that are handed many of them.

A compiled call hands over every field of a tuple, some ten words an array, counts references to each of them up and
down, and from Python wraps each of them anew: that takes longer than most rules do, and compiling it takes longest of
all. What is lent is a pointer to the fields, uncounted, and is read like the tuple, in Python and in compiled code. A
lease keeps its tuple; within compiled code whoever lends keeps it until all is done.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, TypeVar, cast

import numpy as np
from numba import extending, typeof
from numba.core import cgutils, imputils, types
from numba.core.datamodel import models
from numba.core.typing.templates import AttributeTemplate

from negosim.rules.compiling import COMPILED

Fields = TypeVar("Fields", bound=tuple[Any, ...])
_tuples: Any = types.BaseTuple
_util: Any = cgutils
_numba: Any = extending
_typeof: Any = typeof
_lower: Any = imputils.lower_getattr_generic


class Lent(types.Type):
    """A pointer to a named tuple; of a tuple within it, a pointer too."""

    def __init__(self, of: Any) -> None:
        self.of = of
        # Names of types are parts of the names of all functions that take them: short ones compile sooner.
        digest = hashlib.sha256(of.name.encode()).hexdigest()[:12]
        super().__init__(name=f"Lent({of.instance_class.__name__} {digest})")

    def field(self, name: str) -> tuple[int, Any]:
        """The place and the type of a field."""
        place = self.of.fields.index(name)
        return place, self.of.types[place]


class Lease:
    """A named tuple that is lent to compiled functions, and reads like the tuple.

    Its fields are arrays of one item after another, whole numbers, and other such tuples or leases of them.
    """

    __slots__ = ("_bare", "_fields_lent", "_numba_type_", "_words", "address")

    def __init__(self, fields: Any) -> None:
        self._fields_lent = fields
        self._bare = bare = _bare(fields)
        self._words = np.array(list(_words(bare)), np.int64)
        self.address = self._words.ctypes.data
        self._numba_type_ = Lent(_typeof(bare))

    def __getattr__(self, name: str) -> Any:
        if name in Lease.__slots__:
            raise AttributeError(name)
        return getattr(self._fields_lent, name)

    def _replace(self, **fields: Any) -> Lease:
        return Lease(self._fields_lent._replace(**fields))


def lend(fields: Fields) -> Fields:
    """A lease of a named tuple; without compilation the tuple itself."""
    return cast(Fields, Lease(fields)) if COMPILED else fields


def _bare(fields: Any) -> Any:
    """The tuple of a lease, with tuples in place of the leases in it, and numbers that take a word."""
    if isinstance(fields, Lease):
        return fields._bare  # noqa: SLF001 - its own
    if isinstance(fields, tuple):
        return type(fields)(*map(_bare, fields))
    if not isinstance(fields, np.ndarray):
        return int(fields)
    if not fields.flags.c_contiguous:
        raise ValueError("a lease needs arrays whose numbers stand one after another: others would have to be copied")
    return fields


def _words(fields: Any) -> Iterator[int]:
    """What compiled code expects to find of a value, word by word."""
    if isinstance(fields, np.ndarray):
        yield from (0, 0, fields.size, fields.itemsize, fields.ctypes.data, *fields.shape, *fields.strides)
    elif isinstance(fields, tuple):
        for field in fields:
            yield from _words(field)
    else:
        yield fields


class _LentModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Lent) -> None:
        pointer = manager.lookup(kind.of).get_value_type().as_pointer()
        super().__init__(manager, kind, pointer)  # type: ignore[no-untyped-call]


class _LentFields(AttributeTemplate):
    key = Lent

    def generic_resolve(self, kind: Lent, name: str) -> Any:  # type: ignore[override]
        """The type of what a field reads as."""
        if name not in kind.of.fields:
            return None
        _, within = kind.field(name)
        return Lent(within) if isinstance(within, _tuples) else within


def _read(_context: Any, builder: Any, kind: Lent, value: Any, name: str) -> Any:
    place, within = kind.field(name)
    address = _util.gep_inbounds(builder, value, 0, place)
    return address if isinstance(within, _tuples) else builder.load(address)


def _unboxed(kind: Lent, lease: Any, compiler: Any) -> Any:
    number = compiler.pyapi.object_getattr_string(lease, "address")
    pointer = compiler.pyapi.long_as_voidptr(number)
    compiler.pyapi.decref(number)
    value = compiler.builder.bitcast(pointer, compiler.context.get_value_type(kind))
    return _numba.NativeValue(value, is_error=compiler.pyapi.c_api_error())


def _uncounted(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    """A value whose arrays nobody counts."""
    if isinstance(kind, types.Array):
        array = context.make_array(kind)(context, builder, value=value)
        array.meminfo = _util.get_null_value(array.meminfo.type)
        array.parent = _util.get_null_value(array.parent.type)
        return array._getvalue()  # noqa: SLF001 - how numba's own code generators do it
    if isinstance(kind, _tuples):
        parts = [_uncounted(context, builder, part, builder.extract_value(value, k)) for k, part in enumerate(kind)]
        return context.make_tuple(builder, kind, parts)
    return value


def _lent(_typing: Any, fields: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return _util.alloca_once_value(builder, _uncounted(context, builder, signature.args[0], arguments[0]))

    return Lent(fields)(fields), generate


def _replaced(_typing: Any, lease: Any, name: Any, other: Any) -> Any:
    place, _ = lease.field(name.literal_value)

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        value = builder.insert_value(builder.load(arguments[0]), builder.load(arguments[2]), place)
        return _util.alloca_once_value(builder, value)

    return lease(lease, name, other), generate


def _itself(fields: Fields) -> Fields:
    return fields


def _replaced_plainly(fields: Any, name: str, other: Any) -> Any:
    return fields._replace(**{name: other})


if COMPILED:
    _numba.register_model(Lent)(_LentModel)
    _numba.infer_getattr(_LentFields)
    _lower(Lent)(_read)
    _numba.unbox(Lent)(_unboxed)
    _numba.typeof_impl.register(Lease)(lambda lease, _context: lease._numba_type_)

lent: Any = _numba.intrinsic(_lent) if COMPILED else _itself
"""Within compiled code, a named tuple by reference."""

replaced: Any = _numba.intrinsic(prefer_literal=True)(_replaced) if COMPILED else _replaced_plainly
"""Within compiled code, of what is lent and the name of a field, a copy with another lent tuple there."""
