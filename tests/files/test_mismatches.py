"""A dossier held against the scenario that reads it: slips are errors, and no claim comes out stronger than it is."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from negosim.domain.scenario import Scenario
from negosim.errors import BadInput
from negosim.evidence.claims import digest_of
from negosim.files.dossier import slip
from negosim.files.scenario import load_scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
DAY = dt.date(2031, 3, 2)
TALKS: dict[str, Any] = {
    "name": "herring",
    "dossier": "dossier.toml",
    "codebook": "codebook.toml",
    "as_of": DAY,
    "start": DAY,
    "horizon": 30,
    "issues": {
        "quota": {"unit": "thousand tonnes", "status_quo": 100, "levels": [80, 60, 40, 20]},
        "observers": {"status_quo": "none", "levels": ["none", "sample", "all"]},
        "fund": {"status_quo": "nothing", "levels": ["nothing", "small", "generous"]},
    },
    "parties": {
        "norvik": {"prefers": {"quota": "less", "observers": "more", "fund": "less"}},
        "sudara": {"prefers": {"quota": "more", "observers": "less", "fund": "more"}},
    },
    "mediators": {"commission": {}},
    "assumptions": {"*.horizon": {"low": 10, "high": 25}},
}


def claim(number: int, **fields: Any) -> dict[str, Any]:
    """The table of a claim: norvik demands a small fund, if nothing else is said."""
    return {
        "id": f"f{number:02}",
        "document": "gazette",
        "span": [10 * number, 10 * number + 5],
        "digest": digest_of(""),
        "kind": "position",
        "actor": "norvik",
        "stance": "demands",
        "attribution": "on_record",
        "date": DAY,
        "paraphrase": "in own words",
        **({} if "issue" in fields or fields.get("kind", "position") != "position" else {"issue": "fund"}),
        **fields,
    }


def loaded(folder: Path, *claims: Mapping[str, Any], talks: Mapping[str, Any] = TALKS, **top: Any) -> Scenario:
    """The herring talks with a dossier of some claims, and the shared codebook."""
    document = {
        "id": "gazette",
        "file": "gazette.txt",
        "publisher": "The Gazette",
        "date": DAY,
        "title": "Herring",
        "length": 1000,
        "digest": digest_of(""),
    }
    shutil.copy(SCENARIOS / "codebook.toml", folder)
    dossier = {**top, "documents": [document], "claims": list(claims)}
    (folder / "dossier.toml").write_text(tomli_w.dumps(dossier), encoding="utf-8")
    (folder / "herring.toml").write_text(tomli_w.dumps(talks), encoding="utf-8")
    return load_scenario(folder / "herring.toml")


SLIPS: list[tuple[str, dict[str, Any], str, str]] = [
    ("actor", {"actor": "norvick"}, "actor", "received norvick (nearest: norvik;"),
    ("toward", {"kind": "pressure", "toward": "comission"}, "toward", "nearest: commission;"),
    ("issue", {"issue": "qouta"}, "issue", "nearest: quota;"),
    ("level", {"level": "smal"}, "level", "a level of fund, received smal (nearest: small"),
    ("level_far_away", {"level": "huge"}, "level", "known: generous, nothing, small"),
    ("level_of_a_fact", {"kind": "fact", "stance": "observes", "issue": "fund", "level": "smal"}, "level", "small"),
    ("unit", {"issue": "quota", "value": 40, "unit": "fish"}, "unit", "thousand tonnes or quota, received fish"),
    ("value", {"issue": "quota", "value": 1e9}, "value", "the scale of quota, 20 to 100, or not far from it"),
    ("value_without_numbers", {"issue": "fund", "value": 3}, "value", "a level of fund, which has no numbers"),
    ("condition_on_a_slip", {"condition": {"qouta": "60"}}, "condition.qouta", "nearest: quota;"),
    ("condition_no_level", {"condition": {"quota": "65"}}, "condition.quota", "a level of quota, received 65"),
    ("condition_far_away", {"condition": {"observers": "every"}}, "condition.observers", "known: all, none, sample"),
    ("condition_of_two", {"condition": {"observers": ["all", "al"]}}, "condition.observers", "received al "),
    ("exception_on_a_slip", {"stance": "refuses", "unless": {"qouta": "60"}}, "unless.qouta", "nearest: quota;"),
    ("exception_no_level", {"stance": "refuses", "unless": {"quota": "65"}}, "unless.quota", "received 65"),
]


@pytest.mark.parametrize(("fields", "field", "words"), [case[1:] for case in SLIPS], ids=[case[0] for case in SLIPS])
def test_a_slip_is_told_with_its_address(tmp_path: Path, fields: dict[str, Any], field: str, words: str) -> None:
    """The dossier, the claim, the field, what was expected and the nearest word."""
    with pytest.raises(BadInput) as error:
        loaded(tmp_path, claim(1, **fields))
    (problem,) = error.value.problems
    assert (problem.file, problem.key) == (str(tmp_path / "dossier.toml"), f"claims.f01.{field}")
    assert words in str(problem)


def test_a_slip_in_a_later_claim_is_told_too(tmp_path: Path) -> None:
    """A file is right or wrong whatever the day."""
    talks = {**TALKS, "as_of": DAY - dt.timedelta(days=9)}
    with pytest.raises(BadInput, match=r"claims\.f01\.actor"):
        loaded(tmp_path, claim(1, actor="norvick"), talks=talks)


def test_a_word_that_is_meant_as_it_stands_can_be_said_to_be(tmp_path: Path) -> None:
    """By naming it at the top of the dossier."""
    loaded(tmp_path, claim(1, actor="norvick", level="small"), meant=["norvick"])


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("norvick", "norvik"),
        ("nrovik", "norvik"),
        ("norvi", "norvik"),
        ("Norvik", "norvik"),
        ("norvik", ""),
        ("norway", ""),
        ("group_3", ""),
        ("side_b", ""),
        ("us", ""),
    ],
)
def test_a_slip_is_one_letter(word: str, found: str) -> None:
    """Not a number, nor the letter that tells one group from another."""
    assert slip(word, ["norvik", "group_1", "side_a", "uk"]) == found


def test_a_claim_under_a_condition_that_is_not_negotiated_is_not_used(tmp_path: Path) -> None:
    """Neither as a refusal without its condition, nor as consent, nor as a weight; the same holds of an exception."""
    aside = {"harbours": "open"}
    refusal = claim(1, level="small", stance="refuses", only=True, condition=aside)
    consent = claim(2, level="small", stance="accepts", condition=aside)
    excepted = claim(3, level="small", stance="refuses", unless=aside)
    with_them, without = loaded(tmp_path, refusal, consent, excepted), loaded(tmp_path)
    assert with_them.digest == without.digest
    assert with_them.red_lines == with_them.acts == ()


def test_a_condition_that_is_negotiated_stays_with_its_claim(tmp_path: Path) -> None:
    """One level or several, words or numbers; for norvik more of the catch is worse, and fewer observers."""
    condition = {"quota": [60, "40"], "observers": "sample"}
    (act,) = loaded(tmp_path, claim(1, level="small", stance="refuses", condition=condition)).acts
    assert [str(each) for each in act.said_of] == ["quota = 60 or 40 and observers = sample and fund = small"]
    assert [each.levels for each in act.refused] == [
        {"quota": ("80", "60", "40"), "observers": ("none", "sample"), "fund": ("small", "generous")}
    ]


def test_an_exception_holds_with_what_it_names_and_with_better(tmp_path: Path) -> None:
    """For norvik less of the catch is better."""
    refusal = claim(1, level="small", stance="refuses", unless={"quota": 40})
    (act,) = loaded(tmp_path, refusal).acts
    assert [each.levels["quota"] for each in act.refused] == [("80", "60")]


def test_more_and_less_are_those_of_the_numbers(tmp_path: Path) -> None:
    """In a list that falls as in one that rises: the same values, and the same acts for a wish without a number."""
    rising = {**TALKS, "issues": {**TALKS["issues"], "quota": {"status_quo": 20, "levels": [20, 40, 60, 80]}}}
    falling = {**TALKS, "issues": {**TALKS["issues"], "quota": {"status_quo": 80, "levels": [80, 60, 40, 20]}}}
    wishes = [claim(1, issue="quota", direction=1), claim(2, actor="sudara", issue="quota", direction=-1)]
    scenarios = [loaded(tmp_path, *wishes, talks=talks) for talks in (rising, falling)]
    ends = [
        {
            s.parameters[f"{party}.value.quota.{level}"].distribution.mean
            for party, level in (("norvik", 20), ("sudara", 80))
        }
        for s in scenarios
    ]
    assert ends == [{1.0}, {1.0}]
    refused = [[each.levels for act in s.acts for each in act.refused] for s in scenarios]
    assert refused[0] == refused[1] == [{"quota": ("20",)}, {"quota": ("80",)}]


def test_the_day_can_be_a_text_and_needs_claims_to_cut(tmp_path: Path) -> None:
    """The same in Python as on the command line."""
    loaded(tmp_path, claim(1, level="small"))
    path, before = tmp_path / "herring.toml", DAY - dt.timedelta(days=1)
    assert load_scenario(path, as_of=str(before)).digest == load_scenario(path, as_of=before).digest
    assert load_scenario(path, as_of=str(before)).acts == ()
    with pytest.raises(BadInput, match="--as-of: expected a date such as 2024-01-26, received soon"):
        load_scenario(path, as_of="soon")
    with pytest.raises(BadInput, match="a scenario with a dossier, whose claims the day cuts, received one without"):
        load_scenario(SCENARIOS / "examples" / "divide_a_cake.toml", as_of="2024-01-26")
