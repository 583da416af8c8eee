"""Parties of one's own class on the command line: played, kept, played on, or refused."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import CAKE, RIVER, Command

MODULE = """
from negosim import MediatorAgent, PartyAgent


class Unyielding(PartyAgent):
    def aspiration(self, day=None):
        return self.state.start[self.name]


class Silent(MediatorAgent):
    def press(self):
        return []


class Forgetful(PartyAgent):
    def answer(self):
        return None


class Empty(PartyAgent):
    def answer(self, package):
        return None


def stubborn():
    pass


class Other:
    pass
"""
AGENT = "own_agents:Unyielding"
MEDIATOR = "own_agents:Silent"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current directory with a module in it."""
    (tmp_path / "own_agents.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.delitem(sys.modules, "own_agents", raising=False)
    return tmp_path


def shares(text: str) -> dict[str, int]:
    """How often each outcome came about, of a summary in JSON."""
    return {name: told["count"] for name, told in json.loads(text)["outcomes"].items()}


@pytest.mark.usefixtures("no_figures")
@pytest.mark.parametrize("jobs", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_parties_are_of_the_class_that_was_asked_for(negosim: Command, here: Path, jobs: int) -> None:
    """Whoever never gives in agrees to nothing; that it takes longer is said on standard error."""
    usual = negosim("run", CAKE, "--runs", 12, "--jobs", 1, "--out", "usual", "--json")
    own = negosim("run", CAKE, "--runs", 12, "--jobs", jobs, "--out", "own", "--agent", AGENT, "--json")
    assert (usual.code, own.code, usual.err) == (0, 0, "")
    assert own.problems == [f"negosim: parties of {AGENT} are played through Mesa, which is the slow path"]
    assert shares(usual.out) != shares(own.out)
    assert json.loads((here / "own" / "manifest.json").read_text(encoding="utf-8"))["agent"] == AGENT
    story = negosim("show", "own", 11, "--agent", AGENT, "--json")
    opening = json.loads(story.out)["events"][0]
    assert (story.code, opening["party_agent"]) == (0, AGENT)


@pytest.mark.usefixtures("no_figures")
def test_a_class_that_a_folder_names_is_imported_only_if_the_user_names_it_too(negosim: Command, here: Path) -> None:
    """The manifest may come from somebody else: without the option nothing is imported, and the option is told."""
    negosim("run", CAKE, "--runs", 3, "--out", "own", "--agent", AGENT, "--quiet")
    (here / "own_agents.py").write_text("raise SystemExit('imported')", encoding="utf-8")
    sys.modules.pop("own_agents", None)
    other = next(run for run in range(3) if not (here / f"own/events/{run}.jsonl").exists())
    for options, received in (((), "no --agent"), (("--agent", "other:Class"), "--agent other:Class")):
        said = negosim("show", "own", other, *options)
        expected = f"--agent {AGENT}, which allows to import this class and to play the run again"
        assert said.problems == [f"negosim: own/manifest.json: agent: expected {expected}, received {received}"]
        assert said.code == 2


@pytest.mark.parametrize(
    ("agent", "reason"),
    [
        ("no_such_module_here:Own", "no module no_such_module_here"),
        ("own_agents:Unyieldin", "no Unyieldin in own_agents (nearest: Unyielding)"),
        ("own_agents:stubborn", "own_agents:stubborn, which is no class but of type function"),
        ("own_agents:Other", "own_agents:Other, which is no subclass of PartyAgent"),
        ("own_agents:Silent", "own_agents:Silent, which is no subclass of PartyAgent"),
        ("own_agents", "'own_agents'"),
        ("own_agents.py:Unyielding", "(without .py, and with dots for slashes)"),
        ("./own_agents.py:Unyielding", "(without .py, and with dots for slashes)"),
        (":Unyielding", "':Unyielding'"),
        ("broken_agents:Own", "broken_agents:Own: importing broken_agents fails with SyntaxError"),
        ("leaving_agents:Own", "leaving_agents:Own: importing leaving_agents fails with SystemExit: 3"),
        ("wanting_agents:Own", "wanting_agents:Own: no module no_such_library_there"),
    ],
)
def test_what_is_no_class_of_parties_is_refused(negosim: Command, here: Path, agent: str, reason: str) -> None:
    """In one line that says what was wrong, before anything is played."""
    (here / "broken_agents.py").write_text("class Own(\n", encoding="utf-8")
    (here / "leaving_agents.py").write_text("raise SystemExit(3)\n", encoding="utf-8")
    (here / "wanting_agents.py").write_text("import no_such_library_there\n", encoding="utf-8")
    said = negosim("run", CAKE, "--runs", 2, "--agent", agent, "--out", "out")
    (line,) = said.problems
    assert line.startswith("negosim: --agent: expected module:Class, a subclass of PartyAgent")
    assert reason in line
    assert (said.code, (here / "out").exists()) == (2, False)


@pytest.mark.slow
@pytest.mark.usefixtures("no_figures")
def test_a_kept_run_is_played_on_with_its_class_or_not_at_all(
    negosim: Command, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fork without changes repeats it; without the class it is refused, and can still be read."""
    words = ["--runs", 2, "--jobs", 1, "--agent", AGENT, "--store", "sqlite:///runs.db", "--out", "own", "--quiet"]
    assert negosim("run", RIVER, *words).code == 0
    assert json.loads(negosim("fork", 1, "--at-round", 3, "--jobs", 1, "--json").out)["repeats"] is True
    change = ["--change", "more pressure: *.pressure={ add = 0.01 }"]
    points = negosim("turning-points", 1, *change, "--jobs", 1, "--json")
    assert points.code == 0
    own = here / "own_agents.py"
    own.rename(here / "elsewhere.py")
    monkeypatch.delitem(sys.modules, "own_agents")
    for command in (["fork", 1, "--at-round", 4], ["turning-points", 1, *change, "--jobs", 1]):
        said = negosim(*command)
        (line,) = said.problems
        assert "NegotiationOpened.party_agent" in line
        assert f"{AGENT}: no module own_agents (run 1 was played with it" in line
        assert said.code == 2
    assert negosim("replay", 1, "--to-round", 2).code == 0
    assert negosim("verify").code == 0
    said = negosim("run", RIVER, "--runs", 2, "--jobs", 1, "--store", "sqlite:///runs.db", "--out", "usual", "--quiet")
    assert said.code == 2
    assert "the agents' classes differ" in said.err


@pytest.mark.slow
@pytest.mark.usefixtures("no_figures")
def test_mediators_are_of_the_class_that_was_asked_for(negosim: Command, here: Path) -> None:
    """When runs are played, shown, resumed and played on; and the manifest names the class."""
    words = ["--jobs", 1, "--mediator-agent", MEDIATOR, "--store", "sqlite:///runs.db", "--out", "own"]
    own = negosim("run", RIVER, "--runs", 2, *words)
    assert own.code == 0
    assert own.problems == [f"negosim: mediators of {MEDIATOR} are played through Mesa, which is the slow path"]
    assert json.loads((here / "own" / "manifest.json").read_text(encoding="utf-8"))["mediator_agent"] == MEDIATOR
    story = negosim("show", "own", 1, "--mediator-agent", MEDIATOR, "--json")
    events = json.loads(story.out)["events"]
    assert (story.code, story.err, events[0]["mediator_agent"]) == (0, "", MEDIATOR)
    assert "PressureApplied" not in story.out
    assert json.loads(negosim("fork", 1, "--at-round", 3, "--jobs", 1, "--json").out)["repeats"] is True
    assert negosim("replay", 1, "--to-round", 2).code == 0
    assert negosim("run", RIVER, "--runs", 3, *words, "--resume", "--quiet").code == 0
    (line,) = negosim("run", RIVER, "--runs", 4, "--jobs", 1, *words[4:], "--resume").problems
    assert f"--mediator-agent: expected {MEDIATOR}, as the job began with, received none" in line


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--agent", "own_agents:Forgetful"], "expected answer(self, package), received answer(self)"),
        (["--agent", "own_agents:Empty"], "expected AnswerGiven, received None"),
        (["--mediator-agent", AGENT], f"received {AGENT}, which is no subclass of MediatorAgent"),
    ],
)
@pytest.mark.usefixtures("here")
def test_agents_that_do_not_fit_end_the_command_with_one_line(negosim: Command, words: list[str], told: str) -> None:
    """What was expected of which method, and what it is or returned."""
    said = negosim("run", RIVER, "--runs", 2, "--jobs", 1, *words, "--out", "out", "--quiet")
    (line,) = said.problems
    assert said.code == 2
    assert told in line
