"""Sweeps: each point is the scenario with its values, and any way of playing leaves the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import negosim as ns
from negosim.ensemble.playing.kernel_rows import play_rows
from negosim.model import NegotiationModel
from negosim.sampling.draws import draws_of
from negosim.sweeps.factors import Factor, values_of
from negosim.sweeps.folder import AGAIN
from negosim.sweeps.planning import plan_of
from negosim.sweeps.playing import changed_scenario, columns_of, play_point
from negosim.sweeps.sources import source_of
from negosim.sweeps.sweep import Sweep, sweep
from tests.cli.conftest import contents
from tests.sweeps.talks import JANUARY, QUICK, quick

ACT = "israel.act.exile_for_end"
FORMULATOR = {"mediators": {"otter": {"style": "formulator"}}}
FACTORS: Sequence[Factor | str] = (
    "ash.premium",
    Factor("birch.horizon", low=10, high=60),
    Factor("horizon", low=20, high=60, whole=True),
    Factor("otter", levels={"facilitator": {}, "formulator": FORMULATOR}),
    Factor("luck", dummy=True),
)
COLUMNS = ["outcome", "round", "day", "package", "price", "term", "utility_ash", "utility_birch"]


def small(**options: object) -> Sweep:
    """Twelve points of the quick talks, eight runs each."""
    return sweep(QUICK, FACTORS, "latin_hypercube", 12, **{"replications": 8, **options})  # type: ignore[arg-type]


def rows(played: Sweep, point: int) -> pd.DataFrame:
    """How the runs of a point ended."""
    found = played.responses
    return found.loc[found["point"] == point, COLUMNS].reset_index(drop=True)


@pytest.mark.filterwarnings("ignore:.*horizon is")
def test_a_point_is_the_scenario_with_its_values() -> None:
    """The rows of every point are those of ``simulate`` on the scenario with the point's values set by hand."""
    played = small()
    for k in range(len(played)):
        value = values_of(played.factors, played.points).iloc[k]
        settings: dict[str, object] = {
            "ash.premium": float(value["ash.premium"]),
            "birch.horizon": float(value["birch.horizon"]),
            "horizon": int(value["horizon"]),
            "mediators.otter.style": value["otter"],
        }
        expected = ns.simulate(ns.load_scenario(QUICK, set=settings), 8, seed=7).frame[COLUMNS]
        pd.testing.assert_frame_equal(rows(played, k), expected)


def test_every_point_plays_the_same_runs_under_common_random_numbers() -> None:
    """A factor that carries nothing changes nothing; without common random numbers points differ."""
    luck = [Factor("luck", dummy=True)]
    common = sweep(QUICK, luck, "grid", 5, replications=20).response("day")
    own = sweep(QUICK, luck, "grid", 5, replications=20, common=False).response("day")
    assert (common == common[0]).all()
    assert not (own == own[0]).all()


def test_points_of_their_own_runs_are_consecutive_runs_of_one_ensemble() -> None:
    """Without common random numbers point k plays runs k R to (k + 1) R - 1."""
    own = sweep(QUICK, [Factor("luck", dummy=True)], "grid", 3, replications=10, common=False)
    expected = ns.simulate(quick(), 30, seed=7).frame
    assert own.response("day").ravel().tolist() == expected["day"].tolist()
    assert own.responses["run"].tolist() == expected["run"].tolist()


def test_a_parameter_swept_over_its_own_distribution_gives_back_the_runs_it_was_drawn_in() -> None:
    """A parameter held at what a run drew for it plays that run again; beliefs in a red line stay what they were."""
    scenario = ns.load_scenario(JANUARY)
    lines = [name for name in scenario.parameters if ".red_line." in name and "leaders" in name]
    uncertain = [line for line in lines if scenario.parameters[line].distribution.uncertain]
    assert uncertain
    plan = plan_of(source_of(scenario), [Factor(line) for line in uncertain])
    for run in range(3):
        drawn = ns.draw_of(scenario, 7, run)
        # A chance of a is 1 below the share a, and 0 above.
        shares = [0.0 if drawn[line] else 1.0 for line in uncertain]
        held = changed_scenario(plan.base, plan.changes(shares, plan.base))
        again, before = (NegotiationModel(s, 7, run).run_model() for s in (held, scenario))
        assert (again.outcome, again.day, again.package, again.utilities) == (
            before.outcome,
            before.day,
            before.package,
            before.utilities,
        )


def test_points_that_share_what_is_laid_out_play_as_scenarios_of_their_own() -> None:
    """One after another, in any order: nothing of a point is left for the next, red lines and acts included."""
    scenario = ns.load_scenario(JANUARY)
    lines = [p.name for p in scenario.uncertain if ".red_line." in p.name][:2]
    plan = plan_of(source_of(scenario), [Factor(name) for name in (*lines, ACT, "israel.concession", "hamas.premium")])
    columns = columns_of(plan.base).names
    for shares in ((0.1, 0.9, 0, 0.2, 0.8), (0.9, 0.1, 0.99, 0.8, 0.2), (0.1, 0.9, 0, 0.2, 0.8)):
        changes = plan.changes(shares, plan.base)
        alone = play_rows(changed_scenario(plan.base, changes), 7, range(3, 9)).select(columns)
        assert play_point(plan.base, changes, 7, range(3, 9), columns).equals(alone)


def test_an_act_that_is_swept_conditions_preferences_anew() -> None:
    """A point has the runs of the scenario in which the act is as likely: its party alone has other preferences."""
    swept = sweep(JANUARY, [Factor(ACT, values=(0.0, 1.0))], "grid", replications=30)
    before = ns.load_scenario(JANUARY)
    drawn = []
    for point, real in enumerate((0.0, 1.0)):
        expected = ns.load_scenario(JANUARY, set={ACT: real})
        ends = ns.simulate(expected, 30, seed=7).frame[["outcome", "day", "package"]]
        found = swept.responses.loc[swept.responses["point"] == point, ["outcome", "day", "package"]]
        pd.testing.assert_frame_equal(found.reset_index(drop=True), ends)
        drawn.append(draws_of(expected, 7, range(30)))
    moved = {name for k, name in enumerate(before.parameters) if (drawn[0][:, k] != drawn[1][:, k]).any()}
    assert {ACT, "israel.premium", "israel.weight.leaders"} <= moved
    assert all(name.startswith("israel.") for name in moved)


def test_a_preference_that_is_swept_leaves_the_acts_behind() -> None:
    """Set or moved, it changes after the acts conditioned it: all other draws stay, as with an override of a file."""
    name = "israel.premium"
    base = ns.load_scenario(JANUARY)
    drawn, k = draws_of(base, 7, range(30)), list(base.parameters).index(name)
    for setting, expected in ((0.2, 0.2), ({"add": 0.1}, drawn[:, k] + 0.1)):
        by_file = draws_of(ns.load_scenario(JANUARY, set={name: setting}), 7, range(30))
        factor = Factor(name, values=(0.1, 0.2), apply="set" if setting == 0.2 else "add")
        plan = plan_of(source_of(base), [factor])
        change = plan.changes([0.9 if setting == 0.2 else 0.1], plan.base)
        swept = draws_of(changed_scenario(plan.base, change), 7, range(30))
        np.testing.assert_array_equal(swept, by_file)
        np.testing.assert_allclose(swept[:, k], expected)
        np.testing.assert_array_equal(np.delete(swept, k, axis=1), np.delete(drawn, k, axis=1))


def test_a_pattern_moves_all_that_fit_it() -> None:
    """``times`` and ``add`` move each parameter's own distribution, as the same words of a scenario file do."""
    played = sweep(QUICK, [Factor("*.premium", values=(0.5, 1.5), apply="times")], "grid", replications=20)
    for k, times in enumerate((0.5, 1.5)):
        expected = ns.simulate(quick(**{"*.premium": {"times": times}}), 20, seed=7).frame[COLUMNS]
        pd.testing.assert_frame_equal(rows(played, k), expected)


def test_an_entry_of_the_codebook_can_be_swept() -> None:
    """What a codebook says of claims moves the parameters that it makes of them."""
    plan = plan_of(source_of(JANUARY), [Factor("codebook.trust_step", values=(0.0, 0.1))])
    none, more = (plan.variant((value,)) for value in (0.0, 0.1))
    moved = {name for name, p in none.parameters.items() if p.distribution != more.parameters[name].distribution}
    assert moved
    assert all(".trust." in name for name in moved)


def test_a_default_of_the_codebook_can_be_swept() -> None:
    """Entries whose own names have points in them are found as well."""
    plan = plan_of(source_of(JANUARY), [Factor("codebook.defaults.talks.learning", low=0.01, high=0.1)])
    assert plan.variant((0.1,)).parameters["talks.learning"].distribution.a == 0.1


def test_documents_can_arrive_one_by_one() -> None:
    """Claims of the documents named count, and no others; with all of them it is the scenario."""
    levels = {"none": {"dossier.documents": []}, "two": {"dossier.documents": ["000", "001"]}, "all": {}}
    plan = plan_of(source_of(JANUARY), [Factor("known", levels=levels)])
    none, two, all_ = (
        {claim for parameter in plan.variant((k,)).parameters.values() for claim in parameter.claims} for k in range(3)
    )
    assert none == set()
    assert two
    assert two < all_
    with pytest.raises(
        ns.BadInput, match=r"factors\.known\.levels\.b: dossier\.documents: expected a document, received '9"
    ):
        plan_of(source_of(JANUARY), [Factor("known", levels={"a": {}, "b": {"dossier.documents": ["999"]}})])


def test_a_what_if_is_a_level() -> None:
    """A scenario file that extends the one that is swept is laid over it, whatever the other factors lay."""
    files = {name: JANUARY.parent / "what_if" / f"{name}.toml" for name in ("without_egypt", "phase_by_phase")}
    factors = [
        Factor("agenda", levels={"all": {}, "phases": files["phase_by_phase"]}),
        Factor("egypt", levels={"there": {}, "away": files["without_egypt"]}),
    ]
    plan = plan_of(source_of(JANUARY), factors)
    both = plan.variant((1.0, 1.0))
    assert both.agenda.mode == "phase_by_phase"
    assert [mediator.name for mediator in both.mediators] == ["qatar", "united_states"]
    assert plan.variant((0.0, 0.0)).digest == plan.base.digest == ns.load_scenario(JANUARY).digest


def test_a_scenario_as_a_value_can_lose_a_mediator() -> None:
    """What is left is the scenario without it, whose parameters go with it."""
    factor = Factor("otter", levels={"there": {}, "away": {"mediators.otter": False}})
    of_value = sweep(quick(), [factor], "grid", replications=20)
    of_file = sweep(QUICK, [factor], "grid", replications=20)
    assert of_value.responses.equals(of_file.responses)


def test_responses_are_told_of_every_run() -> None:
    """Endings add up to one, and days, rounds and utilities are those of all runs: nothing is missing."""
    played = small()
    ends = [played.response(name) for name in ("agreement", "partial", "collapse", "deadline")]
    assert (sum(ends) == 1).all()
    assert (played.response("agreement|collapse") == ends[0] + ends[2]).all()
    for name in ("day", "round", "utility.ash", "utility.birch"):
        assert played.response(name).shape == (12, 8)
        assert np.isfinite(played.response(name)).all()


def test_a_class_of_packages_is_a_response() -> None:
    """A run counts if each issue named was agreed at one of its levels."""
    played = small()
    frame = played.responses
    expected = frame["price"].isin(["high", "middle"]) & (frame["term"] == "long")
    assert played.response("package:price=high|middle&term=long").ravel().tolist() == expected.astype(float).tolist()


def test_a_constant_response_is_known() -> None:
    """What is the same in every run of every point is told by its value."""
    played = small(set={"*.premium": 2, "ash.premium": {"low": 1.5, "high": 2}})
    assert played.constant("agreement") == 0.0
    assert played.constant("day") is None


def test_a_folder_holds_the_sweep(tmp_path: Path) -> None:
    """What is read from a folder is what was played in memory."""
    before, there = small(), small(out=tmp_path / "there")
    for found in (there, ns.read_sweep(tmp_path / "there")):
        assert found.names == before.names
        assert (found.points == before.points).all()
        pd.testing.assert_frame_equal(found.values, before.values)
        assert found.responses[COLUMNS].equals(before.responses[COLUMNS])
        assert found.design.options == before.design.options
        assert found.scenario.digest == before.scenario.digest


def test_a_cluster_plays_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers elsewhere get all that a point needs with the task, and give the same rows."""
    asked: list[str] = []
    with ThreadPoolExecutor(2) as pool:
        monkeypatch.setattr("negosim.sweeps.sweep.Cluster", lambda address: asked.append(address) or pool)
        played = small(cluster="tcp://there:8786", replications=300)
    assert asked == ["tcp://there:8786"]
    assert played.responses.equals(small(replications=300).responses)


@pytest.mark.slow
def test_a_cut_off_sweep_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    """Interrupted and resumed, with any number of workers, a sweep leaves the bytes of an undisturbed one."""
    chunks = {"replications": 500}
    small(out=tmp_path / "whole", **chunks)

    def interrupt(count: int) -> None:
        if count:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        small(out=tmp_path / "cut", progress=interrupt, **chunks)
    assert "1,000 of 6,000 runs are kept" in caught.value.__notes__[0]
    heard: list[int] = []
    small(out=tmp_path / "cut", resume=True, jobs=2, progress=heard.append, **chunks)
    assert heard == [1000] * 6
    assert contents(tmp_path / "cut") == contents(tmp_path / "whole")


def test_a_folder_says_how_to_make_it_again(tmp_path: Path) -> None:
    """The one command of the manifest leads to the same outcomes, from nothing but the folder."""
    small(out=tmp_path / "first")
    assert AGAIN == "negosim sweep sweep.toml --out again"
    again = ns.run_sweep_file(tmp_path / "first" / "sweep.toml", out=tmp_path / "again")
    assert len(again) == 12
    one, two = contents(tmp_path / "first"), contents(tmp_path / "again")
    same = [name for name in one if "outcomes" in name or name == "design.parquet" or name.startswith("inputs/")]
    assert len(same) == 3
    assert all(one[name] == two[name] for name in same)


def test_another_sweep_is_not_gone_on_with(tmp_path: Path) -> None:
    """Resuming names what differs; without --resume an unfinished sweep is not overwritten."""
    small(out=tmp_path / "first")
    with pytest.raises(ns.BadInput, match="replications: expected what the sweep began with, 8, received 9"):
        small(out=tmp_path / "first", resume=True, replications=9)
    with pytest.raises(ns.BadInput, match="seed: expected what the sweep began with, 7, received 8"):
        small(out=tmp_path / "first", resume=True, seed=8)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ns.BadInput, match="a folder with other things in it"):
        small(out=tmp_path / "other")
