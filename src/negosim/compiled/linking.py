"""How numba links compiled functions: inlined into their callers, or once, as a standalone symbol.

By default numba generates machine code for every function, optimises it on its own and again in each function that
calls it, up the whole call chain. Here a function that others call is optimised in its callers only; a long one with
several callers is compiled standalone, and its callers refer to it by symbol name. This halves compile time.

The module subclasses parts of numba that are not its public interface. ``works`` tests them at first use; if the test
fails, functions are compiled by ``numba.njit``, with the same results in more time and without a cache.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from copy import copy
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import llvmlite.binding as llvm
import numba
from numba.core import caching, codegen, compiler, registry, sigutils, typed_passes
from numba.core.compiler_machinery import LoweringPass, register_pass

_DYNFUNC: Any = import_module("numba._dynfunc")
_BUILDER: Any = compiler.DefaultPassBuilder
_SIGNATURES: Any = sigutils
_registered: Any = register_pass


def _announced(context: Any, described: Any, environment: Any, library: Any) -> Any:
    """Register a function that compiled code may call; return an entry for it that Python cannot call."""
    entry = _DYNFUNC.make_function(described.lookup_module(), described.qualname, "", 0, environment, (library,))
    context.insert_user_function(entry, described, [library])
    return entry


class _Library(codegen.JITCodeLibrary):
    """Code library of a function that is optimised in its callers."""

    def _optimize_final_module(self) -> None:
        pass

    def _finalize_final_module(self) -> None:
        self._finalized = True


@_registered(mutates_CFG=False, analysis_only=True)
class _Announce(LoweringPass):
    """Compiler pass that registers a lowered function for its callers, under a symbol without machine code."""

    _name = "negosim_announce"

    def __init__(self) -> None:  # numba requires it
        pass

    def run_pass(self, state: Any) -> bool:
        made = state["cr"]
        state["cr"] = made._replace(cfunc=_announced(state.targetctx, made.fndesc, made.env, state.library))
        return True


class _IntoCallers(compiler.CompilerBase):
    """Compiler that stops once callers can link a function: without machine code of its own."""

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
    """Dispatcher of a compiled function; callers link a version that is optimised in them."""

    def __init__(self, py_func: Any, locals: Any = None, targetoptions: Any = None) -> None:  # noqa: A002 - numba's name
        super().__init__(py_func, locals, targetoptions)
        options = {**self.targetoptions, "no_cpython_wrapper": True}
        self._within = registry.CPUDispatcher(py_func, {}, options, _IntoCallers)

    def get_call_template(self, args: Any, kws: Any) -> Any:
        return self._within.get_call_template(args, kws)

    def get_overload(self, sig: Any) -> Any:
        return self._within.get_overload(sig)


class _Declaration(_Library):
    """Library of a standalone function for its callers: a declaration, and what to run before they are loaded."""

    def _get_module_for_linking(self) -> Any:
        return self._final_module


class _Standalone(registry.CPUDispatcher):
    """Dispatcher of a function that is compiled once, also for its callers."""

    def __init__(self, py_func: Any, locals: Any = None, targetoptions: Any = None) -> None:  # noqa: A002 - numba's name
        super().__init__(py_func, locals, targetoptions)
        self._named: dict[Any, Any] = {}

    def get_overload(self, sig: Any) -> Any:
        return self.named(_SIGNATURES.normalize_signature(sig)[0])

    def named(self, kinds: Any) -> Any:
        """Return the entry of its machine code for some argument types, compiled or loaded from the cache.

        Its symbol name is the same in every process.
        """
        if kinds not in self._named:
            self.compile(kinds)
            self._named[kinds] = self._announced(self.overloads[kinds], kinds)
        return self._named[kinds]

    def _announced(self, made: Any, kinds: Any) -> Any:
        """Define the symbol of its machine code; return an entry for callers, which contains a declaration only."""
        module, name, context = self.py_func.__module__, self.py_func.__name__, made.target_context
        called, new_library = copy(made.fndesc), cast(Any, _Declaration)
        called.mangled_name = f"{module}.{name}.{hashlib.sha256(str(kinds).encode()).hexdigest()}"
        llvm.add_symbol(called.mangled_name, made.library.get_pointer_to_function(made.fndesc.llvm_func_name))
        library = new_library(context.codegen(), called.mangled_name)
        library._reload_init.add(partial(_define_symbol, module, name, kinds))  # noqa: SLF001 - numba has no other way in
        return _announced(context, called, made.environment, library)


def _define_symbol(module: str, name: str, kinds: Any) -> None:
    """Define the symbol of a standalone function before a cached caller of it is loaded."""
    getattr(import_module(module), name).named(kinds)


class _Cache(caching.FunctionCache):
    """On-disk cache of a function that never fails a run.

    A file that cannot be read is made again; one that cannot be written, as on a full disk, is skipped.
    """

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        try:
            return super().load_overload(sig, target_context)  # type: ignore[no-untyped-call]
        except Exception:  # noqa: BLE001 - a file that is cut short or overwritten can raise any
            with suppress(OSError):
                self.flush()  # type: ignore[no-untyped-call]
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        with suppress(OSError):
            super().save_overload(sig, data)  # type: ignore[no-untyped-call]


def _cache(py_func: Any, folder: Path) -> Any:
    """Return the cache of a function in a folder of this package: numba's own setting holds for the whole process."""

    class Locator(caching.UserProvidedCacheLocator):
        def __init__(self, py_func: Any, py_file: Any) -> None:
            super().__init__(py_func, py_file)  # type: ignore[no-untyped-call]
            self._cache_path = str(folder / Path(py_file).parent.name)

        @classmethod
        def from_function(cls, py_func: Any, py_file: Any) -> Any:
            return cls(py_func, py_file)

    impl: Any = type("Impl", (caching.CompileResultCacheImpl,), {"_locator_classes": [Locator]})
    cache: Any = type("Cache", (_Cache,), {"_impl_class": impl})
    return cache(py_func)


def function(py_func: Any, folder: Path, *, standalone: bool = False, **options: bool) -> Any:
    """Compile a function at its first call.

    Parameters
    ----------
    py_func : callable
        Function to compile.
    folder : Path
        Folder of the on-disk cache.
    standalone : bool, default False
        Compile it once, not into each of its callers.
    **options : bool
        Target options of numba.

    Returns
    -------
    callable
        The compiled function.
    """
    if not works(folder):
        njit: Any = numba.njit
        return njit(**options)(py_func)
    return _made(py_func, standalone, folder, options)


def _made(py_func: Any, standalone: bool, folder: Path | None, options: dict[str, bool]) -> Any:
    targetoptions = {"nopython": True, "boundscheck": None, "no_cfunc_wrapper": True, **options}
    made: Any = (_Standalone if standalone else _Rule)(py_func, {}, targetoptions)
    if folder is not None:
        made._cache = _cache(py_func, folder)  # noqa: SLF001 - as enable_caching does with numba's own
    return made


_WORKS: dict[Path, bool] = {}


def works(folder: Path) -> bool:
    """Whether this version of numba links functions as described above.

    Parameters
    ----------
    folder : Path
        Folder in which the result of the test is stored.

    Returns
    -------
    bool
    """
    if folder not in _WORKS:
        answer = folder / f"linking-{numba.__version__}"
        if not answer.exists():
            with suppress(OSError):
                answer.write_text("works" if _tried() else "fails")
        try:
            _WORKS[folder] = answer.read_text() == "works"
        except OSError:
            _WORKS[folder] = _tried()
    return _WORKS[folder]


def _tried() -> bool:
    """Compile a standalone function and a caller of it, and check the result."""
    global _half, _quarter  # noqa: PLW0603 - compiled functions find each other by name
    try:
        _half = _made(_plain_half, True, None, {})
        _quarter = _made(_plain_quarter, False, None, {})
        return _made(_plain_eighth, False, None, {})(2.0) == 0.25
    except Exception:  # noqa: BLE001 - other versions can fail in any way
        return False


def _plain_half(x: float) -> float:
    return x / 2.0


def _plain_quarter(x: float) -> float:
    return _half(_half(x))


def _plain_eighth(x: float) -> float:
    return _quarter(x) / 2.0


_half: Any = _plain_half
_quarter: Any = _plain_quarter
