"""Asking memory for what will be read later: it answers while other things are reckoned.

It changes no result; without compilation nothing is asked for.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

from negosim.rules.compiling import COMPILED

LINE = 64
"""Bytes that memory hands over at once."""


def _fetch(_typing: Any, rows: Any, _at: Any, _offset: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, value=arguments[0])
        stride = builder.extract_value(array.strides, 0)
        begin = builder.ptrtoint(array.data, ir.IntType(64))
        at, offset = arguments[1:]
        address = builder.add(begin, builder.add(builder.mul(at, stride), offset))
        pointer, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [pointer, number, number, number])
        ask = builder.module.declare_intrinsic("llvm.prefetch", [pointer], kind)
        builder.call(ask, [builder.inttoptr(address, pointer), number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(rows, types.int64, types.int64), generate


def _fetch_nothing(_rows: Any, _at: int, _offset: int) -> None:
    pass


fetch: Any = intrinsic(_fetch) if COMPILED else _fetch_nothing
"""Ask for the line in which the byte ``offset`` of row ``at`` of an array stands."""
