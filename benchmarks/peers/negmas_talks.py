"""Yardstick: NegMAS playing bilateral alternating offers with two aspiration negotiators, everything fresh each time.

Run by the benchmarks in the environment of ``requirements.txt``: ``negmas_talks.py FILE ROUNDS WAY [EXPONENT...]``,
where the exponents are those of the parties' tactics ``1 - t^exponent``, 4 if none is given. The NumPy file
holds domains (``benchmarks/domains.py``); ``{"runs": n}`` on standard input plays the first n of them, those again
after the last, and is answered by a line of JSON: how they ended, and the seconds it took.

Ways to play:

- ``same``: what negosim plays. A step is one offer, as in a round; the tolerances by which NegMAS would take what lies
  just below an aspiration are 0. Both are arguments of its own classes, and the negotiators are its own.
- ``stock``: as NegMAS comes. In a step both answer and offer, and tolerances are its own (.001, and 1e-6 for offers).
"""

import json
import sys
import time
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import numpy as np
from negmas import AspirationNegotiator, LinearAdditiveUtilityFunction, SAOMechanism, make_issue, make_os
from negmas.preferences.inv_ufun import PresortingInverseUtilityFunction


class Exact(PresortingInverseUtilityFunction):
    """The inverter that NegMAS chooses by itself for these domains, without the 1e-6 by which it looks below."""

    def worst_in(self, rng, normalized, cycle=True, eps=0.0):
        """The outcome of the lowest utility in a range."""
        return super().worst_in(rng, normalized, cycle, eps)


def played(weights, values, reservations, rounds, way, exponents=(4.0, 4.0)):
    """One negotiation, built from nothing: mechanism and utility functions after its end."""
    same = way == "same"
    issues = [make_issue(values.shape[2], f"issue{i}") for i in range(values.shape[1])]
    space = make_os(issues)
    mechanism = SAOMechanism(outcome_space=space, n_steps=rounds, one_offer_per_step=same)
    options = {"tolerance": 0.0, "ufun_inverter": Exact} if same else {}
    party = partial(AspirationNegotiator, **options)
    functions = []
    for number in range(len(weights)):
        function = LinearAdditiveUtilityFunction(
            [dict(enumerate(column)) for column in values[number].tolist()],
            weights=weights[number].tolist(),
            outcome_space=space,
            reserved_value=float(reservations[number]),
        )
        functions.append(function)
        mechanism.add(party(aspiration_type=exponents[number]), preferences=function)
    mechanism.run()
    return mechanism, functions


def ended(mechanism, functions):
    """How a negotiation ended: its last step, and what was agreed."""
    agreement = mechanism.state.agreement
    if agreement is None:
        return {"step": mechanism.state.step, "utilities": None}
    return {"step": mechanism.state.step, "utilities": [float(function(agreement)) for function in functions]}


def peak_kib():
    """The most memory that this process has held; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def main(file, rounds, way, exponents):
    """Answer what is asked for, until nothing is."""
    arrays = np.load(file)
    domains = list(zip(arrays["weights"], arrays["values"], arrays["reservations"], strict=True))
    played(*domains[0], rounds, way, exponents)
    print(json.dumps({}), flush=True)
    for line in sys.stdin:
        chosen = islice(cycle(domains), json.loads(line)["runs"])
        wall, processor = time.perf_counter(), time.process_time()
        all_played = [ended(*played(*domain, rounds, way, exponents)) for domain in chosen]
        processor, wall = time.process_time() - processor, time.perf_counter() - wall
        told = {"processor": processor, "wall": wall, "peak_kib": peak_kib(), "ends": all_played}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], [*map(float, sys.argv[4:])] or [4.0, 4.0])
