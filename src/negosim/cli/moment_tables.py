"""The state of a run after a round, as tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from rich.table import Table

from negosim.analysis.story.snapshot import verdicts
from negosim.analysis.wording import Words, long_date, sentence
from negosim.cli.output import percent, plain_table, terminal
from negosim.domain.scenario import Scenario
from negosim.domain.state import TEXT

STATUS = {"open": "the talks go on", "suspended": "the talks are suspended", "signed": "an agreement is carried out"}


def print_moment(scenario: Scenario, name: str, now: Mapping[str, Any]) -> None:
    """Print the state of a run after a round.

    Parameters
    ----------
    scenario : Scenario
        What the run plays.
    name : str
        Name of the run.
    now : mapping
        What ``analysis.story.snapshot.snapshot`` returns.
    """
    console, words = terminal(), Words(scenario)
    when = f"after round {now['round']}" if now["round"] else "before the first round"
    how = f"ended in {now['outcome']}" if now["outcome"] else STATUS.get(now["status"], now["status"])
    date = long_date(dt.date.fromisoformat(now["date"]))
    console.print(f"{name} {when}, {date}, day {now['day']}: {how}", style="bold", highlight=False, soft_wrap=True)
    for change in now["changes"]:
        what = f"{change['parameter']} = {change['value']:g}"
        console.print(f"changed from round {change['round']} on: {what}", highlight=False)
    for table in (_packages(words, now), _parties(words, now), _mediators(words, now), _known(words, now)):
        if table is not None:
            console.print(table)
    for line in _beliefs(words, now):
        console.print(line, highlight=False, soft_wrap=True)


def _packages(words: Words, now: Mapping[str, Any]) -> Table | None:
    shown = {f"{words.agent(party)} tabled": known["tabled"] for party, known in now["parties"].items()}
    shown |= {"the mediators' text": now["text"], "agreed": now["agreed"]}
    shown = {title: package for title, package in shown.items() if package is not None}
    if not shown:
        return None
    table = plain_table("On the table", "", *(sentence(title)[:-1] for title in shown))
    packages = list(shown.values())
    for issue in packages[0]["levels"]:
        table.add_row(sentence(words.issue(issue))[:-1], *(words.level(issue, p["levels"][issue]) for p in packages))
    table.add_section()
    for party in now["parties"]:
        table.add_row(f"worth to {words.agent(party)}", *(f"{p['utilities'][party]:.3f}" for p in packages))
    for party in now["parties"]:
        told = [_verdict(words, verdicts(now["answers"], p["package"]).get(party)) for p in packages]
        if any(told):
            table.add_row(f"answer of {words.agent(party)}", *told)
    return table


def _verdict(words: Words, answer: Mapping[str, Any] | None) -> str:
    if answer is None:
        return ""
    if answer["accepted"]:
        return "accepted"
    line = "red line on " if answer["red_line"] else "refused over "
    return f"{line}{words.the(answer['issue'])}"


def _parties(words: Words, now: Mapping[str, Any]) -> Table:
    table = plain_table("How far each would go", "", "aspiration", "reservation", "pressure", "waiting cost a day")
    for party, known in now["parties"].items():
        numbers = [known[key] for key in ("aspiration", "reservation", "pressure")]
        cost = f"{known['waiting_cost']:.4f}"
        table.add_row(words.agent(party), *("" if n is None else f"{n:.3f}" for n in numbers), cost)
    return table


def _mediators(words: Words, now: Mapping[str, Any]) -> Table | None:
    if not now["trust"]:
        return None
    table = plain_table(
        "Trust in mediators", "", *(f"of {words.agent(party)}" for party in now["parties"]), "effort spent"
    )
    for mediator, trust in now["trust"].items():
        levels = [f"{trust[party]:.2f}" if party in trust else "" for party in now["parties"]]
        table.add_row(words.agent(mediator), *levels, f"{now['spent'].get(mediator, 0.0):.2f}")
    return table


def _known(words: Words, now: Mapping[str, Any]) -> Table | None:
    if not now["insight"]:
        return None
    table = plain_table("What is known of what weighs", "", *(f"for {words.agent(party)}" for party in now["parties"]))
    for observer, insight in now["insight"].items():
        shares = [percent(insight[party], 0) if party in insight else "" for party in now["parties"]]
        table.add_row(f"known to {_observer(words, observer)}", *shares)
    return table


def _beliefs(words: Words, now: Mapping[str, Any]) -> Iterator[str]:
    lines = {f"{line.party}.{line.name}": line for line in words.scenario.red_lines}
    for observer, beliefs in now["firmness"].items():
        for name, belief in beliefs.items():
            whose = f"{words.owner(lines[name].party)} red line ({words.condition(lines[name].condition)})"
            yield f"{sentence(_observer(words, observer))[:-1]} believes with {percent(belief, 0)} that {whose} is real"


def _observer(words: Words, name: str) -> str:
    return "whoever drafts" if name == TEXT else words.agent(name)
