"""``trace``: from runs back to the claims behind them, and from a claim forward to runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from negosim.cli.options import PATH, json_option, text_option
from negosim.errors import BadInput, Problem, nearest

if TYPE_CHECKING:
    from negosim.ensemble.results.outcomes import Outcomes
    from negosim.evidence.claims import Dossier

DEPTHS = ("runs", "parameters", "claims")


@click.command()
@click.argument("words", metavar="[OUT] [CLAIM|PARAMETER]", nargs=-1, required=True)
@click.option("--package", type=int, metavar="RANK", help="Runs that agreed on this package; 1 for the most frequent.")
@text_option("--where", metavar="ISSUE=LEVEL,…", help="Runs whose package has these levels.")
@text_option("--outcome", metavar="NAME", help="Runs that ended so: agreement, partial, collapse or deadline.")
@text_option("--blocker", metavar="PARTY[:ISSUE]", help="Runs in which a party refused last, over an issue.")
@click.option("--run", "number", type=int, help="One run.")
@click.option("--depth", type=click.Choice(DEPTHS), default="claims", help="How far to go back from the runs.")
@click.option("--texts", type=PATH, metavar="DIR", help="The texts that claims were coded from, to quote them.")
@click.option("--dossier", type=PATH, help="The dossier. [default: the one in the folder]")
@json_option
def trace(
    words: tuple[str, ...],
    package: int | None,
    where: str,
    outcome: str,
    blocker: str,
    number: int | None,
    depth: str,
    texts: Path | None,
    dossier: Path | None,
    as_json: bool,
) -> None:
    """Trace runs back to acts, parameters and claims, or a claim or a parameter forward to runs.

    OUT is a folder that `negosim run` wrote; without it the newest one in `out` is taken.
    """
    folder, name = _targets(words)
    selection = {
        key: value
        for key, value in {"package": package, "where": where, "outcome": outcome, "blocker": blocker}.items()
        if value not in (None, "")
    }
    if bool(selection or number is not None) == bool(name):
        expected = "either a claim or a parameter, or runs: --package, --where, --outcome, --blocker or --run"
        received = "both" if name else "neither"
        raise BadInput([Problem(file="trace", expected=expected, received=received)])
    from negosim.analysis.evidence.sources import sources_of
    from negosim.cli import trace_tables
    from negosim.cli.output import print_json
    from negosim.ensemble.results.loading import read_outcomes

    outcomes, sources = read_outcomes(folder), sources_of(folder, dossier, texts)
    found = _forward(outcomes, name, sources.dossier) if name else _back(outcomes, selection, number)
    if as_json:
        print_json({"folder": str(folder), **found, "claims": sources.told(found, depth)})
    else:
        trace_tables.print_trace(folder, outcomes, found, sources, depth)


def _targets(words: tuple[str, ...]) -> tuple[Path, str]:
    """Return the folder of results, and the claim or parameter if there is one."""
    folders = [word for word in words if Path(word).is_dir()]
    names = [word for word in words if word not in folders]
    if len(folders) > 1 or len(names) > 1:
        expected = "a folder of results, a claim or parameter, or both"
        raise BadInput([Problem(file="trace", expected=expected, received=" ".join(words))])
    name = names[0] if names else ""
    if name and ("/" in name or Path(name).suffix == ".toml"):
        hint = "negosim run writes one"
        raise BadInput([Problem(file=name, expected="a folder of results", received="no such folder", hint=hint)])
    return (Path(folders[0]) if folders else _newest(name)), name


def _newest(name: str) -> Path:
    found = sorted(Path("out").glob("*/manifest.json"), key=lambda path: path.stat().st_mtime)
    if not found:
        hint = f"negosim trace OUT {name}".strip()
        raise BadInput([Problem(file="out", expected="a folder of results in it", received="none", hint=hint)])
    return found[-1].parent


def _back(outcomes: Outcomes, selection: dict[str, Any], number: int | None) -> dict[str, Any]:
    from negosim.analysis.evidence.tracing import trace_runs

    runs = outcomes.runs_of(**selection)
    if number is not None:
        if not 0 <= number < len(outcomes):
            expected = f"a run from 0 to {len(outcomes) - 1}"
            raise BadInput([Problem(file="--run", expected=expected, received=str(number))])
        runs = runs[runs == number]
    if not len(runs):
        asked = ", ".join(f"--{key} {value}" for key, value in selection.items())
        asked += f"{', ' if asked else ''}--run {number}" if number is not None else ""
        agreed = outcomes.agreements
        hint = f"{agreed} of {len(outcomes)} runs agreed on a package"
        raise BadInput([Problem(file="trace", expected="conditions that a run fulfils", received=asked, hint=hint)])
    return {**selection, **trace_runs(outcomes, runs)}


def _forward(outcomes: Outcomes, name: str, dossier: Dossier | None) -> dict[str, Any]:
    from negosim.analysis.evidence.provenance import unused_reasons
    from negosim.analysis.evidence.tracing import trace_claim

    scenario = outcomes.scenario
    if name in scenario.parameters:
        told = scenario.explain(name)
        return {"parameter": name, "claims_of": list(told.claims)}
    behind = {claim for p in scenario.parameters.values() for claim in p.claims}
    behind |= {claim for act in scenario.acts for claim in act.claims}
    coded = {claim.id for claim in dossier.claims} if dossier else set()
    if name not in behind | coded:
        expected = "a claim or a parameter of the scenario"
        hint = nearest(name, behind | coded | set(scenario.parameters))
        raise BadInput([Problem(file="trace", expected=expected, received=name, hint=hint)])
    found = trace_claim(outcomes, name)
    if dossier is not None and not found["parameters"]:
        found["unused"] = unused_reasons(scenario, dossier).get(name, "it is not used on the scenario's date")
    return found
