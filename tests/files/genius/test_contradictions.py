"""Files that say two things of one: refused with both, since nobody can tell which was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from negosim.domain.scenario import Scenario
from negosim.errors import BadInput, ScenarioWarning
from negosim.files.genius.parsing import read_genius
from negosim.files.genius.scenarios import load_genius
from tests.genius_files import UPPER, domain_text, space_text, villages

WEIGHTS = {"a": 3, "b": 1}
SPACE = space_text(UPPER, WEIGHTS)
ITEM = '<item index="1" value="2" evaluation="30"/>'
RANGE = '<issue index="{index}" name="Days" type="{kind}" lowerbound="{low}" upperbound="4">{evaluator}</issue>'
EVALUATOR = '<evaluator ftype="linear" offset="0" slope="0.1"/>'


def refused(folder: Path) -> str:
    """What is said of the utility space of the upper village."""
    with pytest.raises(BadInput) as error:
        read_genius(folder)
    assert "upper.xml" in str(error.value)
    return str(error.value)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (SPACE + '<weight index="1" value="2"/>', "weight of index '1': expected one value, received '3' and '2'"),
        (SPACE.replace(ITEM, ITEM + ITEM.replace("30", "9")), "value '2': expected one value, received '30' and '9'"),
        (SPACE + '<issue name="Repair" index="3"/>', "issue: expected each once, received 'Repair' 2 times"),
        (SPACE.replace('index="2" name', 'index="1" name'), "issue index: expected each once, received '1' 2 times"),
        (SPACE + '<reservation value="0"/><reservation value="1"/>', "reservation: expected one value"),
        (SPACE + '<discount_factor value="1"/><discount_factor value=".5"/>', "discount_factor: expected one value"),
        (SPACE.replace("discrete", "integer"), "issue 'Well Days': expected what the domain says it is, discrete"),
    ],
)
def test_what_is_said_twice_is_said_alike(tmp_path: Path, said: str, words: str) -> None:
    """Weights, evaluations, issues, reservation values, discounts, kinds."""
    said = said.removeprefix(SPACE) if said.startswith(SPACE) else said
    text = said if "<utility_space>" in said else SPACE.replace("</utility_space>", f"{said}</utility_space>")
    assert words in refused(villages(tmp_path, upper=text))


def test_what_is_said_twice_and_alike_is_read(tmp_path: Path) -> None:
    """As files of some programs do."""
    text = SPACE.replace("</utility_space>", '<weight index="1" value="3"/></utility_space>').replace(ITEM, ITEM * 2)
    assert read_genius(villages(tmp_path, upper=text)).profiles[1].weights == (0.75, 0.25)


def test_numbers_count_from_the_bound_of_the_utility_space_as_in_genius(tmp_path: Path) -> None:
    """The domain says which numbers there are; with a lower bound of 2 of its own, 4 is worth offset + 2 slope."""
    domain = domain_text({}, RANGE.format(index=1, kind="integer", low=0, evaluator=""))
    space = "<utility_space>{}<weight index='1' value='1'/></utility_space>"
    same = space.format(RANGE.format(index=1, kind="integer", low=0, evaluator=EVALUATOR))
    other = space.format(RANGE.format(index=1, kind="integer", low=2, evaluator=EVALUATOR))
    read = read_genius(villages(tmp_path, domain=domain, upper=other, lower=same))
    assert read.profiles[0].values[0] == pytest.approx((0.0, 0.1, 0.2, 0.3, 0.4))
    assert read.profiles[1].values[0] == pytest.approx((0.0, 0.0, 0.0, 0.1, 0.2))
    assert "lowerbound 2 differs from the domain's 0" in str(read.notes[0])


def test_a_value_named_twice_is_two_values_told_apart_by_their_order(tmp_path: Path) -> None:
    """With evaluations 0 and 8, one is worth nothing and one all; a single evaluation holds for both."""
    issues = {"Days": ("0", "5", "0")}
    twice = space_text({"Days": {"0": 0, "5": 4}}, {"Days": 1}).replace(
        "</issue>", '<item index="3" value="0" evaluation="8"/></issue>'
    )
    once = space_text({"Days": {"0": 6, "5": 3}}, {"Days": 1})
    read = read_genius(villages(tmp_path, domain=domain_text(issues), upper=twice, lower=once))
    assert [profile.values[0] for profile in read.profiles] == [(1.0, 0.5, 1.0), (0.0, 0.5, 1.0)]
    scenario = load_scenario_of(tmp_path)
    assert scenario.issues[0].labels == ("no_deal", "0", "5", "0 (2)")


def load_scenario_of(folder: Path) -> Scenario:
    """The scenario of a folder that is read with notes."""
    with pytest.warns(ScenarioWarning, match="names a value twice"):
        return load_genius(folder)


def test_issues_of_another_name_are_found_by_their_index(tmp_path: Path) -> None:
    """As in GENIUS, with a note; an issue that the domain does not have is left out."""
    text = SPACE.replace('name="Repair"', 'name="Mending"').replace(
        "<weight", '<issue index="7" name="Song"><item value="a" evaluation="1"/></issue><weight', 1
    )
    read = read_genius(villages(tmp_path, upper=text))
    assert read.profiles[1].values == read_genius(villages(tmp_path / "b", upper=SPACE)).profiles[1].values
    assert [note.text for note in read.notes] == [
        "issue 'Repair' is called 'Mending' here, and is found by its index, 2",
        "issue 'Song' is left out, the domain has none of that name",
    ]


def test_a_value_that_the_domain_lacks_is_left_out_and_told(tmp_path: Path) -> None:
    """Nobody can agree on it; evaluations are divided by the largest of all, as in GENIUS."""
    text = SPACE.replace(ITEM, ITEM + '<item value="six" evaluation="60"/>')
    read = read_genius(villages(tmp_path, upper=text))
    assert read.profiles[1].values[0] == pytest.approx((1 / 2, 1 / 3, 0.0))
    assert "value 'six' is left out" in str(read.notes[0])
