"""Yardstick: what NegMAS does where others found it to differ from the definitions.

Run in the environment of ``requirements.txt``: ``negmas_differences.py climbing|rounding FILE`` or
``negmas_differences.py loads FOLDER...``, a folder of GENIUS files for each domain. The JSON file is a list of domains
with ``weights`` (P, I), whole numbers that add up to ``whole``, and ``values`` (P, I, L), whole numbers up to ``best``;
utilities are ``sum w v / (whole best)``. Standard output is one JSON list, an entry a domain.

- ``climbing``: its hill climbing over the same levels, once given as the range of integers 0 to L - 1 and once as the
  list of them: how many texts lie beside the first one, and the first and the last text.
- ``rounding``: the outcomes on its frontier, with reservation values of 0.
- ``loads``: the best utility of each party and the outcomes on the frontier of a domain, loaded as it comes; the values
  of its issues are named v0, v1, ...
"""

import json
import random
import sys
from pathlib import Path

from negmas import BinaryComparatorNegotiator, LinearAdditiveUtilityFunction, Scenario, make_issue, make_os
from negmas.preferences.ops import pareto_frontier
from negmas.st import HillClimbingSTMechanism

STEPS = 300


def functions(domain, issues):
    """The parties' utility functions over issues whose values are 0, 1, ..."""
    space = make_os(issues)
    return space, [
        LinearAdditiveUtilityFunction(
            [{level: value / domain["best"] for level, value in enumerate(column)} for column in values],
            weights=[weight / domain["whole"] for weight in weights],
            outcome_space=space,
            reserved_value=0.0,
        )
        for weights, values in zip(domain["weights"], domain["values"], strict=True)
    ]


def issues_of(domain, form):
    """Its issues, with a range of integers or a list of values each."""
    counts = [len(column) for column in domain["values"][0]]
    return [make_issue((0, n - 1) if form == "range" else [*range(n)], f"issue{i}") for i, n in enumerate(counts)]


def climbed(domain, seed):
    """The climb from one text, over issues of both forms."""
    found = {}
    for form in ("range", "list"):
        space, parties = functions(domain, issues_of(domain, form))
        random.seed(seed)
        first = tuple(len(column) // 2 for column in domain["values"][0])
        talks = HillClimbingSTMechanism(outcome_space=space, n_steps=STEPS, initial_outcome=first)
        beside = len(talks.possible_offers)
        for party in parties:
            talks.add(BinaryComparatorNegotiator(), preferences=party)
        talks.run()
        found[form] = {"beside": beside, "first": list(first), "last": list(map(int, talks.current_offer))}
    return found


def frontier(domain):
    """The outcomes on the frontier, by their levels."""
    space, parties = functions(domain, issues_of(domain, "list"))
    outcomes = list(space.enumerate())
    _, kept = pareto_frontier(parties, outcomes)
    return [list(map(int, outcomes[n])) for n in kept]


def loaded(folder):
    """What is found in one folder of GENIUS files, the parties in the order of their files' names."""
    scenario = Scenario.from_genius_folder(folder)
    outcomes = list(scenario.outcome_space.enumerate())
    names = [issue.name for issue in scenario.outcome_space.issues]
    parties = sorted(scenario.ufuns, key=lambda function: function.name)
    _, kept = pareto_frontier(parties, outcomes)
    best = [max(float(function(outcome)) for outcome in outcomes) for function in parties]
    order = [names.index(name) for name in sorted(names)]
    return {"best": best, "frontier": [[int(str(outcomes[n][i])[1:]) for i in order] for n in kept]}


def main(way, paths):
    """Answer for every domain."""
    if way == "loads":
        return [loaded(path) for path in paths]
    domains = json.loads(Path(paths[0]).read_text(encoding="utf-8"))
    if way == "climbing":
        return [climbed(domain, seed) for seed, domain in enumerate(domains)]
    return [frontier(domain) for domain in domains]


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2:])))
