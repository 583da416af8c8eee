"""Notes of a round besides packages and answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from negosim.analysis.story.passages import Round
from negosim.analysis.wording import Words, long_date
from negosim.domain import events as e
from negosim.domain.state import TEXT, State

BROKEN = 0.2
"""Trust below this is called broken."""
NOTED = 0.1
"""Trust is told again when it has moved so far."""
SURE = 0.9
"""A red line that is believed so firmly is taken for real."""
KNOWN = ((0.25, "about a quarter"), (0.5, "about half"), (0.75, "about three quarters"))


@attrs.define
class Notes:
    """Sentences about a run, round after round, without repetition.

    Attributes
    ----------
    words : Words
        Of the scenario.
    """

    words: Words
    _trust: dict[str, float] = attrs.field(factory=dict)
    _pressed: dict[str, set[str]] = attrs.field(factory=dict)
    _pressing: set[str] = attrs.field(factory=set)
    _insight: dict[str, float] = attrs.field(factory=dict)
    _known: int = 0
    _believed: set[tuple[str, str, str]] = attrs.field(factory=set)
    _silent: set[str] = attrs.field(factory=set)

    def add_to(self, now: Round, *, whole: bool = True) -> None:
        """Give a round its notes and asides; to be called for every round, in order, ``whole`` or not."""
        if not self._trust:
            self._trust = dict(now.before.trust)
        for event in now.happened:
            now.notes += self._note(event, now)
            now.asides += self._aside(event)
        now.notes += self._silence(now) if whole and now.talked else ()
        now.asides += self._pauses(now)

    def _note(self, event: e.Event, now: Round) -> Iterator[str]:
        match event:
            case e.ShockStruck():
                yield self._shock(event, now)
            case e.TalksSuspended():
                until = long_date(self.words.scenario.date(event.until))
                yield f"The talks were suspended until {until}"
            case e.TalksResumed():
                yield "The talks were resumed"
            case e.PressureApplied():
                yield from self._pressure(event)
            case e.TrustShifted():
                yield from self._broken(event)
            case e.AssumptionChanged():
                owner, _, pair = event.parameter.partition(".trust.")
                self._trust |= {f"{owner}.{pair}": event.value} if pair else {}
                yield f"From here on {event.parameter} was set to {event.value:g}"
            case e.ChanceRedrawn():
                yield f"From here on chance was another (number {event.redraw})"

    def _silence(self, now: Round) -> Iterator[str]:
        """Parties that put nothing on the table though it was their turn, when that begins and when it ends."""
        scenario = self.words.scenario
        tabled = {event.party for event in now.happened if isinstance(event, e.PackageTabled)}
        parties = [party.name for party in scenario.parties]
        if scenario.rules.protocol == "alternating_offers":
            parties = [parties[(now.after.round - 1) % len(parties)]]
        for party in parties:
            if party in tabled and party in self._silent:
                self._silent.discard(party)
                yield f"For {self.words.agent(party)} there was now a package as good as no deal"
            elif party not in tabled and party not in self._silent:
                self._silent.add(party)
                more = " more" if party in now.before.tabled else ""
                yield f"{self.words.agent(party)} tabled nothing{more}: to it no package was as good as no deal"

    def _aside(self, event: e.Event) -> Iterator[str]:
        match event:
            case e.TrustShifted():
                yield from self._shifted(event)
            case e.InformationRelayed():
                yield from self._informed(event)

    def _shock(self, event: e.ShockStruck, now: Round) -> str:
        titles = {shock.name: shock.title for shock in self.words.scenario.shocks}
        effects = [*self._trusts(event.trust, now.before)]
        for party, pressure in event.pressure.items():
            word = "grew" if pressure > now.before.pressure[party] else "eased"
            effects.append(f"pressure on {self.words.agent(party)} {word}")
        for party, cost in event.waiting_cost.items():
            word = "more" if cost > now.before.waiting_cost[party] else "less"
            effects.append(f"waiting now cost {self.words.agent(party)} {word}")
        title = titles.get(event.shock) or event.shock.replace("_", " ")
        return f"{title}: {'; '.join(effects)}" if effects else title

    def _trusts(self, trust: Mapping[str, float], before: State) -> Iterator[str]:
        for pair, level in trust.items():
            was, self._trust[pair] = before.trust[pair], level
            word = "broke" if level < BROKEN <= was else "fell" if level < was else "rose"
            yield f"{self._whose(pair)} {word}, from {was:.2f} to {level:.2f}"

    def _whose(self, pair: str) -> str:
        mediator, _, party = pair.partition(".")
        return f"{self.words.owner(party)} trust in {self.words.agent(mediator)}"

    def _pressure(self, event: e.PressureApplied) -> Iterator[str]:
        before = self._pressed.setdefault(event.mediator, set())
        if event.party not in before:
            verb, more = ("went on to press", " as well") if before else ("began to press", "")
            yield f"{self.words.agent(event.mediator)} {verb} {self.words.agent(event.party)}{more}"
        before.add(event.party)
        self._pressing.add(event.mediator)

    def _pauses(self, now: Round) -> Iterator[str]:
        """Mediators that pressed in the round before, and press no more."""
        active = {event.mediator for event in now.happened if isinstance(event, e.PressureApplied)}
        for mediator in sorted(self._pressing - active if now.talked else ()):
            self._pressing.discard(mediator)
            spent = now.after.spent[mediator] >= now.after.draw[f"{mediator}.budget"] - 1e-9
            reason = "had nothing left to press with" if spent else "stopped pressing, which moved nothing more"
            yield f"{self.words.agent(mediator)} {reason}"

    def _broken(self, event: e.TrustShifted) -> Iterator[str]:
        pair = f"{event.mediator}.{event.party}"
        if event.trust < BROKEN <= self._trust[pair]:
            self._trust[pair] = event.trust
            yield f"{self._whose(pair)} broke: it fell to {event.trust:.2f}"

    def _shifted(self, event: e.TrustShifted) -> Iterator[str]:
        pair = f"{event.mediator}.{event.party}"
        told = self._trust[pair]
        if abs(event.trust - told) >= NOTED:
            self._trust[pair] = event.trust
            yield f"{self._whose(pair)} had {'fallen' if event.trust < told else 'risen'} to {event.trust:.2f}"

    def _informed(self, event: e.InformationRelayed) -> Iterator[str]:
        self._insight |= {key: value for key, value in event.insight.items() if not key.startswith(f"{TEXT}.")}
        mean = sum(self._insight.values()) / len(self._insight) if self._insight else 0.0
        reached = sum(mean >= level for level, _ in KNOWN)
        if reached > self._known:
            self._known = reached
            yield f"By now the parties knew {KNOWN[reached - 1][1]} of what weighs for each other"
        for key, belief in event.firmness.items():
            observer, party, line = key.split(".", 2)
            if observer == TEXT or belief < SURE:
                continue
            lines = self.words.scenario.red_lines
            issue = next(r.issue for r in lines if (r.party, r.name) == (party, line))
            if (observer, party, issue) not in self._believed:
                self._believed.add((observer, party, issue))
                owner = self.words.owner(party)
                yield f"{self.words.agent(observer)} now took {owner} red line on {self.words.the(issue)} for real"
