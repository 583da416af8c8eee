"""Files of a view: tables, the scenario, a script that gives the same numbers, figures and the report."""

from __future__ import annotations

import importlib
import re
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import tomli_w

from negosim.analysis.outcomes.representative import representative_run
from negosim.ensemble.results.outcomes import Outcomes
from negosim.errors import BadInput, Problem, nearest, shown
from negosim.explorer.answer import Answer
from negosim.explorer.desk import Asked, Desk
from negosim.explorer.views import View, settings_of
from negosim.files.resolved_scenario import resolved
from negosim.files.shipped_cases import files_by_name
from negosim.plots.names import FIGURES
from negosim.plots.words import parameter_text

KINDS = ("csv", "parquet", "toml", "py", "report", "figure")
LOAD = '''
def load(text):
    """Load a scenario from the text of its file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scenario.toml"
        path.write_text(text, encoding="utf-8")
        return ns.load_scenario(path)


'''
PLAY = """outcomes = ns.simulate(scenario, runs={runs}, seed={seed})
for name in ("agreement", "partial", "collapse", "deadline"):
    print(name, outcomes.rate(name))
"""
FORMATS = {"png": "image/png", "svg": "image/svg+xml"}


def downloaded(desk: Desk, asked: Asked) -> Answer:
    """Return a file of a view; raise BadInput with every problem of what was asked.

    Parameters
    ----------
    desk : Desk
        With the case and its runs.
    asked : mapping
        ``view``, ``runs`` and ``kind``; of a figure its ``name`` and ``format``.
    """
    view, runs, kind = desk.view(asked), desk.runs(asked), asked.get("kind")
    if kind not in KINDS:
        hint = nearest(str(kind)[:99], KINDS)
        expected = f"one of {', '.join(KINDS)}"
        raise BadInput([Problem(file="request", key="kind", expected=expected, received=shown(kind), hint=hint)])
    scenario, name = desk.case.scenario(view), _file_name(desk, view)
    if kind == "toml":
        return _file(name, "toml", "application/toml", resolved(scenario).encode())
    if kind == "py":
        return _file(name, "py", "text/x-python; charset=utf-8", _script(desk, view, runs).encode())
    if kind == "figure":
        return _figure(desk.drawn(view, runs), asked, name)
    outcomes = desk.drawn(view, runs)
    if kind == "csv":
        return _file(name, "csv", "text/csv; charset=utf-8", _written(outcomes.to_csv))
    if kind == "parquet":
        return _file(name, "parquet", "application/vnd.apache.parquet", _written(outcomes.to_parquet))
    return _report(desk, view, outcomes)


def _file_name(desk: Desk, view: View) -> str:
    return _safe(desk.case.scenario(view).name + ("_moved" if view.moved else ""))


def _file(name: str, suffix: str, kind: str, data: bytes) -> Answer:
    return Answer(data, name=f"{name}.{suffix}", kind=kind)


def _safe(name: str) -> str:
    """Return a name of letters, digits and underscores alone."""
    return re.sub(r"[^A-Za-z0-9_-]+", "_", name).strip("_")[:80] or "negosim"


def _written(write: Callable[[Path], object]) -> bytes:
    """Return what a function writes to a file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        write(path)
        return path.read_bytes()


def _figure(outcomes: Outcomes, asked: Asked, file: str) -> Answer:
    name, form = asked.get("name", FIGURES[0]), asked.get("format", "svg")
    problems = []
    for key, value, known in (("name", name, FIGURES), ("format", form, tuple(FORMATS))):
        if value not in known:
            hint, expected = nearest(str(value)[:99], known), "one of " + ", ".join(known)
            problems.append(Problem(file="request", key=key, expected=expected, received=shown(value), hint=hint))
    if problems:
        raise BadInput(problems)
    saving = importlib.import_module("negosim.plots.saving")  # imports matplotlib
    with TemporaryDirectory() as folder:
        try:
            path = saving.save_figure(name, outcomes, (), Path(folder), suffix=f".{form}")
        except saving.NotDrawn as error:
            expected = "a figure that these runs can have"
            problem = Problem(file="request", key="name", expected=expected, received=error.reason)
            raise BadInput([problem]) from None
        return _file(f"{file}_{name}", form, FORMATS[form], path.read_bytes())


def _report(desk: Desk, view: View, outcomes: Outcomes) -> Answer:
    try:
        report = importlib.import_module("negosim.report")
    except ModuleNotFoundError as error:
        if error.name != "negosim.report":
            raise
        expected = "a version of negosim that writes reports"
        raise BadInput([Problem(file="request", key="kind", expected=expected, received="one that does not")]) from None
    base = desk.drawn(View(seed=view.seed), len(outcomes)) if view.moved else None
    simulate = importlib.import_module("negosim.ensemble.playing.simulate")  # imports Mesa
    events = simulate.play(outcomes.scenario, view.seed, representative_run(outcomes))
    given = {"compare": base, "texts": desk.case.texts, "dossier": desk.case.evidence[0], "events": events}
    given |= {"moved": moved_words(desk, view), "command": _command(desk, view, len(outcomes))}
    data = _written(lambda path: report.write_report(outcomes, path, **given))
    return _file(_file_name(desk, view), "html", "text/html; charset=utf-8", data)


def moved_words(desk: Desk, view: View) -> list[str]:
    """Return what is moved in a view, in words."""
    scenario, case = desk.case.scenario(view), desk.case
    titles = {each["key"]: each["title"] for each in desk.description["settings"]}
    told = [f"“{case.what_ifs[name].title}”" for name in view.what_ifs]
    for key, value in view.settings.items():
        title = parameter_text(scenario, key) if key in scenario.parameters else titles.get(key, key)
        told.append(f"{title}: {str(value).lower() if isinstance(value, bool) else value}")
    return told


def _command(desk: Desk, view: View, runs: int) -> str:
    """Return the command that plays a view, or the name of the script that does where no command can."""
    name = _name(desk, view)
    if name is None:
        return f"python {_file_name(desk, view)}.py, the script that the explorer writes"
    settings = settings_of(view, desk.case.tables)
    given = [f"--set {shlex.quote(f'{key}={_toml(value)}')}" for key, value in settings.items()]
    return " ".join(["negosim run", name, *given, f"--runs {runs} --seed {view.seed}"])


def _toml(value: object) -> str:
    text: str = tomli_w.dumps({"x": value})
    return text.removeprefix("x = ").strip()


def _script(desk: Desk, view: View, runs: int) -> str:
    """Return a Python script that prints the shares of a view."""
    loading, modules = _loading(desk, view), ""
    if loading is None:  # no name stands for this scenario: the script holds its file
        modules = "import tempfile\nfrom pathlib import Path\n\n"
        text = _literal(resolved(desk.case.scenario(view)))
        loading = f"load({text})"
    head = f'"""Play a view of the explorer and print how its runs ended."""\n\n{modules}import negosim as ns\n\n'
    return f"{head}{LOAD if modules else ''}scenario = {loading}\n{PLAY.format(runs=runs, seed=view.seed)}"


def _loading(desk: Desk, view: View) -> str | None:
    """Return the expression that loads a view by the name of a case that the package brings, if there is one."""
    name = _name(desk, view)
    if name is None:
        return None
    settings = settings_of(view, desk.case.tables)
    return f"ns.load_scenario({name!r}{f', set={_plain(settings)}' if settings else ''})"


def _name(desk: Desk, view: View) -> str | None:
    """Return the name of the case that the package brings, or of its one what-if; None if there is none."""
    known = {path.resolve(): name for name, path in files_by_name().items()}
    if len(view.what_ifs) > 1:
        return None
    return known.get(desk.case.what_ifs[view.what_ifs[0]].path if view.what_ifs else desk.case.path)


def _plain(settings: Mapping[str, object]) -> str:
    return "{" + ", ".join(f"{key!r}: {value!r}" for key, value in settings.items()) + "}"


def _literal(text: str) -> str:
    """Return a text as a Python literal of one line for each of its lines."""
    return "(\n" + "".join(f"    {line!r}\n" for line in text.splitlines(keepends=True)) + ")"
