"""A pool of workers on a Dask cluster."""

from __future__ import annotations

import gc
import importlib
import logging
import pickle
import platform
import re
import threading
import time
import uuid
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Future
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import attrs

from negosim.ensemble.executors.base import AHEAD, Cluster, do_part
from negosim.errors import BadInput, Problem, shown

ADDRESS = re.compile(r"(tcp|tls|ws|wss)://[^/\s]+:\d+/?")
AGAIN = 5.0  # seconds between looks at how many workers there are
OURS = ("negosim", "mesa", "numba", "numpy", "pyarrow", "scipy")  # what a result's bytes may depend on
THEIRS = ("python", "dask", "distributed")  # what must be one version on both ends of a wire
CALL = 1.0  # seconds for Dask to say by itself that its time to connect is over
GOODBYE = 3.0  # seconds to take leave of a scheduler
LOGGERS = ("distributed", "distributed.client", "tornado", "tornado.application")
GONE = (OSError, RuntimeError, CancelledError)  # what a connection that is no more makes of requests
SILENT = logging.CRITICAL + 1


class DaskPool:
    """Pool of the workers of a Dask scheduler, which reassigns lost parts itself."""

    def __init__(self, cluster: Cluster, work: Callable[[Any, Any], Any], task: Any) -> None:
        self._cluster, self._threads, self._asked, self._alone_since = cluster, 0, 0.0, 0.0
        if not ADDRESS.fullmatch(cluster.address):
            raise self._problem("the address of a Dask scheduler, such as tcp://host:8786", shown(cluster.address))
        try:
            self._dask = importlib.import_module("distributed")
            dumps = importlib.import_module("cloudpickle").dumps
        except ModuleNotFoundError as error:
            expected = "Dask for --cluster: pip install 'negosim[cluster]'"
            raise self._problem(expected, f"no module {error.name}") from None
        # By value, where a class or function comes from a script, which workers do not have.
        given = dumps(_Given(cluster.address, work, dumps(task), _versions(*OURS, *THEIRS)))
        self._name = f"negosim-{uuid.uuid4().hex}"
        self._number = 0
        self._call = _caller()
        self._client: Any = None
        self._loud = {name: logging.getLogger(name).level for name in LOGGERS}
        self._silence()
        try:
            self._client = self._connected()
            self._compare_scheduler()
            self._await_workers()
            # Bytes of which workers get copies from each other, and the scheduler can make anew.
            self._given = self._client.submit(bytes, given, key=f"{self._name}-task")
        except BaseException:
            self.close([])
            raise

    def _connected(self) -> Any:
        """A client, in time: Dask waits without end for one who takes a call and is silent, so a thread waits."""
        reach, given_up = self._cluster.reach, threading.Event()
        found: list[Any] = []

        def connect() -> None:
            try:
                client = self._dask.Client(self._cluster.address, timeout=reach, set_as_default=False, name="negosim")
            except Exception as error:  # noqa: BLE001 - whatever a stranger at this address makes of it
                found.append(f"{type(error).__name__}: {str(error).partition(chr(10))[0]}")
            else:
                found.append(client)
                if given_up.is_set():
                    client.close(timeout=GOODBYE)
                return
            # Of the client that was not to be nothing stays: one that is collected while the next one starts its thread
            # may wait in that thread for a lock of Dask's which the start holds until the thread runs.
            gc.collect()

        waiting = threading.Thread(target=connect, daemon=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # versions are looked at below
            waiting.start()
            waiting.join(reach + CALL)
        answer = found[0] if found else "TimeoutError: silence"
        if isinstance(answer, str):
            given_up.set()
            raise self._problem("a Dask scheduler", f"no answer of one within {reach:g} seconds", answer)
        return answer

    def _compare_scheduler(self) -> None:
        """Refuse a scheduler that speaks another version."""
        told = self._ask("versions", self._cluster.reach)["packages"]
        told = told | {"python": ".".join(str(told["python"]).split(".")[:2])}
        _compare(self._cluster.address, "the scheduler", _versions(*THEIRS), told)

    def _await_workers(self) -> None:
        until = time.monotonic() + self._cluster.reach
        while not self._count():
            if time.monotonic() > until:
                hint = f"dask worker {self._cluster.address} --nthreads 1 --nworkers 2"
                raise self._problem("workers", f"none within {self._cluster.reach:g} seconds", hint)
            time.sleep(0.1)

    def _count(self) -> int:
        """How many parts the workers can do at a time."""
        self._threads = sum(self._ask("ncores", self._cluster.patience).values())
        self._asked = time.monotonic()
        return self._threads

    def _ask(self, question: str, patience: float) -> Any:
        scheduler = self._client.scheduler
        if scheduler is None:
            raise self._lost("the connection is closed")
        try:
            return self._client.sync(getattr(scheduler, question), callback_timeout=patience)
        except GONE as error:
            raise self._lost(str(error) or f"no word within {patience:g} seconds") from None

    def _lost(self, how: str) -> BadInput:
        hint = "what was done is done; begin again when it is back"
        return self._problem("a scheduler that stays", f"one that was lost on the way ({how})", hint)

    def _problem(self, expected: str, received: str, hint: str = "", key: str = "") -> BadInput:
        problem = Problem(file=self._cluster.address, key=key, expected=expected, received=received, hint=hint)
        return BadInput([problem])

    def _silence(self) -> None:
        for name in LOGGERS:
            logging.getLogger(name).setLevel(SILENT)

    def ahead(self) -> int:
        """Return the number of parts that may be in progress; workers may come and go."""
        if time.monotonic() - self._asked > AGAIN:
            self._count()
        return AHEAD * max(1, self._threads)

    def submit(self, part: Any) -> Future[Any]:
        """Submit a part."""
        self._number += 1
        # A common first word makes them one group, which the scheduler hands out in order as workers get free.
        key = (self._name, self._number)
        try:
            theirs = self._client.submit(self._call, self._given, pickle.dumps(part), key=key)
        except GONE as error:
            raise self._lost(str(error)) from None
        ours: Future[Any] = Future()
        ours.set_running_or_notify_cancel()
        self._client.loop.add_callback(self._hand_over, part, theirs, ours)
        return ours

    async def _hand_over(self, part: Any, theirs: Any, ours: Future[Any]) -> None:
        try:
            ours.set_result(await theirs)
        except CancelledError as error:
            ours.set_exception(self._lost(getattr(error, "reason", "cancelled")))
        except self._dask.KilledWorker as error:
            expected = "workers that live to finish this part"
            received, hint = f"{error.allowed_failures + 1} in a row that died with it at hand", "out of memory?"
            ours.set_exception(self._problem(expected, received, hint, shown(part)))
        except ModuleNotFoundError as error:
            ours.set_exception(self._without(error))
        except BaseException as error:  # noqa: BLE001 - it is told to whoever asks for the part
            ours.set_exception(error)

    def _without(self, error: ModuleNotFoundError) -> Exception:
        if (error.name or "").split(".")[0] not in {"negosim", "cloudpickle"}:
            return error
        return self._problem("workers that can import negosim", f"one without: {error}")

    def check(self) -> None:
        """Raise BadInput if there has been no worker, or no answer of the scheduler, for too long."""
        now = time.monotonic()
        if now - self._asked < AGAIN and self._threads:
            return
        if self._count():
            self._alone_since = 0.0
            return
        self._alone_since = self._alone_since or now
        if now - self._alone_since > self._cluster.patience:
            raise self._problem("workers", f"none for {self._cluster.patience:g} seconds")

    def renew(self, part: Any, breaks: int, error: BrokenExecutor) -> None:  # noqa: ARG002
        """Do nothing: the scheduler reassigns parts."""
        raise error

    def close(self, left: Sequence[Future[Any]]) -> None:  # noqa: ARG002
        """Disconnect from the scheduler, which drops the parts that are left."""
        try:
            if self._client is not None:
                self._client.close(timeout=GOODBYE)
        except GONE:
            pass
        finally:
            for name, level in self._loud.items():
                logging.getLogger(name).setLevel(level)


@attrs.frozen
class _Given:
    """What every worker needs: it can be called with the bytes of a part."""

    address: str
    work: Callable[[Any, Any], Any]
    pickled: bytes
    versions: dict[str, str]

    def __call__(self, part: bytes) -> Any:
        """What the work makes of it, if this worker would make of it what any other would."""
        _compare(self.address, f"the worker on {platform.node()}", self.versions, _versions(*self.versions))
        return do_part(self.work, self.pickled, pickle.loads(part))


def _caller() -> Callable[[bytes, bytes], Any]:
    """Return a function that is pickled by value.

    The scheduler unpickles tasks; this way it need not have negosim installed.
    """

    def negosim_part(given: bytes, part: bytes) -> Any:
        return pickle.loads(given)(part)

    return negosim_part


@lru_cache
def _versions(*names: str) -> dict[str, str]:
    """The versions of some libraries here; none for one that is missing."""
    return {name: _version(name) for name in names}


def _version(name: str) -> str:
    if name == "python":
        return ".".join(platform.python_version_tuple()[:2])
    if name == "negosim":  # which need not be installed to be there
        return str(importlib.import_module(name).__version__)
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _compare(address: str, who: str, wanted: dict[str, str], found: dict[str, str]) -> None:
    """BadInput with every library of which somebody has another version."""
    problems = [
        Problem(file=address, key=who, expected=f"{name} {wanted[name]}, as here", received=f"{name} {found.get(name)}")
        for name in wanted
        if wanted[name] != found.get(name)
    ]
    if problems:
        raise BadInput(problems)
