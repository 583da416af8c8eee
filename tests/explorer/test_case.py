"""The case that the page shows: its own, whatever it is, and nothing that is written in the code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import negosim as ns
from negosim.cli.app import negosim
from negosim.domain.quantities import quantities_of
from tests.explorer.fronts import SMALL, Front, front


@pytest.fixture(scope="module")
def page() -> Iterator[Front]:
    """The page of January, played by a thread."""
    with front("january_2024", most_runs=SMALL) as opened:
        yield opened


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """A case that somebody started, with a what-if of markup beside it."""
    folder = tmp_path_factory.mktemp("own") / "case"
    assert CliRunner().invoke(negosim, ["new", str(folder), "--parties", "north,south"]).exit_code == 0
    (path,) = folder.glob("scenario.toml")
    what_if = f'extends = "{path.name}"\nname = "x"\ntitle = "<b>bold</b> & <script>"\nhorizon = 30\n'
    (folder / "shorter.toml").write_text(what_if, encoding="utf-8")
    with front(path, most_runs=SMALL) as opened:
        yield opened


def test_a_case_is_described_as_its_file_says(page: Front) -> None:
    """Parties, mediators, issues and levels that can be agreed are those of the scenario, in its order."""
    told, scenario = page.get("/api/case"), ns.load_scenario("january_2024")
    assert [each["name"] for each in told["parties"]] == [party.name for party in scenario.parties]
    assert [each["name"] for each in told["mediators"]] == [mediator.name for mediator in scenario.mediators]
    for each, issue in zip(told["issues"], scenario.issues, strict=True):
        assert [level["name"] for level in each["levels"]] == [issue.labels[digit] for digit in issue.available]
    assert told["evidence"]["distinct_claims"] == len({c for p in scenario.parameters.values() for c in p.claims})


def test_what_ifs_are_the_files_that_extend_the_case(page: Front) -> None:
    """They are those of ``ns.cases`` that extend it and are no cases of their own."""
    told = page.get("/api/case")["what_ifs"]
    expected = {case.name for case in ns.cases() if case.extends == "january_2024" and case.group == "what_if"}
    assert {each["name"] for each in told} == expected


def test_controls_lie_in_the_range_of_their_quantity(page: Front) -> None:
    """Each control reaches beyond what is drawn, and no further than the parameter may go."""
    known = quantities_of(ns.load_scenario("january_2024"))
    controls = page.get("/api/case")["controls"]
    assert len(controls) >= 8
    for each in controls:
        quantity = known[each["key"]]
        assert (
            quantity.low <= each["low"] <= each["p05"] <= each["value"] <= each["p95"] <= each["high"] <= quantity.high
        )
        assert max(y for _, y in each["density"]) == 1.0


def test_controls_are_ranked_by_what_sets_agreements_apart(own: Front) -> None:
    """The effect is largest first, and each is a correlation."""
    effects = [abs(each["effect"] or 0.0) for each in own.get("/api/case")["controls"]]
    assert effects == sorted(effects, reverse=True)
    assert all(effect <= 1.0 for effect in effects)


def test_a_case_of_ones_own_can_be_moved_and_played(own: Front) -> None:
    """Given a case that ``negosim new`` started, then all that the page offers can be set and is answered."""
    told = own.get("/api/case")
    for setting in told["settings"]:
        value = {"switch": False, "number": setting.get("high")}.get(setting["kind"], setting["value"])
        assert own.ask("simulate", {"set": {setting["key"]: value}}, runs=20)["runs"] == 20
    for each in told["controls"]:
        found = own.ask("simulate", {"set": {each["key"]: each["high"]}}, runs=20)
        assert [moved["to"] for moved in found["moved"]] == [each["high"]]
    for what_if in told["what_ifs"]:
        assert own.ask("simulate", {"what_ifs": [what_if["name"]]}, runs=20)["runs"] == 20


def test_markup_in_names_comes_as_text_of_json(own: Front) -> None:
    """A title with markup is the same text in JSON, which no browser takes for a page."""
    answer = own.client.get("/api/case")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert [each["title"] for each in answer.json()["what_ifs"]] == ["<b>bold</b> & <script>"]


def test_any_parameter_is_found_by_its_words(page: Front) -> None:
    """All words must be in its name or title, whatever their case."""
    found = page.get("/api/parameters?q=TRUST%20israel%20egypt")["parameters"]
    assert [each["key"] for each in found] == ["egypt.trust.israel"]
    assert page.get("/api/parameters?q=nothing-of-the-kind")["parameters"] == []


def test_evidence_names_acts_and_claims(page: Front) -> None:
    """What a parameter stands on is what ``Scenario.explain`` says; without texts there are no sentences."""
    key = "hamas.weight.hostages"
    told, expected = page.get(f"/api/evidence?key={key}"), ns.load_scenario("january_2024").explain(key)
    assert [claim["id"] for claim in told["claims"]] == list(expected.claims)
    assert len(told["acts"]) == len(expected.acts)
    assert {claim["sentence"] for claim in told["claims"]} == {None}


def test_sentences_are_those_of_the_texts_that_were_coded() -> None:
    """Given the texts of the invented case, then a claim comes with its sentence."""
    folder = Path(next(case.path for case in ns.cases() if case.name == "second_case")).parent / "texts"
    with front("second_case", texts=folder, most_runs=SMALL) as opened:
        key = next(each["key"] for each in opened.get("/api/case")["controls"] if each["claims"])
        claims = opened.get(f"/api/evidence?key={key}")["claims"]
    assert claims
    assert all(claim["sentence"] for claim in claims)


def test_what_was_signed_comes_from_patterns_of_the_same_dossier(page: Front, own: Front) -> None:
    """The truce of November is a package of history for January; a case of one's own has none."""
    (signed,) = page.get("/api/case")["signed"]
    assert signed["levels"]["pause"] == "7"
    assert own.get("/api/case")["signed"] == []
