"""Outcomes in a folder: the same bytes whatever pieces they came in, read a few columns at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import negosim as ns
from negosim.analysis.evidence import variance_shares
from negosim.analysis.outcomes.representative import representative_run
from negosim.analysis.outcomes.summary import summarise
from negosim.domain.scenario import Scenario
from negosim.ensemble.playing.engines import EnsembleTask, by_mesa, engine_for
from negosim.ensemble.results import manifest
from negosim.ensemble.results.folder_lock import lock_folder
from negosim.ensemble.results.job_folder import open_job
from negosim.ensemble.results.manifest import Order
from negosim.ensemble.results.outcome_table import schema
from negosim.ensemble.results.outcomes import Outcomes
from negosim.ensemble.results.parquet_files import decode, encode
from negosim.errors import BadInput
from negosim.model import MediatorAgent, PartyAgent
from negosim.model.classes import Agents
from tests.cli.conftest import contents

QUICK = Path(__file__).parents[2] / "cli" / "fixtures" / "quick.toml"
RUNS, SEED, PART = 50, 7, 12


@pytest.fixture(scope="module")
def quick() -> Scenario:
    """Talks that are over in a few rounds."""
    return ns.load_scenario(QUICK)


@pytest.fixture(scope="module")
def rows(quick: Scenario) -> pa.Table:
    """Some runs of it."""
    return by_mesa(EnsembleTask(quick, SEED), range(RUNS))


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of a few runs."""
    monkeypatch.setattr(manifest, "PART", PART)


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of rows."""
    return {path.name: path.read_bytes() for path in folder.rglob("*.parquet")}


@given(cuts=st.lists(st.integers(1, RUNS - 1), unique=True, max_size=8))
@settings(max_examples=20)
def test_pieces_give_the_bytes_of_the_whole(rows: pa.Table, cuts: list[int]) -> None:
    """However rows are cut, written, read and put together."""
    edges = [0, *sorted(cuts), RUNS]
    pieces = [decode(encode(rows[a:b])) for a, b in pairwise(edges)]
    assert encode(pa.concat_tables(pieces)) == encode(rows)
    assert decode(encode(rows)).equals(rows)


@given(cuts=st.lists(st.integers(1, RUNS - 1), unique=True, max_size=8), ends=st.lists(st.integers(0, 9), max_size=4))
@settings(max_examples=15)
def test_a_job_that_ends_anywhere_comes_to_the_same_files(
    rows: pa.Table, quick: Scenario, tmp_path_factory: pytest.TempPathFactory, cuts: list[int], ends: list[int]
) -> None:
    """Whatever is played at a time, and after whichever pieces it ended early."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(manifest, "PART", PART)
        here = tmp_path_factory.mktemp("jobs")
        order = Order(quick, SEED, RUNS, "ensemble")
        for name, stops in (("undisturbed", []), ("disturbed", ends)):
            for stop in [*stops, None]:
                with open_job(here / name, order, resume=True) as job:
                    pieces = [
                        range(max(gap.start, a), min(gap.stop, b))
                        for gap in job.missing()
                        for a, b in zip([0, *sorted(cuts)], [*sorted(cuts), RUNS], strict=True)
                    ]
                    for runs in [runs for runs in pieces if runs][:stop]:
                        job.keep(runs, rows[runs.start : runs.stop])
                    if not job.missing():
                        job.flush()
                        job.finish()
        assert bytes_of(here / "disturbed") == bytes_of(here / "undisturbed")
        assert sorted(bytes_of(here / "disturbed")) == [f"part-{k:05}.parquet" for k in range(5)]


@pytest.mark.usefixtures("small_parts")
def test_a_folder_holds_what_memory_would(quick: Scenario, rows: pa.Table, tmp_path: Path) -> None:
    """The whole frame, any columns, any row; words as categories where columns are asked for."""
    held = ns.simulate(quick, RUNS, SEED)
    kept = ns.simulate(quick, RUNS, SEED, out=tmp_path / "out")
    assert_frame_equal(kept.frame, held.frame, check_exact=True)
    assert_frame_equal(ns.read_outcomes(tmp_path / "out").stored(), rows.to_pandas(), check_exact=True)
    names = ["outcome", "draw_ash.bias", "price", "day"]
    columns = kept.columns(names)
    assert [str(kind) for kind in columns.dtypes] == ["category", "float64", "category", "int64"]
    assert_frame_equal(columns.astype({"outcome": "str", "price": "str"}), held.columns(names), check_exact=True)
    for run in (0, PART - 1, PART, RUNS - 1):
        assert kept.row(run) == held.row(run) == rows.slice(run, 1).to_pylist()[0]
    with pytest.raises(IndexError):
        kept.row(RUNS)
    with pytest.raises(KeyError, match="peace"):
        kept.columns(["outcome", "peace"])
    assert (kept.agreements, kept.agreement_rate()) == (len(held.agreed), held.agreement_rate())


@pytest.mark.usefixtures("small_parts")
def test_a_summary_does_not_hang_on_where_rows_lie(quick: Scenario, tmp_path: Path) -> None:
    """Nor does the typical run, nor what the outcome hangs on."""
    held, kept = ns.simulate(quick, RUNS, SEED), ns.simulate(quick, RUNS, SEED, out=tmp_path / "out")
    assert summarise(kept) == summarise(held)
    assert representative_run(kept) == representative_run(held)
    pd.testing.assert_frame_equal(variance_shares.drivers(kept), variance_shares.drivers(held))


def test_very_many_runs_are_resampled_in_blocks_to_like_intervals(
    quick: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shares are the same, intervals and noise nearly so."""
    rng = np.random.default_rng(1)
    draws = {f"draw_{p.name}": rng.random(2_000) for p in quick.uncertain}
    agreed = draws["draw_ash.premium"] + rng.random(2_000) < 0.9
    frame = pd.DataFrame({"outcome": np.where(agreed, "agreement", "collapse"), **draws})
    one_by_one = variance_shares.variance_shares(Outcomes(quick, SEED, frame))
    monkeypatch.setattr(variance_shares, "_BLOCKS", 300)
    in_blocks = variance_shares.variance_shares(Outcomes(quick, SEED, frame))
    numbers = ["share", "low", "high", "noise"]
    assert (one_by_one["share"].round(12) == in_blocks["share"].round(12)).all()
    assert np.nanmax(np.abs(one_by_one[numbers] - in_blocks[numbers])) < 0.02


def test_progress_begins_with_what_is_there(quick: Scenario, tmp_path: Path) -> None:
    """A job that goes on says first how many runs it has."""
    heard: list[int] = []
    ns.simulate(quick, 20, SEED, out=tmp_path / "out")
    ns.simulate(quick, 45, SEED, out=tmp_path / "out", resume=True, progress=heard.append)
    assert (heard[0], sum(heard)) == (20, 45)


def test_results_in_the_place_of_a_job_stand_until_the_next_is_done(quick: Scenario, tmp_path: Path) -> None:
    """A failure leaves them; what was played lies beside them."""
    out = tmp_path / "out"
    ns.simulate(quick, 20, SEED, out=out)
    before = bytes_of(out)

    def stop(count: int) -> None:
        if count:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ns.simulate(quick, 30, SEED + 1, out=out, progress=stop)
    assert bytes_of(out) == before
    with pytest.raises(BadInput, match=r"an unfinished job of 30 runs in .*\.out\.unfinished"):
        ns.simulate(quick, 30, SEED + 1, out=out)
    assert len(ns.simulate(quick, 30, SEED + 1, out=out, resume=True)) == 30
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_end_before_anything_was_played_leaves_nothing(quick: Scenario, tmp_path: Path) -> None:
    """No folder that was not there; an empty one stays empty."""
    (tmp_path / "empty").mkdir()

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    for name in ("new", "empty"):
        with pytest.raises(KeyboardInterrupt):
            ns.simulate(quick, 30, SEED, out=tmp_path / name, progress=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]
    assert not list((tmp_path / "empty").iterdir())


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("versions", {"python": "3.11.0"}, "versions.numpy: expected None"),
        ("part_size", 7, "parts of 7 runs"),
        ("parts", ["part-00000.parquet"], "parts: expected a list of parts"),
        ("parts", None, "a job that can be gone on with, received results of an earlier version"),
        ("agent", "talks:Stubborn", "--agent: expected talks:Stubborn, as the job began with, received none"),
        ("store", "sqlite:///runs.db", "--store: expected sqlite:///runs.db, as the job began with, received none"),
    ],
)
def test_a_manifest_that_differs_is_named(quick: Scenario, tmp_path: Path, key: str, value: object, told: str) -> None:
    """With what the job began with, and what was asked for now."""
    ns.simulate(quick, 5, SEED, out=tmp_path / "out")
    path = tmp_path / "out" / "manifest.json"
    kept = json.loads(path.read_text())
    path.write_text(json.dumps({k: v for k, v in (kept | {key: value}).items() if v is not None}))
    with pytest.raises(BadInput) as error:
        ns.simulate(quick, 5, SEED, out=tmp_path / "out", resume=True)
    assert told.replace("parts of 7 runs", "part_size: expected parts of 5000 runs") in str(error.value)


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("part-00000.parquet", lambda data: data[:-9], "it was cut short"),
        ("part-00000.parquet", lambda data: data[:-9] + b"something", "it was altered"),
        ("runs-*.parquet", lambda data: data[:-9], "received others, of digest"),
        ("runs-*.parquet", lambda data: data + b" ", "received others, of digest"),
    ],
)
def test_rows_that_were_altered_are_named(
    quick: Scenario, rows: pa.Table, tmp_path: Path, name: str, data: Callable[[bytes], bytes], told: str
) -> None:
    """Of a part or a piece; nothing is written. Without the file its runs are played again."""
    order, out = Order(quick, SEED, RUNS, "ensemble"), tmp_path / "out"
    with open_job(out, order, resume=False) as job:
        for runs in (range(PART), range(PART, PART + 5)):
            job.keep(runs, rows[runs.start : runs.stop])
    file = next((out / "outcomes").glob(name))
    file.write_bytes(data(file.read_bytes()))
    before = contents(out)
    with pytest.raises(BadInput) as error, open_job(out, order, resume=True):
        pass
    (problem,) = error.value.problems
    assert (problem.file, told in str(problem), "played again" in problem.hint) == (str(file), True, True)
    assert contents(out) == before
    file.unlink()
    assert_frame_equal(ns.simulate(quick, RUNS, SEED, out=out, resume=True).stored(), rows.to_pandas())


def test_a_folder_is_locked_once(tmp_path: Path) -> None:
    """Also within a process; and it is free again afterwards, without a trace."""
    with (
        lock_folder(tmp_path / "out"),
        pytest.raises(BadInput, match="that no other job uses"),
        lock_folder(tmp_path / "out"),
    ):
        pass
    with lock_folder(tmp_path / "out"):
        pass
    assert not list(tmp_path.iterdir())


def test_the_engine_is_mesa_where_the_kernel_cannot_play() -> None:
    """Agents of another class, and events that are kept."""
    assert engine_for("ensemble", Agents(), keep=False) == "ensemble"
    for agents, keep in ((Agents(), True), (Agents(party=Stubborn), False), (Agents(mediator=Tireless), False)):
        assert engine_for("ensemble", agents, keep=keep) == "mesa"
    with pytest.raises(BadInput, match="--engine: expected an engine, received 'messa' \\(nearest: mesa"):
        engine_for("messa", Agents(), keep=False)


class Stubborn(PartyAgent):
    """A party of another class."""


class Tireless(MediatorAgent):
    """A mediator of another class."""


def test_the_columns_are_those_of_the_table(quick: Scenario, rows: pa.Table) -> None:
    """Names and types, without a run."""
    assert schema(quick) == rows.schema
