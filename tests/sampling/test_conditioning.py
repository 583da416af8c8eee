"""Draws of preferences do what the parties did, and are those of plain rejection sampling."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.analysis.bargaining.valuation import first_day, value_packages
from negosim.domain.parameters import Distribution, fixed, triangular, uniform
from negosim.domain.random_streams import draw, uniforms
from negosim.domain.scenario import Scenario
from negosim.rules.preferences import prepare, vector_of
from negosim.rules.utility import utility
from negosim.sampling.act_bounds import bounds_of
from negosim.sampling.conditioning import KINDS, MOST_CANDIDATES, conditioned, conditions_of
from negosim.sampling.draws import central_draw_of, draw_of, draws_of
from negosim.search.prepared import prepared
from tests.strategies import scenarios
from tests.talks import talks

SEED, RUNS = 5, 40
WEIGHTS = {
    f"{party}.weight.{issue}": {"low": 0.1, "high": 1.0} for party in ("north", "south") for issue in ("land", "water")
}
PREMIUMS: Any = {"*.premium": {"low": -0.5, "high": 0.5}, "*.horizon": {"value": 10}}


def shores(north: dict[str, Any], **more: Any) -> Scenario:
    """The two shores, whose weights and reservation values are uncertain, and what the north did."""
    acts = {"parties": {"north": {"acts": north}}}
    scenario = talks(acts, assumptions=PREMIUMS, **more)
    parameters = dict(scenario.parameters)
    for name, spread in WEIGHTS.items():
        parameters[name] = attrs.evolve(parameters[name], distribution=uniform(spread["low"], spread["high"]))
    return attrs.evolve(scenario, parameters=parameters)


def offered(credibility: float = 1.0, **terms: Any) -> dict[str, Any]:
    """An offer of some terms."""
    return {"kind": "offered", "terms": terms, "credibility": credibility}


def resisted(credibility: float = 1.0, *, only: bool = False, **terms: Any) -> dict[str, Any]:
    """Some terms resisted; refused if ``only``."""
    return {"kind": "refused" if only else "resisted", "refused": [terms], "credibility": credibility, "only": False}


def gains(scenario: Scenario, values: dict[str, float], party: int = 0) -> list[float]:
    """What each package that stands for an act of a party is worth beyond its reservation value."""
    ready = prepared(scenario)
    table = prepare(ready.space, ready.addresses, vector_of(values))
    floor = first_day(scenario, values, ready.space, table, party)
    bounds = bounds_of(scenario, scenario.parties[party])
    return [utility(ready.space, table, party, package) - floor for package in bounds.packages]


def test_what_was_offered_is_signed_and_what_was_refused_is_not() -> None:
    """Land 2 and water 1 were offered, land 1 was refused with any water: in every draw the north does both."""
    scenario = shores({"offer": offered(land=2, water=1), "refusal": resisted(land=1)})
    for run in range(RUNS):
        valued = value_packages(scenario, draw_of(scenario, SEED, run))
        worth = {
            tuple(p): u - valued.reservations[0]
            for p, u in zip(valued.packages.tolist(), valued.utilities[0], strict=True)
        }
        assert worth[3, 2] >= 0  # digits: the status quo stands before the levels
        assert all(worth[2, 1 + water] < 0 for water in (1, 2, 3))


def test_an_act_binds_only_where_it_is_real() -> None:
    """With a credibility of a half, half of the draws are bound; the others are those of the prior."""
    scenario = shores({"offer": offered(0.5, land=1, water=0)})
    free = attrs.evolve(scenario, acts=())
    real = 0
    for run in range(200):
        values = draw_of(scenario, SEED, run)
        if values["north.act.offer"]:
            real += 1
            assert min(gains(scenario, values)) >= 0
        else:
            prior = draw_of(free, SEED, run)
            assert {n: v for n, v in values.items() if n.startswith("north.weight")} == {
                n: v for n, v in prior.items() if n.startswith("north.weight")
            }
    assert 70 < real < 130


def test_a_refusal_is_a_red_line_besides() -> None:
    """Its parameter is that of the line, also where a resistance is categorical; draws are bound where it is real."""
    for never in (resisted(only=True, land=1), {**resisted(land=1), "only": True}):
        scenario = shores({"never": never})
        assert [line.parameter for line in scenario.red_lines] == ["north.red_line.never"]
        assert max(gains(scenario, draw_of(scenario, SEED, 3))) < 0


@given(scenarios())
def test_draws_without_acts_are_those_of_each_parameter_alone(scenario: Scenario) -> None:
    """To the last bit."""
    free = attrs.evolve(scenario, acts=())
    expected = draw(free.parameters.values(), SEED, 11)
    assert draw_of(free, SEED, 11) == expected


@given(scenarios(), st.integers(0, 50))
def test_a_draw_hangs_on_seed_and_run_alone(scenario: Scenario, first: int) -> None:
    """And not on which runs are drawn with it."""
    together = draws_of(scenario, SEED, range(first, first + 3))
    apart = np.concatenate([draws_of(scenario, SEED, range(run, run + 1)) for run in range(first, first + 3)])
    assert np.array_equal(together, apart)


def plainly(scenario: Scenario, run: int) -> dict[str, float]:
    """A draw by plain rejection: candidate after candidate, until some premium is left by what the real acts ask."""
    (conditions,) = conditions_of(scenario)
    values = draw(scenario.parameters.values(), SEED, run)
    ready, (*names, premium) = prepared(scenario), conditions.names
    acts = [act for act in scenario.acts if act.party == "north"]
    for number in range(MOST_CANDIDATES):
        u = {name: float(uniforms(SEED, name, run, 1, number)[0]) for name in conditions.names}
        for name in names:
            values[name] = scenario.parameters[name].distribution.quantile(u[name])
        table = prepare(ready.space, ready.addresses, vector_of(values))
        no_deal = utility(ready.space, table, 0, ready.space.status_quo)
        low, high = scenario.parameters[premium].distribution.a, scenario.parameters[premium].distribution.b
        bounds, bottom, top = conditions.bounds, *scenario.parameters[premium].distribution.numbers
        for k, act in enumerate(acts):
            for package in bounds.packages[bounds.first[k] : bounds.first[k + 1]]:
                gain = utility(ready.space, table, 0, package) - no_deal
                if values[act.parameter] and act.consents:
                    high = min(high, gain - 1e-9)
                elif values[act.parameter]:
                    low = max(low, gain + 1e-9)
        if low <= high:
            values[premium] = low + u[premium] * (high - low)
            assert bottom <= values[premium] <= top
            return values
    raise AssertionError("no candidate fits")


def test_draws_are_those_of_plain_rejection() -> None:
    """The first candidate that leaves a premium is taken, and the premium evenly from what is left of it."""
    scenario = shores({"offer": offered(0.7, land=2, water=1), "refusal": resisted(0.7, land=1)})
    for run in range(RUNS):
        assert draw_of(scenario, SEED, run) == pytest.approx(plainly(scenario, run), abs=1e-9)


def test_acts_that_no_draw_can_do_together_still_give_a_draw() -> None:
    """Land 1 was offered and land 2 refused, of which more is better: numbers are found all the same."""
    scenario = shores({"offer": offered(land=1, water=1), "refusal": resisted(land=2, water=3)})
    (conditions,) = conditions_of(scenario)
    values = np.array([list(draw(scenario.parameters.values(), SEED, run).values()) for run in range(4)])
    numbers = conditioned(conditions, SEED, range(4), values.T)
    assert numbers.shape == (len(conditions.names), 4)
    assert ((numbers >= 0) & (numbers <= 1)).all()


def test_an_override_changes_the_value_and_not_what_was_accepted() -> None:
    """Of a weight, of the premium; that of an act changes what draws are conditioned on."""
    acts = {"offer": offered(0.5, land=2, water=1)}
    scenario = shores(acts)
    moved = scenario.parameters["north.weight.land"]
    parameters = {
        **scenario.parameters,
        moved.name: attrs.evolve(moved, distribution=fixed(0.9), prior=moved.distribution),
    }
    before, after = (
        draws_of(scenario, SEED, range(RUNS)),
        draws_of(attrs.evolve(scenario, parameters=parameters), SEED, range(RUNS)),
    )
    at = list(scenario.parameters).index(moved.name)
    assert (after[:, at] == 0.9).all()
    assert np.array_equal(np.delete(before, at, 1), np.delete(after, at, 1))
    real = {
        **scenario.parameters,
        "north.act.offer": attrs.evolve(scenario.parameters["north.act.offer"], distribution=fixed(1.0)),
    }
    sure = attrs.evolve(scenario, parameters=real)
    assert all(min(gains(sure, draw_of(sure, SEED, run))) >= 0 for run in range(RUNS))


def test_a_red_line_that_is_lifted_leaves_preferences_as_the_refusal_left_them() -> None:
    """Set by hand it is a change after the draws; only its own number is another."""
    scenario = shores({"offer": offered(land=2), "never": resisted(only=True, land=1)})
    line = scenario.parameters["north.red_line.never"]
    lifted = attrs.evolve(line, distribution=fixed(0.0), prior=line.distribution, basis="override")
    free = attrs.evolve(scenario, parameters={**scenario.parameters, line.name: lifted})
    before, after = draws_of(scenario, SEED, range(RUNS)), draws_of(free, SEED, range(RUNS))
    at = list(scenario.parameters).index(line.name)
    assert (after[:, at] == 0.0).all()
    assert np.array_equal(np.delete(before, at, 1), np.delete(after, at, 1))


def test_the_central_draw_does_what_most_draws_do() -> None:
    """Its values are means over conditioned draws."""
    scenario = shores({"offer": offered(land=2, water=1), "refusal": resisted(land=1)})
    central = dict(central_draw_of(scenario))
    assert set(central) == set(scenario.parameters)
    worth = gains(scenario, central)
    assert worth[0] > 0 > max(worth[1:])


@given(st.sampled_from(KINDS), st.floats(-2, 2), st.floats(0.01, 2), st.floats(0, 1), st.floats(0, 1))
def test_the_share_below_a_quantile_is_its_share(kind: str, low: float, width: float, place: float, u: float) -> None:
    """Both functions are those of the distribution."""
    numbers = {"fixed": fixed(low), "uniform": uniform(low, low + width)}
    distribution: Distribution = numbers.get(kind, triangular(low, low + place * width, low + width))
    if kind != "fixed":
        assert distribution.share_below(distribution.quantile(u)) == pytest.approx(u, abs=1e-6)
    assert distribution.share_below([distribution.quantile(0.0) - 1.0, low + 5.0]).tolist() == [0.0, 1.0]
