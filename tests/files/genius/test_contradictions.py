"""Files that say two things of one: refused with both, since nobody can tell which was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from negosim.errors import BadInput
from negosim.files.genius.parsing import read_genius
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
        (
            SPACE.replace(ITEM, ITEM + '<item value="six" evaluation="99"/>'),
            "value 'six': expected a value of the domain",
        ),
        (SPACE + '<issue name="Repair" index="3"/>', "issue: expected each once, received 'Repair' 2 times"),
        (SPACE.replace('index="2" name', 'index="1" name'), "issue index: expected each once, received '1' 2 times"),
        (SPACE + '<reservation value="0"/><reservation value="1"/>', "reservation: expected one value"),
        (SPACE + '<discount_factor value="1"/><discount_factor value=".5"/>', "discount_factor: expected one value"),
        (SPACE.replace("discrete", "integer"), "issue 'Well Days': expected what the domain says it is, discrete"),
    ],
)
def test_what_is_said_twice_is_said_alike(tmp_path: Path, said: str, words: str) -> None:
    """Weights, evaluations, issues, reservation values, discounts, kinds; and values are those of the domain."""
    said = said.removeprefix(SPACE) if said.startswith(SPACE) else said
    text = said if "<utility_space>" in said else SPACE.replace("</utility_space>", f"{said}</utility_space>")
    assert words in refused(villages(tmp_path, upper=text))


def test_what_is_said_twice_and_alike_is_read(tmp_path: Path) -> None:
    """As files of some programs do."""
    text = SPACE.replace("</utility_space>", '<weight index="1" value="3"/></utility_space>').replace(ITEM, ITEM * 2)
    assert read_genius(villages(tmp_path, upper=text)).profiles[1].weights == (0.75, 0.25)


def test_a_range_is_that_of_the_domain(tmp_path: Path) -> None:
    """Where a utility space names its bounds."""
    domain = domain_text({}, RANGE.format(index=1, kind="integer", low=0, evaluator=""))
    space = "<utility_space>{}<weight index='1' value='1'/></utility_space>"
    same = space.format(RANGE.format(index=1, kind="integer", low=0, evaluator=EVALUATOR))
    other = space.format(RANGE.format(index=1, kind="integer", low=2, evaluator=EVALUATOR))
    assert len(read_genius(villages(tmp_path, domain=domain, upper=same, lower=same)).profiles) == 2
    words = "issue 'Days', lowerbound: expected that of the domain, 0, received 2"
    assert words in refused(villages(tmp_path, domain=domain, upper=other, lower=same))
