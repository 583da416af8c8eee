"""Write a domain for GENIUS, GeniusWeb or NegMAS: one file for its issues, and one for the utilities of each party."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import numpy as np

from negosim.errors import BadInput, Problem
from negosim.files.atomic_writing import save
from negosim.files.genius.domain import GeniusDomain, GeniusIssue, GeniusProfile

MOST_PACKAGES = 2_000_000
"""Packages among which one is sought that stands for a reservation value."""
ENDINGS = {"genius": "xml", "geniusweb": "json", "negmas": "yml"}


def write_genius(
    domain: GeniusDomain, folder: Path | str, *, form: str = "genius", force: bool = False
) -> tuple[Path, ...]:
    """Write a domain into a folder.

    Parameters
    ----------
    domain : GeniusDomain
        The issues and the parties' utility spaces.
    folder : Path or str
        Made if it does not exist.
    form : str
        ``genius`` for XML, ``geniusweb`` for JSON, ``negmas`` for YAML.
    force : bool
        Replace existing files.

    Returns
    -------
    tuple of Path
        The files, the domain first.

    Raises
    ------
    BadInput
        A file exists already, or cannot be written; or the format cannot express the domain.
    """
    folder, ending = Path(folder), ENDINGS[form]
    if form == "genius":
        outer, inner = _domain(domain), [_space(domain, profile) for profile in domain.profiles]
    elif form == "geniusweb":
        issues = _json_issues(domain)
        outer = _json(issues)
        inner = [_json({"LinearAdditiveUtilitySpace": _json_space(domain, issues, each)}) for each in domain.profiles]
    else:
        outer, inner = _yaml(_yaml_issues(domain)), [_yaml(_yaml_space(domain, each)) for each in domain.profiles]
    contents = {folder / f"{domain.name}.{ending}": outer}
    for profile, text in zip(domain.profiles, inner, strict=True):
        contents[folder / f"{domain.name}_{profile.name}.{ending}"] = text
    save(contents, force=force)
    return tuple(contents)


def _json_issues(domain: GeniusDomain) -> dict[str, Any]:
    return {"name": domain.name, "issuesValues": {issue.name: {"values": issue.values} for issue in domain.issues}}


def _json_space(domain: GeniusDomain, issues: dict[str, Any], profile: GeniusProfile) -> dict[str, Any]:
    best = [max(worth, default=0.0) for worth in profile.values]
    names = [issue.name for issue in domain.issues]
    utilities = {
        issue.name: {"discreteutils": {"valueUtilities": dict(zip(issue.values, _to_one(worth), strict=True))}}
        for issue, worth in zip(domain.issues, profile.values, strict=True)
    }
    weights = [weight if most else 0.0 for weight, most in zip(profile.weights, best, strict=True)]
    space = {
        "issueUtilities": utilities,
        "issueWeights": dict(zip(names, weights, strict=True)),
        "domain": issues,
        "name": f"{domain.name}_{profile.name}",
    }
    bid = _reservation_bid(domain, profile)
    return space | ({"reservationBid": {"issuevalues": bid}} if bid else {})


def _to_one(worth: tuple[float, ...]) -> list[float]:
    """Values over the largest one."""
    most = max(worth)
    return [value / most if most else 0.0 for value in worth]


def _reservation_bid(domain: GeniusDomain, profile: GeniusProfile) -> dict[str, str]:
    """The package of least utility at or above the reservation value: the same packages are acceptable."""
    if profile.reservation <= 0.0:
        return {}
    if domain.packages > MOST_PACKAGES:
        expected = f"at most {MOST_PACKAGES:,} packages, among which one stands for the reservation value"
        raise BadInput([Problem(file=profile.name, expected=expected, received=f"{domain.packages:,}")])
    worth = GeniusDomain(domain.name, domain.issues, (profile,)).utilities()[0]
    enough = np.flatnonzero(worth >= profile.reservation - 1e-12)
    if not len(enough):
        expected = "a package worth the reservation value, which the format names by one"
        raise BadInput([Problem(file=profile.name, expected=expected, received=f"{profile.reservation:g}")])
    return domain.package(int(enough[np.argmin(worth[enough])]))


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"


def _yaml_issues(domain: GeniusDomain) -> dict[str, Any]:
    return {
        "name": domain.name,
        "type": "DiscreteCartesianOutcomeSpace",
        "issues": [
            {"name": issue.name, "type": "CategoricalIssue", "values": list(issue.values)} for issue in domain.issues
        ],
    }


def _yaml_space(domain: GeniusDomain, profile: GeniusProfile) -> dict[str, Any]:
    function = {
        "name": profile.name,
        "type": "LinearAdditiveUtilityFunction",
        "reserved_value": profile.reservation,
        "weights": list(profile.weights),
        "values": [
            {"type": "TableFun", "mapping": dict(zip(issue.values, _to_one(worth), strict=True))}
            for issue, worth in zip(domain.issues, profile.values, strict=True)
        ],
    }
    if profile.discount == 1.0:
        return function
    outer = {"name": profile.name, "type": "ExpDiscountedUFun", "discount": profile.discount}
    return outer | {"reserved_value": profile.reservation, "ufun": function}


def _yaml(document: dict[str, Any]) -> bytes:
    """Write YAML: a line for each key, and below it the flow style, which is that of JSON."""
    return "".join(f"{key}: {_flow(value)}\n" for key, value in document.items()).encode()


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flow(str(key))}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, float):  # YAML 1.1 takes 1e-05 for a word
        mantissa, e, exponent = repr(value).partition("e")
        return mantissa + ("" if "." in mantissa or not e else ".0") + e + exponent
    return json.dumps(value, ensure_ascii=False)


def _domain(domain: GeniusDomain) -> bytes:
    root = ET.Element("negotiation_template")
    space = ET.SubElement(root, "utility_space", number_of_issues=str(len(domain.issues)))
    _issues(_objective(space, domain.name), domain.issues)
    return _text(root)


def _space(domain: GeniusDomain, profile: GeniusProfile) -> bytes:
    root = ET.Element("utility_space", number_of_issues=str(len(domain.issues)))
    objective = _objective(root, domain.name)
    for items, worth in zip(_issues(objective, domain.issues), profile.values, strict=True):
        for item, value in zip(items, worth, strict=True):
            item.set("evaluation", repr(value))
    for n, weight in enumerate(profile.weights, start=1):
        ET.SubElement(objective, "weight", index=str(n), value=repr(weight))
    ET.SubElement(root, "discount_factor", value=repr(profile.discount))
    ET.SubElement(root, "reservation", value=repr(profile.reservation))
    return _text(root)


def _objective(parent: ET.Element, name: str) -> ET.Element:
    kind = dict.fromkeys(("type", "etype"), "objective")
    return ET.SubElement(parent, "objective", {"index": "0", "name": name, "description": "", **kind})


def _issues(objective: ET.Element, issues: tuple[GeniusIssue, ...]) -> list[list[ET.Element]]:
    """The issues under an objective; the items of each."""
    made = []
    for n, issue in enumerate(issues, start=1):
        kind = dict.fromkeys(("type", "etype", "vtype"), "discrete")
        element = ET.SubElement(objective, "issue", {"index": str(n), "name": issue.name, **kind})
        made.append(
            [ET.SubElement(element, "item", index=str(k), value=v) for k, v in enumerate(issue.values, start=1)]
        )
    return made


def _text(root: ET.Element) -> bytes:
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"
