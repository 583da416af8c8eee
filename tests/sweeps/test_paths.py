"""The inverse question: planted causes are found, smallest change first."""

from __future__ import annotations

import math

import pytest

import negosim as ns
from negosim.domain.parameters import Distribution, triangular, uniform
from negosim.sampling.draws import draws_of
from negosim.sweeps.directions import drawn_as, factors_of, spread
from negosim.sweeps.path_search import find_paths
from negosim.sweeps.playing import changed_scenario
from tests.sweeps.talks import JANUARY, QUICK, quick

# Nobody is in the way but Ash, who asks for nearly all there is: only what moves that brings a deal.
ONE = {"*.premium": 0, "ash.premium": {"low": 1.05, "high": 1.45}, "talks.collapse": 0}
# Both ask for too much for one alone to make room.
TWO = {"ash.premium": {"low": 0.5, "high": 0.8}, "birch.premium": {"low": 0.5, "high": 0.8}, "talks.collapse": 0}


def test_a_planted_cause_is_found() -> None:
    """The one parameter in the way is the shortest path, downwards, and no further than it must go."""
    paths = find_paths(QUICK, probability=0.9, runs=60, set=ONE, reach=6)
    assert paths.base.share < 0.1
    (move,) = paths.singles[0].moves
    assert (move.name, move.before) == ("ash.premium", 1.25)
    shift = float(move.after) - 1.25
    assert shift < 0
    assert move.steps == pytest.approx(shift / (0.4 / 12**0.5))

    def agreed(far: float) -> float:
        moved = {"low": 1.05 + far * shift, "high": 1.45 + far * shift}
        return ns.simulate(quick(**{**ONE, "ash.premium": moved}), 60, seed=7).agreement_rate().share

    assert agreed(0.9) < 0.9 <= agreed(1.0)
    assert paths.singles[0].estimate.share > 0.75
    assert paths.singles[0].reached_again


def test_a_planted_pair_is_found() -> None:
    """Where neither change does it alone, the two together do."""
    paths = find_paths(QUICK, probability=0.9, runs=60, set=TWO, reach=3, vary=["*.premium"])
    assert paths.singles == ()
    (pair,) = paths.pairs
    assert sorted(move.name for move in pair.moves) == ["ash.premium", "birch.premium"]
    assert all(move.steps < 0 for move in pair.moves)
    assert pair.length == pytest.approx(sum(move.steps**2 for move in pair.moves) ** 0.5)


def test_paths_come_shortest_first_and_get_there() -> None:
    """Lengths rise, and the runs that a path was found with show the probability wanted."""
    paths = find_paths(QUICK, probability=0.8, runs=60)
    found = [*paths.singles, *paths.pairs]
    assert found
    for kind in (paths.singles, paths.pairs):
        lengths = [path.length for path in kind]
        assert lengths == sorted(lengths)
    assert all(path.reached for path in found)


def test_a_package_can_be_asked_for() -> None:
    """Of a class of packages the changes are others than of any agreement."""
    paths = find_paths(QUICK, "price=high,term=long", probability=0.5, runs=60, reach=4)
    assert paths.target == "package:price=high&term=long"
    found = [*paths.singles, *paths.pairs, *paths.closest]
    assert found
    assert found[0].estimate.share > paths.base.share


def test_mediation_is_one_of_the_changes() -> None:
    """Styles of mediators are tried as wholes; one that was known to be otherwise is infinitely far."""
    nobody = {"*.relay": 0, "*.draft": 0, "*.press": 0}
    pressed = ns.simulate(ns.load_scenario(JANUARY, set=dict.fromkeys(nobody, 1)), 60).agreement_rate().share
    paths = find_paths(JANUARY, probability=pressed, runs=60, set=nobody, vary=["mediation"])
    assert paths.base.share < pressed
    assert paths.tried == (12, 0)
    found = {str(move) for path in paths.singles for move in path.moves}
    assert "mediation: all mediators: manipulator" in found
    assert all(math.isinf(path.length) for path in paths.singles)


def test_what_is_there_already_needs_no_path() -> None:
    """Nothing is changed where the probability is reached."""
    paths = find_paths(QUICK, probability=0.05, runs=40)
    assert (paths.singles, paths.pairs, paths.closest) == ((), (), ())
    assert paths.there


def test_what_nothing_brings_is_said_with_what_comes_closest() -> None:
    """No change within reach: the word is clear, and the nearest are told."""
    paths = find_paths(QUICK, probability=1, runs=40, reach=0.1)
    assert (paths.singles, paths.pairs, paths.there) == ((), (), False)
    assert paths.closest
    assert all(not path.reached for path in paths.closest)


def test_what_changes_nothing_is_not_among_the_closest() -> None:
    """Neither a change that makes nothing likelier, nor a pair whose second change adds nothing to the first."""
    paths = find_paths(QUICK, probability=1, runs=40, reach=0.1)
    assert all(path.estimate.share > paths.base.share for path in paths.closest)
    stuck = find_paths(QUICK, probability=0.9, runs=20, vary=["*.bias"], set=ONE)
    assert (stuck.singles, stuck.pairs, stuck.closest, stuck.there) == ((), (), (), False)
    pairs = find_paths(QUICK, probability=1, runs=20, reach=0.5)
    assert pairs.tried[1] > 0
    assert [[move.name for move in path.moves] for path in pairs.closest] == [["ash.premium"], ["birch.premium"]]


def test_a_step_of_a_preference_is_what_acts_leave_of_its_spread() -> None:
    """Of a premium that acts narrow, unit and mean are those of its draws; of others, those of their distribution."""
    name = "hamas.premium"
    base = ns.load_scenario(JANUARY)
    prior = base.parameters[name].distribution
    drawn = draws_of(base, 7, range(400))[:, list(base.parameters).index(name)]
    assert drawn.std() < 0.9 * spread(prior)
    assert drawn_as(base, name) == pytest.approx((drawn.mean(), drawn.std(ddof=1)))
    moved = changed_scenario(base, {name: prior.moved(add=0.1)})
    assert drawn_as(moved, name) == pytest.approx((drawn.mean() + 0.1, drawn.std(ddof=1)))
    horizon = base.parameters["hamas.horizon"].distribution
    assert drawn_as(base, "hamas.horizon") == (horizon.mean, spread(horizon))
    (factor,) = factors_of(base, [name], 2.0)
    assert factor.high == pytest.approx(2 * drawn.std(ddof=1))


@pytest.mark.parametrize(
    ("distribution", "expected"),
    [
        (uniform(0, 12**0.5), 1),
        (triangular(-(6**0.5), 0, 6**0.5), 1),
        (Distribution("gamma", 4), 2),
        (Distribution("chance", 0.5), 0.5),
        (Distribution("fixed", 3), 0),
    ],
)
def test_a_step_is_a_standard_deviation(distribution: Distribution, expected: float) -> None:
    """The unit of a change is the spread of what is not known."""
    assert spread(distribution) == pytest.approx(expected)


def test_bad_questions_are_told_all_at_once() -> None:
    """Numbers and levels that cannot be are named with what could."""
    with pytest.raises(ns.BadInput) as caught:
        find_paths(QUICK, probability=1.5, runs=0)
    assert [problem.file for problem in caught.value.problems] == ["--probability", "--runs"]
    with pytest.raises(ns.BadInput, match=r"--package: expected a level of price, received hihg \(nearest: high"):
        find_paths(QUICK, "price=hihg")
    with pytest.raises(
        ns.BadInput, match=r"^--vary: expected an uncertain parameter, received ash\.premum \(nearest: ash\.premium"
    ):
        find_paths(QUICK, vary=["ash.premum"])
