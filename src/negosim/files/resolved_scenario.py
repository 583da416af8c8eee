"""Write a scenario as one resolved file that needs no other, and compute its digest."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import tomli_w

from negosim.domain.acts import Act
from negosim.domain.issues import Condition, Issue
from negosim.domain.parameters import Parameter
from negosim.domain.scenario import Party, Scenario, Shock

PARAMETERS = "parameters"


def digest_of_scenario(scenario: Scenario) -> str:
    """SHA-256 of the resolved file of a scenario."""
    return digest_of_text(resolved(scenario))


def digest_of_text(text: str) -> str:
    """SHA-256 of the text of a resolved scenario."""
    return hashlib.sha256(text.encode()).hexdigest()


def resolved(scenario: Scenario) -> str:
    """The scenario as TOML with every parameter spelled out; it loads to the same scenario without other files."""
    tables = _tables(scenario)
    parameters = tables.pop(PARAMETERS)
    return tomli_w.dumps(tables) + _text_of_parameters(parameters)


def _text_of_parameters(parameters: Mapping[str, Any]) -> str:
    """The last tables, as ``tomli_w`` writes them; equal bodies, of which there are many, are written once."""
    bodies: dict[str, str] = {}
    parts = []
    for name, record in parameters.items():
        key = repr(record)
        if key not in bodies:
            bodies[key] = tomli_w.dumps({"x": {"x": record}}).partition("[x.x]\n")[2]
        parts.append(f"\n[{PARAMETERS}.{_key(name)}]\n{bodies[key]}")
    return "".join(parts)


def _key(name: str) -> str:
    return tomli_w.dumps({name: 0})[:-5]


def differing(one: str, other: str) -> list[str]:
    """Compare the texts of two resolved scenarios.

    Parameters
    ----------
    one : str
        The text of a scenario.
    other : str
        The text of another.

    Returns
    -------
    list[str]
        The keys whose values differ, parameters by name.

    Raises
    ------
    ValueError
        A text is no TOML.
    """
    before, after = (dict(_spelled(tomllib.loads(text))) for text in (one, other))
    return [key for key in dict.fromkeys([*before, *after]) if before.get(key) != after.get(key)]


def _spelled(tables: Mapping[str, Any], where: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in tables.items():
        if isinstance(value, dict) and where != PARAMETERS:
            yield from _spelled(value, PARAMETERS if key == PARAMETERS else f"{where}{key}.")
        else:
            yield (key if where == PARAMETERS else where + key), value


def _tables(scenario: Scenario) -> dict[str, Any]:
    phasing = {k: v for k, v in attrs.asdict(scenario.phasing).items() if v}
    tables: dict[str, Any] = {
        "name": scenario.name,
        "title": scenario.title,
        "about": scenario.about,
        "as_of": scenario.as_of,
        "start": scenario.start,
        "horizon": scenario.horizon,
        "days_per_round": scenario.days_per_round,
        "issues": {issue.name: _issue(issue) for issue in scenario.issues},
        "infeasible": {f"c{n:02}": {"when": _when(c)} for n, c in enumerate(scenario.infeasible)},
        "parties": {party.name: _party(scenario, party) for party in scenario.parties},
        "mediators": {m.name: {"title": m.title} for m in scenario.mediators},
        "phasing": {k: {w: list(s) for w, s in v.items()} if k == "shares" else v for k, v in phasing.items()},
        "agenda": {"mode": scenario.agenda.mode, "groups": [list(g) for g in scenario.agenda.groups]},
        "rules": attrs.asdict(scenario.rules),
        "shocks": {shock.name: _shock(shock) for shock in scenario.shocks},
        PARAMETERS: {p.name: _parameter(p) for p in scenario.parameters.values()},
    }
    return {key: value for key, value in tables.items() if value not in ({}, "")}


def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "title": issue.title,
        "levels": [level.label for level in issue.levels if level.available],
        "status_quo": issue.levels[issue.status_quo].label,
        "unit": issue.unit,
        "ordered": issue.ordered,
        "delivery": issue.delivery,
        "about": issue.about,
    }


def _when(condition: Condition) -> dict[str, Any]:
    return {issue: list(labels) for issue, labels in condition.levels.items()}


def _party(scenario: Scenario, party: Party) -> dict[str, Any]:
    lines = {
        r.name: {
            "issue": r.issue,
            "when": _when(r.condition),
            "firmness": scenario.parameters[r.parameter].distribution.a,
            **({"act": r.act} if r.act else {}),
        }
        for r in scenario.red_lines
        if r.party == party.name and r.parameter in scenario.parameters
    }
    linkages = {
        k.name: {
            "issue": k.issue,
            "when": _when(k.condition),
            "worth": scenario.parameters[k.parameter].distribution.mean,
        }
        for k in scenario.linkages
        if k.party == party.name and k.parameter in scenario.parameters
    }
    tables = {"title": party.title, "prefers": dict(party.prefers), "red_lines": lines, "linkages": linkages}
    acts = {act.name: _act(scenario, act) for act in scenario.acts if act.party == party.name}
    ranks = {issue: list(labels) for issue, labels in party.ranks.items()}
    more = {"acts": acts, "ranks": ranks, "discount": party.discount if party.discount != 1.0 else {}}
    return tables | {key: value for key, value in more.items() if value != {}}


def _act(scenario: Scenario, act: Act) -> dict[str, Any]:
    return {
        "kind": act.kind,
        "terms": _when(act.terms),
        "refused": [_when(condition) for condition in act.refused],
        **({"said_of": [_when(condition) for condition in act.said_of]} if act.said_of != act.refused else {}),
        "only": act.categorical,
        **({"date": act.date} if act.date else {}),
        "credibility": scenario.parameters[act.parameter].distribution.a
        if act.parameter in scenario.parameters
        else 1.0,
        "claims": list(act.claims),
    }


def _shock(shock: Shock) -> dict[str, Any]:
    values = {key: value for key, value in attrs.asdict(shock).items() if key != "name" and value}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    prior = parameter.prior
    return {
        "kind": parameter.distribution.kind,
        "numbers": list(parameter.distribution.numbers),
        "basis": parameter.basis,
        "claims": list(parameter.claims),
        "why": parameter.why,
        "unit": parameter.unit,
        **({"prior_kind": prior.kind, "prior_numbers": list(prior.numbers)} if prior is not None else {}),
    }
