"""Every scenario that ships loads, plays, and changes what it says it changes, and nothing else."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path

import pytest

from negosim.domain.outcome import Outcome
from negosim.domain.parameters import Distribution, fixed
from negosim.domain.quantities import of_preferences
from negosim.domain.scenario import Scenario
from negosim.files.dossier import load_dossier
from negosim.files.scenario import load_scenario
from negosim.model import NegotiationModel
from negosim.sampling.draws import draw_of
from negosim.search.prepared import prepared
from negosim.spaces.space import labels_of

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NO_SCENARIOS = {"dossier.toml", "codebook.toml"}
SHIPPED = [
    str(path.relative_to(SCENARIOS).with_suffix(""))
    for path in sorted(SCENARIOS.rglob("*.toml"))
    if path.name not in NO_SCENARIOS and not {"patterns", "sweeps"} & set(path.parts)
]
WHAT_IFS = [name for name in SHIPPED if name.startswith("what_if/")]
OF_JANUARY = [name for name in WHAT_IFS if name != "what_if/comprehensive"]


@cache
def loaded(name: str) -> Scenario:
    """A scenario that ships."""
    return load_scenario(SCENARIOS / f"{name}.toml")


def called(name: str) -> str:
    """The name of the scenario in a file: that of the file, or of a case's own folder."""
    path = Path(name)
    return path.parent.name if path.name == "scenario" else path.name


def changed(name: str, other: str = "january_2024") -> set[str]:
    """The parameters of a scenario that another one lacks or draws from another distribution."""
    there = loaded(other).parameters
    return {
        p.name
        for p in loaded(name).parameters.values()
        if p.name not in there or p.distribution != there[p.name].distribution
    }


def test_all_that_is_promised_is_there() -> None:
    """Four scenarios of the case, its what-ifs, an invented case with texts, and two talks of another kind."""
    assert {"november_2023", "january_2024", "april_2024", "may_2024"} <= set(SHIPPED)
    assert len(WHAT_IFS) >= 15
    assert {"examples/divide_a_cake", "examples/three_parties", "examples/second_case/scenario"} <= set(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_scenario_loads_and_plays(name: str) -> None:
    """It has the name of its file, something to tell readers, and a run of it comes to an end."""
    scenario = loaded(name)
    assert scenario.name == called(name)
    assert scenario.title
    assert scenario.about.endswith(".")
    outcome: Outcome = NegotiationModel(scenario, seed=7, run=0).run_model()
    assert outcome.outcome in {"agreement", "partial", "collapse", "deadline"}


def test_no_two_scenarios_are_the_same() -> None:
    """Each what-if makes a difference to what is played: no digest occurs twice."""
    digests = {loaded(name).digest for name in SHIPPED}
    assert len(digests) == len(SHIPPED)


@pytest.mark.parametrize("name", WHAT_IFS)
def test_a_what_if_is_a_few_lines(name: str) -> None:
    """It extends a scenario of the case and says no more than what is different."""
    text = (SCENARIOS / f"{name}.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["extends"] in {"../january_2024.toml", "../november_2023.toml"}
    assert len([line for line in text.splitlines() if line and not line.startswith("#")]) <= 20


@pytest.mark.parametrize("name", OF_JANUARY)
def test_what_a_what_if_leaves_alone_is_drawn_alike(name: str) -> None:
    """Run by run, every parameter that is not changed has the value it has in January: the runs compare.

    Whether an act is real decides what its party's preferences are: where that is changed, so are these.
    """
    january, scenario = (draw_of(loaded(n), 7, 3) for n in ("january_2024", name))
    changes = changed(name)
    of_parties = {p.partition(".")[0] for p in changes if ".act." in p}
    alike = {n for n in scenario.keys() - changes if not (n.partition(".")[0] in of_parties and of_preferences(n))}
    assert {n: scenario[n] for n in alike} == {n: january[n] for n in alike}
    assert len(alike) >= 80


@pytest.mark.parametrize("name", ["november_2023", "january_2024", "april_2024", "may_2024"])
def test_a_scenario_uses_no_later_claim(name: str) -> None:
    """What stands on claims stands on claims up to the scenario's day."""
    dossier, scenario = load_dossier(SCENARIOS / "dossier.toml"), loaded(name)
    used = {c for p in scenario.parameters.values() if p.basis == "claims" for c in p.claims}
    assert all(dossier.claim(c).date <= scenario.as_of for c in used)


def test_april_and_may_know_more_than_january() -> None:
    """Later scenarios stand on every claim that January stands on, and on more."""

    def behind(name: str) -> set[str]:
        return {c for p in loaded(name).parameters.values() if p.basis == "claims" for c in p.claims}

    assert behind("january_2024") < behind("april_2024") < behind("may_2024")
    assert loaded("april_2024").as_of == dt.date(2024, 4, 5)
    assert loaded("may_2024").as_of == dt.date(2024, 5, 24)
    assert changed("may_2024", "april_2024") == {
        "qatar.trust.hamas",
        "united_states.trust.israel",
        "united_states.leverage.israel",
        "israel.act.end_of_war_guaranteed_withdrawal_complete_displaced_all_aid_reconstruction",
    }


def test_exile_is_off_or_on() -> None:
    """Off: no package holds exile and no number changes. On: what Israel is reported to consider is meant, for sure."""
    off = loaded("what_if/exile_off")
    packages = [labels_of(off, digits)["leaders"] for digits in prepared(off).first.packages[::500]]
    assert set(packages) == {"stay"}
    assert len(prepared(off).first.packages) < len(prepared(loaded("january_2024")).first.packages)
    assert changed("what_if/exile_off") == set()
    act = "israel.act.exile_for_end"
    assert changed("what_if/exile_on") == {act}
    assert loaded("what_if/exile_on").parameters[act].distribution == Distribution("chance", 1.0)


@pytest.mark.parametrize(
    ("style", "abilities"), [("facilitator", (1, 0, 0)), ("formulator", (1, 1, 0)), ("manipulator", (1, 1, 1))]
)
def test_mediators_have_the_style_of_the_what_if(style: str, abilities: tuple[int, ...]) -> None:
    """All three relay, draft and press as their style says, in every run."""
    parameters = loaded(f"what_if/mediators_as_{style}s").parameters
    for mediator in ("qatar", "egypt", "united_states"):
        found = [parameters[f"{mediator}.{ability}"].distribution for ability in ("relay", "draft", "press")]
        assert found == [fixed(number) for number in abilities]
    assert {name.rpartition(".")[2] for name in changed(f"what_if/mediators_as_{style}s")} <= {
        "relay",
        "draft",
        "press",
    }


def test_egypt_can_stay_away() -> None:
    """Without Egypt the other two go on as they were."""
    without = loaded("what_if/without_egypt")
    assert [m.name for m in without.mediators] == ["qatar", "united_states"]
    assert changed("what_if/without_egypt") == set()
    assert not any("egypt" in name for name in without.parameters)


def test_the_agenda_is_turned_round() -> None:
    """January goes phase by phase in November's order; November takes everything at once."""
    assert loaded("what_if/phase_by_phase").agenda == loaded("november_2023").agenda
    assert loaded("what_if/comprehensive").agenda == loaded("january_2024").agenda
    assert changed("what_if/phase_by_phase") == set()
    assert changed("what_if/comprehensive", "november_2023") == set()


def test_pressure_is_on_one_side_or_on_both() -> None:
    """The same pressure from the first day, on Israel, on Hamas, or on both."""
    both = {"israel.pressure", "hamas.pressure"}
    assert changed("what_if/pressure_on_israel") == {"israel.pressure"}
    assert changed("what_if/pressure_on_hamas") == {"hamas.pressure"}
    assert changed("what_if/pressure_on_both") == both
    numbers = {loaded("what_if/pressure_on_both").parameters[name].distribution for name in both}
    assert numbers == {loaded("what_if/pressure_on_israel").parameters["israel.pressure"].distribution}
    assert numbers == {loaded("what_if/pressure_on_hamas").parameters["hamas.pressure"].distribution}


def test_time_and_trust_are_moved() -> None:
    """A longer calendar changes no number; patience and trust change theirs, less and more being mirrors."""
    assert loaded("what_if/longer_horizon").horizon == 2 * loaded("january_2024").horizon
    assert changed("what_if/longer_horizon") == set()
    kinds = {name.partition(".")[2] for name in changed("what_if/patient_parties")}
    assert kinds == {"waiting_cost", "horizon"}
    parameters = loaded("january_2024").parameters
    trusts = {name for name in parameters if ".trust." in name}
    assert changed("what_if/less_trust") == changed("what_if/more_trust") == trusts
    for name in trusts:
        was = parameters[name].distribution.mean
        assert loaded("what_if/less_trust").parameters[name].distribution.mean == pytest.approx(was / 2)
        assert 1 - loaded("what_if/more_trust").parameters[name].distribution.mean == pytest.approx((1 - was) / 2)


@pytest.mark.parametrize("name", ["what_if/strained_relations", "examples/three_parties"])
def test_shocks_name_claims_that_exist(name: str) -> None:
    """A shock of the case stands on claims of the dossier; a shock of an example on none."""
    assert loaded(name).shocks
    known = {claim.id for claim in load_dossier(SCENARIOS / "dossier.toml").claims}
    for shock in loaded(name).shocks:
        assert set(shock.claims) <= known
        assert bool(shock.claims) == (not name.startswith("examples/"))


def test_strained_relations_strike() -> None:
    """The recording and the withheld help strike on their days, and cost Israel's trust in two mediators."""
    model = NegotiationModel(loaded("what_if/strained_relations"), seed=7, run=0)
    while model.running and model.state.day < 45:
        before = model.state.trust
        model.step()
        for mediator in ("qatar", "united_states"):
            assert model.state.trust[f"{mediator}.israel"] <= before[f"{mediator}.israel"]
    assert set(model.state.struck) == {"leaked_recording", "help_withheld"} or not model.running
