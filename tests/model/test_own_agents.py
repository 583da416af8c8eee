# ruff: noqa: ARG005, PLW0108 - methods are lambdas, whose form matters and not what they do
"""Agents of one's own: what does not fit is named in one line, before or when it is called."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from negosim.domain import events as e
from negosim.errors import BadInput
from negosim.model import MediatorAgent, NegotiationModel, PartyAgent
from negosim.model.classes import Agents, class_at
from tests.talks import happened, played, talks, values

TALKS = talks(
    values(otter__trust__north=0.5, otter__trust__south=0.5, talks__learning=0.1),
    mediators={"otter": {"style": "manipulator"}},
)


def own(usual: type, **methods: object) -> Any:
    """A subclass with some methods."""
    return type("Own", (usual,), {**methods, "__module__": "own"})


@pytest.mark.parametrize(
    ("usual", "name", "method", "expected", "received"),
    [
        (PartyAgent, "answer", lambda self: None, "answer(self, package)", "answer(self)"),
        (PartyAgent, "table", lambda self, day: None, "table(self)", "table(self, day)"),
        (PartyAgent, "aspiration", lambda self: 1.0, "aspiration(self, day=None)", "aspiration(self)"),
        (PartyAgent, "move", lambda self, *, aim: 0, "move(self, aim)", "move(self, *, aim)"),
        (PartyAgent, "reservation", 0.5, "reservation(self, day=None)", "reservation = 0.5"),
        (PartyAgent, "__init__", lambda self: None, "__init__(self, model, party, number)", "__init__(self)"),
        (MediatorAgent, "press", lambda self, effort: [], "press(self)", "press(self, effort)"),
        (MediatorAgent, "can", classmethod(lambda cls: True), "can(self, ability)", "can()"),
    ],
)
def test_a_method_that_cannot_be_called_is_refused(
    usual: type, name: str, method: object, expected: str, received: str
) -> None:
    """With the form that the model calls and the one that was declared."""
    where = "party_agent" if usual is PartyAgent else "mediator_agent"
    with pytest.raises(BadInput) as error:
        NegotiationModel(TALKS, **{where: own(usual, **{name: method})})
    assert str(error.value) == f"{where}: own:Own: expected {expected}, received {received}"


def test_all_that_does_not_fit_is_named_at_once() -> None:
    """Of both classes; also a class of the other kind."""
    with pytest.raises(BadInput) as error:
        Agents(own(PartyAgent, answer=lambda self: None, table=lambda self, day: []), PartyAgent)  # type: ignore[arg-type]
    assert [problem.expected for problem in error.value.problems] == [
        *("table(self)", "answer(self, package)", "a subclass of MediatorAgent")
    ]


def test_an_imported_class_is_checked_as_well() -> None:
    """The option it came from is named."""
    with pytest.raises(
        BadInput, match=r"--agent: .*:Misfit: expected answer\(self, package\), received answer\(self\)"
    ):
        class_at(f"{__name__}:Misfit", PartyAgent, "--agent")


@pytest.mark.parametrize(
    "method",
    [
        lambda self, *every: PartyAgent.answer(self, *every),
        lambda self, offer, why="": PartyAgent.answer(self, offer),
    ],
)
def test_other_names_and_more_arguments_fit(method: Callable[..., e.AnswerGiven]) -> None:
    """The model gives arguments by position."""
    assert played(TALKS, party_agent=own(PartyAgent, answer=method)).events[1:] == played(TALKS).events[1:]


class Misfit(PartyAgent):
    """A party that forgot what is asked."""

    def answer(self) -> e.AnswerGiven:  # type: ignore[override]
        """Never called."""
        raise NotImplementedError


def tabled(**changes: Any) -> Callable[[PartyAgent], list[e.Event]]:
    """A method that tables something with some fields changed."""

    def table(self: PartyAgent) -> list[e.Event]:
        worth = {"north": 0.5, "south": 0.5}
        fields: dict[str, Any] = {"party": self.name, "package": 0, "aspiration": 1.0, "conceded": 0.0}
        return [e.PackageTabled(**{**fields, "utilities": worth, **changes})]

    return table


@pytest.mark.parametrize(
    ("name", "method", "said"),
    [
        ("table", lambda self: None, "table of north: expected a list of PackageTabled, received None"),
        ("table", lambda self: ["all"], "table of north: expected PackageTabled, received 'all'"),
        ("table", tabled(party="south"), "expected PackageTabled with party 'north', received 'south'"),
        ("table", tabled(package=99), "expected PackageTabled with a package from 0 to 35, received 99"),
        ("table", tabled(package=np.int64(1)), "received others: Expected `int`, got `numpy.int64` - at `$.package`"),
        ("table", tabled(utilities={}), "expected PackageTabled with utilities to north, south, received []"),
        ("answer", lambda self, package: None, "answer of north: expected AnswerGiven, received None"),
        (
            "answer",
            lambda self, package: e.AnswerGiven(self.name, package + 1, False),
            "answer of north: expected AnswerGiven with package",
        ),
        ("aspiration", lambda self, day=None: None, "aspiration of north: expected a number, received None"),
        ("reservation", lambda self, day=None: "low", "reservation of north: expected a number, received 'low'"),
        ("aspiration", lambda self, day=None: math.nan, "expected a finite number, received nan (in round 1 of run 0)"),
        ("table", tabled(aspiration=math.inf), "table of north: expected PackageTabled with finite numbers, received"),
        ("answer", lambda self, package: 1 // 0, "received ZeroDivisionError: integer division or modulo by zero, in "),
    ],
)
def test_what_a_party_returns_is_checked(name: str, method: object, said: str) -> None:
    """The class, the method and the party are named."""
    with pytest.raises(BadInput) as error:
        played(TALKS, party_agent=own(PartyAgent, **{name: method}))
    (problem,) = error.value.problems
    assert problem.file == "own:Own"
    assert said in str(problem)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (
            e.DeadlinePassed(3),
            "expected PressureApplied or TrustShifted or TextDrafted or InformationRelayed, received",
        ),
        (e.PressureApplied("south", "north", 0.1, 0.1), "PressureApplied with mediator 'otter', received 'south'"),
        (e.TrustShifted("otter", "west", 0.1, "own"), "TrustShifted with a party of north, south, received 'west'"),
        (e.TextDrafted(("south",), 0, {}), "expected TextDrafted with mediators ('otter',), received ('south',)"),
    ],
)
def test_what_a_mediator_returns_is_checked(event: e.Event, said: str) -> None:
    """Only what mediators do, and what this one does."""
    with pytest.raises(BadInput) as error:
        played(TALKS, mediator_agent=own(MediatorAgent, press=lambda self: [event]))
    assert said in str(error.value)


def test_a_mediator_of_ones_own_can_draft() -> None:
    """Its text is answered in the same round, and signed if all accept it."""

    def press(self: MediatorAgent) -> list[e.Event]:
        board = self.model.board
        package = board.index(np.array([len(issue.levels) // 2 for issue in TALKS.issues]))
        return [e.TextDrafted((self.name,), package, board.utilities(package))]

    run = played(TALKS, mediator_agent=own(MediatorAgent, press=press))
    assert happened(run, e.TextDrafted)
    assert run.state.text in {answer.package for answer in happened(run, e.AnswerGiven)}


def test_numpys_numbers_are_numbers() -> None:
    """An aspiration may come from NumPy; events hold Python's own."""
    run = played(TALKS, party_agent=own(PartyAgent, aspiration=lambda self, day=None: np.float64(0.6)))
    assert {type(event.aspiration) for event in happened(run, e.PackageTabled)} == {float}
