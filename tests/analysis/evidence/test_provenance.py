"""What a scenario's numbers stand on."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import Any

import attrs
import pytest

from negosim.analysis.evidence.provenance import conditions, provenance, provenance_summary, read_as, unused_reasons
from negosim.domain.parameters import fixed
from negosim.files.dossier import load_dossier
from negosim.files.scenario import acts_of_file, load_scenario
from tests.analysis import samples
from tests.files.test_mismatches import DAY, claim, loaded
from tests.files.test_mismatches import TALKS as HERRING

SCENARIOS = Path(__file__).parents[3] / "scenarios"
EARLY = DAY - dt.timedelta(days=1)
FLAG = {"status_quo": "red", "levels": ["red", "blue"]}
ASK = {"observers": "all"}


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
        "convention": 0,
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
    assert {"c020", "c220"} <= set(provenance_summary(load_scenario(path))["claims"])
    by_hand = {"hamas.act.prisoners_per_hostage_1": 1.0, "israel.act.governance_palestinian_authority": 0.0}
    by_hand["hamas.weight.prisoners_per_hostage"] = 1.0
    summary = provenance_summary(load_scenario(path, set=by_hand))
    assert summary["overridden"] == ["c020"]
    assert "c220" in summary["claims"]  # the weight of governance stands on it, too


def test_claims_behind_conventions_count_as_used() -> None:
    """Trust in mediators is a convention of the codebook that claims move."""
    scenario = load_scenario(SCENARIOS / "january_2024.toml")
    summary = provenance_summary(scenario)
    moved = [p for p in scenario.parameters.values() if p.basis == "convention" and p.claims]
    assert {claim for p in moved for claim in p.claims} <= set(summary["claims"])
    assert summary["basis"]["convention"]["parameters"] > len(moved) > 0


def test_claims_behind_shocks_count_as_used() -> None:
    """The strain that strikes as a shock stands on the claims it names, also on those of a later day."""
    summary = provenance_summary(load_scenario(SCENARIOS / "what_if" / "strained_relations.toml"))
    assert {"c100", "c101"} <= set(summary["claims"])


def test_every_unused_claim_has_its_reason() -> None:
    """Of each kind, in words that name what is missing; none of January's is there because of a slip."""
    dossier, path = load_dossier(SCENARIOS / "dossier.toml"), SCENARIOS / "january_2024.toml"
    scenario = load_scenario(path)
    reasons = unused_reasons(scenario, dossier, acts_of_file(path))
    assert sorted(reasons) == provenance_summary(scenario, dossier)["unused"]
    assert reasons["c003"] == "an expectation"
    assert reasons["c046"] == "of an act spent on 2023-12-01"
    assert reasons["c221"] == "a position on what is not negotiated: statehood"
    assert reasons["c012"] == "a position of who is no party"
    assert reasons["c010"] == "a wish that a mediator did something"
    assert reasons["c030"] == "a fact that names no obstacle of a party"
    assert "it speaks of what is given by hand" not in reasons.values()


def test_a_claim_that_a_scenario_leaves_aside_says_why() -> None:
    """What is not negotiated, as the claim's own issue or in its condition; who does not take part; what is by hand."""
    dossier, path = load_dossier(SCENARIOS / "dossier.toml"), SCENARIOS / "january_2024.toml"
    without = {"issues.leaders": False, "infeasible.exile_of_a_government": False, "mediators.egypt": False}
    without |= {f"parties.{party}.prefers.leaders": False for party in ("israel", "hamas")}
    reasons = unused_reasons(load_scenario(path, set=without), dossier, acts_of_file(path, set=without))
    assert reasons["c204"] == "under a condition on what is not negotiated: leaders"
    assert reasons["c206"] == "a position on what is not negotiated: leaders"
    assert reasons["c015"] == "a participation of who is no mediator"
    weights = {f"parties.hamas.weights.{i.name}": 0.1 for i in load_scenario(path).issues}
    assert unused_reasons(load_scenario(path, set=weights), dossier)["c233"] == "it speaks of what is given by hand"


TALKS = {**HERRING, "issues": {**HERRING["issues"], "colour": {**FLAG, "ordered": False}}}


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ([claim(1, stance="refuses", level="generous")], None),
        ([claim(1, stance="refuses", level="nothing")], "it refuses every package"),
        ([claim(1, stance="resists", direction=-1)], "it refuses every package"),
        ([claim(1, stance="demands", level="generous")], "it refuses no package that can be agreed"),
        ([claim(1, stance="refuses", issue="colour", direction=1)], "it refuses no package that can be agreed"),
        (
            [claim(1, stance="refuses", level="generous"), claim(2, stance="accepts", level="generous", condition=ASK)],
            None,
        ),
        (
            [claim(1, stance="accepts", level="small", date=EARLY), claim(2, stance="refuses", level="small")],
            "of an act superseded by fund_small_or_generous",
        ),
        ([claim(1, stance="accepts", level="small", date=EARLY, until=DAY)], f"of an act spent on {DAY}"),
        ([claim(1, kind="stake", stance="observes", issue="fish")], "a stake in what is not negotiated: fish"),
        ([claim(1, kind="stake", stance="observes", issue="fund", actor="nobody")], "a stake of who is no party"),
    ],
)
def test_a_position_without_an_act_in_force_says_why(tmp_path: Path, claims: list[Any], told: str | None) -> None:
    """Of a party that wants the fund small, whose claims come first; None: it is used."""
    scenario = loaded(tmp_path, *claims, talks=TALKS)
    dossier, acts = load_dossier(tmp_path / "dossier.toml"), acts_of_file(tmp_path / "herring.toml")
    assert unused_reasons(scenario, dossier, acts).get("f01") == told


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"value": 55, "stance": "accepts"}, "55 of quota as 60"),
        ({"value": 40, "stance": "demands"}, None),
        ({"level": "40", "stance": "demands"}, None),
        ({"direction": 1, "stance": "open_to"}, "more of quota as 40"),
        ({"direction": -1, "stance": "proposes"}, "less of quota as 40"),
        ({"direction": 1, "stance": "resists"}, "more of quota as 80"),
        ({"direction": 1, "stance": "resists", "unless": {"fund": "small"}}, "more of quota as 80"),
        ({"direction": -1, "stance": "demands"}, "less of quota as anything but 80"),
    ],
)
def test_a_position_without_a_level_says_how_it_is_read(
    tmp_path: Path, fields: dict[str, Any], told: str | None
) -> None:
    """A number as the nearest level, a wish by the rule of its stance; numbers that levels have are not listed."""
    scenario = loaded(tmp_path, claim(1, issue="quota", **fields))
    assert read_as(scenario, load_dossier(tmp_path / "dossier.toml")).get("f01") == told


def test_positions_of_the_case_say_how_they_are_read() -> None:
    """Those that acts in force stand on."""
    scenario = load_scenario(SCENARIOS / "january_2024.toml")
    found = read_as(scenario, load_dossier(SCENARIOS / "dossier.toml"))
    assert found["c068"] == "more of pause as 30"
    assert found["c020"] == "more of prisoners_per_hostage as anything but 1"
    assert "c046" not in found


def test_red_lines_say_where_they_hold() -> None:
    """By the names of their parameters."""
    found = conditions(load_scenario(SCENARIOS / "january_2024.toml"))
    assert str(found["hamas.red_line.leaders_exile"]) == "leaders = exile"
