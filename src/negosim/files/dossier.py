"""Reading the dossier and the codebook, and holding claims against the texts they came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

from negosim.domain.scenario import ABILITIES
from negosim.errors import BadInput, Problem, nearest
from negosim.evidence.claims import Attribution, Claim, Document, Dossier, Stance, digest_of
from negosim.evidence.codebook import Codebook
from negosim.files.toml_reading import read_toml, structure

CODEBOOK_WORDS: Mapping[str, tuple[str, ...]] = {
    "earnest": tuple(stance for stance in get_args(Stance) if stance != "observes"),
    "attributions": get_args(Attribution),
    "emphasis": ("1", "2", "3"),
    "doubt": ("1", "2", "3"),
    "stakes": ("main", "named", "other"),
    "ability": ("shown", "not_shown"),
}
"""The tables of a codebook that need one entry for each of some words."""
SPREADS = ("unranked", "trust_base", "mutual_base", "leverage_base")


def load_dossier(path: Path | str) -> Dossier:
    """A dossier; BadInput with every problem."""
    dossier = structure(read_toml(path, "a dossier"), Dossier, str(path))
    problems = list(_check(dossier, str(path)))
    if problems:
        raise BadInput(problems)
    return dossier


def load_codebook(path: Path | str) -> Codebook:
    """A codebook; BadInput with every problem."""
    return codebook_of(read_toml(path, "a codebook"), str(path))


def codebook_of(tables: Mapping[str, Any], file: str) -> Codebook:
    """The codebook of some tables; BadInput with every problem, at ``file``."""
    codebook = structure(tables, Codebook, file)
    problems = [
        Problem(file=file, key=key, expected=expected, received=received, hint=hint)
        for key, expected, received, hint in (*_words(codebook), *_shares(codebook))
    ]
    if problems:
        raise BadInput(problems)
    return codebook


def _words(codebook: Codebook) -> Iterable[tuple[str, str, str, str]]:
    """Words that a table of the codebook lacks, or that no claim can have."""
    for table, words in CODEBOOK_WORDS.items():
        entries = getattr(codebook, table)
        for word in words:
            if word not in entries:
                yield f"{table}.{word}", "a value", "nothing", ""
        for entry in entries:
            if entry not in words:
                yield f"{table}.{entry}", "one of " + ", ".join(words), entry, nearest(entry, words)


def _shares(codebook: Codebook) -> Iterable[tuple[str, str, str, str]]:
    """Numbers of the codebook that are not from 0 to 1 as they must be, and weights that are not above 0."""
    shares = {"bend": codebook.bend, "repeat": codebook.repeat, "categorical": codebook.categorical}
    for table in ("earnest", "doubt", "ability"):
        shares |= {f"{table}.{word}": value for word, value in getattr(codebook, table).items()}
    for word, attributed in codebook.attributions.items():
        shares[f"attributions.{word}.credibility"] = attributed.credibility
    for name in SPREADS:
        spread = getattr(codebook, name)
        for part in ("value", "low", "high"):
            if getattr(spread, part) is not None:
                shares[f"{name}.{part}"] = getattr(spread, part)
    weights = {f"attributions.{word}.weight": a.weight for word, a in codebook.attributions.items()}
    weights |= {f"emphasis.{word}": value for word, value in codebook.emphasis.items()}
    weights |= {f"stakes.{word}": value for word, value in codebook.stakes.items()}
    for key, value in shares.items():
        if not 0.0 <= value <= 1.0:
            yield key, "a number from 0 to 1", f"{value:g}", ""
    for key, value in weights.items():
        if not value > 0.0:
            yield key, "a number above 0", f"{value:g}", ""
    spread = codebook.weight_spread
    if len(spread.distribution().numbers) != 3 or not spread.distribution().a > 0:
        yield "weight_spread", "low, mode and high above 0", str(spread.distribution()), ""


def _check(dossier: Dossier, file: str) -> Iterable[Problem]:
    documents = {d.id: d for d in dossier.documents}
    for kind, names in (("documents", [d.id for d in dossier.documents]), ("claims", [c.id for c in dossier.claims])):
        for name, count in Counter(names).items():
            if count > 1:
                yield Problem(file=file, key=f"{kind}.{name}", expected="an id used once", received=f"{count} times")
    for document in dossier.documents:
        if document.date_basis == "inferred" and not document.date_reason:
            key = f"documents.{document.id}.date_reason"
            yield Problem(file=file, key=key, expected="the reason of an inferred date", received="nothing")
    for claim in dossier.claims:
        yield from _check_claim(claim, documents, file)


def _check_claim(claim: Claim, documents: dict[str, Document], file: str) -> Iterable[Problem]:
    key = f"claims.{claim.id}"
    start, stop = claim.span
    document = documents.get(claim.document)
    if document is None:
        hint = nearest(claim.document, documents)
        yield Problem(
            file=file, key=f"{key}.document", expected="the id of a document", received=claim.document, hint=hint
        )
    elif not 0 <= start < stop <= document.length:
        expected = f"0 <= start < stop <= {document.length}, the length of {document.id}"
        yield Problem(file=file, key=f"{key}.span", expected=expected, received=f"[{start}, {stop}]")
    elif claim.date > document.date:
        expected = f"a day until {document.date}, the date of {document.id}"
        yield Problem(file=file, key=f"{key}.date", expected=expected, received=str(claim.date))
    if claim.emphasis not in (1, 2, 3):
        yield Problem(file=file, key=f"{key}.emphasis", expected="1, 2 or 3", received=str(claim.emphasis))
    if claim.direction not in (-1, 0, 1):
        yield Problem(file=file, key=f"{key}.direction", expected="-1, 0 or 1", received=str(claim.direction))
    for field, expected, received, hint in _slips(claim):
        yield Problem(file=file, key=f"{key}.{field}", expected=expected, received=received, hint=hint)


def _slips(claim: Claim) -> Iterable[tuple[str, str, str, str]]:
    """What a claim cannot mean whatever the scenario: the field, what was expected, what came, and a hint."""
    if claim.kind == "position" and claim.stance == "observes":
        stances = ", ".join(stance for stance in get_args(Stance) if stance != "observes")
        yield "stance", f"what is held of the position: one of {stances}", claim.stance, ""
    if claim.kind == "style" and claim.level not in ABILITIES:
        yield (
            "level",
            "what the mediator does: " + ", ".join(ABILITIES),
            claim.level or "nothing",
            nearest(claim.level, ABILITIES),
        )
    if claim.level and claim.value is not None:
        yield "value", f"either a level or a value: the level is {claim.level}", f"{claim.value:g}", ""
    if claim.unit and claim.value is None:
        yield "unit", "a value with the unit", claim.unit, ""
    if claim.unless and claim.stance not in ("refuses", "resists"):
        yield "unless", "a stance that refuses something: refuses, resists", claim.stance, ""
    if claim.until is not None and claim.until < claim.date:
        yield "until", f"a day from {claim.date}, the date of the claim", str(claim.until), ""
    if claim.kind == "stake" and not claim.issue:
        yield "issue", "the issue that is at stake", "nothing", ""
    for field in ("condition", "unless"):
        if claim.issue in getattr(claim, field):
            yield f"{field}.{claim.issue}", "a condition on other issues than the claim's own", claim.issue, ""


def check_against_texts(dossier: Dossier, folder: Path | str, file: str = "dossier.toml") -> list[Problem]:
    """Every document and span that is not what the dossier says, held against the texts in ``folder``."""
    problems: list[Problem] = []
    texts: dict[str, str] = {}
    for document in dossier.documents:
        path = Path(folder) / document.file
        try:
            texts[document.id] = path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not text in UTF-8"
            problems.append(
                Problem(file=str(path), expected=f"the text of document {document.id}", received=str(reason))
            )
            continue
        text = texts[document.id]
        found = (len(text), digest_of(text))
        if found != (document.length, document.digest):
            expected = f"{document.length} characters, digest {document.digest[:12]}…"
            received = f"{found[0]} characters, digest {found[1][:12]}…"
            problems.append(
                Problem(file=str(path), key=f"documents.{document.id}", expected=expected, received=received)
            )
    for claim in dossier.claims:
        if claim.document in texts:
            found_digest = digest_of(texts[claim.document][claim.span[0] : claim.span[1]])
            if found_digest != claim.digest:
                expected = f"a span of {claim.document} with digest {claim.digest[:12]}…"
                key = f"claims.{claim.id}"
                problems.append(Problem(file=file, key=key, expected=expected, received=f"{found_digest[:12]}…"))
    return problems
