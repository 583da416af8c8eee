"""The case for the page: who negotiates what, what can be moved, and what it stands on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from negosim.analysis.outcomes.landscape import telling_pair
from negosim.domain.scenario import ABILITIES, STYLES, Mediator, Scenario
from negosim.ensemble.results.outcomes import Outcomes
from negosim.explorer.controls import ranked_controls
from negosim.explorer.opened import OpenedCase
from negosim.explorer.views import MOST_ROUNDS, style_of
from negosim.plots.names import FIGURES
from negosim.plots.words import level_title, plain, scenario_title

DANCE = "negotiation_dance"
"""The one figure that shows a run and not an ensemble."""
STEPS = (200, 1000, 5000)
"""Numbers of runs that the page asks for, one after another."""


def described(case: OpenedCase, base: Outcomes, version: str) -> dict[str, Any]:
    """Describe a case.

    Parameters
    ----------
    case : OpenedCase
        The case.
    base : Outcomes
        Runs of the unmoved case.
    version : str
        Of the package.

    Returns
    -------
    dict
        For JSON.
    """
    scenario = case.scenario()
    issues = [issue.name for issue in scenario.issues]
    return {
        "name": scenario.name,
        "title": scenario_title(scenario),
        "about": scenario.about,
        "version": version,
        "engine_seed": base.seed,
        "runs": list(STEPS),
        "start": scenario.start.isoformat(),
        "horizon": scenario.horizon,
        "days_per_round": scenario.days_per_round,
        "parties": [{"name": party.name, "title": party.title} for party in scenario.parties],
        "mediators": [_mediator(scenario, mediator) for mediator in scenario.mediators],
        "issues": [_issue(scenario, name) for name in issues],
        "axes": list(telling_pair(base)) if len(issues) > 1 else None,
        "what_ifs": [{"name": each.name, "title": each.title} for each in case.what_ifs.values()],
        "settings": list(_settings(case, scenario)),
        "controls": ranked_controls(base),
        "parameters": list(scenario.parameters),
        "evidence": _evidence(scenario),
        "texts": case.texts is not None,
        "signed": case.signed(),
        "figures": [{"name": name, "title": plain(name).capitalize()} for name in FIGURES if name != DANCE],
    }


def _issue(scenario: Scenario, name: str) -> dict[str, Any]:
    issue = scenario.issue(name)
    levels = [
        {"name": level.label, "title": level_title(scenario, level.label, issue=issue)}
        for level in issue.levels
        if level.available
    ]
    return {
        "name": name,
        "title": issue.title,
        "about": issue.about,
        "unit": issue.unit,
        "ordered": issue.ordered,
        "levels": levels,
        "status_quo": issue.labels[issue.status_quo],
    }


def _mediator(scenario: Scenario, mediator: Mediator) -> dict[str, Any]:
    abilities = {ability: scenario.parameters[f"{mediator.name}.{ability}"].distribution for ability in ABILITIES}
    certain = not any(distribution.uncertain for distribution in abilities.values())
    style = style_of({ability: distribution.central for ability, distribution in abilities.items()})
    return {
        "name": mediator.name,
        "title": mediator.title,
        "style": style if certain else "",
        "likely": style,
        "styles": [{"value": name, "title": f"{name} ({', '.join(can)})"} for name, can in STYLES.items()],
    }


def _settings(case: OpenedCase, scenario: Scenario) -> Iterator[dict[str, Any]]:
    days, each = scenario.horizon, scenario.days_per_round
    yield _number("horizon", "Days until the talks end", days, each, 3 * days)
    most = max(7, each, -(-days // MOST_ROUNDS))
    yield _number("days_per_round", "Days from one round to the next", each, 1, most)
    if case.tables.get("agenda", {}).get("groups"):
        modes = {"comprehensive": "One package over all issues", "phase_by_phase": "Groups of issues, one by one"}
        yield _choice("agenda.mode", "Agenda", scenario.agenda.mode, modes)
    if scenario.mediators:
        protocols = {"mediated": "Mediated", "alternating_offers": "Offers in turn, without mediators"}
        yield _choice("rules.protocol", "Protocol", scenario.rules.protocol, protocols)
    tabling = {"similar": "Most similar to what the others tabled", "best_believed": "Best believed for the others"}
    yield _choice("rules.tabling", "What parties table", scenario.rules.tabling, tabling)
    for mediator in scenario.mediators:
        yield _switch(f"mediators.{mediator.name}", f"{mediator.title} mediates")
    for shock in scenario.shocks:
        yield _switch(f"shocks.{shock.name}", shock.title or plain(shock.name))


def _number(key: str, title: str, value: int, low: int, high: int) -> dict[str, Any]:
    return {"key": key, "title": title, "kind": "number", "value": value, "low": low, "high": high, "step": 1}


def _choice(key: str, title: str, value: str, options: dict[str, str]) -> dict[str, Any]:
    listed = [{"value": name, "title": words} for name, words in options.items()]
    return {"key": key, "title": title, "kind": "choice", "value": value, "options": listed}


def _switch(key: str, title: str) -> dict[str, Any]:
    """A part of the scenario that ``false`` takes away."""
    return {"key": key, "title": title, "kind": "switch", "value": True}


def _evidence(scenario: Scenario) -> dict[str, int]:
    """Count the parameters of each basis, as summaries do, and the claims behind them."""
    counts = Counter(parameter.basis for parameter in scenario.parameters.values())
    claims = {claim for parameter in scenario.parameters.values() for claim in parameter.claims}
    return {
        "claims": counts["claims"],
        "distinct_claims": len(claims),
        "conventions": counts["convention"],
        "assumptions": counts["assumption"],
    }
