"""Steps of a run, which are compiled separately and called by address.

numba compiles a function together with everything that it may call by name, transitively. A step is called by its
address instead: it is compiled on its own, and only if the game needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numba.core import types
from numba.extending import intrinsic

from negosim.compiled.compiling import COMPILED
from negosim.compiled.tuples_by_reference import Lent
from negosim.kernel.parallel_compiling import compile_all

# Indices into ``Workspace.steps``; the slowest to compile come first and last, where the two processes start.
TABLING, OPENING, ZOPA, TURNS, PRESSING, PLAY, STRIKE, RELAYING, ANSWERING, DRAFTING = range(10)
MEDIATED = (PRESSING, TABLING, DRAFTING, RELAYING)
Step = Callable[[Any, int], int]


def places_for(steps: Sequence[Step]) -> Any:
    """Allocate the addresses of some steps, shape (n,); return the steps themselves without compilation."""
    return np.zeros(len(steps), np.int64) if COMPILED else tuple(steps)


def settle(module: str, steps: Sequence[Step], workspace: Any, beside: Callable[[], object] = lambda: None) -> None:
    """Compile the steps that a game needs, and write their addresses to ``workspace.steps``.

    Parameters
    ----------
    module : str
        Module whose ``STEPS`` these are.
    steps : sequence of callable
        All steps, in the order of their indices.
    workspace : Workspace
        Argument of the steps; output.
    beside : callable, optional
        Called while another process already compiles, if one does.
    """
    if COMPILED:
        kinds = (workspace._numba_type_, types.int64)
        game = workspace.game
        idle = (TURNS,) if game.mediated else MEDIATED
        needed = {k: step for k, step in enumerate(steps) if k not in idle}
        compile_all([*needed.values()], kinds, module, beside)
        for k, step in needed.items():
            workspace.steps[k] = _address(step, kinds)


def _address(step: Any, kinds: tuple[Lent, Any]) -> int:
    made = step.overloads[kinds]
    return int(made.library.get_pointer_to_function(made.fndesc.llvm_func_name))


def _called(_typing: Any, address: Any, workspace: Any, n: Any) -> Any:
    kinds = [workspace, types.int64]

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        where, *given = arguments
        given[1] = context.cast(builder, given[1], signature.args[2], types.int64)
        kind = context.call_conv.get_function_type(types.int64, kinds)
        step = builder.inttoptr(where, kind.as_pointer())
        status, result = context.call_conv.call_function(builder, step, types.int64, kinds, given)
        with builder.if_then(status.is_error, likely=False):
            context.call_conv.return_status_propagate(builder, status)
        return result

    return types.int64(address, workspace, n), generate


def _called_plainly(step: Step, workspace: Any, n: int) -> int:
    return step(workspace, n)


called: Any = intrinsic(_called) if COMPILED else _called_plainly
"""Call the step at an address with a workspace and the number of a run."""
