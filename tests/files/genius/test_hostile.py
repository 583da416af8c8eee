"""Files that would do harm: refused with an address, before they cost anything."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from negosim.analysis.bargaining.frontier import domain_figures
from negosim.errors import BadInput
from negosim.files.genius.parsing import read_genius
from negosim.files.genius.scenarios import load_genius
from negosim.files.genius.xml_parsing import MOST_BYTES, read_xml
from negosim.sampling.draws import central_draw_of
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
    "a document type elsewhere": (
        f'<!DOCTYPE x SYSTEM "http://localhost:9/x.dtd">{SPACE}',
        "'http://localhost:9/x.dtd'",
    ),
    "a document type that is published": (f'<!DOCTYPE x PUBLIC "-//X//EN" "x.dtd">{SPACE}', "names no other file"),
    "a format of another program": (f'<!DOCTYPE x [<!NOTATION n SYSTEM "viewer">]>{SPACE}', "a notation, 'n'"),
    "a parameter that nobody defined": (f"<!DOCTYPE x [%p;]>{SPACE}", "an entity that is not defined, 'p'"),
    "another file to be included": (
        '<utility_space xmlns:i="http://www.w3.org/2001/XInclude"><i:include href="domain.xml"/></utility_space>',
        "includes another file",
    ),
    "an unknown entity": ("<utility_space>&nothing;</utility_space>", "undefined entity"),
    "an end that is missing": (SPACE[:-20], "line 1, column"),
    "two roots": (SPACE + SPACE, "junk after document element"),
    "nothing": ("", "no element found"),
    "no XML": ("weights = 1", "line 1, column 1"),
    "a depth": ("<utility_space>" * 100_000, "nested more than 50 deep"),
    "a crowd": (f"<utility_space>{'<a/>' * 400_000}</utility_space>", "more than 300,000 elements"),
    "an unknown encoding": ('<?xml version="1.0" encoding="klingon"?><utility_space/>', "klingon"),
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
    """Elements, and attributes without a value of their own."""
    within = "<!ELEMENT utility_space ANY><!ATTLIST item value CDATA #REQUIRED>"
    assert len(read_genius(villages(tmp_path, upper=f"<!DOCTYPE utility_space [{within}]>{SPACE}")).profiles) == 2


RANGE = '<issue index="{n}" name="i{n}" type="integer" lowerbound="0" upperbound="99999">{evaluator}</issue>'


@pytest.mark.parametrize("issues", [2, 40, 100])
def test_more_packages_than_can_be_are_refused_before_there_are_levels(tmp_path: Path, issues: int) -> None:
    """A file of some kilobytes can tell of any number."""
    folder = villages(tmp_path, domain=domain_text({}, *(RANGE.format(n=n, evaluator="") for n in range(issues))))
    with bounded(), pytest.raises(BadInput, match=r"issue 2 \(i1\): expected at most 20,000,000 packages"):
        read_genius(folder)


def test_more_values_than_can_be_are_refused_before_there_are_any(tmp_path: Path) -> None:
    """Parties times levels: a small file for each party."""
    evaluator = '<evaluator ftype="linear" offset="0" slope="0.00001"/>'
    space = f'<utility_space>{RANGE.format(n=1, evaluator=evaluator)}<weight index="1" value="1"/></utility_space>'
    folder = villages(tmp_path, domain=domain_text({}, RANGE.format(n=1, evaluator="")))
    write(folder, **{f"party_{n}": space for n in range(150)}, upper=space, lower=space)
    with bounded(), pytest.raises(BadInput, match=r"at most 300,000 values are worth something.*received 15,200,000"):
        read_genius(folder)


def test_a_crowd_of_issues_costs_little(tmp_path: Path) -> None:
    """Of one name or of many."""
    one, many = '<issue name="a" index="1"/>' * 200_000, "".join(f'<issue name="{n}"/>' for n in range(200_000))
    for issues, words in ((one, "issue index: expected each once"), (many, "issue 'Well Days': expected what its")):
        assert words in refused(villages(tmp_path, upper=f"<utility_space>{issues}</utility_space>"))


def test_a_range_is_not_cut_into_more_levels_than_an_issue_may_have(tmp_path: Path) -> None:
    """Whatever is asked for."""
    issue = '<issue index="1" name="a" type="real" lowerbound="0" upperbound="1"/>'
    with bounded(), pytest.raises(BadInput, match="at most 100,000 levels, received --real-levels 1000000000"):
        read_genius(villages(tmp_path, domain=domain_text({}, issue)), real_levels=10**9)


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


def test_many_parties_cost_little(tmp_path: Path) -> None:
    """A hundred and fifty over one issue are loaded, their draw and their frontier computed."""
    space = {f"p{n}": space_text({"a": {"x": n, "y": 200 - n}}, {"a": 1}) for n in range(150)}
    folder = write(tmp_path, domain=domain_text({"a": ("x", "y")}), **space)
    with bounded():
        scenario = load_genius(folder)
        figures = domain_figures(scenario, central_draw_of(scenario))
    assert (len(scenario.parties), len(figures.pareto)) == (150, 2)


def test_mending_costs_little(tmp_path: Path) -> None:
    """However many tags, quotation marks, references or comments begin and do not end."""
    for part in ("<a b='", '<a b="x" c', "&", "<!--", "<a  ", "&a", "<?xml ", "<a b=\"<a c='"):
        text = part * (2**21 // len(part))
        (tmp_path / "a.xml").write_text(text)
        with bounded(), pytest.raises(BadInput):
            read_xml(tmp_path / "a.xml")


def test_mending_opens_no_door(tmp_path: Path) -> None:
    """A file that is mended may hold no entities and name no other files either."""
    for harm in (f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>', '<!DOCTYPE x SYSTEM "x.dtd">'):
        folder = villages(tmp_path, upper=f'{harm}<utility_space a="x & y">&l11;</utility_space>')
        assert "received an entity definition" in refused(folder) or "names no other file" in refused(folder)


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
    lower = space_text({"a": dict.fromkeys(values, 1.0)}, {"a": 1})
    folder = write(tmp_path, domain=domain_text({"a": values}), upper=space_text(worth, {"a": 1}), lower=lower)
    assert len(refused(folder).splitlines()) == 100


def test_the_root_is_whatever_the_file_has(tmp_path: Path) -> None:
    """A file alone, read for its root."""
    (tmp_path / "a.xml").write_text("<a><b c='d'/></a>", encoding="utf-16")
    assert read_xml(tmp_path / "a.xml")[0].attrib == {"c": "d"}
