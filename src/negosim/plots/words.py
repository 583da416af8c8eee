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
LONG = 20
"""Letters of a unit that is not written after each number."""
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
    """Return the title of a scenario."""
    return scenario.title or plain(scenario.name)


def counted(number: int, word: str) -> str:
    """Return a number with a noun: ``1 run``, ``2,000 runs``."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def runs_of(outcomes: Outcomes) -> str:
    """Return the number of runs and the title of their scenario."""
    return f"{counted(len(outcomes), 'run')}, {scenario_title(outcomes.scenario)}"


def agreements_of(outcomes: Outcomes) -> str:
    """Return the numbers of agreements and of partial ones, and the runs."""
    agreed, partial = outcomes.agreements, outcomes.rate("partial").count
    if not agreed:
        return f"no agreement in {runs_of(outcomes)}"
    part = f" ({partial:,} partial)" if partial else ""
    return f"{counted(agreed, 'agreement')}{part} in {runs_of(outcomes)}"


def plain(name: str) -> str:
    """Return an identifier or label with spaces for underscores."""
    return name.replace("_", " ")


def issue_title(issue: Issue, *, unit: bool = True) -> str:
    """Return the title of an issue, with its unit if it has one."""
    title = issue.title or plain(issue.name)
    return f"{title} ({issue.unit})" if unit and issue.unit and issue.unit not in title.lower() else title


def level_title(scenario: Scenario, label: str, *, issue: Issue | None = None) -> str:
    """Return a level for readers: the title of an agent that it names, else its words with a capital letter.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    label : str
        Label of the level.
    issue : Issue, optional
        Adds the unit of the issue to a number, unless it is long: ``60 days``.

    Returns
    -------
    str
    """
    titles = {agent.name: agent.title for agent in scenario.parties}
    titles |= {agent.name: agent.title for agent in scenario.mediators}
    words = titles.get(label) or plain(label)
    if issue is not None and issue.unit.startswith("percent") and label[:1].isdigit():
        return f"{words} %"
    if issue is not None and 0 < len(issue.unit) <= LONG and label[:1].isdigit():
        return f"{words} {issue.unit.removesuffix('s') if label == '1' else issue.unit}"
    return words[:1].upper() + words[1:]


def agent_title(scenario: Scenario, name: str) -> str:
    """Return the title of a party or mediator."""
    titles = {agent.name: agent.title for agent in scenario.parties}
    titles |= {agent.name: agent.title for agent in scenario.mediators}
    return titles.get(name) or plain(name).capitalize()


def percent(share: float) -> str:
    """Format a share as a percentage, with one more digit where it is small."""
    if math.isnan(share):
        return "–"
    value = 100.0 * share
    return f"{value:.1f} %" if 0.0 < value < 0.95 else f"{value:.0f} %"


def day_text(date: dt.date) -> str:
    """Format a date as 26 January 2024."""
    return f"{date.day} {date:%B %Y}"


def percent_tick(share: float, _: object = None) -> str:
    """Format a share as a tick of an axis."""
    return f"{100.0 * share:g} %"


def wrapped(text: str, width: int, most: int | None = None) -> str:
    """Break a text into lines of at most ``width`` characters, between words; cut it after ``most`` lines."""
    lines = textwrap.wrap(text, max(4, width), break_long_words=False, max_lines=most, placeholder=" …")
    return "\n".join(lines) or text


def shortened(text: str, width: int) -> str:
    """Cut a text to at most ``width`` characters."""
    return text if len(text) <= width else f"{text[: max(1, width - 1)].rstrip()}…"


def balanced(text: str, width: int) -> str:
    """Break a text into as few lines of at most ``width`` characters as possible, all of about the same length."""
    lines = wrapped(text, width).count("\n")
    while width > 4 and wrapped(text, width - 1).count("\n") == lines:
        width -= 1
    return wrapped(text, width)


def parameter_text(scenario: Scenario, name: str) -> str:
    """Describe a parameter for readers who do not know its name.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    name : str
        Such as ``israel.premium``.

    Returns
    -------
    str
    """
    owner, _, rest = name.partition(".")
    kind, _, of = rest.partition(".")
    who = agent_title(scenario, owner)
    issue, _, level = of.partition(".")
    issues = {i.name: i for i in scenario.issues}
    subject = issue_title(issues[issue], unit=False) if issue in issues else agent_title(scenario, of) if of else ""
    party = any(p.name == owner for p in scenario.parties)
    words = {
        "weight": f"weight of {subject}",
        "value": f"value of “{level_title(scenario, level, issue=issues.get(issue))}” ({subject})",
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
    """Describe a factor of a sweep.

    Parameters
    ----------
    scenario : Scenario or None
        Describes factors that are its parameters.
    name : str
        Name of the factor.
    dummy : str
        Name of the factor without influence.

    Returns
    -------
    str
    """
    if name == dummy:
        return f"{plain(name)} (does nothing)"
    if scenario is not None and name in scenario.parameters:
        return parameter_text(scenario, name)
    return plain(name).replace(".", ": ")


def response_text(response: str) -> str:
    """Describe a response of a sweep; P(…) if it is a probability."""
    if response.startswith("utility."):
        return f"utility of {plain(response.removeprefix('utility.'))}"
    if response in ("day", "round"):
        return f"mean {response} of the end"
    return f"P({plain(response.removeprefix('package:'))})"
