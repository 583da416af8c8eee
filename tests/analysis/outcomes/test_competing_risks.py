from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from negosim.analysis.outcomes.competing_risks import aalen_johansen, cumulative_incidence, median_time
from negosim.ensemble.results.outcomes import wilson
from tests.analysis import samples

# Ten followed to the end and two lost; hand-computed from S and d/n at each time.
TIMES = [1, 1, 2, 3, 3, 4, 5, 5, 6, 7]
CAUSES = [1, 2, 0, 1, 1, 2, 0, 1, 2, 1]


def _at(table: pd.DataFrame, cause: str, time: float) -> float:
    rows = table[(table["cause"] == cause) & (table["time"] <= time)]
    return float(rows["share"].iloc[-1])


def test_with_complete_follow_up_it_is_the_plain_share() -> None:
    """Without loss the estimate is the share that ended so by then, and the interval Wilson's."""
    rng = np.random.default_rng(5)
    times, causes = rng.integers(0, 30, 200), rng.integers(1, 4, 200)
    table = aalen_johansen(times, causes, ["a", "b", "c"])
    for row in table[table["time"] > 0].itertuples():
        expected = wilson(int(((times <= row.time) & (causes == "abc".index(row.cause) + 1)).sum()), 200)
        assert (expected.share, expected.low, expected.high) == pytest.approx((row.share, row.low, row.high), abs=1e-9)


def test_with_loss_it_is_the_product_limit() -> None:
    """Losses leave the number at risk: F_a = .1 + .8 * 2/7 = .328571 at time 3; in the end all have ended."""
    table = aalen_johansen(TIMES, CAUSES, ["a", "b"])
    going = 0.8
    assert 0.1 + going * 2 / 7 == pytest.approx(_at(table, "a", 3))
    going *= 5 / 7
    assert 0.1 + going * 1 / 5 == pytest.approx(_at(table, "b", 4))
    going *= 4 / 5
    assert 0.1 + 0.8 * 2 / 7 + going * 1 / 4 == pytest.approx(_at(table, "a", 5))
    assert pytest.approx(_at(table, "a", 9) + _at(table, "b", 9)) == 1.0


def test_loss_widens_the_interval() -> None:
    """The same curve from twenty runs seen to the end is less certain than from a hundred."""
    times = np.arange(100) // 10 + 1
    full = aalen_johansen(times, np.ones(100, dtype=int), ["a"])
    lost = aalen_johansen(np.where(np.arange(100) % 10 < 2, times, 0.5), np.arange(100) % 10 < 2, ["a"])
    assert lost["share"].tolist() == pytest.approx(full["share"].tolist())
    assert ((lost["high"] - lost["low"]) >= (full["high"] - full["low"])).all()
    assert wilson(12, 20).low == pytest.approx(lost["low"][6])


def test_outcomes_are_competing_risks() -> None:
    """By the horizon the four outcomes account for every run, and no share ever falls."""
    outcomes = samples.played(samples.scenario(), runs=60)
    table = cumulative_incidence(outcomes)
    assert pytest.approx(table.groupby("cause")["share"].last().sum()) == 1.0
    assert (table.groupby("cause")["share"].diff().dropna() >= -1e-12).all()
    assert outcomes.agreement_rate().share == pytest.approx(_at(table, "agreement", 1e9))


def test_the_median_is_when_half_have_ended_so() -> None:
    """Half of all have ended by cause a at time 5; fewer than half ever by b."""
    table = aalen_johansen([1, 5, 5, 6], [1, 1, 2, 1], ["a", "b"])
    assert median_time(table, "a") == 5.0
    assert median_time(table, "b") is None


def test_nothing_to_count_is_no_trouble() -> None:
    """Without an event every curve stays at zero from the start."""
    table = aalen_johansen([], [], ["a"])
    assert list(table[["time", "share"]].itertuples(index=False, name=None)) == [(0.0, 0.0)]


def test_shapes_that_differ_say_so() -> None:
    """Times and causes come in pairs."""
    with pytest.raises(ValueError, match=r"\(2,\) and \(1,\)"):
        aalen_johansen([1, 2], [1], ["a"])
