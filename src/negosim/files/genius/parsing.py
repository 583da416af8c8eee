"""Parse a folder of GENIUS files: one domain, and a utility space for each party.

The format is that of GENIUS (Lin, Kraus, Baarslag, Tykhonov, Hindriks & Jonker 2014), as the repositories of its
domains use it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from negosim.errors import BadInput, Problem, nearest, shown
from negosim.files.genius.domain import Found, GeniusDomain
from negosim.files.genius.issues import issues_of
from negosim.files.genius.utility_spaces import profile_of
from negosim.files.genius.xml_parsing import MOST_ELEMENTS, Element, read_xml

MOST_FILES = 200
MOST_VALUES = 300_000
"""Of all issues to all parties: as many as are read in some seconds and some hundred megabytes."""
DOMAIN, SPACE = "negotiation_template", "utility_space"
WHAT = "a GENIUS domain or utility space"


def read_genius(folder: Path | str, *, profiles: Sequence[str] = (), real_levels: int = 0) -> GeniusDomain:
    """The domain of a folder.

    Parameters
    ----------
    folder : Path | str
        Where the XML files lie.
    profiles : Sequence[str]
        Names of the files with the parties' utility spaces, in order; without any, all of the folder.
    real_levels : int
        Into how many levels a range of real numbers is cut, both ends included; 0 refuses such issues.

    Raises
    ------
    BadInput
        With every problem of the files, each with its address.
    """
    folder = Path(folder)
    names = _names(folder)
    chosen = _chosen(profiles, names, folder)
    roots = _roots(folder, names)
    domains = [name for name, root in roots.items() if root.tag == DOMAIN]
    spaces = [name for name in chosen or names if roots[name].tag == SPACE]
    problems = [
        Problem(file=str(folder / name), expected=f"a <{SPACE}>", received=f"<{shown(roots[name].tag)[1:-1]}>")
        for name in chosen
        if name not in spaces
    ]
    if len(domains) != 1:
        received = ", ".join(domains) or "none"
        problems.append(Problem(file=str(folder), expected=f"one file with a <{DOMAIN}>", received=received))
    if len(spaces) < 2 and not problems:
        received = ", ".join(spaces) or "none"
        problems.append(Problem(file=str(folder), expected=f"two files or more with a <{SPACE}>", received=received))
    if problems:
        raise BadInput(problems)
    found = Found(str(folder / domains[0]))
    issues = issues_of(roots[domains[0]], found, real_levels)
    found.end()
    count = len(spaces) * sum(len(issue.values) for issue in issues)
    if count > MOST_VALUES:
        expected = f"a domain in which at most {MOST_VALUES:,} values are worth something, all parties together"
        raise BadInput([Problem(file=str(folder), expected=expected, received=f"{count:,}")])
    read = []
    for name in spaces:
        found = Found(str(folder / name))
        read.append(profile_of(Path(name).stem, roots[name], issues, found))
        problems += found.problems
    if problems:
        raise BadInput(problems)
    aside = [name for name in names if name not in (*domains, *spaces)]
    return GeniusDomain(folder.resolve().name, issues, tuple(p for p in read if p is not None), tuple(aside))


def _names(folder: Path) -> list[str]:
    try:
        names = sorted(path.name for path in folder.iterdir() if path.suffix.lower() == ".xml")
    except (OSError, ValueError) as error:
        received = getattr(error, "strerror", None) or str(error)
        raise BadInput([Problem(file=str(folder), expected="a folder of GENIUS files", received=received)]) from None
    if not 0 < len(names) <= MOST_FILES:
        expected = f"a folder with the XML files of one domain, at most {MOST_FILES}"
        raise BadInput([Problem(file=str(folder), expected=expected, received=f"{len(names)} XML files")])
    return names


def _chosen(profiles: Sequence[str], names: Sequence[str], folder: Path) -> list[str]:
    """The files of the chosen profiles, each with or without its ending."""
    chosen = [name if name in names or f"{name}.xml" not in names else f"{name}.xml" for name in profiles]
    problems = [
        Problem(file="--profile", expected=f"a file of {folder}", received=name, hint=nearest(name, names))
        for name in chosen
        if name not in names
    ]
    if len(set(chosen)) < len(chosen):
        problems.append(Problem(file="--profile", expected="each file once", received=", ".join(chosen)))
    if problems:
        raise BadInput(problems)
    return chosen


def _roots(folder: Path, names: Sequence[str]) -> dict[str, Element]:
    """The root of every file; BadInput with the problems of all that cannot be read."""
    roots: dict[str, Element] = {}
    problems: list[Problem] = []
    elements = 0
    for name in names:
        try:
            roots[name] = read_xml(folder / name, WHAT)
        except BadInput as error:
            problems += error.problems
            continue
        elements += sum(1 for _ in roots[name].iter())
        if elements > MOST_ELEMENTS:
            expected = f"files of at most {MOST_ELEMENTS:,} elements together"
            raise BadInput([Problem(file=str(folder), expected=expected, received="more")])
    if problems:
        raise BadInput(problems)
    return roots
