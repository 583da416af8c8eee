"""The endpoints by name, and their answers: what a worker process does."""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from negosim.domain.events import Event
from negosim.errors import BadInput, Problem, nearest, shown
from negosim.explorer.answer import Answer
from negosim.explorer.controls import found_controls
from negosim.explorer.desk import Asked, Desk, as_bytes, from_bytes, whole
from negosim.explorer.downloads import downloaded
from negosim.explorer.grounds import grounds
from negosim.explorer.playing import play_rows_of
from negosim.explorer.proposing import proposed
from negosim.explorer.results import moved, result
from negosim.explorer.searching import searched
from negosim.explorer.selecting import selected
from negosim.explorer.stories import told_run
from negosim.explorer.views import View, view_of
from negosim.plots.words import parameter_text

MOST_RUN, MOST_ROUND, MOST_DRAWS, DRAWS = 10_000_000, 1_000_000, 2000, 400
LONGEST = 200
"""Characters of a search or of the name of a parameter."""
Values = dict[str, Any]


def _case(desk: Desk, _: Asked) -> Values:
    return desk.description


def _parameters(desk: Desk, asked: Asked) -> Values:
    return {"parameters": found_controls(desk.sample, str(asked.get("q", ""))[:LONGEST], desk.effects)}


def _evidence(desk: Desk, asked: Asked) -> Values:
    return grounds(desk.case, desk.case.scenario(), str(asked.get("key", ""))[:LONGEST])


def _missing(desk: Desk, asked: Asked) -> Values:
    """The runs that are still to be played for an answer, by the view: ``[[KEY, FIRST, STOP]]``."""
    runs, gaps = desk.runs(asked), []
    for key in ("view", "against") if asked["compared"] else ("view",):
        view = _against(desk, asked) if key == "against" else desk.view(asked)
        desk.case.scenario(view)
        first, stop = desk.gap(view, runs)
        if first < stop:
            gaps.append([key, first, stop])
    return {"gaps": gaps}


def _against(desk: Desk, asked: Asked) -> View:
    """The view that is compared with, by default the unmoved case, with the seed of the other."""
    against = desk.view(asked, "against")
    return attrs.evolve(against, seed=desk.view(asked).seed)


def _play(desk: Desk, asked: Asked) -> bytes:
    """Play some runs of a view for another worker."""
    view = _against(desk, asked) if asked["of"] == "against" else desk.view(asked)
    return as_bytes(play_rows_of(desk.case.scenario(view), view, range(asked["first"], asked["stop"])))


def _add(desk: Desk, asked: Asked) -> Values:
    """Keep rows that workers played."""
    view = _against(desk, asked) if asked["of"] == "against" else desk.view(asked)
    first = asked["first"]
    for data in asked["rows"]:
        rows = from_bytes(data)
        desk.add(view, first, rows)
        first += len(rows)
    return {}


def _simulate(desk: Desk, asked: Asked) -> Values:
    start = time.perf_counter()
    view, against, runs, axes = desk.view(asked), _against(desk, asked), desk.runs(asked), _axes(desk, asked)
    outcomes = desk.outcomes(view, runs)
    base = outcomes if view == against else desk.outcomes(against, runs)
    return {
        "request": asked.get("request") if isinstance(asked.get("request"), int) else None,
        **result(outcomes, base, axes),
        "moved": moved(desk.case.scenario(), view.settings, _titles(desk, view)),
        "ms": round(1000 * (time.perf_counter() - start)),
    }


def _axes(desk: Desk, asked: Asked) -> tuple[str, str] | None:
    """The issues of the landscape, by default those that go together most; None with a single issue."""
    known = [issue.name for issue in desk.case.scenario().issues]
    usual = desk.description["axes"]
    if usual is None:
        return None
    axes = [asked.get(key) or default for key, default in zip("xy", usual, strict=True)]
    problems = []
    for key, name in zip("xy", axes, strict=True):
        if name not in known:
            hint = nearest(str(name)[:LONGEST], known)
            problems.append(Problem(file="request", key=key, expected="an issue", received=shown(name), hint=hint))
    if problems:
        raise BadInput(problems)
    return axes[0], axes[1]


def _titles(desk: Desk, view: View) -> dict[str, str]:
    scenario = desk.case.scenario(view)
    titles = {each["key"]: each["title"] for each in desk.description["settings"]}
    titles |= {f"{m.name}.style": f"{m.title}: style" for m in scenario.mediators}
    return titles | {key: parameter_text(scenario, key) for key in view.settings if key in scenario.parameters}


def _runs(desk: Desk, asked: Asked) -> Values:
    return selected(desk.drawn(desk.view(asked), desk.runs(asked)), asked.get("select"))


def _run(desk: Desk, asked: Asked) -> Values:
    view, run = desk.view(asked), whole(asked, "run", 0, MOST_RUN)
    return told_run(desk.case.scenario(view), _events(desk, view, run), run)


def _fork(desk: Desk, asked: Asked) -> Values:
    view, run = desk.view(asked), whole(asked, "run", 0, MOST_RUN)
    number = whole(asked, "round", 1, MOST_ROUND)
    changes = view_of({"set": asked.get("set")}, where="fork").settings
    from negosim.ensemble.playing.forks import fork  # noqa: PLC0415 - imports Mesa

    scenario, events = desk.case.scenario(view), _events(desk, view, run)
    other = fork(scenario, events, number, changes)
    return {"parent": told_run(scenario, events, run), "fork": told_run(scenario, other, run)}


def _events(desk: Desk, view: View, run: int) -> tuple[Event, ...]:
    from negosim.ensemble.playing.simulate import play  # noqa: PLC0415 - imports Mesa

    return play(desk.case.scenario(view), view.seed, run)


def _package(desk: Desk, asked: Asked) -> Values:
    draws = whole(asked, "runs", 1, min(MOST_DRAWS, desk.most_runs), min(DRAWS, desk.most_runs))
    return proposed(desk.case, desk.view(asked), asked.get("levels"), draws)


ANSWERS: Mapping[str, Callable[[Desk, Asked], Values | bytes | Answer]] = {
    "add": _add,
    "case": _case,
    "download": downloaded,
    "evidence": _evidence,
    "fork": _fork,
    "missing": _missing,
    "package": _package,
    "parameters": _parameters,
    "play": _play,
    "run": _run,
    "runs": _runs,
    "simulate": _simulate,
}
"""By the name of the endpoint, or of a step towards its answer."""
SEARCHES: Mapping[str, Callable[[Desk, Asked, Callable[[int], None]], Values]] = {"paths": searched}
"""Those that tell how many runs they have played."""


def answered(desk: Desk, name: str, asked: Asked, heard: Callable[[Any], None]) -> Answer:
    """Answer a request; whatever happens, there is an answer.

    Parameters
    ----------
    desk : Desk
        What a worker keeps.
    name : str
        Of the endpoint.
    asked : mapping
        What was asked.
    heard : callable
        Called with the number of runs that a search has just played.

    Returns
    -------
    Answer
    """
    try:
        found = SEARCHES[name](desk, asked, heard) if name in SEARCHES else ANSWERS[name](desk, asked)
    except BadInput as error:
        return Answer(problems=error.problems)
    except Exception:  # noqa: BLE001 - the server reports it on the terminal, and goes on
        return Answer(error=traceback.format_exc())
    if isinstance(found, Answer):
        return found
    return Answer(found if isinstance(found, bytes) else as_json(found))


def as_json(values: object) -> bytes:
    """Return a value as JSON in UTF-8; nan and infinities are errors."""
    return json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
