"""A case of another kind, with texts of its own and the shared codebook: the rules are not made for one case."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest

from negosim.analysis.evidence.leave_one_out import leave_acts_out
from negosim.analysis.evidence.signing import contradicts
from negosim.domain.acts import Act
from negosim.domain.issues import Condition
from negosim.domain.scenario import Scenario
from negosim.ensemble.playing.simulate import simulate
from negosim.evidence.claims import Dossier, known_claims
from negosim.files.dossier import load_dossier
from negosim.files.scenario import load_scenario
from negosim.files.source_texts import check_against_texts

SCENARIOS = Path(__file__).parents[2] / "scenarios"
CASE = SCENARIOS / "examples" / "second_case"
CODEBOOK = SCENARIOS / "codebook.toml"
RUNS, SEED = 2_000, 7


@cache
def scenario() -> Scenario:
    """The invented case."""
    return load_scenario(CASE / "scenario.toml")


@cache
def dossier() -> Dossier:
    """Its claims."""
    return load_dossier(CASE / "dossier.toml")


def act(name: str) -> Act:
    """An act of the case by its name."""
    return next(act for act in scenario().acts if act.name == name)


def test_every_text_says_that_it_is_invented() -> None:
    """Nobody takes the example for a report."""
    texts = sorted((CASE / "texts").glob("*.txt"))
    assert {path.name for path in texts} == {document.file for document in dossier().documents}
    assert all("Invented for an example of negosim" in path.read_text(encoding="utf-8") for path in texts)
    assert "invented" in scenario().about


def test_every_claim_holds_against_its_text() -> None:
    """Lengths, spans and digests are those of the texts that lie beside the dossier."""
    assert check_against_texts(dossier(), CASE / "texts") == []


def test_one_codebook_serves_both_cases() -> None:
    """It names no issue, level, party or mediator of either, and no default of it waits in vain for a parameter."""
    assert tomllib.loads((CASE / "scenario.toml").read_text(encoding="utf-8"))["codebook"] == "../../codebook.toml"
    defaults = tomllib.loads(CODEBOOK.read_text(encoding="utf-8"))["defaults"]
    for case in (scenario(), load_scenario(SCENARIOS / "january_2024.toml")):
        names = [*(i.name for i in case.issues), *(a.name for a in (*case.parties, *case.mediators))]
        assert not {part for key in defaults for part in key.split(".")} & set(names)
    assert all(key.startswith(("*.", "talks.")) for key in defaults)


def test_what_the_case_is_to_show_is_there() -> None:
    """An offer of several claims, a categorical refusal but for an exchange, a demand, a spent deal, stakes, people."""
    offer = act("august_offer")
    assert (offer.kind, offer.claims) == ("offered", ("p03", "p04", "p05"))
    assert offer.terms.levels == {"pay": ("4",), "cranes": ("north_pier",), "term": ("3",)}
    only = act("cranes_north_pier_or_both_piers_jobs_0_or_1_or_2")
    assert only.categorical
    assert dossier().claim("p09").unless == {"jobs": ("3",)}
    assert any(act.kind == "demanded" for act in scenario().acts)
    spent = {claim.id for claim in dossier().claims if claim.deal == "spring_agreement"}
    assert len(spent) == 4
    assert not spent & {claim for act in scenario().acts for claim in act.claims}
    parameters = scenario().parameters
    assert parameters["union.weight.hiring"].why == "what the talks are for, or the main obstacle"
    assert parameters["authority.waiting_cost"].claims
    assert parameters["conciliator.trust.union"].claims


def test_claims_move_the_assumption_of_the_case() -> None:
    """Growers press the authority: a day costs it more than the case assumes, and the union what the case assumes."""
    pressed, other = (scenario().parameters[f"{party}.waiting_cost"] for party in ("authority", "union"))
    assert other.distribution.numbers == pytest.approx((0.0, 0.001, 0.002))
    assert pressed.distribution.numbers == pytest.approx([x + 0.5 * 0.0005 for x in other.distribution.numbers])
    assert (other.basis, pressed.basis) == ("assumption", "convention")


@pytest.mark.parametrize("name", ["examples/second_case/scenario", "january_2024"])
def test_draws_do_what_the_parties_did(name: str) -> None:
    """Where an act is real, its party signs what it consented to in .85 of the draws, and never what it refused."""
    acts = leave_acts_out(load_scenario(SCENARIOS / f"{name}.toml"), 300, SEED)
    assert acts.fitted[acts.signs].min() >= 0.85
    assert acts.fitted[~acts.signs].min() == 1.0


@pytest.mark.parametrize("name", ["examples/second_case/scenario", "january_2024"])
def test_no_common_agreement_goes_against_what_is_well_attested(name: str) -> None:
    """No package with 5 % of the agreements is refused by an act that is on record or that two documents tell of."""
    case = load_scenario(SCENARIOS / f"{name}.toml")
    claims = dossier() if case.name == "second_case" else load_dossier(SCENARIOS / "dossier.toml")
    issues = [issue.name for issue in case.issues]
    signed = simulate(case, RUNS, SEED).frame.query("outcome == 'agreement'")
    shares = signed.groupby(issues, observed=True).size() / len(signed)
    common = [Condition(dict(zip(issues, ((str(label),) for label in labels), strict=True))) for labels in shares.index]
    attested = [act for act in case.acts if well_attested(act, claims)]
    wrong = [
        (str(package), act.name)
        for package, share in zip(common, shares, strict=True)
        for act in attested
        if share >= 0.05 and contradicts(act, package)
    ]
    assert wrong == []


def well_attested(act: Act, claims: Dossier) -> bool:
    """Whether a claim on an act is on record, or two documents tell of it."""
    behind = [claims.claim(name) for name in act.claims]
    return len({c.document for c in behind}) > 1 or any(c.attribution == "on_record" for c in behind)


def test_no_claim_is_later_than_the_case() -> None:
    """All claims are known on its day."""
    known, _ = known_claims(dossier(), scenario().as_of, None, scenario().as_of)
    assert known == dossier().claims
