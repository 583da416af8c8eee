"""How numba compiles what compiled code calls: into those that call it, or once and for all.

Numba makes machine code of every function, optimises it alone, and once more in each function that calls it, and in
each that calls that one in turn. Of a rule that other rules call nobody needs more than what goes into them: it is
optimised there, and becomes machine code there. A long one that several call stands apart instead: they find its
machine code by its name.

These are inner parts of numba; versions with which they were not tried (``compiling.TRIED``) compile as they do by
themselves, to the same results in more time.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from copy import copy
from functools import partial
from importlib import import_module
from typing import Any, cast

import llvmlite.binding as llvm
from numba.core import caching, codegen, compiler, registry, sigutils, targetconfig, typed_passes
from numba.core.compiler_machinery import LoweringPass, register_pass

_DYNFUNC: Any = import_module("numba._dynfunc")
_BUILDER: Any = compiler.DefaultPassBuilder
_OPTIONS: Any = targetconfig.TargetConfig
_SIGNATURES: Any = sigutils
_registered: Any = register_pass


def _announced(context: Any, described: Any, environment: Any, library: Any) -> Any:
    """Tell numba of a function that compiled code may call; what stands for it, which Python cannot call."""
    entry = _DYNFUNC.make_function(described.lookup_module(), described.qualname, "", 0, environment, (library,))
    context.insert_user_function(entry, described, [library])
    return entry


class _Library(codegen.JITCodeLibrary):
    """What goes into callers, as it was written."""

    def _optimize_final_module(self) -> None:
        pass

    def _finalize_final_module(self) -> None:
        self._finalized = True


@_registered(mutates_CFG=False, analysis_only=True)
class _Announce(LoweringPass):
    """Tell callers of a function that was lowered, under a name of its own for which there is no machine code."""

    _name = "negosim_announce"

    def __init__(self) -> None:  # numba asks for one
        pass

    def run_pass(self, state: Any) -> bool:
        made = state["cr"]
        state["cr"] = made._replace(cfunc=_announced(state.targetctx, made.fndesc, made.env, state.library))
        return True


class _IntoCallers(compiler.CompilerBase):
    """Compile a function as far as those that call it need."""

    def define_pipelines(self) -> list[Any]:
        passes = _BUILDER.define_nopython_pipeline(self.state)
        passes.add_pass_after(_Announce, typed_passes.NativeLowering)
        passes.finalize()
        return [passes]

    def _compile_core(self) -> Any:
        library: Any = _Library
        self.state.library = library(self.state.targetctx.codegen(), self.state.func_id.func_qualname)
        self.state.flags.no_compile = True
        return super()._compile_core()  # type: ignore[no-untyped-call]


class _Rule(registry.CPUDispatcher):
    """A compiled function; those that call it get another one, which goes into them."""

    def __init__(self, py_func: Any, locals: Any = None, targetoptions: Any = None) -> None:  # noqa: A002 - numba's name
        super().__init__(py_func, locals, targetoptions)
        options = {**self.targetoptions, "no_cpython_wrapper": True}
        self._within = registry.CPUDispatcher(py_func, {}, options, _IntoCallers)

    def get_call_template(self, args: Any, kws: Any) -> Any:
        return self._within.get_call_template(args, kws)

    def get_overload(self, sig: Any) -> Any:
        return self._within.get_overload(sig)


class _Name(_Library):
    """Of a function that stands apart callers get nothing but what is to be done before they are loaded."""

    def _get_module_for_linking(self) -> Any:
        return self._final_module


class _Apart(registry.CPUDispatcher):
    """A compiled function that stands by itself, also for those that call it."""

    def __init__(self, py_func: Any, locals: Any = None, targetoptions: Any = None) -> None:  # noqa: A002 - numba's name
        super().__init__(py_func, locals, targetoptions)
        self._named: dict[Any, Any] = {}

    def get_overload(self, sig: Any) -> Any:
        return self.named(_SIGNATURES.normalize_signature(sig)[0])

    def named(self, kinds: Any) -> Any:
        """What stands for its machine code for some kinds of arguments, which is made or loaded, under a name that is
        the same in every process."""
        if kinds not in self._named:
            self.compile(kinds)
            self._named[kinds] = self._announced(self.overloads[kinds], kinds)
        return self._named[kinds]

    def _announced(self, made: Any, kinds: Any) -> Any:
        module, name, context = self.py_func.__module__, self.py_func.__name__, made.target_context
        called, new_library = copy(made.fndesc), cast(Any, _Name)
        called.mangled_name = f"{module}.{name}.{hashlib.sha256(str(kinds).encode()).hexdigest()}"
        llvm.add_symbol(called.mangled_name, made.library.get_pointer_to_function(made.fndesc.llvm_func_name))
        library = new_library(context.codegen(), called.mangled_name)
        library._reload_init.add(partial(_name_again, module, name, kinds))  # noqa: SLF001 - numba has no other way in
        return _announced(context, called, made.environment, library)


def _name_again(module: str, name: str, kinds: Any) -> None:
    """What is done before one that calls a function that stands apart is loaded."""
    getattr(import_module(module), name).named(kinds)


class _Cache(caching.FunctionCache):
    """What is kept of a function between processes. What cannot be read is made anew, and what cannot be written is
    not kept: a damaged file or a full disk ends no run."""

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        try:
            return super().load_overload(sig, target_context)  # type: ignore[no-untyped-call]
        except Exception:  # noqa: BLE001 - a file that is cut short or overwritten can make any
            with suppress(OSError):
                self.flush()  # type: ignore[no-untyped-call]
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        with suppress(OSError):
            super().save_overload(sig, data)  # type: ignore[no-untyped-call]


def rule(function: Any, *, apart: bool, **options: bool) -> Any:
    """Compile a function at its first call, with numba's options, and keep the result between processes; ``apart``:
    those that call it find its machine code, and do not get it into their own."""
    asked = {"nopython": True, "boundscheck": None, "no_cfunc_wrapper": True, **options}
    made: Any = (_Apart if apart else _Rule)(function, {}, asked)
    made._cache = cast(Any, _Cache)(function)  # noqa: SLF001 - as enable_caching does with numba's own
    return made


def _alike(self: Any, other: object) -> bool:
    if not isinstance(other, targetconfig.TargetConfig):
        return NotImplemented
    mine, theirs = self._values, other._values  # noqa: SLF001 - it stands in for their own method
    if self is other or mine == theirs:
        return True
    asked = {*mine, *theirs}
    return type(self) is type(other) and all(getattr(self, name) == getattr(other, name) for name in asked)


def _hash(self: Any) -> int:
    turned = {name for name, value in self._values.items() if isinstance(value, bool)}
    return hash(frozenset(name for name in turned if self._values[name] != self.options[name].default))


def compare_options_quickly() -> None:
    """Let numba compare options by what was set of them. It looks its own functions up by options that all have one
    hash, and asks of each whether it is the same, option by option: a fifth of all compiling."""
    _OPTIONS.__eq__, _OPTIONS.__hash__ = _alike, _hash
