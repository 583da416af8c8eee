"""What is called oddly, figures that fail, and figures of chosen issues: from the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from negosim import plots
from negosim.analysis.evidence.variance_shares import NOISE, TOLD
from negosim.cli.output import terminal
from negosim.cli.results import read_job
from negosim.cli.summary import _standing
from tests.cli.conftest import CAKE, Command, contents

SMALL = ("--runs", "3", "--jobs", "1")
TITLE = "Talks [/b] [per hour] :cake:"


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A cake under titles with brackets in them, and a why in them too."""
    text = CAKE.read_text(encoding="utf-8").replace('title = "Dividing a cake"', f'title = "{TITLE}"')
    text = text.replace('title = "Share of Alma"', 'title = "Share [per hour]"')
    text = text.replace('title = "Alma"', 'title = "Alma [red]"')
    head = "[assumptions]\n"
    assert text.count(head) == 1
    path = tmp_path / "odd.toml"
    why = f'{head}"alma.premium" = {{ value = 0.0, why = "as [/agreed]" }}\n'
    path.write_text(text.replace(head, why), encoding="utf-8")
    return path


@pytest.mark.usefixtures("no_figures")
def test_brackets_in_titles_are_printed_as_they_are(negosim: Command, odd: Path, tmp_path: Path) -> None:
    """They are no markup: nothing of them vanishes, and none of them stops a table after all runs are played."""
    said = negosim("run", odd, *SMALL, "--out", tmp_path / "out", "--verbose")
    assert (said.code, said.err) == (0, "")
    for words in (TITLE, "Share [per hour]", "utility of Alma [red]"):
        assert words in said.out
    said = negosim("evidence", odd)
    assert (said.code, said.err) == (0, "")
    assert "as [/agreed]" in said.out


@pytest.mark.parametrize("more", [(), ("--json",), ("--quiet",)])
@pytest.mark.usefixtures("no_figures")
def test_a_figure_that_fails_loses_no_results(
    negosim: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...]
) -> None:
    """It is named in one line and in the manifest; everything else is written, and can be looked at."""

    def broken(*_: object) -> Figure:
        raise ValueError("an odd\ntitle")

    monkeypatch.setitem(plots.FIGURES, "outcome_shares", broken)
    out = tmp_path / "out"
    said = negosim("run", CAKE, *SMALL, "--out", out, *more)
    told = "negosim: outcome_shares could not be drawn: an odd title; the rest is written\n"
    assert (said.code, said.err) == (0, told)
    assert json.loads((out / "manifest.json").read_text())["not_drawn"] == {"outcome_shares": "an odd title"}
    assert len(read_job(out).outcomes) == 3
    assert negosim("show", out, 0).code == 0
    said = negosim("plot", out, "outcome_shares")
    assert (said.code, len(said.problems)) == (2, 1)
    assert "an odd title" in said.err


@pytest.mark.usefixtures("no_figures")
def test_letters_without_a_font_are_told_in_one_line(
    negosim: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not one warning a letter and figure; and the figures are drawn."""
    monkeypatch.setattr("negosim.plots.fonts._families", dict)
    monkeypatch.setattr("negosim.plots.fonts._LENT", {})
    said = negosim("run", CAKE, *SMALL, "--set", "title=工場 🚢 工", "--out", tmp_path / "out", "--quiet")
    assert (said.code, said.err) == (
        0, "negosim: no installed font has 場工🚢: boxes stand for them in figures\n"
    )  # fmt: skip
    assert (tmp_path / "out" / "figures" / "outcome_shares.png").is_file()


def test_issues_of_a_figure_can_be_chosen(negosim: Command, copied: Path) -> None:
    """Another pair than the one the program takes; no other file changes."""
    names = [issue.name for issue in read_job(copied).outcomes.scenario.issues]
    before = contents(copied)
    for pair in (names[:2], names[-2:]):
        said = negosim("plot", copied, "landscape_pair", "--issues", ",".join(pair))
        assert (said.code, said.err) == (0, "")
        drawn = contents(copied)
        assert {name for name in drawn if drawn[name] != before.get(name)} <= {"figures/landscape_pair.png"}
    assert negosim("plot", copied, "package_families", "--issues", names[0]).code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("landscape_pair", "--issues", "{0},nowhere"), "--issues: expected issues of the scenario, received nowhere"),
        (("landscape_pair", "--issues", "{0}"), "--issues: expected two different issues"),
        (("landscape_pair", "--issues", "{0},{0}"), "--issues: expected two different issues"),
        (("package_families", "--issues", "{0},{0}"), "--issues: expected different issues"),
        (("drivers", "--issues", "{0}"), "it belongs to landscape_pair, package_families and package_landscape"),
        (("drivers", "--run", "3"), "it belongs to negotiation_dance, received drivers"),
    ],
)
def test_options_that_a_figure_has_not_are_refused(
    negosim: Command, played: Path, words: tuple[str, ...], told: str
) -> None:
    """With the figure they belong to, and with what was expected."""
    issue = read_job(played).outcomes.scenario.issues[0].name
    said = negosim("plot", played, *(word.format(issue) for word in words))
    assert (said.code, said.out, len(said.problems)) == (2, "", 1)
    assert told in said.err


@pytest.mark.parametrize(("word", "told"), [(TOLD, "40.0 % (20.0 % to 60.0 %)"), (NOISE, NOISE)])
def test_a_share_that_can_be_told_is_told(
    played: Path, capsys: pytest.CaptureFixture[str], word: str, told: str
) -> None:
    """The table of a run gives the number with its interval, or says that there is none."""
    summary = json.loads((played / "summary.json").read_text())
    summary["evidence"]["assumption_share"] = {"share": 0.4, "low": 0.2, "high": 0.6, "word": word}
    terminal().print(_standing(summary))
    line = next(line for line in capsys.readouterr().out.splitlines() if "goes with assumptions" in line)
    assert line.rstrip().endswith(told)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MPLBACKEND", "module://matplotlib_inline.backend_inline"),
        ("MPLBACKEND", "nonsense"),
        ("MATPLOTLIBRC", "text.usetex: True\naxes.facecolor: black\nfont.size: 30\nfont.nonsense: 3\n"),
    ],
)
def test_a_user_s_settings_of_matplotlib_change_no_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """Neither a back end that is not there nor LaTeX nor colours: the same bytes as without them, and not a word."""
    if name == "MATPLOTLIBRC":
        (tmp_path / "matplotlibrc").write_text(value)
        value = str(tmp_path / "matplotlibrc")
    words = ["run", str(CAKE), *SMALL, "--quiet", "--figures", "outcome_shares,drivers", "--out"]
    for folder, setting in (("usual", None), ("odd", value)):
        with monkeypatch.context() as patched:
            if setting is None:
                patched.delenv(name, raising=False)
            else:
                patched.setenv(name, setting)
            line = [sys.executable, "-m", "negosim", *words, str(tmp_path / folder)]
            done = subprocess.run(line, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    drawn = [sorted((tmp_path / folder / "figures").iterdir()) for folder in ("usual", "odd")]
    assert len(drawn[0]) == 2
    assert [path.read_bytes() for path in drawn[0]] == [path.read_bytes() for path in drawn[1]]
