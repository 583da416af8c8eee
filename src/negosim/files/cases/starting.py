"""Start a new case: files that run as they are, and say what to change."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from negosim.domain.issues import LabelSet
from negosim.errors import BadInput, Problem
from negosim.files.atomic_writing import save
from negosim.files.cases.example_files import DOSSIER, README, STUDY, scenario_text
from negosim.files.cases.example_text import FILE, Names, example, title_of
from negosim.files.coding.dossier_text import text_of
from negosim.files.party_format import PartyEntry
from negosim.files.scenario_checks import name_problems
from negosim.files.scenario_format import IssueEntry, MediatorEntry, ScenarioFile
from negosim.files.shipped_cases import folder_of_cases

PARTIES, MEDIATORS, ISSUES = ("theatre", "orchestra"), ("city",), ("evenings", "rehearsals", "repairs")
MOST = 12
"""Issues, parties or mediators of a new case."""
ANY_ISSUE = IssueEntry(levels=LabelSet(("0", "1")), status_quo=LabelSet(("0",)))
SCHEMAS = ("scenario", "dossier", "codebook")


def start_case(
    folder: Path | str,
    parties: Sequence[str] = PARTIES,
    mediators: Sequence[str] = MEDIATORS,
    issues: Sequence[str] = ISSUES,
) -> list[Path]:
    """Write a new case into a folder: scenario, dossier, codebook, an invented text, a study and a README.

    Parameters
    ----------
    folder : Path | str
        New, or empty.
    parties, mediators, issues : Sequence[str]
        Names, of small letters, digits and _; two parties or more, and one issue or more.

    Returns
    -------
    list[Path]
        The files.

    Raises
    ------
    BadInput
        A name is not valid, or the folder holds something. Nothing is written then.
    """
    place, names = Path(folder), Names(tuple(parties), tuple(mediators), tuple(issues))
    name = _name(place)
    problems = [*folder_problems(place), *_problems(name, names)]
    if problems:
        raise BadInput(problems)
    text, document, claims = example(names)
    brought = folder_of_cases()
    files = {
        "scenario.toml": scenario_text(name, names).encode(),
        "dossier.toml": (DOSSIER + text_of([document], claims)).encode(),
        "codebook.toml": (brought / "codebook.toml").read_bytes(),
        f"texts/{FILE}": text.encode(),
        "study.py": STUDY.encode(),
        "README.md": README.format(title=title_of(name)).encode(),
    }
    files |= {f"schema/{kind}.schema.json": (brought / f"schema/{kind}.schema.json").read_bytes() for kind in SCHEMAS}
    contents = {place / path: content for path, content in files.items()}
    save(contents)
    return list(contents)


def folder_problems(place: Path) -> Iterator[Problem]:
    """The problem of a folder into which a case cannot be written: it is a file, or holds something."""
    expected = "a folder that does not exist yet, or is empty"
    try:
        if place.is_dir():
            inside = next(place.iterdir(), None)
            if inside is not None:
                yield Problem(file=str(place), expected=expected, received=f"one that holds {inside.name}")
        elif place.exists() or place.is_symlink():
            yield Problem(file=str(place), expected=expected, received="a file")
    except (OSError, ValueError) as error:
        received = getattr(error, "strerror", None) or str(error)
        yield Problem(file=str(place), expected=expected, received=str(received))


def _name(place: Path) -> str:
    """A name for the scenario, from that of its folder."""
    name = re.sub(r"[^a-z0-9]+", "_", place.absolute().name.lower()).strip("_")
    return name if name[:1].isalpha() else f"case_{name}".rstrip("_")


def _problems(name: str, names: Names) -> Iterator[Problem]:
    groups = {"parties": names.parties, "mediators": names.mediators, "issues": names.issues}
    for option, words in groups.items():
        for word, count in Counter(words).items():
            if count > 1:
                yield Problem(file=f"--{option}", expected="each name once", received=f"{word} {count} times")
        if len(words) > MOST:
            yield Problem(file=f"--{option}", expected=f"at most {MOST} names", received=str(len(words)))
    entry = ScenarioFile(
        name=name,
        start=dt.date(2030, 1, 1),
        horizon=1,
        issues=dict.fromkeys(names.issues, ANY_ISSUE),
        parties={party: PartyEntry() for party in names.parties},
        mediators={mediator: MediatorEntry() for mediator in names.mediators},
    )
    for key, expected, received, *hint in name_problems(entry):
        table, _, _ = key.partition(".")
        yield Problem(file=f"--{table}", expected=expected, received=received or "nothing", hint="".join(hint))
    for word in sorted({*names.issues} & {*names.parties, *names.mediators}):
        yield Problem(file="--issues", expected="names that no party or mediator has", received=word)
