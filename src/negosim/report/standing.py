"""What the results stand on: parameters with their bases, acts and claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import attrs

from negosim.analysis.evidence.provenance import BASES
from negosim.analysis.evidence.sources import Sources
from negosim.analysis.wording import Words, long_date
from negosim.domain.scenario import Scenario
from negosim.errors import BadInput, Problem
from negosim.evidence.claims import Dossier
from negosim.files.source_texts import check_against_texts
from negosim.plots.words import agent_title, parameter_text

BASIS_WORDS = {
    "claims": "claims",
    "convention": "convention of the codebook",
    "assumption": "assumption",
    "override": "set by hand",
}


@attrs.frozen
class Standing:
    """What the results stand on.

    Attributes
    ----------
    counts : tuple of tuple of str and int
        How many parameters there are of each basis.
    groups : tuple
        Parameters by whose they are: a title, and a row of texts for each.
    claims : tuple of dict
        The claims that are named, in the order of the dossier, each with its ``number``.
    number : Mapping of str to int
        The number of each claim.
    documents : tuple of dict
        The documents of these claims.
    quoted : int
        How many claims have their sentence.
    """

    counts: tuple[tuple[str, int], ...]
    groups: tuple[tuple[str, tuple[dict[str, Any], ...]], ...]
    claims: tuple[dict[str, Any], ...]
    number: Mapping[str, int]
    documents: tuple[dict[str, str], ...]
    quoted: int


def standing(scenario: Scenario, dossier: Dossier | None, texts: Path | None) -> Standing:
    """Collect what the parameters of a scenario stand on.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    dossier : Dossier or None
        Its claims; without it, claims are named and not told.
    texts : Path or None
        Folder with the texts, to quote the sentences.

    Returns
    -------
    Standing

    Raises
    ------
    BadInput
        There is no such folder, or a text in it is not the one that was coded.
    """
    texts = _checked(dossier, texts)
    known = _claims_of(scenario)
    order = {claim.id: place for place, claim in enumerate(dossier.claims)} if dossier else {}
    named = sorted(known, key=lambda name: (order.get(name, len(order)), name))
    number = {name: place for place, name in enumerate(named, start=1)}
    sources = Sources(dossier, texts)
    claims = tuple(sources.claim(name) | {"number": number[name]} for name in named)
    counts = Counter(parameter.basis for parameter in scenario.parameters.values())
    return Standing(
        tuple((BASIS_WORDS[basis], counts[basis]) for basis in BASES if counts[basis]),
        tuple(_groups(scenario)),
        claims,
        number,
        tuple(_documents(dossier, known)),
        sum(1 for claim in claims if claim.get("sentence")),
    )


def _claims_of(scenario: Scenario) -> set[str]:
    of_parameters = {claim for parameter in scenario.parameters.values() for claim in parameter.claims}
    return of_parameters | {claim for act in scenario.acts for claim in act.claims}


def _checked(dossier: Dossier | None, texts: Path | None) -> Path | None:
    """Return the folder of the texts; raise BadInput if none of them is there or one is another text."""
    if texts is None:
        return None
    if dossier is None:
        expected = "results with claims that can be quoted"
        raise BadInput([Problem(file="--texts", expected=expected, received="results without a dossier")])
    there = tuple(document for document in dossier.documents if (texts / document.file).is_file())
    if not there:
        expected = "a folder with texts of the dossier"
        received = "a folder without any" if texts.is_dir() else "no such folder"
        raise BadInput([Problem(file=str(texts), expected=expected, received=received)])
    found = {document.id for document in there}
    claims = tuple(claim for claim in dossier.claims if claim.document in found)
    problems = check_against_texts(Dossier(documents=there, claims=claims), texts)
    if problems:
        raise BadInput(problems)
    return texts


def _groups(scenario: Scenario) -> Iterable[tuple[str, tuple[dict[str, Any], ...]]]:
    words = Words(scenario)

    agents = [*(party.name for party in scenario.parties), *(mediator.name for mediator in scenario.mediators)]

    def place(name: str) -> int:
        owner = name.partition(".")[0]
        return agents.index(owner) if owner in agents else len(agents)

    for number, group in groupby(sorted(scenario.parameters, key=place), place):
        rows = []
        for name in group:
            told = scenario.explain(name)
            own = told.parameter
            title = parameter_text(scenario, name).partition(": ")[2] or name
            rows.append(
                {
                    "name": name,
                    "title": title[:1].upper() + title[1:],
                    "distribution": f"{own.distribution}{f' ({own.unit})' if own.unit else ''}",
                    "basis": own.basis,
                    "basis_words": BASIS_WORDS[own.basis],
                    "why": own.why,
                    "acts": [words.act(act) for act in told.acts if act.parameter == name],
                    "claims": told.claims,
                }
            )
        yield (agent_title(scenario, agents[number]) if number < len(agents) else "The talks"), tuple(rows)


def _documents(dossier: Dossier | None, claims: set[str]) -> Iterable[dict[str, str]]:
    if dossier is None:
        return
    cited = {claim.document for claim in dossier.claims if claim.id in claims}
    for document in dossier.documents:
        if document.id in cited:
            yield {
                "title": document.title,
                "publisher": document.publisher[:1].upper() + document.publisher[1:],
                "date": long_date(document.date) + ("" if document.date_basis == "stated" else " (inferred)"),
            }
