"""The numbers of the page are those of Python and of the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import negosim as ns
from negosim.analysis.outcomes.comparison import compare_outcomes
from negosim.analysis.outcomes.families import families
from negosim.analysis.outcomes.summary import blockers
from negosim.cli.app import invoke
from negosim.ensemble.results.outcomes import OUTCOMES
from tests.explorer.fronts import SMALL, Front, front, shares

CASE, SEED = "january_2024", 7
STYLES = [f"mediators.{name}.style" for name in ("qatar", "egypt", "united_states")]
MOVED = {"set": {"qatar.trust.israel": 0.4, "israel.premium": -0.2}}


@pytest.fixture(scope="module")
def page() -> Iterator[Front]:
    """The page of January, played by a thread."""
    with front(CASE, most_runs=SMALL) as opened:
        yield opened


def test_shares_are_those_of_simulate_for_the_same_values(page: Front) -> None:
    """Given two moved parameters, then endings, families, blockers and packages are those of ``ns.simulate``."""
    found = page.ask("simulate", MOVED, runs=SMALL, request=5)
    outcomes = ns.simulate(ns.load_scenario(CASE, set=MOVED["set"]), SMALL, SEED)
    assert shares(found) == {name: outcomes.rate(name).count for name in OUTCOMES}
    for row in found["endings"]:
        estimate = outcomes.rate(row["outcome"])
        assert (row["share"], row["low"], row["high"]) == (estimate.share, estimate.low, estimate.high)
    table = families(outcomes)
    assert [row["count"] for row in found["families"]] == table["count"].head(12).to_list()
    assert {(row["party"], row["issue"]): row["count"] for row in found["blockers"]} == blockers(outcomes)
    assert sum(map(sum, found["landscape"]["cells"])) == found["agreed"] == outcomes.agreements


def test_differences_are_paired_with_the_unmoved_case(page: Front) -> None:
    """The difference of each ending is that of ``ns.compare`` with the unmoved case."""
    found = page.ask("simulate", MOVED, runs=SMALL)
    base, moved = (ns.simulate(ns.load_scenario(CASE, set=each), SMALL, SEED) for each in ({}, MOVED["set"]))
    table = compare_outcomes({"base": base, "moved": moved}).tail(len(OUTCOMES))
    for row, expected in zip(found["endings"], table.to_dict("records"), strict=True):
        assert row["base_share"] == base.rate(row["outcome"]).share
        assert row["difference"] == expected["difference"]
        assert row["difference_low"] == expected["difference_low"]
        assert row["difference_high"] == expected["difference_high"]


def test_page_command_line_and_python_tell_the_same_numbers(
    page: Front, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``negosim run --json``, ``ns.simulate`` and the page count the same runs in each ending and package."""
    words = ["run", CASE, "--runs", str(SMALL), "--seed", str(SEED), "--no-figures", "--json", "--out"]
    assert invoke([*words, str(tmp_path / "out"), "--set", "qatar.trust.israel=0.4"]) == 0
    summary = json.loads(capsys.readouterr().out)
    found = page.ask("simulate", {"set": {"qatar.trust.israel": 0.4}}, runs=SMALL)
    outcomes = ns.simulate(ns.load_scenario(CASE, set={"qatar.trust.israel": 0.4}), SMALL, SEED)
    assert shares(found) == {name: entry["count"] for name, entry in summary["outcomes"].items()}
    assert shares(found) == {name: outcomes.rate(name).count for name in OUTCOMES}
    counts = [(each["count"], each["levels"]) for each in summary["packages"][:12]]
    assert [(each["count"], each["levels"]) for each in found["packages"]] == counts


def test_a_what_if_is_the_file_of_that_name(page: Front) -> None:
    """Given a what-if, then the shares are those of its file; with a setting besides, those of both."""
    view = {"what_ifs": ["without_egypt"], "set": {"days_per_round": 5}}
    found = page.ask("simulate", view, runs=SMALL)
    outcomes = ns.simulate(ns.load_scenario("without_egypt", set={"days_per_round": 5}), SMALL, SEED)
    assert shares(found) == {name: outcomes.rate(name).count for name in OUTCOMES}


@pytest.mark.parametrize(
    ("view", "settings"),
    [
        ({"qatar.style": "manipulator"}, {"mediators.qatar.style": "manipulator"}),
        ({"mediators.egypt": False}, {"mediators.egypt": False}),
        ({"rules.protocol": "alternating_offers"}, {"rules.protocol": "alternating_offers"}),
        ({"days_per_round": 5}, {"days_per_round": 5}),
        (
            {"mediation": "facilitator"},
            dict.fromkeys(STYLES, "facilitator"),
        ),
    ],
)
def test_styles_participants_and_calendar_are_set_as_in_a_file(
    page: Front, view: dict[str, object], settings: dict[str, object]
) -> None:
    """Given a style, a mediator who stays away, a protocol or a calendar, then the runs are those of the same key."""
    found = page.ask("simulate", {"set": view}, runs=SMALL)
    outcomes = ns.simulate(ns.load_scenario(CASE, set=settings), SMALL, SEED)
    assert shares(found) == {name: outcomes.rate(name).count for name in OUTCOMES}


def test_more_runs_continue_those_played_before(page: Front) -> None:
    """Given 20 runs and then 60, then the result is that of 60 at once: run k is the same run."""
    view = {"set": {"hamas.premium": 0.1}}
    page.ask("simulate", view, runs=20)
    found = page.ask("simulate", view, runs=SMALL)
    outcomes = ns.simulate(ns.load_scenario(CASE, set=view["set"]), SMALL, SEED)
    assert shares(found) == {name: outcomes.rate(name).count for name in OUTCOMES}


def test_two_views_are_compared_with_each_other(page: Front) -> None:
    """Given a view to compare with, then differences are from that view."""
    found = page.ask("simulate", MOVED, runs=SMALL, against=MOVED)
    assert {row["difference"] for row in found["endings"]} == {0.0}
    assert found["landscape"]["cells"] == found["landscape"]["base"]


def test_a_told_run_is_the_run_of_the_table(page: Front) -> None:
    """The run that is told ends as its row says, and its last round holds the answers that the events hold."""
    told = page.ask("run", MOVED, run=3)
    outcomes = ns.simulate(ns.load_scenario(CASE, set=MOVED["set"]), 4, SEED)
    assert told["outcome"] == outcomes.row(3)["outcome"]
    assert len(told["rounds"]) == outcomes.row(3)["round"]
    assert all(line for each in told["rounds"] for line in each["lines"])


def test_a_fork_without_a_change_is_its_parent(page: Front) -> None:
    """Given a round and no change, then the fork repeats the run; given certain collapse, it ends at that round."""
    same = page.ask("fork", run=2, round=4, set={})
    assert same["fork"] == same["parent"]
    ended = page.ask("fork", run=2, round=4, set={"talks.collapse": 1})["fork"]
    assert (ended["outcome"], len(ended["rounds"])) == ("collapse", 4)


def test_a_package_is_asked_about_as_would_sign_does(page: Front) -> None:
    """The share of draws in which each party accepts is that of ``ns.would_sign`` for the same package."""
    levels = {"pause": "60", "hostages": "100"}
    found = page.ask("package", MOVED, levels=levels, runs=SMALL)
    expected = ns.would_sign(ns.load_scenario(CASE, set=MOVED["set"]), levels, SMALL, SEED)
    for party in found["parties"]:
        answer = expected["parties"][party["party"]]
        assert (party["accepts"], party["low"], party["high"]) == (answer["share"], answer["low"], answer["high"])
