"""Read the domains of GeniusWeb (JSON) and NegMAS (YAML): a folder with a domain and a file for each party."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from negosim.errors import BadInput, Problem, nearest, shown
from negosim.files.genius import geniusweb, negmas
from negosim.files.genius.domain import Found, GeniusDomain, GeniusIssue, Note

MOST_BYTES = {"geniusweb": 16 * 2**20, "negmas": 4 * 2**20}
MOST_FILES = 10_000
MOST_PROFILES = 200
ENDINGS = {"geniusweb": (".json",), "negmas": (".yml", ".yaml")}
NAMES = {"geniusweb": "GeniusWeb", "negmas": "NegMAS"}
Issues = tuple[GeniusIssue, ...]


def read_documents(
    folder: Path | str,
    form: str,
    *,
    domain: str = "",
    profiles: Sequence[str | Path] = (),
    real_levels: int = 0,
) -> GeniusDomain:
    """Read the domain of a folder of JSON or YAML files.

    Parameters
    ----------
    folder : Path | str
        Where the files lie.
    form : str
        ``geniusweb`` or ``negmas``.
    domain : str
        Name of the file with the domain, where a folder holds several.
    profiles : Sequence[str | Path]
        Names or paths of the parties' files, in order; all by default.
    real_levels : int
        Number of levels of a range of real numbers; 0 refuses such issues.

    Raises
    ------
    BadInput
        With every problem of the files.
    """
    folder = Path(folder)
    module = geniusweb if form == "geniusweb" else negmas
    documents, notes, problems = _documents(folder, form)
    domains = {name: each for name, each in documents.items() if module.is_domain(each)}
    spaces = {name: each for name, each in documents.items() if module.is_profile(each)}
    chosen = {name: spaces[name] for name in _named(profiles, folder, spaces, "--profile")} if profiles else spaces
    name = _named([domain], folder, domains, "--domain")[0] if domain else next(iter(domains), "")
    if len(domains) > 1 and not domain:
        hint = f"choose with --domain {name}"
        raise BadInput([Problem(file=str(folder), expected="one domain", received=", ".join(domains), hint=hint)])
    if len(chosen) < 2 or not name:
        expected = f"a domain of {NAMES[form]} and two utility spaces or more"
        received = f"{'a' if name else 'no'} domain and {len(chosen)} utility spaces"
        raise BadInput([Problem(file=str(folder), expected=expected, received=received), *problems])
    found = Found(str(folder / name))
    issues = _tried(lambda: module.issues_of(domains[name], found, real_levels), found)
    found.end()
    notes += found.notes
    read, refused = [], []
    for each, document in list(chosen.items())[:MOST_PROFILES]:
        found = Found(str(folder / each))
        profile = _tried(lambda d=document, e=each, f=found: module.profile_of(Path(e).stem, d, issues, f), found)  # type: ignore[misc]
        notes += found.notes
        if profile is None or found.problems:
            refused += found.problems
            notes.append(Note(str(folder / each), f"left out: {found.problems[0]}"))
        else:
            read.append(profile)
    if len(read) < 2 or (profiles and refused):
        raise BadInput(refused)
    notes += [
        Note(str(folder / each), "left out, it is no part of the domain") for each in _rest(documents, name, chosen)
    ]
    return GeniusDomain(folder.resolve().name, issues or (), tuple(read), tuple(notes))


def _rest(documents: Mapping[str, object], name: str, chosen: Mapping[str, object]) -> list[str]:
    return [each for each in documents if each != name and each not in chosen]


def _tried(step: Callable[[], Any], found: Found) -> Any:
    """Run a step on data of any shape; a shape that the step did not expect is a problem."""
    try:
        return step()
    except BadInput:
        return None
    except (AttributeError, TypeError, ValueError, KeyError, OverflowError) as error:
        if not found.problems:
            found.add("", "a file of the usual form", f"{type(error).__name__}: {error}")
        return None


def _named(names: Sequence[str | Path], folder: Path, known: Mapping[str, object], option: str) -> list[str]:
    chosen, problems = [], []
    for given in names:
        name = Path(given).name
        found = next((each for each in known if name in (each, Path(each).stem)), "")
        if not found or found in chosen:
            expected = f"a file of {folder}" if not found else "each file once"
            hint = nearest(name, known) if not found else ""
            problems.append(Problem(file=option, expected=expected, received=str(given), hint=hint))
        chosen.append(found)
    if problems:
        raise BadInput(problems)
    return chosen


def _documents(folder: Path, form: str) -> tuple[dict[str, dict[str, Any]], list[Note], list[Problem]]:
    """The files of a folder that hold a table, by name; notes and problems of the others."""
    try:
        paths = sorted(p for p in folder.iterdir() if p.suffix.lower() in ENDINGS[form] and not p.name.startswith("."))
    except (OSError, ValueError) as error:
        received = getattr(error, "strerror", None) or str(error)
        raise BadInput([Problem(file=str(folder), expected="a folder", received=received)]) from None
    if not 0 < len(paths) <= MOST_FILES:
        expected = f"a folder with {' or '.join(ENDINGS[form])} files of {NAMES[form]}, at most {MOST_FILES:,}"
        raise BadInput([Problem(file=str(folder), expected=expected, received=str(len(paths)))])
    documents: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            text = _text(path, MOST_BYTES[form])
            document = json.loads(text) if form == "geniusweb" else negmas.parse(text)
        except BadInput as error:
            problems += error.problems
            continue
        except (ValueError, RecursionError) as error:
            received = str(error).splitlines()[0] if str(error) else type(error).__name__
            expected = "JSON" if form == "geniusweb" else "YAML"
            problems.append(Problem(file=str(path), expected=expected, received=received))
            continue
        if isinstance(document, dict):
            documents[path.name] = document
        else:
            problems.append(Problem(file=str(path), expected="a table", received=shown(type(document).__name__)))
    return documents, [Note(each.file, f"left out: {each.received}") for each in problems], problems


def _text(path: Path, most: int) -> str:
    try:
        if not path.is_file():
            raise BadInput([Problem(file=str(path), expected="a file", received="no regular file")])
        with path.open("rb") as stream:
            raw = stream.read(most + 1)
    except OSError as error:
        received = error.strerror or str(error)
        raise BadInput([Problem(file=str(path), expected="a file", received=received)]) from None
    if len(raw) > most:
        raise BadInput([Problem(file=str(path), expected=f"at most {most // 2**20} MiB", received="more")])
    return raw.decode("utf-8-sig", errors="replace")
