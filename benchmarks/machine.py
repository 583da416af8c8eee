"""The machine that something was measured on, without names or paths."""

from __future__ import annotations

import contextlib
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("negosim", "numpy", "numba", "mesa", "pandas", "pyarrow", "distributed")


def machine_of() -> dict[str, object]:
    """Processor, cores, memory, operating system, load before measuring, versions."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "load_before": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        **{name: found for name in PACKAGES if (found := _version(name))},
    }


def _processor() -> str:
    """Model, and what tells generations of the same name apart."""
    told: dict[str, str] = {}
    known = Path("/proc/cpuinfo")
    if known.exists():
        for line in known.read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition(":")
            told.setdefault(key.strip(), value.strip())
    if "model name" not in told:
        return platform.processor() or platform.machine()
    widest = next((f for f in ("avx512f", "avx2", "avx") if f in told.get("flags", "").split()), "")
    family = f"family {told.get('cpu family', '?')} model {told.get('model', '?')}"
    return ", ".join(filter(None, (told["model name"], family, widest, told.get("cache size", "") + " cache")))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def peak_kib(process: int | str) -> int:
    """The most memory that a process, ``self`` or a number, has held; 0 where the system does not tell.

    What ``getrusage`` tells begins, in a process just started, with the memory of the one that started it.
    """
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


def offspring(process: int) -> list[int]:
    """The processes that one has started, and theirs, as far as the system tells."""
    parents: dict[int, int] = {}
    for known in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            parents[int(known.parent.name)] = int(known.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    found = [process]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found
