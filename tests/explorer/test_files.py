"""Downloads open again, and give the same numbers."""

from __future__ import annotations

import html
import io
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import negosim as ns
from negosim.cli.options import parse_settings
from negosim.ensemble.results.outcomes import OUTCOMES
from tests.explorer.fronts import SMALL, Front, front

VIEW = {"set": {"qatar.trust.israel": 0.4, "qatar.style": "manipulator"}}
SETTINGS = {"qatar.trust.israel": 0.4, "mediators.qatar.style": "manipulator"}


@pytest.fixture(scope="module")
def page() -> Iterator[Front]:
    """The page of January, played by a thread."""
    with front("january_2024", most_runs=SMALL) as opened:
        yield opened


def download(page: Front, kind: str, view: Any = VIEW, **asked: Any) -> tuple[bytes, str]:
    """The bytes of a file and its name."""
    answer = page.post("download", {"view": view, "runs": SMALL, "kind": kind, **asked})
    assert answer.status_code == 200, answer.text
    form, _, name = answer.headers["content-disposition"].partition("; filename=")
    assert form == "attachment"
    return answer.content, name.strip('"')


def test_tables_are_those_of_simulate(page: Front, tmp_path: Path) -> None:
    """CSV and Parquet hold the columns and values, draws included, that ``simulate`` writes."""
    outcomes = ns.simulate(ns.load_scenario("january_2024", set=SETTINGS), SMALL, 7)
    outcomes.to_csv(tmp_path / "own.csv")
    outcomes.to_parquet(tmp_path / "own.parquet")
    csv, name = download(page, "csv")
    assert name == "january_2024_moved.csv"
    assert csv == (tmp_path / "own.csv").read_bytes()
    parquet, name = download(page, "parquet")
    assert name == "january_2024_moved.parquet"
    pd.testing.assert_frame_equal(pd.read_parquet(io.BytesIO(parquet)), pd.read_parquet(tmp_path / "own.parquet"))


def test_the_scenario_loads_and_plays_the_same(page: Front, tmp_path: Path) -> None:
    """The TOML is a scenario whose runs are those of the page."""
    data, name = download(page, "toml")
    (tmp_path / name).write_bytes(data)
    outcomes = ns.simulate(ns.load_scenario(tmp_path / name), SMALL, 7)
    found = page.ask("simulate", VIEW, runs=SMALL)
    assert [row["count"] for row in found["endings"]] == [outcomes.rate(each).count for each in OUTCOMES]


@pytest.mark.parametrize("view", [VIEW, {"what_ifs": ["without_egypt"], "set": {"horizon": 90}}])
def test_the_script_prints_the_same_shares(page: Front, tmp_path: Path, view: Any) -> None:
    """The script runs by itself, in another folder, and prints the shares of the page; it has a few lines."""
    data, name = download(page, "py", view)
    (tmp_path / name).write_bytes(data)
    assert len(data.splitlines()) < 12
    done = subprocess.run([sys.executable, name], cwd=tmp_path, capture_output=True, text=True, check=True)
    told = {line.split()[0]: float(line.split()[1]) for line in done.stdout.splitlines()}
    found = page.ask("simulate", view, runs=SMALL)
    assert told == {row["outcome"]: round(row["share"], 3) for row in found["endings"]}


def test_a_script_of_a_case_without_a_name_holds_its_scenario(page: Front, tmp_path: Path) -> None:
    """Two what-ifs together are no file: the script holds the scenario, and prints the shares of the page."""
    view = {"what_ifs": ["without_egypt", "longer_horizon"]}
    data, name = download(page, "py", view)
    (tmp_path / name).write_bytes(data)
    done = subprocess.run([sys.executable, name], cwd=tmp_path, capture_output=True, text=True, check=True)
    found = page.ask("simulate", view, runs=SMALL)
    agreement = next(row["share"] for row in found["endings"] if row["outcome"] == "agreement")
    assert done.stdout.startswith(f"agreement {agreement:.3f} ")


@pytest.mark.parametrize(("form", "begin"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_figures_are_files_of_their_format(page: Front, form: str, begin: bytes) -> None:
    """A figure comes as SVG or PNG under a safe name."""
    data, name = download(page, "figure", name="outcome_shares", format=form)
    assert name == f"january_2024_moved_outcome_shares.{form}"
    assert data.startswith(begin)


def test_the_command_in_a_report_plays_the_same_scenario(page: Front) -> None:
    """What is moved stands below the title, and the command has every setting of it."""
    data, _ = download(page, "report", {"set": VIEW["set"], "what_ifs": ["pressure_on_israel"]})
    text = html.unescape(data.decode())
    assert "Not the case as coded." in text
    (command,) = {found for found in re.findall(r"negosim run [^<\n]+", text) if "--set" in found}
    _, _, name, *words = shlex.split(command)
    given = [words[k + 1] for k, word in enumerate(words) if word == "--set"]
    played = ns.load_scenario(name, set=parse_settings(given))
    moved = ns.load_scenario("pressure_on_israel", set=SETTINGS)
    assert (played.digest, words[-4:]) == (moved.digest, ["--runs", str(SMALL), "--seed", "7"])


def test_the_report_is_one_page_that_asks_for_nothing(page: Front) -> None:
    """A moved case is reported beside the unmoved one, in one file without a script."""
    data, name = download(page, "report")
    assert name == "january_2024_moved.html"
    assert b"<html" in data
    assert b"<script" not in data
