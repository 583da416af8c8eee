"""Stability of packages: the graph model for conflict resolution, and incentives to leave in each phase.

A graph model has states, and for each party the moves between states and a utility of each state. A state is stable for
a party if it has no improving move, or none that it would risk. Under *Nash* stability it ignores replies. Under
*general metarationality* (GMR, Howard 1971) any reply of the others that leaves it no better off deters it; under
*symmetric metarationality* (SMR) only replies that it cannot undo by a further move; under *sequential* stability (SEQ,
Fraser & Hipel 1979) only replies that improve every replying party's position at each step. A state that is stable for
all is an equilibrium (Fang, Hipel & Kilgour 1993).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np

from negosim.analysis.bargaining.valuation import digits_of_indices
from negosim.arrays import Floats
from negosim.domain.scenario import Scenario
from negosim.rules.preferences import addresses_of, prepare, strengthened, vector_of
from negosim.spaces.space import context_of, labels_of, met, space_of

CONCEPTS = ("nash", "gmr", "smr", "seq")


@attrs.frozen(eq=False)
class GraphModel:
    """States, moves and payoffs of the graph model for conflict resolution.

    Attributes
    ----------
    moves : sequence of sequence of sequence of int
        For each party, for each state, the states that it can move to by itself.
    worth : ndarray of float
        Of each state to each party, (P, S).
    """

    moves: Sequence[Sequence[Sequence[int]]]
    worth: Floats

    def stable(self, concept: str, party: int, state: int) -> bool:
        """Return whether a state is stable for a party under one of ``CONCEPTS``."""
        if concept not in CONCEPTS:
            raise ValueError(f"a concept is one of {', '.join(CONCEPTS)}; received {concept}")
        better = self._improvements(party, state)
        if concept == "nash":
            return not better
        own = self.worth[party]
        for target in better:
            replies = self._replies(party, target, improving=concept == "seq")
            feared = [reply for reply in replies if own[reply] <= own[state]]
            if concept == "smr":
                feared = [r for r in feared if all(own[s] <= own[state] for s in self.moves[party][r])]
            if not feared:
                return False
        return True

    def equilibrium(self, concept: str, state: int) -> bool:
        """Return whether a state is stable for all parties."""
        return all(self.stable(concept, party, state) for party in range(len(self.worth)))

    def _improvements(self, party: int, state: int) -> list[int]:
        return [target for target in self.moves[party][state] if self.worth[party, target] > self.worth[party, state]]

    def _replies(self, party: int, state: int, *, improving: bool) -> set[int]:
        """Where the others can bring it from a state, one after another and nobody twice in a row."""
        found: set[int] = set()
        open_ = [(state, -1)]
        seen = set(open_)
        while open_:
            here, last = open_.pop()
            for other in range(len(self.worth)):
                if other in (party, last):
                    continue
                for target in self._improvements(other, here) if improving else self.moves[other][here]:
                    found.add(target)
                    if (target, other) not in seen:
                        seen.add((target, other))
                        open_.append((target, other))
        return found


@attrs.frozen(eq=False)
class PhaseStability:
    """One phase of a package that is being carried out, after the phases before it.

    Attributes
    ----------
    phase : int
        Its number; the first is carried out at signing, so the second is the first that anybody can leave.
    model : GraphModel
        The graph model; bit p of a state says that party p has left, so 0 is where all stay.
    """

    phase: int
    model: GraphModel

    def gain(self, party: int, *leaving: int) -> float:
        """Return the gain of a party, in utility, from leaving together with those ``leaving``."""
        state = 0
        for one in (party, *leaving):
            state |= 1 << one
        return float(self.model.worth[party, state] - self.model.worth[party, 0])

    def stable(self, concept: str, party: int) -> bool:
        """Return whether staying is stable for a party while all stay."""
        return self.model.stable(concept, party, 0)

    def holds(self, concept: str) -> bool:
        """Whether staying is stable for all parties."""
        return self.model.equilibrium(concept, 0)


def package_stability(
    scenario: Scenario, draw: Mapping[str, float], package: int, *, return_possible: bool = False
) -> tuple[PhaseStability, ...]:
    """Find who gains by leaving a package, phase by phase; a package of one phase has no phase to leave.

    An issue is given by the party that loses most by it; if nobody loses, all give it together. Who leaves before a
    phase gives nothing more, receives what those that stay give in this phase, and nothing afterwards; if all leave,
    nothing more comes. If all stay, the phase comes, and each later one is as likely as the party believes (``q``,
    design, section 4). What came before stays.

    Parameters
    ----------
    scenario : Scenario
        Whose package it is.
    draw : mapping of str to float
        Of every parameter.
    package : int
        Its index.
    return_possible : bool, default False
        Whether a party that has left can come back.
    """
    parties = range(len(scenario.parties))
    gains, beliefs = _gains(scenario, draw, package)
    givers = [int(np.argmin(total)) if total.min() < 0.0 else -1 for total in gains.sum(axis=2).T]
    states = range(1 << len(parties))
    moves = [[_moves(p, state, return_possible=return_possible) for state in states] for p in parties]
    phases = []
    for k in range(1, gains.shape[2]):
        worth = np.empty((len(parties), len(states)))
        for state in states:
            given = [giver >= 0 and not state >> giver & 1 for giver in givers]
            worth[:, state] = gains[:, :, :k].sum(axis=(1, 2)) + gains[:, given, k].sum(axis=1)
        ahead = np.arange(gains.shape[2] - k)
        for p in parties:
            worth[p, 0] = gains[p, :, :k].sum() + float((gains[p, :, k:].sum(axis=0) * beliefs[p] ** ahead).sum())
        phases.append(PhaseStability(k + 1, GraphModel(moves, worth)))
    return tuple(phases)


def _moves(party: int, state: int, *, return_possible: bool) -> list[int]:
    """Where a party can bring it: away, and back if it can."""
    return [state ^ (1 << party)] if return_possible or not state >> party & 1 else []


def _gains(scenario: Scenario, draw: Mapping[str, float], package: int) -> tuple[Floats, list[float]]:
    """What each issue of a package brings each party in each phase, (P, I, phases); and the parties' beliefs."""
    space, phasing = space_of(scenario), scenario.phasing
    names = [party.name for party in scenario.parties]
    ordered = {name: draw[name] for name in scenario.parameters}
    # With every phase certain a level is worth its whole value.
    certain = ordered | {f"{name}.follow_through": 1.0 for name in names}
    table = prepare(space, addresses_of(scenario), vector_of(certain))
    digits = digits_of_indices(space, [package])[0]
    context = context_of(space.phasing, space.guarantee, table.guarantees, digits)
    labels = labels_of(scenario, digits)
    shares = np.array(phasing.shares[labels[phasing.issue]] if phasing.issue else (1.0,))
    held = draw[f"guarantee.{labels[phasing.guarantee]}"] if phasing.guarantee else 0.0
    gains = np.zeros((len(names), len(scenario.issues), len(shares)))
    for p in range(len(names)):
        linked = met(space.linkages, digits) & space.linkages_of[p]
        for i, issue in enumerate(scenario.issues):
            worth = table.delivered[p, context, i]
            whole = worth[digits[i]] - worth[issue.status_quo]
            of_issue = [k for k, at in enumerate(space.linkage_issue) if linked >> k & 1 and at == i]
            whole += sum(table.lift[k, context, digits[i]] for k in of_issue)
            gains[p, i] = table.weights[p, i] * whole * _shares(issue.delivery, shares)
        loose = [k for k, at in enumerate(space.linkage_issue) if linked >> k & 1 and at < 0]
        gains[p, 0, -1] += sum(table.lift[k, context, 0] for k in loose)
    return gains, [strengthened(draw[f"{name}.follow_through"], held) for name in names]


def _shares(delivery: str, shares: Floats) -> Floats:
    """Which share of an issue comes in each phase."""
    if delivery == "by_phase":
        return shares
    only = np.zeros(len(shares))
    only[-1 if delivery == "at_end" else 0] = 1.0
    return only
