"""Files as they lie in public collections: read with a note, or refused with how to mend them."""

from __future__ import annotations

from pathlib import Path

import pytest

from negosim.errors import BadInput
from negosim.files.genius.domain import GeniusDomain
from negosim.files.genius.parsing import read_genius
from negosim.files.genius.xml_parsing import read_xml
from tests.genius_files import ISSUES, LOWER, UPPER, domain_text, space_text, villages, write

WEIGHTS = {"a": 3, "b": 1}
SPACE = space_text(UPPER, WEIGHTS, reservation=0.2)
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'


def notes(read: GeniusDomain) -> list[str]:
    """What was noted, with the names of files alone."""
    return [f"{Path(note.file).name}: {note.text}" for note in read.notes]


MENDED = {
    "raw &": (SPACE.replace("root", "AT & T"), "& is read as it stands"),
    "a blank missing": (SPACE.replace('" name="Repair"', '"name="Repair"'), "without a blank between them"),
    "no quotation marks": (SPACE.replace('evaluation="30"', "evaluation=30"), "without quotation marks"),
    "a < in a name": (SPACE.replace("root", "a < b"), "read as they stand"),
    "twice an attribute": (SPACE.replace('index="1" value="2"', 'index="1" index="1" value="2"'), "as they stand"),
    "a comment first": (f"<!-- by hand -->\n{DECLARED}{SPACE}", "before the XML declaration is left out"),
    "a line first": (f"\n {DECLARED}{SPACE}", "before the XML declaration is left out"),
    "a control character": (SPACE.replace("root", "ro\x01ot"), "control characters are read as blanks"),
    "its number": (SPACE.replace("root", "ro&#2;ot"), "& is read as it stands"),
    "words after the end": (f"{SPACE}\nmade by hand", "what follows its end is left out"),
    "a letter of HTML": (SPACE.replace("root", "caf&eacute;"), "& is read as it stands"),
}


@pytest.mark.parametrize("name", MENDED)
def test_what_other_programs_overlook_is_read_with_a_note(tmp_path: Path, name: str) -> None:
    """The domain is the same as without the slip, and the note says in which file what was done."""
    text, words = MENDED[name]
    read = read_genius(villages(tmp_path, upper=text))
    assert read.profiles[1] == read_genius(villages(tmp_path / "well", upper=SPACE)).profiles[1]
    assert len(read.notes) == 1
    assert words in notes(read)[0]
    assert notes(read)[0].startswith("upper.xml: ")


def test_names_survive_being_mended(tmp_path: Path) -> None:
    """``AT & T``, ``café`` and ``R&D`` are read as they are meant, beside well-formed references."""
    text = '<a b="AT & T" c=\'caf&eacute;\'d="R&D &amp; &#65;" e="&lt;"/>'
    (tmp_path / "a.xml").write_text(text)
    said: list[str] = []
    assert read_xml(tmp_path / "a.xml", notes=said).attrib == {"b": "AT & T", "c": "café", "d": "R&D & A", "e": "<"}
    assert len(said) == 2


def test_windows_bytes_in_a_file_that_says_utf_8(tmp_path: Path) -> None:
    """0x80 is the euro sign; in domain and utility space alike."""
    issues = {"Price": ("5 €", "9 €")}
    worth = {"Price": {"5 €": 1, "9 €": 2}}
    folder = tmp_path / "w"
    folder.mkdir()
    space = space_text(worth, {"x": 1})
    for name, text in {"domain": domain_text(issues), "a": space, "b": space}.items():
        (folder / f"{name}.xml").write_bytes((DECLARED + text).encode("cp1252"))
    read = read_genius(folder)
    assert read.issues[0].values == ("5 €", "9 €")
    assert "domain.xml: bytes that are not in its encoding are read as Windows-1252" in notes(read)


def test_files_that_are_no_part_of_the_domain_are_left_out(tmp_path: Path) -> None:
    """A list of numbers, an image by its name, a folder, another format: the two utility spaces are read."""
    folder = villages(tmp_path, pareto="0.1 0.9\n0.5 0.5", empty="", page="<html/>")
    (folder / "folder.xml").mkdir()
    (folder / "._upper.xml").write_bytes(b"\x00\x05\x16\x07")
    read = read_genius(folder)
    assert [profile.name for profile in read.profiles] == ["lower", "upper"]
    assert [line.split(":")[0] for line in notes(read)] == ["page.xml", "empty.xml", "folder.xml", "pareto.xml"]
    assert notes(read)[3].startswith("pareto.xml: left out, it cannot be read")


def test_a_utility_space_that_does_not_fit_is_left_out_where_two_others_do(tmp_path: Path) -> None:
    """Evaluations that are ``null`` or missing refuse that one, by name; if it was asked for, all is refused."""
    null = SPACE.replace('evaluation="30"', 'evaluation="null"')
    missing = SPACE.replace(' evaluation="30"', "")
    folder = villages(tmp_path, null=null, missing=missing)
    read = read_genius(folder)
    assert [profile.name for profile in read.profiles] == ["lower", "upper"]
    assert notes(read) == [
        "missing.xml: left out: issue 'Well Days', value '2': expected an evaluation from 0, received nothing",
        "null.xml: left out: issue 'Well Days', value '2': expected an evaluation from 0, received 'null'",
    ]
    with pytest.raises(BadInput, match="value '2': expected an evaluation from 0, received 'null'"):
        read_genius(folder, profiles=["null", "upper"])


@pytest.mark.parametrize(("said", "discount"), [("s", 1.0), ("1.5", 1.0), ("-1", 1.0), ("0.9", 0.9), ("null", 1.0)])
def test_a_discount_that_is_none_is_told_and_the_rest_is_read(tmp_path: Path, said: str, discount: float) -> None:
    """GENIUS, too, then discounts nothing."""
    text = SPACE.replace("<reservation", f'<discount_factor value="{said}"/><reservation')
    read = read_genius(villages(tmp_path, upper=text))
    assert read.profiles[1].discount == discount
    assert [f"'{said}' is no number from 0 to 1" in line for line in notes(read)] == [True] * (said in "s1.5-1")


def test_more_utility_spaces_than_can_talk_are_cut_and_told(tmp_path: Path) -> None:
    """The first two hundred by name; others by choice."""
    spaces = {f"p{n:03}": space_text({"a": {"x": 1}}, {"a": 1}) for n in range(203)}
    folder = write(tmp_path, domain=domain_text({"a": ("x",)}), **spaces)
    read = read_genius(folder)
    assert (len(read.profiles), read.profiles[-1].name) == (200, "p199")
    assert notes(read)[0].endswith("3 utility spaces after the first 200 are left out")
    assert len(read_genius(folder, profiles=["p201", "p202"]).profiles) == 2


BROKEN = {
    "an element not closed": (SPACE.replace("</issue>", "", 1), "close it, or take the other away"),
    "two outermost": (SPACE + SPACE, "only one element may stand outermost"),
    "cut off": (SPACE[:-30], "ends before its last element does"),
    "an unknown reference": (SPACE.replace("root", "&nothing;"), "write &amp; where an & is meant"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_mended_is_refused_with_place_and_remedy(tmp_path: Path, name: str) -> None:
    """Never with the word of the parser alone."""
    text, words = BROKEN[name]
    with pytest.raises(BadInput) as error:
        read_genius(villages(tmp_path, upper=text))
    said = [str(problem) for problem in error.value.problems if "upper.xml" in str(problem)]
    assert words in said[0]
    assert ": line 1, column " in said[0]


def test_profiles_are_named_by_their_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a shell completes them: within the folder, from the current one, or from elsewhere."""
    folder = villages(tmp_path / "wells")
    far = write(tmp_path / "far", third=space_text(LOWER, WEIGHTS)) / "third.xml"
    monkeypatch.chdir(tmp_path)
    read = read_genius("wells", profiles=["wells/upper.xml", far])
    assert [profile.name for profile in read.profiles] == ["upper", "third"]
    assert [p.name for p in read_genius(folder, profiles=[folder / "lower", "./wells/upper.xml"]).profiles] == [
        "lower",
        "upper",
    ]
    with pytest.raises(BadInput, match=r"nearest: upper\.xml"):
        read_genius(folder, profiles=["wells/uper.xml", "lower"])


EVALUATORS = {
    "triangular": ('ftype="triangular" parameter0="0" parameter1="8" parameter2="4"', (0.0, 0.5, 1.0, 0.5, 0.0)),
    "triangular, to one side": (
        'ftype="triangular" parameter0="0" parameter1="9" parameter2="8"',
        (0, 0.25, 0.5, 0.75, 1),
    ),
    "no offset": ('ftype="linear" parameter1="0.1"', (0.0, 0.2, 0.4, 0.6, 0.8)),
    "constant": ('ftype="constant" parameter0="0.3"', (0.3,) * 5),
    "held in 0 to 1": ('ftype="linear" parameter0="-1" parameter1="0.5"', (0.0, 0.0, 1.0, 1.0, 1.0)),
}


@pytest.mark.parametrize("name", EVALUATORS)
def test_evaluators_are_those_of_genius(tmp_path: Path, name: str) -> None:
    """A triangle rises from ``parameter0`` to ``parameter2`` and falls to ``parameter1``; an offset that lacks is 0."""
    words, expected = EVALUATORS[name]
    issue = '<issue index="1" name="price" type="real">{}<range lowerbound="0" upperbound="{}"/></issue>'
    space = "<utility_space>{}<weight index='1' value='1'/></utility_space>"
    mine = space.format(issue.format(f"<evaluator {words}/>", 8))
    wider = space.format(issue.format(f"<evaluator {words}/>", 10))
    folder = write(tmp_path, domain=domain_text({}, issue.format("", 8)), a=mine, b=wider)
    read = read_genius(folder, real_levels=5)
    assert [profile.values[0] for profile in read.profiles] == [pytest.approx(expected)] * 2
    assert any("upperbound 10 differs" in line for line in notes(read))


def test_a_whole_number_without_an_offset_counts_from_its_lower_bound(tmp_path: Path) -> None:
    """``slope (x - lower bound)``, with a note."""
    issue = '<issue index="1" name="price" type="integer" lowerbound="2" upperbound="4">{}</issue>'
    space = f"<utility_space>{issue}<weight index='1' value='1'/></utility_space>".format('<evaluator slope="0.5"/>')
    read = read_genius(write(tmp_path, domain=domain_text({}, issue.format("")), a=space, b=space))
    assert read.profiles[0].values[0] == (0.0, 0.5, 1.0)
    assert "an evaluator without offset, read as 0" in notes(read)[0]


def test_several_domains_pair_up_by_their_names(tmp_path: Path) -> None:
    """``X-A-domain`` goes with ``X-A-…``; which is meant has to be said."""
    files = {f"X-{v}-domain": domain_text(ISSUES) for v in "AB"}
    files |= {
        f"X-{v}-prof{n}": space_text(UPPER, WEIGHTS, discount=d) for v, d in (("A", 0.5), ("B", 0.9)) for n in (1, 2)
    }
    folder = write(tmp_path, **files)
    with pytest.raises(BadInput, match=r"received X-A-domain\.xml, X-B-domain\.xml .choose with --domain X-A"):
        read_genius(folder)
    for word in ("X-B-domain", "X-B-domain.xml", str(folder / "X-B-domain.xml")):
        read = read_genius(folder, domain=word)
        assert (read.name, [profile.discount for profile in read.profiles]) == ("X-B-domain", [0.9, 0.9])
    assert read_genius(folder / "X-A-domain.xml").name == "X-A-domain"
    with pytest.raises(BadInput, match=r"nearest: X-A-domain\.xml"):
        read_genius(folder, domain="X-A-domian")


def test_a_copy_of_the_domain_is_left_out(tmp_path: Path) -> None:
    """As programs that manage files make them."""
    read = read_genius(villages(tmp_path, **{"domain - Copy": domain_text(ISSUES)}))
    assert notes(read) == ["domain - Copy.xml: left out, it is another domain"]


def test_domains_without_names_alike_are_told_apart_by_their_issues(tmp_path: Path) -> None:
    """Only one has utility spaces with its issues."""
    read = read_genius(villages(tmp_path, song=domain_text({"Song": ("one", "two")})))
    assert [issue.name for issue in read.issues] == list(ISSUES)
    assert notes(read) == ["song.xml: left out, it is another domain"]


def test_a_domain_names_the_utility_spaces_of_its_agents(tmp_path: Path) -> None:
    """As old files of GENIUS do; that goes before names."""
    agents = '<agent name="a" utility_space="etc/one.xml"/><agent name="b" utility_space="two.xml"/><utility_space>'
    named = domain_text(ISSUES).replace("<utility_space>", agents, 1)
    spaces = dict.fromkeys(("one", "two", "wells_1", "wells_2"), SPACE)
    folder = write(tmp_path, wells=domain_text(ISSUES), old=named, **spaces)
    assert [p.name for p in read_genius(folder, domain="old").profiles] == ["one", "two"]
    assert [p.name for p in read_genius(folder, domain="wells").profiles] == ["wells_1", "wells_2"]


def test_an_analysis_in_a_domain_is_no_issue(tmp_path: Path) -> None:
    """Nor are issues that it names; weights of a utility space may stand without an objective."""
    bid = '<bid><issue index="1" type="discrete"><item value="2"/></issue></bid>'
    end = "</negotiation_template>"
    text = domain_text(ISSUES).replace(end, f"<analysis>{bid * 90}</analysis>{end}")
    bare = SPACE.replace(SPACE[SPACE.index("<objective") : SPACE.index("<issue")], "").replace("</objective>", "")
    read = read_genius(villages(tmp_path, domain=text, upper=bare))
    assert [issue.name for issue in read.issues] == list(ISSUES)
    assert read.profiles[1].weights == (0.75, 0.25)
