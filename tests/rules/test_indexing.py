"""Compiled rules reckon no place before the first one or behind the last: nothing asks them at every index."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from negosim.arrays import Floats
from negosim.rules.compiling import COMPILED, compiled
from negosim.rules.halves import no_halves
from negosim.rules.prepared import prepared
from tests.talks import talks

ROOT = Path(__file__).parents[2]
PLAYED = """
from itertools import islice
from negosim.ensemble.playing.kernel_rows import play_rows
from negosim.model import NegotiationModel
from tests import wide
from tests.nasty import NASTY
nasty = [NASTY[name] for name in NASTY if name != "a_thousand_rounds"]
for scenario in [*islice(wide.sample(range(200)), 120), *nasty]:
    play_rows(scenario, 7, range(3))
for scenario in islice(wide.sample(range(40)), 20):
    NegotiationModel(scenario, 7, 0).run_model()
print("played")
"""


@compiled
def last_but_one(values: Floats) -> float:
    """As its name says."""
    return float(values[-2])


compiled_only = pytest.mark.skipif(not COMPILED, reason="rules are not compiled")


@pytest.mark.slow
@compiled_only
def test_every_place_that_rules_reckon_is_within_its_array(tmp_path: Path) -> None:
    """With every index checked, talks of all kinds are played by both engines, and none is out of bounds."""
    kept = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    env = {**kept, "NUMBA_BOUNDSCHECK": "1", "XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": paths}
    done = subprocess.run(
        [sys.executable, "-c", PLAYED], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr.strip()[-1000:]) == ("played", "")


@compiled_only
def test_what_is_out_of_bounds_is_noticed_when_indices_are_checked(tmp_path: Path) -> None:
    """The check of the test above: a place before the first one, reckoned, is an error then."""
    words = """
import numpy as np
from negosim.rules.table import half
try:
    half(np.zeros((1, 1, 2, 2)), -1, 0, 0, 1, np.zeros(2, np.int64))
except IndexError:
    print("noticed")
"""
    env = {**os.environ, "NUMBA_BOUNDSCHECK": "1", "XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", words], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "noticed"


def test_an_index_that_is_written_out_counts_from_the_end() -> None:
    """Of a package's digits the last one, and of an array's numbers."""
    assert last_but_one(np.array([1.0, 2.0, 3.0])) == 2.0


@compiled_only
def test_the_form_of_halves_is_known_before_there_are_any() -> None:
    """Steps are compiled for the form of ``no_halves`` at first use, and called with halves of a scenario."""
    forms = [halves._numba_type_ for halves in (no_halves(), prepared(talks()).halves)]  # type: ignore[attr-defined]
    assert forms[0] == forms[1]
