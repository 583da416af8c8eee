"""Load a codebook and check its words and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

from negosim.errors import BadInput, Problem, nearest
from negosim.evidence.claims import Attribution, Stance
from negosim.evidence.codebook import Codebook
from negosim.files.toml_reading import read_toml, structure

ENTRIES: Mapping[str, tuple[str, ...]] = {
    "earnest": tuple(stance for stance in get_args(Stance) if stance != "observes"),
    "attributions": get_args(Attribution),
    "emphasis": ("1", "2", "3"),
    "doubt": ("1", "2", "3"),
    "stakes": ("main", "named", "other"),
    "ability": ("shown", "not_shown"),
}
"""The tables of a codebook that need one entry for each of some words, and those words."""
SPREADS = ("unranked", "trust_base", "mutual_base", "leverage_base")


def load_codebook(path: Path | str) -> Codebook:
    """Load a codebook from a file.

    Parameters
    ----------
    path : Path | str
        A TOML file.

    Raises
    ------
    BadInput
        With every problem of the file.
    """
    return codebook_of(read_toml(path, "a codebook"), str(path))


def codebook_of(tables: Mapping[str, Any], file: str) -> Codebook:
    """Build a codebook from tables.

    Parameters
    ----------
    tables : Mapping[str, Any]
        Of a codebook file.
    file : str
        Named in errors.

    Raises
    ------
    BadInput
        With every problem of the tables.
    """
    codebook = structure(tables, Codebook, file)
    problems = [
        Problem(file=file, key=key, expected=expected, received=received, hint=hint)
        for key, expected, received, hint in (*_words(codebook), *_shares(codebook))
    ]
    if problems:
        raise BadInput(problems)
    return codebook


def _words(codebook: Codebook) -> Iterable[tuple[str, str, str, str]]:
    """Find missing and unknown words in the tables of a codebook."""
    for table, words in ENTRIES.items():
        entries = getattr(codebook, table)
        for word in words:
            if word not in entries:
                yield f"{table}.{word}", "a value", "nothing", ""
        for entry in entries:
            if entry not in words:
                yield f"{table}.{entry}", "one of " + ", ".join(words), entry, nearest(entry, words)


def _shares(codebook: Codebook) -> Iterable[tuple[str, str, str, str]]:
    """Find shares outside 0 to 1, and weights that are not above 0."""
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
