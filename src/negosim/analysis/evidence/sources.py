"""Claims with where they come from, their paraphrases and, if the texts are there, their sentences."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import attrs

from negosim.analysis.wording import long_date
from negosim.ensemble.results.manifest import DOSSIER_FILE
from negosim.errors import BadInput
from negosim.evidence.claims import Claim, Document, Dossier
from negosim.files.dossier import load_dossier
from negosim.files.source_texts import passage


@attrs.define(slots=False)
class Sources:
    """The dossier of a folder of results, and the texts if they are there.

    Attributes
    ----------
    dossier : Dossier or None
        Claims with their paraphrases.
    texts : Path or None
        Folder with the texts.
    """

    dossier: Dossier | None
    texts: Path | None

    @cached_property
    def _claims(self) -> Mapping[str, Claim]:
        return {claim.id: claim for claim in self.dossier.claims} if self.dossier else {}

    @cached_property
    def _documents(self) -> Mapping[str, Document]:
        return {document.id: document for document in self.dossier.documents} if self.dossier else {}

    def claim(self, name: str) -> dict[str, str]:
        """Return a claim with where it comes from, its paraphrase and, if the texts are there, its sentence."""
        claim = self._claims.get(name)
        if claim is None:
            return {"id": name}
        document = self._documents[claim.document]
        told = {
            "id": name,
            "source": document.publisher.partition(" (")[0],
            "date": long_date(claim.date),
            "attribution": claim.attribution.replace("_", " "),
            "paraphrase": claim.paraphrase,
        }
        if self.texts is not None:
            try:
                told["sentence"] = passage(claim, document, self.texts)
            except BadInput as error:
                told["sentence"] = ""
                told["problem"] = str(error.problems[0])
        return told

    def told(self, found: Mapping[str, Any], depth: str) -> list[dict[str, str]]:
        """Return the claims that a trace names."""
        return [self.claim(name) for name in claims_in(found)] if depth == "claims" else []


def sources_of(folder: Path, dossier: Path | None, texts: Path | None) -> Sources:
    """Load the dossier of a folder of results, or the one given."""
    kept = folder / DOSSIER_FILE
    if dossier is None and not kept.is_file():
        return Sources(None, None)
    return Sources(load_dossier(dossier or kept), texts)


def claims_in(found: Mapping[str, Any]) -> list[str]:
    """Return the claims that a trace names, in the order in which it does."""
    named = [found["claim"]] if "claim" in found else [*found.get("claims_of", ())]
    for act in found.get("acts", ()):
        named += act["claims"]
    return list(dict.fromkeys(named))
