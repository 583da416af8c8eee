"""What a parameter stands on, for the page: its acts, claims and, where texts are given, sentences."""

from __future__ import annotations

from typing import Any

from negosim.analysis.wording import Words
from negosim.domain.acts import Act
from negosim.domain.scenario import Scenario
from negosim.errors import BadInput
from negosim.evidence.claims import Claim, Document
from negosim.explorer.opened import OpenedCase
from negosim.files.source_texts import passage
from negosim.plots.words import parameter_text, plain

MOST_CLAIMS = 60


def grounds(case: OpenedCase, scenario: Scenario, key: str) -> dict[str, Any]:
    """Return what a parameter stands on; raise BadInput if there is none of this name.

    Parameters
    ----------
    case : OpenedCase
        The case, with its dossier.
    scenario : Scenario
        The scenario of a view of it.
    key : str
        Name of the parameter.

    Returns
    -------
    dict
        For JSON.
    """
    found = scenario.explain(key)
    parameter = found.parameter
    return {
        "key": key,
        "title": parameter_text(scenario, key),
        "distribution": str(parameter.distribution),
        "unit": parameter.unit,
        "basis": parameter.basis,
        "why": parameter.why,
        "acts": [_act(scenario, act) for act in found.acts],
        "claims": told_claims(case, found.claims),
    }


def _act(scenario: Scenario, act: Act) -> dict[str, Any]:
    parameter = scenario.parameters.get(act.parameter)
    return {
        "title": Words(scenario).act(act),
        "kind": act.kind,
        "party": act.party,
        "key": act.parameter if parameter is not None else None,
        "date": act.date.isoformat() if act.date else None,
        "credibility": parameter.distribution.mean if parameter is not None else 1.0,
    }


def told_claims(case: OpenedCase, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return claims by their identifiers; those that the dossier does not have are left out."""
    dossier = case.evidence[0]
    if dossier is None:
        return []
    claims = {claim.id: claim for claim in dossier.claims}
    documents = {document.id: document for document in dossier.documents}
    found = [claims[name] for name in names if name in claims]
    return [_claim(case, claim, documents[claim.document]) for claim in found[:MOST_CLAIMS]]


def _claim(case: OpenedCase, claim: Claim, document: Document) -> dict[str, Any]:
    return {
        "id": claim.id,
        "paraphrase": claim.paraphrase,
        "document": document.title,
        "publisher": document.publisher,
        "date": claim.date.isoformat(),
        "actor": claim.actor,
        "speaker": claim.speaker,
        "stance": plain(claim.stance),
        "attribution": plain(claim.attribution),
        "sentence": _sentence(case, claim, document),
    }


def _sentence(case: OpenedCase, claim: Claim, document: Document) -> str | None:
    """The sentence in the text; None without texts, or if the text is not the one that was coded."""
    if case.texts is None:
        return None
    try:
        return passage(claim, document, case.texts)
    except BadInput:
        return None
