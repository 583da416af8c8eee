from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from negosim.analysis.bargaining.valuation import central_valuation
from negosim.ensemble.playing.simulate import simulate
from negosim.errors import BadInput
from negosim.files.genius.parsing import read_genius
from negosim.files.genius.scenarios import load_genius, save_tables, tables_of
from negosim.files.scenario import load_scenario
from tests.genius_files import DISCRETE, ISSUES, LOWER, UPPER, domain_text, objective, space_text, villages, write


def said(folder: Path, **options: object) -> str:
    """What is said of a folder that is refused."""
    with pytest.raises(BadInput) as error:
        read_genius(folder, **options)  # type: ignore[arg-type]
    return str(error.value)


def test_a_package_is_worth_what_genius_says(tmp_path: Path) -> None:
    """Each issue's evaluation over its largest, times the weight over the sum of weights: on every package."""
    scenario = load_genius(villages(tmp_path))
    valued = central_valuation(scenario)
    expected = [
        [
            sum(
                weight / sum(weights) * own[issue][value] / max(own[issue].values())
                for issue, value, weight in zip(ISSUES, outcome, weights, strict=True)
            )
            for outcome in itertools.product(*ISSUES.values())
        ]
        for own, weights in ((LOWER, (0.5, 0.5)), (UPPER, (3, 1)))
    ]
    assert np.abs(np.array(expected) - valued.utilities).max() < 1e-12
    assert valued.reservations.tolist() == [0.0, 0.2]


def test_names_become_such_as_the_model_can_use_and_titles_keep_theirs(tmp_path: Path) -> None:
    """Identifiers are small letters; full stops leave words but not numbers; titles are those of the files."""
    scenario = load_genius(villages(tmp_path / "The Well"))
    assert (scenario.name, scenario.title) == ("the_well", "The Well")
    assert [issue.name for issue in scenario.issues] == ["well_days", "repair"]
    assert [issue.title for issue in scenario.issues] == list(ISSUES)
    assert scenario.issues[0].labels == ("no_deal", "2", "3_5 days", "4")
    assert [party.title for party in scenario.parties] == ["lower", "upper"]


def test_names_that_clash_are_told_apart(tmp_path: Path) -> None:
    """Issues and parties called like words of the model, or alike but for signs, still load."""
    issues = {"horizon": ("a", "no_deal"), "Horizon!": ("a.", "a_"), "2": ("x", "y"), "Über": ("x", "y")}
    worth = {name: dict.fromkeys(values, 1) for name, values in issues.items()}
    space = space_text(worth, dict.fromkeys(issues, 1))
    scenario = load_genius(write(tmp_path, domain=domain_text(issues), trust=space, issues=space))
    assert [issue.name for issue in scenario.issues] == ["issue_horizon", "issue_horizon_2", "issue_2", "uber"]
    assert scenario.issues[0].labels == ("no_deal_", "a", "no_deal")
    assert scenario.issues[1].labels == ("no_deal_", "a_", "a_ (2)")
    assert [party.name for party in scenario.parties] == ["party_issues", "party_trust"]


def test_a_discount_is_kept_and_none_is_none(tmp_path: Path) -> None:
    """A factor of .8 is the party's; without one, with 1, or with 0, which GENIUS takes for none, it is 1."""
    zero = space_text(UPPER, {"Well Days": 3, "Repair": 1}, discount=0.0)
    scenario = load_genius(villages(tmp_path, upper=zero))
    assert [party.discount for party in scenario.parties] == [0.8, 1.0]


def test_what_is_imported_is_written_and_read_again_alike(tmp_path: Path) -> None:
    """The scenario file of a domain loads to the same digest as the domain itself, and plays."""
    folder = villages(tmp_path / "wells")
    save_tables(tables_of(read_genius(folder)), tmp_path / "wells.toml")
    scenario = load_scenario(tmp_path / "wells.toml")
    assert scenario.digest == load_genius(folder).digest
    assert set(simulate(scenario, 3).frame["outcome"]) <= {"agreement", "deadline"}


def test_profiles_are_chosen_and_ordered(tmp_path: Path) -> None:
    """Of a folder with more utility spaces than parties, the named ones are read, in that order, twice over if not."""
    folder = villages(tmp_path, third=space_text(UPPER, {"Well Days": 1, "Repair": 1}))
    assert len(load_genius(folder).parties) == 3
    chosen = load_genius(folder, profiles=["upper.xml", "lower"])
    assert [party.name for party in chosen.parties] == ["upper", "lower"]
    assert "nearest: upper.xml" in said(folder, profiles=["uper.xml", "lower"])
    assert "each file once" in said(folder, profiles=["upper", "upper.xml"])
    assert "expected a <utility_space>" in said(folder, profiles=["domain", "upper"])


def test_oddities_of_real_files_are_read(tmp_path: Path) -> None:
    """Weights before issues, a weight too many, spaces around values, items of similarity functions, no type."""
    inner = (
        '<weight index="2" value="1"/><weight index="1" value="9"/>'
        '<issue index="2" name=" Repair "><item index="1" value="upper " evaluation="5"/>'
        '<item index="2" value="lower" evaluation="10"/><similarity_function weight="1"><criteria_function>'
        '<item index="1" value="other" evaluation="1"/></criteria_function></similarity_function></issue>'
    )
    space = f"<utility_space>{objective(inner)}</utility_space>"
    domain = domain_text({"Repair": ("upper", "lower", "lower")})
    folder = write(tmp_path, domain=domain, one=space, two=space, notes="<frontier/>")
    read = read_genius(folder)
    assert [profile.values for profile in read.profiles] == [((0.5, 1.0, 1.0),), ((0.5, 1.0, 1.0),)]
    assert str(read.notes[0]) == f"{folder / 'notes.xml'}: left out, its root is <frontier>"


def test_an_issue_whose_evaluations_are_all_zero_counts_nothing(tmp_path: Path) -> None:
    """No division by the largest of nothing."""
    zero = {"Well Days": dict.fromkeys(ISSUES["Well Days"], 0), "Repair": UPPER["Repair"]}
    read = read_genius(villages(tmp_path, upper=space_text(zero, {"Well Days": 1, "Repair": 1})))
    assert read.profiles[1].values == ((0.0, 0.0, 0.0), (0.25, 1.0))


WHOLE = '<issue index="1" name="price" lowerbound="-2" upperbound="2" type="integer"/>'
REAL = '<issue index="1" name="price" type="real"><range lowerbound="0" upperbound="1000"/></issue>'


def linear(kind: str, **evaluator: str) -> str:
    """A utility space with one issue and a linear evaluator."""
    words = " ".join(f'{key}="{value}"' for key, value in evaluator.items())
    issue = f'<issue index="1" name="price" type="{kind}"><evaluator ftype="linear" {words}/></issue>'
    weight = '<weight index="1" value="1"/>'
    return f"<utility_space>{objective(issue + weight)}</utility_space>"


def test_an_integer_issue_has_a_level_for_every_number(tmp_path: Path) -> None:
    """From -2 to 2 there are five; each is worth offset + slope (x + 2), held in 0 to 1."""
    up, down = linear("integer", offset="0.5", slope="0.2"), linear("integer", offset="1", slope="-0.25")
    scenario = load_genius(write(tmp_path, domain=domain_text({}, WHOLE), down=down, up=up))
    valued = central_valuation(scenario)
    assert scenario.issues[0].ordered
    assert valued.utilities == pytest.approx(np.array([[1.0, 0.75, 0.5, 0.25, 0.0], [0.5, 0.7, 0.9, 1.0, 1.0]]))


def test_real_numbers_are_refused_or_cut(tmp_path: Path) -> None:
    """A real issue is refused with the way out; cut into levels, each is worth parameter0 + parameter1 x."""
    up, down = linear("real", parameter0="0", parameter1="0.001"), linear("real", parameter0="1", parameter1="-0.001")
    folder = write(tmp_path, domain=domain_text({}, REAL), down=down, up=up)
    assert "--real-levels N" in said(folder)
    read = read_genius(folder, real_levels=5)
    assert read.issues[0].values == ("0", "250", "500", "750", "1000")
    assert read.profiles[1].values == (pytest.approx((0.0, 0.25, 0.5, 0.75, 1.0)),)


BAD = {
    "value": (
        space_text({"Well Days": {"2": 1, "4": 1}, "Repair": UPPER["Repair"]}, {"a": 1, "b": 1}),
        "value '3.5 days'",
    ),
    "number": (space_text(UPPER | {"Repair": {"upper": "?", "lower": 1}}, {"a": 1, "b": 1}), "received '?'"),  # type: ignore[dict-item]
    "negative": (space_text(UPPER | {"Repair": {"upper": -1, "lower": 1}}, {"a": 1, "b": 1}), "an evaluation from 0"),
    "infinite": (space_text(UPPER | {"Repair": {"upper": "1e999", "lower": 1}}, {"a": 1, "b": 1}), "received '1e999'"),  # type: ignore[dict-item]
    "weight": (space_text(UPPER, {"a": 1}), "weight of issue 'Repair'"),
    "weights": (space_text(UPPER, {"a": 0, "b": 0}), "add up to more than 0"),
    "reservation": (space_text(UPPER, {"a": 1, "b": 1}, reservation=7), "reservation: expected a number from -2 to 2"),
    "renamed": (space_text({"Repairs": UPPER["Repair"]}, {"a": 1}).replace('index="1"', ""), "nearest: Repairs"),
    "nothing": (space_text({"Repair": UPPER["Repair"]}, {"a": 1}), "issue 'Well Days': expected what its values"),
    "nonlinear": (space_text(UPPER, {"a": 1, "b": 1}, "<ufun/>"), "expected a maxutility above 0"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_utility_space_that_does_not_fit_is_refused_with_its_address(tmp_path: Path, name: str) -> None:
    """File, issue and value are named, with what was expected and received."""
    text, words = BAD[name]
    refused = said(villages(tmp_path, upper=text))
    assert words in refused
    assert "upper.xml" in refused


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    """Two utility spaces with a slip each give two lines."""
    folder = villages(tmp_path, upper=BAD["weight"][0], lower=BAD["reservation"][0])
    assert [line.split(": ")[0][-9:] for line in said(folder).splitlines()] == ["lower.xml", "upper.xml"]


def test_folders_that_hold_no_domain_are_refused(tmp_path: Path) -> None:
    """A folder that is missing, empty, without a domain, with two, or with one party."""
    assert "No such file" in said(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    assert "0 XML files" in said(tmp_path / "empty")
    domain, space = domain_text(ISSUES), space_text(UPPER, {"a": 1, "b": 1})
    assert "one file with a <negotiation_template>, received none" in said(write(tmp_path / "a", one=space, two=space))
    other = domain_text({**ISSUES, "Song": ("one", "two")})
    assert "choose with --domain again.xml" in said(
        villages(tmp_path / "b", again=other, upper=space.replace("Re", "E"))
    )
    assert "two files or more" in said(write(tmp_path / "c", domain=domain, one=space))
    assert "expected a file of" in said(tmp_path / "c" / "one.xml")


ISSUES_REFUSED = {
    "none": ("", "1 to 100 issues"),
    "nameless": (f'<issue index="1" {DISCRETE}><item value="a"/></issue>', "expected a name, received none"),
    "twice": (f'<issue name="a" {DISCRETE}><item value="a"/></issue>' * 2, "no other issue has"),
    "empty": (f'<issue name="a" {DISCRETE}/>', "expected items"),
    "nameless item": (f'<issue name="a" {DISCRETE}><item/></issue>', "each with a value"),
    "other": ('<issue name="a" type="colour"/>', "discrete or integer or real, received 'colour'"),
    "no bounds": ('<issue name="a" type="integer" lowerbound="1"/>', "a lowerbound and an upperbound"),
    "turned": ('<issue name="a" type="integer" lowerbound="2" upperbound="1"/>', "received 2 and 1"),
    "parts": ('<issue name="a" type="integer" lowerbound="0.5" upperbound="1"/>', "whole numbers"),
    "huge": ('<issue name="a" type="integer" lowerbound="0" upperbound="1e15"/>', "at most 100,000 levels"),
}


@pytest.mark.parametrize("name", ISSUES_REFUSED)
def test_issues_that_cannot_be_are_refused_with_their_address(tmp_path: Path, name: str) -> None:
    """Also ranges that no memory could hold, before any is made."""
    text, words = ISSUES_REFUSED[name]
    assert words in said(villages(tmp_path, domain=domain_text({}, text)))
