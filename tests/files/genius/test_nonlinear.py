"""Spaces that do not add up over issues: hyper-rectangles, and ranks with constraints, by the rules of GENIUS."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from negosim.analysis.bargaining.frontier import figures_of
from negosim.analysis.bargaining.valuation import central_valuation
from negosim.errors import BadInput
from negosim.files.genius.domain import GeniusDomain
from negosim.files.genius.parsing import read_genius
from negosim.files.genius.scenarios import load_genius
from tests.genius_files import domain_text, objective, space_text, write

WHOLE = '<issue index="{n}" name="i{n}" type="integer" lowerbound="0" upperbound="{top}"/>'


def rectangles(inner: str, best: float = 10.0, function: str = 'aggregation="sum"') -> str:
    """A utility space of hyper-rectangles."""
    ufun = f'<utility maxutility="{best}"><ufun type="PlainUfun" {function}>{inner}</ufun></utility>'
    return f'<utility_space type="nonlinear">{objective(ufun)}<reservation value="0.1"/></utility_space>'


def rectangle(worth: float, *bounds: tuple[int, int, int], kind: str = "INCLUDES", weight: str = "") -> str:
    """A hyper-rectangle with bounds of (issue, first, last)."""
    inner = "".join(f'<{kind} index="{n}" min="{low}" max="{high}"/>' for n, low, high in bounds)
    return f'<hyperRectangle utility="{worth}" {weight}>{inner}</hyperRectangle>'


def read(folder: Path, space: str, issues: int = 2, top: int = 2, other: str = "") -> GeniusDomain:
    """A domain of whole numbers, with a space twice."""
    domain = domain_text({}, *(WHOLE.format(n=n, top=top) for n in range(1, issues + 1)))
    return read_genius(write(folder, domain=domain, a=space, b=other or space))


def test_rectangles_add_up_and_are_held_at_one(tmp_path: Path) -> None:
    """Worth times weight within all bounds, outside of ``EXCLUDES``, everywhere without bounds; over maxutility."""
    inner = (
        rectangle(4, (1, 0, 1), (2, 1, 2))
        + rectangle(6, (1, 1, 2), weight='weight="0.5"')
        + rectangle(2, (2, 0, 0), kind="EXCLUDES")
        + rectangle(3)
    )
    found = read(tmp_path, rectangles(inner))
    expected = [
        min(1.0, (4 * (x <= 1 and y >= 1) + 3 * (x >= 1) + 2 * (y != 0) + 3) / 10)
        for x, y in itertools.product(range(3), range(3))
    ]
    assert found.utilities()[0] == pytest.approx(expected)
    assert max(expected) == 1.0
    assert found.package(5) == {"i1": "1", "i2": "2"}


@pytest.mark.parametrize(("word", "combine"), [("max", max), ("min", min)])
def test_functions_are_nested_and_combined(tmp_path: Path, word: str, combine: object) -> None:
    """The largest or smallest of rectangles and weighted inner functions."""
    inner = (
        f'{rectangle(4, (1, 0, 0))}<ufun aggregation="sum" weight="2">{rectangle(1)}{rectangle(2, (2, 1, 1))}</ufun>'
    )
    found = read(tmp_path, rectangles(inner, function=f'aggregation="{word}"'))
    expected = [combine(4 * (x == 0), 2 * (1 + 2 * (y == 1))) / 10 for x in range(3) for y in range(3)]  # type: ignore[operator]
    assert found.utilities()[0] == pytest.approx(expected)


def test_a_party_that_adds_up_talks_with_one_that_does_not(tmp_path: Path) -> None:
    """Both become tables of the same packages; the scenario has an issue whose levels are packages."""
    evaluator = '<evaluator ftype="linear" offset="0" slope="0.5"/>'
    issues = "".join(WHOLE.format(n=n, top=2).replace("/>", f">{evaluator}</issue>") for n in (1, 2))
    weights = '<weight index="1" value="3"/><weight index="2" value="1"/>'
    found = read(
        tmp_path, rectangles(rectangle(10, (1, 0, 0))), other=f"<utility_space>{issues}{weights}</utility_space>"
    )
    linear = [0.75 * x / 2 + 0.25 * y / 2 for x in range(3) for y in range(3)]
    assert found.utilities() == pytest.approx(np.array([[1.0] * 3 + [0.0] * 6, linear]))
    scenario = load_genius(tmp_path)
    assert len(scenario.issues[0].available) == 9
    assert scenario.issues[0].labels[1:3] == ("0, 0", "0, 1")
    assert central_valuation(scenario).utilities == pytest.approx(found.utilities())
    assert central_valuation(scenario).reservations == pytest.approx([0.1, 0.0])


RANKS = '<issue index="1"><item index="1" rank="1"/><item value="full" rank="4"/></issue>'
RANKS += "".join(
    f'<issue index="{n}"><item value="-5" rank="1"/><item value="0" rank="2"/><item value="5" rank="2"/></issue>'
    for n in (2, 3)
)
VALUES = {"Pump": ("half", "full"), "North": ("-5", "0", "5"), "South": ("-5", "0", "5")}
RULES = {
    "none": ("", lambda _p, _n, _s: (1, 1, 1)),
    "zero": (
        '<constraint type="zeroConstraint" index="1"><valueassignment index="2" value="5"/></constraint>',
        lambda _p, n, _s: (n != 5, 1, 1),
    ),
    "conditional": (
        (
            '<constraint type="conditionalZeroConstraint" index="2" value="5">'
            '<valueassignment index="1" value="full"/></constraint>'
        ),
        lambda p, n, _s: (1, not (p == "full" and n not in (5, -5)), 1),
    ),
    "sum": (
        (
            '<constraint type="sumZeroConstraint" index="1" value="full" min="1" max="20">'
            '<item index="2"/><item index="3"/></constraint>'
        ),
        lambda p, n, s: (not (1 <= n + s <= 20 and p == "full"), 1, 1),
    ),
    "sum, not": (
        (
            '<constraint type="sumZeroNotConstraint" index="1" value="full" min="1" max="20">'
            '<item index="2"/><item index="3"/></constraint>'
        ),
        lambda p, n, s: (not (1 <= n + s <= 20 and p != "full"), 1, 1),
    ),
    "sum, list": (
        (
            '<constraint type="sumZeroConstraintList" index="3" min="-10" max="-5"><item index="2"/>'
            '<condition value="0"/><condition value="5"/></constraint>'
        ),
        lambda _p, n, _s: (1, 1, not -10 <= n <= -5),
    ),
    "outcome": (
        (
            '<constraint type="inclusiveZeroOutcomeConstraint"><checkassignment index="1" condition="fu"/>'
            '<checkassignment index="2" condition="numeric=negative"/></constraint>'
        ),
        lambda p, n, _s: (not (p == "full" and n <= 0),) * 3,
    ),
    "outcome, conditional": (
        (
            '<constraint type="conditionalZeroOutcomeConstraint">'
            '<checkassignment index="2" condition="numeric=positive"/>'
            '<checkassignment index="3" condition="5"/></constraint>'
        ),
        lambda _p, n, s: (not (n > 0 and "5" not in str(s)),) * 3,
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_ranks_and_constraints(tmp_path: Path, name: str) -> None:
    """The mean over issues of rank over the largest rank, where no constraint makes it nothing."""
    constraint, holds = RULES[name]
    rules = f"<rules><ranks>{RANKS}</ranks><constraints>{constraint}</constraints></rules>"
    space = f'<utility_space type="constraint">{objective(rules)}</utility_space>'
    found = read_genius(write(tmp_path, domain=domain_text(VALUES), a=space, b=space))
    rank = {"half": 0.25, "full": 1.0, -5: 0.5, 0: 1.0, 5: 1.0}
    expected = [
        sum(rank[each] * bool(counts) for each, counts in zip(package, holds(*package), strict=True)) / 3
        for package in itertools.product(("half", "full"), (-5, 0, 5), (-5, 0, 5))
    ]
    assert found.utilities()[0] == pytest.approx(expected)


def test_a_million_packages_are_a_table_and_more_are_refused(tmp_path: Path) -> None:
    """Six issues of ten numbers give frontier and solutions; seven are told by how many they are."""
    mine, other = rectangles(rectangle(7, (1, 3, 5)) + rectangle(3, (6, 0, 0))), rectangles(rectangle(10, (1, 5, 9)))
    found = read(tmp_path / "six", mine, issues=6, top=9, other=other)
    figures = figures_of(found.utilities(), np.array([0.1, 0.1]))
    assert (figures.packages, figures.pareto.tolist()) == (1_000_000, [[1.0, 1.0]])
    assert found.package(int(found.utilities().sum(axis=0).argmax()))["i1"] == "5"
    with pytest.raises(BadInput, match=r"at most 5,000 packages where utilities do not add up.*received 1,000,000"):
        load_genius(tmp_path / "six")
    with pytest.raises(BadInput, match=r"at most 1,000,000 packages.*received 10,000,000"):
        read(tmp_path / "seven", mine, issues=7, top=9)


WRONG = {
    "index": (rectangles(rectangle(1, (3, 0, 1))), "the index of an issue"),
    "utility": (rectangles('<hyperRectangle utility="much"/>'), "hyperRectangle: expected a utility, received 'much'"),
    "aggregation": (rectangles("", function='aggregation="mean"'), "sum, max or min"),
    "best": (rectangles("", best=0), "a maxutility above 0"),
    "rank": (
        "<utility_space><rules><ranks><issue index='1'/></ranks></rules></utility_space>",
        "a rank for every value",
    ),
    "type": (
        (
            f"<utility_space><rules><ranks>{RANKS}</ranks><constraints><constraint type='x'/></constraints></rules>"
            "</utility_space>"
        ),
        "constraint: expected a known type",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_spaces_that_make_no_sense_are_refused_with_their_address(tmp_path: Path, name: str) -> None:
    """What is unknown is named."""
    text, words = WRONG[name]
    with pytest.raises(BadInput) as error:
        read(tmp_path, text)
    assert words in str(error.value)


def test_words_cannot_be_bounded_by_numbers(tmp_path: Path) -> None:
    """A rectangle over an issue of words is refused by the name of the issue."""
    words = {"i1": ("low", "high")}
    folder = write(tmp_path, domain=domain_text(words), a=rectangles(rectangle(1)), b=space_text({"i1": {}}, {}))
    with pytest.raises(BadInput, match="issue 'i1': expected values that are numbers"):
        read_genius(folder)
