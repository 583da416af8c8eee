from __future__ import annotations

import datetime as dt
import math
from pathlib import Path

import attrs
import numpy as np
import pandas as pd
import pytest

from negosim.domain.random_streams import draw
from negosim.ensemble.playing.kernel_rows import play_apart
from negosim.ensemble.playing.simulate import simulate
from negosim.evidence.patterns import Half, Pattern, Patterns
from negosim.files.scenario import load_scenario
from negosim.sampling.draws import draws_of
from negosim.studies.history_matching import Matching, compute_matching, match_history, matches
from negosim.sweeps.playing import fixed_value
from tests.analysis import samples

SCENARIOS = Path(__file__).parents[2] / "scenarios"
EXAMPLE, JANUARY = SCENARIOS / "examples" / "divide_a_cake.toml", SCENARIOS / "january_2024.toml"
DRAWS = 4000
HALVES: dict[str, Half] = {"deal": "fitted", "short": "fitted", "later": "held_out"}


def planted() -> Matching:
    """Draws of which a deal needs patience above a half, a short one likes the red line, and the rest does nothing."""
    rng = np.random.default_rng(8)
    draws = pd.DataFrame({"patience": rng.random(DRAWS), "line": rng.integers(0, 2, DRAWS) * 1.0})
    for k in range(20):
        draws[f"nothing_{k}"] = rng.normal(size=DRAWS)
    deal = rng.random(DRAWS) < np.where(draws["patience"] > 0.5, 0.6, 0.1)
    short = rng.random(DRAWS) < np.where(draws["line"] > 0.5, 0.8, 0.4)
    later = rng.random(DRAWS) < draws["patience"].to_numpy()
    return compute_matching(draws, pd.DataFrame({"deal": deal, "short": short, "later": later}), HALVES)


PLANTED = planted()


def test_what_a_pattern_hangs_on_is_identified() -> None:
    """The two planted parameters, a number and a yes or no, and next to none of those that do nothing."""
    told = PLANTED.parameters[PLANTED.parameters["identified"]]["parameter"]
    assert {"patience", "line"} <= set(told)
    assert len(PLANTED.unidentified) >= 19
    table = PLANTED.parameters.set_index("parameter")
    assert table.loc["patience", "distance"] > 3 * table.loc["patience", "floor"]
    assert table.loc["patience", "posterior_50"] > 0.6 > table.loc["patience", "prior_50"]


def test_what_does_nothing_keeps_its_distance_to_what_resampling_gives() -> None:
    """Of twenty parameters that do nothing about one in twenty lies above the floor of 5 %."""
    table = PLANTED.parameters[PLANTED.parameters["parameter"].str.startswith("nothing")]
    assert (table["distance"] > table["floor"]).sum() <= 4


def test_acceptance_is_told_of_every_pattern() -> None:
    """Alone, and among the draws that match all other fitted patterns; what is held out is measured, not fitted."""
    table = PLANTED.acceptance.set_index("pattern")
    assert list(table.index) == ["deal", "short", "later", "all fitted"]
    assert table.loc["deal", "share"] == pytest.approx(0.35, abs=0.03)
    assert table.loc["all fitted", "count"] == PLANTED.accepted.sum()
    assert math.isnan(table.loc["all fitted", "given"])
    assert table.loc["later", "share"] == pytest.approx(0.5, abs=0.03)
    # Of the draws with a deal, six in seven have patience above a half: (6 × .75 + .25) / 7.
    assert table.loc["later", "given"] == pytest.approx(4.75 / 7, abs=0.04)
    assert table.loc["later", "given_low"] <= table.loc["later", "given"] <= table.loc["later", "given_high"]


def test_the_words_claim_no_prediction() -> None:
    """Counts, what stays open, what was held out; compatibility under the model."""
    for part in ("draws match all fitted patterns", "where they were", "Held out: later", "no prediction"):
        assert part in PLANTED.sentence


@pytest.mark.parametrize(
    ("deal", "halves", "word"),
    [
        (np.zeros(50, dtype=bool), {"deal": "fitted"}, "0 of 50 draws match all fitted patterns (deal: 0)"),
        (np.ones(50, dtype=bool), {"deal": "fitted"}, "every draw matches"),
        (np.ones(50, dtype=bool), {"deal": "held_out"}, "no pattern is fitted"),
    ],
    ids=["none", "all", "nothing fitted"],
)
def test_where_nothing_can_be_told_a_word_says_why(deal: np.ndarray, halves: dict[str, Half], word: str) -> None:
    """No draw, every draw, no pattern: no table of nan."""
    found = compute_matching(pd.DataFrame({"x": np.arange(50.0)}), pd.DataFrame({"deal": deal}), halves)
    assert word in found.word
    assert found.sentence == found.word
    assert found.parameters.empty
    assert found.unidentified == ()


def pattern(**more: object) -> Pattern:
    """A pattern of the river talks."""
    return Pattern(title="", scenario="river", half="fitted", claims=("c1",), why="", **more)  # type: ignore[arg-type]


def test_a_run_matches_a_pattern_if_all_of_it_holds() -> None:
    """How it ended, the levels of what was signed, the days until which nothing may have been signed."""
    outcomes = samples.played(samples.scenario(), runs=60)
    frame = outcomes.stored()
    signed = (frame["package"] >= 0).to_numpy()
    ended = matches(outcomes, pattern(outcomes=("agreement", "partial")))
    assert ended.tolist() == frame["outcome"].isin(["agreement", "partial"]).tolist()
    levels = matches(outcomes, pattern(levels={"truce": ("10", "20")}))
    assert levels.tolist() == (signed & frame["truce"].isin(["10", "20"]).to_numpy()).tolist()
    day = int(frame.loc[signed, "day"].median())
    late = matches(outcomes, pattern(no_package_until=outcomes.scenario.start + dt.timedelta(days=day)))
    assert late.tolist() == (~(signed & (frame["day"] <= day).to_numpy())).tolist()
    assert late.any()
    assert not late.all()


def test_other_scenarios_meet_the_same_draws_under_another_chance() -> None:
    """The draws are those of the seed; played as another scenario, the same talks end otherwise in some runs."""
    talks = load_scenario(EXAMPLE)
    same = Pattern(title="", scenario="one", half="fitted", outcomes=("agreement",), claims=("c",), why="")
    other = Pattern(title="", scenario="two", half="held_out", outcomes=("agreement",), claims=("c",), why="")
    both = Patterns("", "", {"same": same, "other": other}, {"one": talks, "two": talks}, {})
    found = match_history(both, 12, seed=3)
    assert len(found.draws) == 12
    expected = draw(talks.parameters.values(), 3, 5)
    for name in found.draws.columns:
        assert found.draws[name].iloc[5] == expected[name]
    turned = match_history(both, 12, seed=3, halves={"same": "held_out", "other": "fitted"})
    assert turned.acceptance["half"].tolist()[:2] == ["held_out", "fitted"]
    with pytest.raises(KeyError):
        match_history(both, 2, halves={"nobody": "fitted"})


@pytest.mark.parametrize("path", [EXAMPLE, JANUARY], ids=["cake", "january"])
def test_draws_played_together_are_those_played_one_by_one(path: Path) -> None:
    """Each row is that of the scenario with every parameter held at the draw, under its own seed; what is believed of
    red lines stays as it is where they are drawn."""
    talks = load_scenario(path)
    values = draws_of(talks, 5, range(8))
    before = simulate(talks, 6, seed=5).frame
    heard: list[int] = []
    together = play_apart(talks, values, range(20, 28), heard.append).to_pandas()
    for k, drawn in enumerate(values.tolist()):
        parameters = {
            name: attrs.evolve(parameter, distribution=fixed_value(parameter.distribution, value))
            for (name, parameter), value in zip(talks.parameters.items(), drawn, strict=True)
        }
        alone = simulate(attrs.evolve(talks, parameters=parameters), 1, 20 + k).stored()
        pd.testing.assert_frame_equal(together.iloc[[k]].reset_index(drop=True), alone)
    assert heard == [1] * 8
    pd.testing.assert_frame_equal(simulate(talks, 6, seed=5).frame, before)
