"""Rules are plain Python: switched off, the compiler changes nothing but speed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from negosim.domain.scenario import Scenario
from tests.talks import facts, played, talks, values

ROOT = Path(__file__).parents[2]
PLAIN = """
from negosim.compiled.compiling import COMPILED
from negosim.rules.concession import timed
from tests.compiled.test_uncompiled import everything, told
assert not COMPILED and type(timed).__name__ == "function"
print(told(everything()))
"""
# Compiled and not, a power or an exponential may differ in the last bit; what happens may not.
MEASURED = ("aspiration", "conceded", "draw", "firmness", "insight", "no_deal", "pressure", "reservations")
ALSO_MEASURED = ("shortfall", "trust", "utilities", "waiting_cost")


def everything() -> Scenario:
    """Talks in which every rule is called: drafts, pressure, relays, red lines, linkages, phases, stages, hazards."""
    return talks(
        {"issues": {"water": {"delivery": "by_phase"}, "way": {"levels": ["once", "twice"], "status_quo": "once"}}},
        values(
            talks__learning=0.2, talks__persuasion=0.2, talks__collapse=0.001, talks__pressure_cap=0.3,
            talks__press_cost=0.1, otter__budget=3, otter__leverage__north=0.5, otter__leverage__south=0.5,
            north__concession=0.7, south__concession=1.3, north__reciprocity=0.3, north__follow_through=0.6,
            south__waiting_cost=0.001, south__bias=-0.02,
        ),
        parties={
            "north": {
                "weights": {"land": 0.6, "water": 0.2, "way": 0.2},
                "values": {"way": {"once": 0.2, "twice": 0.9}},
                "red_lines": {"no_land": {"when": {"land": 0}}},
            },
            "south": {
                "weights": {"land": 0.2, "water": 0.6, "way": 0.2},
                "values": {"way": {"once": 0.7, "twice": 0.3}},
                "linkages": {"all": {"when": {"water": [0, 1], "way": "twice"}, "worth": 0.1}},
            },
        },
        phasing={"issue": "way", "shares": {"once": [1.0], "twice": [0.5, 0.5]}},
        agenda={"mode": "phase_by_phase", "groups": [["land", "water"], ["way"]]},
        mediators={"otter": {"style": "manipulator"}},
        shocks={"storm": {"hazard": 0.2, "suspend": 1}},
    )  # fmt: skip


def told(scenario: Scenario) -> str:
    """What happens in some runs, with names and packages and without measurements."""
    stories = [
        [facts(event, *MEASURED, *ALSO_MEASURED) for event in played(scenario, 5, run).events] for run in range(4)
    ]
    return repr(stories)


def test_the_rules_run_as_plain_python_and_decide_the_same() -> None:
    """With NEGOSIM_COMPILE=0 a process compiles nothing, and the same things happen."""
    done = subprocess.run(
        [sys.executable, "-c", PLAIN],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "NEGOSIM_COMPILE": "0"},
    )
    every_rule = {
        "PressureApplied",
        "InformationRelayed",
        "TextDrafted",
        "ShockStruck",
        "StageAgreed",
        "PhaseCompleted",
    }
    assert every_rule <= set(re.findall(r"\w+", told(everything())))
    assert (done.stdout.strip(), done.stderr) == (told(everything()), "")
