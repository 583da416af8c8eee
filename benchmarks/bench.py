"""What many runs cost, held against others: one table of ratios, all measured in one run of this script.

    python -m benchmarks.bench [--quick] [--only WORD [--keep]]

Contestants are processes of one thread each, asked in turn and repeatedly; the least processor time of each counts,
since noise only adds, and what the clock said is kept beside it. Prints the table, keeps it in
``benchmarks/bench.json`` with the machine described, and draws cost against size into ``benchmarks/bench.png``. What
each contestant does:

- ``kernel``: the compiled ensemble, one row a run;
- ``mesa``: ``NegotiationModel``, every event; ``batch_run``: the same through ``mesa.batch_run`` in one process;
- ``plain``: the kernel with compilation switched off, few runs;
- ``touch_once``: the parties' utility tables in the cheapest form, and nothing else (``touch_once.py``);
- ``negmas``: NegMAS 0.16 doing the same work (``same_work.py``); ``negmas_stock``: NegMAS as it comes.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs

from benchmarks import starting
from benchmarks.children import HERE, Child, Cost, NotMeasured, contest, negmas, ours
from benchmarks.domains import LEVELS, domains_of, random_domain
from benchmarks.machine import machine_of
from benchmarks.picture import draw_costs

DOMAINS = {3: 200, 4: 60, 5: 10}
JANUARY = "january_2024"


@attrs.frozen
class Case:
    """Something played by several contestants.

    Attributes
    ----------
    name : str
        Name of the case.
    settings : str or mapping of str to int
        What is played: a shipped scenario, or the numbers of a random domain.
    who : tuple of str
        Contestants; the others are compared with the first.
    quick : bool
        Whether the short benchmark includes it.
    often : int
        Multiple of the usual number of measurements, where small differences matter.
    """

    name: str
    settings: str | Mapping[str, int]
    who: tuple[str, ...]
    quick: bool = True
    often: int = 1

    @property
    def told(self) -> str:
        """The settings in words."""
        if isinstance(self.settings, str):
            return "all issues, mediated, 60 rounds, 2 parties"
        numbers = {"rounds": 50, "parties": 2, **self.settings}
        outcomes = LEVELS ** numbers["issues"]
        return f"{outcomes:,} outcomes, {numbers['rounds']} rounds, {numbers['parties']} parties, alternating offers"


PEERS = ("negmas", "negmas_stock")
CASES = (
    Case("January 2024", JANUARY, ("kernel", "touch_once", "mesa", "batch_run", "plain"), often=3),
    Case("10^3 outcomes", {"issues": 3}, ("kernel", *PEERS, "touch_once", "mesa", "batch_run", "plain")),
    Case("10^4 outcomes", {"issues": 4}, ("kernel", *PEERS, "touch_once", "mesa", "batch_run", "plain")),
    Case("10^5 outcomes", {"issues": 5}, ("kernel", *PEERS, "touch_once", "mesa")),
    Case("10^6 outcomes", {"issues": 6}, ("kernel", "touch_once", "mesa"), quick=False),
    *(Case(f"{r} rounds", {"issues": 4, "rounds": r}, ("kernel", "mesa"), quick=r == 1000) for r in (10, 100, 1000)),
    *(
        Case(f"{p} parties", {"issues": 4, "parties": p}, ("kernel", "touch_once", "mesa"), quick=p == 5)
        for p in (3, 4, 5)
    ),
)


def child(who: str, case: Case, folder: Path) -> Child:
    """A contestant of a case."""
    if who in PEERS:
        assert not isinstance(case.settings, str)
        issues = case.settings["issues"]
        domains = domains_of(random_domain(issues), range(DOMAINS[issues]))
        return negmas(domains, folder, "same" if who == "negmas" else "stock")
    return ours(who, case.settings)


def costs_of(case: Case, seconds: float, repeats: int, least: int) -> tuple[dict[str, Cost], dict[str, str]]:
    """What a run of a case costs each contestant, and why some were not measured."""
    children, missing = {}, {}
    with TemporaryDirectory() as folder:
        for who in case.who:
            try:
                children[who] = child(who, case, Path(folder))
            except NotMeasured as reason:
                missing[who] = str(reason)
        try:
            return contest(children, seconds, repeats, least), missing
        finally:
            for each in children.values():
                each.close()


def printed(case: Case, costs: Mapping[str, Cost], missing: Mapping[str, str]) -> None:
    """The rows of a case."""
    print(f"\n{case.name}: {case.told}")
    first = next(iter(costs.values()), None)
    for who, cost in costs.items():
        assert first is not None
        times = cost.processor / first.processor
        ratio = f"{times:,.1f} x" if times >= 1 else f"1/{1 / times:,.1f} of"
        print(
            f"  {who:14}{shown(cost.processor):>11} a run {ratio:>12} {next(iter(costs)):8}"
            f" by the clock {shown(cost.wall):>10}   {cost.repeats} x {cost.runs:,} runs   {cost.peak_mib:,.0f} MiB"
        )
    for who, reason in missing.items():
        print(f"  {who:14} NOT measured: {reason}")


def shown(seconds: float) -> str:
    """Seconds in the unit that suits them."""
    unit, factor = next((u, f) for u, f in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)) if seconds >= f or u == "µs")
    return f"{seconds / factor:,.3g} {unit}" if seconds / factor < 100 else f"{seconds / factor:,.0f} {unit}"


def kept(case: Case, costs: Mapping[str, Cost], missing: Mapping[str, str]) -> dict[str, Any]:
    """A case as it is kept."""
    first = next(iter(costs), "")
    return {
        "name": case.name,
        "settings": case.told,
        "outcomes": None if isinstance(case.settings, str) else LEVELS ** case.settings["issues"],
        "seconds_a_run": {who: attrs.asdict(cost) for who, cost in costs.items()},
        f"times_{first}": {who: cost.processor / costs[first].processor for who, cost in costs.items()},
        "not_measured": dict(missing),
    }


def main() -> None:
    """Measure, print, keep, draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a short look, which is not kept")
    parser.add_argument("--only", default="", help="only cases with this word in their names")
    parser.add_argument("--keep", action="store_true", help="with --only: in place of the same cases of the last time")
    options = parser.parse_args()
    file = HERE / "bench.json"
    if options.keep and not (options.only and file.exists()):
        parser.error(f"--keep needs --only, and {file} of a whole run before")
    began, machine = time.perf_counter(), machine_of()
    seconds, repeats, least = (0.1, 2, 3) if options.quick else (0.4, 5, 10)
    print("\n".join(f"{key}: {value}" for key, value in machine.items()))
    cases = []
    for case in CASES:
        if (case.quick or not options.quick) and options.only in case.name:
            costs, missing = costs_of(case, seconds, case.often * repeats, least)
            printed(case, costs, missing)
            cases.append(kept(case, costs, missing))
    others: dict[str, Callable[[], dict[str, Any]]] = {
        "jobs": partial(starting.jobs, 3.0 if options.quick else 20.0),
        "starts": partial(starting.starts, 1 if options.quick else 3),
    }
    found = {name: measure() for name, measure in others.items() if options.only in name}
    print(f"\nmeasured in {time.perf_counter() - began:.0f} s")
    if options.quick or (options.only and not options.keep):
        return
    before = json.loads(file.read_text(encoding="utf-8")) if options.only else {"cases": cases}
    again = {case["name"]: case for case in cases}
    kept_now = {**before, **found, "machine": machine, "cases": [again.get(c["name"], c) for c in before["cases"]]}
    file.write_text(json.dumps(kept_now, indent=2) + "\n", encoding="utf-8")
    draw_costs(kept_now["cases"], HERE / "bench.png")


if __name__ == "__main__":
    main()
