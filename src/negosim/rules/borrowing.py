"""Arrays without a count of references, for compiled loops that pass many of them from function to function.

A compiled call counts each array of each argument up and down, atomically, which takes longer than most rules do. What
is borrowed is not counted: whoever borrows keeps the originals until all is done, which an argument of the outermost
function always is.
"""

from __future__ import annotations

from typing import Any, TypeVar

from numba.core import cgutils, types
from numba.extending import intrinsic

from negosim.rules.compiling import COMPILED

Arrays = TypeVar("Arrays")
_null: Any = cgutils.get_null_value
_tuples: Any = types.BaseTuple


def _bare(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    if isinstance(kind, types.Array):
        array = context.make_array(kind)(context, builder, value=value)
        array.meminfo = _null(array.meminfo.type)
        array.parent = _null(array.parent.type)
        return array._getvalue()  # noqa: SLF001 - how numba's own code generators do it
    if isinstance(kind, _tuples):
        parts = [_bare(context, builder, part, builder.extract_value(value, k)) for k, part in enumerate(kind)]
        return context.make_tuple(builder, kind, parts)
    return value


def _borrowed(_typing: Any, arrays: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return _bare(context, builder, signature.args[0], arguments[0])

    return arrays(arrays), generate


def _itself(arrays: Arrays) -> Arrays:
    return arrays


borrowed: Any = intrinsic(_borrowed) if COMPILED else _itself
"""The same array, or tuple of arrays, uncounted."""
