"""The XML files of a folder: which are domains, which utility spaces, and which belong together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import attrs

from negosim.errors import BadInput, Problem, nearest, shown
from negosim.files.genius.domain import Note
from negosim.files.genius.issues import issue_elements
from negosim.files.genius.xml_parsing import MOST_ELEMENTS, Element, read_xml

MOST_FILES = 10_000
DOMAIN, SPACE = "negotiation_template", "utility_space"
WHAT = "a GENIUS domain or utility space"


@attrs.frozen
class Folder:
    """The readable files of a folder by their names, and what is wrong with the others.

    Attributes
    ----------
    path : Path
        Of the folder.
    roots : mapping of str to Element
        The root of each domain and utility space, in the order of the names.
    others : mapping of str to str
        What the root of any other XML file is.
    unreadable : mapping of str to tuple of Problem
        What is wrong with a file that is no XML.
    mends : mapping of str to tuple of Note
        What was done to read a file that is not well-formed.
    """

    path: Path
    roots: Mapping[str, Element]
    others: Mapping[str, str]
    unreadable: Mapping[str, tuple[Problem, ...]]
    mends: Mapping[str, tuple[Note, ...]]

    @property
    def domains(self) -> list[str]:
        """Names of the files with a domain."""
        return [name for name, root in self.roots.items() if root.tag == DOMAIN]

    @property
    def spaces(self) -> list[str]:
        """Names of the files with a utility space."""
        return [name for name, root in self.roots.items() if root.tag == SPACE]

    @property
    def problems(self) -> list[Problem]:
        """Of all unreadable files."""
        return [problem for problems in self.unreadable.values() for problem in problems]

    def notes(self, choice: Choice, spaces: Collection[str], *, asked: bool) -> Iterator[Note]:
        """Notes of the files that are left out for a domain and its utility spaces; ``asked`` if these were named."""
        for name, what in self.others.items():
            yield Note(str(self.path / name), f"left out, its root is <{what}>")
        for name, problems in self.unreadable.items():
            yield Note(str(self.path / name), f"left out, it cannot be read: {problems[0].received}")
        for name in self.domains:
            if name != choice.domain:
                yield Note(str(self.path / name), "left out, it is another domain")
        for name in self.spaces:
            if name not in spaces:
                why = "it was not asked for" if asked else "it belongs to another domain"
                yield Note(str(self.path / name), f"left out, {why}", asked)


@attrs.frozen
class Choice:
    """A domain and the utility spaces that belong to it, by the names of their files."""

    domain: str
    spaces: tuple[str, ...]


def read_folder(path: Path) -> Folder:
    """Read every XML file of a folder.

    Raises
    ------
    BadInput
        There is no such folder, or it holds no XML, or too much.
    """
    roots, others, unreadable, mends = {}, {}, {}, {}
    elements = 0
    for name in _names(path):
        notes: list[str] = []
        try:
            root = read_xml(path / name, WHAT, notes)
        except BadInput as error:
            unreadable[name] = error.problems
            continue
        if root.tag not in (DOMAIN, SPACE):
            others[name] = shown(root.tag)[1:-1]
            continue
        roots[name] = root
        mends[name] = tuple(Note(str(path / name), note) for note in notes)
        elements += sum(1 for _ in root.iter())
        if elements > MOST_ELEMENTS:
            expected = f"files of at most {MOST_ELEMENTS:,} elements together"
            raise BadInput([Problem(file=str(path), expected=expected, received="more")])
    return Folder(path, roots, others, unreadable, mends)


def _names(folder: Path) -> list[str]:
    try:
        names = sorted(path.name for path in folder.iterdir() if path.suffix.lower() == ".xml")
    except (OSError, ValueError) as error:
        received = getattr(error, "strerror", None) or str(error)
        raise BadInput([Problem(file=str(folder), expected="a folder of GENIUS files", received=received)]) from None
    names = [name for name in names if not name.startswith(".")]
    if not 0 < len(names) <= MOST_FILES:
        expected = f"a folder with the XML files of one domain, at most {MOST_FILES:,}"
        raise BadInput([Problem(file=str(folder), expected=expected, received=f"{len(names)} XML files")])
    return names


def choices_of(files: Folder, domain: str = "") -> list[Choice]:
    """Find the domains of a folder, each with its utility spaces.

    A single domain gets all utility spaces. Of several, each gets those that it names as its agents', or else those
    with its issues whose names are most like its own; one that gets fewer than two is left out.

    Parameters
    ----------
    files : Folder
        As read.
    domain : str
        Name of the one that is meant, with or without its ending.

    Raises
    ------
    BadInput
        There is no domain, or several of which none is clearly meant.
    """
    names, spaces = files.domains, tuple(files.spaces)
    paired = {names[0]: spaces} if len(names) == 1 else _paired(files)
    if domain:
        chosen = next((name for name in (domain, f"{domain}.xml") if name in names), "")
        if not chosen:
            hint = nearest(domain, names)
            expected = f"a file of {files.path} with a <{DOMAIN}>"
            raise BadInput([Problem(file="--domain", expected=expected, received=domain, hint=hint), *files.problems])
        return [Choice(chosen, paired[chosen] if len(paired[chosen]) > 1 else _fitting(files, chosen))]
    found = [Choice(name, own) for name, own in paired.items() if len(own) > 1 or len(names) == 1]
    if not found:
        hint = f"choose with --domain {names[0]}" if names else ""
        received = ", ".join(names) or "none"
        problem = Problem(file=str(files.path), expected=f"one file with a <{DOMAIN}>", received=received, hint=hint)
        raise BadInput([problem, *files.problems])
    return found


def _paired(files: Folder) -> dict[str, tuple[str, ...]]:
    """The utility spaces of each of several domains."""
    found = {name: _of_agents(files, name) for name in files.domains}
    issues = {name: _issue_names(files.roots[name]) for name in files.domains}
    taken = {space for own in found.values() for space in own}
    for space in (space for space in files.spaces if space not in taken):
        own = _issue_names(files.roots[space])
        fitting = [name for name in found if issues[name] == own] or files.domains
        # The name most alike; of several, the shortest, which is not the copy.
        best = max(fitting, key=lambda name: (_alike(space.lower(), name.lower()), -len(name)), default="")
        if best and best not in [name for name in found if _of_agents(files, name)]:
            found[best] = (*found[best], space)
    return found


def _of_agents(files: Folder, domain: str) -> tuple[str, ...]:
    """The utility spaces that a domain names as those of its agents, if two or more of them are there."""
    named = [(each.get("utility_space") or "").replace("\\", "/") for each in files.roots[domain].iter("agent")]
    own = tuple(dict.fromkeys(path.rpartition("/")[2] for path in named))
    own = tuple(name for name in own if name in files.roots and files.roots[name].tag == SPACE)
    return own if len(own) > 1 else ()


def _alike(one: str, other: str) -> int:
    """With how many letters both begin."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _fitting(files: Folder, domain: str) -> tuple[str, ...]:
    """The utility spaces with the issues of a domain, by name."""
    issues = _issue_names(files.roots[domain])
    return tuple(name for name in files.spaces if _issue_names(files.roots[name]) == issues)


def _issue_names(root: Element) -> set[str]:
    return {(issue.get("name") or "").strip() for issue in issue_elements(root)}


def space_named(given: str, files: Folder) -> tuple[str, Element] | Problem:
    """Find a utility space by the name of its file, with or without ending, or by its path.

    Returns
    -------
    tuple of str and Element, or Problem
        The name within the folder, or else the path from it, and the root; or what is wrong.
    """
    path = Path(given)
    inside = path.parent == Path() or _same_folder(path.parent, files.path)
    for name in (path.name, f"{path.name}.xml") if inside else ():
        if name in files.roots and files.roots[name].tag == SPACE:
            return name, files.roots[name]
        if name in files.unreadable:
            return files.unreadable[name][0]
        if name in files.roots or name in files.others:
            tag = files.roots[name].tag if name in files.roots else files.others[name]
            return Problem(file=str(files.path / name), expected=f"a <{SPACE}>", received=f"<{tag}>")
    if not inside and path.is_file():
        try:
            root = read_xml(path, WHAT)
        except BadInput as error:
            return error.problems[0]
        tag = root.tag
        if tag == SPACE:
            return str(path.resolve()), root
        return Problem(file=given, expected=f"a <{SPACE}>", received=f"<{shown(tag)[1:-1]}>")
    names = [*files.spaces, *files.unreadable]
    return Problem(file="--profile", expected=f"a file of {files.path}", received=given, hint=nearest(path.name, names))


def _same_folder(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
