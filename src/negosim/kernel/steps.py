"""The parts of a run that are compiled apart, and called by address.

Whatever compiled code may call by name is compiled with it, and all that it may call in turn. A step is called by its
address: it is compiled alone, and only if the game takes it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numba.core import types
from numba.extending import intrinsic

from negosim.compiled.compiling import COMPILED
from negosim.compiled.leases import Lent
from negosim.kernel.parallel_compiling import compile_all

# Places in ``Ground.steps``; what takes longest to compile stands at either end, where two processes begin.
TABLING, BEGIN, OPENING, WRITE, TURNS, PRESSING, PLAY, STRIKE, CARRY_OUT, RELAYING, ANSWERING, DRAFTING = range(12)
MEDIATED = (PRESSING, TABLING, DRAFTING, RELAYING)
Step = Callable[[Any, int], int]


def places_for(steps: Sequence[Step]) -> Any:
    """Room for the addresses of some steps, (n,); without compilation the steps themselves."""
    return np.zeros(len(steps), np.int64) if COMPILED else tuple(steps)


def settle(module: str, steps: Sequence[Step], workspace: Any, beside: Callable[[], object] = lambda: None) -> None:
    """Put where the code of the steps of a module stands that take ``ground`` into its ``steps``, as far as its game
    needs them. ``beside`` is done while another process compiles already, if one does."""
    if COMPILED:
        asked = (workspace._numba_type_, types.int64)
        game = workspace.game
        idle = (TURNS,) if game.mediated else MEDIATED
        needed = {k: step for k, step in enumerate(steps) if k not in idle}
        compile_all([*needed.values()], asked, module, beside)
        for k, step in needed.items():
            workspace.steps[k] = _address(step, asked)


def _address(step: Any, asked: tuple[Lent, Any]) -> int:
    made = step.overloads[asked]
    return int(made.library.get_pointer_to_function(made.fndesc.llvm_func_name))


def _called(_typing: Any, address: Any, workspace: Any, n: Any) -> Any:
    asked = [workspace, types.int64]

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        where, *given = arguments
        given[1] = context.cast(builder, given[1], signature.args[2], types.int64)
        kind = context.call_conv.get_function_type(types.int64, asked)
        step = builder.inttoptr(where, kind.as_pointer())
        status, result = context.call_conv.call_function(builder, step, types.int64, asked, given)
        with builder.if_then(status.is_error, likely=False):
            context.call_conv.return_status_propagate(builder, status)
        return result

    return types.int64(address, workspace, n), generate


def _called_plainly(step: Step, workspace: Any, n: int) -> int:
    return step(workspace, n)


called: Any = intrinsic(_called) if COMPILED else _called_plainly
"""What a step, by its address, returns for a ground and the number of a run in it."""
