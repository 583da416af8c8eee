"""The answers to what the page asks, as functions of a case and of JSON; no networking here."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from negosim import __version__
from negosim.domain.events import Event
from negosim.domain.scenario import DEFAULT_SEED, Scenario
from negosim.ensemble.results.outcomes import Outcomes
from negosim.errors import BadInput, Problem, nearest, shown
from negosim.explorer.controls import effects_of, found_controls
from negosim.explorer.describing import described
from negosim.explorer.grounds import grounds
from negosim.explorer.opened import OpenedCase
from negosim.explorer.playing import Play, Played, play_here, with_draws
from negosim.explorer.proposing import proposed
from negosim.explorer.results import moved, result
from negosim.explorer.selecting import selected
from negosim.explorer.stories import told_run
from negosim.explorer.views import View, view_of
from negosim.plots.words import parameter_text

SMALL = 1000
"""Number of runs of the unmoved case that controls are found with."""
MOST_RUNS = 10_000
MOST_RUN, MOST_DRAWS = 10_000_000, 2000
LONGEST = 200
Asked = Mapping[str, Any]


class Desk:
    """Answers about one case, with the rows of the views asked last; each method raises BadInput.

    Parameters
    ----------
    case : OpenedCase
        The case.
    seed : int
        Seed of views that have none.
    most_runs : int
        Largest number of runs of one answer.
    play : callable
        Plays the runs of a view.
    """

    def __init__(
        self, case: OpenedCase, seed: int = DEFAULT_SEED, most_runs: int = MOST_RUNS, play: Play = play_here
    ) -> None:
        self.case, self.seed, self.most_runs, self._play = case, seed, most_runs, play
        self._base, self._played = Played(2), Played()
        self._drawn: tuple[View, Outcomes] | None = None

    def outcomes(self, view: View, runs: int) -> Outcomes:
        """Return the outcomes of a view; those of the unmoved case stay."""
        kept = self._played if view.moved else self._base
        return kept.outcomes(self.case.scenario(view), view, runs, self._play)

    def drawn(self, view: View, runs: int) -> Outcomes:
        """Return the outcomes of a view with the draws of all uncertain parameters; the last ones are kept."""
        if self._drawn is None or self._drawn[0] != view or len(self._drawn[1]) != runs:
            self._drawn = view, with_draws(self.outcomes(view, runs))
        return self._drawn[1]

    def prepare(self) -> None:
        """Compile and play what every visitor needs first."""
        self.description  # noqa: B018 - computed once, and kept

    @property
    def unmoved(self) -> View:
        """The view in which nothing is moved."""
        return View(seed=self.seed)

    @cached_property
    def description(self) -> dict[str, Any]:
        """What ``GET /api/case`` returns."""
        return described(self.case, self._sample, __version__)

    @cached_property
    def _sample(self) -> Outcomes:
        """Runs of the unmoved case with their draws, for controls."""
        return with_draws(self.outcomes(self.unmoved, min(SMALL, self.most_runs)))

    @cached_property
    def _effects(self) -> dict[str, float]:
        return effects_of(self._sample)

    def describe(self, _: Asked) -> dict[str, Any]:
        """Answer ``GET /api/case``."""
        return self.description | {"most_runs": self.most_runs}

    def parameters(self, asked: Asked) -> dict[str, Any]:
        """Answer ``GET /api/parameters``."""
        words = str(asked.get("q", ""))[:LONGEST]
        return {"parameters": found_controls(self._sample, words, self._effects)}

    def evidence(self, asked: Asked) -> dict[str, Any]:
        """Answer ``GET /api/evidence``."""
        return grounds(self.case, self.case.scenario(), str(asked.get("key", ""))[:LONGEST])

    def select(self, asked: Asked) -> dict[str, Any]:
        """Answer ``POST /api/runs``."""
        return selected(self.drawn(self.view(asked), self.runs(asked)), asked.get("select"))

    def tell(self, asked: Asked) -> dict[str, Any]:
        """Answer ``POST /api/run``."""
        view, run = self.view(asked), self.whole(asked, "run", 0, MOST_RUN)
        return told_run(self.case.scenario(view), self._play_one(view, run), run)

    def fork(self, asked: Asked) -> dict[str, Any]:
        """Answer ``POST /api/fork``."""
        view, run = self.view(asked), self.whole(asked, "run", 0, MOST_RUN)
        number, changes = self.whole(asked, "round", 1, MOST_RUN), view_of({"set": asked.get("set")}).settings
        from negosim.ensemble.playing.forks import fork  # noqa: PLC0415 - imports Mesa

        scenario, events = self.case.scenario(view), self._play_one(view, run)
        other = fork(scenario, events, number, changes)
        return {"parent": told_run(scenario, events, run), "fork": told_run(scenario, other, run)}

    def _play_one(self, view: View, run: int) -> tuple[Event, ...]:
        from negosim.ensemble.playing.simulate import play  # noqa: PLC0415 - imports Mesa

        return play(self.case.scenario(view), view.seed, run)

    def package(self, asked: Asked) -> dict[str, Any]:
        """Answer ``POST /api/package``."""
        draws = self.whole(asked, "runs", 1, min(MOST_DRAWS, self.most_runs), min(400, self.most_runs))
        return proposed(self.case, self.view(asked), asked.get("levels"), draws)

    def simulate(self, asked: Asked) -> dict[str, Any]:
        """Answer ``POST /api/simulate``."""
        start = time.perf_counter()
        view, against = self.view(asked), self.view(asked, "against")
        runs, axes = self.runs(asked), self.axes(asked)
        against = View(against.settings, against.what_ifs, view.seed)
        outcomes = self.outcomes(view, runs)
        base = outcomes if view == against else self.outcomes(against, runs)
        scenario, unmoved = outcomes.scenario, self.case.scenario()
        return {
            "request": asked.get("request") if isinstance(asked.get("request"), int) else None,
            **result(outcomes, base, axes),
            "moved": moved(unmoved, view.settings, self._titles(scenario, view)),
            "ms": round(1000 * (time.perf_counter() - start)),
        }

    def _titles(self, scenario: Scenario, view: View) -> dict[str, str]:
        titles = {each["key"]: each["title"] for each in self.description["settings"]}
        titles |= {f"{m.name}.style": f"{m.title}: style" for m in scenario.mediators}
        return titles | {key: parameter_text(scenario, key) for key in view.settings if key in scenario.parameters}

    def view(self, asked: Asked, key: str = "view") -> View:
        """Return the view that was asked for; raise BadInput with every problem."""
        return view_of(asked.get(key), self.seed)

    def runs(self, asked: Asked, default: int = SMALL) -> int:
        """Return the number of runs that was asked for; raise BadInput if it is out of range."""
        return self.whole(asked, "runs", 1, self.most_runs, min(default, self.most_runs))

    def whole(self, asked: Asked, key: str, low: int, high: int, default: int | None = None) -> int:
        """Return a whole number that was asked for; raise BadInput if it is missing or out of range."""
        value = asked.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            expected = f"a whole number from {low} to {high:,}"
            raise BadInput([Problem(file="request", key=key, expected=expected, received=shown(value))])
        return value

    def axes(self, asked: Asked) -> tuple[str, str] | None:
        """Return the issues of the landscape, by default those that go together most; None with a single issue."""
        known = [issue.name for issue in self.case.scenario().issues]
        chosen = self.description["axes"]
        if chosen is None:
            return None
        axes = [asked.get(key) or default for key, default in zip("xy", chosen, strict=True)]
        problems = [
            Problem(
                file="request", key=key, expected="an issue", received=shown(name), hint=nearest(str(name)[:99], known)
            )
            for key, name in zip("xy", axes, strict=True)
            if name not in known
        ]
        if problems:
            raise BadInput(problems)
        return axes[0], axes[1]
