"""What a scenario's numbers stand on."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path

import attrs

from negosim.analysis.provenance import conditions, provenance, provenance_summary, read_as, unused_reasons
from negosim.domain.parameters import fixed
from negosim.files.dossier import load_codebook, load_dossier
from negosim.files.scenario import load_scenario
from tests.analysis import samples

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def test_every_parameter_has_its_row() -> None:
    """One row a parameter, in the scenario's order, saying where it comes from."""
    river = samples.scenario()
    frame = provenance(river)
    assert list(frame["name"]) == list(river.parameters)
    row = frame.set_index("name").loc["south.premium"]
    assert tuple(row) == ("triangular(-0.1, 0.05, 0.2)", "assumption", (), "", "utility")
    assert "c900" in frame.set_index("name").loc["south.weight.toll", "claims"]


def test_the_summary_counts_by_basis() -> None:
    """Of the river's six uncertain parameters three stand on claims, two on assumption, one on neither."""
    summary = provenance_summary(samples.scenario())
    assert summary["uncertain"] == 6
    assert {basis: counts["uncertain"] for basis, counts in summary["basis"].items()} == {
        "claims": 3,
        "assumption": 2,
        "override": 1,
    }
    assert summary["parameters"] == sum(counts["parameters"] for counts in summary["basis"].values())
    assert summary["assumed_share"] == 2 / 6
    assert "unused" not in summary


def test_a_scenario_without_doubt_has_no_share_of_doubt() -> None:
    """Where nothing is uncertain, nothing of it can be assumed: the share is nan."""
    river = samples.scenario()
    certain = {n: attrs.evolve(p, distribution=fixed(0.5)) for n, p in river.parameters.items()}
    assert math.isnan(provenance_summary(attrs.evolve(river, parameters=certain))["assumed_share"])


def test_every_claim_of_the_dossier_is_accounted_for() -> None:
    """A claim is used, taken back, overridden, left aside or later: exactly one of these."""
    dossier = load_dossier(SCENARIOS / "dossier.toml")
    words = ("claims", "taken_back", "overridden", "unused", "later")
    for name in ("january_2024", "november_2023", "what_if/strained_relations"):
        summary = provenance_summary(load_scenario(SCENARIOS / f"{name}.toml"), dossier)
        assert sorted(c.id for c in dossier.claims) == sorted(c for word in words for c in summary[word])


def test_no_later_claim_is_used() -> None:
    """January uses no claim dated after its day; those that November takes back count as assumptions."""
    dossier = load_dossier(SCENARIOS / "dossier.toml")
    january = provenance_summary(load_scenario(SCENARIOS / "january_2024.toml"), dossier)
    assert max(dossier.claim(c).date for c in january["claims"]) <= dt.date(2024, 1, 26)
    assert january["taken_back"] == []
    november = provenance_summary(load_scenario(SCENARIOS / "november_2023.toml"), dossier)
    assert november["claims"] == []
    assert len(november["taken_back"]) > 0


def test_an_override_takes_the_place_of_claims() -> None:
    """Claims behind a parameter that is set by hand no longer count, unless others stand on them too."""
    path = SCENARIOS / "january_2024.toml"
    assert "c204" in provenance_summary(load_scenario(path))["claims"]
    by_hand = {"israel.linkage.end_of_war_guaranteed_leaders_exile": 1.0, "israel.weight.end_of_war": 2.0}
    summary = provenance_summary(load_scenario(path, set=by_hand))
    assert "c204" in summary["overridden"]
    assert "c204" not in summary["claims"]


def test_claims_behind_shocks_count_as_used() -> None:
    """The strain that strikes as a shock stands on the claims it names, also on those of a later day."""
    summary = provenance_summary(load_scenario(SCENARIOS / "what_if" / "strained_relations.toml"))
    assert {"c100", "c101"} <= set(summary["claims"])


def test_every_unused_claim_has_its_reason() -> None:
    """Of each kind, in words that name what is missing; none of January's is there because of a slip."""
    dossier, scenario = load_dossier(SCENARIOS / "dossier.toml"), load_scenario(SCENARIOS / "january_2024.toml")
    reasons = unused_reasons(scenario, dossier)
    assert sorted(reasons) == provenance_summary(scenario, dossier)["unused"]
    assert reasons["c003"] == "an expectation"
    assert reasons["c221"] == "a position on what is not negotiated: statehood"
    assert reasons["c012"] == "a position of who is no party"
    assert reasons["c010"] == "a wish that a mediator did something"
    assert "it speaks of what is given by hand" not in reasons.values()


def test_a_claim_that_a_scenario_leaves_aside_says_why() -> None:
    """What is not negotiated, as the claim's own issue or in its condition; who does not take part; what is by hand."""
    dossier, path = load_dossier(SCENARIOS / "dossier.toml"), SCENARIOS / "january_2024.toml"
    without = {"issues.leaders": False, "infeasible.exile_of_a_government": False, "mediators.egypt": False}
    without |= {f"parties.{party}.prefers.leaders": False for party in ("israel", "hamas")}
    reasons = unused_reasons(load_scenario(path, set=without), dossier)
    assert reasons["c204"] == "under a condition on what is not negotiated: leaders"
    assert reasons["c206"] == "a position on what is not negotiated: leaders"
    assert reasons["c015"] == "a participation of who is no mediator"
    weights = {f"parties.hamas.weights.{i.name}": 0.1 for i in load_scenario(path).issues}
    by_hand = load_scenario(path, set=weights | {"parties.hamas.values.pause": {"7": 0.0, "120": 1.0}})
    assert unused_reasons(by_hand, dossier)["c047"] == "it speaks of what is given by hand"


def test_a_number_between_levels_and_a_wish_without_one_say_how_they_are_read() -> None:
    """The level that stands for them, by the claim; numbers that levels have are not listed."""
    scenario = load_scenario(SCENARIOS / "january_2024.toml")
    found = read_as(scenario, load_dossier(SCENARIOS / "dossier.toml"), load_codebook(SCENARIOS / "codebook.toml"))
    assert found["c170"] == "2.4 of prisoners_per_hostage as 3"
    assert found["c068"] == "more of pause as 30"
    assert "c046" not in found


def test_red_lines_and_linkages_say_where_they_hold() -> None:
    """By the names of their parameters."""
    found = conditions(load_scenario(SCENARIOS / "january_2024.toml"))
    assert str(found["israel.linkage.end_of_war_guaranteed_leaders_exile"]) == (
        "end_of_war = none or talks or guaranteed and leaders = exile"
    )
