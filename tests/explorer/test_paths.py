"""Changes that would bring a package about, as the page is told of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

import negosim as ns
from negosim.ensemble.results.outcomes import wilson
from negosim.explorer import searching
from negosim.explorer.views import View
from negosim.sweeps.paths import Move, Path, Paths

LINE = "israel.red_line.end_of_war_talks_or_guaranteed"


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What is told of three paths, of which none brings a package to half of the runs."""
    scenario = ns.load_scenario("january_2024")

    def path(count: int, *moves: Move) -> Path:
        return Path(moves, 1.0, wilson(count, 200), reached=False, reached_again=False)

    closest = (
        path(22, Move("israel.waiting_cost", 0.001, 0.00212, 2.0)),
        path(24, Move(LINE, 0.72, 0.0, -1.6), Move("mediation", "as it is", "all mediators: manipulator", 1.0)),
        path(20, Move(LINE, 0.72, 0.25, -1.0)),
    )
    result = Paths(scenario, "package", 0.5, wilson(3, 200), (), (), closest, (30, 4))
    monkeypatch.setattr(searching, "find_paths", lambda *_args, **_options: result)
    desk: Any = SimpleNamespace(view=lambda _: View(), case=SimpleNamespace(scenario=lambda _: scenario))
    return searching.searched(desk, {"where": {"pause": "60"}}, lambda _: None)


def test_where_none_suffices_the_closest_comes_first(found: dict[str, Any]) -> None:
    """The closest that the sentence names is the first of the table, and the present share is told."""
    assert [row["share"] for row in found["table"]] == [0.12, 0.11, 0.1]
    assert found["sentence"] == (
        "None of 30 changes alone and 4 in pairs brings it to 50 % of the runs (now 1.5 %); the closest brings 12 %."
    )


def test_a_path_is_moved_as_a_view(found: dict[str, Any]) -> None:
    """Values, styles and certain chances can be set; a chance that stays open cannot."""
    styles = {f"{mediator}.style": "manipulator" for mediator in ("qatar", "egypt", "united_states")}
    assert [row["set"] for row in found["table"]] == [{LINE: 0, **styles}, {"israel.waiting_cost": 0.00212}, None]
    ns.load_scenario("january_2024", set={LINE: 0, "israel.waiting_cost": 0.00212})


def test_chances_are_told_from_amounts(found: dict[str, Any]) -> None:
    """A red line is real with a chance; a cost has an amount, in standard deviations."""
    assert [[move["chance"] for move in row["moves"]] for row in found["table"]] == [[True, False], [False], [True]]
