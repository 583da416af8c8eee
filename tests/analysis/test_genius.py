from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from negosim.analysis.bargaining.solutions import solve
from negosim.analysis.bargaining.valuation import central_valuation
from negosim.analysis.genius import save_genius
from negosim.errors import BadInput
from negosim.files.genius.parsing import read_genius
from negosim.files.genius.scenarios import load_genius
from tests.genius_files import villages
from tests.talks import talks, values


def test_a_domain_survives_the_way_there_and_back(tmp_path: Path) -> None:
    """Issues, weights, what values are worth, reservation and discount: alike to the last bit or nearly so."""
    first = load_genius(villages(tmp_path / "wells"))
    save_genius(first, tmp_path / "again")
    again = load_genius(tmp_path / "again")
    assert [issue.title for issue in first.issues] == [issue.title for issue in again.issues]
    assert [issue.labels for issue in first.issues] == [issue.labels for issue in again.issues]
    assert [party.discount for party in first.parties] == [party.discount for party in again.parties]
    one, two = central_valuation(first), central_valuation(again)
    assert one.utilities == pytest.approx(two.utilities, abs=1e-15)
    assert one.reservations == pytest.approx(two.reservations, abs=1e-15)


def test_a_scenario_written_by_hand_keeps_who_prefers_what(tmp_path: Path) -> None:
    """Utilities come out divided by the best that the sum could be; frontier and solutions stay."""
    scenario = talks(
        values(north__premium=0.1),
        parties={"north": {"values": {"land": {"none": 0.2, "0": 0.2, "4": 0.8}}}},
    )
    save_genius(scenario, tmp_path)
    mine, theirs = central_valuation(scenario), central_valuation(load_genius(tmp_path))
    best = mine.utilities[0].max()
    assert best == pytest.approx(0.75 * 0.8 + 0.25)
    assert theirs.utilities[0] == pytest.approx(mine.utilities[0] / best)
    assert theirs.reservations[0] == pytest.approx(mine.reservations[0] / best)
    one, two = solve(mine), solve(theirs)
    assert one.pareto.tolist() == two.pareto.tolist()
    assert (one.nash, one.kalai_smorodinsky) == (two.nash, two.kalai_smorodinsky)


def test_the_files_are_those_of_the_field(tmp_path: Path) -> None:
    """A domain and a utility space for each party, with the types, weights and ends that others look for."""
    files = save_genius(talks(), tmp_path)
    assert [file.name for file in files] == ["two_shores.xml", "two_shores_north.xml", "two_shores_south.xml"]
    text = files[1].read_text(encoding="utf-8")
    assert '<issue index="1" name="land" type="discrete" etype="discrete" vtype="discrete">' in text
    assert '<item index="5" value="4" evaluation="1.0" />' in text
    assert '<weight index="1" value="0.75" />' in text
    assert '<discount_factor value="1.0" />' in text
    assert '<reservation value="0.0" />' in text


def test_nothing_is_written_over_unasked(tmp_path: Path) -> None:
    """Every file that is there is named, and none is touched, until told to."""
    save_genius(talks(), tmp_path)
    (tmp_path / "two_shores_north.xml").write_text("mine")
    with pytest.raises(BadInput, match="--force") as error:
        save_genius(talks(), tmp_path)
    assert len(error.value.problems) == 3
    assert (tmp_path / "two_shores_north.xml").read_text() == "mine"
    save_genius(talks(), tmp_path, force=True)
    assert len(read_genius(tmp_path).profiles) == 2


LAND = {"land": ["0"], "water": ["0"]}
UNSAID = {
    "infeasible": {"infeasible": {"nothing": {"when": LAND}}},
    "north.red_line.all": {"parties": {"north": {"red_lines": {"all": {"when": LAND}}}}},
    "north.linkage.both": {"parties": {"north": {"linkages": {"both": {"when": LAND, "worth": 0.1}}}}},
    "phasing": {
        "issues": {"land": {"delivery": "at_end"}},
        "phasing": {"issue": "water", "shares": {n: [0.5, 0.5] if n == "4" else [1] for n in ("none", *"01234")}},
        **values(north__follow_through=0.5),
    },
    "parties.north": {
        "parties": {"north": {"values": {i: dict.fromkeys(("none", "0", "4"), 0) for i in ("land", "water")}}}
    },
    "issues": {"issues": {"land": {"title": "Water"}, "water": {"title": "Water"}}},
}


@pytest.mark.parametrize("key", UNSAID)
def test_what_the_form_cannot_say_is_refused(tmp_path: Path, key: str) -> None:
    """Conditions over several issues, phased delivery, a party that gains nothing: each with its address."""
    with pytest.raises(BadInput) as error:
        save_genius(talks(UNSAID[key]), tmp_path)
    assert [problem.key for problem in error.value.problems] == [key]
    assert not list(tmp_path.iterdir())


def test_letters_that_xml_keeps_for_itself_come_back(tmp_path: Path) -> None:
    """Signs of XML, quotation marks and letters of any script in names of issues and levels."""
    title, level = "Water & <\"'> ≥ Größe ماء", "a<b>&'c'\""
    scenario = talks(
        issues={"land": {"title": title, "levels": ["0", level], "status_quo": "none", "ordered": False}},
        parties={
            side: {"values": {"land": {"none": 0, "0": 1, "4": False, level: 0.5}}} for side in ("north", "south")
        },
    )
    save_genius(scenario, tmp_path)
    read = read_genius(tmp_path)
    assert (read.issues[0].name, read.issues[0].values) == (title, ("0", level))
    assert np.allclose(read.profiles[0].values[0], (1.0, 0.5))
