"""The words on figures: titles from the scenario, names of parameters, shares."""

from __future__ import annotations

import datetime as dt
import math
import textwrap

from negosim.domain.issues import Issue
from negosim.domain.scenario import Scenario
from negosim.ensemble.results.outcomes import Outcomes

OUTCOME_WORDS = {
    "agreement": "Agreement",
    "partial": "Partial agreement",
    "collapse": "Collapse",
    "deadline": "Deadline",
}
BASIS_WORDS = {
    "claims": "whether a claim holds",
    "convention": "convention of the codebook",
    "assumption": "assumption",
    "override": "set by hand",
}

_QUANTITIES = {
    "premium": "premium on no deal",
    "waiting_cost": "cost of waiting",
    "pressure": "pressure at the start",
    "concession": "concession exponent",
    "horizon": "own time horizon",
    "follow_through": "belief in follow-through",
    "bias": "misjudgement",
    "stall": "collapse when stalled",
    "press_cost": "trust lost by pressing",
    "relay": "carries messages",
    "draft": "drafts texts",
    "press": "presses",
}


def scenario_title(scenario: Scenario) -> str:
    """What a scenario is called for people."""
    return scenario.title or plain(scenario.name)


def runs_of(outcomes: Outcomes) -> str:
    """How many runs, of which scenario."""
    return f"{len(outcomes):,} run{'' if len(outcomes) == 1 else 's'}, {scenario_title(outcomes.scenario)}"


def agreements_of(outcomes: Outcomes) -> str:
    """How many agreements, and how many of them partial, in which runs."""
    agreed, partial = outcomes.agreements, outcomes.rate("partial").count
    if not agreed:
        return f"no agreement in {runs_of(outcomes)}"
    part = f" ({partial:,} partial)" if partial else ""
    return f"{agreed:,} agreement{'' if agreed == 1 else 's'}{part} in {runs_of(outcomes)}"


def plain(name: str) -> str:
    """An identifier or label as words."""
    return name.replace("_", " ")


def issue_title(issue: Issue, *, unit: bool = True) -> str:
    """What an issue is called for people, with its unit if it has one."""
    title = issue.title or plain(issue.name)
    return f"{title} ({issue.unit})" if unit and issue.unit and issue.unit not in title.lower() else title


def agent_title(scenario: Scenario, name: str) -> str:
    """What a party or mediator is called for people."""
    titles = {agent.name: agent.title for agent in scenario.parties}
    titles |= {agent.name: agent.title for agent in scenario.mediators}
    return titles.get(name) or plain(name).capitalize()


def percent(share: float) -> str:
    """A share in percent, with a digit more where it is small."""
    if math.isnan(share):
        return "–"
    value = 100.0 * share
    return f"{value:.1f} %" if 0.0 < value < 0.95 else f"{value:.0f} %"


def day_text(date: dt.date) -> str:
    """A date as people write it."""
    return f"{date.day} {date:%B %Y}"


def percent_tick(share: float, _: object = None) -> str:
    """A share as an axis writes it."""
    return f"{100.0 * share:g} %"


def wrapped(text: str, width: int) -> str:
    """A text broken into lines of at most ``width`` characters where words allow."""
    return "\n".join(textwrap.wrap(text, max(4, width), break_long_words=False)) or text


def balanced(text: str, width: int) -> str:
    """A text broken into as few lines as ``width`` allows, all of about one length: no word alone on the last."""
    lines = wrapped(text, width).count("\n")
    while width > 4 and wrapped(text, width - 1).count("\n") == lines:
        width -= 1
    return wrapped(text, width)


def parameter_text(scenario: Scenario, name: str) -> str:
    """What a parameter is, for people who do not know its address."""
    owner, _, rest = name.partition(".")
    kind, _, of = rest.partition(".")
    who = agent_title(scenario, owner)
    issue, _, level = of.partition(".")
    titles = {i.name: issue_title(i, unit=False) for i in scenario.issues}
    subject = titles.get(issue, agent_title(scenario, of) if of else "")
    party = any(p.name == owner for p in scenario.parties)
    words = {
        "weight": f"weight of {subject}",
        "value": f"value of {subject} = {plain(level)}",
        "red_line": f"red line “{plain(of)}” is real",
        "act": f"act “{plain(of)}” is real",
        "linkage": f"linkage “{plain(of)}”",
        "trust": f"trust {'in' if party else 'of'} {subject}",
        "leverage": f"leverage on {subject}",
    }
    if kind in words and of:
        return f"{who}: {words[kind]}"
    return f"{who}: {_QUANTITIES.get(rest, plain(rest))}"


def factor_text(scenario: Scenario | None, name: str, dummy: str = "") -> str:
    """What a factor of a sweep is: a parameter of the scenario, the dummy, or a name of its own."""
    if name == dummy:
        return f"{plain(name)} (does nothing)"
    if scenario is not None and name in scenario.parameters:
        return parameter_text(scenario, name)
    return plain(name).replace(".", ": ")


def response_text(response: str) -> str:
    """What a response is: P(…) for what is yes or no."""
    if response.startswith("utility."):
        return f"utility of {plain(response.removeprefix('utility.'))}"
    if response in ("day", "round"):
        return f"mean {response} of the end"
    return f"P({plain(response.removeprefix('package:'))})"
