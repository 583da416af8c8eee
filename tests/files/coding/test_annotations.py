"""Highlights of a reader become claims: web annotations, and the export of Hypothesis."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.files.coding.cases import TEXT, place, problems, read

TAGS = ["actor:union", "issue:pay", "stance:demands", "value:6", "attribution:on_record"]
OF_TEXT = ["publisher:The radio", "published:2031-05-02"]


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with a text and a scenario."""
    return place(tmp_path)


def selectors(words: str, start: int | None = None, **context: str) -> list[dict[str, Any]]:
    """What an annotation says of its place."""
    quote: dict[str, Any] = {"type": "TextQuoteSelector", "exact": words, **context}
    if start is None:
        return [quote]
    return [{"type": "TextPositionSelector", "start": start, "end": start + len(words)}, quote]


def hypothesis(words: str, *tags: str, text: str = "More is asked.", **place: Any) -> dict[str, Any]:
    """A row as Hypothesis exports it."""
    target = [{"source": "https://example.org/texts/radio.txt", "selector": selectors(words, **place)}]
    return {"id": "x", "uri": target[0]["source"], "text": text, "tags": list(tags), "target": target}


def w3c(words: str, *tags: str, text: str = "More is asked.", **place: Any) -> dict[str, Any]:
    """The same as an annotation of the W3C model."""
    bodies = [{"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in tags]
    note = {"type": "TextualBody", "purpose": "commenting", "value": text}
    target = {"source": "file:///x/radio.txt", "selector": selectors(words, **place)[-1]}
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "body": [note, *bodies],
        "target": target,
    }


WRAPPED = [
    lambda rows: rows,
    lambda rows: {"rows": rows, "total": len(rows)},
    lambda rows: {"type": "AnnotationPage", "items": rows},
    lambda rows: {"type": "AnnotationCollection", "first": {"items": rows}},
    lambda rows: rows[0],
]


@pytest.mark.parametrize("annotation", [hypothesis, w3c])
@pytest.mark.parametrize("wrap", WRAPPED)
def test_a_highlight_becomes_a_claim(here: Path, annotation: Any, wrap: Any) -> None:
    """Tags are columns, the note is the paraphrase, the address leads to the text."""
    rows = [annotation("We want six percent more,” the", *TAGS, *OF_TEXT, "only", "urgent")]
    (claim,) = read(here, json.dumps(wrap(rows)), "notes.json").claims
    assert (claim.actor, claim.issue, claim.stance, claim.value, claim.only) == ("union", "pay", "demands", 6.0, True)
    assert (claim.paraphrase, claim.document) == ("More is asked.", "radio")
    assert TEXT[claim.span[0] : claim.span[1]] == "We want six percent more,” the"


def test_context_and_position_tell_places_apart(here: Path) -> None:
    """Prefix and suffix first, then the position; without both it is ambiguous."""
    words, second = "We want six percent more", TEXT.rindex("We want")
    for how in ({"suffix": ",” members"}, {"prefix": "go up.\n“"}, {"start": second}):
        (claim,) = read(here, json.dumps([hypothesis(words, *TAGS, *OF_TEXT, **how)]), "notes.json").claims
        assert claim.span[0] == second
    (problem,) = problems(here, json.dumps([hypothesis(words, *TAGS, *OF_TEXT)]), "notes.json")
    assert "annotation 1, column quotation: expected words that stand there once" in problem


def test_a_position_alone_is_a_span(here: Path) -> None:
    """Where there is no quotation."""
    note = hypothesis("We want six percent more", *TAGS, *OF_TEXT, start=TEXT.index("We want"))
    del note["target"][0]["selector"][1]
    (claim,) = read(here, json.dumps([note]), "notes.json").claims
    assert TEXT[claim.span[0] : claim.span[1]] == "We want six percent more"


def test_annotations_without_codes_are_left_out(here: Path) -> None:
    """And counted."""
    notes = [hypothesis("The port", "nice"), hypothesis("could pay", *TAGS, *OF_TEXT)]
    added = read(here, json.dumps(notes), "notes.json")
    assert len(added.claims) == 1
    assert any(note.startswith("1 annotations of ") for note in added.notes)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            [hypothesis("could pay", "acter:union")],
            "tag: expected a column of claims, received acter:union",
        ),
        ([hypothesis("could pay", *TAGS, "actor:x")], "annotation 1, tag: expected actor once, received actor:x"),
        ([hypothesis("could pay", *TAGS[:2], *OF_TEXT)], "annotation 1, column stance: expected a value"),
        (
            [hypothesis("could pay", *TAGS, *OF_TEXT, text="could pay")],
            "expected the coder's own words",
        ),
        ([hypothesis("could pay", *TAGS, *OF_TEXT, text=" ")], "column paraphrase: expected a value, received nothing"),
        ([hypothesis("nowhere", *TAGS, *OF_TEXT)], "column quotation: expected words of the text, received 'nowhere'"),
        ([hypothesis("could pay")], "expected annotations with tags such as actor:NAME, received 1 without"),
        ([], "received 0 without"),
        ([3, None], "annotation 1: expected an annotation, received 3"),
        ("no annotations", "annotation 1: expected an annotation"),
        ([{"tags": TAGS + OF_TEXT, "target": [3], "text": 5}], "column quotation: expected words of the text"),
        ([{"tags": "x", "body": {"purpose": "tagging", "value": 4}}], "received 1 without"),
    ],
)
def test_annotations_that_do_not_fit_are_told(here: Path, content: Any, said: str) -> None:
    """With their number; nothing is written."""
    found = problems(here, json.dumps(content), "notes.json")
    assert any(said in problem for problem in found), found


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[" * 100_000])
def test_a_file_that_is_no_json_is_told(here: Path, content: bytes) -> None:
    """One problem."""
    (problem,) = problems(here, content, "notes.json")
    assert problem.startswith("notes.json: expected annotations in JSON, received ")
