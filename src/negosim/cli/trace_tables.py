"""What ``negosim trace`` prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from negosim.analysis.evidence.sources import Sources
from negosim.analysis.wording import Words, listed, sentence
from negosim.cli.output import percent, terminal, wrapped_lines
from negosim.domain.scenario import Scenario
from negosim.ensemble.results.outcomes import Outcomes

SHOWN = 12


def print_trace(folder: Path, outcomes: Outcomes, found: Mapping[str, Any], sources: Sources, depth: str) -> None:
    """Print a trace as indented text.

    Parameters
    ----------
    folder : Path
        Folder of the results.
    outcomes : Outcomes
        Its runs.
    found : mapping
        What ``trace_runs`` or ``trace_claim`` returned.
    sources : Sources
        Claims and texts.
    depth : str
        ``runs``, ``parameters`` or ``claims``: how far to go.
    """
    scenario = outcomes.scenario
    if "claim" in found:
        lines = _of_claim(outcomes, found, sources)
    elif "parameter" in found:
        lines = explained(scenario, found["parameter"], sources)
    else:
        lines = _of_runs(folder, outcomes, found, sources, depth)
    console = terminal()
    console.print(f"{scenario.title}: {len(outcomes):,} runs, seed {outcomes.seed}", style="bold")
    for line in lines:
        console.print(line, soft_wrap=True)


def _of_runs(folder: Path, outcomes: Outcomes, found: Mapping[str, Any], sources: Sources, depth: str) -> Iterator[str]:
    scenario, runs, total = outcomes.scenario, found["runs"], found["total"]
    endings = listed(f"{count} {name}" for name, count in found["outcomes"].items())
    yield from wrapped_lines(f"{len(runs):,} of {total:,} runs ({percent(len(runs) / total)}), ending in: {endings}")
    if found["terms"]:
        words, packages = Words(scenario), outcomes.of_agreed(["package"])["package"].nunique()
        terms = "; ".join(f"{words.issue(n)}: {words.level(n, label)}" for n, label in found["terms"].items())
        rank = f"Package {found['package']} of {packages:,}: " if "package" in found else ""
        heading = rank or ("The package: " if len(runs) == 1 else "What all of their packages share: ")
        yield from wrapped_lines(f"{heading}{terms}", 2)
    shown = ", ".join(str(run) for run in runs[:SHOWN])
    yield from wrapped_lines(f"Run{'s'[: len(runs) > 1]} {shown}{', …' if len(runs) > SHOWN else ''}", 2)
    if depth == "runs":
        yield f"One of them as a narrative: negosim show {folder} {runs[0]}"
        return
    told: set[str] = set()
    if found["acts"]:
        yield ""
        yield "Acts that speak of these terms, and how often they are real in these runs (in all runs):"
        for act in found["acts"]:
            title = scenario.parties[act["party"]].title
            real = f"{percent(act['real'], 0)} ({percent(act['real_of_all'], 0)})"
            yield from wrapped_lines(
                f"{act['speaks']}: {title}, {act['act']}, {_says(scenario, act)}: real in {real}", 2
            )
            if depth == "claims":
                yield from _claims(act["claims"], sources, told)
    yield ""
    yield from _apart(scenario, found, sources, depth, told)
    yield f"One of them as a narrative: negosim show {folder} {runs[0]}"


def _apart(scenario: Scenario, found: Mapping[str, Any], sources: Sources, depth: str, told: set[str]) -> Iterator[str]:
    if not found["compared"]:
        yield "Too few runs, here or among the others, to tell what sets them apart."
        return
    if not found["apart"]:
        yield "No single parameter sets these runs apart from the others beyond chance."
        return
    yield "What sets these runs apart from the others (mean draw, or share of runs with a yes):"
    for row in found["apart"]:
        name = row["parameter"]
        parameter = scenario.parameters[name]
        yes = parameter.distribution.kind == "chance"
        one, other = (percent(row[key], 0) if yes else f"{row[key]:.3g}" for key in ("selected", "others"))
        yield from wrapped_lines(f"{name}: {one}, others {other} ({parameter.basis}: {parameter.why})", 2)
        if depth == "claims":
            explanation = scenario.explain(name)
            new = [act for act in explanation.acts if not set(act.claims) <= told]
            for act in new:
                yield from wrapped_lines(f"{act.name}: {Words(scenario).act(act)}", 4)
            yield from _claims(explanation.claims, sources, told)


def explained(scenario: Scenario, name: str, sources: Sources) -> Iterator[str]:
    """Yield the lines on a parameter: distribution, basis, the acts that inform it, the claims behind both."""
    explanation = scenario.explain(name)
    own = explanation.parameter
    yield from wrapped_lines(f"{own.name}: {own.distribution}{f' ({own.unit})' if own.unit else ''}")
    yield from wrapped_lines(f"{own.basis}: {own.why}", 2)
    for act in explanation.acts:
        yield from wrapped_lines(f"act {act.name}: {Words(scenario).act(act)}", 2)
    yield from _claims(explanation.claims, sources, set(), 2)


def _of_claim(outcomes: Outcomes, found: Mapping[str, Any], sources: Sources) -> Iterator[str]:
    scenario, runs = outcomes.scenario, found["runs"]
    yield from _claims([found["claim"]], sources, set(), 0)
    if found["parameters"]:
        yield from wrapped_lines(f"Behind the parameters: {', '.join(found['parameters'])}", 2)
    else:
        yield from wrapped_lines(f"Behind no parameter: {found.get('unused', 'the scenario does not use it')}", 2)
    for act in found["acts"]:
        title = scenario.parties[act["party"]].title
        yield ""
        yield from wrapped_lines(f"Act: {title}, {act['act']}, {_says(scenario, act)}", 2)
        yield from wrapped_lines(f"real in {act['real']:,} of {runs:,} runs ({percent(act['real'] / runs)})", 4)
        shares = (
            f"{percent(each['share'])} ({percent(each['low'])} to {percent(each['high'])})" if sides else "no runs"
            for each, sides in ((act["agreement_real"], act["real"]), (act["agreement_not"], runs - act["real"]))
        )
        yield from wrapped_lines("agreement where it is real: {}; where it is not: {}".format(*shares), 4)
        consents = next(each for each in scenario.acts if each.parameter == act["parameter"]).consents
        count = f"{act['agrees']} have its terms" if consents else f"{act['contradicts']} are of those that it refuses"
        yield from wrapped_lines(f"of the packages of {outcomes.agreements:,} agreements, {count}", 4)
        yield from wrapped_lines(f"{title} refused last over an issue that it mentions in {act['blocked']:,} runs", 4)
    if len(found["acts"]) > 1:
        yield from wrapped_lines(f"Any of these acts is real in {found['touched']:,} of {runs:,} runs", 2)


def _says(scenario: Scenario, row: Mapping[str, Any]) -> str:
    act = next(act for act in scenario.acts if act.parameter == row["parameter"])
    return Words(scenario).act(act)


def _claims(names: Iterable[str], sources: Sources, told: set[str], indent: int = 4) -> Iterator[str]:
    """Yield each claim once, with its source, paraphrase and sentence."""
    for name in names:
        if name in told:
            yield from wrapped_lines(f"{name} (above)", indent)
            continue
        told.add(name)
        claim = sources.claim(name)
        if "source" not in claim:
            yield from wrapped_lines(name, indent)
            continue
        yield from wrapped_lines(f"{name}, {claim['source']}, {claim['date']}, {claim['attribution']}:", indent)
        yield from wrapped_lines(sentence(claim["paraphrase"]), indent + 2)
        if claim.get("sentence"):
            quoted = claim["sentence"] if claim["sentence"][0] in "“\"'«„" else f"“{claim['sentence']}”"
            yield from wrapped_lines(quoted, indent + 2)
        elif "problem" in claim:
            yield from wrapped_lines(claim["problem"], indent + 2)
