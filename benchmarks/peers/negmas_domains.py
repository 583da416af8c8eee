"""Yardstick: the frontiers and solutions that NegMAS finds in some domains.

Run in the environment of ``requirements.txt``: ``negmas_domains.py FILE``. The NumPy file holds domains
(``benchmarks/domains.py``); standard output is one JSON list with the points of each: frontier, Nash, Kalai,
Kalai-Smorodinsky and welfare, over outcomes at or above every reserved value.
"""

import json
import sys

import numpy as np
from negmas import LinearAdditiveUtilityFunction, make_issue, make_os
from negmas.preferences.ops import kalai_points, ks_points, max_welfare_points, nash_points, pareto_frontier

POINTS = {"nash": nash_points, "kalai": kalai_points, "kalai_smorodinsky": ks_points, "welfare": max_welfare_points}


def figures(weights, values, reservations):
    """The figures of one domain."""
    issues = [make_issue(values.shape[2], f"issue{i}") for i in range(values.shape[1])]
    space = make_os(issues)
    functions = [
        LinearAdditiveUtilityFunction(
            [dict(enumerate(column)) for column in values[number].tolist()],
            weights=weights[number].tolist(),
            outcome_space=space,
            reserved_value=float(reservations[number]),
        )
        for number in range(len(weights))
    ]
    outcomes = list(space.enumerate())
    worth = np.array([[float(function(outcome)) for outcome in outcomes] for function in functions])
    rational = (worth >= reservations[:, None]).all(axis=0)
    frontier, _ = pareto_frontier(functions, [o for o, may in zip(outcomes, rational, strict=True) if may])
    found = {"pareto": [list(map(float, point)) for point in frontier]}
    if not frontier:
        return found
    ranges = [(float(row[rational].min()), float(row[rational].max())) for row in worth]
    for name, points in POINTS.items():
        found[name] = [list(map(float, point)) for point, _ in points(functions, frontier, ranges=ranges)]
    return found


def main(file):
    """Say what is found in every domain of a file."""
    arrays = np.load(file)
    domains = zip(arrays["weights"], arrays["values"], arrays["reservations"], strict=True)
    print(json.dumps([figures(*domain) for domain in domains]))


if __name__ == "__main__":
    main(sys.argv[1])
