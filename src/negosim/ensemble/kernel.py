"""Many runs without agents and events: the rules in the order of ``NegotiationModel``, over arrays, one row a run.

Every decision is a function of ``rules``; here and in ``rounds`` stands in which order they are asked, as in ``model/``.
A row is the outcome of the model to the last bit (law 2, a property test).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from negosim.domain.draws import number_of
from negosim.domain.scenario import Scenario
from negosim.ensemble import rounds
from negosim.ensemble.draws import draws_of
from negosim.ensemble.outcomes import OUTCOMES
from negosim.ensemble.rows import DRAW
from negosim.ensemble.setting import AMBITION, FLOOR, MUTUAL, NO_DEAL, START, Setting, setting_of
from negosim.ensemble.talks import (
    AGREEMENT,
    BASE,
    BEST,
    COUNT,
    DAY,
    DEADLINE,
    HELD,
    HOW,
    LINE_THEN,
    MOVED,
    NOTHING,
    OPEN,
    PACKAGE,
    REFUSALS,
    ROUND,
    SIGNED,
    STAGE,
    STAGE_DAY,
    STALLED,
    STATUS,
    TABLED,
    TEXT,
    TEXT_ROUND,
    THEN,
    WANTED,
    Room,
    Talks,
    empty_talks,
    reservation,
    sit_down,
)  # fmt: skip
from negosim.rules import answering, concession, hazards, searching
from negosim.rules.arrays import precedes, put, sort
from negosim.rules.chance import LANES, Words, numbers, round_keys
from negosim.rules.compiling import compiled, inner
from negosim.rules.halves import Halves, halved
from negosim.rules.nearby import room_for
from negosim.rules.prepared import prepared
from negosim.rules.preparing import Addresses, prepare
from negosim.rules.searching import Sums
from negosim.rules.space import Ints, Space, encode
from negosim.rules.table import Floats, Table, utility


class Rows(NamedTuple):
    """How runs ended, one row a run.

    ``outcome``: (n,), a place in ``outcomes.OUTCOMES``. ``round``, ``day``, ``package``, ``phases_held``, ``zopa``: (n,).
    ``digits``: (n, I), of what holds at the end; ``settled``: (n,), how many stages were settled. ``utilities``,
    ``reservations``: (n, P). ``blocker``: (n, 2), party and issue, -1 for none.
    """

    outcome: Ints
    round: Ints
    day: Ints
    package: Ints
    phases_held: Ints
    zopa: Ints
    digits: Ints
    settled: Ints
    utilities: Floats
    reservations: Floats
    blocker: Ints


@inner
def open_stage(space: Space, table: Table, halves: Halves, sums: Sums, talks: Talks) -> None:
    """The next stage opens; ``sums`` are of its ``halves``."""
    now, party, own, base = talks.now, talks.party, talks.own, talks.texts[BASE]
    now[STAGE] += 1
    now[STAGE_DAY] = now[DAY]
    now[MOVED], now[STALLED], now[TEXT_ROUND] = 1, 0, 0
    for p in range(party.shape[1]):
        party[NO_DEAL, p] = utility(space, table, p, base)
        own[BEST, p, 0], own[TABLED, p, 0] = NOTHING, NOTHING
        best = searching.best(space, halves, table, sums, p, own[BEST, p])
        floor = reservation(party, p, now[DAY])
        if own[BEST, p, 0] < 0:
            best = floor
        party[START, p] = concession.opening(best, floor, party[AMBITION, p])
    talks.texts[TEXT, 0] = NOTHING


@inner
def carried_out(phases: int, guarantee: float, trust: float, keys: Words, run: int) -> int:
    """How many phases of what was signed are carried out."""
    four = np.empty(LANES)
    for phase in range(1, phases):
        numbers(keys, phase // LANES, run, four)
        if not hazards.strikes(four[phase % LANES], hazards.holding(trust, guarantee)):
            return phase
    return phases


@inner
def blocker(game: Game, space: Space, table: Table, talks: Talks) -> tuple[int, int]:
    """Who refused, over which issue, what came closest to agreement when packages were refused for the last time.

    As ``domain.outcome.last_blocker`` reads it from events; -1 and -1 if nothing was ever refused.
    """
    lines, packages = talks.replies[LINE_THEN], talks.before[THEN]
    closest, fewest, least = -1, 0, 0.0
    ascending = np.empty(talks.party.shape[1])
    for n in range(talks.now[REFUSALS]):
        count, total = 0, 0.0
        for shortfall in talks.short[THEN, n]:
            if not np.isnan(shortfall):
                ascending[count] = shortfall
                count += 1
        if not count:
            continue
        sort(ascending, count)
        for k in range(count):
            total += ascending[k]
        nearer = closest < 0 or count < fewest or (count == fewest and total < least)
        alike = closest >= 0 and count == fewest and total == least
        if nearer or (alike and precedes(packages[n], packages[closest])):
            closest, fewest, least = n, count, total
    if closest < 0:
        return -1, -1
    who, short = -1, talks.short[THEN, closest]
    for p in range(len(short)):
        if np.isnan(short[p]):
            continue
        if who < 0 or (lines[closest, p] >= 0) > (lines[closest, who] >= 0):
            who = p
        elif (lines[closest, p] >= 0) == (lines[closest, who] >= 0):
            alike = short[p] == short[who] and game.ranks[p] > game.ranks[who]
            who = p if alike or short[p] > short[who] else who
    if lines[closest, who] >= 0:
        return who, game.line_issue[lines[closest, who]]
    return who, answering.objection(space, table, who, packages[closest], talks.own[WANTED, who])


@compiled
def play_runs(
    setting: Setting,
    space: Space,
    addresses: Addresses,
    first: Halves,
    keys: Words,
    draws: Floats,
    start: int,
    rows: Rows,
) -> None:
    """Play runs ``start``, ``start`` + 1 ... with ``draws`` (n, parameters), and put how each ended into ``rows``."""
    game, parties, contexts = setting.game, len(addresses.weight), len(addresses.shares) * len(addresses.guarantee)
    talks = empty_talks(setting.places, len(space.levels), len(setting.shocks.day))
    first_sums = searching.empty_sums(first, parties, contexts)
    near_own, near_text = room_for(space, game.max_moves), room_for(space, game.draft_moves)
    issues = len(space.levels)
    room = Room(near_own, near_text, np.empty(issues, np.int64), np.empty(issues, np.int64))
    now = talks.now
    for n in range(len(draws)):
        draw, run = draws[n], start + n
        table = prepare(space, addresses, draw)
        halves, sums = first, first_sums
        sit_down(setting.places, space.status_quo, draw, talks)
        room.text[0] = NOTHING
        searching.sum_up(space, halves, table, sums)
        open_stage(space, table, halves, sums, talks)
        for p in range(parties):
            talks.party[FLOOR, p] = reservation(talks.party, p, now[DAY])
        rows.zopa[n] = searching.in_zopa_count(space, halves, table, sums, talks.party[FLOOR])
        while now[STATUS] < SIGNED:
            rounds.open_round(now, game.days_per_round)
            rounds.strike(setting.shocks, keys, run, talks)
            if now[STATUS] == OPEN and rounds.talk(game, space, table, halves, sums, room, keys, run, talks):
                base = talks.texts[BASE]
                now[PACKAGE] = encode(space, base)
                if now[STAGE] + 1 < len(game.free):
                    halves = halved(space, game.guarantees, base, game.free[now[STAGE] + 1])
                    sums = searching.empty_sums(halves, parties, contexts)
                    searching.sum_up(space, halves, table, sums)
                    open_stage(space, table, halves, sums, talks)
                    room.text[0] = NOTHING
                else:
                    now[HOW], now[STATUS] = AGREEMENT, SIGNED
            if now[STATUS] < SIGNED and now[ROUND] >= game.rounds:
                now[DAY] = game.horizon
                rounds.end(now, now[COUNT] - now[COUNT] + DEADLINE)
        base = talks.texts[BASE]
        if now[STATUS] == SIGNED:
            phases = game.phases[base[space.phasing] if space.phasing >= 0 else 0]
            guarantee = draw[addresses.guarantee[base[space.guarantee]]] if space.guarantee >= 0 else 0.0
            now[HELD] = carried_out(phases, guarantee, talks.general[MUTUAL], keys[-1], run)
        write(game, space, table, talks, rows, n)


@inner
def write(game: Game, space: Space, table: Table, talks: Talks, rows: Rows, n: int) -> None:
    """Put how a run ended into its row."""
    now, base = talks.now, talks.texts[BASE]
    rows.outcome[n], rows.round[n], rows.day[n] = now[HOW], now[ROUND], now[DAY]
    rows.package[n], rows.phases_held[n] = now[PACKAGE], now[HELD]
    put(rows.digits[n], base)
    rows.settled[n] = now[STAGE] + (1 if now[HOW] == AGREEMENT else 0)
    for p in range(talks.party.shape[1]):
        rows.utilities[n, p] = utility(space, table, p, base)
        rows.reservations[n, p] = reservation(talks.party, p, now[DAY])
    who, issue = blocker(game, space, table, talks)
    rows.blocker[n, 0] = NOTHING if now[HOW] == AGREEMENT else who
    rows.blocker[n, 1] = NOTHING if now[HOW] == AGREEMENT else issue


def played(scenario: Scenario, seed: int, runs: range) -> tuple[Rows, Floats]:
    """How some runs, one after another, end, and their draws, (n, parameters)."""
    ground, setting = prepared(scenario), setting_of(scenario)
    streams = ["talks:hazard", *(f"{shock.name}:hazard" for shock in scenario.shocks), "talks:phase"]
    keys = np.array([round_keys(seed, number_of(stream)) for stream in streams])
    draws = draws_of(scenario, seed, runs)
    n, parties, issues = len(runs), len(scenario.parties), len(scenario.issues)
    whole = [np.empty(n, np.int64) for _ in range(6)]
    digits, settled, blockers = np.empty((n, issues), np.int64), np.empty(n, np.int64), np.empty((n, 2), np.int64)
    rows = Rows(*whole, digits, settled, np.empty((n, parties)), np.empty((n, parties)), blockers)
    play_runs(setting, ground.space, ground.addresses, ground.halves, keys, draws, runs.start, rows)
    return rows, draws


def play_rows(scenario: Scenario, seed: int, runs: range) -> pa.Table:
    """The rows of some runs, one after another: those that ``rows.table`` makes of the model's outcomes."""
    rows, draws = played(scenario, seed, runs)
    parties, issues = [party.name for party in scenario.parties], [issue.name for issue in scenario.issues]
    columns: dict[str, pa.Array] = {
        "run": pa.array(np.arange(runs.start, runs.stop, dtype=np.int64)),
        "outcome": _named(rows.outcome, OUTCOMES),
        "round": pa.array(rows.round),
        "day": pa.array(rows.day),
        "package": pa.array(rows.package),
    }
    settled = np.cumsum([0, *(len(group) for group in scenario.agenda.groups)])[rows.settled]
    order = [name for group in scenario.agenda.groups for name in group]
    for i, issue in enumerate(scenario.issues):
        columns[issue.name] = _named(np.where(order.index(issue.name) < settled, rows.digits[:, i], -1), issue.labels)
    for kind, values in (("utility", rows.utilities), ("reservation", rows.reservations)):
        for p, party in enumerate(parties):
            columns[f"{kind}_{party}"] = pa.array(np.ascontiguousarray(values[:, p]))
    columns["blocker_party"] = _named(rows.blocker[:, 0], parties)
    columns["blocker_issue"] = _named(rows.blocker[:, 1], issues)
    columns["phases_held"] = pa.array(rows.phases_held)
    columns["zopa"] = pa.array(rows.zopa)
    places = {name: k for k, name in enumerate(scenario.parameters)}
    for parameter in scenario.uncertain:
        columns[f"{DRAW}{parameter.name}"] = pa.array(np.ascontiguousarray(draws[:, places[parameter.name]]))
    return pa.table(columns)


def _named(codes: Ints, names: Sequence[str]) -> pa.Array:
    """The name of each code, missing for codes below 0."""
    return pa.array(names, pa.string()).take(pa.array(codes, mask=codes < 0))
