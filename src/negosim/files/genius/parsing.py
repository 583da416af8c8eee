"""Parse a folder of GENIUS files: domains, and a utility space for each party.

The format is that of GENIUS (Lin, Kraus, Baarslag, Tykhonov, Hindriks & Jonker 2014), as the repositories of its
domains use it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from negosim.errors import BadInput, Problem
from negosim.files.genius.domain import MOST_PROBLEMS, Found, GeniusDomain, GeniusIssue, GeniusProfile, Note
from negosim.files.genius.folders import Choice, Folder, choices_of, read_folder, space_named
from negosim.files.genius.issues import issues_of
from negosim.files.genius.utility_spaces import profile_of
from negosim.files.genius.xml_parsing import Element

MOST_PROFILES = 200
MOST_VALUES = 300_000
"""Of all issues to all parties: as many as are read in some seconds and some hundred megabytes."""


def read_genius(
    folder: Path | str, *, domain: str = "", profiles: Sequence[str | Path] = (), real_levels: int = 0
) -> GeniusDomain:
    """Read the domain of a folder.

    Files that are no part of the domain and utility spaces that do not fit it are left out, with a note.

    Parameters
    ----------
    folder : Path | str
        Where the XML files lie; or the file of the domain itself.
    domain : str
        Name of the file with the domain; needed only where a folder holds several.
    profiles : Sequence[str | Path]
        Names or paths of the files with the parties' utility spaces, in order; without any, all that belong to the
        domain.
    real_levels : int
        Into how many levels a range of real numbers is cut, both ends included; 0 refuses such issues.

    Raises
    ------
    BadInput
        With every problem of the files, each with its address.
    """
    where, domain = _place(Path(folder), domain)
    files = read_folder(where)
    choices = choices_of(files, domain)
    if len(choices) > 1:
        names = [choice.domain for choice in choices]
        raise BadInput([_several(where, names)])
    return _domain(files, choices[0], [str(name) for name in profiles], real_levels)


def domains_in(folder: Path | str, domain: str = "") -> list[str]:
    """Find the domains of a folder: names of their files.

    Parameters
    ----------
    folder : Path | str
        Where the XML files lie; or the file of a domain itself.
    domain : str
        Name of the file with the domain, if only one is meant.

    Raises
    ------
    BadInput
        There is none, or none that is clearly meant.
    """
    where, domain = _place(Path(folder), domain)
    return [choice.domain for choice in choices_of(read_folder(where), domain)]


def _place(folder: Path, domain: str) -> tuple[Path, str]:
    if not folder.is_dir() and folder.suffix.lower() == ".xml" and not domain and folder.is_file():
        return folder.parent, folder.name
    return folder, Path(domain).name


def _several(where: Path, names: Sequence[str]) -> Problem:
    hint = f"choose with --domain {names[0]}"
    return Problem(file=str(where), expected="one domain", received=", ".join(names), hint=hint)


def _domain(files: Folder, choice: Choice, profiles: Sequence[str], real_levels: int) -> GeniusDomain:
    where = files.path
    spaces = _chosen(profiles, files) if profiles else {name: files.roots[name] for name in choice.spaces}
    if len(spaces) < 2:
        received = ", ".join(spaces) or "none"
        expected = "two files or more with a <utility_space>"
        raise BadInput([*files.problems, Problem(file=str(where), expected=expected, received=received)])
    found = Found(str(where / choice.domain))
    issues = issues_of(files.roots[choice.domain], found, real_levels)
    found.end()
    notes = [*files.notes(choice, spaces, asked=bool(profiles)), *files.mends.get(choice.domain, ()), *found.notes]
    left = list(spaces)[MOST_PROFILES:] if not profiles else []
    if left:
        notes.append(Note(str(where), f"{len(left)} utility spaces after the first {MOST_PROFILES} are left out"))
    read, refused = [], []
    _check_size(where, issues, len(spaces) - len(left))
    for name in [name for name in spaces if name not in left]:
        found = Found(str(where / name))
        profile = _profile(Path(name).stem, spaces[name], issues, found)
        notes += [*files.mends.get(name, ()), *found.notes]
        if profile is None:
            refused.append(found.problems)
        else:
            read.append(profile)
    if refused and (profiles or len(read) < 2):
        problems = [problem for each in refused for problem in each] + ([] if profiles else files.problems)
        raise BadInput(problems[:MOST_PROBLEMS])
    notes += [_refusal(each) for each in refused]
    name = where.resolve().name if len(files.domains) == 1 else Path(choice.domain).stem
    return GeniusDomain(name, issues, tuple(read), tuple(dict.fromkeys(notes)))


def _profile(name: str, root: Element, issues: Sequence[GeniusIssue], found: Found) -> GeniusProfile | None:
    try:
        return profile_of(name, root, issues, found)
    except BadInput:  # too many problems to read on
        return None


def _check_size(where: Path, issues: Sequence[GeniusIssue], count: int) -> None:
    values = count * sum(len(issue.values) for issue in issues)
    if values > MOST_VALUES:
        expected = f"a domain in which at most {MOST_VALUES:,} values are worth something, all parties together"
        hint = "choose some with --profile"
        raise BadInput([Problem(file=str(where), expected=expected, received=f"{values:,}", hint=hint)])


def _refusal(problems: Sequence[Problem]) -> Note:
    """A note of a utility space that does not fit, with its first problem."""
    first = problems[0]
    more = f", and {len(problems) - 1} problems more" if len(problems) > 1 else ""
    address = f"{first.key}: " if first.key else ""
    return Note(first.file, f"left out: {address}expected {first.expected}, received {first.received}{more}")


def _chosen(profiles: Sequence[str], files: Folder) -> dict[str, Element]:
    """The roots of the chosen utility spaces: files of the folder, with or without their ending, or paths."""
    chosen: dict[str, Element] = {}
    problems = []
    for given in profiles:
        found = space_named(given, files)
        if isinstance(found, Problem):
            problems.append(found)
        elif found[0] in chosen:
            problems.append(Problem(file="--profile", expected="each file once", received=given))
        else:
            chosen[found[0]] = found[1]
    if problems:
        raise BadInput(problems)
    return chosen
