from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from negosim.analysis.bargaining.stability import CONCEPTS, GraphModel, package_stability
from negosim.analysis.bargaining.valuation import values_of
from negosim.domain.random_streams import central_draw
from negosim.domain.scenario import Scenario
from negosim.spaces.space import digits_of, space_of
from tests.talks import talks, values

C, D = 0, 1


def game(row: list[list[float]], column: list[list[float]]) -> GraphModel:
    """A game of two with two options each: state 2 i + j, option i of the first and j of the second."""
    worth = np.array(
        [[row[i][j] for i, j in product((C, D), repeat=2)], [column[i][j] for i, j in product((C, D), repeat=2)]]
    )
    moves = [[[2, 3, 0, 1][s : s + 1] for s in range(4)], [[1, 0, 3, 2][s : s + 1] for s in range(4)]]
    return GraphModel(moves, worth)


def equilibria(model: GraphModel, concept: str) -> set[str]:
    """The states that are stable for all, as the options of both."""
    return {"CD"[s // 2] + "CD"[s % 2] for s in range(4) if model.equilibrium(concept, s)}


def test_the_prisoners_dilemma_has_the_equilibria_of_the_book() -> None:
    """Nash finds mutual defection alone; who looks further finds cooperation stable as well (Fang et al. 1993)."""
    model = game([[3, 1], [4, 2]], [[3, 4], [1, 2]])
    assert equilibria(model, "nash") == {"DD"}
    assert [equilibria(model, concept) for concept in ("gmr", "smr", "seq")] == [{"CC", "DD"}] * 3


def test_chicken_has_the_equilibria_of_the_book() -> None:
    """Nash and SEQ find that one yields; GMR and SMR find mutual cooperation as well: no reply is credible."""
    model = game([[3, 2], [4, 1]], [[3, 4], [2, 1]])
    assert equilibria(model, "nash") == {"CD", "DC"}
    assert equilibria(model, "seq") == {"CD", "DC"}
    assert equilibria(model, "gmr") == equilibria(model, "smr") == {"CC", "CD", "DC"}


SQUARE = hnp.arrays(np.float64, (2, 4), elements=st.sampled_from([1.0, 2.0, 3.0, 4.0]))


@given(SQUARE, st.integers(0, 1), st.integers(0, 3))
def test_each_concept_takes_in_what_is_stable_by_a_stricter_one(worth: np.ndarray, party: int, state: int) -> None:
    """Nash stable states are stable by all; SMR and SEQ stable ones are GMR stable (Fang, Hipel & Kilgour 1993)."""
    model = game(worth[0].reshape(2, 2).tolist(), worth[1].reshape(2, 2).tolist())
    stable = {concept: model.stable(concept, party, state) for concept in CONCEPTS}
    assert not stable["nash"] or all(stable.values())
    assert stable["gmr"] or not (stable["smr"] or stable["seq"])


def test_a_concept_that_nobody_knows_is_refused() -> None:
    """With those that there are."""
    with pytest.raises(ValueError, match="nash, gmr, smr, seq; received Nash"):
        game([[0, 0], [0, 0]], [[0, 0], [0, 0]]).stable("Nash", 0, 0)


# The south gives land at once and the north gives water at the end; the phasing decides.
LATE = {
    "issues": {
        "land": {"delivery": "at_signing"},
        "water": {"delivery": "at_end"},
        "way": {"levels": ["once", "twice"], "status_quo": "once", "ordered": False},
    },
    "phasing": {"issue": "way", "shares": {"once": [1], "twice": [0.5, 0.5]}},
    "parties": {
        "north": {
            "weights": {"land": 0.7, "water": 0.2, "way": 0.1},
            "values": {"land": {"none": 0}, "water": {"none": 1, "0": 0, "4": 1}, "way": {"once": 0, "twice": 0}},
        },
        "south": {
            "weights": {"land": 0.2, "water": 0.7, "way": 0.1},
            "values": {"land": {"none": 1}, "water": {"none": 0}, "way": {"once": 0, "twice": 0}},
        },
    },
}


def late(**numbers: float) -> tuple[Scenario, dict[str, float]]:
    """The talks in which the north gives last, and their draw."""
    scenario = talks(LATE, values(**numbers))
    return scenario, central_draw(scenario.parameters)


def index_of(scenario: Scenario, **levels: str) -> int:
    """The index of a package."""
    return int(digits_of(scenario, levels) @ space_of(scenario).strides)


def test_who_has_what_it_wants_gains_by_leaving() -> None:
    """The north has its land after the first phase, and leaves before it gives water; the south has all to lose."""
    scenario, draw = late()
    [phase] = package_stability(scenario, draw, index_of(scenario, land="4", water="0", way="twice"))
    assert phase.phase == 2
    # The north: -.2 for the water. The south: +.7 if it comes.
    assert phase.gain(0) == pytest.approx(0.2)
    assert phase.gain(1) == pytest.approx(0.0)
    assert [phase.stable(concept, 0) for concept in CONCEPTS] == [False] * 4
    assert not phase.holds("gmr")


def test_a_package_in_one_phase_cannot_be_left() -> None:
    """All comes at signing."""
    scenario, draw = late()
    assert package_stability(scenario, draw, index_of(scenario, land="4", water="0", way="once")) == ()


def test_what_all_phases_bring_is_what_the_package_is_worth() -> None:
    """With certain follow-through, what staying brings is the package over no deal."""
    scenario, draw = late()
    package = index_of(scenario, land="3", water="1", way="twice")
    [phase] = package_stability(scenario, draw, package)
    no_deal = int(space_of(scenario).status_quo @ space_of(scenario).strides)
    package_worth, base = values_of(scenario, draw, [package, no_deal]).T
    assert phase.model.worth[:, 0] == pytest.approx(package_worth - base)


def test_a_reply_that_hurts_makes_staying_wise() -> None:
    """Where both give in the second phase, leaving alone pays and being left does not: held by the fear of a reply."""
    shares = {"land": {"delivery": "by_phase"}, "water": {"delivery": "by_phase"}}
    scenario = talks(LATE, issues=shares)
    draw = central_draw(scenario.parameters)
    [phase] = package_stability(scenario, draw, index_of(scenario, land="4", water="0", way="twice"))
    assert phase.gain(0) == pytest.approx(0.1)
    assert phase.gain(1) == pytest.approx(0.1)
    assert phase.gain(0, 1) == pytest.approx(-0.25)
    assert [phase.holds(concept) for concept in CONCEPTS] == [False, True, True, True]


def test_coming_back_mends_nothing_where_the_other_has_left() -> None:
    """A way back does not change who gains; it is another graph, in which SMR asks for the counter-move."""
    shares = {"land": {"delivery": "by_phase"}, "water": {"delivery": "by_phase"}}
    scenario = talks(LATE, issues=shares)
    draw = central_draw(scenario.parameters)
    package = index_of(scenario, land="4", water="0", way="twice")
    [once], [again] = (package_stability(scenario, draw, package, return_possible=back) for back in (False, True))
    assert (once.model.worth == again.model.worth).all()
    assert again.model.moves[0][1] == [0]
    assert once.model.moves[0][1] == []
    assert [again.holds(concept) for concept in CONCEPTS] == [False, True, True, True]
