"""Write the report of an ensemble as one HTML file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from negosim.analysis.outcomes.representative import representative_run
from negosim.analysis.story.narrative import headline, story
from negosim.analysis.wording import long_date
from negosim.domain.evolution import replay
from negosim.ensemble.results.manifest import versions as installed_versions
from negosim.ensemble.results.outcomes import Outcomes
from negosim.errors import BadInput, Problem
from negosim.files.atomic_writing import save
from negosim.plots.page_texts import caveats, question
from negosim.plots.words import counted, scenario_title
from negosim.report import figures
from negosim.report.compared import comparison
from negosim.report.findings import Families, against, answers, apart_of, families_of
from negosim.report.standing import standing

_TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
if TYPE_CHECKING:
    from negosim.analysis.sensitivity.result import Sensitivity
    from negosim.domain.events import Event
    from negosim.evidence.claims import Dossier
    from negosim.sweeps.sweep import Sweep

_DATED = re.compile(r"[ \d]\d \w+ \d{4} +(?=\S)")
VERSIONS = ("negosim", "python", "mesa", "numpy", "numba")


def write_report(
    outcomes: Outcomes,
    path: str | PathLike[str],
    *,
    compare: Outcomes | None = None,
    texts: str | PathLike[str] | None = None,
    sweep: Sweep | None = None,
    dossier: Dossier | None = None,
    events: Sequence[Event] = (),
    summary: Mapping[str, Any] | None = None,
    moved: Sequence[str] = (),
    command: str = "",
    versions: Mapping[str, str] | None = None,
) -> Path:
    """Write what an ensemble found as one HTML file that needs no script and makes no request; replace an existing one.

    Parameters
    ----------
    outcomes : Outcomes
        The runs.
    path : path-like
        The file to write; its folder is made if it is missing.
    compare : Outcomes, optional
        Runs of another case with the same parties, seed and number of runs, to compare with.
    texts : path-like, optional
        Folder with the texts of the dossier, to quote the sentences of claims; texts may be missing.
    sweep : Sweep, optional
        A sweep of the scenario, for the sensitivity of agreement.
    dossier : Dossier, optional
        The claims; without it they are named and not told.
    events : sequence of Event, optional
        Events of the run to tell. By default the representative run is played again, with the usual agents.
    summary : mapping, optional
        The summary of the same runs, as ``summary.json`` holds it. Without it the share of the variance that goes with
        assumptions is computed again, in seconds for 10,000 runs.
    moved : sequence of str
        What differs from the case as its file has it, in words, told below the title.
    command : str
        The command that played the runs; by default one with the name of the scenario.
    versions : mapping of str to str, optional
        Versions of the libraries that played the runs; by default those installed.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    BadInput
        There are no runs, what was given does not belong to them, or the file cannot be written.
    """
    if not len(outcomes):
        raise BadInput([Problem(file="report", expected="outcomes of one run or more", received="none")])
    parts = _parts(outcomes, events, summary)
    if compare is not None:
        parts["answers"].insert(1, against(compare))
    parts |= {
        "moved": "; ".join(moved),
        "standing": standing(outcomes.scenario, dossier, Path(texts) if texts is not None else None),
        "comparison": comparison(outcomes, compare) if compare is not None else None,
        "sensitivity": figures.sensitivity(_sensitivity(sweep, outcomes)) if sweep is not None else None,
        "command": command or f"negosim run {outcomes.scenario.name} --runs {len(outcomes)} --seed {outcomes.seed}",
        "versions": {name: (versions or installed_versions()).get(name, "unknown") for name in VERSIONS},
    }
    target = Path(path)
    save({target: rendered(parts).encode()}, force=True)
    return target


def _parts(outcomes: Outcomes, events: Sequence[Event], summary: Mapping[str, Any] | None) -> dict[str, Any]:
    scenario = outcomes.scenario
    found, apart = families_of(outcomes), apart_of(outcomes)
    told = tuple(events) or _played(outcomes)
    return {
        "title": scenario_title(scenario),
        "scenario": scenario,
        "runs": counted(len(outcomes), "run"),
        "seed": outcomes.seed,
        "as_of": long_date(scenario.as_of),
        "question": question(outcomes),
        "answers": list(answers(outcomes, found, apart)),
        "endings": figures.endings(outcomes),
        "over_time": figures.over_time(outcomes),
        "families": found,
        "packages": _packages(found),
        "refusals": figures.refusals(outcomes),
        "apart": figures.apart(outcomes, apart) if apart else None,
        "dance": figures.dance(scenario, told),
        "headline": headline(scenario, told),
        "typical": "A typical run with an agreement" if replay(told).outcome == "agreement" else "A typical run",
        "story": _paragraphs(story(scenario, told)[2:]),
        "caveats": caveats(outcomes),
        "assumption_share": _assumption_share(outcomes, summary),
    }


def _packages(found: Families) -> Any:
    return figures.packages(found.table, found.labels, found.rest) if len(found.table) else None


def _played(outcomes: Outcomes) -> tuple[Event, ...]:
    # Mesa takes a second to import, and commands read the run from its log.
    from negosim.ensemble.playing.simulate import play  # noqa: PLC0415

    return play(outcomes.scenario, outcomes.seed, representative_run(outcomes))


def _sensitivity(sweep: Sweep, outcomes: Outcomes) -> Sensitivity:
    from negosim.analysis.sensitivity.analyze import analyze_sensitivity  # noqa: PLC0415 - SALib takes a second

    if sweep.scenario.name != outcomes.scenario.name:
        expected, received = f"a sweep of {outcomes.scenario.name}", f"one of {sweep.scenario.name}"
        raise BadInput([Problem(file="--sweep", expected=expected, received=received)])
    return analyze_sensitivity(sweep, "agreement")


def _assumption_share(outcomes: Outcomes, summary: Mapping[str, Any] | None) -> str:
    """Return the share of the variance of agreement that goes with assumptions, or why there is none."""
    from negosim.analysis.evidence.variance_shares import TOLD, variance_shares  # noqa: PLC0415

    found = (
        summary["evidence"]["assumption_share"] if summary else variance_shares(outcomes).to_dict("index")["assumption"]
    )
    if found["word"] != TOLD:
        return str(found["word"])
    share, low, high = (float(found[name]) for name in ("share", "low", "high"))
    return f"{figures.percent(share)} ({figures.interval(low, high)})"


def _paragraphs(lines: Sequence[str]) -> list[dict[str, str]]:
    """Join the wrapped lines of a story to paragraphs, each with the ``day`` in its margin; ``item`` if it is one."""
    found: list[dict[str, str]] = []
    beginning = True
    for line in lines:
        dated, item = _DATED.match(line), line.startswith("  - ")
        if dated:
            found.append({"day": dated[0].strip(), "text": line[dated.end() :].strip(), "item": ""})
        elif beginning or item or (found[-1]["item"] and not line.startswith("    ")):
            found.append({"day": "", "text": line.strip().removeprefix("- "), "item": "item" if item else ""})
        else:
            found[-1]["text"] += f" {line.strip()}"
        beginning = not line.strip()
    return [each for each in found if each["text"]]


def rendered(parts: Mapping[str, Any]) -> str:
    """Return the page: every text in it is escaped, and signs that cannot be seen are left out."""
    environment = Environment(
        loader=PackageLoader("negosim.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    return environment.get_template("report.html").render(parts)


def _visible(value: Any) -> Any:
    """Leave out control characters and marks of direction, which could rearrange what one reads."""
    if isinstance(value, Markup) or not isinstance(value, str) or value.isprintable():
        return value
    return "".join(" " if unicodedata.category(sign) in {"Cc", "Cs"} or sign in _TURNING else sign for sign in value)
