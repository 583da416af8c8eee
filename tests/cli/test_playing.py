"""What plays the runs, as the command line is told it."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from negosim.domain.events import AnswerGiven
from negosim.ensemble.results.loading import read_outcomes
from negosim.model import PartyAgent
from tests.cli.conftest import Command, contents

QUICK = Path(__file__).parent / "fixtures" / "quick.toml"
FEW = ("--runs", "3", "--jobs", "1")

pytestmark = pytest.mark.usefixtures("no_figures")


class Stubborn(PartyAgent):
    """A party that refuses whatever it is asked."""

    def answer(self, package: int) -> AnswerGiven:
        """No."""
        return msgspec.structs.replace(super().answer(package), accepted=False, issue="price")


def test_engines_leave_the_same_outcomes(negosim: Command, tmp_path: Path) -> None:
    """The reference and the ensemble; the manifest says which it was."""
    for engine in ("ensemble", "mesa"):
        assert negosim("run", QUICK, *FEW, "--engine", engine, "--out", tmp_path / engine, "--quiet").code == 0
        assert json.loads((tmp_path / engine / "manifest.json").read_text())["engine"] == engine
    one, other = (contents(tmp_path / engine) for engine in ("ensemble", "mesa"))
    assert {name for name in one if one[name] != other[name]} == {"manifest.json"}


def test_an_engine_that_there_is_none_of_is_refused(negosim: Command, tmp_path: Path) -> None:
    """With the nearest name; nothing is made."""
    said = negosim("run", QUICK, *FEW, "--engine", "messa", "--out", tmp_path / "out")
    assert (said.code, len(said.problems)) == (2, 1)
    assert "--engine: expected an engine, received 'messa' (nearest: mesa" in said.err
    assert not list(tmp_path.iterdir())


def test_parties_of_another_class_are_played_and_told_again(negosim: Command, tmp_path: Path) -> None:
    """Announced as the slow path; kept in the manifest, so that any row can be told by the same class."""
    agent = f"{__name__}:Stubborn"
    said = negosim("run", QUICK, *FEW, "--agent", agent, "--out", tmp_path / "out")
    slow = f"negosim: parties of {agent} are played through Mesa, which is the slow path"
    assert (said.code, said.problems) == (0, [slow])
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert (manifest["agent"], manifest["engine"]) == (agent, "mesa")
    assert negosim("run", QUICK, *FEW, "--out", tmp_path / "usual", "--quiet").code == 0
    rows = [read_outcomes(tmp_path / name).frame["round"].tolist() for name in ("out", "usual")]
    assert rows[0] > rows[1]
    for log in (tmp_path / "out" / "events").iterdir():
        log.unlink()
    assert negosim("show", tmp_path / "out", 2, "--agent", agent).code == 0


def test_the_usual_class_by_its_name_is_the_usual_class(negosim: Command, tmp_path: Path) -> None:
    """It is played by the ensemble as ever, and nothing says otherwise."""
    said = negosim("run", QUICK, *FEW, "--agent", "negosim:PartyAgent", "--out", tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert (said.code, said.err, manifest["agent"], manifest["engine"]) == (0, "", "", "ensemble")


def test_a_class_that_there_is_none_of_is_refused(negosim: Command, tmp_path: Path) -> None:
    """Before anything is made."""
    said = negosim("run", QUICK, *FEW, "--agent", "nowhere:Agent", "--out", tmp_path / "out")
    assert (said.code, len(said.problems)) == (2, 1)
    assert "--agent: expected module:Class, a subclass of PartyAgent that can be imported" in said.err
    assert "received nowhere:Agent: no module nowhere" in said.err
    assert not list(tmp_path.iterdir())


def test_a_class_that_is_gone_is_named_with_the_manifest(negosim: Command, tmp_path: Path) -> None:
    """Results are told by the class that played them, or not at all."""
    out = tmp_path / "out"
    assert negosim("run", QUICK, *FEW, "--out", out, "--quiet").code == 0
    path = out / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"agent": "nowhere:Agent"}))
    said = negosim("show", out, 2, "--agent", "nowhere:Agent")
    assert (said.code, said.out, len(said.problems)) == (2, "", 1)
    assert said.err.startswith(f"negosim: {path}: agent: expected module:Class, a subclass of PartyAgent")
    assert "received nowhere:Agent: no module nowhere" in said.err


def test_going_on_without_a_job_begins_it(negosim: Command, tmp_path: Path) -> None:
    """So that one command can be given again and again."""
    for _ in range(2):
        assert negosim("run", QUICK, *FEW, "--out", tmp_path / "out", "--resume", "--quiet").code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_unfinished_job_is_not_read(negosim: Command, tmp_path: Path) -> None:
    """Neither told nor drawn; the error says how to finish it."""
    assert negosim("run", QUICK, *FEW, "--out", tmp_path / "out", "--quiet").code == 0
    path = tmp_path / "out" / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"finished": False}))
    for words in (("show", tmp_path / "out", 0), ("plot", tmp_path / "out", "blockers")):
        said = negosim(*words)
        assert (said.code, said.out, len(said.problems)) == (2, "", 1)
        assert "expected a job that is done" in said.err
        assert "--resume, finishes it" in said.err
