"""An invented text for a new case, and the claims coded from it: it speaks of the parties and issues that are named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import attrs

from negosim.evidence.claims import Claim, Document, digest_of

FILE = "gazette.txt"
DAY = dt.date(2030, 3, 4)
INVENTED = "[Invented by `negosim new` as an example: no such paper, people or talks exist. Put your own texts here.]"


@attrs.frozen
class Names:
    """The names of a new case; parties and mediators take part, and issues are negotiated.

    Attributes
    ----------
    parties, mediators, issues : tuple[str, ...]
        As in the scenario file.
    """

    parties: tuple[str, ...]
    mediators: tuple[str, ...]
    issues: tuple[str, ...]

    def seeker(self, number: int) -> str:
        """The party that seeks more of an issue: the first and the second by turns."""
        return self.parties[number % 2]

    def seeks(self, party: int, issue: int) -> bool:
        """Whether a party seeks more of an issue."""
        return party % 2 == issue % 2


@attrs.frozen
class Sentence:
    """A sentence of the text, with the claim that is coded from some words of it; empty for none."""

    text: str
    quotation: str = ""
    claim: dict[str, Any] = attrs.field(factory=dict)


def title_of(name: str) -> str:
    """A name as readers see it."""
    return name.replace("_", " ").capitalize()


def listed(words: list[str]) -> str:
    """Words as a list: one, two and three."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def example(names: Names) -> tuple[str, Document, tuple[Claim, ...]]:
    """Write the text, and code it.

    Parameters
    ----------
    names : Names
        Of the case.

    Returns
    -------
    tuple[str, Document, tuple[Claim, ...]]
        The text; the document and its claims, whose spans and digests are those of the text.
    """
    text, coded = f"{INVENTED}\n\nThe Example Gazette, 4 March 2030", []
    for paragraph in (_opening, _offers, _other_issues, _others):
        separator = "\n\n"
        for sentence in paragraph(names):
            start = len(text) + len(separator) + sentence.text.index(sentence.quotation)
            text += separator + sentence.text
            separator = " "
            if sentence.claim:
                coded.append((start, start + len(sentence.quotation), sentence.claim))
    text += "\n"
    document = Document(
        id="gazette",
        file=FILE,
        publisher="The Example Gazette (invented)",
        date=DAY,
        title="An invented report on the talks",
        length=len(text),
        digest=digest_of(text),
    )
    claims = tuple(
        Claim(
            id=f"c{number:03}",
            document=document.id,
            span=(start, stop),
            digest=digest_of(text[start:stop]),
            date=DAY,
            **claim,
        )
        for number, (start, stop, claim) in enumerate(coded, start=1)
    )
    return text, document, claims


def _position(party: str, issue: str, stance: str, attribution: str, paraphrase: str, **more: Any) -> dict[str, Any]:
    words = {"kind": "position", "actor": party, "issue": issue, "stance": stance, "attribution": attribution}
    return {**words, "paraphrase": paraphrase, **more}


def _opening(names: Names) -> Iterator[Sentence]:
    who, issue = listed([title_of(party) for party in names.parties]), names.issues[0].replace("_", " ")
    yield Sentence(f"{who} will meet again on Friday.")
    stake = {"kind": "stake", "actor": "talks", "speaker": "the publisher", "issue": names.issues[0]}
    stake |= {"stance": "observes", "attribution": "reported", "paraphrase": "It is what brings them together."}
    yield Sentence(f"The talks are above all about {issue}.", f"above all about {issue}", stake)


def _offers(names: Names) -> Iterator[Sentence]:
    """The first issue: one party demands, the other offers less of it, in exchange for the second issue if any."""
    (first, second), issue = names.parties[:2], names.issues[0]
    word = issue.replace("_", " ")
    quotation = f"“We need 75 percent on {word} or more,”"
    demand = _position(first, issue, "demands", "on_record", "Three quarters is what it asks for.", value=75)
    speaker = f"a spokesperson of {title_of(first)}"
    yield Sentence(f"{quotation} {speaker} said.", quotation, demand | {"unit": "percent", "speaker": speaker})
    official = f"an official of {title_of(second)}"
    offer = _position(second, issue, "open_to", "anonymous_official", "It could give half of it.", value=50)
    offer |= {"unit": "percent", "speaker": official, "deal": "half"}
    quotation = f"could accept 50 percent on {word}"
    if len(names.issues) > 1:
        price = names.issues[1]
        quotation += f" in exchange for the full measure on {price.replace('_', ' ')}"
        offer |= {"condition": {price: ("full",)}, "paraphrase": "It could give half of it, at a price."}
    yield Sentence(f"A{official[1:]} said that it {quotation}.", quotation, offer)
    refusal = _position(second, issue, "refuses", "anonymous_official", "All of it is too much.", value=100)
    quotation = f"it would not go up to 100 percent on {word}"
    yield Sentence(
        f"But {quotation}, the official added.", quotation, refusal | {"unit": "percent", "speaker": official}
    )


def _other_issues(names: Names) -> Iterator[Sentence]:
    for number, issue in enumerate(names.issues[1:], start=1):
        word, seeker = issue.replace("_", " "), names.seeker(number)
        other = names.parties[1 - names.parties.index(seeker)]
        quotation = f"hopes for a limited step on {word}"
        hope = _position(seeker, issue, "proposes", "named_official", "A part of it would do.", level="limited")
        yield Sentence(f"{title_of(seeker)} {quotation}.", quotation, hope | {"speaker": title_of(seeker)})
        quotation = f"finds a full step on {word} hard to accept"
        doubt = _position(other, issue, "resists", "named_official", "All of it would cost too much.", level="full")
        yield Sentence(f"{title_of(other)} {quotation}.", quotation, doubt | {"speaker": title_of(other)})


def _others(names: Names) -> Iterator[Sentence]:
    """Further parties, and mediators: the first one drafts and is thanked, the others carry messages."""
    issue, word = names.issues[0], names.issues[0].replace("_", " ")
    for party in names.parties[2:]:
        quotation = f"would agree to 50 percent on {word}"
        hope = _position(party, issue, "proposes", "named_official", "Half of it is what it suggests.", value=50)
        hope |= {"unit": "percent", "speaker": title_of(party)}
        yield Sentence(f"{title_of(party)} {quotation}.", quotation, hope)
    for number, mediator in enumerate(names.mediators):
        style = {"kind": "style", "actor": mediator, "speaker": "the publisher", "stance": "observes"}
        style |= {"attribution": "reported", "level": "relay" if number else "draft"}
        style["paraphrase"] = "It passes on what is said." if number else "It has made a proposal."
        quotation = "carries messages between them" if number else "has put a text of its own on the table"
        yield Sentence(f"{title_of(mediator)} {quotation}.", quotation, style)
    if names.mediators:
        thanked, first = names.mediators[0], names.parties[0]
        quotation = f"thanked {title_of(thanked)} for its patience"
        relation = {"kind": "relation", "actor": first, "speaker": title_of(first), "toward": thanked, "direction": 1}
        relation |= {"stance": "observes", "attribution": "named_official", "paraphrase": "The host is well spoken of."}
        yield Sentence(f"{title_of(first)} {quotation}.", quotation, relation)
