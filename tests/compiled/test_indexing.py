"""Compiled rules use no index before the first one or behind the last: compiled code does not check."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from negosim.compiled.compiling import COMPILED

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
from negosim.rules.utility import half
try:
    half(np.zeros((1, 1, 2, 2)), -9, 0, 0, 1, np.zeros(2, np.int64))
except IndexError:
    print("noticed")
"""
    env = {**os.environ, "NUMBA_BOUNDSCHECK": "1", "XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", words], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "noticed"
