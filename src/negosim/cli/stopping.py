"""The way in, and every early way out: a key press or a signal ends a command in one line, wherever it meets it.

Nothing that takes long to open is opened before signals are listened to.
"""

from __future__ import annotations

import gc
import signal
import sys
import time
from contextlib import contextmanager, suppress

TYPE_CHECKING = False  # as in ``typing``, which need not be open yet
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
PLAIN = (signal.SIG_DFL, signal.default_int_handler)
"""What stands where nobody wanted anything else: what was begun to ignore a signal goes on to ignore it."""
SAME = 2.0
"""Seconds in which more presses are taken for the first one: things are put in order meanwhile."""
KILLED = 128
"""With the number of the signal: the exit code of what was interrupted."""

_heard: list[tuple[int, float]] = []


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit with its code; without arguments it is the process's own, and the last thing it does."""
    own = arguments is None
    words = list(sys.argv[1:] if arguments is None else arguments)
    with _listening(last=own):
        sys.exit(_code(words))


def check() -> None:
    """KeyboardInterrupt if a signal was heard and nobody minded.

    It is raised wherever Python happens to be, and lost where C calls Python and takes no error back: while rules are
    compiled or loaded, and in finalisers. So whoever works long asks at every step.
    """
    if _heard:
        raise KeyboardInterrupt


def deaf() -> None:
    """Mind key presses no more: all is done but the telling."""
    if signal.getsignal(signal.SIGINT) is _hear:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _hear(number: int, _: object) -> None:
    now = time.monotonic()
    if not _heard or now - _heard[-1][1] > SAME:
        _heard.append((number, now))
        raise KeyboardInterrupt


@contextmanager
def _listening(*, last: bool) -> Iterator[None]:
    """Signals are heard within; afterwards as before, or, if nothing comes after it, key presses no more."""
    _heard.clear()
    hook, before = sys.unraisablehook, {}
    with suppress(ValueError):  # not the main thread, which alone hears
        for number in SIGNALS:
            if signal.getsignal(number) in PLAIN:
                before[number] = signal.signal(number, _hear)

    def unraisable(told: Any) -> None:
        if not _heard:
            hook(told)

    sys.unraisablehook = unraisable
    try:
        yield
    finally:
        if last:
            deaf()
            before.pop(signal.SIGINT, None)
        for number, handler in before.items():
            signal.signal(number, handler)
        if not last:
            sys.unraisablehook = hook
            gc.unfreeze()  # what was overlooked, since it would be there until the process ends


def _code(words: list[str]) -> int:
    try:
        from negosim.cli import app, printing  # it takes a tenth of a second, in which a key may be pressed

        with printing.doubts_told(silent="--quiet" in words):
            app.app(args=words, obj=words)
    except BaseException as error:  # noqa: BLE001 - what is no end of a command is raised again
        chain = _chain(error)
        # What went wrong since then may well have gone wrong by it, such as an import that was cut off.
        if any(isinstance(one, KeyboardInterrupt) for one in chain) or (_heard and isinstance(error, Exception)):
            return _interrupted(chain)
        from negosim.cli import app

        return app.code_of(error)
    return 0


def _chain(error: BaseException | None) -> list[BaseException]:
    """An error and all that it was raised in the handling of."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__context__
    return found


def _interrupted(chain: Sequence[BaseException]) -> int:
    """Tell in one line that it was interrupted, with what is noted of it."""
    deaf()
    exec("")  # Python remembers that a key press ended something executed as text, and would end by SIGINT for it
    notes = [note for error in chain for note in getattr(error, "__notes__", ())]
    with suppress(OSError, ValueError, AttributeError):  # a terminal that is gone
        print("; ".join(["negosim: interrupted", *notes]), file=sys.stderr, flush=True)
    return KILLED + (_heard[0][0] if _heard else signal.SIGINT)
