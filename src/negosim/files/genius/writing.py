"""Write a GENIUS domain: one file for its issues, and one for the utility space of each party."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

from negosim.files.atomic_writing import save
from negosim.files.genius.domain import GeniusDomain, GeniusIssue, GeniusProfile


def write_genius(domain: GeniusDomain, folder: Path | str, *, force: bool = False) -> tuple[Path, ...]:
    """Write a GENIUS domain into a folder.

    Parameters
    ----------
    domain : GeniusDomain
        The issues and the parties' utility spaces.
    folder : Path or str
        Made if it does not exist.
    force : bool
        Replace existing files.

    Returns
    -------
    tuple of Path
        The files, the domain first.

    Raises
    ------
    BadInput
        A file exists already, or cannot be written.
    """
    folder = Path(folder)
    contents = {folder / f"{domain.name}.xml": _domain(domain)}
    for profile in domain.profiles:
        contents[folder / f"{domain.name}_{profile.name}.xml"] = _space(domain, profile)
    save(contents, force=force)
    return tuple(contents)


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
