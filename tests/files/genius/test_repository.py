"""The repository file of GENIUS: domains with their utility spaces."""

from __future__ import annotations

from pathlib import Path

import pytest

from negosim.errors import BadInput
from negosim.files.genius.repository import is_repository, read_repository


def repository(folder: Path, *urls: tuple[str, ...]) -> Path:
    """A repository of domains, each the address of its file and those of its utility spaces."""
    items = "".join(
        f'<domainRepItem url="{first}">' + "".join(f'<profile url="{url}"/>' for url in rest) + "</domainRepItem>"
        for first, *rest in urls
    )
    path = folder / "domainrepository.xml"
    path.write_text(f"<repository><items><domainRepItem>{items}</domainRepItem></items></repository>")
    return path


def test_domains_are_listed_with_their_utility_spaces(tmp_path: Path) -> None:
    """Paths start at the folder of the file; a utility space that is named twice counts once."""
    path = repository(
        tmp_path,
        ("file:etc/a/A.xml", "file:etc/a/A1.xml", "file:etc/a/A2.xml", "file:etc/a/A1.xml"),
        ("file:etc/b%20c/B.xml", "etc\\b%20c\\B1.xml"),
    )
    first, second = read_repository(path)
    assert (first.name, first.domain) == ("A", tmp_path / "etc/a/A.xml")
    assert first.profiles == (tmp_path / "etc/a/A1.xml", tmp_path / "etc/a/A2.xml")
    assert second.profiles == (tmp_path / "etc/b c/B1.xml",)
    assert [entry.name for entry in read_repository(path, ["B.xml"])] == ["B"]
    assert [entry.name for entry in read_repository(path, ["a/A.xml"])] == ["A"]
    assert is_repository(path)
    assert not is_repository(tmp_path)


@pytest.mark.parametrize("url", ["file:/etc/passwd", "file:../x.xml", "http://localhost/x.xml", "", "file:a/../../x"])
def test_files_elsewhere_are_refused(tmp_path: Path, url: str) -> None:
    """A repository speaks of files below its folder."""
    with pytest.raises(BadInput, match="a file below this folder"):
        read_repository(repository(tmp_path, (url,)))


def test_unknown_domains_are_refused_with_the_nearest(tmp_path: Path) -> None:
    """And a file without domains."""
    with pytest.raises(BadInput, match="nearest: Laptop"):
        read_repository(repository(tmp_path, ("Laptop.xml",), ("Party.xml",)), ["Laptp"])
    with pytest.raises(BadInput, match="a <domainRepItem> for each domain"):
        read_repository(repository(tmp_path))
