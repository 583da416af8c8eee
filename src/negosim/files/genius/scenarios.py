"""Convert a GENIUS domain to a scenario: valid names, and the reservation value of the format as no deal.

Without a deal every issue stands at a status quo that no package can hold and that is worth nothing; a party's premium
is its reservation value. So a package is worth what GENIUS says, and the ZOPA is what GENIUS calls rational.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import warnings
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import attrs
import tomli_w

from negosim.domain.quantities import QUANTITIES
from negosim.domain.scenario import Scenario
from negosim.errors import BadInput, Problem, ScenarioWarning, nearest
from negosim.files.atomic_writing import save
from negosim.files.genius.documents import read_documents
from negosim.files.genius.domain import MOST_LISTED, GeniusDomain, GeniusIssue, GeniusProfile, plain
from negosim.files.genius.parsing import read_genius
from negosim.files.scenario import build
from negosim.files.scenario_checks import COLUMNS, OF_MODEL, OF_TABLES

START = dt.date(2030, 1, 1)
ROUNDS = 100
NO_DEAL = "no_deal"
FORMS = ("genius", "geniusweb", "negmas")
_COMMON = frozenset({*OF_TABLES, *OF_MODEL, *QUANTITIES, *COLUMNS})


def load_genius(
    folder: Path | str,
    *,
    domain: str = "",
    profiles: Sequence[str | Path] = (),
    real_levels: int = 0,
    form: str = "genius",
) -> Scenario:
    """Load a domain of GENIUS, GeniusWeb or NegMAS as a scenario.

    Parameters
    ----------
    folder : Path | str
        Where the files lie; or the file of the domain itself.
    domain : str
        Name of the file with the domain, where a folder holds several.
    profiles : Sequence[str | Path]
        Names or paths of the files with the parties' utility spaces, in order; by default all that belong to the
        domain.
    real_levels : int
        Number of levels of a range of real numbers, both ends included; 0 refuses such issues.
    form : str
        ``genius``, ``geniusweb`` or ``negmas``.

    Raises
    ------
    BadInput
        With every problem of the files; or utilities do not add up over issues, and there are more packages than an
        issue of packages can have levels.

    Warns
    -----
    ScenarioWarning
        For everything that was left out, or read in a way of its own.
    """
    read = read_domain(folder, form, domain=domain, profiles=profiles, real_levels=real_levels)
    for note in (note for note in read.notes if not note.asked):
        warnings.warn(str(note), ScenarioWarning, stacklevel=2)
    return build(tables_of(read), str(folder))


def read_domain(
    folder: Path | str,
    form: str,
    *,
    domain: str = "",
    profiles: Sequence[str | Path] = (),
    real_levels: int = 0,
) -> GeniusDomain:
    """Read a domain in one of the ``FORMS``; parameters and errors as ``load_genius``."""
    if form not in FORMS:
        raise BadInput([Problem(file="form", expected="a known form", received=form, hint=nearest(form, FORMS))])
    if form == "genius":
        return read_genius(folder, domain=domain, profiles=profiles, real_levels=real_levels)
    return read_documents(folder, form, domain=domain, profiles=profiles, real_levels=real_levels)


def tables_of(domain: GeniusDomain) -> dict[str, Any]:
    """Convert a domain to the tables of a scenario file: alternating offers over a hundred rounds of a day.

    Where utilities do not add up over issues, packages become levels of a single issue.

    Raises
    ------
    BadInput
        There are more than ``MOST_LISTED`` such packages, or one is worth less than 0.
    """
    if domain.tabled:
        domain = _as_one_issue(domain)
    parties = _names([profile.name for profile in domain.profiles], _COMMON, "party")
    columns = {f"{what}_{party}" for what in ("utility", "reservation") for party in parties}
    issues = _names([issue.name for issue in domain.issues], _COMMON | columns, "issue")
    no_deal = NO_DEAL
    while any(no_deal in issue.values for issue in domain.issues):
        no_deal += "_"
    labels = [_labels(issue.values) for issue in domain.issues]
    return {
        "name": _names([domain.name], (), "domain")[0],
        "title": plain(domain.name) or "A GENIUS domain",
        "about": "Read from GENIUS files; a party's premium is its reservation value there.",
        "start": START,
        "horizon": ROUNDS,
        "rules": {"protocol": "alternating_offers"},
        "issues": {
            name: {
                "title": plain(issue.name),
                "levels": own,
                "status_quo": no_deal,
                "ordered": issue.kind != "discrete",
            }
            for name, issue, own in zip(issues, domain.issues, labels, strict=True)
        },
        "parties": {
            name: _party(profile, dict(zip(issues, labels, strict=True)), no_deal)
            for name, profile in zip(parties, domain.profiles, strict=True)
        },
        "assumptions": {
            "*.horizon": {"value": ROUNDS, "why": "both come down over the whole calendar"},
            **{
                f"{name}.premium": {"value": profile.reservation, "why": "reservation value of the file"}
                for name, profile in zip(parties, domain.profiles, strict=True)
                if profile.reservation
            },
        },
    }


def _as_one_issue(domain: GeniusDomain) -> GeniusDomain:
    """A domain whose only issue has a value for every package."""
    if domain.packages > MOST_LISTED:
        expected = f"at most {MOST_LISTED:,} packages where utilities do not add up over issues"
        raise BadInput([Problem(file=domain.name, expected=expected, received=f"{domain.packages:,}")])
    utilities = domain.utilities()
    if utilities.min() < 0.0:
        received = f"{utilities.min():g}"
        raise BadInput([Problem(file=domain.name, expected="packages worth 0 or more", received=received)])
    values = tuple(", ".join(domain.package(k).values()) for k in range(domain.packages))
    profiles = tuple(
        attrs.evolve(profile, weights=(1.0,), values=(tuple(map(float, worth)),), table=None)
        for profile, worth in zip(domain.profiles, utilities, strict=True)
    )
    title = " / ".join(issue.name for issue in domain.issues)
    return attrs.evolve(domain, issues=(GeniusIssue(title, "discrete", values),), profiles=profiles)


def _party(profile: GeniusProfile, labels: dict[str, list[str]], no_deal: str) -> dict[str, Any]:
    return {
        "title": plain(profile.name),
        **({"discount": profile.discount} if profile.discount != 1.0 else {}),
        "weights": dict(zip(labels, profile.weights, strict=True)),
        "values": {
            name: {no_deal: 0.0, **dict(zip(own, worth, strict=True))}
            for (name, own), worth in zip(labels.items(), profile.values, strict=True)
        },
    }


def _names(texts: Iterable[str], taken: Collection[str], what: str) -> list[str]:
    """Make identifiers from texts: small letters, digits and ``_``, each once and none that is taken."""
    names: list[str] = []
    for text in texts:
        letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", letters).lower()
        stem = re.sub(r"[^a-z0-9]+", "_", words).strip("_")
        stem = stem if stem[:1].isalpha() and stem not in taken else f"{what}_{stem}".strip("_")
        name, number = stem, 1
        while name in names or name in taken:
            number += 1
            name = f"{stem}_{number}"
        names.append(name)
    return names


def _labels(values: Sequence[str]) -> list[str]:
    """Make labels from values; full stops, which part names of parameters, stay only in numbers."""
    labels: dict[str, None] = {}
    for value in values:
        stem = plain(value)
        stem = stem if _is_number(stem) else stem.replace(".", "_")
        label, number = stem, 1
        while label in labels:
            number += 1
            label = f"{stem} ({number})"
        labels[label] = None
    return list(labels)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def save_tables(tables: dict[str, Any], path: Path | str, *, force: bool = False) -> None:
    """Write the tables of a scenario to a file.

    Parameters
    ----------
    tables : dict[str, Any]
        Of a scenario file.
    path : Path | str
        Of the file.
    force : bool
        Replace an existing file.

    Raises
    ------
    BadInput
        The file exists already, or cannot be written.
    """
    save({Path(path): tomli_w.dumps(tables).encode()}, force=force)
