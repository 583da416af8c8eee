"""What a sweep refuses, and how: an address, what was expected, the nearest word, before anything is played."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import negosim as ns
from negosim.sweeps.factors import Factor
from tests.sweeps.talks import JANUARY, QUICK, ROOT, quick

MAY = ROOT / "scenarios" / "may_2024.toml"


def levels(laid: Any) -> Factor:
    """A factor of which one level is given."""
    return Factor("x", levels={"a": {}, "b": laid})


OF_JANUARY: list[tuple[Factor, str]] = [
    (Factor("horizn", low=30, high=90), "received horizn (nearest: horizon, hamas.horizon, israel.horizon)"),
    (Factor("codebook.trust_stp", low=0, high=1), "an entry of the codebook, received codebook.trust_stp (nearest:"),
    (Factor("codebook.earnest.resists", low=0, high=3), "earnest.resists: expected a number from 0 to 1, received 3"),
    (Factor("horizon", low=30, high=90), "expected a whole number, received 30.0 (whole = true takes whole numbers"),
    (Factor("horizon", low=30, high=90, whole=True, apply="add"), "only parameters that there are can be moved"),
    (Factor("title", low=30, high=90), "factors.title: expected a text, received 30.0"),
    (Factor("qatar.trust.israel", low=0, high=2), "factors.qatar.trust.israel: expected from 0 to 1, received 2"),
    (Factor("*.trust.*", values=(0.1, -2)), "factors.*.trust.*: israel.trust.hamas: expected from 0 to 1, received -2"),
    (Factor("talks.learning"), "expected an uncertain parameter, received one that the scenario knows for sure"),
    (Factor("*.horizon"), "expected an uncertain parameter, received a pattern (give it low and high, or values)"),
    (levels({"qatar.trust.isreal": 0.3}), "factors.x.levels.b: set.qatar.trust.isreal: expected a known parameter"),
    (levels({"issues.governance": False}), "infeasible.exile_of_a_government.when.governance: expected an issue"),
    (levels({"infeasible.all.when": {"pause": [7, 14, 30, 60, 90, 120]}}), "received an empty package space"),
    (levels({"codebook": "other.toml"}), "factors.x.levels.b: codebook: expected the scenario's own dossier"),
    (levels("scenarios/nope.toml"), "factors.x.levels.b: scenarios/nope.toml: expected a scenario file, received no"),
    (levels(3), "factors.x.levels.b: expected settings, or the path of a scenario file, received 3"),
]


@pytest.mark.parametrize(("factor", "told"), OF_JANUARY, ids=[told for _, told in OF_JANUARY])
def test_a_factor_that_cannot_be_is_refused(factor: Factor, told: str) -> None:
    """Names that are none, values outside of what may be, and levels that do not exist, each said once."""
    with pytest.raises(ns.BadInput) as caught:
        ns.sweep(JANUARY, [factor], "grid", replications=1)
    texts = [str(problem) for problem in caught.value.problems]
    assert any(told in text for text in texts), texts
    assert len(texts) == len(set(texts))
    assert all(text.startswith("sweep: factors.") for text in texts)


OF_QUICK: list[tuple[Sequence[Factor | str], str]] = [
    ([], "factors: expected at least one factor, received none"),
    ([Factor("ash.premium", values=[])], "factors.ash.premium.values: expected at least 2, received none"),
    ([Factor("ash.premium", levels={})], "factors.ash.premium.levels: expected at least 2, received none"),
    (["ash.bias", "ash.bias"], "factors.ash.bias: expected each factor once"),
    (
        ["ash.bias", Factor("*.bias", low=0, high=0.1)],
        "parameters that no other factor moves, received those of ash.bi",
    ),
    ([levels(MAY)], "expected a scenario that extends"),
    ("ash.bias", "expected factors, or names of uncertain parameters, in a list, received 'ash.bias'"),
    ([levels({"parties.oak": {"title": "Oak"}})], "factors.x.levels.b"),
]


@pytest.mark.parametrize(("factors", "told"), OF_QUICK, ids=[told for _, told in OF_QUICK])
def test_factors_that_do_not_go_together_are_refused(factors: Sequence[Factor | str], told: str) -> None:
    """None, the same twice, two that move one parameter, and what is no list of factors."""
    with pytest.raises(ns.BadInput) as caught:
        ns.sweep(QUICK, factors, "grid", replications=1)
    assert told in str(caught.value)


def test_a_scenario_as_a_value_has_no_codebook_and_no_file() -> None:
    """What it does not remember cannot vary, and that is said."""
    with pytest.raises(ns.BadInput, match=r"a scenario without one \(a file has one, a resolved scenario has not"):
        ns.sweep(quick(), [Factor("codebook.trust_step", low=0, high=1)], "grid")
    with pytest.raises(ns.BadInput, match="a file, where the scenario came as a value"):
        ns.sweep(quick(), [levels(MAY)], "grid")
    with pytest.raises(ns.BadInput, match="expected a Scenario, or the path of a scenario file, received 3"):
        ns.sweep(3, ["ash.bias"], "grid")  # type: ignore[arg-type]


def test_weights_that_are_all_nothing_are_named_at_their_point() -> None:
    """Where nothing matters to a party there is no utility; no row of such a point is written."""
    with pytest.raises(ns.BadInput, match=r"point 0: ash\.weight\.\*: expected weights that add up to more than 0"):
        ns.sweep(QUICK, [Factor("ash.weight.*", values=(0, 1))], "grid", replications=2)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"replications": 0}, "replications: expected a whole number from 1, received 0"),
        ({"seed": -1}, "seed: expected a whole number from 0, received -1"),
        ({"jobs": 1.5}, "jobs: expected a whole number from 0, received 1.5"),
        ({"resume": True}, "out: expected a folder to resume in, received none"),
        ({"most_points": 2}, "received 5 of grid with steps = 5 over 1 factors, 160 runs"),
    ],
)
def test_numbers_that_cannot_be_are_refused(options: dict[str, Any], told: str) -> None:
    """Each is named by its argument."""
    with pytest.raises(ns.BadInput) as caught:
        ns.sweep(QUICK, ["ash.bias"], "grid", **options)
    assert told in str(caught.value)


def test_a_design_for_other_factors_is_refused() -> None:
    """Points of another width, or beyond the unit cube, are not played."""
    points = ns.sweep(QUICK, ["ash.bias"], "grid", 3, replications=1).design
    with pytest.raises(
        ns.BadInput, match=r"points \(n, 2\) in \[0, 1\], one coordinate a factor, received shape \(3, 1\)"
    ):
        ns.sweep(QUICK, ["ash.bias", "birch.bias"], points)
    with pytest.raises(ns.BadInput, match=r"received from 1\.05 to 1\.95"):
        ns.sweep(QUICK, ["ash.bias"], ns.Design("given", points.points + 1), replications=1)


def test_a_folder_that_holds_no_sweep_is_named(tmp_path: Path) -> None:
    """What is missing is said; files that do not belong together are not read as if they did."""
    with pytest.raises(ns.BadInput, match=r"a folder that `negosim sweep` left, received no manifest\.json"):
        ns.read_sweep(tmp_path)
    for name, seed in (("one", 1), ("two", 2)):
        ns.sweep(QUICK, ["ash.bias"], "grid", 3, replications=2, seed=seed, out=tmp_path / name)
    (tmp_path / "one" / "manifest.json").replace(tmp_path / "two" / "manifest.json")
    with pytest.raises(ns.BadInput, match=": digest: expected"):
        ns.read_sweep(tmp_path / "two")
    ns.sweep(QUICK, ["ash.bias"], "grid", 3, replications=2, out=tmp_path / "three")
    data = (tmp_path / "two" / "design.parquet").read_bytes()
    (tmp_path / "three" / "design.parquet").write_bytes(data + b"x")
    with pytest.raises(ns.BadInput, match="design_digest: expected"):
        ns.read_sweep(tmp_path / "three")


def test_points_of_a_file_can_be_given_and_are_checked(tmp_path: Path) -> None:
    """A design of one's own is a table; columns that are no factors, and numbers beyond [0, 1], are named."""
    import pandas as pd  # noqa: PLC0415

    text = f'name = "own"\nscenario = "{QUICK.as_posix()}"\nvary = ["ash.bias"]\nreplications = 2\n'
    file = tmp_path / "own.toml"
    file.write_text(text + '[design]\nkind = "given"\npoints = "points.parquet"\n', encoding="utf-8")
    table = tmp_path / "points.parquet"
    with pytest.raises(ns.BadInput, match="expected a Parquet file of points, received no such file"):
        ns.run_sweep_file(file)
    pd.DataFrame({"ash.bias": [0.1, 0.9]}).to_parquet(table)
    assert ns.run_sweep_file(file).points.ravel().tolist() == [0.1, 0.9]
    pd.DataFrame({"ash.bais": [0.1, 0.9]}).to_parquet(table)
    with pytest.raises(ns.BadInput, match=r"a column of numbers a factor: ash\.bias, received columns ash\.bais"):
        ns.run_sweep_file(file)
    pd.DataFrame({"ash.bias": [0.1, float("nan")]}).to_parquet(table)
    with pytest.raises(ns.BadInput, match=r"expected points in \[0, 1\]"):
        ns.run_sweep_file(file)
    file.write_text(text + '[design]\nkind = "given"\n', encoding="utf-8")
    with pytest.raises(ns.BadInput, match=r"design\.points: expected a file of points, received nothing"):
        ns.run_sweep_file(file)


@pytest.mark.parametrize("kind", ["sobol", "morris", "latin_hypercube", "grid", "one_at_a_time"])
def test_a_file_whose_only_factor_is_misspelt_is_told(tmp_path: Path, kind: str) -> None:
    """No design is made of no factors."""
    lines = [f'name = "x"\nscenario = "{MAY}"\n[design]\nkind = "{kind}"', '[factors."qatar.trust.isreal"]']
    (tmp_path / "x.toml").write_text("\n".join([*lines, "low = 0.1", "high = 0.2"]), encoding="utf-8")
    with pytest.raises(ns.BadInput) as caught:
        ns.run_sweep_file(tmp_path / "x.toml")
    assert "factors.qatar.trust.isreal: expected a known parameter" in str(caught.value)
