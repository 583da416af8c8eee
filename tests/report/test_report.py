"""The report: the numbers of the analysis, in one file that is text, asks for nothing, and can be read by anybody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import negosim as ns
from negosim.analysis.outcomes.families import families
from negosim.analysis.outcomes.summary import blockers, summarise
from negosim.errors import BadInput
from negosim.sweeps.designs import one_at_a_time
from tests.report.pages import Element, figure, read
from tests.talks import talks

ROOT = Path(__file__).parents[2]
CASE = ROOT / "scenarios" / "examples" / "second_case"
TEXTS = CASE / "texts"
CSS = ROOT / "src" / "negosim" / "report" / "templates" / "report.css"
RUNS = 60


@pytest.fixture(scope="module")
def outcomes() -> ns.Outcomes:
    """Runs of the invented second case, which has claims and texts."""
    return ns.simulate(ns.load_scenario(CASE / "scenario.toml"), RUNS, 7)


@pytest.fixture(scope="module")
def compared() -> ns.Outcomes:
    """The same runs with parties that do not mind waiting."""
    return ns.simulate(ns.load_scenario(CASE / "scenario.toml", set={"*.waiting_cost": 0.0}), RUNS, 7)


@pytest.fixture(scope="module")
def file(outcomes: ns.Outcomes, compared: ns.Outcomes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with everything but a sweep."""
    path = tmp_path_factory.mktemp("reports") / "deep" / "report.html"
    dossier = ns.load_dossier(CASE / "dossier.toml")
    return ns.write_report(outcomes, path, compare=compared, dossier=dossier, texts=TEXTS)


@pytest.fixture(scope="module")
def page(file: Path) -> Element:
    """The same, as elements."""
    return read(file)


def percent(share: float) -> str:
    """A share as the page has it."""
    return f"{100 * share:.1f} %"


def test_how_the_runs_end_is_what_the_summary_says(outcomes: ns.Outcomes, page: Element) -> None:
    """Counts, shares and intervals are those of ``summary.json``."""
    wanted = [
        [f"{e['count']:,}", percent(e["share"]), f"{100 * e['low']:.1f} to {percent(e['high'])}"]
        for e in summarise(outcomes)["outcomes"].values()
    ]
    assert [row[1:] for row in figure(page, "How the talks end").table()] == wanted


def test_families_are_those_of_the_analysis(outcomes: ns.Outcomes, page: Element) -> None:
    """In the same order, with the same numbers; and each is told with the acts for and against it."""
    found = families(outcomes).head(5)
    wanted = [[percent(share), percent(possible)] for share, possible in zip(found["share"], found["possible"])]  # noqa: B905
    rows = figure(page, "The largest groups of agreements").table()
    assert [[row[1], row[3]] for row in rows] == wanted
    told = [each for each in page.all("section") if each.attributes.get("class") == "family"]
    assert len(told) == 3
    for each, count in zip(told, found["count"], strict=False):
        assert f"Agreed in {count} run" in each.text
        assert ("For it" in each.text, "Against it" in each.text) == (True, True)


def test_last_refusals_are_those_of_the_analysis(outcomes: ns.Outcomes, page: Element) -> None:
    """Each party's most frequent issues with the number of runs."""
    counts = blockers(outcomes)
    assert counts
    rows = {row[0]: int(row[1].replace(",", "")) for row in figure(page, "Last refusals, by party and issue").table()}
    titles = {p.name: p.title for p in outcomes.scenario.parties}
    named = {f"{titles[party]}: {outcomes.scenario.issue(i).title}": n for (party, i), n in counts.items()}
    assert rows.items() <= named.items()
    assert max(rows.values()) == max(counts.values())


def test_the_comparison_is_that_of_compare(outcomes: ns.Outcomes, compared: ns.Outcomes, page: Element) -> None:
    """Paired differences in percentage points, and what was set."""
    table = ns.compare(outcomes, {"other": compared})
    gaps = table[table["case"] == "other"]["difference"]
    rows = figure(page, "How the two cases differ").table()
    assert [row[-1].split()[0] for row in rows] == [f"{100 * gap:+.1f}".replace("-", "−") for gap in gaps]
    assert "waiting_cost" in page.text


def test_every_parameter_stands_there_with_its_basis(outcomes: ns.Outcomes, page: Element) -> None:
    """By name, with distribution and basis; assumptions are marked by a word, too."""
    rows = {row.all("code")[0].text: row for row in page.all("tr") if row.all("code")}
    parameters = outcomes.scenario.parameters
    assert set(rows) == set(parameters)
    for name, row in rows.items():
        own = parameters[name]
        assert str(own.distribution) in row.text
        assert ("assumption" in row.all("strong")[0].text) == (own.basis == "assumption")
        links = {link.text for link in row.all("a")}
        assert links == set(outcomes.scenario.explain(name).claims)


def test_claims_have_document_date_attribution_paraphrase_and_sentence(page: Element) -> None:
    """As the dossier and the texts have them."""
    (told,) = [each for each in page.all("dl") if each.attributes.get("class") == "claims"]
    heads, bodies = told.all("dt"), told.all("dd")
    assert heads
    assert len(heads) == len(bodies)
    dossier = ns.load_dossier(CASE / "dossier.toml")
    for head, body in zip(heads, bodies, strict=True):
        claim = dossier.claim(head.text.partition(":")[0])
        assert str(claim.date.year) in head.text
        assert claim.attribution.replace("_", " ") in head.text
        assert " ".join(claim.paraphrase.split()) in body.text
        assert body.all("q")[0].text


def test_no_sentence_without_texts(outcomes: ns.Outcomes, tmp_path: Path) -> None:
    """The dossier has paraphrases alone; without it, claims are named."""
    dossier = ns.load_dossier(CASE / "dossier.toml")
    told = read(ns.write_report(outcomes, tmp_path / "told.html", dossier=dossier))
    named = read(ns.write_report(outcomes, tmp_path / "named.html"))
    assert told.all("q") == named.all("q") == []
    paraphrase = " ".join(next(c for c in dossier.claims if c.id in told.text).paraphrase.split())
    assert paraphrase in told.text
    assert paraphrase not in named.text


def test_how_to_make_it_again(outcomes: ns.Outcomes, page: Element) -> None:
    """Command, digest, seed and versions."""
    (section,) = [each for each in page.all("section") if each.attributes["aria-labelledby"] == "again"]
    for text in (outcomes.scenario.digest, "seed 7", f"--runs {RUNS}", f"negosim {ns.__version__}", "numpy"):
        assert text in section.text


def test_the_same_results_make_the_same_bytes(outcomes: ns.Outcomes, tmp_path: Path) -> None:
    """No date, no path, no order of chance."""
    first, second = (ns.write_report(outcomes, tmp_path / name / "r.html").read_bytes() for name in "ab")
    assert first == second


def test_it_asks_nobody_for_anything(page: Element) -> None:
    """No script, no frame, no address but those within the page; and the policy forbids all of it."""
    elements = page.all()
    assert {"script", "iframe", "object", "embed", "base", "form"} & {each.name for each in elements} == set()
    for each in elements:
        assert not [name for name in each.attributes if name.startswith("on")]
        for name in ("src", "href", "action", "xlink:href", "data"):
            assert each.attributes.get(name, "#")[:1] == "#" or each.attributes[name] == "data:,"
    assert not re.search(r"url\(|@import", page.all("style")[0].text)
    policy = next(each for each in page.all("meta") if "http-equiv" in each.attributes).attributes["content"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy


def test_identifiers_are_unique_and_links_lead_to_one(page: Element) -> None:
    """Also those of titles and captions that figures name."""
    elements = page.all()
    names = [each.attributes["id"] for each in elements if "id" in each.attributes]
    assert len(names) == len(set(names))
    linked = {each.attributes["href"][1:] for each in page.all("a")}
    named = {
        name
        for each in elements
        for key in ("aria-labelledby", "aria-describedby")
        for name in each.attributes.get(key, "").split()
    }
    assert linked | named <= set(names)


def test_every_figure_has_a_role_a_title_a_caption_and_its_numbers(page: Element) -> None:
    """And its drawing is either named or only doubles the table that it stands in."""
    figures = page.all("figure")
    assert len(figures) >= 5
    for each in figures:
        assert each.attributes["role"] == "figure"
        assert each.all("h3")[0].text
        assert each.all("figcaption")[0].text
        assert each.table()
        drawings = [
            svg for svg in each.all("svg") if "aria-hidden" not in svg.attributes and svg.attributes.get("role")
        ]
        assert all(svg.all("title")[0].text for svg in drawings)
        assert drawings or each.all("rect")


def test_markup_in_names_is_text(tmp_path: Path) -> None:
    """In titles of the talks, of parties and issues; control characters and marks of direction are left out."""
    odd = '<script>alert("1")</script> & </title>\x1b[31m\u202e'
    changes = {
        "title": f"Talks {odd}",
        "parties": {"north": {"title": f"North {odd}"}},
        "issues": {"land": {"title": f"Land {odd}"}},
    }
    outcomes = ns.simulate(talks(changes), 8, 7)
    file = ns.write_report(outcomes, tmp_path / "odd.html")
    page, text = read(file), file.read_text(encoding="utf-8")
    assert page.all("script") == []
    assert '<script>alert("1")</script> & </title>' in page.all("h1")[0].text
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202e]", text)


def test_an_issue_may_have_the_name_of_a_number(tmp_path: Path) -> None:
    """The cake is divided by an issue called ``share``."""
    outcomes = ns.simulate(ns.load_scenario(ROOT / "scenarios" / "examples" / "divide_a_cake.toml"), 4, 7)
    assert figure(read(ns.write_report(outcomes, tmp_path / "cake.html")), "The largest groups of agreements")


def test_talks_without_an_agreement_are_told(tmp_path: Path) -> None:
    """Nothing agreed, nothing that sets agreements apart; one run is enough."""
    outcomes = ns.simulate(talks(horizon=1, assumptions={"*.premium": {"value": 1.0}}), 1, 7)
    page = read(ns.write_report(outcomes, tmp_path / "none.html"))
    assert "0 of 1 run end in agreement" in page.text
    assert "No run ended in an agreement." in page.text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"runs": RUNS - 1}, "--compare: expected 60 runs of seed 7, which can be paired, received 59 runs of seed 7"),
        ({"seed": 8}, "--compare: expected 60 runs of seed 7, which can be paired, received 60 runs of seed 8"),
        ({"case": "divide_a_cake.toml"}, "--compare: expected talks of the same parties"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    outcomes: ns.Outcomes, tmp_path: Path, changes: dict[str, object], told: str
) -> None:
    """Other parties, other seeds, other numbers of runs."""
    case = ROOT / "scenarios" / "examples" / str(changes.get("case", "second_case/scenario.toml"))
    other = ns.simulate(ns.load_scenario(case), int(str(changes.get("runs", RUNS))), int(str(changes.get("seed", 7))))
    with pytest.raises(BadInput, match=re.escape(told)):
        ns.write_report(outcomes, tmp_path / "r.html", compare=other)
    assert not (tmp_path / "r.html").exists()


def test_texts_that_do_not_fit_are_refused_all_at_once(outcomes: ns.Outcomes, tmp_path: Path) -> None:
    """Texts that are missing are left out, unless all are; another text is an error for each document."""
    dossier = ns.load_dossier(CASE / "dossier.toml")
    files = sorted(TEXTS.iterdir())
    for text in files:
        (tmp_path / text.name).write_text(f"x{text.read_text(encoding='utf-8')}", encoding="utf-8")
    with pytest.raises(BadInput) as found:
        ns.write_report(outcomes, tmp_path / "r.html", dossier=dossier, texts=tmp_path)
    assert {Path(p.file).name for p in found.value.problems} >= {text.name for text in files}
    some = tmp_path / "some"
    some.mkdir()
    with pytest.raises(BadInput, match="expected a folder with texts of the dossier, received a folder without any"):
        ns.write_report(outcomes, tmp_path / "r.html", dossier=dossier, texts=some)
    (some / files[0].name).write_bytes(files[0].read_bytes())
    page = read(ns.write_report(outcomes, tmp_path / "r.html", dossier=dossier, texts=some))
    assert 0 < len(page.all("q")) < len(page.all("dt"))


def test_texts_need_a_dossier(outcomes: ns.Outcomes, tmp_path: Path) -> None:
    """Without it nobody knows where a sentence stands."""
    with pytest.raises(BadInput, match="received results without a dossier"):
        ns.write_report(outcomes, tmp_path / "r.html", texts=TEXTS)


def test_sensitivity_comes_from_a_sweep(outcomes: ns.Outcomes, tmp_path: Path) -> None:
    """Of the same scenario; of another one it is refused."""
    scenario = outcomes.scenario
    factors = [
        ns.Factor(p.name, low=0.5 * p.distribution.central, high=p.distribution.central) for p in scenario.uncertain[:2]
    ]
    swept = ns.sweep(scenario, factors, one_at_a_time(factors, 2), replications=10, seed=7)
    page = read(ns.write_report(outcomes, tmp_path / "r.html", sweep=swept))
    assert figure(page, "What moves agreement").table()
    cake = ns.simulate(ns.load_scenario(ROOT / "scenarios" / "examples" / "divide_a_cake.toml"), 2, 7)
    with pytest.raises(BadInput, match="--sweep: expected a sweep of divide_a_cake"):
        ns.write_report(cake, tmp_path / "r.html", sweep=swept)


def _luminance(colour: str) -> float:
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    light = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


@pytest.mark.parametrize("scheme", [0, 1])
def test_colours_contrast_with_the_background(scheme: int) -> None:
    """Text 4.5 to 1, lines and bars 3 to 1, in light and dark (WCAG 2.2, 1.4.3 and 1.4.11)."""
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", CSS.read_text("utf-8").split(":root {")[scheme + 1]))

    def ratio(one: str, other: str) -> float:
        high, low = sorted((_luminance(colours[one]), _luminance(colours[other])), reverse=True)
        return (high + 0.05) / (low + 0.05)

    for paper in ("paper", "tint"):
        assert min(ratio(text, paper) for text in ("ink", "faint", "link")) >= 4.5
    assert min(ratio(f"look{number}", "paper") for number in range(8)) >= 3.0
