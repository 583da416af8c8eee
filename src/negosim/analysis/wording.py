"""Names, packages, conditions and dates in sentences."""

from __future__ import annotations

import datetime as dt
import re
import textwrap
from collections.abc import Iterable, Sequence
from functools import cached_property

import attrs

from negosim.domain.acts import Act
from negosim.domain.issues import Condition, Issue
from negosim.domain.scenario import Scenario
from negosim.domain.terms import labels_at

WIDTH = 100
GUTTER = 13
_OF = re.compile(r" (of|on|for) ")
_ARTICLE = re.compile(r"(United |Netherlands|Philippines)")


def listed(words: Iterable[str], last: str = "and") -> str:
    """Join words to a list in a sentence: ``a, b and c``."""
    known = list(words)
    return known[0] if len(known) == 1 else f"{', '.join(known[:-1])} {last} {known[-1]}" if known else ""


def long_date(day: dt.date) -> str:
    """Format a date for a sentence: ``26 January 2024``."""
    return f"{day.day} {day:%B %Y}"


def short_date(day: dt.date) -> str:
    """Format a date for the margin: ``26 Jan 2024``."""
    return f"{day.day:2} {day:%b %Y}"


def sentence(text: str) -> str:
    """Capitalize a text and end it with a full stop."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', ':')) else '.'}"


def hanging(text: str, first: str = "", indent: int = GUTTER) -> list[str]:
    """Wrap a paragraph at ``WIDTH`` characters, with ``first`` in the margin of its first line."""
    margin = first.ljust(indent)
    lines = textwrap.wrap(text, WIDTH, initial_indent=margin, subsequent_indent=" " * indent, break_on_hyphens=False)
    return [line.rstrip() for line in lines]


@attrs.define(slots=False)
class Words:
    """How a scenario's parts are called.

    Attributes
    ----------
    scenario : Scenario
        Whose parts.
    """

    scenario: Scenario

    @cached_property
    def _titles(self) -> dict[str, str]:
        titles = {party.name: party.title for party in self.scenario.parties}
        titles |= {mediator.name: mediator.title for mediator in self.scenario.mediators}
        return {name: _in_a_sentence(title or name.replace("_", " ")) for name, title in titles.items()}

    @cached_property
    def _issues(self) -> dict[str, Issue]:
        return {issue.name: issue for issue in self.scenario.issues}

    def agent(self, name: str) -> str:
        """A party or mediator in a sentence: ``the United States``."""
        return self._titles.get(name, name)

    def agents(self, names: Iterable[str]) -> str:
        """Several of them, as a list."""
        return listed(self.agent(name) for name in names)

    def owner(self, name: str) -> str:
        """A party as an owner: ``Israel's``."""
        return f"{self.agent(name)}'s"

    def issue(self, name: str) -> str:
        """An issue in a sentence: with a small first letter, unless it begins with a name."""
        if name not in self._issues:
            return name.replace("_", " ")
        title = self._issues[name].title or name.replace("_", " ")
        head = title.split()[0]
        known = {word for agent in self._titles.values() for word in agent.split()}
        return title if head in known or head[1:2].isupper() else title[:1].lower() + title[1:]

    def the(self, name: str) -> str:
        """An issue as an object: ``the end of the war``, ``hostages released``."""
        issue = self.issue(name)
        return f"the {issue}" if _OF.search(issue) and issue[:1].islower() else issue

    def _plain(self, label: str) -> str:
        return self._titles.get(label, label.replace("_", " "))

    def level(self, issue: str, label: str) -> str:
        """A level with its unit, unless the issue's title has named it: ``7 days``."""
        unit, words = self._issues[issue].unit, self._plain(label)
        if not unit or unit.lower() in self.issue(issue).lower() or not label[:1].isdigit():
            return words
        return f"{words} {unit[:-1] if label == '1' and unit.endswith('s') else unit}"

    def path(self, issue: str, labels: Sequence[str]) -> str:
        """How an issue moved from level to level: ``hostages released: 25 -> 100 persons``."""
        words = [self._plain(label) for label in labels[:-1]]
        last = self.level(issue, labels[-1])
        if len(words) > 2 and len(set(labels)) == 2:
            return f"{self.the(issue)}: to and fro between {words[0]} and {words[1]}, at last {last}"
        if len(words) > 5:
            words = [words[0], "..."]
        return f"{self.the(issue)}: {' -> '.join([*words, last])}"

    def labels(self, package: int) -> dict[str, str]:
        """A package, given by its index, as issue to label."""
        return labels_at(self.scenario, package)

    def package(self, package: int, issues: Sequence[str], *, whole: bool = False) -> str:
        """What a package settles of some issues; unless ``whole``, only what differs from no deal."""
        chosen, rest = [], ""
        for name, label in self.labels(package).items():
            if name not in issues:
                continue
            issue = self._issues[name]
            if whole or label != issue.labels[issue.status_quo]:
                chosen.append(f"{self.issue(name)}: {self.level(name, label)}")
            else:
                rest = "the rest as without a deal" if chosen else "all as without a deal"
        return "; ".join([*chosen, rest] if rest else chosen)

    def condition(self, condition: Condition) -> str:
        """A condition on packages: ``end of the war: guaranteed, with leaders: stay``."""
        parts = []
        for name, labels in condition.levels.items():
            words = [*(self._plain(label) for label in labels[:-1]), self.level(name, labels[-1])]
            parts.append(f"{self.issue(name)}: {listed(words, 'or')}")
        return ", with ".join(parts)

    def act(self, act: Act) -> str:
        """What a party did about which packages: ``open to: length of the pause = 60 days and leaders = stay``."""
        line = " (red line)" if act.red_line else ""
        demand = act.kind == "demanded" and bool(act.terms.levels)
        about = [act.terms] if act.consents or demand else act.refused
        return f"{act.kind.replace('_', ' ')}{line}: {'; or '.join(self.terms(each) for each in about)}"

    def terms(self, terms: Condition) -> str:
        """Levels by issue: ``length of the pause = 60 days and leaders = stay``."""
        parts = []
        for name, labels in terms.levels.items():
            words = [*(self._plain(label) for label in labels[:-1]), self.level(name, labels[-1])]
            parts.append(f"{self.issue(name)} = {listed(words, 'or')}")
        return " and ".join(parts) or "any deal"


def _in_a_sentence(title: str) -> str:
    name = title.partition(",")[0]
    if _ARTICLE.match(name):
        return f"the {name}"
    return f"the {name[4:]}" if name.startswith("The ") else name
