"""Domains of GeniusWeb (JSON) and NegMAS (YAML): read, written, and what is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from negosim.analysis.bargaining.frontier import domain_figures
from negosim.analysis.genius import save_genius
from negosim.errors import BadInput, ScenarioWarning
from negosim.files.genius.documents import read_documents
from negosim.files.genius.parsing import read_genius
from negosim.files.genius.scenarios import load_genius
from negosim.sampling.draws import central_draw_of
from tests.genius_files import villages

ISSUES = {
    "name": "well",
    "issuesValues": {"repair": {"values": ["upper", "lower"]}, "days": {"range": ["1", "2", "0.5"]}},
}


def space(upper: float, **more: Any) -> dict[str, Any]:
    """A utility space of GeniusWeb."""
    numbers = {"lowValue": 1, "lowUtility": 0.2, "highValue": 2, "highUtility": 1}
    return {
        "LinearAdditiveUtilitySpace": {
            "issueUtilities": {
                "repair": {"discreteutils": {"valueUtilities": {"upper": upper, "lower": 0.5}}},
                "days": {"numberutils": numbers},
            },
            "issueWeights": {"repair": 0.25, "days": 0.75},
            "domain": ISSUES,
            "name": "x",
            **more,
        }
    }


def write_json(folder: Path, **files: object) -> Path:
    """Files of a folder by their names without ``.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, document in files.items():
        (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


def test_geniusweb_values_count_as_they_stand(tmp_path: Path) -> None:
    """No division by the largest; numbers lie on a line between two; the reservation bid is worth what it is worth."""
    bid = {"issuevalues": {"repair": "lower", "days": "1.5"}}
    folder = write_json(tmp_path, well=ISSUES, a=space(1.0), b=space(0.4, reservationBid=bid), specials=[1])
    read = read_documents(folder, "geniusweb")
    assert [issue.values for issue in read.issues] == [("upper", "lower"), ("1.0", "1.5", "2.0")]
    assert read.profiles[1].values == ((0.4, 0.5), pytest.approx((0.2, 0.6, 1.0)))
    assert [profile.reservation for profile in read.profiles] == [0.0, pytest.approx(0.25 * 0.5 + 0.75 * 0.6)]
    assert read.utilities()[1] == pytest.approx([0.25, 0.55, 0.85, 0.275, 0.575, 0.875])
    assert "specials.json: left out: list" in str(read.notes[0]) or "specials.json" in str(read.notes[0])


DOMAIN = """issues:
- {name: repair, type: CategoricalIssue, values: [upper, lower]}
- {name: days, type: ContiguousIssue, values: [1, 3]}
name: well
type: DiscreteCartesianOutcomeSpace
"""
INNER = """name: a
reserved_value: 5.0
type: LinearAdditiveUtilityFunction
values:
- {type: TableFun, mapping: {lower: 10, upper: 0}}
- {type: AffineFun, slope: -1, bias: 4}
weights: [1, 2]
bias: 1
"""
OUTER = "type: ExpDiscountedUFun\nreserved_value: -.inf\ndiscount: 0.5\nufun:\n" + "".join(
    f"  {line}\n" for line in INNER.splitlines()
)


def write_yaml(folder: Path, **files: str) -> Path:
    """Files of a folder by their names without ``.yml``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return folder


def test_negmas_utilities_are_divided_by_the_largest_sum(tmp_path: Path) -> None:
    """1 table + 2 (4 - x) + 1 lies between 3 and 17: without the 1, over 16; the reservation value alike."""
    pytest.importorskip("yaml")
    read = read_documents(write_yaml(tmp_path, domain=DOMAIN, a=INNER, b=OUTER), "negmas")
    assert read.utilities()[0] == pytest.approx([6 / 16, 4 / 16, 2 / 16, 16 / 16, 14 / 16, 12 / 16])
    assert [profile.reservation for profile in read.profiles] == [4 / 16, 4 / 16]
    assert [profile.discount for profile in read.profiles] == [1.0, 0.5]
    assert "divided by 16" in str(read.notes[0])


@pytest.mark.parametrize("form", ["geniusweb", "negmas"])
def test_what_is_written_is_read_alike(tmp_path: Path, form: str) -> None:
    """Frontier and acceptable packages are those of the GENIUS files; the reservation value is that of a package."""
    pytest.importorskip("yaml")
    upper = (villages(tmp_path / "first") / "upper.xml").read_text()
    lower = upper.replace('value="3"', 'value="1"').replace('value="0.2"', 'value="0.7"')
    first = load_genius(villages(tmp_path / "wells", lower=lower))
    files = save_genius(first, tmp_path / "out", form=form)
    ending = "json" if form == "geniusweb" else "yml"
    assert [file.name for file in files] == [f"wells{each}.{ending}" for each in ("", "_lower", "_upper")]
    again = load_genius(tmp_path / "out", form=form)
    one, two = (domain_figures(each, central_draw_of(each)) for each in (first, again))
    assert one.pareto == pytest.approx(two.pareto)
    assert one.rational == two.rational
    assert [issue.title for issue in first.issues] == [issue.title for issue in again.issues]
    with pytest.raises(BadInput, match="--force"):
        save_genius(first, tmp_path / "out", form=form)


def test_discounts_have_no_place_in_geniusweb(tmp_path: Path) -> None:
    """They are refused; YAML keeps them, and tiny numbers."""
    pytest.importorskip("yaml")
    text = (villages(tmp_path / "first") / "lower.xml").read_text().replace('evaluation="5"', 'evaluation="0.00001"')
    scenario = load_genius(villages(tmp_path / "wells", lower=text))
    with pytest.raises(BadInput, match=r"parties\.lower\.discount"):
        save_genius(scenario, tmp_path / "json", form="geniusweb")
    save_genius(scenario, tmp_path / "yaml", form="negmas")
    read = read_documents(tmp_path / "yaml", "negmas")
    first = read_genius(tmp_path / "wells")
    assert read.profiles[0].discount == 0.8
    assert read.profiles[0].values[0] == pytest.approx(first.profiles[0].values[0], abs=1e-15)


WRONG: dict[str, tuple[dict[str, object], str]] = {
    "no domain": ({"a": space(1), "b": space(1)}, "no domain and 2 utility spaces"),
    "one profile": ({"d": ISSUES, "a": space(1)}, "a domain and 1 utility spaces"),
    "weights": ({"d": ISSUES, "a": space(1, issueWeights={"repair": 0.2, "days": 0.1}), "b": space(1)}, "add up to 1"),
    "shape": ({"d": ISSUES, "a": {"LinearAdditiveUtilitySpace": {}}, "b": space(1)}, "a file of the usual form"),
    "values": ({"d": {"issuesValues": {"x": {"values": [1, 1]}}}, "a": space(1), "b": space(1)}, "each once"),
    "range": ({"d": {"issuesValues": {"x": {"range": [0, 1e9, 1]}}}, "a": space(1), "b": space(1)}, "at most 100,000"),
    "domain": ({"d": {"issuesValues": [1]}, "a": space(1), "b": space(1)}, "a file of the usual form"),
}


@pytest.mark.parametrize("name", WRONG)
def test_bad_json_is_refused_with_its_address(tmp_path: Path, name: str) -> None:
    """Whatever its shape."""
    files, words = WRONG[name]
    with pytest.raises(BadInput) as error:
        read_documents(write_json(tmp_path, **files), "geniusweb")
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &x [1]\nb: *x\n", "an alias"),
        ("a: [", "expected YAML"),
        ("!!python/object:os.system {}", "expected YAML"),
        ("[" * 5000, "expected YAML"),
        (INNER.replace("LinearAdditive", "HyperRectangle"), "a linear additive utility function"),
        (INNER.replace("AffineFun", "QuadraticFun"), "a table, or a function that is linear or constant"),
        (INNER.replace("lower: 10", "lower: -10"), "values and a weight from 0"),
        (INNER.replace("weights: [1, 2]", "weights: [1]"), "2 value functions and weights"),
    ],
)
def test_bad_yaml_is_refused(tmp_path: Path, text: str, words: str) -> None:
    """Aliases and tags of Python, too: nothing in a file is run."""
    pytest.importorskip("yaml")
    with pytest.raises(BadInput) as error:
        read_documents(write_yaml(tmp_path, domain=DOMAIN, a=INNER, b=text), "negmas")
    assert words in str(error.value)


def test_a_form_that_is_unknown_is_refused(tmp_path: Path) -> None:
    """With the known ones."""
    with pytest.raises(BadInput, match="genius"):
        load_genius(tmp_path, form="geniusw")


def test_notes_are_warnings_in_python(tmp_path: Path) -> None:
    """What was left out is not silent."""
    with pytest.warns(ScenarioWarning, match=r"notes\.xml: left out"):
        load_genius(villages(tmp_path, notes="<a/>"))
