"""The repository file of GENIUS, ``domainrepository.xml``: domains with their utility spaces."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

import attrs

from negosim.errors import BadInput, Problem, nearest
from negosim.files.genius.xml_parsing import Element, read_xml

ENTRY = "domainRepItem"


@attrs.frozen
class Entry:
    """A domain of a repository.

    Attributes
    ----------
    domain : Path
        Its file.
    profiles : tuple of Path
        Files of its utility spaces, each once.
    """

    domain: Path
    profiles: tuple[Path, ...]

    @property
    def name(self) -> str:
        """Of its file, without the ending."""
        return self.domain.stem

    def is_meant_by(self, word: str) -> bool:
        """Whether a word is its name, that of its file, or the end of its path."""
        return word == self.name or f"/{self.domain.as_posix()}".endswith(f"/{word}")


def is_repository(path: Path) -> bool:
    """Whether a path may be that of a repository: an XML file whose root is ``repository``."""
    if not path.is_file() or path.suffix.lower() != ".xml":
        return False
    return read_xml(path, "a repository of GENIUS, or a domain").tag == "repository"


def read_repository(path: Path, chosen: Sequence[str] = ()) -> list[Entry]:
    """Read the domains of a repository.

    Parameters
    ----------
    path : Path
        Of the file; the paths in it start at its folder.
    chosen : sequence of str
        Names or paths of the domains that are meant; all by default.

    Raises
    ------
    BadInput
        It is no repository, names files outside its folder, or has no such domain.
    """
    root = read_xml(path, "a repository of GENIUS")
    entries: list[Entry] = []
    problems: list[Problem] = []
    for item in root.iter(ENTRY):
        if item.get("url") is None:  # the list around the domains has the same name
            continue
        profiles = [_path(path, each, problems) for each in item.findall("profile")]
        entries.append(Entry(_path(path, item, problems), tuple(dict.fromkeys(profiles))))
    if not entries:
        problems.append(Problem(file=str(path), expected=f"a <{ENTRY}> for each domain", received="none"))
    names = [entry.name for entry in entries]
    for each in chosen:
        if not any(entry.is_meant_by(each) for entry in entries):
            hint = nearest(each, names)
            problems.append(Problem(file="--domain", expected=f"a domain of {path}", received=each, hint=hint))
    if problems:
        raise BadInput(problems)
    return [entry for entry in entries if not chosen or any(entry.is_meant_by(each) for each in chosen)]


def _path(path: Path, element: Element, problems: list[Problem]) -> Path:
    """The file of a ``file:`` address, below the folder of the repository."""
    url = element.get("url") or ""
    inner = PurePosixPath(unquote(url.removeprefix("file:")).replace("\\", "/"))
    if not inner.name or inner.is_absolute() or ".." in inner.parts or ":" in str(inner):
        problems.append(Problem(file=str(path), key=element.tag, expected="a file below this folder", received=url))
    return path.parent / inner
