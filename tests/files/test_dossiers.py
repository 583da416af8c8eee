"""Dossiers and codebooks with something wrong, and claims held against their texts."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from negosim.errors import BadInput
from negosim.evidence.claims import digest_of
from negosim.files.codebook import load_codebook
from negosim.files.dossier import load_dossier
from negosim.files.source_texts import check_against_texts

SCENARIOS = Path(__file__).parents[2] / "scenarios"
TEXT = "The north wants the river open for thirty days. — “Thirty,” it said."
SPAN = (4, 9)


def entries(**changes: Any) -> dict[str, Any]:
    """Tables of a dossier with one document and one claim, with changes to the claim, or the ``document``."""
    document = {
        "id": "d1",
        "file": "river.txt",
        "publisher": "The Bridge",
        "date": dt.date(2024, 1, 20),
        "title": "On the river",
        "length": len(TEXT),
        "digest": digest_of(TEXT),
        **changes.pop("document", {}),
    }
    claim = {
        "id": "c1",
        "document": "d1",
        "span": list(SPAN),
        "digest": digest_of(TEXT[SPAN[0] : SPAN[1]]),
        "kind": "position",
        "actor": "north",
        "stance": "demands",
        "attribution": "reported",
        "date": dt.date(2024, 1, 19),
        "paraphrase": "it asks for it",
        **changes,
    }
    return {"documents": [document], "claims": [claim]}


def stored(tmp_path: Path, given: dict[str, Any]) -> Path:
    """Tables as a file."""
    path = tmp_path / "dossier.toml"
    path.write_text(tomli_w.dumps(given), encoding="utf-8")
    return path


WRONG = [
    ("another_document", {"document": {"id": "d2"}}, "claims.c1.document", "the id of a document, received d1"),
    ("span_outside", {"span": [0, 999]}, "claims.c1.span", f"0 <= start < stop <= {len(TEXT)}, the length of d1"),
    ("span_before", {"span": [-1, 5]}, "claims.c1.span", "received [-1, 5]"),
    ("span_backwards", {"span": [9, 4]}, "claims.c1.span", "received [9, 4]"),
    ("span_of_nothing", {"span": [4, 4]}, "claims.c1.span", "0 <= start < stop"),
    ("span_of_three", {"span": [1, 2, 3]}, "claims[0].span", "a list of 2"),
    ("said_after_publication", {"date": dt.date(2024, 1, 21)}, "claims.c1.date", "a day until 2024-01-20"),
    ("unknown_stance", {"stance": "refuse"}, "claims[0].stance", "nearest: refuses"),
    ("unknown_kind", {"kind": "postion"}, "claims[0].kind", "nearest: position"),
    ("unknown_attribution", {"attribution": "said"}, "claims[0].attribution", "one of on_record"),
    ("unknown_key", {"atribution": "reported"}, "claims[0].atribution", "nearest: attribution"),
    ("too_much_emphasis", {"emphasis": 4}, "claims.c1.emphasis", "1, 2 or 3"),
    ("sideways", {"direction": 2}, "claims.c1.direction", "-1, 0 or 1"),
    ("number_as_word", {"value": "thirty"}, "claims[0].value", "a number"),
    ("number_that_is_none", {"value": float("nan")}, "claims[0].value", "finite"),
    ("position_of_nobody", {"stance": "observes"}, "claims.c1.stance", "one of demands, proposes"),
    ("style_of_no_kind", {"kind": "style", "level": "pres"}, "claims.c1.level", "received pres (nearest: press"),
    ("style_without_level", {"kind": "style"}, "claims.c1.level", "relay, draft, press, received nothing"),
    ("level_and_value", {"level": "60", "value": 40}, "claims.c1.value", "either a level or a value: the level is 60"),
    ("unit_of_nothing", {"unit": "days"}, "claims.c1.unit", "a value with the unit, received days"),
    (
        "condition_on_itself",
        {"issue": "toll", "condition": {"toll": "low"}},
        "claims.c1.condition.toll",
        "other issues than the claim's own",
    ),
    (
        "exception_of_itself",
        {"issue": "toll", "stance": "refuses", "unless": {"toll": "low"}},
        "claims.c1.unless.toll",
        "other issues than the claim's own",
    ),
    ("exception_of_a_demand", {"unless": {"toll": "low"}}, "claims.c1.unless", "refuses, resists, received demands"),
    ("spent_before_it_was_made", {"until": dt.date(2024, 1, 18)}, "claims.c1.until", "a day from 2024-01-19"),
    ("stake_in_nothing", {"kind": "stake", "stance": "observes"}, "claims.c1.issue", "the issue that is at stake"),
    ("empty_condition", {"condition": {"toll": []}}, "claims[0].condition.toll", "at least one level"),
    ("inferred_without_reason", {"document": {"date_basis": "inferred"}}, "documents.d1.date_reason", "the reason"),
]


@pytest.mark.parametrize(("changes", "key", "words"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_what_is_wrong_with_a_dossier_is_told_with_its_address(
    tmp_path: Path, changes: dict[str, Any], key: str, words: str
) -> None:
    """By the claim's id once it has one."""
    if "document" in changes and key.startswith("claims"):
        changes = {"document": changes["document"]}
    with pytest.raises(BadInput) as error:
        load_dossier(stored(tmp_path, entries(**changes)))
    assert [str(p) for p in error.value.problems if p.key == key and words in str(p)], str(error.value)


def test_an_id_is_used_once(tmp_path: Path) -> None:
    """Of documents and of claims."""
    twice = {name: both * 2 for name, both in entries().items()}
    with pytest.raises(BadInput) as error:
        load_dossier(stored(tmp_path, twice))
    assert {p.key for p in error.value.problems} == {"documents.d1", "claims.c1"}


def test_claims_that_are_what_their_texts_say_pass(tmp_path: Path) -> None:
    """Spans count characters and not bytes."""
    (tmp_path / "river.txt").write_text(TEXT, encoding="utf-8")
    span = (TEXT.index("Thirty,"), TEXT.index("Thirty,") + 6)
    given = entries(span=list(span), digest=digest_of("Thirty"))
    assert check_against_texts(load_dossier(stored(tmp_path, given)), tmp_path) == []


@pytest.mark.parametrize(
    ("text", "changes", "keys"),
    [
        (TEXT.replace("north", "south"), {}, {"documents.d1", "claims.c1"}),
        (TEXT, {"digest": digest_of("south")}, {"claims.c1"}),
        (TEXT, {"span": [5, 10]}, {"claims.c1"}),
        (TEXT + " ", {}, {"documents.d1"}),
        (None, {}, {""}),
    ],
    ids=["other_text", "other_digest", "other_span", "longer_text", "no_text"],
)
def test_a_claim_that_is_not_what_its_text_says_is_told(
    tmp_path: Path, text: str | None, changes: dict[str, Any], keys: set[str]
) -> None:
    """And so is a text that has changed, or is not there."""
    if text is not None:
        (tmp_path / "river.txt").write_text(text, encoding="utf-8")
    dossier = load_dossier(stored(tmp_path, entries(**changes)))
    assert {problem.key for problem in check_against_texts(dossier, tmp_path)} == keys


def codebook(**changes: Any) -> dict[str, Any]:
    """The tables of the codebook that ships, with changes to single entries by dotted key."""
    given = tomllib.loads((SCENARIOS / "codebook.toml").read_text(encoding="utf-8"))
    for key, value in changes.items():
        *way, last = key.split("__")
        table = given
        for part in way:
            table = table[part]
        if value is ...:
            del table[last]
        else:
            table[last] = value
    return given


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"earnest__demands": 1.5}, "earnest.demands"),
        ({"earnest__demands": ...}, "earnest.demands"),
        ({"earnest__begs": 0.5}, "earnest.begs"),
        ({"doubt__1": -0.1}, "doubt.1"),
        ({"doubt__3": ...}, "doubt.3"),
        ({"repeat": 1.2}, "repeat"),
        ({"categorical": ...}, "categorical"),
        ({"attributions__reported__credibility": -0.1}, "attributions.reported.credibility"),
        ({"attributions__reported__weight": ...}, "attributions.reported.weight"),
        ({"attributions__reported__weight": 0}, "attributions.reported.weight"),
        ({"stakes__main": 0}, "stakes.main"),
        ({"stakes__some": 1.0}, "stakes.some"),
        ({"weight_spread": {"value": 1.0}}, "weight_spread"),
        ({"weight_spread": {"low": 0.0, "mode": 1.0, "high": 2.0}}, "weight_spread"),
        ({"bend": 2}, "bend"),
        ({"emphasis__4": 3.0}, "emphasis.4"),
        ({"unranked": {"low": 0.5}}, "unranked"),
        ({"unranked": {"value": 3}}, "unranked.value"),
        ({"unranked": ...}, "unranked"),
        ({"ability__shown": 1.1}, "ability.shown"),
        ({"defaults": {"*.bias": "small"}}, "defaults.*.bias"),
        ({"stances": {"demands": 1.0}}, "stances"),
        ({"trust_basis": 1}, "trust_basis"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_codebook_is_told_with_its_address(
    tmp_path: Path, change: dict[str, Any], key: str
) -> None:
    """Each entry by its own."""
    with pytest.raises(BadInput) as error:
        load_codebook(stored(tmp_path, codebook(**change)))
    assert key in {problem.key for problem in error.value.problems}, str(error.value)
