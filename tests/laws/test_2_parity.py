"""Law 2, parity: row k of the ensemble is the outcome of the Mesa model for run k, to the last bit."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negosim.domain.scenario import Scenario
from negosim.ensemble.playing import simulate
from negosim.ensemble.playing.kernel_rows import play_rows
from negosim.files.scenario import load_scenario
from negosim.model import NegotiationModel
from tests import wide
from tests.laws.reached import told, watched
from tests.nasty import NASTY
from tests.parity import assert_parity, by_mesa, differences
from tests.talks import talks

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NO_SCENARIOS = {"dossier.toml", "codebook.toml"}
SHIPPED = [
    str(path.relative_to(SCENARIOS).with_suffix(""))
    for path in sorted(SCENARIOS.rglob("*.toml"))
    if path.name not in NO_SCENARIOS and not {"patterns", "sweeps"} & set(path.parts)
]
RUNS = {"january_2024": 60, "november_2023": 60}
STYLES = ("facilitator", "formulator", "manipulator")

BLOCK = 100
BLOCKS = 16
EACH = 3


@pytest.mark.slow
@pytest.mark.parametrize("block", range(BLOCKS))
def test_rows_of_random_talks_are_those_of_the_mesa_model(block: int) -> None:
    """Several runs of each of many random talks: every column, every bit; run numbers and seeds go far."""
    for number, scenario in enumerate(wide.sample(range(block * BLOCK, (block + 1) * BLOCK))):
        first = (0, 0, 1000, 2**40)[number % 4]
        seed = (7, 0, 2**31, 2**64 - 1, 2**64 + 7)[number % 5]
        assert_parity(play_rows, scenario, seed, range(first, first + EACH))


@settings(max_examples=100)
@given(wide.scenarios(), st.integers(0, 20))
def test_rows_of_any_talks_are_those_of_the_mesa_model(scenario: Scenario, first: int) -> None:
    """The same as a property: what fails is shrunk, and a search looks further."""
    assert_parity(play_rows, scenario, 7, range(first, first + 3))


@pytest.mark.parametrize("name", NASTY)
def test_rows_of_talks_at_the_ends_of_what_validates(name: str) -> None:
    """Talks written by hand: ties, stages without a package, 62 red lines, 32 phases, a thousand rounds."""
    assert_parity(play_rows, NASTY[name], 7, range(4 if name == "a_thousand_rounds" else 12))


@pytest.mark.parametrize("name", SHIPPED)
def test_rows_of_what_ships(name: str) -> None:
    """Every scenario that ships, January and November longest."""
    assert_parity(play_rows, load_scenario(SCENARIOS / f"{name}.toml"), 7, range(RUNS.get(name, 6)))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", ["january_2024", "november_2023"])
def test_rows_of_the_case_with_mediators_of_each_style(name: str, style: str) -> None:
    """Whatever the claims say of them, all mediators are given a style."""
    mediators = ("qatar", "egypt", "united_states")
    styled = load_scenario(SCENARIOS / f"{name}.toml", set={f"mediators.{m}.style": style for m in mediators})
    assert_parity(play_rows, styled, 11, range(8))


def test_rows_do_not_hang_on_where_a_chunk_begins() -> None:
    """Rows 3 to 4 alone are rows 3 to 4 of a longer table."""
    scenario = NASTY["manipulators"]
    whole, part = play_rows(scenario, 7, range(6)), play_rows(scenario, 7, range(3, 5))
    assert list(differences(whole.slice(3, 2), part)) == []


# --- what the law is worth: the talks it is held against reach what could go wrong, and a bit is noticed ----

WANTED = """
abilities: none, abilities: r, abilities: d, abilities: p, abilities: rd, abilities: rp, abilities: dp, abilities: rdp
agenda: comprehensive, agenda: phase_by_phase
end: agreement, end: partial, end: collapse, end: deadline
end: partial after a collapse, end: partial at the deadline
end: agreement in the first round, end: agreement in three stages or more
end: in stage 1, end: in stage 2, end: in stage 3, end: in stage 4
mediated: a budget spent, mediated: a red line believed less, mediated: a red line believed more
mediated: a text, mediated: effort cut or shared, mediated: pressure, mediated: relayed, mediated: texts move
parties: 2, parties: 3, parties: 4, parties: 5
objections: by shortfall, objections: none, objections: none needed, objections: of all, objections: of an earlier stage
objections: of some, objections: over a red line, objections: to several equally short
objections: to several refused by as many, objections: to what fewer refused
phases: broke down| agreement, phases: broke down| partial, phases: more than one held
protocol: alternating_offers, protocol: mediated
round: a red line named twice, round: a text alone is answered, round: collapse after a long stall
round: good enough| but across a red line, round: more than ten stalled, round: not all table
round: the text is signed, round: the text is what somebody tables, round: the text precedes another that all accept
round: two mediators press, round: two table the same, round: what a party tabled is signed
rule: a text as far as allowed| and more than one move, rule: a text takes over common ground
rule: as many moves as allowed| and more than one
rule: matched a part of what others gave, rule: moved before all had tabled, rule: moved to more than the aim
rule: no deal has become better than the start, rule: no move is good enough
rule: no package at all, rule: no package at or above the aim, rule: no package to sign
rule: no text is a gain for all, rule: nobody else has tabled, rule: nobody to press before all have tabled
rule: past the private horizon, rule: several accepted packages equally good
rule: several accepted packages| none a gain for all, rule: several best first texts, rule: several best next texts
rule: several best packages, rule: several issues equally short, rule: several most appealing packages
rule: several nearest packages, rule: several packages accepted by all, rule: several parties furthest
shock: pressure down to nothing, shock: resumed, shock: struck, shock: suspended, shock: suspended to the end
shock: suspended while suspended, shock: suspended while suspended| for less
shock: trust to an end of its range, shock: two in a round
tabling: best_believed, tabling: similar
zopa: empty| agreement, zopa: empty| collapse, zopa: empty| deadline
"""


@cache
def reached() -> Counter[str]:
    """What is reached by one run of each of the random talks."""
    seen: Counter[str] = Counter()
    with watched(seen):
        for scenario in wide.sample(range(BLOCKS * BLOCK)):
            model = NegotiationModel(scenario, 7, 0)
            model.run_model()
            seen.update(set(told(model)))
    return seen


@pytest.mark.slow
def test_the_random_talks_reach_what_could_go_wrong() -> None:
    """Every way to end, every tie, every ability, every trouble from outside happens among them."""
    wanted = [
        name.strip().replace("|", ",") for line in WANTED.splitlines() for name in line.split(",") if name.strip()
    ]
    assert [name for name in wanted if not reached()[name]] == []


def altered(table: pa.Table, column: str, row: int, value: object) -> pa.Table:
    """A table with one cell changed."""
    cells = table.column(column).to_pylist()
    cells[row] = value
    return table.set_column(table.column_names.index(column), column, pa.array(cells, table.schema.field(column).type))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("utility_north", 0.75 + 2.0**-53),
        ("utility_north", None),
        ("utility_north", float("nan")),
        ("reservation_south", -0.0),
        ("land", None),
        ("objection_north", ""),
        ("round", 5),
    ],
)
def test_a_bit_is_noticed(column: str, value: object) -> None:
    """One cell otherwise, by a bit, by a sign, or missing, is named with its run, its column and both values."""
    scenario = talks()
    rows = by_mesa(scenario, 7, range(3))
    wrong = altered(rows, column, 1, value)
    assert len(list(differences(rows, wrong))) == 1
    with pytest.raises(AssertionError, match=rf"run 1, {column}: (.|\n)*, and not (.|\n)*\[issues.land\]"):
        assert_parity(lambda *_: wrong, scenario, 7, range(3))


def test_another_schema_is_noticed() -> None:
    """A column of another type, in another place or too few is told."""
    scenario = talks()
    rows = by_mesa(scenario, 7, range(2))
    narrow = rows.set_column(2, "round", rows.column("round").cast(pa.int32()))
    for wrong in (narrow, rows.select(rows.column_names[::-1]), rows.drop_columns(["zopa"]), rows.slice(0, 1)):
        with pytest.raises(AssertionError):
            assert_parity(lambda *_, wrong=wrong: wrong, scenario, 7, range(2))


def test_the_assertion_holds_for_the_reference_itself() -> None:
    """Mesa against Mesa, over several chunks: nothing is told."""

    def chunked(scenario: Scenario, seed: int, runs: range) -> pa.Table:
        return pa.concat_tables([by_mesa(scenario, seed, range(run, run + 1)) for run in runs])

    assert_parity(chunked, NASTY["manipulators"], 7, range(5))
    assert simulate.table(talks(), []).num_rows == 0
