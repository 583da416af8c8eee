"""``negosim paths-to``: what it prints, and what it says of bad input."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Command

QUICK = Path(__file__).parent / "fixtures" / "quick.toml"


def test_paths_are_told(negosim: Command) -> None:
    """``negosim paths-to`` prints the base, the changes and their size; ``--json`` one object."""
    words = ("paths-to", QUICK, "--probability", 0.8, "--runs", 40, "--jobs", 1, "--vary", "*.premium")
    said = negosim(*words)
    assert said.code == 0, said.err
    assert "Quick talks: what would bring any agreement to 80 %" in said.out
    assert "ash.premium: 0.45 to" in said.out or "birch.premium: 0.45 to" in said.out
    told = json.loads(negosim(*words, "--json").out)
    assert told["target"] == "agreement"
    assert told["tried"]["alone"] == 4
    assert told["already_there"] is False
    assert all(path["reached_again"] in (True, False) for path in told["singles"])


def test_a_probability_that_is_there_already_is_said_to_be(negosim: Command) -> None:
    """In words, and as a field of its own; a search that finds nothing better says something else."""
    words = ("paths-to", QUICK, "--runs", 40, "--jobs", 1, "--vary", "*.bias")
    said = negosim(*words, "--probability", 0.05)
    assert "It is there already: no change is needed" in said.out
    told = json.loads(negosim(*words, "--probability", 0.05, "--json").out)
    assert (told["already_there"], told["tried"]) == (True, {"alone": 0, "in_pairs": 0})
    stuck = negosim(*words, "--probability", 0.9, "--set", "ash.premium=1.5")
    assert "None of 4 changes within reach" in stuck.out
    assert "and none makes it likelier" in stuck.out
    assert "already" not in stuck.out


def test_a_bad_question_is_bad_input(negosim: Command) -> None:
    """An issue that there is not, and a probability that cannot be, exit with 2."""
    said = negosim("paths-to", QUICK, "--package", "pric=high")
    assert said.code == 2
    assert "--package: expected an issue, received pric (nearest: price)" in said.err
    assert negosim("paths-to", QUICK, "--probability", 2).code == 2
