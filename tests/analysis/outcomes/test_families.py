from __future__ import annotations

import attrs
import numpy as np
import pytest

from negosim.analysis.bargaining.valuation import value_packages, values_of
from negosim.analysis.outcomes.families import families, feasible_digits, information, level_shares
from negosim.analysis.outcomes.landscape import DRAWS, OFTEN, landscape, pair, telling_pair
from negosim.analysis.outcomes.representative import representative_run
from negosim.domain.issues import Condition
from negosim.domain.random_streams import central_draw, draw
from negosim.domain.scenario import Agenda
from negosim.ensemble.results.outcomes import Outcomes
from negosim.spaces.space import digits_of, encode, space_of
from tests.analysis import samples

SCENARIO = samples.scenario()
OUTCOMES = samples.played(SCENARIO, runs=120)
NONE = samples.played(SCENARIO, runs=20, ends=["collapse"])


def test_level_shares_of_an_issue_add_up() -> None:
    """Among agreements and among feasible packages alike, the levels of an issue are one whole."""
    shares = level_shares(OUTCOMES)
    sums = shares.groupby("issue")[["share", "possible"]].sum()
    assert np.allclose(1.0, sums)
    assert [issue.name for issue in SCENARIO.issues] == list(dict.fromkeys(shares["issue"]))
    assert "0" not in set(shares[shares["issue"] == "truce"]["level"])


def test_infeasible_combinations_are_not_counted_as_possible() -> None:
    """Excluding the open bridge under a short truce makes it less possible than the closed one."""
    narrow = attrs.evolve(SCENARIO, infeasible=(Condition({"truce": ("10",), "bridge": ("open",)}),))
    shares = level_shares(samples.played(narrow, runs=10)).set_index(["issue", "level"])["possible"]
    assert pytest.approx(shares["bridge", "open"]) == 2 / 8
    assert pytest.approx(shares["bridge", "closed"]) == 3 / 8


def test_issues_outside_the_agenda_are_left_out() -> None:
    """Only what is negotiated has a distribution; the rest stays at its status quo in every package."""
    short = attrs.evolve(SCENARIO, agenda=Agenda("comprehensive", (("truce", "toll"),)))
    assert {"truce", "toll"} == set(level_shares(samples.played(short, runs=10))["issue"])
    assert {0} == set(feasible_digits(samples.played(short, runs=1))[:, 1])


def test_what_a_partial_agreement_leaves_open_is_not_counted() -> None:
    """Levels are shares of the agreements that settle the issue; families and pairs leave out the others."""
    open_tolls = OUTCOMES.frame["toll"].where(OUTCOMES.frame["run"] % 2 == 0)
    partial = samples.renamed(OUTCOMES, toll=open_tolls)
    shares = level_shares(partial)
    sums = shares.groupby("issue")[["count", "share"]].sum()
    assert np.allclose(sums["share"], 1.0)
    assert sums["count"]["toll"] == open_tolls.notna().sum() < sums["count"]["truce"] == len(OUTCOMES.agreed)
    assert families(partial, ["toll"])["count"].sum() == sums["count"]["toll"]
    settled = sums["count"]["toll"] / len(OUTCOMES.agreed)
    assert pair(partial, "truce", "toll").share.sum() == pytest.approx(settled)


def test_information_is_most_where_agreements_meet() -> None:
    """Agreements that all have one level of three say log2(3) bits; no agreement says nothing."""
    agreed = OUTCOMES.agreed
    same = attrs.evolve(OUTCOMES, frame=OUTCOMES.frame.assign(package=agreed["package"].iloc[0]))
    bits = information(same)
    assert np.log2(3) == pytest.approx(bits["truce"])
    assert pytest.approx(bits["way"]) == 1.0
    assert (information(NONE) == 0.0).all()


def test_families_are_the_whole_of_the_agreements() -> None:
    """Every agreement is in one family; the largest comes first; what was possible is beside it."""
    found = families(OUTCOMES, k=2)
    assert len(found.columns) - 6 == 2
    assert len(OUTCOMES.agreed) == found["count"].sum()
    assert found["count"].is_monotonic_decreasing
    assert np.allclose(found["share"] / found["possible"], found["lift"])


def test_families_by_named_issues() -> None:
    """Grouping by one named issue gives its level shares; an unknown one is refused with the known ones."""
    found = families(OUTCOMES, ["toll"]).set_index("toll")["share"]
    shares = level_shares(OUTCOMES)
    toll = shares[(shares["issue"] == "toll") & (shares["count"] > 0)].set_index("level")["share"]
    assert toll.to_dict() == found.to_dict()
    with pytest.raises(ValueError, match="truce, bridge, way, toll"):
        families(OUTCOMES, ["tolls"])
    assert families(NONE).empty


def test_every_pair_of_issues_has_its_landscape() -> None:
    """Four issues make six pairs; in each the agreements' shares add up to one."""
    pairs = landscape(OUTCOMES)
    assert len(pairs) == 6
    assert all(pytest.approx(p.share.sum()) == 1.0 for p in pairs)
    assert all(p.share.shape == (len(p.first_labels), len(p.second_labels)) for p in pairs)


def test_the_zopa_of_a_pair_is_its_projection() -> None:
    """A cell's share counts the draws in whose ZOPA some package has both levels, each valued package by package."""
    found = pair(OUTCOMES, "truce", "toll")
    expected = np.zeros((len(SCENARIO.issue("truce").levels), len(SCENARIO.issue("toll").levels)))
    for run in range(DRAWS):
        valuation = value_packages(SCENARIO, draw(SCENARIO.parameters.values(), OUTCOMES.seed, run))
        for a, b in {(int(row[0]), int(row[3])) for row in valuation.packages[valuation.zopa]}:
            expected[a, b] += 1 / DRAWS
    assert np.allclose(expected[1:], found.zopa)
    assert (found.often == (found.zopa >= OFTEN)).all()


def test_a_pair_can_be_turned() -> None:
    """Which issue stands in rows is the caller's choice; unknown or equal issues are refused."""
    there, back = pair(OUTCOMES, "truce", "toll"), pair(OUTCOMES, "toll", "truce")
    assert (there.counts == back.counts.T).all()
    assert np.isnan(pair(NONE, "truce", "toll").share).all()
    with pytest.raises(ValueError, match="two different issues"):
        pair(OUTCOMES, "truce", "truce")


def test_values_of_packages_are_those_of_the_valuation() -> None:
    """Looking up packages by index gives what enumerating them gives, red lines apart."""
    draw = central_draw(SCENARIO.parameters)
    valuation = value_packages(SCENARIO, draw)
    looked_up = values_of(SCENARIO, draw, valuation.indices)
    assert (looked_up[:, valuation.allowed] == valuation.utilities[:, valuation.allowed]).all()
    assert values_of(SCENARIO, draw, []).shape == (2, 0)


def test_the_typical_run_is_an_agreement_near_the_middle() -> None:
    """Where at least 5 % agree the typical run is an agreement, and nearer the median round than most."""
    number = representative_run(OUTCOMES)
    full = OUTCOMES.frame[OUTCOMES.frame["outcome"] == "agreement"]
    row = full[full["run"] == number].iloc[0]
    distance = (full["round"] - full["round"].median()).abs()
    assert abs(row["round"] - full["round"].median()) <= distance.median()


def test_where_hardly_any_agree_the_commonest_end_is_typical() -> None:
    """One agreement in forty does not stand for the rest."""
    outcomes = samples.played(SCENARIO, runs=40, ends=["agreement", *["deadline"] * 39])
    assert outcomes.frame.set_index("run")["outcome"][representative_run(outcomes)] == "deadline"


def test_the_typical_run_does_not_hang_on_the_order_of_rows() -> None:
    """Shuffled rows give the same run; without any run there is none."""
    mixed = attrs.evolve(OUTCOMES, frame=OUTCOMES.frame.sample(frac=1.0, random_state=1))
    assert representative_run(OUTCOMES) == representative_run(mixed)
    with pytest.raises(ValueError, match="received none"):
        representative_run(attrs.evolve(OUTCOMES, frame=OUTCOMES.frame.head(0)))


def _agreed(*packages: dict[str, str]) -> Outcomes:
    """Forty runs that agreed on these packages in turn; what is not named is as in the first run."""
    levels = {"truce": "10", "bridge": "closed", "way": "one_phase", "toll": "0"}
    chosen = [levels | packages[run % len(packages)] for run in range(40)]
    index = [int(encode(space_of(SCENARIO), digits_of(SCENARIO, labels))) for labels in chosen]
    outcomes = samples.played(SCENARIO, runs=40, ends=["agreement"])
    columns = {name: [labels[name] for labels in chosen] for name in levels}
    return samples.renamed(outcomes, outcome="agreement", package=index, **columns)


def test_the_pair_to_look_at_goes_together() -> None:
    """Not the two issues that all agree on, nor two that vary each for itself, but those that move with each other."""
    together = _agreed(*({"truce": t, "toll": p, "bridge": b}
                         for t, p in (("10", "0"), ("40", "10")) for b in ("closed", "open")))  # fmt: skip
    assert telling_pair(together) == ("truce", "toll")
    assert telling_pair(together, "bridge")[0] != telling_pair(together, "bridge")[1]
    assert "bridge" in telling_pair(together, "bridge")


def test_where_nothing_goes_together_the_pair_is_the_widest() -> None:
    """Issues that vary come before those that all agree on; without agreements the first two are taken."""
    assert telling_pair(_agreed({"bridge": "open"}, {"bridge": "closed"}))[1] == "bridge"
    apart = _agreed(*({"bridge": b, "toll": t} for b in ("closed", "half_open", "open") for t in ("0", "5", "10")))
    assert telling_pair(apart) == ("bridge", "toll")
    assert telling_pair(NONE) == ("truce", "bridge")
    lonely = samples.played(samples.scenario(issues=samples.ISSUES[:1]), runs=5)
    with pytest.raises(ValueError, match="two issues"):
        telling_pair(lonely)
