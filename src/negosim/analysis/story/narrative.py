"""One run as a dated story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import attrs

from negosim.analysis.story.passages import STEPS, Passage, Round, Verdict, passages, rounds_of
from negosim.analysis.story.round_notes import Notes
from negosim.analysis.story.run_opening import opening_lines
from negosim.analysis.wording import Words, hanging, listed, long_date, sentence, short_date
from negosim.domain import events as e
from negosim.domain.outcome import last_objections
from negosim.domain.scenario import Scenario
from negosim.domain.state import State


def story(scenario: Scenario, events: Sequence[e.Event]) -> list[str]:
    """Tell a run in lines of plain text, at most 100 characters wide.

    It begins with the end in one sentence, with who takes part and which red lines are real in this run; then it
    goes on by date. Rounds in which the same goes on are told as one. A run that is not over can be told, too.
    """
    words = Words(scenario)
    state, opening, rounds = rounds_of(events, scenario.start)
    notes, teller = Notes(words), _Teller(words)
    for now in rounds:
        notes.add_to(now, whole=now is not rounds[-1] or state.status in {"signed", "over", "closed"})
    lines = [*hanging(scenario.title or scenario.name, indent=0), *hanging(headline(scenario, events), indent=0)]
    lines += ["", *opening_lines(words, opening), ""]
    for passage in passages(rounds, [teller.alone(now) for now in rounds]):
        lines += teller.told(passage)
    return [*lines, *_reckoning(words, state, rounds)]


def told_rounds(scenario: Scenario, events: Sequence[e.Event]) -> dict[int, list[str]]:
    """Tell a run round by round.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    events : sequence of Event
        Events of the run.

    Returns
    -------
    dict of int to list of str
        The paragraphs of ``story`` as whole sentences, by the first round of each passage.
    """
    words = Words(scenario)
    state, _, rounds = rounds_of(events, scenario.start)
    notes, teller = Notes(words), _Teller(words, wrapped=False)
    for now in rounds:
        notes.add_to(now, whole=now is not rounds[-1] or state.status in {"signed", "over", "closed"})
    told: dict[int, list[str]] = {}
    for passage in passages(rounds, [teller.alone(now) for now in rounds]):
        told.setdefault(passage.rounds[0].after.round, []).extend(teller.told(passage))
    return told


def headline(scenario: Scenario, events: Sequence[e.Event]) -> str:
    """Tell a run in one sentence."""
    words = Words(scenario)
    state, opening, _ = rounds_of(events, scenario.start)
    run = next((f"Run {event.run}" for event in opening if isinstance(event, e.NegotiationOpened)), "The run")
    when = f"on {long_date(scenario.date(state.day))}, day {state.day}"
    if any(isinstance(event, e.AgreementReached) for event in events):
        phases = [event for event in events if isinstance(event, e.PhaseCompleted | e.AgreementBrokeDown)]
        kept = (
            f"; {state.phases_held} of {phases[0].phases} phases held"
            if state.phases_held and phases[0].phases > 1
            else ""
        )
        return f"{run}: {words.agents(state.parties)} agreed {when}{kept}."
    over = last_objections(events)
    refused = listed(
        f"{words.agent(party)} refused over {words.the(over[party])}" for party in state.parties if party in over
    )
    why = f"; in the end {refused}" if over else ""
    part = "with a part of the issues agreed" if state.package >= 0 else "without an agreement"
    if any(isinstance(event, e.TalksCollapsed) for event in events):
        return f"{run}: the talks collapsed {when}, {part}{why}."
    if any(isinstance(event, e.DeadlinePassed) for event in events):
        return f"{run}: the time ran out {when}, {part}{why}."
    return f"{run}: the talks go on {when}, {part} so far{why}."


@attrs.define
class _Teller:
    """Tells passages; it remembers which answers and which day it has told.

    Attributes
    ----------
    words : Words
        Of the scenario.
    wrapped : bool
        Whether paragraphs are wrapped, with the date in the margin.
    """

    words: Words
    wrapped: bool = True
    _told: dict[tuple[str, str], Verdict] = attrs.field(factory=dict)
    _ended: dt.date | None = None
    _day: dt.date | None = None

    def alone(self, now: Round) -> bool:
        """Whether a round has more to tell than moves and refusals."""
        return bool(now.notes or now.tabled or now.agreed)

    def told(self, passage: Passage) -> list[str]:
        """The lines of a passage."""
        first, last = passage.rounds[0], passage.rounds[-1]
        until = f"until {last.date.day} {last.date:%B} " if last is not first else ""
        notes = " ".join(sentence(note) for now in passage.rounds for note in now.notes)
        asides = " ".join(sentence(aside) for now in passage.rounds for aside in now.asides)
        if passage.kind == "still":
            middle = self._still(last, until, long=len(passage.rounds) >= STEPS)
        else:
            moves = [*self._tabled(first), *self._moves(passage.rounds)]
            middle = [sentence(f"{'' if n else until}{move}") for n, move in enumerate(moves)]
            middle.append(" ".join(sentence(text) for text in self._answers(last)))
        lines = [line for text in (notes, *middle, asides) for line in self._dated(first.date, text)]
        return lines + [line for event in last.happened for line in self._end(event, last)]

    def _dated(self, day: dt.date, text: str) -> list[str]:
        if not text or not self.wrapped:
            return [text] if text else []
        margin = "" if day == self._day else short_date(day)
        self._day = day
        return hanging(text, first=margin)

    def _tabled(self, now: Round) -> Iterator[str]:
        """What was on the table for the first time."""
        issues = now.before.issues
        for party, package in now.tabled.items():
            yield f"{self.words.agent(party)} tabled: {self.words.package(package, issues)}"
        if now.text is not None and now.before.text is None:
            authors = now.tabled_by(now.text)
            whose = f"{self.words.owner(authors[0])} package" if authors else self.words.package(now.text, issues)
            yield (
                f"{self._drafters(now)} took {whose} as their text"
                if authors
                else f"{self._drafters(now)} drafted {whose}"
            )

    def _drafters(self, now: Round) -> str:
        drafters = next(event.mediators for event in now.happened if isinstance(event, e.TextDrafted))
        return "the mediators" if set(drafters) == set(now.after.mediators) else self.words.agents(drafters)

    def _moves(self, rounds: Sequence[Round]) -> Iterator[str]:
        """Which issues moved, by party, and in the text."""
        steps: dict[str, list[tuple[int, int]]] = {}
        for now in rounds:
            for party, step in now.moved.items():
                steps.setdefault(party, []).append(step)
        for party, moved in steps.items():
            yield f"{self.words.agent(party)} moved {self._paths(moved)}"
        texts = [(now.before.text, now.text) for now in rounds if now.redrafted]
        redrafted = [(old, new) for old, new in texts if old is not None and new is not None]
        if redrafted:
            yield f"the text changed: {self._paths(redrafted)}"

    def _paths(self, steps: Sequence[tuple[int, int]]) -> str:
        packages = [self.words.labels(package) for package in (steps[0][0], *(new for _, new in steps))]
        paths = []
        for issue in packages[0]:
            labels = [package[issue] for package in packages]
            path = [label for n, label in enumerate(labels) if n == 0 or label != labels[n - 1]]
            if len(path) > 1:
                paths.append(self.words.path(issue, path))
        return "; ".join(paths)

    def _still(self, last: Round, until: str, *, long: bool) -> list[str]:
        """That nothing moved, and how what lies on the table is answered."""
        if not last.talked:
            return []
        answers = list(self._answers(last, again=long))
        if not until:
            return [sentence(answer) for answer in answers]
        if not answers:
            return [sentence(f"{until}nobody moved, and the answers stayed the same")]
        return [sentence("; ".join([f"{until}nobody moved", *answers]))]

    def _answers(self, now: Round, *, again: bool = False) -> Iterator[str]:
        """Who accepted or refused what, where that is new; what matters most ``again`` even if it is not."""
        for author, package in now.targets:
            verdicts = now.verdicts(package)
            if not verdicts or package == now.agreed:
                continue
            beside = bool(author) and now.text is not None
            if beside:  # with a text on the table, of the rest only what stands out
                verdicts = {party: v for party, v in verdicts.items() if v.accepted or v.red_line}
            new = any(self._told.get((author, party)) != verdict for party, verdict in verdicts.items())
            self._told |= {(author, party): verdict for party, verdict in verdicts.items()}
            if new or (again and not beside):
                yield self._verdict(author, verdicts)

    def _verdict(self, author: str, verdicts: dict[str, Verdict]) -> str:
        what = f"{self.words.owner(author)} package" if author else "the text"
        groups: dict[Verdict, list[str]] = {}
        for party, verdict in verdicts.items():
            groups.setdefault(verdict, []).append(party)
        clauses = []
        for verdict, parties in sorted(groups.items(), key=lambda group: not group[0].accepted):
            who = self.words.agents(parties)
            if verdict.accepted:
                clauses.append(f"{who} accepted {what}")
                continue
            verb = " refused it" if clauses and groups.keys() - {verdict} and "accepted" in clauses[-1] else ""
            clauses.append(f"{who}{verb or ('' if clauses else f' refused {what}')} {self._why(verdict, parties)}")
        return ", ".join(clauses)

    def _why(self, verdict: Verdict, parties: Sequence[str]) -> str:
        issue = self.words.the(verdict.issue)
        if verdict.red_line:
            return f"because of {'its' if len(parties) == 1 else 'their'} red line on {issue}"
        return f"over {issue}{' (narrowly)' if verdict.narrow else ''}"

    def _end(self, event: e.Event, now: Round) -> list[str]:
        """What an event that ends something has to say, on its own day."""
        words, scenario = self.words, self.words.scenario
        if isinstance(event, e.StageAgreed | e.AgreementReached):
            issues = now.before.issues
            text = f"{self._consent(event.package, now)} Agreed: {words.package(event.package, issues, whole=True)}."
            return self._dated(now.date, text)
        if isinstance(event, e.StageOpened):
            self._told = {}
            return self._dated(now.date, f"The talks went on to {listed(words.issue(name) for name in event.issues)}.")
        if isinstance(event, e.PhaseCompleted):
            what = f"Phase {event.phase} of {event.phases}" if event.phases > 1 else "The agreement"
            return self._due(event.day, f"{what} was carried out")
        if isinstance(event, e.AgreementBrokeDown):
            return self._due(
                event.day, f"Phase {event.phase} of {event.phases} was not carried out: the agreement broke down"
            )
        if isinstance(event, e.TalksCollapsed):
            self._ended = now.date
            after = f"{event.stalled} round{'s' if event.stalled > 1 else ''} in which no party had moved"
            return self._dated(now.date, f"The talks collapsed{f', after {after}' if event.stalled else ''}.")
        if isinstance(event, e.DeadlinePassed):
            self._ended = scenario.date(event.day)
            return self._dated(self._ended, f"The time was up, after {event.day} days.")
        return []

    def _due(self, day: int, text: str) -> list[str]:
        """What came of a phase, on the day it was due; of a partial agreement it is told when the talks have ended."""
        due = self.words.scenario.date(day)
        if self._ended is not None and due < self._ended:
            return self._dated(self._ended, f"{text}, on {long_date(due)}.")
        return self._dated(due, f"{text}.")

    def _consent(self, package: int, now: Round) -> str:
        authors = now.tabled_by(package)
        others = [party for party in now.after.parties if party not in authors]
        if package == now.text:
            return f"{self.words.agents(now.after.parties)} accepted the text."
        whose = listed(self.words.owner(party) for party in authors)
        return f"{self.words.agents(others)} accepted {whose} package." if others else "All tabled the same package."


def _reckoning(words: Words, state: State, rounds: Sequence[Round]) -> Iterator[str]:
    """What it came to, in each party's own utility; nothing before the end."""
    happened = [event for now in rounds for event in now.happened]
    closed = next((event for event in happened if isinstance(event, e.NegotiationClosed)), None)
    if closed is None:
        return
    signed = [event for event in happened if isinstance(event, e.AgreementReached | e.StageAgreed)]
    texts = [event for event in happened if isinstance(event, e.TextDrafted)]
    offers = {event.party: event for event in happened if isinstance(event, e.PackageTabled)}
    each = []
    for party, floor in closed.reservations.items():
        others = [offer.utilities[party] for name, offer in offers.items() if name != party]
        if signed:
            had = f" and got {signed[-1].utilities[party]:.2f}"
        elif texts:
            had = f", and the last text was worth {texts[-1].utilities[party]:.2f}"
        else:
            had = f", and the best offer was worth {max(others):.2f}" if others else ""
        each.append(f"{words.agent(party)} would have settled for {floor:.2f}{had}")
    pressed = [f"{words.agent(p)} by {by:.2f}" for p, by in state.pressure.items() if by >= 0.005]
    yield ""
    yield from hanging(f"In the end, each on its own scale from 0 to 1: {'; '.join(each)}.", indent=0)
    if pressed:
        yield from hanging(f"Pressure had lowered what they would settle for: {listed(pressed)}.", indent=0)
