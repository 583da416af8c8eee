"""Files that would do harm: refused with an address, before they cost anything."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from negosim.files.genius.reading import read_genius
from negosim.files.problems import BadInput
from negosim.files.xml import MOST_BYTES, read_xml
from tests.genius_files import UPPER, domain_text, space_text, villages, write

SECONDS, MIB = 20.0, 400


@contextmanager
def bounded() -> Iterator[None]:
    """What is done here takes little processor time and memory."""
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    yield
    assert time.process_time() - begun < SECONDS
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < MIB


def refused(folder: Path) -> str:
    """What is said of the utility space of the upper village."""
    with bounded(), pytest.raises(BadInput) as error:
        read_genius(folder)
    assert "upper.xml" in str(error.value)
    return str(error.value)


LAUGHS = "".join(f'<!ENTITY l{n} "{"".join(f"&l{n - 1};" for _ in range(10))}">' for n in range(1, 12))
SPACE = space_text(UPPER, {"a": 1, "b": 1})
HARM = {
    "a billion laughs": (f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><utility_space>&l11;</utility_space>', "an entity"),
    "one long entity, often": (
        f'<!DOCTYPE x [<!ENTITY a "{"a" * 100_000}">]><utility_space>{"&a;" * 100_000}</utility_space>',
        "an entity",
    ),
    "an entity of a file": (
        '<!DOCTYPE x [<!ENTITY a SYSTEM "domain.xml">]><utility_space>&a;</utility_space>',
        "an entity",
    ),
    "an entity of the network": (
        '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://localhost:9/a.dtd"> %a;]><utility_space/>',
        "an entity",
    ),
    "an attribute in every element": (
        f'<!DOCTYPE x [<!ATTLIST a b CDATA "{"b" * 100_000}">]><utility_space>{"<a/>" * 100_000}</utility_space>',
        "received one for 'b' of <a>",
    ),
    "an unknown entity": ("<utility_space>&nothing;</utility_space>", "undefined entity"),
    "an end that is missing": (SPACE[:-20], "line 1, column"),
    "two roots": (SPACE + SPACE, "junk after document element"),
    "nothing": ("", "no element found"),
    "no XML": ("weights = 1", "line 1, column 1"),
    "a depth": ("<utility_space>" * 100_000, "nested more than 50 deep"),
    "a crowd": (f"<utility_space>{'<a/>' * 400_000}</utility_space>", "more than 300,000 elements"),
    "an unknown encoding": ('<?xml version="1.0" encoding="klingon"?><utility_space/>', "klingon"),
    "a bad character": ("<utility_space name='\x01'/>", "not well-formed"),
}


@pytest.mark.parametrize("name", HARM)
def test_harm_is_refused(tmp_path: Path, name: str) -> None:
    """Bombs, outside references, broken XML, depth and crowds: each says what it is, and costs little."""
    text, words = HARM[name]
    assert words in refused(villages(tmp_path, upper=text))


def test_a_doctype_without_entities_is_read(tmp_path: Path) -> None:
    """It only names a form."""
    assert len(read_genius(villages(tmp_path, upper=f"<!DOCTYPE utility_space>{SPACE}")).profiles) == 2


def test_a_doctype_that_only_declares_is_read(tmp_path: Path) -> None:
    """Elements and attributes without a value of their own, and a form that lies elsewhere and is not fetched."""
    within = "<!ELEMENT utility_space ANY><!ATTLIST item value CDATA #REQUIRED>"
    text = f'<!DOCTYPE utility_space SYSTEM "http://localhost:9/none.dtd" [{within}]>{SPACE}'
    assert len(read_genius(villages(tmp_path, upper=text)).profiles) == 2


@pytest.mark.parametrize("weight", [0.0, 1e308])
def test_weights_without_a_sum_are_refused(tmp_path: Path, weight: float) -> None:
    """None above 0, or so large that their sum is no number."""
    text = space_text(UPPER, {"a": weight, "b": 1.5 * weight})
    assert "weight: expected weights that add up to more than 0, and to a number" in refused(
        villages(tmp_path, upper=text)
    )


@pytest.mark.parametrize("kind", ["integer", "real"])
def test_a_range_without_an_extent_is_refused(tmp_path: Path, kind: str) -> None:
    """Bounds that are numbers, their difference not."""
    issue = f'<issue index="1" name="a" type="{kind}" lowerbound="-1e308" upperbound="1e308"/>'
    folder = villages(tmp_path, domain=domain_text({}, issue))
    with pytest.raises(BadInput, match=r"domain\.xml: issue 1 \(a\): expected bounds with a difference"):
        read_genius(folder, real_levels=5)


def test_what_is_too_large_is_not_parsed(tmp_path: Path) -> None:
    """A file above the bound is refused by its size."""
    folder = villages(tmp_path)
    with (folder / "upper.xml").open("wb") as stream:
        stream.truncate(MOST_BYTES + 1)
    assert "at most 16 MiB" in refused(folder)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    """As a file that is broken, with its place."""
    folder = villages(tmp_path)
    (folder / "upper.xml").write_bytes(b"<utility_space name='\xff\xfe'/>")
    assert "line 1, column" in refused(folder)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A folder of that name, and a link to nowhere."""
    folder = villages(tmp_path)
    (folder / "upper.xml").unlink()
    (folder / "upper.xml").mkdir()
    assert "no regular file" in refused(folder)
    (folder / "upper.xml").rmdir()
    (folder / "upper.xml").symlink_to(folder / "nowhere")
    assert "no such file" in refused(folder)


def test_many_files_are_too_many_together(tmp_path: Path) -> None:
    """Each may be large, all together not."""
    crowd = f"<utility_space>{'<a/>' * 200_000}</utility_space>"
    folder = write(tmp_path, domain=domain_text({"a": ("x",)}), **{f"space{n}": crowd for n in range(3)})
    with bounded(), pytest.raises(BadInput, match="elements together"):
        read_genius(folder)


def test_thousands_of_slips_end_in_a_hundred_lines(tmp_path: Path) -> None:
    """Nobody reads more, and the nearest word is not sought for each."""
    values = tuple(f"value {n}" for n in range(20_000))
    worth = {"a": {f"other {n}": 1.0 for n in range(20_000)}}
    folder = write(tmp_path, domain=domain_text({"a": values}), upper=space_text(worth, {"a": 1}), lower=SPACE)
    assert len(refused(folder).splitlines()) == 100


def test_the_root_is_whatever_the_file_has(tmp_path: Path) -> None:
    """A file alone, read for its root."""
    (tmp_path / "a.xml").write_text("<a><b c='d'/></a>", encoding="utf-16")
    assert read_xml(tmp_path / "a.xml")[0].attrib == {"c": "d"}
