"""The entry point, and signals: Ctrl-C or a signal ends a command with one line, at whatever moment it comes.

Slow imports come after the signal handlers are installed, within functions.
"""

from __future__ import annotations

import gc
import signal
import sys
import time
from contextlib import contextmanager, suppress

TYPE_CHECKING = False  # as in ``typing``, whose import is saved
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
DEFAULT_HANDLERS = (signal.SIG_DFL, signal.default_int_handler)
"""Only these are replaced: a process that was started to ignore a signal goes on ignoring it."""
REPEAT_SECONDS = 2.0
"""Signals within this time after another one are ignored, while things are put in order."""
SIGNAL_EXIT = 128
"""Plus the number of the signal: the exit code of an interrupted command."""
COLLECT_EVERY = 100_000
"""Objects between two garbage collections: imports make many that stay, and scanning them takes a tenth of the time."""

_received: list[tuple[int, float]] = []


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit with its code.

    Parameters
    ----------
    arguments : sequence of str, optional
        The command line without the program's name; the process's own if it is None.

    Raises
    ------
    SystemExit
        Always.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    gc.set_threshold(COLLECT_EVERY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):  # what replaces them in tests and programs may have no encoding
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    with _handlers(last=arguments is None):
        sys.exit(_run(words))


def check() -> None:
    """Raise KeyboardInterrupt if a signal was received and its own exception got lost.

    The handler's exception is raised wherever Python happens to be, and is lost where C code calls Python and ignores
    errors, as while numba compiles or in finalisers. Therefore long work calls this at every step.

    Raises
    ------
    KeyboardInterrupt
        A signal was received.
    """
    if _received:
        raise KeyboardInterrupt


def ignore_interrupts() -> None:
    """Ignore Ctrl-C from now on, since only printing is left to do."""
    if signal.getsignal(signal.SIGINT) is _handle:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _handle(number: int, _: object) -> None:
    now = time.monotonic()
    if not _received or now - _received[-1][1] > REPEAT_SECONDS:
        _received.append((number, now))
        raise KeyboardInterrupt


@contextmanager
def _handlers(*, last: bool) -> Iterator[None]:
    """Install the handlers; restore the old ones afterwards, or ignore Ctrl-C if the process ends with this."""
    _received.clear()
    hook, before = sys.unraisablehook, {}
    with suppress(ValueError):  # handlers can be installed in the main thread alone
        for number in SIGNALS:
            if signal.getsignal(number) in DEFAULT_HANDLERS:
                before[number] = signal.signal(number, _handle)

    def unraisable(error: Any) -> None:
        if not _received:
            hook(error)

    sys.unraisablehook = unraisable
    try:
        yield
    finally:
        if last:
            ignore_interrupts()
            before.pop(signal.SIGINT, None)
        for number, handler in before.items():
            signal.signal(number, handler)
        if not last:
            sys.unraisablehook = hook
            gc.unfreeze()  # objects that ``overlooking`` froze would stay until the process ends


def _run(words: list[str]) -> int:
    try:
        from negosim.cli import app, output  # takes a tenth of a second, in which Ctrl-C may be pressed

        with output.scenario_warnings_printed(silent="--quiet" in words):
            return app.invoke(words)
    except BaseException as error:  # noqa: BLE001 - unknown errors are raised again
        chain = _chain(error)
        # An error after a signal is most likely a consequence, such as an import that was cut off.
        if any(isinstance(one, KeyboardInterrupt) for one in chain) or (_received and isinstance(error, Exception)):
            return _interrupted(chain)
        from negosim.cli import app

        return app.code_of(error)


def _chain(error: BaseException | None) -> list[BaseException]:
    """Return an error and all errors while whose handling it was raised."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__context__
    return found


def _interrupted(chain: Sequence[BaseException]) -> int:
    """Print one line with the notes of the errors; return the exit code."""
    ignore_interrupts()
    exec("")  # clears Python's note that Ctrl-C ended an ``exec``, for which it would end the process by SIGINT
    notes = [note for error in chain for note in getattr(error, "__notes__", ())]
    with suppress(OSError, ValueError, AttributeError):  # the terminal may be gone
        print("; ".join(["negosim: interrupted", *notes]), file=sys.stderr, flush=True)
    return SIGNAL_EXIT + (_received[0][0] if _received else signal.SIGINT)
