"""Whether negosim and NegMAS 0.16 agree on the same packages of the same random domains: the ground of comparing speed.

    python -m benchmarks.same_work [--issues 3 4 5] [--domains 50] [--save]

Bilateral alternating offers, both parties by ``1 - t^4`` from their best package to their reservation value, fifty
offers. Where the definitions differ, and how the difference is taken away without touching the rules of either:

- *Time.* NegMAS begins at t = 1/51 with its first offer; negosim at t = 0. So negosim plays one round before, in which
  its first party tables its best package, and NegMAS's first negotiator is negosim's second party. NegMAS's last offer,
  the fiftieth, is never answered. Fifty offers each; step and round of an agreement have the same number.
- *Steps.* As NegMAS comes, a step is an offer of each, answered by one at the time of the offer and by the other a step
  later. With ``one_offer_per_step`` every answer comes a step after the offer, as in negosim (AC_next).
- *Floor.* NegMAS comes down to the larger of its worst outcome and its reserved value, negosim to its reservation
  value: the domains have reservation values of .3 to .4, and are left out where the worst package is better.
- *Tolerance.* NegMAS offers and accepts up to .001 below its aspiration (an argument; 0 here), and takes an outcome up
  to 1e-6 below it for an offer if that is nearer (0 here, by an inverter of two lines that costs nothing).

``--save`` keeps NegMAS's results for the tests, which repeat the comparison without NegMAS.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

import negosim as ns
from benchmarks.children import ROOT, NotMeasured, negmas
from benchmarks.domains import LEVELS, ROUNDS, SEED, Domains, domains_of, random_domain

CLOSE = 1e-9
KEPT = ROOT / "tests" / "docking" / "fixtures" / "negmas.json"
KEPT_DOMAINS = {3: 200, 4: 60, 5: 20}

Ends = Sequence[dict[str, Any]]


def comparable(domains: Domains) -> list[bool]:
    """Which domains have a package worse than its reservation value for every party."""
    worst = (domains.weights * domains.values.min(axis=3)).sum(axis=2)
    return [bool(each) for each in (worst < domains.reservations).all(axis=1)]


def ours(issues: int, runs: int) -> list[dict[str, Any]]:
    """How runs of a random domain end, in NegMAS's words: the step, and the utilities of second and first party."""
    frame = ns.simulate(random_domain(issues), runs, SEED).frame
    both = frame[["utility_party1", "utility_party0"]].to_numpy().tolist()
    agreed = (frame["outcome"] == "agreement").tolist()
    steps = frame["round"].tolist()
    return [
        {"step": step, "utilities": utilities if settled else None}
        for step, utilities, settled in zip(steps, both, agreed, strict=True)
    ]


def theirs(issues: int, runs: int, way: str = "same") -> list[dict[str, Any]]:
    """How NegMAS ends on the same domains; NotMeasured where it is not installed."""
    domains = domains_of(random_domain(issues), range(runs))
    with TemporaryDirectory() as folder:
        child = negmas(domains, Path(folder), way)
        ends: list[dict[str, Any]] = child.ask(runs)["ends"]
        child.close()
    return ends


def alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two negotiations ended the same way: agreed or not, and utilities equal to 1e-9."""
    first, second = one["utilities"], other["utilities"]
    if first is None or second is None:
        return first is second
    return bool(np.abs(np.subtract(first, second)).max() <= CLOSE)


def main() -> int:
    """Compare, print counts, keep; 1 if a domain differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--issues", type=int, nargs="+", default=[3, 4, 5], help="10, 100 ... outcomes: issues each")
    parser.add_argument("--domains", type=int, default=50, help="of each size")
    parser.add_argument("--save", action="store_true", help="keep NegMAS's results for the tests")
    options = parser.parse_args()
    if options.save:
        kept = {str(issues): theirs(issues, count) for issues, count in KEPT_DOMAINS.items()}
        told = {"of": "NegMAS 0.16.0", "levels": LEVELS, "steps": ROUNDS, "seed": SEED, "issues": kept}
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(_text(told), encoding="utf-8")
        return 0
    wrong = 0
    for issues in options.issues:
        try:
            same, stock = (theirs(issues, options.domains, way) for way in ("same", "stock"))
        except NotMeasured as reason:
            print(f"NegMAS was NOT compared: {reason}")
            return 0
        mine = ours(issues, options.domains)
        fit = comparable(domains_of(random_domain(issues), range(options.domains)))
        pairs = [(a, b, c) for a, b, c, fits in zip(mine, same, stock, fit, strict=True) if fits]
        equal = sum(alike(a, b) for a, b, _ in pairs)
        steps = sum(a["step"] == b["step"] for a, b, _ in pairs)
        agreed = sum(b["utilities"] is not None for _, b, _ in pairs)
        stock_equal = sum(alike(a, c) for a, _, c in pairs)
        print(
            f"{LEVELS**issues:>9,} outcomes: {equal} of {len(pairs)} domains alike ({agreed} agreed; {steps} at the "
            f"same step); as NegMAS comes, {stock_equal} alike"
        )
        wrong += len(pairs) - equal
    return 1 if wrong else 0


def _text(told: dict[str, Any]) -> str:
    """JSON with a line for every negotiation."""
    head = json.dumps({key: value for key, value in told.items() if key != "issues"})
    parts = [
        f'"{issues}": [\n' + ",\n".join(json.dumps(end) for end in ends) + "\n]"
        for issues, ends in told["issues"].items()
    ]
    return head[:-1] + ', "issues": {' + ",\n".join(parts) + "}}\n"


if __name__ == "__main__":
    sys.exit(main())
